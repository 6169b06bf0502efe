"""Choosing how each letter is drawn, so that nothing looks stamped.

An `Inkwell` goes along a letter once. Every character goes through its outlines in turn, from a first one that
follows from the letter's id: so no two neighbours are alike, the same word meets other outlines each time, two
letters that say the same begin differently, and a letter that is set again comes out as it was. That last is worth
most: the first outlines follow from the letter alone, not from its neighbours in a run, so with five outlines one
neighbour in 625 has the same drawn "Dear" all the same.

What is written is for the typesetter only: characters that stand for an outline (`amends.desk.hand.standins`). It is
written on arrays, several letters at once, since a print run writes two thousand characters a millisecond.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from amends.desk.hand.standins import Drawings

Whole: TypeAlias = npt.NDArray[np.int64]
Characters: TypeAlias = npt.NDArray[np.uint32]

WORDS_KEPT: Final = 16_000
"""Words whose parts are remembered, so that a run of any length needs the same memory."""

WHOLE: Final = re.compile(r"[(\[“„‘‚«‹¿¡\"']*\w+(?:[.,:’'‘]\w+)*[)\]”“’‘»›\"'.,;:!?…]*")
"""Words inside which no line can end, whatever their marks (Unicode UAX #14); in others the marks are left alone."""
PLAIN: Final = re.compile(
    r"[(\[“„‘‚«‹¿¡\"']*"
    r"(?:(?:[\w&]+(?:[.,:’'‘][\w&]+)*)|[^\W\d_]+(?:-[^\W\d_]+)+(?:[’'][^\W\d_]+)?)"
    r"[)\]”“’‘»›\"'.,;:!?…]*-*"
)
"""Words inside which a line can end nowhere but behind a hyphen that joins letters (UAX #14, LB21)."""
END: Final = "\U0010fffd"
"""Stands behind every text. Like the others it is in a private plane, of which no hand has a character."""
_LOOSE: Final = "\U0010fffc"
"""Stands before a word of which it is not certain where a line can end."""
_PARTS: Final = 0xF0000
"""From here on a character means a part of a word that is drawn in several ways."""
_READ_AS_SIGNS: Final = re.compile(f"[{chr(_PARTS)}-\U0010ffff]")
_FIRSTS: Final = 128
"""Parts of a letter that get a first outline of their own; those that come after begin like an earlier one."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """What was written: texts, one behind the other.

    Attributes:
        characters: the characters that draw them; behind each text stands an `END`.
        ends: where those stand.
        loose: the numbers of the texts with a word of which it is not certain where a line can end.
    """

    characters: Characters
    ends: Whole
    loose: frozenset[int]

    def text(self, number: int) -> str:
        """One of the texts."""
        begin = int(self.ends[number - 1]) + 1 if number else 0
        return self.characters[begin : int(self.ends[number])].astype("<u4", copy=False).tobytes().decode("utf-32-le")


class Inkwell:
    """Writes letters in one hand, and remembers what the words met so far are put together of. One a thread.

    Attributes:
        drawings: what can be drawn in several ways; empty for a hand that draws everything once.
    """

    def __init__(self, drawings: Drawings) -> None:
        self.drawings = drawings
        self._words = _Words(drawings)
        counts = [len(outlines) for outlines in drawings.values()]
        self._counts: Whole = np.asarray(counts, np.int64)
        self._begins: Whole = np.cumsum([0, *counts])[:-1]
        self._outlines = _characters("".join(chain.from_iterable(drawings.values())))
        self._turns = np.zeros((len(drawings), 0), np.uint32)  # part and turn -> the character that draws it

    @property
    def at_once(self) -> int:
        """How many letters can be written at once, at most."""
        return 0xFFFF // max(len(self.drawings), 1)

    def written(self, letter_id: str, texts: Sequence[str]) -> list[str]:
        """The texts of one letter, every character as the one that draws it."""
        if not self.drawings:
            return list(texts)
        strokes = self.strokes([letter_id], [texts])
        return [strokes.text(number) for number in range(len(texts))]

    def strokes(self, letter_ids: Sequence[str], letters: Sequence[Sequence[str]]) -> Strokes:
        """The texts of some letters, each of them written from its first word to its last.

        Args:
            letter_ids: their ids, from which their first outlines follow.
            letters: the texts of each, in order; at most `at_once` letters.
        """
        words = self._words.__getitem__
        signs = ["".join([*map(words, text.split(" "))])[:-1] + END for texts in letters for text in texts]
        characters = _characters("".join(signs))
        ends = np.flatnonzero(characters == ord(END))
        marks = np.flatnonzero(characters == ord(_LOOSE))
        loose = frozenset[int]()
        if len(marks):
            loose = frozenset(np.searchsorted(ends, marks).tolist())
            characters = np.delete(characters, marks)
            ends = np.flatnonzero(characters == ord(END))
        parts = characters - np.uint32(_PARTS)
        places = np.flatnonzero(parts < len(self.drawings))
        if len(places):
            last = np.cumsum([0, *map(len, letters)])
            begins = np.concatenate([[0], ends + 1])[last]  # where each letter begins, and the last one ends
            many = np.diff(np.searchsorted(places, begins))
            characters[places] = self._drawn(parts[places].astype(np.uint16), many, letter_ids)
        return Strokes(characters, ends, loose)

    def _drawn(self, parts: npt.NDArray[np.uint16], many: Whole, letter_ids: Sequence[str]) -> Characters:
        """The outlines of parts that have several; `many` are each letter's."""
        kinds = len(self._counts)
        keys = np.repeat(np.arange(len(many), dtype=np.uint16) * np.uint16(kinds), many) + parts
        order = np.argsort(keys, kind="stable")  # a letter's equal parts stand together, in order
        sorted_keys = keys[order]
        begins = np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1]]))
        lengths = np.diff(begins, append=len(parts))
        owner, part = np.divmod(sorted_keys[begins].astype(np.int64), kinds)
        firsts = _firsts(order[begins], owner, letter_ids) % self._counts[part]
        turns = self._turns_to(int(lengths.max()) + int(self._counts.max()))
        places = np.repeat(part * turns.shape[1] + firsts - begins, lengths) + np.arange(len(parts))
        drawn = np.empty(len(parts), np.uint32)
        drawn[order] = turns.ravel()[places]
        return drawn

    def _turns_to(self, most: int) -> Characters:
        """Each part's outlines over and over, so many of them at least."""
        if self._turns.shape[1] < most:
            turns = np.arange(2 * most) % self._counts[:, None]
            self._turns = self._outlines[self._begins[:, None] + turns]
        return self._turns


def _firsts(places: Whole, owner: Whole, letter_ids: Sequence[str]) -> Whole:
    """With which turn each part of each letter begins.

    Args:
        places: where it first occurs.
        owner: the number of its letter.
        letter_ids: the ids of the letters.
    """
    chance = b"".join([hashlib.shake_256(one.encode()).digest(_FIRSTS) for one in letter_ids])
    bytes_of = np.frombuffer(chance, np.uint8).reshape(len(letter_ids), _FIRSTS)
    in_order = np.argsort(places, kind="stable")
    letters = owner[in_order]
    nth = np.arange(len(letters)) - np.searchsorted(letters, letters)
    firsts = np.empty(len(places), np.int64)
    firsts[in_order] = bytes_of[letters, nth % _FIRSTS]
    return firsts


class _Words(dict[str, str]):
    """Words -> the signs of what each is put together of, and a blank.

    It is filled as it is asked, since asking a dictionary costs next to nothing and a letter is asked word by word.
    """

    def __init__(self, drawings: Drawings) -> None:
        super().__init__()
        self._signs = {text: chr(_PARTS + number) for number, text in enumerate(drawings)}
        self._one = str.maketrans({text: sign for text, sign in self._signs.items() if len(text) == 1})
        pairs = sorted((text for text in drawings if len(text) > 1), key=len, reverse=True)
        self._pairs = re.compile("|".join(map(re.escape, pairs)) or "(?!)")
        self._parts = re.compile("|".join([*map(re.escape, pairs), "."]), re.DOTALL)

    def __missing__(self, word: str) -> str:
        if len(self) >= WORDS_KEPT:
            self.clear()
        self[word] = signs = f"{self._put_together(word)} "
        return signs

    def _put_together(self, word: str) -> str:
        before = "" if PLAIN.fullmatch(word) else _LOOSE
        if not word.isascii():
            word = _READ_AS_SIGNS.sub("\ufffd", word)
            if any(unicodedata.category(character)[0] == "M" for character in word):
                # Marks are put onto letters by the font, which has to know the letters.
                return before + word
        if WHOLE.fullmatch(word):
            return before + self._pairs.sub(lambda pair: self._signs[pair[0]], word).translate(self._one)
        parts: list[str] = self._parts.findall(word)
        return before + "".join([self._signs.get(part, part) if part.isalpha() else part for part in parts])


def _characters(text: str) -> Characters:
    return np.frombuffer(text.encode("utf-32-le", "replace"), "<u4").astype(np.uint32)
