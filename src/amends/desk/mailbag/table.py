"""Finds the sheets of paper on a scan or photograph: one on a table, several on a scanner's glass, or all of it.

Paper is told from what it lies on in two ways: it is much lighter than the rest, or it differs from the colour along
the picture's edge. What is found has to be a whole four-cornered thing; where nothing is, the picture is the page.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.optics import lightest
from amends.desk.hand.photograph import Picture

Corners: TypeAlias = npt.NDArray[np.float64]
"""4 × 2 places in a picture, as shares of its width and height: upper left first, then clockwise, seen upright."""
Plane: TypeAlias = npt.NDArray[np.uint8]

WHOLE: Final[Corners] = np.asarray([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
_LOOK: Final = 900
"""Pixels of the longer side at which sheets are looked for."""
_LEAST: Final = 0.06
"""Share of the picture that a sheet has at least: a small card among A4."""
_MOST: Final = 0.93
"""A sheet that has more of the picture than this fills it."""
_APART: Final = 45.0
"""Of 255: how much lighter than its table paper is, at least."""
_ANOTHER: Final = 14.0
"""In CIE L*a*b*, OpenCV's eight bits: how far paper is from the colour along the edge, at least."""
_FOUR: Final = 0.9
"""Share of its four-cornered outline that a sheet fills; and it does not bulge out of it, as a stain does."""
_LONG: Final = 2.8
"""A sheet is at most so much longer than wide: ISO 269's DL is 2, the American #10 2.3."""
_SHEETS_MOST: Final = 12
_COARSE: Final = 1.3
"""How much smaller a sheet is drawn than it was seen before its pixels are averaged first."""


def sheets_on(picture: Picture) -> list[Corners]:
    """The sheets in a picture, from the top left down, each as its corners; the whole picture where none is found."""
    small = _smaller(picture, _LOOK)
    small = cast("Picture", cv2.GaussianBlur(small, (5, 5), 0))
    best: list[Corners] = []
    for mask in (_lighter(small), _unlike_the_edge(small)):
        found = _four_cornered(mask) if mask is not None else []
        if _area(found) > _area(best) + 0.02:
            best = found
    if not best or len(best) > _SHEETS_MOST:
        return [WHOLE.copy()]
    return sorted(best, key=lambda one: (round(float(one[:, 1].min()) * 4), float(one[:, 0].min())))


def flattened(picture: Picture, corners: Corners, size: tuple[int, int]) -> Picture:
    """A sheet cut out and laid flat, as a picture of so many pixels (width, height); white where nothing was seen."""
    width, height = size
    quarters = next((n for n in range(4) if np.array_equal(corners, turned(WHOLE, n))), None)
    if quarters is not None:  # all of the picture, perhaps on its side
        straight = (width, height) if quarters % 2 == 0 else (height, width)
        smaller = cv2.resize(picture, straight, interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(np.rot90(cast("Picture", smaller), -quarters))
    across, down = _sides(corners, picture)
    shrinks = min(across / width, down / height)
    if shrinks > _COARSE:  # what is drawn smaller point by point leaves thin strokes out
        picture = cast(
            "Picture", cv2.resize(picture, None, fx=1 / shrinks, fy=1 / shrinks, interpolation=cv2.INTER_AREA)
        )
    height, width = picture.shape[:2]
    seen = (corners * (width, height)).astype(np.float32)
    flat = np.asarray([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(seen, flat)
    warp: Any = cv2.warpPerspective
    return cast("Picture", warp(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)))


def size_in_pixels(picture: Picture, corners: Corners) -> tuple[float, float]:
    """Width and height of a sheet as it lies in the picture, in pixels of the picture."""
    return _sides(corners, picture)


def _smaller(picture: Picture, longest: int) -> Picture:
    """So many pixels on the longer side; halved first, which is quick, and less than a pixel is lost at the edges."""
    while max(picture.shape[:2]) >= 2 * longest:
        height, width = picture.shape[0] // 2, picture.shape[1] // 2
        picture = cast(
            "Picture", cv2.resize(picture[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
        )
    by = min(1.0, longest / max(picture.shape[:2]))
    return cast("Picture", cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA))


def turned(corners: Corners, quarters: int) -> Corners:
    """The same sheet seen after so many quarter turns clockwise."""
    return np.roll(corners, quarters, axis=0)


def _sides(corners: Corners, picture: Picture) -> tuple[float, float]:
    height, width = picture.shape[:2]
    a, b, c, d = corners * (width, height)
    across = (np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2
    down = (np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2
    return max(1.0, float(across)), max(1.0, float(down))


def _lighter(small: Picture) -> Plane | None:
    light = lightest(small)
    threshold, _ = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    counted = np.bincount(light.ravel(), minlength=256).astype(np.int64)
    cut = int(threshold)
    if (
        not counted[:cut].sum()
        or not counted[cut:].sum()
        or cut + _middle(counted[cut:]) - _middle(counted[:cut]) < _APART
    ):
        return None
    return _tidied((light >= threshold).astype(np.uint8))


def _middle(counted: npt.NDArray[np.int64]) -> int:
    """The median of numbers that are given as counts of 0, 1, 2 and so on."""
    return int(np.argmax(2 * np.cumsum(counted) >= counted.sum()))


def _unlike_the_edge(small: Picture) -> Plane | None:
    height, width = small.shape[:2]
    ring = max(3, min(height, width) // 60)
    colours = cast("Plane", cv2.cvtColor(small, cv2.COLOR_BGR2LAB)).astype(np.float32)
    edge = np.concatenate([
        colours[:ring].reshape(-1, 3), colours[-ring:].reshape(-1, 3),
        colours[:, :ring].reshape(-1, 3), colours[:, -ring:].reshape(-1, 3),
    ])  # fmt: skip
    middle = np.median(edge, axis=0).astype(np.float32)
    if float(np.quantile(np.linalg.norm(edge - middle, axis=1), 0.8)) > _ANOTHER:
        return None  # a table of many colours says nothing of what lies on it
    away = np.linalg.norm(colours - middle, axis=2)
    return _tidied((away > _ANOTHER).astype(np.uint8))


def _tidied(mask: Plane) -> Plane:
    """Writing on the sheet closed, hairs between sheets cut."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    return cast("Plane", cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)))


def _four_cornered(mask: Plane) -> list[Corners]:
    height, width = mask.shape
    found: list[Corners] = []
    outlines = cast(
        "list[npt.NDArray[np.int32]]", cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    )
    for outline in outlines:
        area = float(cv2.contourArea(outline))
        if not _LEAST <= area / (height * width) <= _MOST:
            continue
        corners = _corners_of(cast("npt.NDArray[np.int32]", cv2.convexHull(outline)))
        around = float(cv2.contourArea(corners.astype(np.float32)))
        inside = np.zeros_like(mask)
        cv2.fillConvexPoly(inside, np.rint(corners).astype(np.int32), 1)
        filled = float((mask & inside).sum()) / max(1.0, float(inside.sum()))
        sides = sorted(cv2.minAreaRect(outline)[1])
        if _FOUR * around <= area <= around / _FOUR and filled >= _FOUR - 0.08 and sides[1] <= _LONG * sides[0]:
            found.append(_in_order(corners) / (width, height))
    return found


def _corners_of(hull: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """The four corners of an outline: seen from the side where four are enough, else those of the box around it."""
    length = float(cv2.arcLength(hull, closed=True))
    for share in (0.02, 0.03, 0.05, 0.08):
        few = cast("npt.NDArray[np.int32]", cv2.approxPolyDP(hull, share * length, closed=True))
        if len(few) == 4:
            return few.reshape(4, 2).astype(np.float64)
        if len(few) < 4:
            break
    return np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float64)


def _in_order(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Clockwise as seen, from the corner nearest to the upper left."""
    middle = corners.mean(0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angles)]
    return np.roll(ordered, -int(np.argmin(ordered.sum(1))), axis=0)


def _area(sheets: list[Corners]) -> float:
    return sum(float(cv2.contourArea(one.astype(np.float32))) for one in sheets)
