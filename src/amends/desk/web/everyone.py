"""Everyone on the list: where they are, who is missing, a page of them at a time."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Final

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.journey.opening import Desk
from amends.desk.journey.people import Listed, the_list
from amends.desk.people.person import Person
from amends.desk.people.roll import not_considered
from amends.desk.web.saying import told_words

PAGE: Final = 50
_ORDER: Final = ("unwritten", "draft", "ready", "sealed", "posted", "answered", "withdrawn", "deferred", "never")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list.

    Attributes:
        words: words of a name, an address or a note.
        state: one state, or empty for all.
        after: id of the person after whom the page begins.
        start: letter of the alphabet at which the page begins.
    """

    words: str = ""
    state: str = ""
    after: str = ""
    start: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody on the page."""

    id: str
    name: str
    state: str
    place: str
    letters: int
    told: tuple[str, ...]
    unopened: int


@dataclass(frozen=True, slots=True)
class Everyone:
    """The page.

    Attributes:
        people: how many are on the list.
        states: how many are in each state, in the order of the journey.
        rows: those on this page.
        found: how many the search found; `first` is the place of this page's first among them, from 1.
        more: id of the last one on the page where others follow; else empty.
        rolls: for each roll, names on it that nobody on the list bears.
        alphabet: letters with which somebody's name begins.
    """

    people: int
    states: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]
    found: int
    first: int
    more: str
    rolls: tuple[tuple[str, tuple[str, ...]], ...]
    alphabet: tuple[str, ...]


def everyone(desk: Desk, asked: Asked) -> Everyone:
    """A page of the list, by family name."""
    listed = the_list(desk)
    with desk.drawer.transaction() as tx:
        rolls, told = list_kept.rolls(tx), replies_kept.told_about(tx)
        letters, replies = letters_kept.states_by_person(tx), replies_kept.replies(tx)
    people = [one.person for one in listed]
    waiting = Counter(reply.letter for reply in replies if not reply.opened)
    counted = Counter(one.state for one in listed)
    wanted = sorted((one for one in listed if _fits(one, asked)), key=lambda one: _key(one.person))
    begin = _begin(wanted, asked)
    rows = tuple(
        Row(
            id=one.person.id,
            name=one.person.name,
            state=one.state,
            place=one.person.addresses[0].city if one.person.addresses else "",
            letters=one.letters,
            told=next(filter(None, (told_words(told.get(at)) for at, _ in letters.get(one.person.id, ()))), ()),
            unopened=sum(waiting[at] for at, _ in letters.get(one.person.id, ())),
        )
        for one in wanted[begin : begin + PAGE]
    )
    return Everyone(
        people=len(people),
        states=tuple((state, counted[state]) for state in _ORDER if counted[state]),
        rows=rows,
        found=len(wanted),
        first=begin + 1,
        more=rows[-1].id if begin + PAGE < len(wanted) else "",
        rolls=tuple((roll.title, not_considered(roll, people)) for roll in rolls),
        alphabet=tuple(sorted({_key(person)[0][:1].upper() for person in people} - {""})),
    )


def _begin(wanted: list[Listed], asked: Asked) -> int:
    if asked.after:
        return next((at + 1 for at, one in enumerate(wanted) if one.person.id == asked.after), 0)
    if asked.start:
        start = _folded(asked.start)
        return next((at for at, one in enumerate(wanted) if _key(one.person)[0] >= start), 0)
    return 0


def _fits(one: Listed, asked: Asked) -> bool:
    if asked.state and one.state != asked.state:
        return False
    if not asked.words.strip():
        return True
    person = one.person
    lines = [line for address in person.addresses for line in (*address.lines, address.city, address.country)]
    text = _folded(" ".join([*person.names, person.org, person.note, *person.emails, *lines]))
    return all(word in text for word in _folded(asked.words).split())


def _key(person: Person) -> tuple[str, str, str]:
    return _folded(person.family or person.name), _folded(person.name), person.id


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()
