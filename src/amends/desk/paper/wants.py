"""What a letter wants that the hand cannot give, found before anything is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amends.desk.hand.shipped import Hand, Missing, missing, type_characters
from amends.desk.letters.words import bare
from amends.desk.paper.cover import cover_text
from amends.desk.paper.setting import PrintLetter, stretches
from amends.errors import Refused

ONE_LINE = frozenset({"date", "salutation", "close", "signature", "address", "flap"})
"""Places where whole lines can be set in plain type by the desk's choice; blocks of the letter have their own."""
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
        if where in ("address", "flap"):
            for line in said.split("\n"):
                yield from _found(where, line, hand, plain=line in letter.plain)
        else:
            yield from _found(where, said, hand, plain=plain or (where in ONE_LINE and said in letter.plain))


def _found(where: str, said: str, hand: Hand, *, plain: bool) -> Iterator[Want]:
    for found in missing(type_characters() if plain else hand.characters, said):
        yield Want(where, plain, found)


def lacking_lines(letter: PrintLetter, hand: Hand) -> frozenset[str]:
    """The lines that the hand lacks a letter of: of the envelope, and the parts of the letter that are one line.

    These are where names stand. If the writer chose so, they are set in plain type, as whole lines.
    """
    words = letter.words
    lines = (
        letter.to_name, *letter.address_lines, letter.from_name,
        words.date, bare(words.salutation), bare(words.close), bare(words.sign),
    )  # fmt: skip
    return frozenset(line for line in lines if missing(hand.characters, line))


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
    raise Refused(
        f"The letter to {letter.to_name} ({letter.id}) wants what {hand.name}’s hand lacks: {named}{more}.",
        _remedy(found),
    )


def _remedy(found: Sequence[Want]) -> str:
    """What to do about it: for each kind of place what can be chosen there."""
    if all(want.missing.character not in type_characters() for want in found):
        return "Write these otherwise: plain type lacks them too."
    ways: list[str] = []
    if any(want.where in ONE_LINE for want in found if not want.plain):
        ways.append("To set just such lines in plain type, on all letters: amends hand use --plain-where-lacking")
    blocks = {want.where.split()[-1] for want in found if want.where.startswith("block") and not want.plain}
    behind = any(want.where.startswith("postscript") for want in found if not want.plain)
    if blocks or behind:
        numbers = ", ".join([*sorted(blocks, key=int), *(["ps"] if behind else [])])
        ways.append(f"To set just that in plain type, write into the front matter: plain: [{numbers}]")
    return " ".join(f"{way.rstrip('.')}." if "`" in way else way for way in [*ways, "Or choose another hand."])
