"""Whether anything is written on a page: a blank back, a slip that came back empty, a stain.

It is said and never acted on: a page that seems blank is kept, and can be opened like any other. So what is doubtful
counts as written on.
"""

from __future__ import annotations

from typing import Final, cast

import cv2
import numpy as np

from amends.desk.hand.photograph import Picture
from amends.desk.mailbag.upright import Mask, ink_on

STROKES_LEAST: Final = 0.03
"""Length of all strokes together, as a share of the page's longer side, from which a page is written on: 9 mm on
A4, less than a short word has. Specks of a scanner's glass have less."""
_STROKE: Final = 0.008
"""A speck is shorter than this share of the longer side: 2.4 mm on A4."""
ON_A_SLIP: Final = 0.015
"""The same between the rules of a slip, which cut strokes into bits; and how long a bit is at least."""
_BIT: Final = 0.004
_RULE: Final = 0.12
"""A printed rule is longer than this share of the longer side, and thin."""
_BESIDE, _HEAD, _FOOT = 18.0, 56.0, 15.0
"""Millimetres from a slip's edges to where one writes; its head is higher where the paper is narrow."""
_RULED: Final = 5.0
"""Of 255: how much darker than the paper above and below it a rule is."""
RULES_APART: Final = 9.0
"""Millimetres between the rules of a slip (`slip.typ`)."""


def is_bare(ink: Mask) -> bool:
    """Whether nothing seems to be written on a page that lies flat and fills the picture, by its ink (`ink_on`)."""
    return _strokes(ink) < STROKES_LEAST


def is_bare_slip(picture: Picture, pixels_a_mm: float) -> bool:
    """Whether nothing seems to be written between the rules of a slip.

    Args:
        picture: the slip, upright and flat, its edges those of the picture.
        pixels_a_mm: its scale.
    """
    step = RULES_APART * pixels_a_mm
    rows = _rules(picture, pixels_a_mm)
    if len(rows) < 3:
        return False  # where one would write cannot be told, so something may be written
    top, foot = round(rows[0] - 0.9 * step), round(rows[-1] + 0.6 * step)
    beside = round(_BESIDE * pixels_a_mm)
    ink = ink_on(picture)
    by = ink.shape[0] / picture.shape[0]
    for row in rows:
        around = max(1, round(0.45 * pixels_a_mm * by))
        ink[max(0, round(row * by) - around) : round(row * by) + around + 1] = 0
    inside = ink[round(max(0, top) * by) : round(foot * by), round(beside * by) : -round(beside * by)]
    return _strokes(inside, max(ink.shape), _BIT) < ON_A_SLIP


def _rules(picture: Picture, pixels_a_mm: float) -> list[float]:
    """The rows of a slip's rules, from the first that is seen to the last; one that is not seen between them too."""
    grey = cast("Mask", cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    calm = cv2.blur(grey, (max(3, round(6 * pixels_a_mm)), 1))
    tall = np.ones((max(3, round(2.5 * pixels_a_mm)), 1), np.uint8)
    lifted = cast("Mask", cv2.morphologyEx(calm, cv2.MORPH_BLACKHAT, tall))
    beside = round(_BESIDE * pixels_a_mm)
    seen = np.quantile(
        lifted[:, beside:-beside], 0.3, axis=1
    )  # a rule is dark nearly all along, a line of words is not
    step = RULES_APART * pixels_a_mm
    low, high = round(_HEAD * pixels_a_mm), len(seen) - round(_FOOT * pixels_a_mm)
    near = round(step / 3)
    found = [
        row for row in range(low, high) if seen[row] > _RULED and seen[row] == seen[row - near : row + near].max()
    ]
    good = [row for row in found if any(abs(abs(row - other) / step - 1) < 0.12 for other in found)]
    if not good:
        return []
    many = round((good[-1] - good[0]) / step)
    return [float(row) for row in np.linspace(good[0], good[-1], many + 1)]


def _strokes(ink: Mask, longer: int = 0, least: float = _STROKE) -> float:
    """Length of all strokes, as a share of the longer side: of every piece of ink the longer side of its box."""
    side = longer or max(ink.shape)
    cleared = _without_rules(ink, int(_RULE * side))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(cleared, connectivity=8)
    spans = np.maximum(boxes[1:, cv2.CC_STAT_WIDTH], boxes[1:, cv2.CC_STAT_HEIGHT]).astype(np.float64)
    return float(spans[spans >= least * side].sum() / side)


def _without_rules(ink: Mask, long: int) -> Mask:
    """The ink without what runs straight for long: ruled paper, a fold's shadow, a border."""
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(9, long)), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(9, long), 1), np.uint8))
    straight = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    return cast("Mask", ink & (1 - straight))
