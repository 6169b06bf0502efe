"""What stands in the way of carrying, in words for whoever runs the office; said once, for as long as it lasts.

Of what is not known here the kind alone is said: what an error says may hold an id.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

from amends.errors import AmendsError
from amends.office.refusals import Code, Refusal
from amends.office.rounds.times import ClockJumped

_LOG: Final = logging.getLogger("amends.office")
_WORDS: Final[dict[Code, str]] = {
    "full": "the disk is full, and nothing is lost; make room, and carrying goes on by itself",
    "later": "the database is away, and nothing is lost; once it is back, carrying goes on by itself",
}


class Outdated(AmendsError):
    """A newer version carries here."""


class RoundBroke(Exception):
    """A round could not be finished. Says what `in_words` makes of the trouble: the engine writes it down."""


def in_words(error: Exception) -> str:
    """The trouble, as it may stand in a log."""
    if isinstance(error, Refusal):
        return _WORDS.get(error.code, error.code)
    return str(error) if isinstance(error, ClockJumped | Outdated | RoundBroke) else type(error).__name__


class Troubles:
    """The troubles there are just now, by which of a worker's works has each."""

    def __init__(self) -> None:
        self._now: dict[str, str] = {}
        self._turn = threading.Lock()

    def has(self, work: str, error: Exception) -> None:
        """This work has this trouble; said unless it, or another, has it already."""
        said = in_words(error)
        with self._turn:
            if said not in self._now.values():
                _LOG.warning("rounds wait: %s", said)
            self._now[work] = said

    def over(self, work: str) -> None:
        """This work goes on; and what stood in its way stands in no other's, or that one says so anew.

        A work that rests for a while would else keep a trouble that is long over from being said when it comes again.
        """
        with self._turn:
            said = self._now.pop(work, None)
            self._now = {other: has for other, has in self._now.items() if has != said}
