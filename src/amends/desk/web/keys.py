"""The page about keys and loss: what a form on it says, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey import recovery, wishes
from amends.desk.journey.opening import Desk
from amends.desk.web.sitting import AWAY_MINUTES, AWAY_SECONDS

MINUTES: Final = (5, 15, 60)
"""After so long without use a desk may lock itself."""
LINES: Final = 2
"""Lines for people on the form of what a writer wishes, at least; once those are used there is another."""


@dataclass(frozen=True, slots=True)
class KeysShown:
    """What the page shows.

    Attributes:
        ways: how one can come back in.
        minutes: after how long the desk locks itself.
        wishes: what the writer wishes; what the form begins with where nothing is put down.
        people: a line for each on that form.
    """

    ways: recovery.Ways
    minutes: int
    wishes: wishes.Wishes
    people: tuple[wishes.Trusted, ...]


def keys_shown(desk: Desk) -> KeysShown:
    """What the page shows."""
    with desk.drawer.transaction() as tx:
        minutes = setting(tx, AWAY_MINUTES).decode()
    put_down = wishes.wishes_of(desk) or wishes.Wishes("keep", "leave")
    more = max(LINES, len(put_down.people) + 1) - len(put_down.people)
    people = (*put_down.people, *(wishes.Trusted("") for _ in range(more)))
    return KeysShown(recovery.ways_back(desk), int(minutes) if minutes else AWAY_SECONDS // 60, put_down, people)


def wishes_said(said: dict[str, str]) -> wishes.Wishes:
    """What the form of a writer's wishes says; a line with nothing in it is nobody."""
    people: list[wishes.Trusted] = []
    for number in range(wishes.PEOPLE_MOST):
        name, reach = (" ".join(said.get(f"{what}{number}", "").split()) for what in ("name", "reach"))
        release, withdraw, answers = (f"{what}{number}" in said for what in ("release", "withdraw", "answers"))
        if name or reach or release or withdraw or answers:
            people.append(wishes.Trusted(name, reach, release=release, withdraw=withdraw, answers=answers))
    unsent, posted = said.get("unsent", ""), said.get("posted", "")
    return wishes.Wishes(
        cast("wishes.Unsent", unsent) if wishes.is_unsent(unsent) else "keep",
        cast("wishes.Posted", posted) if wishes.is_posted(posted) else "leave",
        tuple(people),
        said.get("words", "").replace("\r\n", "\n").strip(),
    )


def lock_after(desk: Desk, minutes: str) -> None:
    """Puts down after how many minutes the desk locks itself; anything but what is offered leaves it as it is."""
    if minutes in map(str, MINUTES):
        with desk.drawer.transaction() as tx:
            set_down(tx, AWAY_MINUTES, minutes.encode())
