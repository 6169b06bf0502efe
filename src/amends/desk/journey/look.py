"""How this desk's letters look: the hand, the stationery, the sheet, the envelope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from amends.desk.drawer.hands import hand_named, hand_names
from amends.desk.drawer.settings import set_down, setting
from amends.desk.hand.shipped import DEFAULT, Hand, own_hand, shipped_hand, shipped_hands
from amends.desk.journey.opening import Desk
from amends.desk.letters.letter import Letter
from amends.desk.paper.addresses import address_lines
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.stationery import EnvelopeSize, Size, Stationery, envelope_size, size, stationery
from amends.desk.paper.wants import lacking_lines
from amends.desk.people.person import Person
from amends.envelope import from_json, to_json
from amends.errors import WrongUsage

_LOOK = "look"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the writer chose, by name; empty for the usual.

    Attributes:
        hand: `ana` and so on, or a hand made at this desk.
        stationery: `plain` and so on.
        sheet: `A5`, `A4`, `Letter`.
        envelope: `C6`, `#10`.
        home: the country letters are posted in, so that its name is left off addresses there.
        lacking: `plain` sets lines that the hand lacks a letter of in plain type, as whole lines; `refuse`, as is
            usual, leaves such letters out and says why.
    """

    hand: str = ""
    stationery: str = ""
    sheet: str = ""
    envelope: str = ""
    home: str = ""
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look; `plain_where_lacking` is whether lines the hand cannot write are set in plain type."""

    hand: Hand
    paper: Stationery
    sheet: Size
    cover: EnvelopeSize
    home: str
    plain_where_lacking: bool = False


def wishes(desk: Desk) -> Wishes:
    """What was chosen so far."""
    with desk.drawer.transaction() as tx:
        kept = setting(tx, _LOOK)
    fields = cast("dict[str, str]", from_json(kept)) if kept else {}
    return Wishes(**fields)


def choose(desk: Desk, **chosen: str) -> Wishes:
    """Chooses for all letters from now on; what is not named stays.

    Raises:
        WrongUsage: there is no such hand, stationery, sheet or envelope.
    """
    before = wishes(desk)
    fields = {name: chosen.get(name) or getattr(before, name) for name in Wishes.__slots__}
    now = Wishes(**fields)
    look(desk, now)
    with desk.drawer.transaction() as tx:
        set_down(tx, _LOOK, to_json({name: value for name, value in fields.items() if value}))
    return now


def look(desk: Desk, chosen: Wishes | None = None) -> Look:
    """How letters look by these wishes, and where they say nothing by those the desk remembers.

    Raises:
        WrongUsage: there is no such hand, stationery, sheet or envelope.
    """
    before, given = wishes(desk), chosen or Wishes()
    chosen = Wishes(*(getattr(given, name) or getattr(before, name) for name in Wishes.__slots__))
    return Look(
        hand=hand(desk, chosen.hand or DEFAULT),
        paper=stationery(chosen.stationery or "plain"),
        sheet=size(chosen.sheet or "A5"),
        cover=envelope_size(chosen.envelope or "C6"),
        home=chosen.home,
        plain_where_lacking=chosen.lacking == "plain",
    )


def hand(desk: Desk, name: str) -> Hand:
    """The hand of this name: one made at this desk, else one that comes with the package.

    Raises:
        WrongUsage: there is none.
    """
    with desk.drawer.transaction() as tx:
        files, own = hand_named(tx, name), hand_names(tx)
    if files:
        about = cast("dict[str, int]", from_json(files["hand.json"]))
        return _own_hand(files["hand.ttf"], name, about["outlines"])
    shipped = {one.id for one in shipped_hands()} | {one.name.casefold() for one in shipped_hands()}
    if name.casefold() not in shipped:
        every = ", ".join([*own, *(one.id for one in shipped_hands())])
        raise WrongUsage(f"There is no hand called {name!r}.", f"There are: {every}.")
    return shipped_hand(name)


@lru_cache(maxsize=2)
def _own_hand(ttf: bytes, name: str, outlines: int) -> Hand:
    """A hand made at this desk. Packing it for screens takes a second or two, and a preview wants it often."""
    return own_hand(ttf, hand_id=name, name=name, outlines=outlines)


def on_paper(desk: Desk, seen: Look, letter: Letter, to: Person, copy: str = "") -> PrintLetter:
    """A letter on its way to paper, to one of its addressees.

    Args:
        desk: the desk.
        seen: how it looks.
        letter: the letter.
        to: the addressee.
        copy: what tells the copies for several addressees apart; the letter's id where there is one.
    """
    lines = address_lines(to.addresses[0], home=seen.home) if to.addresses else ()
    page = PrintLetter(copy or letter.id, letter.words, to.name, lines, letter.from_name or desk.writer)
    return replace(page, plain=lacking_lines(page, seen.hand)) if seen.plain_where_lacking else page
