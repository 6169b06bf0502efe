"""What is printed on an envelope, or stands in the head of a mail, held against the list: it suggests, and no more.

How sure a suggestion is was set here by judgement and is not measured: a name and an address together are hardly ever
two people's, a name alone may be, and an address is that of everybody who lives there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from amends.desk.mailbag.evidence import Kind, Suggested
from amends.desk.people.names import skeleton, words_in
from amends.desk.people.person import Person, PostalAddress

BOTH: Final = 0.95
NAME: Final = 0.85
ADDRESS: Final = 0.7
SENDER: Final = 0.9
"""A mail's own word of who sent it: addresses can be forged."""


def by_print(lines: Sequence[str], people: Iterable[Person], writer: str) -> tuple[Suggested, ...]:
    """Whose name or address is printed on an envelope, the writer's own left out.

    Args:
        lines: what is printed, line by line.
        people: the list.
        writer: the writer's name, which stands on every envelope to them.
    """
    seen = [_words(line) for line in lines]
    own = _words(writer)
    found: list[tuple[float, Person, str]] = []
    for person in people:
        names = [_words(name) for name in person.names]
        named = _first(seen, lines, [one for one in names if len(one) > 1 and one != own])
        placed = _first(seen, lines, [_words(line) for address in person.addresses for line in _telling(address)])
        if named and placed:
            found.append((BOTH, person, f"{named}, {placed}"))
        elif named or placed:
            found.append((NAME if named else ADDRESS, person, named or placed))
    return tuple(
        Suggested(
            person.id, person.name, sure / _as_sure(found, sure), f"On the envelope is printed: “{said}”.", "print"
        )
        for sure, person, said in found
    )


def by_sender(sender: str, people: Iterable[Person], kind: Kind = "thread") -> tuple[Suggested, ...]:
    """Who has the address that a mail says it comes from."""
    folded = sender.strip().casefold()
    theirs = [one for one in people if folded and folded in (email.casefold() for email in one.emails)]
    reason = f"The mail says that it comes from {sender}, and that address stands on your list."
    return tuple(Suggested(one.id, one.name, SENDER / len(theirs), reason, kind) for one in theirs)


def _as_sure(found: Sequence[tuple[float, Person, str]], sure: float) -> int:
    return sum(other == sure for other, _, _ in found)


def _telling(address: PostalAddress) -> list[str]:
    """The lines of an address that tell one house from the next: those with a number and a word."""
    return [line for line in address.lines if any(map(str.isdigit, line)) and len(line.split()) > 1]


def _words(text: str) -> tuple[str, ...]:
    return tuple(skeleton(word) for word in words_in(text))


def _first(seen: Sequence[tuple[str, ...]], lines: Sequence[str], sought: Iterable[tuple[str, ...]]) -> str:
    """The first line in which all of these words stand, one after another."""
    for words in sought:
        for said, line in zip(seen, lines, strict=True):
            if words and any(said[at : at + len(words)] == words for at in range(len(said) - len(words) + 1)):
                return line
    return ""
