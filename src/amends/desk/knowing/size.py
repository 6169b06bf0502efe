"""How large a hand writes, from the ink alone: nothing on a photograph says how many pixels a millimetre has.

Counted are the gaps between strokes, downwards and across, and the heights of connected pieces, each on a scale of
ratios, so that writing of another size gives the same curve further along. Where the curve lies was learnt from
open fonts, whose letters' height is known.
"""

from __future__ import annotations

from typing import Final, cast

import numpy as np
import numpy.typing as npt

from amends.desk.knowing.inked import Ink
from amends.desk.knowing.thin import Mask

Values = npt.NDArray[np.float64]

MIDDLE: Final = 24.0
"""Pixels: the height of small letters at which the counting is at its best; others are brought there."""
LEAST, MOST = 6.0, 90.0
_STEPS: Final = cast("Values", np.linspace(np.log(3), np.log(240), 23))
_EVERY: Final = 2
"""Each second row and column is looked along."""
_SMOOTH: Final = np.asarray([0.1, 0.2, 0.4, 0.2, 0.1])

FEATURES: Final = 3 * (len(_STEPS) - 1)


class Counts:
    """Lengths found in one page's ink, in pixels."""

    def __init__(self, ink: Ink) -> None:
        self._lengths = (
            _gaps(np.ascontiguousarray(ink.mask[:, ::_EVERY].T)),
            _gaps(ink.mask[::_EVERY]),
            ink.heights.astype(np.float64),
        )
        self._weights = (None, None, ink.areas.astype(np.float64))

    def curve(self, by: float) -> Values:
        """The curves of a page enlarged so many times: `FEATURES` numbers."""
        return np.concatenate(
            [_curve(lengths * by, weights) for lengths, weights in zip(self._lengths, self._weights, strict=True)]
        )


def letter_height(ink: Ink, weights: npt.NDArray[np.float32], start: float) -> float:
    """The height of small letters such as a, e and n, in pixels; `LEAST` to `MOST`.

    Args:
        ink: what is written.
        weights: `FEATURES` numbers, learnt.
        start: the number added to them.
    """
    counts = Counts(ink)
    height = MIDDLE
    for _ in range(3):
        by = MIDDLE / height
        height = float(np.clip(np.exp(counts.curve(by) @ weights + start) / by, LEAST, MOST))
    return height


def _gaps(ink: Mask) -> Values:
    """The lengths of bare paper between ink and ink, row by row."""
    height, width = ink.shape
    framed = np.zeros((height, width + 2), np.uint8)
    framed[:, 1:-1] = ink
    flat = framed.ravel()
    steps = np.flatnonzero(flat[1:] != flat[:-1])
    begun, ended = steps[2::2], steps[1:-1:2]  # ink begins and ends in turn, since every row ends bare
    return (begun - ended)[begun // (width + 2) == ended // (width + 2)].astype(np.float64)


def _curve(lengths: Values, weights: Values | None) -> Values:
    counted = np.histogram(np.log(np.maximum(lengths, 1)), _STEPS, weights=weights)[0].astype(np.float64)
    shares = np.pad(counted / max(float(counted.sum()), 1e-9), 2, mode="edge")
    return np.sqrt(np.convolve(shares, _SMOOTH, "valid"))
