"""Which of two ways up a page is, by its strokes: a hand makes other pieces of stroke upright than it would overhead.

A page's pieces are counted against the books of strokes as they are and as they would be if the page were turned
over; which words each way has more of was learnt from made-up writers, whose pages lie as they were written.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from amends.desk.knowing.encode import FEWEST, counted
from amends.desk.knowing.learnt import Book, Learnt
from amends.desk.knowing.strokes import CELLS, WAYS, Pieces, Strokes

Numbers = npt.NDArray[np.float32]

EVERY: Final = 2
"""Each second piece is counted: more tell nothing more."""


def turned_over(found: Pieces) -> Pieces:
    """The pieces of a page as they are when it is turned by half a circle."""
    cells = found.reshape(-1, CELLS, CELLS, WAYS)[:, ::-1, ::-1]
    return np.ascontiguousarray(np.roll(cells, WAYS // 2, axis=3)).reshape(found.shape)


def overhead(strokes: Strokes) -> Strokes:
    """The strokes of a page as they are when it is turned by half a circle."""
    return Strokes(turned_over(strokes.edges), turned_over(strokes.lines))


def uprightness(strokes: Strokes, known: Learnt) -> float:
    """Above 0 where a page is the right way up, below where it is upside down; beyond ½ either is all but certain.

    It is 0 where too little is written to tell.
    """
    if len(strokes.edges) + len(strokes.lines) < FEWEST:
        return 0.0
    return float(leaning(strokes, known.books) @ known.upright)


def leaning(strokes: Strokes, books: tuple[Book, Book]) -> Numbers:
    """Of which words a page has more as it lies than turned over, as differences of square roots of shares."""
    return np.concatenate(
        [
            np.sqrt(_shares(some, book)) - np.sqrt(_shares(turned_over(some), book))
            for some, book in zip((strokes.edges[::EVERY], strokes.lines[::EVERY]), books, strict=True)
        ]
    )


def _shares(found: Pieces, book: Book) -> Numbers:
    counts = counted(found, book)
    return counts / max(float(counts.sum()), 1.0)
