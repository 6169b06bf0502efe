"""Lines: putting pieces together so that equal words always make an equal tree, and reading `*x*` and `_x_`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from amends.desk.letters.words import Emphasis, Line, LineBreak, Piece, Underlined, may_stand

_MARKED = re.compile(r"(?<![^\W_])([*_])(?=[^\s*_])((?:(?!\1).)+?)(?<=[^\s])\1(?![^\W_])", re.DOTALL)
_BLANKS = re.compile(r"[ \n]+")
_DEPTH: Final = 6


def fused(pieces: Iterable[Piece]) -> Line:
    """The pieces as a line of the tree: neighbouring texts made one, nothing empty, no blanks at ends or breaks."""
    row: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Emphasis | Underlined):
            if piece.inside:
                row.append(piece)
        elif isinstance(piece, str) and row and isinstance(row[-1], str):
            row[-1] += piece
        elif piece != "":
            row.append(piece)
    return _trimmed(row)


def _trimmed(row: list[Piece]) -> Line:
    row = [
        _BLANKS.sub(" ", unicodedata.normalize("NFC", piece)) if isinstance(piece, str) else piece for piece in row
    ]
    for at, piece in enumerate(row):
        if isinstance(piece, str):
            begins = at == 0 or isinstance(row[at - 1], LineBreak)
            ends = at == len(row) - 1 or isinstance(row[at + 1], LineBreak)
            left = piece.lstrip() if begins else piece
            row[at] = left.rstrip() if ends else left
    row = [piece for piece in row if piece != ""]
    while row and isinstance(row[-1], LineBreak):
        row.pop()
    while row and isinstance(row[0], LineBreak):
        row.pop(0)
    return tuple(row)


def marked(text: str, depth: int = 0) -> Line:
    """A line of plain text as a tree: `*x*` emphasised, `_x_` underlined, a line feed as a break of the line."""
    pieces: list[Piece] = []
    at = 0
    for found in _MARKED.finditer(text) if depth < _DEPTH else ():
        pieces += _broken(text[at : found.start()])
        inside = marked(found[2], depth + 1)
        pieces.append(Emphasis(inside) if found[1] == "*" else Underlined(inside))
        at = found.end()
    return fused((*pieces, *_broken(text[at:])))


def _broken(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for number, part in enumerate(text.split("\n")):
        pieces += ([LineBreak()] if number else []) + ([part] if part else [])
    return pieces


def split(line: Line) -> tuple[Line, ...]:
    """The line cut at its breaks; a mark that reaches over a break goes on in the next line."""
    lines: list[list[Piece]] = [[]]
    for piece in line:
        match piece:
            case LineBreak():
                lines.append([])
            case str():
                lines[-1].append(piece)
            case Emphasis() | Underlined():
                for number, part in enumerate(split(piece.inside)):
                    if number:
                        lines.append([])
                    lines[-1].append(type(piece)(part))
    return tuple(made for made in map(fused, lines) if made)


def together(lines: Iterable[Line]) -> Line:
    """Lines one under the other, as one line with breaks."""
    pieces: list[Piece] = []
    for number, line in enumerate(lines):
        pieces += ([LineBreak()] if number else []) + list(line)
    return fused(pieces)


def flowing(lines: Iterable[Line]) -> Line:
    """Lines run on as one."""
    pieces: list[Piece] = []
    for number, line in enumerate(lines):
        pieces += ([" "] if number else []) + list(line)
    return fused(pieces)


def normal(text: str) -> str:
    """Text of a letter's file as the tree may hold it: NFC, line feeds alone, tabs as blanks."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    return (
        text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).replace("\u2028", "\n").replace("\u2029", "\n\n")
    )


def forbidden(text: str) -> str:
    """Which character of the text may not stand in a letter, with its line; empty if all may."""
    if text.isprintable() and text.isascii():
        return ""
    for number, line in enumerate(text.split("\n"), 1):
        for character in line if not line.isascii() or not line.isprintable() else "":
            if not may_stand(character):
                name = unicodedata.name(character, "a control character")
                where = f"Line {number} of the words holds {name} (U+{ord(character):04X})"
                return f"{where}, which may not stand in a letter."
    return ""
