"""Fixed hours: when rounds are made, on the clock of the place where the office is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from amends.errors import WrongUsage

_A_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Some times of every day.

    Attributes:
        times: the times, without a zone.
        zone: whose clock shows them.
    """

    times: tuple[dt.time, ...]
    zone: ZoneInfo

    @classmethod
    def read(cls, text: str, zone: str) -> Hours:
        """Read `09:00,15:30`.

        Raises:
            WrongUsage: it is no such list, or there is no such zone.
        """
        try:
            times = tuple(sorted({dt.time.fromisoformat(one.strip()) for one in text.split(",")}))
            if any(one.tzinfo is not None or one.second or one.microsecond for one in times):
                raise ValueError
            place = ZoneInfo(zone)
        except (ValueError, ZoneInfoNotFoundError, OSError) as error:
            raise WrongUsage(
                f"The hours {text!r} of {zone!r} are not understood.",
                "They look like 09:00,15:30 with a --zone like Europe/London.",
            ) from error
        return cls(times, place)

    def next(self, moment: dt.datetime) -> dt.datetime:
        """The first of these times that is not before this moment, in UTC."""
        return min(one for one in self._around(moment) if one >= moment)

    def last(self, moment: dt.datetime) -> dt.datetime:
        """The last of these times that is not after this moment, in UTC."""
        return max(one for one in self._around(moment) if one <= moment)

    def _around(self, moment: dt.datetime) -> list[dt.datetime]:
        # A time that the clock leaves out in spring comes as much later; one that it shows twice, the first time.
        day = moment.astimezone(self.zone).date()
        days = [day + _A_DAY * away for away in (-1, 0, 1)]
        return [dt.datetime.combine(one, time, self.zone).astimezone(dt.UTC) for one in days for time in self.times]
