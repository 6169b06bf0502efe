"""Small pieces of stroke as numbers: which way the ink runs in sixteen cells around a place on it.

Two kinds are taken, with the same cells: along the edges of the ink as it is, where the pen shows, and along the
middle lines drawn anew, where it does not. The cells are those of SIFT (Lowe, 2004), kept upright since slant
is part of a hand, with the square root that Arandjelović and Zisserman (2012) take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple, cast

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.knowing.thin import Mask, thinned

Cells = npt.NDArray[np.float32]
Pieces = npt.NDArray[np.float32]
"""n × `NUMBERS`."""

HEIGHT: Final = 16.0
"""Pixels of a small letter's height at which strokes are looked at."""
CELL: Final = (5.0, 4.5)
"""Pixels a cell, of edges and of middle lines: all sixteen reach over a little more than one small letter."""
MOST: Final = 1500
"""Places looked at: more change nothing."""
WAYS: Final = 8
CELLS: Final = 4
NUMBERS: Final = WAYS * CELLS * CELLS
"""Numbers of a piece: cells row by row, and in each how much edge runs each way."""
KINDS: Final = ("edge", "line")
_FAINT: Final = 6.0
_REACH: Final = 0.5
"""Heights of a small letter that are left bare around what is written: thinning and blurring reach less far."""


class Strokes(NamedTuple):
    """The pieces of a page, of either kind."""

    edges: Pieces
    lines: Pieces


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's ink with small letters `HEIGHT` high: soft, its edge, its middle lines, and those drawn anew."""

    soft: npt.NDArray[np.uint8]
    edge: Mask
    lines: Mask
    anew: npt.NDArray[np.uint8]


def drawn(ink: Mask, height: float) -> Drawn:
    """The ink of a page whose small letters are so many pixels high."""
    by = HEIGHT / height
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_LINEAR
    soft = cv2.resize(ink * np.uint8(255), None, fx=by, fy=by, interpolation=how)
    soft = cast("npt.NDArray[np.uint8]", cv2.GaussianBlur(soft, (0, 0), 0.7))
    inked = (soft > 110).astype(np.uint8)
    lines = thinned(inked)
    anew = cast("Mask", cv2.GaussianBlur(cv2.dilate(lines * np.uint8(255), _PEN), (0, 0), 0.8))
    edge = cast("Mask", inked - cv2.erode(inked, np.ones((3, 3), np.uint8)))
    return Drawn(soft, edge, lines, anew)


def strokes_in(ink: Mask, height: float, most: int = MOST) -> Strokes:
    """The pieces along the edges, and those along the middle lines.

    Args:
        ink: what is written.
        height: pixels of a small letter's height in it (`letter_height`).
        most: how many of either kind; they are taken from all over the page.
    """
    page = drawn(written_part(ink, height), height)
    return Strokes(
        around(page.soft, *some_of(page.edge, most), CELL[0]), around(page.anew, *some_of(page.lines, most), CELL[1])
    )


def written_part(ink: Mask, height: float) -> Mask:
    """The part of a page that is written on, with as much around it as a piece reaches over."""
    left, top, wide, high = cv2.boundingRect(ink)
    if not wide:
        return ink
    edge = int(_REACH * height) + 2
    return np.ascontiguousarray(ink[max(0, top - edge) : top + high + edge, max(0, left - edge) : left + wide + edge])


_PEN: Final = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))

Places = npt.NDArray[np.int64]


def some_of(mask: Mask, most: int) -> tuple[Places, Places]:
    """Rows and columns of a mask's places, of so many at most."""
    rows, columns = np.nonzero(mask > 0)
    if rows.size > most:
        some = np.linspace(0, rows.size - 1, most).astype(np.int64)
        rows, columns = rows[some], columns[some]
    return rows, columns


def around(soft: npt.NDArray[np.uint8], rows: Places, columns: Places, cell: float) -> Pieces:
    """The pieces around these places, of cells so many pixels wide."""
    if not rows.size:
        return np.zeros((0, NUMBERS), np.float32)
    return _cells(_planes(soft), rows, columns, cell / 2)


def _planes(soft: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """How much edge runs each of eight ways, at half the size: ways × height × width."""
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125)
    strength = cast("npt.NDArray[np.float32]", cv2.magnitude(across, down))
    rows, columns = np.nonzero(strength > _FAINT)
    turn = np.arctan2(down[rows, columns], across[rows, columns]) * (WAYS / (2 * np.pi))
    first = np.floor(turn)
    part = (turn - first).astype(np.float32)
    strong = strength[rows, columns]
    height, width = (soft.shape[0] + 1) // 2, (soft.shape[1] + 1) // 2
    at = (rows // 2) * width + columns // 2
    ways = first.astype(np.int64)
    places = np.concatenate([ways % WAYS * (height * width) + at, (ways + 1) % WAYS * (height * width) + at])
    weights = np.concatenate([strong * (1 - part), strong * part])
    counted = np.bincount(places, weights, minlength=WAYS * height * width)
    return counted.astype(np.float32).reshape(WAYS, height, width)


def _cells(planes: npt.NDArray[np.float32], rows: Places, columns: Places, side: float) -> Pieces:
    """What lies in the cells around each place, as square roots of shares."""
    away = (np.arange(CELLS) - (CELLS - 1) / 2) * side
    edge = int(side * CELLS / 2) + 2
    width = planes.shape[2] + 2 * edge
    down, across = np.meshgrid(away, away, indexing="ij")
    at = np.rint(rows[:, None] / 2 - 0.25 + down.ravel()).astype(np.int64) + edge
    at = at * width + np.rint(columns[:, None] / 2 - 0.25 + across.ravel()).astype(np.int64) + edge
    found = np.empty((len(rows), CELLS * CELLS, WAYS), np.float32)
    for way, plane in enumerate(planes):
        blurred = cast("Cells", cv2.GaussianBlur(plane, (0, 0), side * 0.55))
        framed = cast("Cells", cv2.copyMakeBorder(blurred, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=0))
        found[:, :, way] = framed.ravel()[at]
    flat = found.reshape(len(rows), NUMBERS)
    return np.sqrt(flat / np.maximum(flat.sum(1, keepdims=True), 1e-6))
