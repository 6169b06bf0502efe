"""Choosing how each word of a letter is drawn, so that no word looks stamped.

A `Pen` goes along the letter once and gives every word the seed (`amends.desk.hand.alternates`) with which it has not
been drawn yet and whose outlines collide least with those just before it. Its output is for the typesetter only.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from amends.desk.hand.alternates import Scheme

NEAR: Final = 12
"""A letter repeated within so many glyphs is seen together with its first."""
WORDS_KEPT: Final = 16_000
"""Words whose drawings are remembered, so that a run of any length needs the same memory."""
TWIN_FROM: Final = 4
"""Shorter words are allowed to look alike: two or three outlines cannot be told apart in reading."""

_CORE = re.compile(r"[^\W\d_](?:[\w’'-]*[^\W\d_])?")
_UNDRAWN = re.compile("[\u00a0\u00ad\u2000-\u200d\u202f\u2060\t]")
LIKES: Final = 4
"""Of so many words a letter would have one drawn with another seed than the first."""
_ONLY_FIRST: Final = (0,)
_TWIN: Final = 1000
"""What it costs to draw a word as it was drawn before: more than any number of collisions."""


class _Word:
    """A word, and the ways to draw it as far as they have been asked for.

    Attributes:
        core: its letters without the marks around them, if they are enough to look stamped; otherwise empty.
        place: where in the word the core begins.
        others: all bits but those of its letters.
        drawings: one for each seed, worked out in the order of the seeds. Each is the outlines of each letter's first
            occurrence, one bit an outline of a letter; those of each letter's last occurrence; and the core as it is
            drawn, which is empty where there is none.
    """

    __slots__ = ("core", "drawings", "others", "place")

    def __init__(self, text: str, others: int) -> None:
        found = _CORE.search(text)
        self.core = found[0] if found and len(found[0]) >= TWIN_FROM else ""
        self.place = found.start() if found else 0
        self.others = others
        self.drawings: list[tuple[int, int, bytes]] = []


class Inkwell:
    """What the pens of one run share: the drawings of the words met so far. One a thread."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.words: dict[str, _Word] = {}
        self._places: dict[str, int] = {}

    def word(self, text: str) -> _Word:
        """A word, with its drawing for the first seed."""
        if len(self.words) >= WORDS_KEPT:
            self.words.clear()
        letters = 0
        for character in set(text):
            letters |= ((1 << self.scheme.outlines) - 1) << self._place(character)
        word = self.words[text] = _Word(text, ~letters)
        self.draw(text, word)
        return word

    def draw(self, text: str, word: _Word) -> None:
        """Work out the drawing for the next seed of a word."""
        outlines = drawn(self.scheme, text, len(word.drawings))
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        for character, outline in zip(text, outlines, strict=True):
            bit = last[character] = 1 << (self._place(character) + outline)
            if len(first) < NEAR:
                first.setdefault(character, bit)
        core = bytes(outlines[word.place : word.place + len(word.core)])
        twin = word.core.encode() + b"\0" + core if word.core else b""
        word.drawings.append((sum(first.values()), sum(last.values()), twin))

    def _place(self, character: str) -> int:
        place = self._places.get(character)
        if place is None:
            place = self._places[character] = len(self._places) * self.scheme.outlines
        return place


def drawn(scheme: Scheme, word: str, seed: int) -> tuple[int, ...]:
    """Which outline every character of a word gets; what is not drawn, such as a no-break space, starts anew."""
    if not _UNDRAWN.search(word):
        return _drawn(scheme, len(word), seed)
    *before, tail = _UNDRAWN.split(word)
    outlines: list[int] = []
    for part in before:
        outlines += (*_drawn(scheme, len(part), 0), 0)
    return (*outlines, *_drawn(scheme, len(tail), seed))


@cache
def _drawn(scheme: Scheme, glyphs: int, seed: int) -> tuple[int, ...]:
    return scheme.drawn(glyphs, seed)


class Pen:
    """Writes one letter from its first word to its last."""

    def __init__(self, inkwell: Inkwell, letter_id: str) -> None:
        self._inkwell = inkwell
        self._seen: dict[bytes, int] = {}
        self._near = (0, -1, 0, -1, 0)
        count = inkwell.scheme.seeds
        # Two letters that say the same are not to look alike, so each has preferences of its own. They are slight,
        # because every further blank costs the typesetter time.
        orders = (range(count), (1, 0, *range(2, count))) if count > 1 else (range(1), range(1))
        likes = hashlib.shake_256(letter_id.encode()).digest(61)
        self._orders = itertools.cycle([orders[like % LIKES == 0] for like in likes])
        self._blanks = [" " * (seed + 1) for seed in range(count)]

    def write(self, text: str) -> str:
        """A stretch of text in one style, with every word's seed put after it as blanks.

        A word at the end of the stretch has no blank after it, and so no seed to choose.
        """
        if self._inkwell.scheme.outlines < 2 or not text:
            return text
        *words, last = text.split(" ")
        parts: list[str] = []
        if words and not words[0]:
            parts.append(" ")
        words = [word for word in words if word]
        for word, seed in zip(words, self._chosen(words, self._orders), strict=True):
            parts.append(word)
            parts.append(self._blanks[seed])
        if last:
            self._chosen([last], [_ONLY_FIRST])
            parts.append(last)
        return "".join(parts)

    def _chosen(self, words: Sequence[str], orders: Iterable[Iterable[int]]) -> list[int]:
        """The seed of each word, out of those in its order, the first of them by preference."""
        known, seen = self._inkwell.words, self._seen
        one, but_one, two, but_two, three = self._near
        chosen: list[int] = []
        for text, order in zip(words, orders, strict=False):
            word = known.get(text) or self._inkwell.word(text)
            drawings = word.drawings
            near = (((three & but_two) | two) & but_one) | one
            least, best = 1 << 30, 0
            for seed in order:
                while seed >= len(drawings):
                    self._inkwell.draw(text, word)
                first, _, core = drawings[seed]
                cost = (first & near).bit_count()
                if core in seen:
                    cost += _TWIN * seen[core]
                if cost < least:
                    least, best = cost, seed
                    if not cost:
                        break
            _, last, core = drawings[best]
            if core:
                seen[core] = seen.get(core, 0) + 1
            three, but_two, two, but_one, one = two, but_one, one, word.others, last
            chosen.append(best)
        self._near = (one, but_one, two, but_two, three)
        return chosen
