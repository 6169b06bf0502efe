"""The thin typed seam to SQLCipher, whose module has no types of its own."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Final, Protocol, cast


class Connection(Protocol):
    """What we use of a DB-API connection to SQLite."""

    def execute(self, statement: str, /) -> object:
        """Runs one statement."""
        ...

    def close(self) -> None:
        """Lets go of the file."""
        ...


class _Module(Protocol):
    def connect(self, database: str, /, *, isolation_level: None, check_same_thread: bool) -> Connection: ...


MODULE: Final = cast("Any", importlib.import_module("sqlcipher3.dbapi2"))


def connect(path: Path, key: bytes) -> Connection:
    """A connection to an encrypted database, its transactions left to the caller.

    Nothing is read yet, so that a wrong key shows only at the first statement.
    """
    connection = cast("_Module", MODULE).connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to standard error
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection
