"""Casting lines: a line of writing made in one piece, as a line-casting machine makes its slugs.

Nine tenths of a letter are plain paragraphs, and for those a typesetter that knows every script works far more than
it must: in a hand whose outlines are chosen, a word is its glyphs one after the other, and a line is as many words
as fit. So a print run breaks such paragraphs here, all those of a part at once, and typst gets one character for a
whole line, a *slug*, out of which it makes the pages as ever: it knows how many lines there are, and that is all it
has to know. In the finished pages each slug is exchanged for the line that it stands for, before they are read.

Whatever is not plain is not cast: emphasis, quotations, lists, words that may end a line inside, characters that the
font does not draw by a glyph of their own, hands that place their glyphs by more than kerning.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from amends.desk.hand.standins import SLUG
from amends.desk.letters.words import Paragraph
from amends.desk.paper.castfont import CastFont
from amends.desk.paper.objects import COMMON, NotOurs, Objects, pointed
from amends.desk.paper.reading import meanings_of
from amends.desk.paper.setting import PrintLetter, Tree

Whole: TypeAlias = npt.NDArray[np.int64]
Lines: TypeAlias = "list[bytes]"
"""What is shown on each line: codes, and how far the pen is moved between them (ISO 32000-2, 9.4.3), unbracketed."""

NAME: Final = b"amends-hand"
PLAIN: Final = re.compile(
    r"[(\[“„‘‚«‹¿¡\"']*"
    r"(?:(?:[\w&]+(?:[.,:’'‘][\w&]+)*)|[^\W\d_]+(?:-[^\W\d_]+)+(?:[’'][^\W\d_]+)?)"
    r"[)\]”“’‘»›\"'.,;:!?…]*-*"
)
_LINE: Final = b"/" + NAME + b" %s Tf 1 0 0 -1 0 0 Tm[<%s>]TJ"
TOGETHER: Final = 64
"""Paragraphs cast at once: so many that beginning costs little, so few that a processor has them at hand."""
_WORDS_KEPT: Final = 16_000


class Caster:
    """Casts the lines of one run: one hand, one size, one measure.

    Attributes:
        font: the hand as slugs are made of it.
    """

    def __init__(self, font: CastFont, size: float, measure: float) -> None:
        """For a type size and a length of line at most, both in points."""
        self.font = font
        self._room = measure / size * font.em + 0.01
        self._plain = _PlainWords()

    def cast_in(self, trees: Iterable[Tree], letters: Iterable[PrintLetter]) -> Lines:
        """Cast the plain paragraphs of some letters, put slugs in their places, and give the lines in order."""
        found: list[Tree] = []
        for tree, letter in zip(trees, letters, strict=True):
            for part, block in zip(cast("list[Tree]", tree["body"]), letter.words.body, strict=True):
                if isinstance(block, Paragraph) and not block.plain and self._is_plain(block):
                    found.append(part)
        cast_lines: Lines = []
        for at in range(0, len(found), TOGETHER):
            some = found[at : at + TOGETHER]
            for part, lines in zip(some, self._cast([cast("str", part["p"]) for part in some]), strict=True):
                if lines:
                    part["p"] = " ".join(SLUG * len(lines))
                    cast_lines += lines
        return cast_lines

    def _is_plain(self, block: Paragraph) -> bool:
        """Whether a paragraph is nothing but words of which it is known where a line can end."""
        line = block.line
        return len(line) == 1 and isinstance(line[0], str) and all(map(self._plain.__getitem__, line[0].split(" ")))

    def _cast(self, paragraphs: Sequence[str]) -> Iterator[Lines]:
        """The lines of each paragraph; none where it has a character that cannot be cast."""
        text = "\n".join([*paragraphs, ""])
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        shown_by = self.font.codes[codes]
        blank, hyphen = (codes == 32) | (codes == 10), codes == 45
        between = np.zeros_like(hyphen)  # a hyphen between letters: a line can end behind it
        between[1:-1] = hyphen[1:-1] & ~hyphen[:-2] & ~hyphen[2:] & ~blank[2:]
        ends = np.flatnonzero(blank | between)
        lasts = np.flatnonzero(codes == 10)
        cannot = set(np.searchsorted(lasts, np.flatnonzero(shown_by == 0)).tolist())
        reach = np.concatenate([[0], np.cumsum(self.font.advances(shown_by))])
        stops = ends + between[ends]
        across: list[int] = reach[stops].tolist()
        behind: list[int] = reach[ends + 1].tolist()
        places: list[int] = (stops + (codes[ends] == 32)).tolist()  # the blank stands on its line, as typst has it
        begins: list[int] = (ends + 1).tolist()
        first = begin = start = 0  # the line's first word, its first glyph, and how far all before it reaches
        spans: list[tuple[int, int]] = []
        counts: list[int] = []
        for last in (np.searchsorted(ends, lasts) + 1).tolist():
            while first < last:
                word = max(bisect_right(across, start + self._room, first, last) - 1, first)
                spans.append((begin, places[word]))
                start, begin, first = behind[word], begins[word], word + 1
            counts.append(len(spans))
        lines = self.font.shown(shown_by, spans)
        for number, (begin, end) in enumerate(pairwise([0, *counts])):
            yield [] if number in cannot else lines[begin:end]


class _PlainWords(dict[str, bool]):
    """Words -> whether a line can end inside them nowhere but behind a hyphen that joins letters (UAX #14, LB21)."""

    def __missing__(self, word: str) -> bool:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        self[word] = plain = PLAIN.fullmatch(word) is not None
        return plain


def with_lines(document: Objects, lines: Sequence[bytes], font: CastFont) -> Objects:
    """Exchange the slugs in a document for the lines that they stand for.

    Args:
        document: what typst made of trees that `Caster.cast_in` changed.
        lines: the lines that it gave.
        font: the font of the caster.

    Raises:
        NotOurs: there are not as many slugs as lines.
    """
    bodies = dict(document.bodies)
    slugs = {number: slug for number in document.page_fonts() if (slug := _slug(document, number))}
    at = 0
    for page in document.pages:
        for name, number in document.fonts(page).items():
            if number in slugs:
                pattern = re.compile(rb"/%s ([\d.]+) Tf 1 0 0 -1 0 0 Tm%s" % (re.escape(name), slugs[number]))
                pieces = pattern.split(document.content(page))
                sizes = pieces[1::2]
                own, at = lines[at : at + len(sizes)], at + len(sizes)
                if at > len(lines):
                    raise NotOurs("There are more slugs on the pages than lines were cast.")
                pieces[1::2] = [_LINE % shown for shown in zip(sizes, own, strict=True)]
                if sizes:
                    _exchange(bodies, document, page, b"".join(pieces))
    if at < len(lines):
        raise NotOurs("There are fewer slugs on the pages than lines were cast.")
    return replace(document, bodies={**bodies, **font.part_bodies()})


def _exchange(bodies: dict[int, bytes], document: Objects, page: int, content: bytes) -> None:
    """Give a page another content, and the font that it needs."""
    resources = pointed(document.bodies[page], b"Resources") or page
    contents = pointed(document.bodies[page], b"Contents")
    if not contents or b"/Font<<" not in bodies[resources]:
        raise NotOurs("A page has its content or its fonts where typst puts neither.")
    packed = zlib.compress(content, 1)
    bodies[contents] = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    entry = b"/%s %d 0 R" % (NAME, COMMON)
    if entry not in bodies[resources]:
        bodies[resources] = bodies[resources].replace(b"/Font<<", b"/Font<<" + entry, 1)


def _slug(document: Objects, font: int) -> bytes:
    """How a slug looks in a page's content, as a pattern; empty for a font that has none."""
    codes = {text: code for code, text in meanings_of(document, font)}
    if SLUG not in codes:
        return b""
    slug, blank = _written(codes[SLUG]), _written(codes.get(" ", codes[SLUG]))
    return rb"\[?[(<]%s(?:(?:[)>][-\d.]+[(<])?%s)?[)>]\]?T[Jj]" % (slug, blank)


def _written(code: int) -> bytes:
    """A code as it may be written, in a string of either kind."""
    escaped = b"".join([_byte(byte) for byte in code.to_bytes(2, "big")])
    return rb"(?:%s|%04X)" % (escaped, code)


def _byte(byte: int) -> bytes:
    short = {8: b"b", 9: b"t", 10: b"n", 12: b"f", 13: b"r"}.get(byte, b"\\" + bytes([byte]) if byte > 32 else b"")
    named = rb"|\\%s" % (short if byte < 32 else re.escape(bytes([byte]))) if short else b""
    return rb"(?:%s|\\%03o%s)" % (re.escape(bytes([byte])), byte, named)


__all__ = ["NAME", "Caster", "Lines", "with_lines"]
