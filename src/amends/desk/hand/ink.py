"""Takes the ink of a flattened page: how much of it lies on each sixteenth of a millimetre.

The paper's own brightness is taken away first, so shadow and mixed light do not matter. Then the colours are mixed
in such shares that the ink counts fully and the blue of the guides as little as the noise allows. How dark full ink
is, the page itself says: a level fixed beforehand would make every stroke of a pale pen thin and of a dark one fat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.draw import GUIDE
from amends.desk.hand.optics import sampled, scaled, softened, widened
from amends.desk.hand.photograph import Picture
from amends.desk.hand.rectify import SCALE, Flat, look
from amends.desk.hand.sheet import CELL
from amends.errors import Refused

FULL: Final = 160
"""The value of full ink in `Ink.plane`; uneven ink may go above."""

_AROUND: Final = 4.0
"""Millimetres around the boxes that are looked at."""
_PAPER: Final = 1.6
"""Pixels a millimetre at which the brightness of the bare paper is taken."""
_STROKE_MOST: Final = 7
"""In those pixels: dark things narrower than this (4.4 mm) are writing, not paper."""
_SAMPLE: Final = 5.0
"""Pixels a millimetre at which the colour of the ink is sampled."""
_BOXES_SAMPLED: Final = 60
_DARK_LEAST: Final = 0.22
"""Share of light that ink must swallow, in the channel where it is darkest."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of one page.

    Attributes:
        plane: height × width at `SCALE`; `FULL` is full ink, half of it the edge of a stroke.
        empty: nothing seems to be written on the page.
    """

    plane: npt.NDArray[np.uint8]
    empty: bool


def take_ink(flat: Flat) -> Ink:
    """The ink on a page.

    Raises:
        Refused: the photograph is too dark to tell ink from paper.
    """
    picture = flat.photograph.picture
    paper = _bare_paper(flat)
    if float(np.median(paper)) < 40:
        raise Refused(f"{flat.photograph.name} is too dark to read.", "Photograph the page again in more light.")
    colour = _ink_colour(flat, paper)
    if colour is None:
        width, height = flat.page.paper
        return Ink(np.zeros((round(height * SCALE), round(width * SCALE)), np.uint8), empty=True)
    left, right = min(box.x for box in flat.page.boxes), max(box.x + box.width for box in flat.page.boxes)
    top, bottom = min(box.y for box in flat.page.boxes), max(box.y for box in flat.page.boxes) + CELL[1]
    within = (left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND)
    plane = look(flat, _mixed(picture, paper, _shares(colour, guided=not flat.page.other)), SCALE, within)
    return Ink(_levelled(plane, flat), empty=False)


def _bare_paper(flat: Flat) -> npt.NDArray[np.float32]:
    """The paper's brightness, small: what is left when everything narrow and dark is closed over."""
    picture = flat.photograph.picture
    middle = np.asarray([[flat.page.paper[0] / 2, flat.page.paper[1] / 2]])
    a_millimetre = float(np.linalg.norm(flat.pixels(middle + np.asarray([1.0, 0.0])) - flat.pixels(middle)))
    small = cv2.resize(
        picture, None, fx=_PAPER / a_millimetre, fy=_PAPER / a_millimetre, interpolation=cv2.INTER_AREA
    )
    kernel = np.ones((_STROKE_MOST, _STROKE_MOST), np.uint8)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel)
    return np.maximum(cv2.GaussianBlur(closed.astype(np.float32), (0, 0), 1.5), 1.0)


def _ink_colour(flat: Flat, paper: npt.NDArray[np.float32]) -> npt.NDArray[np.float64] | None:
    """How much of each channel (blue first) the ink swallows; None where nothing is written."""
    picture = flat.photograph.picture
    height, width = picture.shape[:2]
    light = cv2.resize(paper, (width // 4, height // 4), interpolation=cv2.INTER_LINEAR)
    some = cv2.resize(picture, (width // 4, height // 4), interpolation=cv2.INTER_AREA).astype(np.float32)
    dark = np.clip(1 - some / light, 0, 1)
    inside: list[npt.NDArray[np.float32]] = []
    for box in flat.page.boxes[:: max(1, len(flat.page.boxes) // _BOXES_SAMPLED)]:
        across, down = np.meshgrid(
            np.arange(box.x + 0.9, box.x + box.width - 0.9, 1 / _SAMPLE),
            np.arange(box.y + 0.9, box.y + CELL[1] - 0.9, 1 / _SAMPLE),
        )
        where = (flat.pixels(np.column_stack([across.ravel(), down.ravel()])) / 4).astype(np.float32)
        inside.append(sampled(dark, where[None])[0])
    swallowed = np.concatenate(inside)
    strength = swallowed.max(1)
    inked = strength > _DARK_LEAST
    if inked.sum() < 40:
        return None
    darkest = swallowed[strength > np.quantile(strength[inked], 0.6)]
    return np.median(darkest, axis=0).astype(np.float64)


def _shares(colour: npt.NDArray[np.float64], *, guided: bool) -> npt.NDArray[np.float64]:
    """Shares of the channels: full ink gives 1, and noise and guide together as little as can be."""
    guide = 1 - np.asarray(GUIDE[::-1]) / 255.0
    noise = np.eye(3) * 0.02**2 + np.outer(guide, guide) * (0.10 if guided else 0.0)
    share = np.linalg.solve(noise, colour)
    return share / (share @ colour)


def _mixed(
    picture: Picture, paper: npt.NDArray[np.float32], shares: npt.NDArray[np.float64]
) -> npt.NDArray[np.uint8]:
    """One channel of the photograph's shape; 100 is what `_ink_colour` found, before the level is known."""
    height, width = picture.shape[:2]
    gains = (100 * shares / paper).astype(np.float32)
    mixed = np.empty((height, width), np.uint8)
    strip = 256
    down = np.float32(paper.shape[0] / height)
    for top in range(0, height, strip):
        rows = min(strip, height - top)
        first, last = int(top * down) - 2, int((top + rows) * down) + 3
        first, last = max(0, first), min(len(paper), last)
        m = np.asarray(
            [
                [width / paper.shape[1], 0, 0.5 * width / paper.shape[1] - 0.5],
                [0, 1 / down, (first + 0.5) / down - 0.5 - top],
            ]
        )
        gain = cv2.warpAffine(
            gains[first:last], m, (width, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        cv2.multiply(gain, picture[top : top + rows], gain, dtype=cv2.CV_32F)
        left = cv2.transform(gain, np.asarray([[-1.0, -1.0, -1.0, 100.0 * shares.sum()]]))
        mixed[top : top + rows] = scaled(np.maximum(left, 0.0), 1.0)
    return mixed


def _levelled(plane: npt.NDArray[np.uint8], flat: Flat) -> npt.NDArray[np.uint8]:
    """The plane with full ink at `FULL`: full ink is the middle value along the ridges of the strokes."""
    ridges: list[npt.NDArray[np.uint8]] = []
    for box in flat.page.boxes:
        rows = slice(round((box.y + 0.8) * SCALE), round((box.y + CELL[1] - 0.8) * SCALE))
        columns = slice(round((box.x + 0.8) * SCALE), round((box.x + box.width - 0.8) * SCALE))
        part = softened(plane[rows, columns], 0.7)
        ridge = part[(part >= widened(part, 3)) & (part > 35)]
        ridges.append(ridge)
    level = float(np.median(np.concatenate(ridges))) if ridges else 100.0
    return scaled(plane, FULL / max(level, 20.0))
