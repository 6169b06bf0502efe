"""Strokes thinned to lines one pixel wide, so that the breadth of the pen no longer counts.

The rule is that of Zhang and Suen (1984). A look at the eight neighbours is one convolution and one table here, which
takes a quarter of the time of walking over the pixels.
"""

from __future__ import annotations

from typing import Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

Mask: TypeAlias = npt.NDArray[np.uint8]
"""Height × width, 1 where there is ink and 0 elsewhere."""

_PLACES: Final = np.asarray([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)
"""The neighbours of a pixel as bits, clockwise from the one above."""


def _table(second: bool) -> npt.NDArray[np.uint8]:
    """For every pattern of neighbours: 1 where the pixel goes in the first, or second, half of a round."""
    goes = np.zeros(256, np.uint8)
    for code in range(256):
        north, _, east, _, south, _, west, _ = around = [(code >> bit) & 1 for bit in range(8)]
        turns = sum(not here and after for here, after in zip(around, [*around[1:], around[0]], strict=True))
        first, other = (north * east * west, north * south * west) if second else (
            north * east * south, east * south * west
        )  # fmt: skip
        goes[code] = 2 <= sum(around) <= 6 and turns == 1 and not first and not other
    return goes


_HALVES: Final = (_table(second=False), _table(second=True))


def thinned(mask: Mask) -> Mask:
    """The middle lines of what is inked."""
    left = cast("Mask", cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0))
    while True:
        taken = 0
        for table in _HALVES:
            around = cv2.filter2D(left, -1, _PLACES, borderType=cv2.BORDER_CONSTANT)
            goes = cv2.bitwise_and(cv2.LUT(around, table), left)
            count = cv2.countNonZero(goes)
            if count:
                left = cast("Mask", cv2.subtract(left, goes))
            taken += count
        if not taken:
            return np.ascontiguousarray(left[1:-1, 1:-1])
