"""A drawer that is open: everything the desk remembers, behind one transaction at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass

import sqlalchemy as sa

from amends.desk.drawer import migrate
from amends.desk.drawer.database import Transaction, connect, transaction
from amends.desk.drawer.place import Place, occupied


@dataclass(frozen=True, slots=True)
class Drawer:
    """An open drawer. Whoever has it holds the desk.

    Attributes:
        place: the desk's folder.
        engine: the encrypted database.
    """

    place: Place
    engine: sa.Engine

    @contextlib.contextmanager
    def transaction(self) -> Generator[Transaction]:
        """One transaction: kept when the block ends, undone when it raises."""
        with transaction(self.engine) as tx:
            yield tx


@contextlib.contextmanager
def opened(place: Place, key: bytes, *, patience: float = 0.0) -> Generator[Drawer]:
    """Opens a drawer for one program, brings it to the present shape, and closes it.

    Args:
        place: the desk.
        key: the drawer key.
        patience: seconds to wait for another program that holds the desk.

    Raises:
        Locked: another program holds it, or the key is not this drawer's.
        Refused: the folder cannot be written to, or is of a newer program.
    """
    with occupied(place, patience):
        engine = connect(place.database, key)
        try:
            migrate.bring_up(place, engine)
            yield Drawer(place, engine)
        finally:
            engine.dispose()


def check_key(place: Place, key: bytes) -> None:
    """Makes sure that a key is this drawer's, before it takes the place of one that is. The caller holds the desk.

    Raises:
        Locked: it is another drawer's.
    """
    engine = connect(place.database, key)
    try:
        with transaction(engine) as tx:
            tx.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    finally:
        engine.dispose()
