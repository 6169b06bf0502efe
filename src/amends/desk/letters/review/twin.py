"""Near-identical letters in one batch: found by the runs of words they share, without comparing all pairs."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from amends.desk.letters.words import Words, bare, lines_of

_RUN: Final = 4
"""How many words in a row make a run."""
_SHARED: Final = 0.6
"""Which share of the smaller letter's runs makes two letters near-identical."""
_LEAST: Final = 8
"""Fewer runs than this are a line or two, which may well be alike."""
_RARE: Final = 12
"""Letters are held against each other that share a run which stands in so many at most: a phrase in more is the
writer's own and tells little."""
_RAREST: Final = 3
"""And those that share one of their so many rarest runs, where a letter is made of such phrases only."""
_WORD: Final = re.compile(r"\w+")


def near_twins(letters: Mapping[str, Words]) -> dict[str, tuple[str, ...]]:
    """For each letter the ids of those that are nearly the same; letters without any are left out."""
    numbers: dict[str, int] = {}
    runs = {letter: _runs(words, numbers) for letter, words in letters.items()}
    often = Counter(run for found in runs.values() for run in found)
    bearing: dict[int, list[str]] = {}
    for letter, found in runs.items():
        shared = [run for run in found if often[run] > 1]
        rare = [run for run in shared if often[run] <= _RARE]
        if len(rare) < _RAREST:
            rare = heapq.nsmallest(_RAREST, shared, key=lambda run: (often[run], run))
        for run in rare:
            bearing.setdefault(run, []).append(letter)
    pairs = {(one, other) for alike in bearing.values() for at, one in enumerate(alike) for other in alike[at + 1 :]}
    twins: dict[str, list[str]] = {}
    for one, other in sorted(pairs):
        smaller = min(len(runs[one]), len(runs[other]))
        if smaller >= _LEAST and len(runs[one] & runs[other]) >= _SHARED * smaller:
            twins.setdefault(one, []).append(other)
            twins.setdefault(other, []).append(one)
    return {letter: tuple(twins[letter]) for letter in letters if letter in twins}


def _runs(words: Words, numbers: dict[str, int]) -> frozenset[int]:
    """The runs of a letter, each as one number; `numbers` gives every word its own."""
    text = _WORD.findall(" ".join(bare(line) for line in lines_of(words)).casefold())
    ids = [numbers.setdefault(word, len(numbers)) for word in text]
    return frozenset(map(hash, zip(*(ids[at:] for at in range(_RUN)), strict=False)))
