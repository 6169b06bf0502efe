"""What a letter wants that the hand cannot give, found before anything is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amends.desk.hand.shipped import Hand, Missing, missing, type_characters
from amends.desk.letters.words import bare
from amends.desk.paper.cover import cover_text
from amends.desk.paper.setting import PrintLetter, stretches
from amends.errors import Refused
from amends.sentences import Sentence, marked, sentences

ONE_LINE = frozenset({
    marked("date"), marked("salutation"), marked("close"), marked("signature"), marked("address"), marked("flap"),
})  # fmt: skip
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
    named = [_named(want) for want in list(first.values())[:NAMED_MOST]]
    if len(first) > NAMED_MOST:
        named.append(Sentence("%(number)s more", number=str(len(first) - NAMED_MOST)))
    raise Refused(
        Sentence(
            "The letter to %(name)s (%(id)s) wants what %(hand)s’s hand lacks: %(wanted)s.",
            name=letter.to_name, id=letter.id, hand=hand.name, wanted=sentences(*named, between="; "),
        ),
        _remedy(found),
    )  # fmt: skip


def _named(want: Want) -> Sentence:
    return Sentence(
        "“%(character)s” (U+%(number)s) in the %(where)s, near “%(around)s”",
        character=want.missing.character,
        number=f"{ord(want.missing.character):04X}",
        where=_place(want.where),
        around=want.missing.around,
    )


def _place(where: str) -> Sentence:
    if where.startswith("postscript"):
        return Sentence("postscript, block %(number)s", number=where.rsplit(maxsplit=1)[-1])
    if where.startswith("block"):
        return Sentence("block %(number)s", number=where.rsplit(maxsplit=1)[-1])
    return Sentence(where)


def _remedy(found: Sequence[Want]) -> str:
    """What to do about it: for each kind of place what can be chosen there."""
    if all(want.missing.character not in type_characters() for want in found):
        return marked("Write these otherwise: plain type lacks them too.")
    ways: list[str] = []
    if any(want.where in ONE_LINE for want in found if not want.plain):
        ways.append(
            marked("To set just such lines in plain type, on all letters: amends hand use --plain-where-lacking.")
        )
    blocks = {
        want.where.rsplit(maxsplit=1)[-1] for want in found if want.where.startswith("block") and not want.plain
    }
    behind = any(want.where.startswith("postscript") for want in found if not want.plain)
    if blocks or behind:
        numbers = ", ".join([*sorted(blocks, key=int), *(["ps"] if behind else [])])
        ways.append(
            Sentence(
                "To set just that in plain type, write into the front matter: plain: [%(blocks)s].", blocks=numbers
            )
        )
    return sentences(*ways, marked("Or choose another hand."))
