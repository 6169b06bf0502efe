"""Letters nobody wrote: accents set on the letters that were, and signs that are others turned round.

A mark is taken from an accented letter of the same hand where one was written, else drawn with a pen as broad as the
hand's own. What is composed here is marked so in the report.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np

from amends.desk.hand.lines import X_UNITS, Glyph
from amends.desk.hand.trace import Outline, Reals, polygon, trace

_BELOW: Final = frozenset("\u0327\u0328\u0326")
_GAP: Final = 0.16 * X_UNITS
"""Between a letter's top and a mark above it."""

_STROKES: Final[Mapping[str, tuple[tuple[tuple[float, float], ...], ...]]] = MappingProxyType(
    {
        "\u0301": (((-55, 0), (65, 125)),),
        "\u0300": (((-65, 125), (55, 0)),),
        "\u0302": (((-85, 0), (5, 105), (85, 0)),),
        "\u030c": (((-85, 105), (0, 0), (90, 105)),),
        "\u0303": (((-100, 15), (-70, 60), (-35, 68), (25, 28), (60, 24), (100, 70)),),
        "\u0308": (((-75, 30), (-72, 42)), ((72, 32), (75, 44))),
        "\u030a": (((0, 0), (48, 20), (62, 62), (40, 105), (-5, 116), (-48, 95), (-60, 52), (-40, 12), (0, 0)),),
        "\u0306": (((-85, 90), (-60, 30), (0, 5), (60, 32), (85, 95)),),
        "\u0307": (((0, 30), (3, 42)),),
        "\u030b": (((-85, 0), (-15, 120)), ((30, 0), (105, 120))),
        "\u0327": (((5, 20), (-8, -38), (48, -66), (46, -120), (-2, -148), (-58, -136)),),
        "\u0328": (((20, 15), (-22, -50), (-12, -112), (40, -128), (72, -104)),),
        "\u0326": (((8, -62), (10, -95), (-28, -150)),),
        "’": (((14, 0), (14, -45), (-18, -115)),),
        "/": (((-190, 40), (190, 400)),),
        "-/": (((-110, 170), (150, 330)),),
        "«": (((60, 330), (-45, 210), (62, 95)), ((190, 330), (85, 210), (192, 95))),
        "»": (((-60, 330), (45, 210), (-62, 95)), ((70, 330), (175, 210), (68, 95))),
    }
)
"""How the pen goes, in font units: above marks from their foot, below marks from the line."""


@dataclass(frozen=True, slots=True)
class Composed:
    """How a letter that was not written is put together.

    Attributes:
        base: the letter it stands on.
        mark: a key of `marks`.
        dotless: the base loses its own dot first.
    """

    base: str
    mark: str
    dotless: bool = False


def pen_width(made: Sequence[Glyph]) -> float:
    """How broad the hand's pen is, in font units: twice the ink over its outline, in the middle."""
    widths: list[float] = []
    for glyph in made:
        area = length = 0.0
        for curves in glyph.outline:
            ring = polygon(curves, 6)
            following = np.roll(ring, -1, 0)
            area += 0.5 * float((ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1]).sum())
            length += float(np.hypot(*(following - ring).T).sum())
        if length:
            widths.append(2 * abs(area) / length)
    return float(np.clip(np.median(widths) if widths else 40.0, 12.0, 140.0))


def marks(made: Mapping[str, Sequence[Glyph]], width: float) -> dict[str, list[Outline]]:
    """The marks of a hand: each as somebody wrote it, once for every time, or drawn; centred, foot (or line) at 0."""
    drawn = _drawn(width)
    found: dict[str, list[Outline]] = {}
    for text, forms in made.items():
        parts = unicodedata.normalize("NFD", text)
        if len(parts) == 2 and text.islower() and parts[1] in drawn and parts[1] not in _BELOW:
            found.setdefault(parts[1], []).extend(mark for form in forms if (mark := _lifted(form)))
    return {key: found.get(key) or [outline] for key, outline in drawn.items()}


def _drawn(width: float) -> dict[str, Outline]:
    """Every mark, drawn with a round pen and traced like writing."""
    scale, side, middle = 0.25, 176, 88
    planes: list[np.typing.NDArray[np.uint8]] = []
    for strokes in _STROKES.values():
        plane = np.zeros((side, side), np.uint8)
        for stroke in strokes:
            points = np.asarray(_rounded(stroke)) * [scale, -scale] + [middle, middle + 30]
            cv2.polylines(
                plane,
                [np.rint(points * 16).astype(np.int32)],
                False,
                (160,),
                max(2, round(width * scale)),
                cv2.LINE_AA,
                4,
            )
        planes.append(plane)
    traced = trace(planes, 80.0, 0.2)
    back = [
        (tuple((curves - [middle + 0.5, middle + 30.5]) / [scale, -scale] for curves in outline))
        for outline in traced
    ]
    return dict(zip(_STROKES, back, strict=True))


def _rounded(stroke: Sequence[tuple[float, float]]) -> Reals:
    """A stroke's corners cut twice (Chaikin), as a pen in motion cuts them."""
    points = np.asarray(stroke, np.float64)
    for _ in range(2 if len(points) > 3 else 0):
        near, far = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.vstack([points[:1], np.stack([near, far], 1).reshape(-1, 2)[1:-1], points[-1:]])
    return points


def _lifted(glyph: Glyph) -> Outline | None:
    """The mark above a written letter, or None where it hangs together with the letter."""
    above = tuple(curves for curves in glyph.outline if float(polygon(curves, 4)[:, 1].min()) > 0.8 * X_UNITS)
    if not above or len(above) == len(glyph.outline):
        return None
    points = np.concatenate([polygon(curves, 4) for curves in above])
    middle = (points[:, 0].min() + points[:, 0].max()) / 2
    return tuple(curves - [middle, points[:, 1].min()] for curves in above)


def without_dot(glyph: Glyph) -> Outline:
    """An i or j without its dot."""
    kept = tuple(curves for curves in glyph.outline if float(polygon(curves, 4)[:, 1].min()) < 0.75 * X_UNITS)
    return kept or glyph.outline


_LAID_OVER: Final = MappingProxyType({"ø": ("o", "/"), "Ø": ("O", "/"), "ł": ("l", "-/"), "Ł": ("L", "-/")})
TURNED: Final = MappingProxyType({"¡": "!", "¿": "?"})
"""Signs that are others upside down."""
BESIDE: Final = MappingProxyType(
    {"æ": "ae", "œ": "oe", "Æ": "AE", "Œ": "OE", "…": "...", "„": ",,", "‚": ",", "“": "‘‘", "”": "’’", "‘": "’"}
)
"""Signs that are others side by side."""
_BY_THE_SIDE: Final = frozenset("ďťľĽ")


def composed(text: str) -> Composed | None:
    """How to put a letter together, or None where it cannot be."""
    if text in _LAID_OVER:
        return Composed(*_LAID_OVER[text])
    if text in ("«", "»"):
        return Composed("", text)
    parts = unicodedata.normalize("NFD", text)
    if len(parts) != 2 or parts[1] not in _STROKES:
        return None
    if text in _BY_THE_SIDE:
        return Composed(parts[0], "’")
    return Composed(parts[0], parts[1], dotless=parts[0] in "ij" and parts[1] not in _BELOW)


def seat(outline: Outline, how: Composed) -> tuple[float, float]:
    """Where a mark's origin goes on this letter, in the letter's own coordinates."""
    points = np.concatenate([polygon(curves, 6) for curves in outline])
    low, high = float(points[:, 1].min()), float(points[:, 1].max())
    middle = float(points[:, 0].min() + points[:, 0].max()) / 2
    if how.mark in ("/", "-/"):
        tall = high - low
        return middle, low + (tall - 440) / 2 if how.mark == "/" else low + 0.5 * tall - 250
    if how.mark == "’":
        return float(points[:, 0].max()) + 30, high
    if how.mark in _BELOW:
        foot = points[points[:, 1] < low + 0.25 * (high - low)]
        return float(foot[:, 0].min() + foot[:, 0].max()) / 2, min(low, 0.0) + 5
    head = points[points[:, 1] > high - 0.3 * (high - low)]
    return float(head[:, 0].min() + head[:, 0].max()) / 2 + 8, high + _GAP * (0.8 if how.base.isupper() else 1.0)
