"""Casting lines: a line of writing made in one piece, as a line-casting machine makes its slugs.

Nine tenths of a letter are plain paragraphs, and for those a typesetter that knows every script works far more than
it must: in a hand whose outlines are chosen, a word is its glyphs one after the other, and a line is as many words
as fit. So a print run breaks such paragraphs here, those of many letters at once, and typst gets one character for a
whole line, a *slug*, out of which it makes the pages as ever: it knows how many lines there are, and that is all it
has to know. In the finished pages each slug is exchanged for the line that it stands for, before they are read.

Whatever is not plain is not cast: emphasis, quotations, lists, words that may end a line inside, characters that the
font does not draw by a glyph of their own, hands that place their glyphs by more than kerning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from amends.desk.hand.standins import PIN, SLUG
from amends.desk.hand.variation import END, Inkwell, Strokes
from amends.desk.paper.castfont import CastFont, Codes
from amends.desk.paper.setting import Draft, Place, Tree

Whole: TypeAlias = npt.NDArray[np.int64]
Lines: TypeAlias = "list[bytes]"
"""What shows each line (ISO 32000-2, 9.4.3): codes, and before them how far to the left of its place it begins."""

TOGETHER: Final = 80
"""Letters cast at once: so many that beginning costs little, so few that a processor has them at hand."""
_BLANK, _HYPHEN = ord(" "), ord("-")
_UNBOUND: Final = 1e9
"""The room of a line that is never broken, in units of the em."""
_ONE_LINE: Final = (Place.RIGHT, Place.ADDRESS, Place.FLAP)
_BEFORE: Final = {Place.RIGHT: 1.0, Place.FLAP: 0.5}
"""What share of its width a line stands before its place."""


@dataclass(frozen=True, slots=True)
class _Broken:
    """Texts broken into lines.

    Attributes:
        texts: for each line the number of its text, in order.
        begins, ends: where it begins and ends among the codes.
        widths: how wide it is, the blank behind it not counted.
    """

    texts: Whole
    begins: Whole
    ends: Whole
    widths: Whole


class Caster:
    """Casts the lines of one document: one hand, one size, one measure.

    Attributes:
        font: the hand as slugs are made of it.
    """

    def __init__(self, font: CastFont, inkwell: Inkwell, size: float, measure: float, signed: float) -> None:
        """For a type size and a length of line at most, in points, and the share of it that a signature has."""
        self.font = font
        self._inkwell = inkwell
        room = measure / size * font.em + 0.01
        rooms = {Place.INSIDE: -1.0, Place.SIGNED: room * signed, Place.ADDRESS: _UNBOUND, Place.FLAP: _UNBOUND}
        self._rooms = np.asarray([rooms.get(place, room) for place in Place])

    def cast(self, letter_ids: Sequence[str], drafts: Sequence[Draft]) -> tuple[list[Tree], list[Lines]]:
        """Write some letters: their trees, in which slugs stand for what could be cast, and the lines of each."""
        trees: list[Tree] = []
        lines: list[Lines] = []
        step = min(TOGETHER, self._inkwell.at_once)
        for at in range(0, len(drafts), step):
            some = drafts[at : at + step]
            strokes = self._inkwell.strokes(letter_ids[at : at + step], [draft.texts for draft in some])
            places = np.fromiter((place for draft in some for place in draft.places), np.int64)
            cast, counts = self._lines(strokes, places)
            first = begin = 0
            for draft in some:
                own = range(first, first + len(draft.texts))
                written = [_slugs(draft.places[n - first], counts[n]) or strokes.text(n) for n in own]
                trees.append(draft.filled(written))
                first += len(own)
                end = begin + sum(counts[own.start : own.stop])
                lines.append(cast[begin:end])
                begin = end
        return trees, lines

    def _lines(self, strokes: Strokes, places: Whole) -> tuple[Lines, list[int]]:
        """The lines of all texts, and how many each has; none where it cannot be cast."""
        codes, cannot = self.font.codes(strokes.characters, strokes.ends)
        rooms = self._rooms[places]
        rooms[np.searchsorted(strokes.ends, cannot)] = -1
        rooms[[*strokes.loose]] = -1
        broken = self._broken(strokes, codes, rooms)
        counts = np.bincount(broken.texts, minlength=len(places))
        kept = (counts == 1) | ~np.isin(places, _ONE_LINE)
        counts[~kept] = 0
        if not kept.all():
            some = kept[broken.texts]
            broken = _Broken(broken.texts[some], broken.begins[some], broken.ends[some], broken.widths[some])
        written = self.font.written(codes)
        spans = zip((2 * broken.begins).tolist(), (2 * broken.ends).tolist(), strict=True)
        lines = [b"(%s)Tj" % written[begin:end] for begin, end in spans]
        for place, share in _BEFORE.items():
            for number in np.flatnonzero(places[broken.texts] == place).tolist():
                before = int(broken.widths[number]) * share * 1000 / self.font.em
                lines[number] = b"[%.2f%s]TJ" % (before, lines[number][:-2])
        return lines, counts.tolist()

    def _broken(self, strokes: Strokes, codes: Codes, rooms: npt.NDArray[np.float64]) -> _Broken:
        """The texts broken into lines, each as full as it can be; nothing where there is no room at all."""
        characters = strokes.characters
        blank = (characters == _BLANK) | (characters == ord(END))
        between = characters == _HYPHEN  # a hyphen between letters: a line can end behind it
        if between.any():
            between[1:-1] &= ~(between[:-2] | between[2:] | blank[2:])
            between[[0, -1]] = False
        ends = np.flatnonzero(blank | between)
        reach = np.zeros(len(codes) + 1, np.int64)
        np.cumsum(self.font.widths(codes), out=reach[1:])
        across, behind = reach[ends + between[ends]], reach[ends + 1]
        stops = ends + (characters[ends] != ord(END))  # the blank stands on its line, as typst has it
        last = np.searchsorted(ends, strokes.ends) + 1
        first = np.concatenate([[0], last[:-1]])
        text = np.flatnonzero(rooms > 0)
        first, last = first[text], last[text]
        found: list[tuple[Whole, Whole, Whole, Whole]] = []
        while len(text):
            begins = np.where(first > 0, ends[first - 1] + 1, 0)
            start = np.where(first > 0, behind[first - 1], 0)
            word = np.searchsorted(across, start + rooms[text], side="right") - 1
            word = np.clip(word, first, last - 1)
            found.append((text, begins, stops[word], across[word] - start))
            first = word + 1
            more = first < last
            text, first, last = text[more], first[more], last[more]
        if not found:
            return _Broken(*[np.zeros(0, np.int64)] * 4)
        texts, begins, stopped, widths = map(np.concatenate, zip(*found, strict=True))
        order = np.argsort(begins, kind="stable")
        return _Broken(texts[order], begins[order], stopped[order], widths[order])


def _slugs(place: Place, count: int) -> str:
    """What typst gets for so many lines."""
    return PIN if count and place in _BEFORE else " ".join(SLUG * count)


__all__ = ["TOGETHER", "Caster", "Lines"]
