"""A progress bar on a terminal; silence anywhere else."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Generator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from amends.cli.asked import Asked


@contextlib.contextmanager
def progress(what: str, asked: Asked, total: int | None = None) -> Generator[Callable[[], None]]:
    """Shows how far long work has come. What it gives is to be called once for every thing that is done."""
    if asked.as_json or not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
