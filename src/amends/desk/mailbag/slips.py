"""Where a reply slip lies in a picture: by its square code, then to a fraction of a millimetre by its corner ticks.

Code and ticks stand where `slip.typ` puts them, so they give the paper, its size and its scale at once, whatever the
table looks like and however the light falls.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt
import segno

from amends.desk.hand.photograph import Picture
from amends.desk.mailbag.codes import Code
from amends.desk.mailbag.sizes import Measured
from amends.desk.mailbag.table import Corners
from amends.desk.paper.stationery import SIZES

Points: TypeAlias = npt.NDArray[np.float64]

CODE_WIDTH: Final = 38.0
"""Millimetres of a slip's code, two empty squares on each side of it included."""
_SIDE, _TOP = 16.0, 17.0
"""Millimetres from the right and from the upper edge to where the code begins."""
_TICK: Final = 8.0
"""Millimetres from both edges to the outer corner of each tick."""
_ARM, _THICK = 6.0, 1.6
_FINE: Final = 6.0
"""Pixels a millimetre at which ticks are looked for."""
_REACH: Final = 11.0
"""Millimetres around its expected place in which a tick is looked for."""
_ALIKE: Final = 0.6
"""How alike a tick must look, as normalised correlation."""


def slip_in(picture: Picture, code: Code) -> tuple[Corners, Measured] | None:
    """The corners of a slip, its own upper left first, and its size; None where its ticks are not seen.

    Three ticks of four are enough.
    """
    height, width = picture.shape[:2]
    seen = code.corners * (width, height)
    grey = cast("Picture", cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    best: tuple[int, Points, tuple[float, float]] | None = None
    for size in SIZES.values():
        wide, high = size.width, size.height
        on_paper = code_corners(code.text, wide)
        rough = cv2.getPerspectiveTransform(on_paper.astype(np.float32), seen.astype(np.float32))
        ticks, found = _ticks(grey, np.asarray(rough, np.float64), wide, high)
        if len(ticks) >= 3 and (best is None or len(ticks) > best[0]):
            fine = cv2.findHomography(np.vstack([ticks, on_paper]), np.vstack([found, seen]), cv2.RANSAC, 4.0)[0]
            best = (len(ticks), np.asarray(fine, np.float64), (wide, high))
    if best is None:
        return None
    _, matrix, (wide, high) = best
    paper = np.asarray([[0, 0], [wide, 0], [wide, high], [0, high]], np.float64)
    return through(matrix, paper) / (width, height), Measured(wide, high, "code")


def code_corners(text: str, wide: float) -> Points:
    """Where the code's four corners stand on a slip of that width, in millimetres."""
    squares = segno.make_qr(text, error="m", boost_error=False).symbol_size(border=0)[0]
    step = CODE_WIDTH / (squares + 4)
    left, top = wide - _SIDE - CODE_WIDTH + 2 * step, _TOP + 2 * step
    side = squares * step
    return np.asarray([[left, top], [left + side, top], [left + side, top + side], [left, top + side]])


def through(matrix: Points, points: Points) -> Points:
    """Points seen through a perspective."""
    seen = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return seen[:, :2] / seen[:, 2:]


def _ticks(grey: Picture, matrix: Points, wide: float, high: float) -> tuple[Points, Points]:
    """The ticks that are seen: where they stand on the paper, and where in the picture."""
    places = ((_TICK, _TICK), (wide - _TICK, _TICK), (wide - _TICK, high - _TICK), (_TICK, high - _TICK))
    on_paper: list[tuple[float, float]] = []
    seen: list[Points] = []
    warp: Any = cv2.warpPerspective
    for at, place in enumerate(places):
        first = np.asarray(place) - _REACH
        to_window = np.asarray([[_FINE, 0, -_FINE * first[0]], [0, _FINE, -_FINE * first[1]], [0, 0, 1]])
        span = int(2 * _REACH * _FINE)
        window = warp(grey, to_window @ np.linalg.inv(matrix), (span, span), flags=cv2.INTER_AREA, borderValue=255)
        alike = cv2.matchTemplate(window, np.rot90(_drawn(), -at).copy(), cv2.TM_CCOEFF_NORMED)
        _, most, _, where = cv2.minMaxLoc(alike)
        if most < _ALIKE:
            continue
        outer = _OUTER[at] + np.asarray(where, np.float64)
        on_paper.append(place)
        seen.append(through(matrix, (first + outer / _FINE)[None])[0])
    return np.asarray(on_paper).reshape(-1, 2), np.asarray(seen).reshape(-1, 2)


_AROUND: Final = 1.5
"""Millimetres of bare paper around a tick that belong to how it looks."""
_WHOLE: Final = int((_ARM + 2 * _AROUND) * _FINE)
_EDGE: Final = _AROUND * _FINE
_FAR: Final = _WHOLE - _EDGE
_OUTER: Final = np.asarray([[_EDGE, _EDGE], [_FAR, _EDGE], [_FAR, _FAR], [_EDGE, _FAR]])
"""Where in its picture each tick's outer corner is, from the upper left one clockwise."""


def _drawn() -> Picture:
    """The upper left tick as it looks, with some paper around it."""
    drawn = np.full((_WHOLE, _WHOLE), 255, np.uint8)
    edge, arm, thick = round(_EDGE), round((_AROUND + _ARM) * _FINE), round((_AROUND + _THICK) * _FINE)
    drawn[edge:thick, edge:arm] = 0
    drawn[edge:arm, edge:thick] = 0
    return drawn
