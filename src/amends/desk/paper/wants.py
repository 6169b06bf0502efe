"""What a letter wants that the hand cannot give, found before anything is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from amends.desk.hand.shipped import Hand, Missing, missing, plain_characters
from amends.desk.paper.cover import cover_text
from amends.desk.paper.setting import PrintLetter, stretches
from amends.errors import Refused

NAMED_MOST = 8
"""How many different characters one message names."""


@dataclass(frozen=True, slots=True)
class Want:
    """A character that cannot be set, and where it is wanted.

    Attributes:
        where: the place in the letter, such as `block 3` (the third between salutation and close) or `address`.
        plain: whether that place is set in plain type, so that even that lacks it.
        missing: the character and the words around it.
    """

    where: str
    plain: bool
    missing: Missing


def wants(letter: PrintLetter, hand: Hand) -> tuple[Want, ...]:
    """Every character of the letter and its envelope that cannot be set as it is asked for."""
    return tuple(_wants(letter, hand))


def _wants(letter: PrintLetter, hand: Hand) -> Iterator[Want]:
    front, flap = cover_text(letter)
    for where, said, plain in (*stretches(letter.words), ("address", front, False), ("flap", flap, False)):
        for found in missing(plain_characters() if plain else hand.characters, said):
            yield Want(where, plain, found)


def refuse_missing(letter: PrintLetter, hand: Hand) -> None:
    """Let a letter pass only if every character of it can be set.

    Raises:
        Refused: names the characters, their places and the letter.
    """
    found = wants(letter, hand)
    if not found:
        return
    first: dict[str, Want] = {}
    for want in found:
        first.setdefault(want.missing.character, want)
    named = "; ".join(
        f"“{want.missing.character}” (U+{ord(want.missing.character):04X}) in the {want.where}, "
        f"near “{want.missing.around}”"
        for want in list(first.values())[:NAMED_MOST]
    )
    more = f"; and {len(first) - NAMED_MOST} more" if len(first) > NAMED_MOST else ""
    remedy = (
        "Write these otherwise: plain type lacks them too."
        if all(want.plain for want in found)
        else "Write these otherwise, choose plain type for that block, or choose another hand."
    )
    raise Refused(
        f"The letter to {letter.to_name} ({letter.id}) wants what {hand.name}’s hand lacks: {named}{more}.", remedy
    )
