"""Where the engine of the rounds keeps its own memory: beside the ledger, and never in place of it.

It holds ids of rounds and nothing else, and it may be lost: the ledger knows of every letter how far it is. So its
writes need not reach the disk before the work goes on, which the ledger's must.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from amends.office.ledger.engine import Ledger


def memory_of_rounds(ledger: Ledger) -> tuple[str, Engine]:
    """Address and connections of that memory: a file beside a SQLite file, a schema in a server's database."""
    url = ledger.engine.url
    if ledger.engine.dialect.name == "postgresql":
        shown = url.render_as_string(hide_password=False)
        options = {"options": "-c synchronous_commit=off"}
        return shown, create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, connect_args=options)
    file = Path(str(url.database) + ".rounds")
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    address = f"sqlite:///{file}"
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = "IMMEDIATE"  # the engine counts on writers waiting for each other
        for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    return address, engine
