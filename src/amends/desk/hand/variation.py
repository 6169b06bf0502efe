"""Choosing how each letter is drawn, so that nothing looks stamped.

A `Pen` goes along a letter once. Every character goes through its outlines in turn, from a first one that follows
from the letter's id: so no two neighbours are alike, the same word meets other outlines each time, two letters that
say the same begin differently, and a letter that is set again comes out as it was. That last is worth most: the first
outlines follow from the letter alone, not from its neighbours in a run, so with five outlines one neighbour in 625
has the same drawn "Dear" all the same.

What a pen writes is for the typesetter only: characters that stand for an outline (`amends.desk.hand.standins`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, cycle, repeat
from typing import Final

from amends.desk.hand.standins import Drawings

WORDS_KEPT: Final = 16_000
"""Words whose parts are remembered, so that a run of any length needs the same memory."""

WHOLE: Final = re.compile(r"[(\[“„‘‚«‹¿¡\"']*\w+(?:[.,:’'‘]\w+)*[)\]”“’‘»›\"'.,;:!?…]*")
"""Words inside which no line can end, whatever their marks (Unicode UAX #14); in others the marks are left alone."""
_AS_IT_IS: Final = "\0"
"""Stands before a character that is set as it is, though it could be drawn in several ways."""


class Inkwell:
    """What the pens of one run share: what the words met so far are put together of. One a thread.

    Attributes:
        drawings: what can be drawn in several ways; empty for a hand that draws everything once.
    """

    def __init__(self, drawings: Drawings) -> None:
        self.drawings = drawings
        self.words = _Words(drawings)


class _Words(dict[str, "tuple[str, ...]"]):
    """Words -> what each is put together of, and a blank: keys of `drawings`, and characters set as they are.

    It is filled as it is asked, since asking a dictionary costs next to nothing and a letter is asked word by word.
    """

    def __init__(self, drawings: Drawings) -> None:
        super().__init__()
        self._drawings = drawings
        pairs = sorted((text for text in drawings if len(text) > 1), key=len, reverse=True)
        self._parts = re.compile("|".join([*map(re.escape, pairs), "."]), re.DOTALL)

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= WORDS_KEPT:
            self.clear()
        self[word] = parts = (*self._put_together(word), " ")
        return parts

    def _put_together(self, word: str) -> Iterator[str]:
        if any(unicodedata.category(character)[0] == "M" for character in word):
            # Marks are put onto letters by the font, which has to know the letters.
            yield from (f"{_AS_IT_IS}{character}" for character in word)
            return
        whole = WHOLE.fullmatch(word) is not None
        for part in self._parts.findall(word):
            yield part if part in self._drawings and (whole or part.isalpha()) else f"{_AS_IT_IS}{part}"


class _Turns(dict[str, Iterator[str]]):
    """What one letter is drawn with: each part of a word -> its outlines, in turn and without end."""

    def __init__(self, drawings: Drawings, letter_id: str) -> None:
        super().__init__()
        self._drawings = drawings
        self._first = cycle(hashlib.shake_256(letter_id.encode()).digest(128))

    def __missing__(self, part: str) -> Iterator[str]:
        outlines = self._drawings.get(part)
        if outlines:
            first = next(self._first) % len(outlines)
            turn = cycle(outlines[first:] + outlines[:first])
        else:
            turn = repeat(part.removeprefix(_AS_IT_IS))
        self[part] = turn
        return turn


class Pen:
    """Writes one letter from its first word to its last."""

    def __init__(self, inkwell: Inkwell, letter_id: str) -> None:
        self._varies = bool(inkwell.drawings)
        self._words = inkwell.words.__getitem__
        self._turns = _Turns(inkwell.drawings, letter_id).__getitem__

    def write(self, text: str) -> str:
        """A stretch of text in one style, every character as the one that draws it."""
        if not self._varies:
            return text
        parts = chain.from_iterable(map(self._words, text.split(" ")))
        return "".join(map(next, map(self._turns, parts)))[:-1]
