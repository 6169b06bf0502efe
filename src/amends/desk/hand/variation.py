"""Choosing how each word of a letter is drawn, so that no word looks stamped.

A `Pen` goes along the letter once and gives every word the seed (`amends.desk.hand.alternates`) with which it has not
been drawn yet and whose outlines collide least with those just before it. Its output is for the typesetter only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from amends.desk.hand.alternates import Scheme

NEAR: Final = 12
"""A letter repeated within so many glyphs is seen together with its first."""
WORDS_KEPT: Final = 6_000
"""Words whose drawings are remembered, so that a run of any length needs the same memory."""
TWIN_FROM: Final = 4
"""Shorter words are allowed to look alike: three outlines cannot be told apart in reading."""

_CORE = re.compile(r"[^\W\d_](?:[\w’'-]*[^\W\d_])?")
_UNDRAWN = re.compile("[\u00a0\u00ad\u2000-\u200d\u202f\u2060\t]")

_Wrote = tuple[int, int]
"""Outlines a word leaves behind (one bit an outline of a letter), and all bits but those of its letters."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One way to draw one word: its outlines, each as a bit.

    `first` are those of each letter's first occurrence, `last` those of its last one; `core` is how its letters are
    drawn, the marks around them left out.
    """

    first: int
    last: int
    core: tuple[int, ...]


class _Word:
    """A word and the ways to draw it, worked out when first asked for."""

    __slots__ = ("_draw", "_drawings", "core", "others", "text")

    def __init__(self, text: str, draw: Callable[[_Word, int], _Drawing], others: int, seeds: int) -> None:
        self.text = text
        self.others = others
        found = _CORE.search(text)
        self.core = (found.start(), found.end()) if found and found.end() - found.start() >= TWIN_FROM else None
        self._draw = draw
        self._drawings: list[_Drawing | None] = [None] * seeds

    def drawing(self, seed: int) -> _Drawing:
        drawing = self._drawings[seed]
        if drawing is None:
            drawing = self._drawings[seed] = self._draw(self, seed)
        return drawing


class Inkwell:
    """What the pens of one run share: the drawings of the words met so far. One a thread."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._places: dict[str, int] = {}
        self._words: dict[str, _Word] = {}

    def word(self, text: str) -> _Word:
        """A word, with the ways to draw it."""
        word = self._words.get(text)
        if word is None:
            if len(self._words) >= WORDS_KEPT:
                self._words.clear()
            letters = 0
            for character in set(text):
                letters |= ((1 << self.scheme.outlines) - 1) << self._place(character)
            word = self._words[text] = _Word(text, self._drawing, ~letters, self.scheme.seeds)
        return word

    def _place(self, character: str) -> int:
        place = self._places.get(character)
        if place is None:
            place = self._places[character] = len(self._places) * self.scheme.outlines
        return place

    def _drawing(self, word: _Word, seed: int) -> _Drawing:
        outlines = drawn(self.scheme, word.text, seed)
        first = last = 0
        met: set[str] = set()
        latest: dict[str, int] = {}
        for at, (character, outline) in enumerate(zip(word.text, outlines, strict=True)):
            bit = 1 << (self._place(character) + outline)
            if character not in met and at < NEAR:
                met.add(character)
                first |= bit
            latest[character] = bit
        for bit in latest.values():
            last |= bit
        core = outlines[word.core[0] : word.core[1]] if word.core else ()
        return _Drawing(first, last, core)


def drawn(scheme: Scheme, word: str, seed: int) -> tuple[int, ...]:
    """Which outline every character of a word gets; what is not drawn, such as a no-break space, starts anew."""
    if not _UNDRAWN.search(word):
        return scheme.drawn(len(word), seed)
    *before, tail = _UNDRAWN.split(word)
    outlines: list[int] = []
    for part in before:
        outlines += (*scheme.drawn(len(part), 0), 0)
    return (*outlines, *scheme.drawn(len(tail), seed))


class Pen:
    """Writes one letter from its first word to its last."""

    def __init__(self, inkwell: Inkwell, letter_id: str) -> None:
        self._inkwell = inkwell
        self._seen: dict[str, dict[tuple[int, ...], int]] = {}
        # Two letters that begin alike are not to look alike, so each begins as if other words stood before it.
        before = int.from_bytes(hashlib.shake_256(letter_id.encode()).digest(64), "big")
        self._near: tuple[_Wrote, _Wrote, _Wrote] = ((0, -1), (0, -1), (before & (before >> 256), -1))

    def write(self, text: str) -> str:
        """A stretch of text in one style, with every word's seed put after it as blanks.

        A word at the end of the stretch has no blank after it, and so no seed to choose.
        """
        if self._inkwell.scheme.outlines < 2 or not text:
            return text
        words = text.split(" ")
        parts: list[str] = []
        for at, word in enumerate(words):
            if word:
                last = at == len(words) - 1
                seed = self._choose(word, only_first=last)
                parts.append(word if last else word + " " * (seed + 1))
            elif at == 0:
                parts.append(" ")
        return "".join(parts)

    def _choose(self, text: str, *, only_first: bool) -> int:
        word = self._inkwell.word(text)
        one, two, three = self._near
        near = (((three[0] & two[1]) | two[0]) & one[1]) | one[0]
        used: dict[tuple[int, ...], int] | None = None
        if word.core:
            used = self._seen.setdefault(text[word.core[0] : word.core[1]], {})
        best, chosen, drawing = 1 << 30, 0, word.drawing(0)
        for seed in range(1 if only_first else self._inkwell.scheme.seeds):
            candidate = word.drawing(seed)
            cost = (candidate.first & near).bit_count()
            if used:
                cost += 1000 * used.get(candidate.core, 0)
            if cost < best:
                best, chosen, drawing = cost, seed, candidate
                if not cost:
                    break
        if used is not None:
            used[drawing.core] = used.get(drawing.core, 0) + 1
        self._near = ((drawing.last, word.others), one, two)
        return chosen
