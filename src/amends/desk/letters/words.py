"""The words of a letter: one tree, the only form in which they exist.

Paper, screen, plain text and every check are made from this tree and from nothing else, so they cannot disagree.
`spec/envelope.md`, "The words", is normative; `room/words.ts` is the same in the browser.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias, cast

from amends.envelope import Json, to_json
from amends.errors import Unsupported

NODES_MOST: Final = 50_000
DEPTH_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Written with more weight: `*so*` in Markdown."""

    inside: Line


@dataclass(frozen=True, slots=True)
class Underlined:
    """Underlined, as one does by hand: `_so_` or `__so__` in Markdown."""

    inside: Line


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The pen goes to the next line inside one paragraph."""


Piece: TypeAlias = "str | Emphasis | Underlined | LineBreak"
Line: TypeAlias = "tuple[Piece, ...]"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `plain` sets it in plain type, by the writer's choice, where the hand lacks a character."""

    line: Line
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody else's words or a verse, set apart."""

    lines: tuple[Line, ...]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not."""

    items: tuple[Line, ...]
    ordered: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """A page written by hand on paper: the name of an enclosed image, and always its transcript."""

    image: str
    transcript: tuple[Line, ...]


Block: TypeAlias = Paragraph | Quotation | Items | Scan


@dataclass(frozen=True, slots=True)
class Words:
    """A whole letter, in the order in which it is written.

    Attributes:
        body: the blocks between salutation and close.
        lang: BCP 47 tag of the letter's own language, for screen readers and hyphenation.
        date: as the writer wrote it; may be empty.
        salutation, close, sign: one line each, possibly empty; `sign` may have several lines.
        postscript: blocks after the signature, with their own "P.S.".
    """

    body: tuple[Block, ...]
    lang: str = "en"
    date: str = ""
    salutation: Line = ()
    close: Line = ()
    sign: Line = ()
    postscript: tuple[Block, ...] = ()


# ── plain text ────────────────────────────────────────────────────────────────────────────────────────────────────


def text_of(line: Line) -> str:
    """A line as plain text, with `*` and `_` around what is emphasised or underlined."""
    return "".join(_piece_text(piece) for piece in line)


def bare(line: Line) -> str:
    """A line's words alone, without marks of emphasis; a line break is a blank."""
    return "".join(
        piece if isinstance(piece, str) else " " if isinstance(piece, LineBreak) else bare(piece.inside)
        for piece in line
    )


def _piece_text(piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case Emphasis():
            return f"*{text_of(piece.inside)}*"
        case Underlined():
            return f"_{text_of(piece.inside)}_"
        case LineBreak():
            return "\n"


def plain_text(words: Words) -> str:
    """The letter as plain text: the canonical rendering that `letter.txt` must equal, ending in one line feed."""
    parts = [words.date, text_of(words.salutation), *map(_block_text, words.body), text_of(words.close)]
    parts += [text_of(words.sign), *map(_block_text, words.postscript)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block_text(block: Block) -> str:
    match block:
        case Paragraph():
            return text_of(block.line)
        case Quotation():
            return "\n".join("> " + text_of(line).replace("\n", "\n> ") for line in block.lines)
        case Items():
            marks = (f"{n}. " if block.ordered else "- " for n in range(1, len(block.items) + 1))
            return "\n".join(
                mark + text_of(line).replace("\n", "\n  ") for mark, line in zip(marks, block.items, strict=True)
            )
        case Scan():
            return "\n\n".join(
                ["[A page written by hand. What it says:]", *(text_of(line) for line in block.transcript)]
            )


def lines_of(words: Words) -> Iterator[Line]:
    """Every line of the letter in reading order, the date excepted."""
    yield words.salutation
    yield from _block_lines(words.body)
    yield words.close
    yield words.sign
    yield from _block_lines(words.postscript)


def _block_lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        match block:
            case Paragraph():
                yield block.line
            case Quotation():
                yield from block.lines
            case Items():
                yield from block.items
            case Scan():
                yield from block.transcript


# ── canonical JSON ────────────────────────────────────────────────────────────────────────────────────────────────


def digest(words: Words) -> str:
    """SHA-256 of the tree's canonical JSON, in hexadecimal: what a check that letters never cross compares."""
    return hashlib.sha256(to_json(words_json(words))).hexdigest()


def words_json(words: Words) -> dict[str, Json]:
    """The tree as JSON; empty fields are left out."""
    tree: dict[str, Json] = {"lang": words.lang, "body": [_block_json(block) for block in words.body]}
    if words.date:
        tree["date"] = words.date
    for name in ("salutation", "close", "sign"):
        line = cast("Line", getattr(words, name))
        if line:
            tree[name] = _line_json(line)
    if words.postscript:
        tree["postscript"] = [_block_json(block) for block in words.postscript]
    return tree


def _line_json(line: Line) -> list[Json]:
    return [_piece_json(piece) for piece in line]


def _piece_json(piece: Piece) -> Json:
    match piece:
        case str():
            return piece
        case Emphasis():
            return {"em": _line_json(piece.inside)}
        case Underlined():
            return {"u": _line_json(piece.inside)}
        case LineBreak():
            return {"br": True}


def _block_json(block: Block) -> Json:
    tree: dict[str, Json]
    match block:
        case Paragraph():
            tree = {"p": _line_json(block.line)}
        case Quotation():
            tree = {"quote": [_line_json(line) for line in block.lines]}
        case Items():
            tree = {"list": [_line_json(line) for line in block.items], "ordered": block.ordered}
        case Scan():
            return {"scan": block.image, "transcript": [_line_json(line) for line in block.transcript]}
    if block.plain:
        tree["plain"] = True
    return tree


def words_from_json(tree: Json) -> Words:
    """The words in a tree that a stranger may have made.

    Raises:
        Unsupported: the tree is not exactly of the form in `spec/envelope.md`, is too large or too deep, or holds
            control characters or characters that turn the direction of writing.
    """
    return _Reader().words(tree)


class _Reader:
    """Reads a hostile tree, counting its nodes."""

    def __init__(self) -> None:
        self._nodes = 0

    def words(self, tree: Json) -> Words:
        fields = self._fields(tree, need={"lang", "body"}, may={"date", "salutation", "close", "sign", "postscript"})
        words = Words(
            lang=self._text(fields["lang"]),
            date=self._text(fields["date"]) if "date" in fields else "",
            salutation=self._line(fields.get("salutation", [])),
            body=tuple(self._block(block) for block in self._list(fields["body"])),
            close=self._line(fields.get("close", [])),
            sign=self._line(fields.get("sign", [])),
            postscript=tuple(self._block(block) for block in self._list(fields.get("postscript", []))),
        )
        if words_json(words) != tree:
            raise Unsupported("The words have an empty field that should be left out.")
        return words

    def _fields(self, tree: Json, *, need: set[str], may: set[str]) -> dict[str, Json]:
        if not isinstance(tree, dict) or not need <= tree.keys() <= need | may:
            raise Unsupported("The words are not a tree of the known form.")
        return tree

    def _list(self, tree: Json) -> list[Json]:
        self._nodes += 1
        if not isinstance(tree, list) or self._nodes + len(tree) > NODES_MOST:
            raise Unsupported(f"The words are not a tree of the known form, or have more than {NODES_MOST} nodes.")
        self._nodes += len(tree)
        return tree

    def _text(self, tree: Json) -> str:
        if not isinstance(tree, str) or not tree or not all(map(may_stand, tree)):
            raise Unsupported("The words hold an empty piece or a character that may not stand in a letter.")
        return tree

    def _block(self, tree: Json) -> Block:
        if not isinstance(tree, dict):
            raise Unsupported("The words are not a tree of the known form.")
        if "scan" in tree:
            fields = self._fields(tree, need={"scan", "transcript"}, may=set())
            return Scan(self._text(fields["scan"]), self._lines(fields["transcript"]))
        if (plain := tree.get("plain", False)) is not False and plain is not True:
            raise Unsupported("The words are not a tree of the known form.")
        if "p" in tree:
            return Paragraph(self._line(self._fields(tree, need={"p"}, may={"plain"})["p"]), plain)
        if "quote" in tree:
            return Quotation(self._lines(self._fields(tree, need={"quote"}, may={"plain"})["quote"]), plain)
        fields = self._fields(tree, need={"list", "ordered"}, may={"plain"})
        if not isinstance(fields["ordered"], bool):
            raise Unsupported("The words are not a tree of the known form.")
        return Items(self._lines(fields["list"]), fields["ordered"], plain)

    def _lines(self, tree: Json) -> tuple[Line, ...]:
        return tuple(self._line(line) for line in self._list(tree))

    def _line(self, tree: Json, depth: int = 1) -> Line:
        if depth > DEPTH_MOST:
            raise Unsupported(f"The words are nested more than {DEPTH_MOST} deep.")
        line = tuple(self._piece(piece, depth) for piece in self._list(tree))
        if any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(line)):
            raise Unsupported("The words hold two pieces of text that should be one.")
        return line

    def _piece(self, tree: Json, depth: int) -> Piece:
        if isinstance(tree, str):
            return self._text(tree)
        if not isinstance(tree, dict) or len(tree) != 1:
            raise Unsupported("The words are not a tree of the known form.")
        match next(iter(tree.items())):
            case ("br", True):
                return LineBreak()
            case ("em", inside):
                return Emphasis(self._line(inside, depth + 1))
            case ("u", inside):
                return Underlined(self._line(inside, depth + 1))
            case _:
                raise Unsupported("The words are not a tree of the known form.")


def may_stand(character: str) -> bool:
    """Whether a character may stand in a letter.

    Control characters, surrogates and private ones may not, nor those that turn the direction of writing (Unicode
    UAX #9 explicit formatting): they could make a reader see other words than were signed.
    """
    if character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029":
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Co")
