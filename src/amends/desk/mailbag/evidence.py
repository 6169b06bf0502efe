"""What speaks for placing a page, by strength; each with its reason, so that the writer can judge.

A code or a signed token is exact and places a page by itself. Everything else is a suggestion, which places nothing:
the writer looks at the front, as people do, and says whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["code", "token", "print", "thread", "hand"]
"""The code of a slip; a signed token in a mail; a return address or name in print; a reply to a mail; the hand."""

STRENGTH: Final[tuple[Kind, ...]] = get_args(Kind)
EXACT: Final[frozenset[Kind]] = frozenset({"code", "token"})


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody whom an answer may be from.

    Attributes:
        person: id of the person.
        name: what the list calls them.
        confidence: 0 to 1; of a hundred said with 0.9, about ninety are right.
        reason: why, in a sentence.
        kind: what kind of evidence that is.
    """

    person: str
    name: str
    confidence: float
    reason: str
    kind: Kind


def by_strength(found: Iterable[Suggested]) -> tuple[Suggested, ...]:
    """The suggestions, the strongest kind first and in it the likeliest; a person once, by the strongest reason."""
    order = sorted(found, key=lambda one: (STRENGTH.index(one.kind), -one.confidence, one.name))
    first: dict[str, Suggested] = {}
    for one in order:
        first.setdefault(one.person, one)
    return tuple(first.values())
