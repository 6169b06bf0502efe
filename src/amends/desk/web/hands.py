"""The hands one can write in, each with a line of its writing, and what went wrong on the writer's own sheets."""

from __future__ import annotations

from dataclasses import dataclass

from amends.desk.hand.shipped import Hand
from amends.desk.journey import hands as journey
from amends.desk.journey.look import hand
from amends.desk.journey.opening import Desk
from amends.errors import NotHere


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
