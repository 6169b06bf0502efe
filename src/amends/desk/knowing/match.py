"""Whose hand it may be: likenesses held against those of strangers, and said as a confidence that can be relied on.

A likeness alone means nothing. How far it stands above the likeness to everybody else does, and above that to
made-up writers the package carries. A logistic curve, fitted on writers that nothing else was fitted on, turns both
into a confidence; below a bar, set so that hardly any name said is wrong, the answer is that the hand is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from amends.desk.knowing.encode import SHARES, Numbers, Trace, moved, parts, vector
from amends.desk.knowing.learnt import SKETCH, Learnt

CLUES: Final = 2
"""How far above the other likenesses, in their spreads; among how many hands."""
_STRANGERS_WEIGH: Final = 8.0
"""The made-up writers count as so many pages when the middle of all pages is taken."""
FEW: Final = 256
"""Known hands up to which all are held exactly: twenty megabytes."""
_EXACT: Final = 48
"""The nearest of the sketches, which are held exactly."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A name that a page's hand suggests.

    Attributes:
        who: whose known hand it is.
        confidence: 0 to 1; of a hundred said with 0.9, ninety are right.
    """

    who: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Hands:
    """The known hands, ready to be compared.

    Attributes:
        names: whose they are.
        traces: of each.
        steps, middle: where the words and the vectors of this desk lie (`encode.moved`).
        vectors: of all, exactly, where they are `FEW` at most; else none.
        sketches: of all, n × `SKETCH`, where they are more.
        strangers: vectors of the made-up writers.
        learnt: what the package carries.
    """

    names: tuple[str, ...]
    traces: tuple[Trace, ...] = field(repr=False)
    steps: Numbers = field(repr=False)
    middle: Numbers = field(repr=False)
    vectors: Numbers = field(repr=False)
    sketches: Numbers = field(repr=False)
    strangers: Numbers = field(repr=False)
    learnt: Learnt = field(repr=False)


def hands(known: Mapping[str, Trace], learnt: Learnt, beside: Sequence[Trace] = ()) -> Hands:
    """Readies known hands.

    Args:
        known: the trace of each.
        learnt: what the package carries.
        beside: further pages of this desk, of whomever: they tell how people here write.
    """
    traces = tuple(known.values())
    every = [*traces, *beside]
    steps = moved(every) if every else np.zeros(_shape(learnt), np.float32)
    made_up = np.stack([vector(one, steps, learnt.books) for one in strangers(learnt)])
    rows = [vector(trace, steps, learnt.books) for trace in every]
    middle = (made_up.mean(0) * _STRANGERS_WEIGH + sum(rows)) / (len(rows) + _STRANGERS_WEIGH)
    middle = np.asarray(middle, np.float32)
    exact = [_placed(row, middle, learnt) for row in rows[: len(traces)]]
    few = len(traces) <= FEW
    vectors = np.stack(exact) if few and exact else np.zeros((0, len(middle)), np.float32)
    sketches = np.zeros((0, SKETCH), np.float32) if few else np.stack([_sketch(one) for one in exact])
    return Hands(tuple(known), traces, steps, middle, vectors, sketches, _placed(made_up, middle, learnt), learnt)


def likely(trace: Trace, among: Hands) -> tuple[Likely, ...]:
    """The name a page's hand suggests; none where the hand is not known or too little of it.

    It is one at most: a second would be wrong wherever the first is right.
    """
    if trace.bare or not among.names:
        return ()
    found, clues = compared(trace, among)
    best = int(np.argmax(found))
    confidence = sure(clues(best), among.learnt)
    return (Likely(among.names[best], round(confidence, 3)),) if confidence >= among.learnt.spoken else ()


def compared(trace: Trace, among: Hands) -> tuple[Numbers, Callable[[int], Numbers]]:
    """How like every known hand a page is, -1 to 1, and the `CLUES` by which each likeness is judged."""
    learnt = among.learnt
    asked = _placed(vector(trace, among.steps, learnt.books), among.middle, learnt)
    found = among.vectors @ asked if len(among.names) <= FEW else _looked_through(asked, among)
    to_strangers = among.strangers @ asked

    def clues(at: int) -> Numbers:
        rest = np.concatenate([np.delete(found, at), to_strangers])
        above = (found[at] - rest.mean()) / max(float(rest.std()), 1e-6)
        return np.asarray([above, np.log(len(found))], np.float32)

    return found, clues


def _looked_through(asked: Numbers, among: Hands) -> Numbers:
    """Likenesses to very many hands: by their sketches, the nearest then exactly."""
    found = among.sketches @ _sketch(asked)
    for at in np.argsort(-found)[:_EXACT]:
        one = vector(among.traces[int(at)], among.steps, among.learnt.books)
        found[at] = float(asked @ _placed(one, among.middle, among.learnt))
    return found


def sure(clues: Numbers, learnt: Learnt) -> float:
    """The confidence that these clues give."""
    start, *weights = learnt.confidence
    return float(1 / (1 + np.exp(-np.clip(start + clues @ np.asarray(weights), -30, 30))))


def strangers(learnt: Learnt) -> tuple[Trace, ...]:
    """The traces of the made-up writers."""
    sums, counts = learnt.strangers
    return tuple(Trace(one.reshape(_shape(learnt)), each) for one, each in zip(sums, counts, strict=True))


def _shape(learnt: Learnt) -> tuple[int, int]:
    return sum(len(book.words) for book in learnt.books), learnt.books[0].words.shape[1]


def _placed(vectors: Numbers, middle: Numbers, learnt: Learnt) -> Numbers:
    """Vectors seen from the middle of all, so scaled that their product is the likeness."""
    both = parts(vectors - middle, learnt.books)
    return np.concatenate(
        [
            one * np.float32(share**0.5) / np.maximum(np.linalg.norm(one, axis=-1, keepdims=True), 1e-9)
            for one, share in zip(both, SHARES, strict=True)
        ],
        axis=-1,
    )


@cache
def _folds(numbers: int) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Where each number goes in a sketch, and with which sign: Knuth's multiplicative hash, the same everywhere."""
    mixed = (np.arange(numbers, dtype=np.uint64) + np.uint64(1)) * np.uint64(2654435761) % np.uint64(2**32)
    mixed = mixed * np.uint64(2246822519) % np.uint64(2**32)
    signs = np.where(mixed >> np.uint64(31), 1, -1).astype(np.float32)
    return ((mixed >> np.uint64(8)) % np.uint64(SKETCH)).astype(np.int64), signs


def _sketch(values: Numbers) -> Numbers:
    """A vector in fewer numbers; products stay nearly what they were (a count sketch)."""
    places, signs = _folds(len(values))
    return np.bincount(places, values * signs, minlength=SKETCH).astype(np.float32)
