"""The ink of a page that nobody measured out: a photograph of a letter or an envelope, on some table, in some light.

The light is taken away first and the table left out. Then what cannot be this hand's writing goes: rules, cords,
borders, stamps and stains by their size and shape, and ink of another colour than most of the page's ink has, which
takes away most of what offices stamp and note on other people's letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.knowing.thin import Mask

Picture: TypeAlias = npt.NDArray[np.uint8]
"""Height × width × 3, blue first; or height × width in grey."""
Plane: TypeAlias = npt.NDArray[np.float32]

LONGEST: Final = 2000
"""Pixels of the longer side at which a page is looked at: 170 dpi for A4, where a small letter is 12 high or more."""
_SMALL: Final = 8
"""The paper's own brightness is taken from a picture so many times smaller."""
_WINDOW: Final = 41
"""Pixels of the square in which ink is told from paper (Sauvola and Pietikäinen, 2000)."""
_FEWER: Final = 4
"""How many times smaller the picture is in which the square's light and its spread are counted."""
_SPREADS: Final = 0.7
_LEAST: Final = 14.0
"""Of 255: what swallows less light is paper, however even it is."""
_COLOUR: Final = 0.2
"""How far the shares of the three colours may be from the page's main ink, in sum."""
_TABLE: Final = 50.0
"""Of 255: where light and dark parts are less apart than this, the page fills the picture."""


@dataclass(frozen=True, slots=True)
class _Blots:
    """Connected pieces of ink, the paper as number 0.

    Attributes:
        boxes: of each its box and area.
        inked: the places that have ink, counted along the rows.
        labels: the piece that each of these belongs to.
        size: of the page, in pixels: height, width.
    """

    boxes: npt.NDArray[np.int32]
    inked: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int32]
    size: tuple[int, int]

    @property
    def widths(self) -> Plane:
        return self.boxes[:, cv2.CC_STAT_WIDTH].astype(np.float32)

    @property
    def heights(self) -> Plane:
        return self.boxes[:, cv2.CC_STAT_HEIGHT].astype(np.float32)

    @property
    def areas(self) -> Plane:
        return self.boxes[:, cv2.CC_STAT_AREA].astype(np.float32)


@dataclass(frozen=True, slots=True)
class Ink:
    """What is written on a page.

    Attributes:
        mask: where; its longer side has `LONGEST` pixels at most.
        heights, areas: of each connected piece of it, in pixels.
    """

    mask: Mask
    heights: Plane
    areas: Plane


def ink_of(picture: Picture) -> Mask:
    """Where a page is written on."""
    return written_on(picture).mask


def written_on(picture: Picture) -> Ink:
    """What is written on a page."""
    picture = _sized(picture)
    bare, paper, sheet = _paper(picture)
    dark = _darkness(picture, paper, sheet)
    found = _told(dark, sheet)
    blots = _blots(found)
    swallows = dark.ravel()[blots.inked]
    full = float(np.quantile(swallows, 0.75)) if swallows.size else 255.0
    hits = np.bincount(blots.labels[swallows > 0.55 * full], minlength=len(blots.boxes))
    keep = (hits >= 3) & (blots.areas >= 10)
    keep[0] = False
    keep &= _like_writing(blots, keep)
    keep &= _of_one_colour(picture, bare, blots, keep)
    written = np.zeros_like(found)
    written.ravel()[blots.inked] = keep[blots.labels]
    return Ink(written, blots.heights[keep], blots.areas[keep])


def _blots(found: Mask) -> _Blots:
    _, where, boxes, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    inked = np.flatnonzero(found.view(bool))
    labels = cast("npt.NDArray[np.int32]", where).ravel()[inked]
    return _Blots(cast("npt.NDArray[np.int32]", boxes), inked, labels, (found.shape[0], found.shape[1]))


def _sized(picture: Picture) -> Picture:
    by = LONGEST / max(picture.shape[:2])
    if by < 1:
        picture = cast("Picture", cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA))
    return cast("Picture", cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)) if picture.ndim == 2 else picture


def _paper(picture: Picture) -> tuple[Picture, Mask, Mask]:
    """The bare paper's colour, `_SMALL` times smaller; how light it is everywhere; and where there is no table."""
    height, width = picture.shape[:2]
    small = (max(1, width // _SMALL), max(1, height // _SMALL))
    bare = cv2.dilate(cv2.resize(picture, small, interpolation=cv2.INTER_AREA), np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(bare, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    bare = cast("Picture", cv2.GaussianBlur(closed, (0, 0), 2))
    light = cast("Mask", bare.max(2).astype(np.uint8))
    threshold, _ = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright, dim = light[light >= threshold], light[light < threshold]
    sheet = np.ones_like(light)
    if dim.size and bright.size and float(np.median(bright)) - float(np.median(dim)) >= _TABLE:
        sheet = _largest((light >= threshold).astype(np.uint8))
    grey = cv2.resize(cv2.cvtColor(bare, cv2.COLOR_BGR2GRAY), (width, height), interpolation=cv2.INTER_LINEAR)
    return bare, cast("Mask", grey), cast("Mask", cv2.resize(sheet, (width, height), interpolation=cv2.INTER_NEAREST))


def _largest(mask: Mask) -> Mask:
    """The largest piece of a mask, its holes filled, without its edge."""
    _, where, boxes, _ = cv2.connectedComponentsWithStats(mask)
    one = (where == 1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    around = cast("list[Mask]", cv2.findContours(one, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0])
    filled = cast("Mask", cv2.drawContours(one, around, -1, (1.0,), -1))
    return cast("Mask", cv2.erode(filled, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1.0))


def _darkness(picture: Picture, paper: Mask, sheet: Mask) -> Mask:
    """How much less light than the bare paper every place gives back, 0 to 255."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    dark = cast("Mask", cv2.bitwise_not(cv2.divide(grey, paper, scale=255.0)))
    dark[sheet == 0] = 0
    return cast("Mask", cv2.GaussianBlur(dark, (0, 0), 0.8))


def _told(dark: Mask, sheet: Mask) -> Mask:
    """Ink as told from paper place by place."""
    height, width = dark.shape
    few = (max(1, width // _FEWER), max(1, height // _FEWER))
    squares = cv2.resize(cv2.multiply(dark, dark, dtype=cv2.CV_16U), few, interpolation=cv2.INTER_AREA)
    around = (_WINDOW // _FEWER | 1,) * 2
    mean = cast("Plane", cv2.boxFilter(cv2.resize(dark, few, interpolation=cv2.INTER_AREA), cv2.CV_32F, around))
    away = np.maximum(cast("Plane", cv2.boxFilter(squares, cv2.CV_32F, around)) - mean * mean, 0)
    some = dark[::3, ::3][sheet[::3, ::3] > 0]
    level = float(np.median(some)) if some.size else 0.0
    noise = 1.48 * float(np.median(np.abs(some - level))) + 1 if some.size else 1.0
    bars = np.clip(np.maximum(mean + _SPREADS * np.sqrt(away), max(_LEAST, level + 4 * noise)), 0, 255)
    fine = cv2.resize(bars.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    return (dark > fine).view(np.uint8)


def _like_writing(blots: _Blots, keep: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which pieces have the size and shape of writing, measured by the page's own middle height."""
    heights, widths = blots.heights, blots.widths
    usual = keep & (heights < 0.12 * min(blots.size))
    if usual.sum() < 5:
        return keep
    middle = weighted_median(heights[usual], blots.areas[usual])
    too_large = (heights > 4.5 * middle) | (widths > 16 * middle)
    a_rule = ((widths > 5 * middle) & (heights < 0.5 * middle)) | (
        (heights > 2.5 * middle) & (widths < 0.35 * middle)
    )
    return ~(too_large | a_rule)


def _of_one_colour(
    picture: Picture, bare: Picture, blots: _Blots, keep: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which pieces are of the colour that most of the ink has."""
    if keep.sum() < 5:
        return keep
    rows, columns = np.divmod(blots.inked, blots.size[1])
    rows = np.minimum(rows // _SMALL, bare.shape[0] - 1)
    around = bare.reshape(-1, 3)[rows * bare.shape[1] + np.minimum(columns // _SMALL, bare.shape[1] - 1)]
    given_back = picture.reshape(-1, 3)[blots.inked].astype(np.float32) / np.maximum(around, 1)
    swallowed: Any = -np.log(np.clip(given_back, 0.02, 1))
    sums = np.stack([np.bincount(blots.labels, swallowed[:, k], len(keep)) for k in range(3)], 1)
    shares = sums / (sums.sum(1, keepdims=True) + 1e-6)
    main = [weighted_median(shares[keep, k], blots.areas[keep]) for k in range(3)]
    return cast("npt.NDArray[np.bool_]", np.abs(shares - main).sum(1) < _COLOUR)


def weighted_median(values: npt.NDArray[Any], weights: npt.NDArray[Any]) -> float:
    """The value at which half of the weight is reached; both may not be empty."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
