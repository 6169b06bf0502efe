"""Where the engine of the rounds keeps its own memory: beside the ledger, and never in place of it.

It holds ids of rounds and nothing else, and it may be lost: the ledger knows of every letter how far it is. So its
writes need not reach the disk before the work goes on, which the ledger's must.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from amends.office.ledger.engine import Ledger, make_closed

_PATIENCE_SECONDS: Final = 0.5


class MemoryLeft(Exception):
    """The engine stops, and waits for its memory no more."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Where the engine's memory is.

    Attributes:
        address: its URL.
        connections: where connections to it come from. While the server is away they wait for it, because the engine,
            told that it is away, would stay away itself for longer and longer.
    """

    address: str
    connections: Engine
    _left: threading.Event = field(default_factory=threading.Event)

    def leave(self) -> None:
        """Wait for the server no more: while it is away, whoever asks for a connection gets none."""
        self._left.set()

    def await_server(self) -> None:
        """Have whoever asks for a connection wait until the server is there, or the engine stops."""

        @event.listens_for(self.connections, "do_connect")
        def _(dialect: Dialect, _entry: ConnectionPoolEntry, given: Sequence[Any], named: dict[str, Any]) -> object:  # pyright: ignore[reportUnusedFunction]
            assert dialect.dbapi is not None
            while True:
                try:
                    return dialect.connect(*given, **named)
                except dialect.dbapi.OperationalError as error:
                    if self._left.wait(_PATIENCE_SECONDS):
                        raise MemoryLeft from error


def memory_of_rounds(ledger: Ledger) -> Memory:
    """That memory: a file beside a SQLite file, a schema in a server's database."""
    url = ledger.engine.url
    if ledger.engine.dialect.name == "postgresql":
        shown = url.render_as_string(hide_password=False)
        options = {"options": "-c synchronous_commit=off"}
        pool = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, connect_args=options)
        memory = Memory(shown, pool)
        memory.await_server()
        return memory
    file = Path(str(url.database) + ".rounds")
    make_closed(file)
    address = f"sqlite:///{file}"
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = "IMMEDIATE"  # the engine counts on writers waiting for each other
        for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    return Memory(address, engine)
