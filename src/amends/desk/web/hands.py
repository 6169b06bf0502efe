"""The hands one can write in, each with a line of its writing, and what went wrong on the writer's own sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from babel import Locale

from amends.desk.hand.draw import make_sheet
from amends.desk.hand.repertoire import JOINED, LANGUAGES
from amends.desk.hand.shipped import Hand
from amends.desk.journey import hands as journey
from amends.desk.journey.look import hand
from amends.desk.journey.opening import Desk
from amends.desk.people.files import Source
from amends.errors import NotHere, WrongUsage
from amends.sentences import marked

OWN_NAME: Final = "mine"
"""What a hand of one's own is called unless its writer calls it something else."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A hand on the page.

    Attributes:
        number: its place in the list, by which the page asks for its font.
        hand: the hand.
        report: what was wrong with the boxes it was made from; none for a hand that comes with the program.
    """

    number: int
    hand: journey.HandListed
    report: journey.HandReport | None


def listed(desk: Desk) -> tuple[Shown, ...]:
    """Every hand, the writer's own first."""
    return tuple(
        Shown(number, one, journey.report(desk, one.id) if one.own else None)
        for number, one in enumerate(journey.hands(desk))
    )


def numbered(desk: Desk, number: int) -> Hand:
    """The hand at this place of the list.

    Raises:
        NotHere: there are fewer.
    """
    every = journey.hands(desk)
    if not 0 <= number < len(every):
        raise NotHere("There is no such hand.")
    return hand(desk, every[number].id)


def picture(desk: Desk, number: int, remark: int) -> bytes:
    """The photographed box that a remark is about, as PNG.

    Raises:
        NotHere: there is no such hand or remark, or it has no picture.
    """
    one = numbered(desk, number)
    remarks = journey.report(desk, one.id).remarks if not one.licence else ()
    if not 0 <= remark < len(remarks) or not remarks[remark].picture:
        raise NotHere("There is no such picture.")
    return remarks[remark].picture


def languages(language: str) -> list[tuple[str, str]]:
    """The languages a sheet can be made for, as tag and name, named in this language and in its order."""
    spoken = Locale.parse(language)
    told = [(tag, Locale.parse(tag).get_display_name(spoken) or known.name) for tag, known in LANGUAGES.items()]
    return sorted(told, key=lambda one: one[1].casefold())


def sheet(desk: Desk, said: Mapping[str, Sequence[str]]) -> bytes:
    """The specimen sheet that a form asks for, as PDF.

    Args:
        desk: the desk.
        said: `paper`, `language` (any number), `missing` (a hand), `joined`; none of them has to be there.

    Raises:
        WrongUsage: there is no sheet for this paper or language, or no such hand.
        Refused: the hand lacks nothing.
    """
    missing = "".join(said.get("missing", ()))
    wanted = [*(journey.second_sheet(desk, missing) if missing else ()), *(JOINED if said.get("joined") else ())]
    return make_sheet("".join(said.get("paper", ())) or "a4", said.get("language") or ("en",), wanted or None)


def make(desk: Desk, photographs: Sequence[Source], said: Mapping[str, str]) -> None:
    """Makes a hand from photographs of the filled sheet, and writes in it from now on if that was said.

    Raises:
        WrongUsage: there is no photograph, or a hand of this name comes with the program.
        Refused: the photographs show no sheet, or too little writing.
    """
    if not photographs:
        raise WrongUsage(
            marked("No photograph was chosen."), marked("Choose one for every page of the sheet, or drop them there.")
        )
    name = said.get("name", "").strip() or OWN_NAME
    journey.make_own(desk, photographs, name, anew=bool(said.get("anew")))
    if said.get("use"):
        journey.use(desk, hand=name)


def faces(desk: Desk) -> str:
    """CSS that sets the class `hand-N` in hand N, all at a like size."""
    rules: list[str] = []
    for number, one in enumerate(journey.hands(desk)):
        size = hand(desk, one.id).measures.size
        rules.append(
            f'@font-face {{ font-family: "Hand {number}"; src: url("/hands/{number}/font.woff2") format("woff2"); '
            f"font-display: block; }}\n"
            f'.hand-{number} {{ font-family: "Hand {number}", cursive; font-size: {1.5 * size:.3f}rem; }}\n'
        )
    return "".join(rules)
