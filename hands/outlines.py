"""Drawing a letter once more, a little otherwise, as a hand does.

Everything here is smooth: points are moved by fields whose waves are longer than a letter is wide, so a curve stays a
curve and a stroke keeps its two sides together. Everything follows from names, so the same font comes out each time.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

EM = 1024.0
"""All measures below are in units of an em of 1024, and are scaled to the font at hand."""


def chance(*names: object) -> Iterator[float]:
    """Numbers between -1 and 1 that follow from the names alone."""
    count = 0
    while True:
        block = hashlib.sha256("/".join([*map(str, names), str(count)]).encode()).digest()
        for at in range(0, 32, 4):
            yield int.from_bytes(block[at : at + 4], "big") / 2**31 - 1
        count += 1


@dataclass(frozen=True, slots=True)
class Manner:
    """How much a hand varies.

    Attributes:
        lift: how far a letter leaves the baseline, units.
        slant: how far it leans from its usual slant, degrees.
        width, height: how much broader or taller it gets, as a share.
        weight: how much thicker or thinner the stroke gets on each side, units.
        sway: how far the drawing itself wanders, units.
        joined: whether letters join, so that both ends of a letter must stay where they are.
    """

    lift: float = 19
    slant: float = 3.4
    width: float = 0.06
    height: float = 0.045
    weight: float = 3.0
    sway: float = 22
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One particular way to draw a glyph: what `Manner` allows, made definite."""

    lift: float
    slant: float
    width: float
    height: float
    weight: float
    waves: tuple[tuple[float, float, float, float, float], ...]
    joined: bool

    def sway(self, x: float, y: float) -> Point:
        """Where the pen wanders to at a place."""
        dx = dy = 0.0
        for reach, across, up, phase, turn in self.waves:
            swing = reach * math.sin(x * across + y * up + phase)
            dx += swing * math.cos(turn)
            dy += swing * math.sin(turn)
        return dx, dy


def drawing(manner: Manner, hand: str, glyph: str, outline: int, outlines: int) -> Drawing:
    """The drawing of one outline; those of one glyph differ from each other in every respect.

    The steps from least to most are dealt out to the outlines in an order of each respect's own, so no two outlines
    of a glyph are leaned alike, lifted alike or pressed alike.
    """

    def step(respect: str) -> float:
        dealt = next(chance(hand, glyph, respect))
        order = sorted(range(outlines), key=lambda k: hashlib.sha256(f"{dealt}/{k}".encode()).digest())
        return 2 * order[outline] / (outlines - 1) - 1 if outlines > 1 else 0.0

    draw = chance(hand, glyph, outline)
    waves = tuple(
        (
            manner.sway * (0.75 + 0.25 * next(draw)),
            2 * math.pi / (760 + 260 * next(draw)),
            2 * math.pi / (820 + 280 * next(draw)),
            math.pi * next(draw),
            math.pi * next(draw),
        )
        for _ in range(2)
    )
    return Drawing(
        lift=manner.lift * step("lift"),
        slant=math.tan(math.radians(manner.slant * step("slant"))),
        width=1 + manner.width * step("width"),
        height=1 + manner.height * step("height"),
        weight=manner.weight * step("weight"),
        waves=waves,
        joined=manner.joined,
    )


def drawn(contours: Sequence[Sequence[Point]], advance: float, unit: float, how: Drawing) -> list[list[Point]]:
    """The contours drawn in another way.

    Args:
        contours: control points in font units.
        advance: the glyph's width.
        unit: font units in a unit of `EM`.
        how: the way.
    """
    middle = advance / 2
    result: list[list[Point]] = []
    for contour in contours:
        thick = list(_thickened(contour, how.weight * unit))
        line: list[Point] = []
        for x, y in thick:
            dx, dy = how.sway(x / unit, y / unit)
            to_x = middle + (x - middle) * how.width + y * how.slant + dx * unit
            to_y = y * how.height + (how.lift + dy) * unit
            if how.joined:
                hold = _hold(x, advance)
                to_x, to_y = x + (to_x - x) * hold, y + (to_y - y) * hold
            line.append((to_x, to_y))
        result.append(line)
    return result


def _hold(x: float, advance: float) -> float:
    """How freely a joined letter may be moved: not at all where it meets its neighbours, fully in its middle."""
    if advance <= 0:
        return 1.0
    inward = min(x, advance - x) / (0.3 * advance)
    inward = min(max(inward, 0.0), 1.0)
    return inward * inward * (3 - 2 * inward)


def _thickened(contour: Sequence[Point], by: float) -> Iterator[Point]:
    """A contour moved outward along its normals; inner contours run the other way round, so they shrink."""
    count = len(contour)
    for at, (x, y) in enumerate(contour):
        (ax, ay), (bx, by_) = contour[at - 1], contour[(at + 1) % count]
        tx, ty = bx - ax, by_ - ay
        length = math.hypot(tx, ty)
        if count < 3 or length < 1e-6:
            yield x, y
        else:
            yield x - ty / length * by, y + tx / length * by
