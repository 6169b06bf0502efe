"""The seam between the rounds and a carrier, and how carriers of others are found.

A carrier of somebody else's is a package with an entry point in the group `amends.carriers`: a name, and a function
that takes what the operator configured and gives a `Carrier`. `tests/contract/test_carriers.py` is what it has to
keep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final, Literal, Protocol, TypeAlias

from amends.clock import Clock
from amends.errors import WrongUsage

Verdict: TypeAlias = Literal[
    "given",  # whoever carries on said that they have it
    "refused",  # said no for good: this road does not lead there
    "later",  # surely not given; worth another try
    "unsure",  # the answer did not come: it may have been given, or not
]
"""What became of one notice."""

GROUP: Final = "amends.carriers"


@dataclass(frozen=True, slots=True)
class Halves:
    """Who makes which half of a road, in the words that operators and writers read."""

    notice: str
    key: str


@dataclass(frozen=True, slots=True)
class Notice:
    """That something is here for somebody. There is no field for a key or for who wrote, and no carrier has either.

    Attributes:
        letter: the letter's id, which opens nothing.
        token: what this notice is known by; the same at every try, and nobody can guess it.
        to: where to, in the road's own form; empty where the road needs none.
    """

    letter: str
    token: str
    to: str


class Carrier(Protocol):
    """One road.

    Attributes:
        name: as it stands in the ledger; at most 16 letters.
        halves: who makes which half.
        at_once: how many notices are given between two entries in the ledger, 50 at most; so many may be doubled when
            a worker falls. 0 where the office has no notice to give.
    """

    name: str
    halves: Halves
    at_once: int

    def is_address(self, to: str) -> bool:
        """Whether this is where somebody can be told by this road."""
        ...

    def give(self, notices: Sequence[Notice]) -> Sequence[Verdict]:
        """Give these notices; what became of each, in their order. Raises nothing that a network can cause.

        Called by one thread at a time.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """What a carrier may know of its office.

    Attributes:
        name: what the office calls itself.
        address: where recipients reach it, without a slash at the end.
        clock: time and chance.
    """

    name: str
    address: str
    clock: Clock


Making: TypeAlias = Callable[[str, House], Carrier]
"""Makes a carrier from what the operator configured for it."""


def names() -> list[str]:
    """Every road that is installed."""
    return sorted({one.name for one in entry_points(group=GROUP)})


def make(name: str, configured: str, house: House) -> Carrier:
    """The carrier of this road.

    Raises:
        WrongUsage: there is no such road, or it cannot be set up like this.
    """
    found = [one for one in entry_points(group=GROUP) if one.name == name]
    if not found:
        raise WrongUsage(f"There is no carrier {name!r}.", f"Installed are: {', '.join(names())}.")
    carrier: Carrier = found[0].load()(configured, house)
    if carrier.name != name or not 0 <= carrier.at_once <= 50:
        raise WrongUsage(f"The carrier {name!r} does not keep to what carriers keep to.", "Ask whoever made it.")
    return carrier
