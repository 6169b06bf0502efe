"""How often somebody may ask, kept in memory only and only for so many: a bucket that fills up again with time."""

from __future__ import annotations

import threading
from collections import OrderedDict

from amends.clock import Clock
from amends.office.settings import Pace


class Buckets:
    """One bucket for each name: a visitor's address, or a letter as one visitor asks for it."""

    def __init__(self, clock: Clock, remembered: int) -> None:
        self._clock = clock
        self._remembered = remembered
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, name: str, pace: Pace) -> float:
        """Take one from this bucket: 0 if there was one, else in how many seconds there will be."""
        with self._turn:
            left, now = self._filled(name, pace)
            wait = 0.0 if left >= 1 else (1 - left) / pace.a_second
            self._left[name] = (left if wait else left - 1, now)
            self._left.move_to_end(name)
            while len(self._left) > self._remembered:
                self._left.popitem(last=False)
        return wait

    def holds(self, name: str, pace: Pace) -> bool:
        """Whether there is one in this bucket; it stays there."""
        with self._turn:
            return self._filled(name, pace)[0] >= 1

    def _filled(self, name: str, pace: Pace) -> tuple[float, float]:
        now = self._clock.monotonic()
        left, at = self._left.get(name, (pace.at_once, now))
        return min(pace.at_once, left + max(0.0, now - at) * pace.a_second), now
