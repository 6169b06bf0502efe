"""The whole ledger from one database into another, whichever they are: row by row, as it is at one moment."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select, text

from amends.office.ledger.engine import Ledger, LedgerTrouble
from amends.office.ledger.migrate import migrate
from amends.office.ledger.schema import LETTERS, METADATA, PARTS, REPLIES, STORED

_ROWS: Final = 200


def copy_to(ledger: Ledger, path: Path) -> None:
    """Copy the ledger into a SQLite file that is there and empty, also while the office runs."""
    if ledger.engine.dialect.name == "sqlite":
        ledger.copy_to(path)
        return
    copy = Ledger(f"sqlite:///{path}")
    try:
        migrate(copy)
        with ledger.snapshot() as source, copy.writing() as target:
            _copy(source, target)
        copy.settle()
    finally:
        copy.close()


def copy_from(path: Path, ledger: Ledger) -> None:
    """Copy a SQLite file into an empty database of a server.

    Raises:
        LedgerTrouble: the database holds an office already, or a newer version wrote the file.
    """
    copy = Ledger(f"sqlite:///{path}")
    try:
        migrate(copy)
        migrate(ledger)
        with copy.reading() as source, ledger.writing() as target:
            if any(target.execute(select(table).limit(1)).first() for table in METADATA.sorted_tables):
                raise LedgerTrouble("There is an office in this database already.", "Restore into an empty one.")
            _copy(source, target)
            if ledger.engine.dialect.name == "postgresql":
                highest = "SELECT setval(pg_get_serial_sequence('letters', 'number'), max(number)) FROM letters"
                target.execute(text(highest))
    finally:
        copy.close()


def bring_home(connection: Connection, owner: str, part: str, sealed: bytes) -> None:
    """Put sealed bytes that lay in a store into the database."""
    if part == "reply":
        connection.execute(REPLIES.update().where(REPLIES.c.id == owner).values(sealed=sealed))
    else:
        connection.execute(insert(PARTS).values(letter=owner, part=part, sealed=sealed))
    connection.execute(STORED.delete().where(STORED.c.owner == owner, STORED.c.part == part))


def _copy(source: Connection, target: Connection) -> None:
    for table in METADATA.sorted_tables:
        # A copy that was passed on names its letter, which therefore has to be there first.
        order = [LETTERS.c.number] if table is LETTERS else list(table.primary_key)
        rows = source.execution_options(yield_per=_ROWS).execute(select(table).order_by(*order))
        for page in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in page])
