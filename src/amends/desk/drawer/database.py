"""The encrypted database under everything: SQLCipher, opened with the drawer key itself."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from amends.desk.drawer import cipher
from amends.desk.drawer.files import PRIVATE_FILE, told_plainly
from amends.errors import AmendsError, Locked, Refused

Transaction: TypeAlias = sa.Connection
"""What a function of this room is handed: one transaction, all of which happens or none of it."""

KEY_BYTES: Final = 32

_EVERY_CONNECTION: Final = (
    "PRAGMA temp_store = MEMORY",  # SQLite's own temporary files would not be encrypted
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a link that was shown must still open after the power went
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
)


def connect(path: Path, key: bytes) -> sa.Engine:
    """An engine over the database in `path`, which is made when it is not there.

    Args:
        path: the file.
        key: the drawer key, 32 bytes, used as it is and without any derivation.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a drawer key has 32 bytes")

    def creator() -> cipher.Connection:
        # SQLite would make it readable to everybody; the files beside it take after it. One that is there is not even
        # opened: closing it would take away every lock that this process has on it, also SQLite's own of another
        # connection, and then others write over it (sqlite.org/howtocorrupt.html, 2.2).
        with told_plainly(path), contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        connection = cipher.connect(path, key)
        for pragma in _EVERY_CONNECTION:
            connection.execute(pragma)
        return connection

    engine = sa.create_engine("sqlite+pysqlite://", module=cipher.MODULE, creator=creator, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextlib.contextmanager
def transaction(engine: sa.Engine) -> Generator[Transaction]:
    """One transaction: kept when the block ends, undone when it raises.

    Raises:
        Refused: the disk is full or the file cannot be written.
        Locked: the file is not a database under this key, or is held by somebody else.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        known = _plainly(error.orig)
        if known is None:
            raise
        raise known from error


_FULL: Final = Refused(
    "The disk is full, or failed: the drawer could not be written.",
    "Nothing is half-written. Make room, then repeat the command.",
)
_CLOSED: Final = Refused(
    "The drawer cannot be written to.", "Check who owns the desk's folder and whether it is read-only."
)
_OTHER_KEY: Final = Locked(
    "The drawer does not open with this key.",
    "drawer.key and drawer.db belong together: restore both from one backup.",
)
_IN_USE: Final = Locked("The drawer is in use by another program.", "Close it there and repeat the command.")

_NAMES: Final[tuple[tuple[tuple[str, ...], AmendsError], ...]] = (
    (("SQLITE_FULL", "SQLITE_IOERR"), _FULL),
    (("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"), _CLOSED),
    (("SQLITE_NOTADB", "SQLITE_CORRUPT"), _OTHER_KEY),
    (("SQLITE_BUSY", "SQLITE_LOCKED"), _IN_USE),
)
"""SQLite's result codes (sqlite.org/rescode.html), by what they mean to whoever sits at the desk."""


def _plainly(error: BaseException | None) -> AmendsError | None:
    name = str(getattr(error, "sqlite_errorname", ""))
    for prefixes, told in _NAMES:
        if name.startswith(prefixes):
            return type(told)(told.message, told.hint)
    return None
