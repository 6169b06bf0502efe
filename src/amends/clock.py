"""Time and chance: the only source of either, so that a run can be replayed.

Nothing else in the package may ask the machine what time it is or draw a random number (ruff TID251 keeps that).
Whoever needs either takes a `Clock` as a parameter; `MACHINE` is the real one, `Replay` the one for tests and
golden files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
import time
from typing import Protocol


class Clock(Protocol):
    """What a room may ask of the world: the time, and bytes nobody can guess."""

    def now(self) -> dt.datetime:
        """The present moment, in UTC, with its zone."""
        ...

    def bytes(self, count: int) -> bytes:
        """`count` bytes of chance, good enough for keys."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never runs backwards, for durations only."""
        ...


class MachineClock:
    """The machine's own clock and its own source of chance."""

    def now(self) -> dt.datetime:
        """The present moment, in UTC, with its zone."""
        return dt.datetime.now(dt.UTC)

    def bytes(self, count: int) -> bytes:
        """`count` bytes from the operating system."""
        return os.urandom(count)

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never runs backwards."""
        return time.monotonic()


class Replay:
    """A clock that stands where it is put and whose chance follows from a seed.

    Never for real keys: everything it gives can be computed from the seed.
    """

    def __init__(self, seed: str = "replay", at: dt.datetime | None = None) -> None:
        self._seed = seed.encode()
        self._count = itertools.count(1)  # several threads may ask, and no two get the same
        self.at = at or dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """The moment the clock was put at."""
        return self.at

    def bytes(self, count: int) -> bytes:
        """The next `count` bytes that follow from the seed."""
        return hashlib.shake_256(self._seed + next(self._count).to_bytes(8, "big")).digest(count)

    def monotonic(self) -> float:
        """The moment the clock was put at, in seconds."""
        return self.at.timestamp()


MACHINE: Clock = MachineClock()


def stamp(moment: dt.datetime) -> str:
    """A moment as the project writes it down: RFC 3339, UTC, whole seconds.

    Raises:
        ValueError: the moment has no zone.
    """
    if moment.tzinfo is None:
        msg = "a moment without a zone cannot be written down"
        raise ValueError(msg)
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unstamp(text: str) -> dt.datetime:
    """The moment that `stamp` wrote down.

    Raises:
        ValueError: the text is not of that form.
    """
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
