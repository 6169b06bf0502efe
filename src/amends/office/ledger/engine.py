"""The way to the database: one transaction at a time for writing, any number for reading.

The only file that knows which database it is. Everything else is SQL that SQLite and PostgreSQL both take.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from amends.errors import AmendsError
from amends.office.ledger import held
from amends.office.ledger.held import Held
from amends.office.refusals import full, later

_BUSY_SECONDS: Final = 10
_FULL_SQLITE: Final = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC"}
_FULL_POSTGRES: Final = {"53100"}
_AWAY_POSTGRES: Final = {"08", "57"}
"""Classes of its states: the connection broke, or whoever runs it stopped it."""
_CONNECT_SECONDS: Final = 5
# Any two numbers will do, as long as every office process takes the same.
_ONE_OFFICE: Final = 0x616D656E
_ONE_WRITER: Final = 0x616D656F


_ANOTHER: Final = "Another office is running on this database."


class LedgerTrouble(AmendsError):
    """The ledger cannot be used as it is."""


class Ledger:
    """An office's database.

    Attributes:
        engine: where connections come from.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._for_writing = self.engine.execution_options(amends_writing=True)
        self._one_writer = threading.Lock()
        self._held: Held | None = None
        self._taken_again: Callable[[], None] = lambda: None

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A view of the ledger as it is at one moment."""
        with said_plainly(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """One transaction: when this block ends without an error, all of it is on the disk, else none of it.

        Raises:
            Refusal: `full`, if the disk took no more; `later`, if the database is away.
            LedgerTrouble: this office lost the database to another one.
        """
        with said_plainly(), self._alone(), self._for_writing.connect() as connection, connection.begin():
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ONE_WRITER})
            yield connection

    def take(self) -> None:
        """Make sure that no other office serves from this database until `close`.

        Raises:
            LedgerTrouble: another one does.
        """
        taken = self._take()
        if taken is None:
            raise LedgerTrouble(_ANOTHER, "Stop that one first, or give this one its own --database.")
        self._held = taken

    def when_taken_again(self, do: Callable[[], None]) -> None:
        """Do this when the database was away and is this office's again: another may have served it meanwhile."""
        self._taken_again = do

    def stay_alone(self) -> None:
        """Take the database again if it was away meanwhile; every transaction for writing does so too.

        Raises:
            Refusal: `later`; the database is still away.
            LedgerTrouble: another office took it.
        """
        with said_plainly(), self._alone():
            pass

    @contextmanager
    def _alone(self) -> Generator[None]:
        with self._one_writer:
            if self._held is not None and not self._held.holds():
                taken = self._take()
                if taken is None:
                    raise LedgerTrouble(
                        f"The database was away for a moment. {_ANOTHER}",
                        "Only one may. If it should be this one, stop the other and start this one again.",
                    )
                self._held = taken
                self._taken_again()
            yield

    def _take(self) -> Held | None:
        if self.engine.dialect.name == "postgresql":
            return held.session(self.engine, _ONE_OFFICE)
        return held.file(f"{self.engine.url.database}.lock")

    def is_whole(self) -> bool:
        """Whether the database file is sound in itself; always so where the database is a server's own affair."""
        if self.engine.dialect.name != "sqlite":
            return True
        with self.reading() as connection:
            return connection.execute(text("PRAGMA quick_check(1)")).scalar_one() == "ok"

    @contextmanager
    def snapshot(self) -> Generator[Connection]:
        """A view that stays the same however long it is looked at, statement after statement."""
        if self.engine.dialect.name == "sqlite":
            with self.reading() as connection:
                yield connection
            return
        engine = self.engine.execution_options(isolation_level="REPEATABLE READ")
        with said_plainly(), engine.connect() as connection, connection.begin():
            yield connection

    def settle(self) -> None:
        """Bring what lies in SQLite's log beside the database into its one file."""
        if self.engine.dialect.name == "sqlite":
            self.engine.dispose()
            with contextlib.closing(sqlite3.connect(str(self.engine.url.database), isolation_level=None)) as alone:
                alone.execute("PRAGMA journal_mode = DELETE")

    def copy_to(self, path: Path) -> None:
        """A copy of a SQLite database as it is at one moment, while others go on using it."""
        with said_plainly(), self.engine.connect() as connection:
            source: Any = connection.connection.dbapi_connection
            with contextlib.closing(sqlite3.connect(path)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")

    def close(self) -> None:
        """Let the database go."""
        if self._held is not None:
            self._held.let_go()
            self._held = None
        self.engine.dispose()


def _patience(url: str) -> dict[str, int]:
    return {"connect_timeout": _CONNECT_SECONDS} if "psycopg" in url else {}


def _engine(url: str) -> Engine:
    # Parameters never reach a log or a message: they hold ids.
    if not url.startswith("sqlite"):
        try:
            return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=_patience(url))
        except (ArgumentError, ModuleNotFoundError) as error:
            raise LedgerTrouble(
                "This program cannot speak to such a database.",
                "Name a SQLite file or a postgresql+psycopg:// address; the latter needs the package psycopg.",
            ) from error
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )
    if engine.url.database:
        file = Path(engine.url.database)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            make_closed(file)
        except OSError as error:
            raise LedgerTrouble(
                f"The office's database {file} cannot be written: {error.strerror}.",
                "Name another --database, or let the office write there.",
            ) from error

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # the driver's own idea of when to begin would break the lines below
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname != "SQLITE_NOTADB":
                raise
            raise LedgerTrouble(
                f"{engine.url.database} is no database, or is damaged.",
                "Name the office's own --database; if this is it, restore the last backup.",
            ) from error

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        writing = connection.get_execution_options().get("amends_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def make_closed(file: Path) -> None:
    """Make a database file for its owner alone, if there is none; what SQLite lays beside it takes the same mode.

    One that is there is not even opened: whoever closes a file takes away every lock that its process has on it, also
    SQLite's of another connection, and then others write over it (sqlite.org/howtocorrupt.html, 2.2).

    Raises:
        OSError: it cannot be made, or not be written.
    """
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not file.is_file():
            raise
        if not os.access(file, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file)) from None


_PRAGMAS: Final = (
    "page_size = 16384",  # sealed letters are long rows; only a new database heeds this
    "journal_mode = WAL",
    "synchronous = FULL",  # an acknowledged deposit survives a power cut; see docs/decisions
    "foreign_keys = ON",
    "secure_delete = FAST",  # an answer that was taken back does not linger in pages that are written again anyway
    "wal_autocheckpoint = 4000",
    "cache_size = -16000",
)


@contextmanager
def said_plainly() -> Generator[None]:
    """Whatever a database means by it: that the disk is full is `full`, and that it is away is `later`.

    Raises:
        Refusal: one of these.
    """
    try:
        yield
    except DBAPIError as error:
        if _is_full(error):
            raise full() from error
        if _is_away(error):
            raise later() from error
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full() from error
        raise


def _is_full(error: DBAPIError) -> bool:
    # A full SQLite may have rolled back already; then what fails last is a savepoint that is gone, and the cause
    # stands further back.
    before: BaseException | None = error
    while before is not None:
        if isinstance(before, DBAPIError) and _says_full(before.orig):
            return True
        before = before.__context__
    return False


def _is_away(error: DBAPIError) -> bool:
    """Whether the database itself cannot be reached just now, or is held by somebody else for too long."""
    if getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
        return True
    state = getattr(error.orig, "sqlstate", "") or ""
    gone = isinstance(error, OperationalError) and not state and not hasattr(error.orig, "sqlite_errorname")
    return error.connection_invalidated or gone or state[:2] in _AWAY_POSTGRES


def _says_full(cause: object) -> bool:
    return getattr(cause, "sqlite_errorname", "") in _FULL_SQLITE or getattr(cause, "sqlstate", "") in _FULL_POSTGRES
