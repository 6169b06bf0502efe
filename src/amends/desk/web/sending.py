"""What is ready to be sent, and what a round would leave here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from amends.desk.drawer import letters as letters_kept
from amends.desk.journey.opening import Desk
from amends.desk.journey.ready import LeftOut, ToSend, choose_settable


@dataclass(frozen=True, slots=True)
class Ready:
    """To whom letters would go: names, the id of the first of them, and how many letters."""

    names: str
    person: str
    letters: int


@dataclass(frozen=True, slots=True)
class Sending:
    """The page: how many letters would go and to whom, and those that would stay, with the reason.

    `unasked` are those among the ready of whose people nobody has said whether it could injure somebody.
    """

    ready: int
    people: tuple[Ready, ...]
    left_out: tuple[LeftOut, ...]
    drafts: int
    posted: int
    unasked: tuple[ToSend, ...]


def sending(desk: Desk) -> Sending:
    """What a round would carry now; nothing is sealed or sent by asking."""
    chosen = choose_settable(desk, ("ready", "sealed"))
    with desk.drawer.transaction() as tx:
        counted = letters_kept.count_by_state(tx)
    to = Counter((one.names, one.people[0].id) for one in chosen.letters)
    people = tuple(Ready(names, person, letters) for (names, person), letters in sorted(to.items()))
    return Sending(
        len(chosen.letters),
        people,
        chosen.left_out,
        counted.get("draft", 0),
        counted.get("posted", 0),
        chosen.unasked,
    )
