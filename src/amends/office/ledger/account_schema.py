"""The tables of staff accounts: who was asked to work here, with which passkeys they come, who is in."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table

from amends.office.ledger.schema import METADATA

STAFF_INVITED: Final = Table(
    "staff_invited",
    METADATA,
    Column("code_sha256", String(64), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), nullable=False),
    Column("expires", String(20), nullable=False),
    Column("used", String(20), nullable=True),
)
"""An invitation to work here: good once, and not for ever."""

PASSKEYS: Final = Table(
    "passkeys",
    METADATA,
    Column("id", String(400), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), nullable=False),
    Column("site", String(255), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("since", String(20), nullable=False),
    Index(None, "staff"),
)
"""Passkeys by their credential id: the public half, the site they were made for, and how often they were used."""

RECOVERY: Final = Table(
    "recovery",
    METADATA,
    Column("code_sha256", String(64), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), nullable=False),
    Column("used", String(20), nullable=True),
    Index(None, "staff"),
)
"""Codes that let somebody in who lost their passkey, each once."""

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("staff", String(32), ForeignKey("staff.id"), nullable=False),
    Column("since", String(20), nullable=False),
    Column("last", String(20), nullable=False),
    Index(None, "staff"),
)
"""Who is in, and when they last did something."""
