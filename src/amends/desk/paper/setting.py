"""From the words to what the typesetter is given: the same tree, with the outline of every letter chosen.

The typesetter reads it as JSON and never as markup, so nothing anybody writes in a letter can be a command.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, cast

from amends.desk.hand.shipped import families
from amends.desk.hand.variation import Inkwell, Pen
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


def set_words(words: Words, inkwell: Inkwell, letter_id: str, plain: Set[str] = frozenset()) -> Tree:
    """The letter as `letter.typ` reads it, each letter in one of its outlines; lines that are `plain` as they are."""
    pen = Pen(inkwell, letter_id)
    tree: Tree = {"lang": words.lang.partition("-")[0].lower() or "en"}
    if words.date:
        tree["date"] = _part((words.date,), pen, plain)
    if words.salutation:
        tree["salutation"] = _part(words.salutation, pen, plain)
    tree["body"] = [_block(block, pen) for block in words.body]
    if words.close:
        tree["close"] = _part(words.close, pen, plain)
    if words.sign:
        tree["sign"] = _part(words.sign, pen, plain)
    if words.postscript:
        tree["postscript"] = [_block(block, pen) for block in words.postscript]
    return tree


def _part(line: Line, pen: Pen, plain: Set[str]) -> Json:
    """A part that is one line."""
    said = bare(line)
    return {"plain": _line(line, None), **faces(said)} if said in plain else _line(line, pen)


def faces(said: str, near: str = "") -> Tree:
    """In which faces a plain text is set, where Amends Serif alone will not do."""
    names = families(said, near)
    return {"font": list[Json](names)} if len(names) > 1 else {}


def _block(block: Block, pen: Pen) -> Json:
    if isinstance(block, Scan):
        said = "".join(map(bare, block.transcript))
        return {"scan": block.image, "transcript": [_line(line, None) for line in block.transcript], **faces(said)}
    by = None if block.plain else pen
    tree: Tree
    match block:
        case Paragraph():
            tree = {"p": _line(block.line, by)}
        case Quotation():
            tree = {"q": _lines(block.lines, by)}
        case Items():
            tree = {"l": _lines(block.items, by), "ordered": block.ordered}
    if block.plain:
        tree["plain"] = True
        tree |= faces("".join(said for _, said, _ in _stretches("", block)))
    return tree


def _lines(lines: Iterable[Line], pen: Pen | None) -> Json:
    return [_line(line, pen) for line in lines]


def _line(line: Line, pen: Pen | None) -> Json:
    if len(line) == 1 and isinstance(line[0], str):
        return pen.write(line[0]) if pen else line[0]
    return [_piece(piece, pen) for piece in line]


def _piece(piece: Piece, pen: Pen | None) -> Json:
    match piece:
        case str():
            return pen.write(piece) if pen else piece
        case Emphasis():
            return {"e": _line(piece.inside, pen)}
        case Underlined():
            return {"u": _line(piece.inside, pen)}
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
