"""Cuts the writing out of its boxes and says what is wrong with a box.

Nothing here compares boxes with each other; `judge.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.ink import FULL, Ink
from amends.desk.hand.optics import between, scaled, softened, widened
from amends.desk.hand.rectify import SCALE
from amends.desk.hand.sheet import CELL, DOT, GAP, Box, Page

EDGE: Final = 0.5 * FULL
"""Where a stroke ends: half way up."""
_PALE: Final = 0.3
"""The share of full ink by which strokes hang together: where a pen runs dry it leaves less than half."""
_AROUND: Final = 2.2
"""Millimetres around a box that its writing may run over: the gap between rows, less the next box."""
_RIDGE: Final = 13
"""Pixels (0.8 mm) around a place in which its stroke's own darkest is looked for."""
_LIFTED: Final = 0.6
"""A stroke paler than this share of full ink is lifted no further: it is a smear."""
_SPECK: Final = 0.06
"""Square millimetres; the dot of a fine pen has twice as much."""
_INSIDE: Final = 0.6
"""The share of a stroke that must lie in a box to belong to it."""


class Flaw(StrEnum):
    """What can be wrong with a box."""

    EMPTY = "empty"
    CROSSED = "crossed out"
    TOUCHING = "touching its border"
    SWAPPED = "swapped"
    SMUDGED = "smudged"


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody wrote in one box.

    Attributes:
        box: where it was written.
        photo: the name of the photograph.
        page: number of the page.
        plane: the ink of this form alone, at `SCALE`, `FULL` being full ink.
        x, y: where the plane's upper left corner lies on the page, in pixels at `SCALE`.
        flaw: what is wrong with it, if anything.
        likeness: for `Flaw.SWAPPED`, the text it looks like.
        cut: some of its ink lies where it cannot be told from another box's.
        extent: left, top, right and bottom of the ink in millimetres of the page.
    """

    box: Box
    photo: str
    page: int
    plane: npt.NDArray[np.uint8]
    x: int
    y: int
    flaw: Flaw | None = None
    likeness: str = ""
    cut: bool = False
    extent: tuple[float, float, float, float] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "extent", self._extent())

    def _extent(self) -> tuple[float, float, float, float]:
        inked = self.plane > EDGE
        rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
        if not len(rows):
            return self.box.x, self.box.y, self.box.x, self.box.y
        return (
            (self.x + int(columns[0])) / SCALE,
            (self.y + int(rows[0])) / SCALE,
            (self.x + int(columns[-1]) + 1) / SCALE,
            (self.y + int(rows[-1]) + 1) / SCALE,
        )

    @property
    def usable(self) -> bool:
        """Whether a glyph could be made of it if there is nothing better."""
        return self.flaw is None or (self.flaw is Flaw.TOUCHING and self.plane.size > 1)

    @property
    def area(self) -> float:
        """Square millimetres of ink."""
        return float((self.plane > EDGE).sum()) / SCALE**2


@dataclass(frozen=True, slots=True)
class _Strokes:
    """The connected strokes of a page: which pixel belongs to which, and how large each is."""

    labels: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int64]


def cut(ink: Ink, page: Page, photo: str) -> list[Form]:
    """The form in every box of a page, flawed ones included."""
    plane = ink.plane.copy()
    for x, y in page.dots:
        cv2.circle(plane, (round(x * SCALE), round(y * SCALE)), round((DOT / 2 + 0.18) * SCALE), 0, -1)
    pale = (plane > _PALE * FULL).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    strokes = _Strokes(np.asarray(labels, np.int32), np.asarray(stats)[:, cv2.CC_STAT_AREA].astype(np.int64))
    return [_form(plane, strokes, box, page, photo) for box in page.boxes]


def _form(plane: npt.NDArray[np.uint8], strokes: _Strokes, box: Box, page: Page, photo: str) -> Form:
    height, width = plane.shape
    left, top = max(0, round((box.x - _AROUND) * SCALE)), max(0, round((box.y - _AROUND) * SCALE))
    right = min(width, round((box.x + box.width + _AROUND) * SCALE))
    bottom = min(height, round((box.y + CELL[1] + _AROUND) * SCALE))
    labels = strokes.labels[top:bottom, left:right]
    inner = labels[
        round(box.y * SCALE) - top : round((box.y + CELL[1]) * SCALE) - top,
        round(box.x * SCALE) - left : round((box.x + box.width) * SCALE) - left,
    ]
    present, inside = np.unique(inner[inner > 0], return_counts=True)
    sizes = strokes.sizes[present]
    large = sizes >= _SPECK * SCALE**2
    mine = present[large & (inside >= _INSIDE * sizes)]
    shared = bool((large & (inside < _INSIDE * sizes) & (inside > 0.15 * SCALE**2)).any())
    mask = np.isin(labels, mine).astype(np.uint8)
    shape = tuple(int(v) for v in cv2.boundingRect(mask))
    if not len(mine):
        blank = np.zeros((1, 1), np.uint8)
        return Form(box, photo, page.number, blank, left, top, Flaw.TOUCHING if shared else Flaw.EMPTY, cut=shared)
    x0, y0, x1, y1 = _grown(shape, mask.shape, 4)
    window = cv2.dilate(mask[y0:y1, x0:x1], np.ones((7, 7), np.uint8))
    others = (labels[y0:y1, x0:x1] > 0) & (mask[y0:y1, x0:x1] == 0)
    window[cv2.dilate(others.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 0
    seen = plane[top + y0 : top + y1, left + x0 : left + x1]
    if not page.other:
        seen = _sharpened(seen)
    own = np.where((window > 0) | (mask[y0:y1, x0:x1] > 0), seen, 0)
    beyond = int(mask.sum()) < int(strokes.sizes[mine].sum())
    form = Form(box, photo, page.number, _edged(own.astype(np.uint8)), left + x0, top + y0, cut=shared or beyond)
    flaw = _crossed(form) or (Flaw.TOUCHING if shared or _touches(form) else None)
    return form if flaw is None else replace(form, flaw=flaw)


def _sharpened(plane: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The plane less its own blur: lens and screening round off every end and fill every crotch by about a pixel."""
    seen = plane.astype(np.float32)
    return np.clip(2.5 * seen - 1.5 * softened(seen, 1.5), 0, 255).astype(np.uint8)


def _edged(plane: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The plane of a form paler than its page brought up, so that its strokes end at `EDGE` as all others do.

    First the form as a whole, then those of its strokes that are paler than the rest: where a pen runs dry, half of
    full ink would break the stroke.
    """
    level = between(plane)
    seen = plane if level >= EDGE else scaled(plane, EDGE / max(level, 0.25 * EDGE))
    ridge = softened(widened(seen, _RIDGE), _RIDGE / 3).astype(np.float32)
    lift = np.float32(FULL) / np.clip(ridge, _LIFTED * FULL, FULL)
    return np.minimum(seen * lift, 255).astype(np.uint8)


def _grown(shape: tuple[int, ...], limits: tuple[int, ...], by: int) -> tuple[int, int, int, int]:
    x, y, wide, tall = shape
    return max(0, x - by), max(0, y - by), min(limits[1], x + wide + by), min(limits[0], y + tall + by)


def _crossed(form: Form) -> Flaw | None:
    """Crossed out: ink in two opposite corners of the box, or all over it.

    A corner is what lies within a fifth of the box both ways. A letter on its line reaches one of the four at most.
    """
    left, top, right, bottom = form.extent
    box = form.box
    if right - left < 0.72 * min(box.width, CELL[0]) or bottom - top < 0.72 * CELL[1]:
        return None
    inked = form.plane > EDGE
    share_x, share_y = min(box.width, CELL[0]) * 0.2, CELL[1] * 0.2

    def corner(at_right: bool, at_bottom: bool) -> bool:
        rows, columns = np.nonzero(inked)
        x, y = (columns + form.x) / SCALE, (rows + form.y) / SCALE
        near_x = x > box.x + box.width - share_x if at_right else x < box.x + share_x
        near_y = y > box.y + CELL[1] - share_y if at_bottom else y < box.y + share_y
        return int((near_x & near_y).sum()) > 0.12 * SCALE**2

    fallen = corner(False, False) and corner(True, True)
    risen = corner(True, False) and corner(False, True)
    full = form.area > 0.33 * box.width * CELL[1]
    return Flaw.CROSSED if fallen or risen or full else None


def _touches(form: Form) -> bool:
    """Whether the writing runs over the left or right border, or through the gap into the next row."""
    left, top, right, bottom = form.extent
    box = form.box
    return (
        left < box.x + 0.1
        or right > box.x + box.width - 0.1
        or top < box.y - 0.6 * GAP
        or bottom > box.y + CELL[1] + 0.6 * GAP
    )
