"""From the words to what the typesetter is given: the same tree, with the outline of every letter chosen.

The typesetter reads it as JSON and never as markup, so nothing anybody writes in a letter can be a command.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TypeAlias, cast

from amends.desk.hand.shipped import families
from amends.desk.hand.variation import Inkwell
from amends.desk.letters.words import (
    Block,
    Emphasis,
    Items,
    Line,
    LineBreak,
    Paragraph,
    Piece,
    Quotation,
    Scan,
    Underlined,
    Words,
    bare,
)
from amends.envelope import Json
from amends.errors import Refused
from amends.sentences import Sentence

Tree: TypeAlias = "dict[str, Json]"


@dataclass(frozen=True, slots=True)
class PrintLetter:
    """One letter on its way to paper: to one addressee, in one envelope.

    Attributes:
        id: the letter's id; with several addressees, whatever tells their copies apart.
        words: what it says.
        to_name: the name on the envelope.
        address_lines: the lines below the name, as they go on the envelope (`addresses.address_lines`).
        from_name: the name on the flap; may be empty.
        images: the enclosed images that `Scan` blocks name -> their bytes.
        plain: lines that stand in plain type by the writer's choice, because the hand lacks a letter of them: of the
            address, the flap, or a part of the letter that is one line (`wants.lacking_lines`).
    """

    id: str
    words: Words
    to_name: str
    address_lines: tuple[str, ...] = ()
    from_name: str = ""
    images: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    plain: frozenset[str] = frozenset()


class Place(IntEnum):
    """Where a text written by the pen stands, for whoever casts it (`casting`)."""

    INSIDE = 0
    """Among other pieces of its line, in a quotation or a list: it is never cast."""
    PARAGRAPH = 1
    SIGNED = 2
    """The close or the signature, which begin further in."""
    RIGHT = 3
    """One line that ends at the right margin: the date."""
    ADDRESS = 4
    """One line, however long."""
    FLAP = 5
    """One line, in the middle."""


class Leaf(int):
    """Stands in a draft for a text that is still to be written: its number."""


@dataclass(slots=True)
class Draft:
    """A tree for the typesetter in which what the pen writes is not written yet.

    Attributes:
        tree: the tree, with a `Leaf` for every such text.
        texts: the texts, in the order in which they are written.
        places: where each of them stands.
    """

    tree: Tree = field(default_factory=dict[str, Json])
    texts: list[str] = field(default_factory=list[str])
    places: list[Place] = field(default_factory=list[Place])

    def leaf(self, text: str, place: Place) -> Leaf:
        """What stands for a text until it is written."""
        self.texts.append(text)
        self.places.append(place)
        return Leaf(len(self.texts) - 1)

    def filled(self, written: Sequence[str]) -> Tree:
        """The tree with all its texts."""
        return {name: _filled(part, written) for name, part in self.tree.items()}


def _filled(part: Json, written: Sequence[str]) -> Json:
    if isinstance(part, Leaf):
        return written[part]
    if isinstance(part, dict):
        return {name: _filled(one, written) for name, one in part.items()}
    if isinstance(part, list):
        return [_filled(one, written) for one in part]
    return part


def set_words(words: Words, inkwell: Inkwell, letter_id: str, plain: Set[str] = frozenset()) -> Tree:
    """The letter as `letter.typ` reads it, each letter in one of its outlines; lines that are `plain` as they are."""
    draft = drafted(words, plain)
    return draft.filled(inkwell.written(letter_id, draft.texts))


def drafted(words: Words, plain: Set[str] = frozenset()) -> Draft:
    """The same before anything is written."""
    draft = Draft()
    tree = draft.tree
    tree["lang"] = words.lang.partition("-")[0].lower() or "en"
    if words.date:
        tree["date"] = _part((words.date,), draft, plain, Place.RIGHT)
    if words.salutation:
        tree["salutation"] = _part(words.salutation, draft, plain, Place.PARAGRAPH)
    tree["body"] = [_block(block, draft) for block in words.body]
    if words.close:
        tree["close"] = _part(words.close, draft, plain, Place.SIGNED)
    if words.sign:
        tree["sign"] = _part(words.sign, draft, plain, Place.SIGNED)
    if words.postscript:
        tree["postscript"] = [_block(block, draft) for block in words.postscript]
    return draft


def _part(line: Line, draft: Draft, plain: Set[str], place: Place) -> Json:
    """A part that is one line."""
    if plain and (said := bare(line)) in plain:
        return {"plain": _line(line, None), **faces(said)}
    return _line(line, draft, place)


def faces(said: str, near: str = "") -> Tree:
    """In which faces a plain text is set, where Amends Serif alone will not do."""
    names = families(said, near)
    return {"font": list[Json](names)} if len(names) > 1 else {}


def _block(block: Block, draft: Draft) -> Json:
    if isinstance(block, Scan):
        said = "".join(map(bare, block.transcript))
        return {"scan": block.image, "transcript": [_line(line, None) for line in block.transcript], **faces(said)}
    by = None if block.plain else draft
    tree: Tree
    match block:
        case Paragraph():
            tree = {"p": _line(block.line, by, Place.PARAGRAPH)}
        case Quotation():
            tree = {"q": _lines(block.lines, by)}
        case Items():
            tree = {"l": _lines(block.items, by), "ordered": block.ordered}
    if block.plain:
        tree["plain"] = True
        tree |= faces("".join(said for _, said, _ in _stretches("", block)))
    return tree


def _lines(lines: Iterable[Line], draft: Draft | None) -> Json:
    return [_line(line, draft) for line in lines]


def _line(line: Line, draft: Draft | None, place: Place = Place.INSIDE) -> Json:
    if len(line) == 1 and isinstance(line[0], str):
        return draft.leaf(line[0], place) if draft else line[0]
    return [_piece(piece, draft) for piece in line]


def _piece(piece: Piece, draft: Draft | None) -> Json:
    match piece:
        case str():
            return draft.leaf(piece, Place.INSIDE) if draft else piece
        case Emphasis():
            return {"e": _line(piece.inside, draft)}
        case Underlined():
            return {"u": _line(piece.inside, draft)}
        case LineBreak():
            return {"b": True}


def stretches(words: Words) -> Iterable[tuple[str, str, bool]]:
    """Every stretch of the letter in the order in which it stands on paper: where, what, in plain type or not.

    The second is without marks of emphasis: exactly the characters that must come out.
    """
    yield "date", words.date, False
    yield "salutation", bare(words.salutation), False
    for number, block in enumerate(words.body, 1):
        yield from _stretches(f"block {number}", block)
    yield "close", bare(words.close), False
    yield "signature", bare(words.sign), False
    for number, block in enumerate(words.postscript, 1):
        yield from _stretches(f"postscript, block {number}", block)


def _stretches(where: str, block: Block) -> Iterable[tuple[str, str, bool]]:
    match block:
        case Paragraph():
            yield where, bare(block.line), block.plain
        case Quotation():
            for line in block.lines:
                yield where, bare(line), block.plain
        case Items():
            for number, line in enumerate(block.items, 1):
                yield where, f"{number}." if block.ordered else "–", block.plain
                yield where, bare(line), block.plain
        case Scan():
            for line in block.transcript:
                yield where, bare(line), True


@contextlib.contextmanager
def scans(folder: Path, trees: Sequence[Tree], letters: Sequence[PrintLetter]) -> Generator[None]:
    """Lay the enclosed images of some letters where the typesetter finds them, under names that are used again.

    Args:
        folder: the private folder that the typesetter takes for its root.
        trees: what `set_words` made of the letters; their scans are pointed to the files.
        letters: the letters, in the same order.

    Raises:
        Refused: a letter shows an image that is not enclosed.
    """
    files: list[Path] = []
    try:
        for tree, letter in zip(trees, letters, strict=True):
            for part in (*cast("list[Tree]", tree["body"]), *cast("list[Tree]", tree.get("postscript", []))):
                if "scan" not in part:
                    continue
                image = letter.images.get(str(part["scan"]))
                if image is None:
                    raise Refused(
                        Sentence(
                            "The letter %(id)s shows a page, %(page)s, that is not enclosed.",
                            id=letter.id,
                            page=str(part["scan"]),
                        )
                    )
                suffix = "png" if image.startswith(b"\x89PNG") else "jpg"
                files.append(folder / f"scan-{len(files)}.{suffix}")
                files[-1].write_bytes(image)
                part["scan"] = files[-1].name
        yield
    finally:
        for file in files:
            file.unlink(missing_ok=True)
