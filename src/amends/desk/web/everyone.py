"""Everyone on the list: where they stand, who is missing, a page of them at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import listing, owed
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.drawer.listing import Wanted
from amends.desk.journey.opening import Desk
from amends.desk.people.standing import STAGES, Stage
from amends.desk.web.saying import told_words

PAGE: Final = 50
EVERYBODY: Final = Wanted()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list.

    Attributes:
        wanted: who.
        after: id of the person after whom the page begins.
        until: id of the person before whom the page ends.
        start: letter of the alphabet at which the page begins.
    """

    wanted: Wanted = EVERYBODY
    after: str = ""
    until: str = ""
    start: str = ""

    @property
    def everybody(self) -> bool:
        """Whether it is the whole list from its beginning."""
        return self == Asked()


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody on the page."""

    id: str
    name: str
    stage: Stage
    kind: str
    until: str
    place: str
    letters: int
    told: tuple[str, ...]
    unopened: int


@dataclass(frozen=True, slots=True)
class Everyone:
    """The page.

    Attributes:
        people: how many are on the list.
        stages: how many stand where, in the order of the way.
        rows: those on this page.
        found: how many are wanted; `first` is the place of this page's first among them, from 1.
        more: whether others follow.
        rolls: for each roll, how many names on it nobody on the list bears.
        alphabet: letters with which somebody's name begins.
        circles: groups and households, and how many belong to each.
        owed: promises that are not kept yet.
    """

    people: int
    stages: tuple[tuple[Stage, int], ...]
    rows: tuple[Row, ...]
    found: int
    first: int
    more: bool
    rolls: tuple[tuple[str, int], ...]
    alphabet: tuple[str, ...]
    circles: tuple[tuple[owed.Circle, int], ...]
    owed: int

    @property
    def forgotten(self) -> int:
        """Names on the rolls that nobody on the list bears."""
        return sum(names for _, names in self.rolls)

    @property
    def undecided(self) -> int:
        """How many are on the list and no more."""
        return next((number for stage, number in self.stages if stage == "listed"), 0)


def everyone(desk: Desk, asked: Asked) -> Everyone:
    """A page of the list, by family name."""
    with desk.drawer.transaction() as tx:
        listing.bring_up(tx)
        counted = listing.counts(tx)
        people = sum(counted.values())
        after = listing.sort_of(tx, asked.after) if asked.after else listing.folded(asked.start)
        until = listing.sort_of(tx, asked.until) if asked.until else ""
        rows, more = listing.page(tx, asked.wanted, PAGE, after=after, until=until)
        found = people if asked.wanted == EVERYBODY else listing.how_many(tx, asked.wanted)
        begins = listing.sort_of(tx, rows[0].person) if rows and (after or until) else ""
        return Everyone(
            people=people,
            stages=tuple((stage, counted[stage]) for stage in STAGES if stage in counted),
            rows=_rows(tx, rows),
            found=found,
            first=1 + (listing.before(tx, asked.wanted, begins) if begins else 0),
            more=more or bool(until),
            rolls=listing.how_many_missing(tx),
            alphabet=listing.initials(tx),
            circles=owed.circles(tx),
            owed=owed.promises_owed(tx),
        )


def _rows(tx: list_kept.Transaction, rows: tuple[listing.Row, ...]) -> tuple[Row, ...]:
    ids = [row.person for row in rows]
    amends = owed.amends_of(tx, [row.person for row in rows if row.kind == "deferred"])
    letters = letters_kept.states_to(tx, ids)
    told, closed = replies_kept.heard_about(tx, [letter for to in letters.values() for letter, _ in to])
    return tuple(
        Row(
            id=row.person,
            name=row.name,
            stage=row.stage,
            kind=row.kind,
            until=amends[row.person].until if row.kind == "deferred" else "",
            place=row.town,
            letters=len(letters.get(row.person, ())),
            told=next(filter(None, (told_words(told.get(one)) for one, _ in letters.get(row.person, ()))), ()),
            unopened=sum(closed.get(one, 0) for one, _ in letters.get(row.person, ())),
        )
        for row in rows
    )
