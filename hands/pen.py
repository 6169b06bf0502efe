"""A pen as broad as the hand's own, and where a letter has its ink: for strokes and marks that a font lacks."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from fontTools.pens.areaPen import AreaPen
from fontTools.pens.basePen import BasePen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.perimeterPen import PerimeterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

Point = tuple[float, float]
Path = Sequence[Point]

_STEPS = 6
"""Straight pieces to a curve where only its whereabouts are asked for."""


def breadth(font: TTFont) -> float:
    """How broad the hand's pen is, in font units: twice the ink over its outline, in the middle of the alphabet."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    broad: list[float] = []
    for letter in "abcdefghijklmnopqrstuvwxyz":
        ink, around = AreaPen(glyphs), PerimeterPen(glyphs)
        glyphs[cmap[ord(letter)]].draw(ink)
        glyphs[cmap[ord(letter)]].draw(around)
        broad.append(2 * abs(ink.value) / around.value)
    return statistics.median(broad)


def drawn(font: TTFont, paths: Sequence[Path], broad: float, *, over: str = "") -> Glyph:
    """A glyph of pen strokes, on top of another glyph if one is named: one drawing, that varies as one.

    Args:
        font: the font.
        paths: where the pen goes, in font units.
        broad: how broad it is.
        over: the glyph that the strokes cross.
    """
    pen = TTGlyphPen(None)
    if over:
        glyphs = font.getGlyphSet()
        glyphs[over].draw(DecomposingFilterPen(pen, glyphs))
    for path in paths:
        pen.qCurveTo(*((round(x), round(y)) for x, y in _outline(path, broad)), None)
        pen.closePath()
    return pen.glyph()


def _outline(path: Path, broad: float) -> list[Point]:
    """The edge of a stroke, clockwise as TrueType fills it: the control points of a closed quadratic B-spline."""
    line = _evenly(_rounded(path), broad)
    left: list[Point] = []
    right: list[Point] = []
    for at, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(at - 1, 0)], line[min(at + 1, len(line) - 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        tx, ty = (bx - ax) / length, (by - ay) / length
        # The pen comes down at full breadth and is lifted a little narrower; round ends reach half of it further.
        half = broad * (0.5 - 0.08 * at / (len(line) - 1))
        beyond = -half if at == 0 else half if at == len(line) - 1 else 0.0
        to_x, to_y = x + tx * beyond, y + ty * beyond
        left.append((to_x - ty * half, to_y + tx * half))
        right.append((to_x + ty * half, to_y - tx * half))
    return left + right[::-1]


def _rounded(path: Path) -> list[Point]:
    """A stroke's corners cut twice (Chaikin), as a pen in motion cuts them."""
    line = list(path)
    for _ in range(2 if len(line) > 2 else 0):
        cut = [line[0]]
        for (ax, ay), (bx, by) in pairwise(line):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        line = [*cut, line[-1]]
    return line


def _evenly(line: Path, broad: float) -> list[Point]:
    """The same line with as few points as its curves need, evenly apart."""
    steps = [math.dist(a, b) for a, b in pairwise(line)]
    whole = sum(steps)
    count = max(4, min(9, round(whole / (1.1 * broad))))
    result: list[Point] = [line[0]]
    at, before = 0, 0.0
    for n in range(1, count):
        wanted = whole * n / count
        while at < len(steps) - 1 and before + steps[at] < wanted:
            before, at = before + steps[at], at + 1
        share = (wanted - before) / steps[at] if steps[at] else 0.0
        (ax, ay), (bx, by) = line[at], line[at + 1]
        result.append((ax + (bx - ax) * share, ay + (by - ay) * share))
    return [*result, line[-1]]


class Ink(BasePen):
    """Where a glyph has its ink, as contours of straight pieces."""

    def __init__(self, font: TTFont, glyph: str) -> None:
        glyphs = font.getGlyphSet()
        super().__init__(glyphs)
        self.contours: list[list[Point]] = []
        glyphs[glyph].draw(self)

    @property
    def points(self) -> list[Point]:
        """All of them."""
        return [point for contour in self.contours for point in contour]

    def across(self, y: float) -> tuple[float, float]:
        """The leftmost and the rightmost ink at a height.

        Raises:
            ValueError: there is none.
        """
        found = [x for x, _ in self.crossings(y)]
        return min(found), max(found)

    def first_stem(self, y: float) -> tuple[float, float]:
        """The leftmost stroke at a height: its two edges."""
        return self._stems(y)[0]

    def last_stem(self, y: float) -> tuple[float, float]:
        """The rightmost stroke at a height."""
        return self._stems(y)[-1]

    def _stems(self, y: float) -> list[tuple[float, float]]:
        stems: list[tuple[float, float]] = []
        winding, start = 0, 0.0
        for x, turn in sorted(self.crossings(y)):
            start = x if winding == 0 else start
            winding += turn
            if winding == 0:
                stems.append((start, x))
        return stems

    def crossings(self, y: float) -> list[tuple[float, int]]:
        """Where the outline crosses a height, and which way."""
        found: list[tuple[float, int]] = []
        for contour in self.contours:
            for (ax, ay), (bx, by) in zip(contour, [*contour[1:], contour[0]], strict=True):
                if (ay <= y) != (by <= y):
                    found.append((ax + (bx - ax) * (y - ay) / (by - ay), 1 if by > ay else -1))
        return found

    def _moveTo(self, pt: Point) -> None:  # noqa: N802  # fontTools' name
        self.contours.append([pt])

    def _lineTo(self, pt: Point) -> None:  # noqa: N802  # fontTools' name
        self.contours[-1].append(pt)

    def _qCurveToOne(self, pt1: Point, pt2: Point) -> None:  # noqa: N802  # fontTools' name
        x, y = self._getCurrentPoint()
        for n in range(1, _STEPS + 1):
            t = n / _STEPS
            a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
            self.contours[-1].append((a * x + b * pt1[0] + c * pt2[0], a * y + b * pt1[1] + c * pt2[1]))

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:  # noqa: ANN401, N802  # fontTools' name
        raise NotImplementedError("the shipped hands have quadratic curves")
