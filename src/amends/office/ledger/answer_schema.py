"""The tables of answers that a bank reads before the writer does, beside those of `bank_schema`.

Words are ciphertext as everywhere in the office: sealed to a key that the bank's readers open in a browser.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from amends.office.ledger.schema import METADATA

_NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")

ANSWER_CARDS: Final = Table(
    "answer_cards",
    METADATA,
    Column("case", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("card", LargeBinary, nullable=False),
)
"""What the bank signed when it handed a letter over, so that an answer finds back: to which keys. Encrypted."""

ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("case", String(32), ForeignKey("cases.id"), nullable=False),
    Column("by", String(64), nullable=False),
    Column("epoch", _NUMBER, ForeignKey("epochs.number"), nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("key", LargeBinary, nullable=True),
    Column("sha256", String(64), nullable=False),
    Column("signature", String(88), nullable=False),
    Column("arrived", String(20), nullable=False),
    Column("state", String(10), nullable=False),
    Column("remarks", LargeBinary, nullable=True),
    Column("decided", String(20), nullable=True),
    Index(None, "case", "number"),
    sqlite_autoincrement=True,
)
"""Answers that are read first. Their bytes go once one is passed on, given back or taken back."""

ANSWER_FINDINGS: Final = Table(
    "answer_findings",
    METADATA,
    Column("answer", String(32), ForeignKey("answers.id"), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("outcome", String(8), nullable=False),
    Column("signature", String(88), nullable=False),
    Column("at", String(20), nullable=False),
)
"""What one screener found of one answer."""
