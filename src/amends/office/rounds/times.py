"""When something is done that is done again and again, and whether the clock can be believed about it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from amends.clock import Clock, stamp
from amends.errors import AmendsError
from amends.office.hours import Hours

_LEAP: Final = dt.timedelta(days=7)


class ClockJumped(AmendsError):
    """The calendar of this machine went on by days while seconds passed."""


class Steady:
    """Whether the calendar goes on as time does. A machine that sleeps for a while, or is set right, is no matter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.now(), clock.monotonic()

    def look(self) -> None:
        """Look once.

        Raises:
            ClockJumped: it does not.
        """
        calendar, passed = self._clock.now() - self._began[0], self._clock.monotonic() - self._began[1]
        if calendar - dt.timedelta(seconds=passed) > _LEAP:
            raise ClockJumped(
                f"The clock says {stamp(self._clock.now())}, days more than have passed. Nothing is forgotten now.",
                "Set the machine's clock; or, if it is right, start this again.",
            )


class Times:
    """When something was last done that is done again and again. What was missed is done once, as soon as can be."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = 0.0
        self._last: dt.datetime | None = None

    def is_due(self, hours: Hours | None, seconds: float) -> bool:
        """Whether it is to be done now: at these hours, or where there are none, this long after the last time."""
        if hours is None:
            now = self._clock.monotonic()
            if due := now >= self._next:
                self._next = now + seconds
            return due
        last = hours.last(self._clock.now())
        if due := last != self._last:
            self._last = last
        return due
