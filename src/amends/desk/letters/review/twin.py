"""Near-identical letters in one batch: found by the runs of words they share, without comparing all pairs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Final

from amends.desk.letters.words import Words, bare, lines_of
from amends.desk.people.names import words_in

_RUN: Final = 4
"""How many words in a row make a run."""
_SHARED: Final = 0.6
"""Which share of the smaller letter's runs makes two letters near-identical."""
_COMMON: Final = 200
"""A run in more letters than this is a phrase of the writer's and tells nothing, unless the letters share all."""


def near_twins(letters: Mapping[str, Words]) -> dict[str, tuple[str, ...]]:
    """For each letter the ids of those that are nearly the same; letters without any are left out."""
    runs = {letter: _runs(words) for letter, words in letters.items()}
    bearing: dict[int, list[str]] = {}
    for letter, found in runs.items():
        for run in found:
            bearing.setdefault(run, []).append(letter)
    twins: dict[str, tuple[str, ...]] = {}
    for letter, found in runs.items():
        shared = Counter(
            other for run in found if len(bearing[run]) <= _COMMON for other in bearing[run] if other != letter
        )
        near = tuple(
            other for other, count in shared.items() if count >= _SHARED * max(1, min(len(found), len(runs[other])))
        )
        if near and len(found) >= 8:
            twins[letter] = near
    return twins


def _runs(words: Words) -> frozenset[int]:
    text = words_in(" ".join(bare(line) for line in lines_of(words)))
    return frozenset(_mark(" ".join(text[at : at + _RUN])) for at in range(max(0, len(text) - _RUN + 1)))


def _mark(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big")
