"""Which workers are alive: each holds a numbered place that the system takes from it when it dies.

A lock that dies with its holder needs no clock: a worker that only stands still keeps its place, and nobody takes its
work for dead. A lock file beside a SQLite database, an advisory lock of a connection in PostgreSQL.
"""

from __future__ import annotations

from typing import Final, Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from amends.office.ledger.engine import Ledger, LedgerTrouble

_MOST: Final = 256
_WORKERS: Final = 0x616D656E
"""Any number will do, as long as every worker takes the same."""
_NAME: Final = "worker-"


class Slot(Protocol):
    """A place that is held."""

    @property
    def name(self) -> str:
        """The worker's name: the same one after a restart, if nobody took it meanwhile."""
        ...

    def holds(self) -> bool:
        """Whether the place is still held: a connection can be lost."""
        ...

    def let_go(self) -> None:
        """Leave the place to others."""
        ...


def take(ledger: Ledger) -> Slot:
    """The first place that is free.

    Raises:
        LedgerTrouble: so many workers cannot be.
    """
    for number in range(1, _MOST + 1):
        slot = take_this(ledger, f"{_NAME}{number}")
        if slot is not None:
            return slot
    raise LedgerTrouble("Every worker's place at this office is taken.", "Stop some of its workers.")


def take_this(ledger: Ledger, name: str) -> Slot | None:
    """This place, if nobody has it: then whoever had that name is dead."""
    number = name.removeprefix(_NAME)
    if not name.startswith(_NAME) or not number.isdecimal():
        return None
    if ledger.engine.dialect.name == "postgresql":
        return _take_in_postgres(ledger, name, int(number))
    lock = FileLock(f"{ledger.engine.url.database}.{name}.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return _File(name, lock)


def _take_in_postgres(ledger: Ledger, name: str, number: int) -> Slot | None:
    connection = ledger.engine.connect()
    # A machine that lost its power says no goodbye: the server has to ask whether it is still there.
    for setting in ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3"):
        connection.execute(text(f"SET {setting}"))
    numbers = {"c": _WORKERS, "n": number}
    taken = connection.execute(text("SELECT pg_try_advisory_lock(:c, :n)"), numbers).scalar_one()
    connection.commit()
    if not taken:
        connection.close()
        return None
    return _Session(name, number, connection)


class _File:
    def __init__(self, name: str, lock: FileLock) -> None:
        self.name = name
        self._lock = lock

    def holds(self) -> bool:
        return self._lock.is_locked

    def let_go(self) -> None:
        self._lock.release()


class _Session:
    def __init__(self, name: str, number: int, connection: Connection) -> None:
        self.name = name
        self._number = number
        self._connection = connection
        self._lost = False

    def holds(self) -> bool:
        if self._lost:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
            self._connection.commit()
        except SQLAlchemyError:
            # Used again, it would be another connection, without the place.
            self._lost = True
            self._connection.invalidate()
            self._connection.close()
            return False
        return True

    def let_go(self) -> None:
        if self._lost:
            return
        # Into a pool a connection goes back with its locks.
        try:
            self._connection.execute(text("SELECT pg_advisory_unlock(:c, :n)"), {"c": _WORKERS, "n": self._number})
            self._connection.commit()
        except SQLAlchemyError:
            self._connection.invalidate()
        self._connection.close()
