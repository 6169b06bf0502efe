"""What one process holds of a database and no other can: a lock that dies with its holder.

It needs no clock: a process that only stands still keeps what it holds, and nobody takes it for dead. A lock file
beside a SQLite database; in PostgreSQL an advisory lock of a connection, which is gone when the connection is, also
when the server was away for a moment.
"""

from __future__ import annotations

import threading
from typing import Final, Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import SQLAlchemyError

# A machine that lost its power says no goodbye: the server has to ask whether it is still there.
_ASKED_AFTER: Final = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")


class Held(Protocol):
    """Something that is held."""

    def holds(self) -> bool:
        """Whether it is still held. Once it is not, it never is again: it has to be taken anew."""
        ...

    def let_go(self) -> None:
        """Leave it to others."""
        ...


def file(path: str) -> Held | None:
    """This lock file, if nobody holds it."""
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return _File(lock)


def session(engine: Engine, *numbers: int) -> Held | None:
    """The advisory lock with this number, or with these two, if nobody holds it.

    Raises:
        DBAPIError: the server does not answer.
    """
    connection = engine.connect()
    try:
        for setting in _ASKED_AFTER:
            connection.execute(text(f"SET {setting}"))
        taken = connection.execute(*_said("pg_try_advisory_lock", numbers)).scalar_one()
        connection.commit()  # a transaction left open would keep indexes from being made and rows from being swept
    except SQLAlchemyError:
        connection.close()
        raise
    if not taken:
        connection.close()
        return None
    return _Session(connection, numbers)


def _said(function: str, numbers: tuple[int, ...]) -> tuple[TextClause, dict[str, int]]:
    named = {f"n{at}": number for at, number in enumerate(numbers)}
    return text(f"SELECT {function}({', '.join(f':{name}' for name in named)})"), named


class _File:
    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def holds(self) -> bool:
        return self._lock.is_locked

    def let_go(self) -> None:
        self._lock.release()


class _Session:
    def __init__(self, connection: Connection, numbers: tuple[int, ...]) -> None:
        self._connection = connection
        self._numbers = numbers
        self._lost = False
        self._one_at_a_time = threading.Lock()

    def holds(self) -> bool:
        with self._one_at_a_time:
            if self._lost:
                return False
            try:
                self._connection.execute(text("SELECT 1"))
                self._connection.commit()
            except SQLAlchemyError:
                # Used again, it would be another connection, without the lock.
                self._lost = True
                self._connection.invalidate()
                self._connection.close()
                return False
            return True

    def let_go(self) -> None:
        with self._one_at_a_time:
            if self._lost:
                return
            self._lost = True
            # Into a pool a connection goes back with its locks.
            try:
                self._connection.execute(*_said("pg_advisory_unlock", self._numbers))
                self._connection.commit()
            except SQLAlchemyError:  # a server that was stopped has let go already
                self._connection.invalidate()
            self._connection.close()
