"""The tables of a letter bank, beside those of `schema`: who reads for it, what lies in it, and who asked.

Names, addresses and dates of birth are encrypted each for itself under the office's field key. Letters are ciphertext
as everywhere in the office; who may open them does so in a browser.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from amends.office.ledger.schema import METADATA

_NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")

POLICIES: Final = Table(
    "policies",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("since", String(20), nullable=False),
)
"""Every policy under which a letter was ever deposited here, as its file read."""

STAFF: Final = Table(
    "staff",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("roles", String(120), nullable=False),
    Column("age_key", String(62), nullable=False, server_default=""),
    Column("sign_key", String(43), nullable=False, server_default=""),
    Column("wrapped", LargeBinary, nullable=True),
    Column("since", String(20), nullable=False),
    Column("left", String(20), nullable=True),
)
"""Who works here. `wrapped` is their own key as their browser sealed it, which the office cannot open."""

EPOCHS: Final = Table(
    "epochs",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("key", String(62), nullable=False, unique=True),
    Column("sign", String(120), nullable=False),
    Column("since", String(20), nullable=False),
    Column("ended", String(20), nullable=True),
    sqlite_autoincrement=True,
)
"""The public halves of the keys that letters are sealed to; the newest without an end is the one in use."""

EPOCH_KEYS: Final = Table(
    "epoch_keys",
    METADATA,
    Column("epoch", _NUMBER, ForeignKey("epochs.number"), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
"""An epoch's secret half, sealed to one member of staff in a custodian's browser."""

CLERKS: Final = Table(
    "clerks",
    METADATA,
    Column("epoch", _NUMBER, ForeignKey("epochs.number"), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("certificate", Text, nullable=False),
)
"""Who may attest letters that came on paper: an epoch's signature over their name and key, made by a custodian."""

IN_BANK: Final = Table(
    "in_bank",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("writer", String(32), ForeignKey("writers.id"), nullable=False),
    Column("person", String(32), nullable=False),
    Column("policy", String(64), ForeignKey("policies.sha256"), nullable=False),
    Column("epoch", _NUMBER, ForeignKey("epochs.number"), nullable=False),
    Column("about", LargeBinary, nullable=False),
    Column("ordered", Boolean, nullable=False),
    Column("envelope_sha256", String(64), nullable=False),
    Column("front", LargeBinary, nullable=True),
    Column("letter", LargeBinary, nullable=True),
    Column("key", LargeBinary, nullable=True),
    Column("since", String(20), nullable=False),
    Column("withdrawn", String(20), nullable=True),
    Column("taken_in", String(32), nullable=True),
    Index(None, "writer", "number"),
    sqlite_autoincrement=True,
)
"""Letters that a bank reads before it offers them: the screening copies. Their parts go when the policy says so.
`taken_in` names the clerk of one that came on paper."""

FINDINGS: Final = Table(
    "findings",
    METADATA,
    Column("letter", String(32), ForeignKey("in_bank.id"), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("words", String(64), nullable=False),
    Column("front", String(64), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("signature", String(88), nullable=False),
    Column("remarks", LargeBinary, nullable=True),
    Column("at", String(20), nullable=False),
)
"""What one screener found of one letter; the remarks are sealed to its writer."""

OUTSIDES: Final = Table(
    "outsides",
    METADATA,
    Column("letter", String(32), ForeignKey("in_bank.id"), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
"""What stands outside on a letter, sealed to one registrar in the browser of a colleague who may open letters."""

REGISTERED: Final = Table(
    "registered",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("card", LargeBinary, nullable=False),
    Column("code_sha256", String(64), nullable=False, unique=True),
    Column("wish", String(8), nullable=False),
    Column("asked", Boolean, nullable=False),
    Column("accompanied", Boolean, nullable=False),
    Column("verified", String(20), nullable=True),
    Column("died", String(20), nullable=True),
    Column("since", String(20), nullable=False),
    Column("left", String(20), nullable=True),
)
"""Who registered. `card` holds name, birth and how to be reached; the code is what they come back with."""

ORDERS: Final = Table(
    "orders",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("writer", String(32), ForeignKey("writers.id"), nullable=False),
    Column("registered", String(32), ForeignKey("registered.id"), nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("since", String(20), nullable=False),
    Column("ended", String(20), nullable=True),
    Index(None, "registered", "writer"),
)
"""No-contact and protection orders between a writer and somebody registered."""

CASES: Final = Table(
    "cases",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("letter", String(32), ForeignKey("in_bank.id"), nullable=False),
    Column("registered", String(32), ForeignKey("registered.id"), nullable=False),
    Column("told", String(20), nullable=True),
    Column("choice", String(8), nullable=False),
    Column("road", String(9), nullable=False),
    Column("confirmed", String(12), nullable=False),
    Column("requested", Boolean, nullable=False),
    Column("received", Boolean, nullable=False),
    Column("read", Boolean, nullable=False),
    Column("released", String(20), nullable=True),
    Column("envelope", String(32), nullable=False),
    Index(None, "letter"),
    Index("ix_cases_registered_letter", "registered", "letter", unique=True),
)
"""One letter and one person: what they were told and chose, and under which id it was handed over."""

HOLDS: Final = Table(
    "holds",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("ref", String(32), nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("since", String(20), nullable=False),
    Column("ended", String(20), nullable=True),
    Index(None, "ref"),
)
"""What a law says must be kept: a letter, or what is known of somebody registered. The note says which law."""

BANK_TOLD: Final = Table(
    "bank_told",
    METADATA,
    Column("letter", String(32), ForeignKey("in_bank.id"), primary_key=True),
    Column("requested", Boolean, nullable=False),
    Column("received", Boolean, nullable=False),
    Column("read", Boolean, nullable=False),
)
"""What a writer sees of a letter since the last round; a flag here never goes off again."""
