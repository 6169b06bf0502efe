"""From pieces of stroke to one vector (a vector of locally aggregated descriptors: Jégou and others, 2010).

Every piece is counted with the word of the book that it is nearest to; kept is how far, in sum, the pieces lie from
their word. That is a page's *trace*. Traces of one hand's pages add up, and a trace says nothing of what is
written. Before two are compared, the words are moved to where this desk's own pages have them (Arandjelović and
Zisserman, 2013): the desk's people write otherwise than fonts do, all of them in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from amends.desk.knowing.inked import Picture, written_on
from amends.desk.knowing.learnt import Book, Learnt
from amends.desk.knowing.size import letter_height
from amends.desk.knowing.strokes import MOST, Pieces, Strokes, strokes_in
from amends.errors import Refused

Numbers = npt.NDArray[np.float32]

SHARES: Final = (0.2, 0.8)
"""How much edges and middle lines count. The edges show the pen, which a person changes."""
PRIOR: Final = 60.0
"""Pieces a word must have had on this desk's pages before it has moved half of the way."""
_SMALL_PRODUCT: Final = 200_000
"""Multiplications that OpenBLAS does on one core: it spreads from 262,144 on."""
FEWEST: Final = 120
"""Pieces below which a page is too bare to know anybody by: about one word."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of one or more pages of one hand.

    Attributes:
        sums: for every word of both books, the distances of its pieces: words × d.
        counts: how many pieces each word had.
    """

    sums: Numbers = field(repr=False)
    counts: Numbers = field(repr=False)

    @property
    def bare(self) -> bool:
        """Whether there is too little on it to know anybody by."""
        return float(self.counts.sum()) < FEWEST

    def __add__(self, other: Trace) -> Trace:
        return Trace(self.sums + other.sums, self.counts + other.counts)

    def to_bytes(self) -> bytes:
        """Half-precision numbers, least significant byte first: counts, then sums."""
        return self.counts.astype("<f2").tobytes() + self.sums.astype("<f2").tobytes()


def trace_from_bytes(data: bytes, learnt: Learnt) -> Trace:
    """A trace as `Trace.to_bytes` wrote it.

    Raises:
        Refused: it has another length.
    """
    words, wide = sum(len(book.words) for book in learnt.books), learnt.books[0].words.shape[1]
    numbers = np.frombuffer(data, "<f2").astype(np.float32)
    if numbers.size != words * (wide + 1):
        raise Refused("A hand's profile is damaged.", "Forget it, and confirm an answer of theirs again.")
    return Trace(numbers[words:].reshape(words, wide), numbers[:words])


def strokes_on(picture: Picture, learnt: Learnt) -> Strokes:
    """The strokes on a photograph or scan."""
    ink = written_on(picture)
    return strokes_in(ink.mask, letter_height(ink, learnt.size_weights, learnt.size_start), MOST)


def trace_of(seen: Picture | Strokes, learnt: Learnt) -> Trace:
    """The trace of a photograph or scan, or of the strokes on it where these are known already."""
    return trace_of_strokes(seen if isinstance(seen, Strokes) else strokes_on(seen, learnt), learnt.books)


def trace_of_strokes(found: Strokes, books: tuple[Book, Book]) -> Trace:
    """The trace of a page's pieces."""
    both = [_summed(some, book) for some, book in zip(found, books, strict=True)]
    return Trace(np.concatenate([sums for sums, _ in both]), np.concatenate([counts for _, counts in both]))


def _summed(found: Pieces, book: Book) -> tuple[Numbers, Numbers]:
    words = book.words
    if not len(found):
        return np.zeros_like(words), np.zeros(len(words), np.float32)
    near = product(found - book.mean, book.axes)
    which = _nearest(near, words)
    order = np.argsort(which, kind="stable")
    starts = np.searchsorted(which[order], np.arange(len(words)))
    counts = np.bincount(which, minlength=len(words)).astype(np.float32)
    padded = np.vstack([near[order], np.zeros((1, near.shape[1]), np.float32)])
    sums = np.add.reduceat(padded, starts, axis=0)
    sums[counts == 0] = 0
    return (sums - counts[:, None] * words).astype(np.float32), counts


def counted(found: Pieces, book: Book) -> Numbers:
    """How many of these pieces each word has."""
    which = _nearest(product(found - book.mean, book.axes), book.words)
    return np.bincount(which, minlength=len(book.words)).astype(np.float32)


def _nearest(near: Numbers, words: Numbers) -> npt.NDArray[np.intp]:
    return np.argmin((words * words).sum(1) - 2 * product(near, np.ascontiguousarray(words.T)), axis=1)


def product(rows: Numbers, by: Numbers) -> Numbers:
    """A matrix product, some rows at a time.

    Linear algebra libraries spread a larger one over all cores, which here costs ten times the work itself, and makes
    the last digits depend on the machine.
    """
    step = max(1, _SMALL_PRODUCT // by.size)
    if len(rows) <= step:
        return rows @ by
    return np.concatenate([rows[at : at + step] @ by for at in range(0, len(rows), step)])


def moved(traces: Sequence[Trace]) -> Numbers:
    """Where the words lie on these pages, as steps from the book's own places."""
    sums = np.sum([trace.sums for trace in traces], axis=0)
    counts = np.sum([trace.counts for trace in traces], axis=0)
    return (sums / (counts[:, None] + PRIOR)).astype(np.float32)


def vector(trace: Trace, steps: Numbers, books: tuple[Book, Book]) -> Numbers:
    """The vector of a trace: its two parts each of length one."""
    away = trace.sums - trace.counts[:, None] * steps
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
    rooted = np.sign(away) * np.sqrt(np.abs(away))
    cut = len(books[0].words)
    return np.concatenate([_one(rooted[:cut].ravel()), _one(rooted[cut:].ravel())])


def parts(vectors: Numbers, books: tuple[Book, Book]) -> tuple[Numbers, Numbers]:
    """The two kinds of a row of vectors."""
    cut = books[0].words.size
    return vectors[..., :cut], vectors[..., cut:]


def _one(values: Numbers) -> Numbers:
    return (values / max(float(np.linalg.norm(values)), 1e-9)).astype(np.float32)
