"""From what is bound to what typst is given: plain data, and the outline of every letter the hand writes."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, cast

from PIL import Image, ImageOps, UnidentifiedImageError

from amends.desk.book.leaves import BookLetter, BookPerson, BookReply
from amends.desk.hand.photograph import KINDS
from amends.desk.hand.shipped import Hand, missing, plain_characters
from amends.desk.hand.variation import Inkwell
from amends.desk.letters.words import Line, Words
from amends.desk.paper.setting import set_words, stretches
from amends.envelope import Json
from amends.errors import Refused

Tree: TypeAlias = "dict[str, Json]"

_PLAIN: Final = Inkwell({})
"""Plain type has one outline a letter, so nothing stands for anything."""

PLATE_PIXELS: Final = 1600
"""The longer side of a plate: 300 dots an inch on a page of this size."""
PIXELS_MOST: Final = 120_000_000
"""A page at 1,200 dpi has 140 million pixels; more than this is no page of a letter."""


def in_the_hand(letter: BookLetter, hand: Hand | None) -> bool:
    """Whether a letter can be set in the hand: there is one, plain type is not asked for, and nothing is missing."""
    if hand is None or letter.plain:
        return False
    return not any(missing(hand.characters, said) for _, said, plain in stretches(letter.words) if not plain)


def check_type(words: Words, what: str) -> None:
    """Makes sure that plain type has every character.

    Raises:
        Refused: it lacks one; the message says which and where.
    """
    for _, said, _ in stretches(words):
        for gap in missing(plain_characters(), said):
            name = unicodedata.name(gap.character, "a character without a name")
            raise Refused(
                f"{what} holds {name} (“{gap.character}”, in “{gap.around}”), which the book's type does not have.",
                "It is left out of the book; everything else is bound.",
            )


def letter_leaf(letter: BookLetter, inkwell: Inkwell, images: Mapping[str, str], *, plain: bool) -> Tree:
    """A letter as `book.typ` reads it; `images` are the names under which its images lie beside it."""
    words = set_words(letter.words, _PLAIN if plain else inkwell, letter.id)
    for block in (*cast("list[Json]", words["body"]), *cast("list[Json]", words.get("postscript", []))):
        if isinstance(block, dict) and "scan" in block:
            block["scan"] = images[str(block["scan"])]
    return {"level": 1, "title": f"To {letter.names}", "under": "", "words": words, "plain": plain}


def reply_leaf(reply: BookReply, letter: BookLetter, images: Sequence[str]) -> Tree:
    """An answer as `book.typ` reads it. It answers a letter; nothing says who wrote it but its signature."""
    leaf: Tree = {"level": 2, "title": reply_title(letter), "under": reply_under(reply), "plain": True}
    if reply.words is not None:
        leaf["words"] = set_words(reply.words, _PLAIN, reply.id)
    count = len(reply.plates)
    leaf["plates"] = [
        {"image": image, "alt": plate_alt(number, count, plate.transcript),
         "transcript": [_plain(line) for line in plate.transcript]}
        for number, (plate, image) in enumerate(zip(reply.plates, images, strict=True), 1)
    ]  # fmt: skip
    return leaf


def reply_title(letter: BookLetter) -> str:
    """The heading of an answer."""
    return f"An answer to the letter to {letter.names}"


def reply_under(reply: BookReply) -> str:
    """What stands under it: when it came, and how it is signed."""
    parts = [f"Arrived {reply.arrived}" if reply.arrived else "", f"signed “{reply.signed}”" if reply.signed else ""]
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:] + "." if said else ""


def plate_alt(number: int, count: int, transcript: Sequence[Line]) -> str:
    """A plate in words, for whoever cannot see it."""
    page = "A page" if count == 1 else f"Page {number} of {count}"
    return f"{page}, written by hand. " + (
        "What it says stands below it." if transcript else "What it says was not written down."
    )


def plate_jpeg(image: bytes, what: str) -> bytes:
    """A scan as it is printed: upright, of a size for this page, and without what a camera adds.

    Raises:
        Refused: it is no image that can be read, or an unreasonably large one.
    """
    try:
        with Image.open(io.BytesIO(image), formats=KINDS) as opened:
            if opened.width * opened.height > PIXELS_MOST:
                size = f"{opened.width} by {opened.height} pixels"
                raise Refused(f"{what} has an image of {size}, more than is bound.", "Scan it at 300 dpi.")
            opened.draft("RGB", (PLATE_PIXELS, PLATE_PIXELS))
            upright = ImageOps.exif_transpose(opened)
            grey = upright.mode in ("1", "L", "LA", "I;16")
            upright.thumbnail((PLATE_PIXELS, PLATE_PIXELS))
            out = io.BytesIO()
            upright.convert("L" if grey else "RGB").save(out, "JPEG", quality=80)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(f"{what} has an image that cannot be read.", "It is left out of the book.") from error
    return out.getvalue()


def sort_key(person: BookPerson) -> tuple[str, str]:
    """Where somebody stands in the index: by family name, accents aside."""
    return _folded(person.family or person.name), _folded(person.name)


def initial(person: BookPerson) -> str:
    """The letter of the index under which somebody stands; `#` where the name begins with none."""
    first = _folded(person.family or person.name)[:1].upper()
    return first if first.isalpha() else "#"


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()


def _plain(line: Line) -> Json:
    tree = set_words(Words(body=(), salutation=line), _PLAIN, "")
    return tree.get("salutation", "")
