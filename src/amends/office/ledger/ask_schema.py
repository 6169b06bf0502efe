"""The tables of those who ask: part of the ledger's form."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, text

from amends.office.ledger.schema import METADATA

_WAITS: Final = text("state = 'waits'")

ASKINGS: Final = Table(
    "askings",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("token", String(32), nullable=False),
    Column("whom", String(64), nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("language", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", String(20), nullable=False),
    Index(None, "at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index(None, "token"),
    Index(None, "whom", "at"),
)
"""Somebody asked and is to prove an address: `waits` for its mail, or `sent`, or `over`. Addresses are encrypted;
`token` is what the mail is known by, which only whoever gets it knows."""

HEARERS: Final = Table(
    "hearers",
    METADATA,
    Column("whom", String(64), primary_key=True),
    Column("address", LargeBinary, nullable=False),
    Column("at", String(20), nullable=False),
)
"""Proven addresses that want to be told when another letter comes for them; `whom` is a keyed digest."""
