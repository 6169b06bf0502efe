"""Sending: what is ready and what would stay, what waits in the out tray, and the last look at every letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import out_tray as tray_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import ways
from amends.desk.drawer.owed import amends_of
from amends.desk.journey import banking, before_sealing, out_tray
from amends.desk.journey.look import look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import FOLDER
from amends.desk.journey.ready import Choice, LeftOut, choose_settable, hold_unasked
from amends.desk.people.amends import Amends
from amends.desk.people.person import Person
from amends.desk.web.letters import letter_of
from amends.desk.web.person import somebody
from amends.desk.web.table import Table
from amends.errors import NotHere, WrongUsage
from amends.sentences import marked, together

ASKED_AT_ONCE: Final = 20
"""People for whom the gate is asked on one page."""
LOOKED_AT_ONCE: Final = 8
"""Letters on one page of the last look."""


@dataclass(frozen=True, slots=True)
class Ready:
    """To whom letters would go: names, the id of the first of them, and how many letters."""

    names: str
    person: str
    letters: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter in the out tray: whom it is to, where it goes, when, and why it stayed where it did."""

    letter: str
    names: str
    place: str
    due: str
    stayed: str


@dataclass(frozen=True, slots=True)
class Sending:
    """The page.

    Attributes:
        ready: how many letters could go.
        people: to whom.
        left_out: letters that would stay, with the reason, but for those that only wait for an answer to the gate.
        drafts, posted: how many letters are drafts, and how many are gone.
        unasked: people with a letter that is ready, of whom nobody has said whether it could injure somebody.
        asked: how many letters wait for that answer.
        waiting: what lies in the out tray and waits.
        stayed: what lies there and did not go.
        stopped: whether the writer has stopped the tray.
        told: whether the writer was told what a seal means.
        offices: where this desk is enrolled.
        way: where letters went the last time, and how.
        delay: minutes until they go.
    """

    ready: int
    people: tuple[Ready, ...]
    left_out: tuple[LeftOut, ...]
    drafts: int
    posted: int
    unasked: tuple[Person, ...]
    asked: int
    waiting: tuple[Waiting, ...]
    stayed: tuple[Waiting, ...]
    stopped: bool
    told: bool
    offices: tuple[ways.OfficeKnown, ...]
    way: out_tray.Way | None
    delay: int

    @property
    def folder(self) -> str:
        """The folder that letters went into the last time; empty where it was an office."""
        place = self.way.place if self.way else ""
        return place.removeprefix(FOLDER) if place.startswith(FOLDER) else ""


def sending(desk: Desk) -> Sending:
    """What could go now; nothing is sealed or sent by asking."""
    chosen = hold_unasked(choose_settable(desk, ("ready", "sealed")))
    held = {one.id for one in chosen.unasked}
    with desk.drawer.transaction() as tx:
        counted = letters_kept.count_by_state(tx)
        offices = tuple(one for one in ways.offices(tx).values() if one.enrolled)
    tray = _tray(desk)
    lies = {one.letter for one in tray}
    going = [one for one in chosen.letters if one.id not in lies]
    to = Counter((one.names, one.people[0].id) for one in going)
    unasked = {person.id: person for one in chosen.unasked for person in one.people}
    return Sending(
        ready=len(going),
        people=tuple(Ready(names, person, letters) for (names, person), letters in sorted(to.items())),
        left_out=tuple(one for one in chosen.left_out if one.letter not in held and one.letter not in lies),
        drafts=counted.get("draft", 0),
        posted=counted.get("posted", 0),
        unasked=_open(desk, unasked),
        asked=len(chosen.unasked),
        waiting=tuple(one for one in tray if not one.stayed),
        stayed=tuple(one for one in tray if one.stayed),
        stopped=out_tray.is_stopped(desk),
        told=before_sealing.is_told(desk),
        offices=offices,
        way=out_tray.way_chosen(desk),
        delay=out_tray.delay(desk),
    )


def way_said(said: Mapping[str, str]) -> out_tray.Way:
    """Where a form says letters are to go.

    Raises:
        WrongUsage: it says nowhere.
    """
    place = said.get("place", "")
    if place == "folder":
        folder = said.get("folder", "").strip()
        if not folder:
            raise WrongUsage(marked("Which folder was not said."), marked("Name it, or choose an office."))
        place = FOLDER + str(Path(folder).expanduser().resolve())
    if not place:
        raise WrongUsage(marked("Where the letters go was not said."), marked("Choose an office or a folder."))
    return out_tray.Way(place, "words" if said.get("road") == "words" else "link", "mail" in said)


# ── the last look ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Looked:
    """A letter at the last look: whom it is to, whether it is signed, how many pages it has, whose envelopes."""

    letter: str
    names: str
    signed: bool
    pages: int
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastLook:
    """A page of the last look.

    Attributes:
        letters: those on it.
        first: the place of the first of them among all, from 1.
        all: how many go.
        place: the name of where they go.
        way: how they go.
        delay: minutes until then.
        seen: what `out_tray.seen_together` gives for all of them.
        held: how many stay here, with their reasons on the page before.
        key: the fingerprint that was compared, where they go to a letter bank.
    """

    letters: tuple[Looked, ...]
    first: int
    all: int
    place: str
    way: out_tray.Way
    delay: int
    seen: str
    held: int
    key: str = ""

    @property
    def before(self) -> int:
        """Where the page before begins; 0 where there is none."""
        return max(1, self.first - LOOKED_AT_ONCE) if self.first > 1 else 0

    @property
    def after(self) -> int:
        """Where the next page begins; 0 where there is none."""
        following = self.first + len(self.letters)
        return following if following <= self.all else 0


def last_look(desk: Desk, table: Table, first: int) -> LastLook:
    """Some of the letters that would go, as they will be on paper.

    Raises:
        WrongUsage: where they go is not chosen yet, or nothing is ready.
    """
    way = out_tray.way_chosen(desk)
    if way is None:
        raise WrongUsage(marked("Where the letters go was not said."), marked("Choose an office or a folder."))
    chosen: Choice = out_tray.may_go(desk)
    if not chosen.letters:
        raise WrongUsage(marked("No letter is ready to go."), marked("See what is held back, and why."))
    first = min(max(1, first), len(chosen.letters))
    press = table.press(seen := look(desk))
    shown: list[Looked] = []
    for one in chosen.letters[first - 1 : first - 1 + LOOKED_AT_ONCE]:
        pages = press.pages(on_paper(desk, seen, one.kept.letter, one.people[0]))
        names = tuple(person.name for person in one.people)
        shown.append(Looked(one.id, one.names, one.kept.letter.sign, len(pages), names))
    with desk.drawer.transaction() as tx:
        offices = ways.offices(tx)
    return LastLook(
        letters=tuple(shown),
        first=first,
        all=len(chosen.letters),
        place=place_name(way.place, offices),
        way=way,
        delay=out_tray.delay(desk),
        seen=out_tray.seen_together(desk, chosen.letters),
        held=len(chosen.left_out),
        key=banking.pinned(desk, way.place) if way.about else "",
    )


def sheet(desk: Desk, table: Table, letter_id: str, number: int) -> bytes:
    """A page of a letter as it will be on paper, as SVG.

    Raises:
        NotHere: there is no such letter or page.
        Refused: the hand lacks a character.
    """
    with desk.drawer.transaction() as tx:
        one = letter_of(tx, letter_id)
        to = somebody(tx, one.letter.to[0])
    seen = look(desk)
    return _numbered(table.press(seen).pages(on_paper(desk, seen, one.letter, to)), number)


def cover(desk: Desk, table: Table, letter_id: str, number: int) -> bytes:
    """The front of a letter's envelope, as SVG; of one to several people the envelope of the one with this number.

    Raises:
        NotHere: there is no such letter or envelope.
        Refused: the hand lacks a character.
    """
    with desk.drawer.transaction() as tx:
        one = letter_of(tx, letter_id)
        people = [somebody(tx, person) for person in one.letter.to]
    if not 1 <= number <= len(people):
        raise NotHere(marked("There is no such page."), marked("Go back to the letter."))
    seen = look(desk)
    return table.press(seen).envelope(on_paper(desk, seen, one.letter, people[number - 1]))[0]


def place_name(place: str, offices: Mapping[str, ways.OfficeKnown]) -> str:
    """What a place is called: an office's own name, or the folder."""
    return (offices[place].name or offices[place].url) if place in offices else place.removeprefix(FOLDER)


def _numbered(pages: tuple[bytes, ...], number: int) -> bytes:
    if not 1 <= number <= len(pages):
        raise NotHere(marked("There is no such page."), marked("Go back to the letter."))
    return pages[number - 1]


def _tray(desk: Desk) -> list[Waiting]:
    with desk.drawer.transaction() as tx:
        rows, offices = tray_kept.tray(tx), ways.offices(tx)
        letters = letters_kept.letters_by_id(tx, [one.letter for one in rows])
        ids = list({person for one in letters.values() for person in one.letter.to})
        people = list_kept.people_by_id(tx, ids)
    return [
        Waiting(
            one.letter,
            together([people[person].name for person in letters[one.letter].letter.to]),
            place_name(one.place, offices),
            one.due,
            one.stayed,
        )
        for one in rows
    ]


def _open(desk: Desk, people: Mapping[str, Person]) -> tuple[Person, ...]:
    """Those of them for whom the gate is not answered."""
    with desk.drawer.transaction() as tx:
        owed_to = amends_of(tx, list(people))
    return tuple(person for id_, person in people.items() if not owed_to.get(id_, Amends()).injury)
