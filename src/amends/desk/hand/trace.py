"""Traces ink: outlines to a fraction of a pixel, then as few cubic curves as keep to them.

The fit is Schneider's (Graphics Gems, 1990), but breadth first: all curves of all forms of a hand are fitted at
once, those that stray are split where they stray most, and what can be joined again afterwards is joined. So a
whole hand is traced in a few dozen array operations, and its outlines stay lean.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.optics import resized, sampled, sloping

Reals: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Outline: TypeAlias = "tuple[Reals, ...]"
"""Closed curves, each n × 4 × 2: n cubics of four points, outer ones and holes turning opposite ways."""

_FINER: Final = 2
"""The plane is enlarged so many times before its outline is followed."""
_STEP: Final = 0.9
"""Pixels of the plane between two points of an outline."""
_CORNER: Final = 52.0
"""Degrees within three points either side that make a corner."""
_SAMPLES: Final = 24
_HOPE: Final = 6.0
"""A curve that strays by more than this many tolerances is split at once."""
_SMALL: Final = 9.0
"""Square pixels; smaller outlines are noise."""


@dataclass(frozen=True, slots=True)
class _Rings:
    """Closed polygons, one after another.

    Attributes:
        points: all points, m × 2.
        start: where each ring begins, and at the end m.
        form: which form each ring belongs to.
    """

    points: Reals
    start: Whole
    form: Whole


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Pieces of rings to be fitted: from point `first` to `last` of `ring` (`last` may run past the ring's end)."""

    ring: Whole
    first: Whole
    last: Whole
    out: Reals
    back: Reals

    def take(self, which: Whole | npt.NDArray[np.bool_]) -> _Arcs:
        return _Arcs(self.ring[which], self.first[which], self.last[which], self.out[which], self.back[which])


def trace(planes: Sequence[npt.NDArray[np.uint8]], level: float, tolerance: float = 0.16) -> list[Outline]:
    """The outlines of many planes of ink.

    Args:
        planes: height × width each; ink is high.
        level: the value at the edge of a stroke.
        tolerance: pixels by which a curve may stray from the outline.

    Returns:
        For each plane its outline in pixels; the middle of the first pixel is (0.5, 0.5).
    """
    rings = _rings(planes, level)
    outlines: list[list[Reals]] = [[] for _ in planes]
    if len(rings.form):
        arcs, curves = _fitted(rings, tolerance)
        order = np.lexsort((arcs.first, arcs.ring))
        ring, curves = arcs.ring[order], curves[order]
        for number, own in zip(np.unique(ring), np.split(curves, np.flatnonzero(np.diff(ring)) + 1), strict=True):
            outlines[int(rings.form[number])].append(own)
    return [tuple(outline) for outline in outlines]


# ── outlines to a fraction of a pixel ─────────────────────────────────────────────────────────────────────────────


def _rings(planes: Sequence[npt.NDArray[np.uint8]], level: float) -> _Rings:
    points: list[Reals] = []
    form: list[int] = []
    for number, plane in enumerate(planes):
        for ring in _followed(plane, level):
            points.append(ring)
            form.append(number)
    start = np.concatenate([[0], np.cumsum([len(ring) for ring in points])]).astype(np.int64)
    return _Rings(np.concatenate(points) if points else np.zeros((0, 2)), start, np.asarray(form, np.int64))


def _followed(plane: npt.NDArray[np.uint8], level: float) -> list[Reals]:
    """The rings of one plane: followed pixel by pixel, then moved along the slope onto the level itself."""
    border = 3
    framed = np.pad(plane, border).astype(np.float32)
    fine = resized(framed, _FINER, _FINER, cv2.INTER_CUBIC)
    found, _ = cv2.findContours((fine > level).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    slope_x, slope_y = sloping(fine)
    rings: list[Reals] = []
    for contour in found:
        area = cv2.contourArea(contour) / _FINER**2
        if len(contour) < 12 or area < _SMALL:
            continue
        at: npt.NDArray[np.float32] = np.asarray(contour, np.float32)[:, 0]
        for _ in range(2):
            value, across, down = (sampled(f, at[None])[0] for f in (fine, slope_x, slope_y))
            steep = np.maximum(across**2 + down**2, 1.0)
            move: npt.NDArray[np.float32] = ((level - value) / steep)[:, None] * np.column_stack([across, down])
            at = (at + np.clip(move, -0.8, 0.8)).astype(np.float32)
        rings.append(_evenly(at.astype(np.float64), _STEP * _FINER))
    return [(ring + 0.5) / _FINER - border for ring in rings]


def _evenly(ring: Reals, step: float) -> Reals:
    """The ring with its points evenly spaced, a little smoothed, since single points come to lie on one another."""
    smooth = 0.25 * np.roll(ring, 1, 0) + 0.5 * ring + 0.25 * np.roll(ring, -1, 0)
    closed = np.vstack([smooth, smooth[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    count = max(8, round(along[-1] / step))
    at = np.arange(count, dtype=np.float64) * (float(along[-1]) / count)
    return np.column_stack([np.interp(at, along, closed[:, 0]), np.interp(at, along, closed[:, 1])])


# ── curves ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _at(rings: _Rings, ring: Whole, place: Reals) -> Reals:
    """Points of rings at fractional places, counted from each ring's start and running round."""
    start, size = rings.start[ring], rings.start[ring + 1] - rings.start[ring]
    if place.ndim == 2:
        start, size = start[:, None], size[:, None]
    below = np.floor(place).astype(np.int64)
    share = (place - below)[..., None]
    first = rings.points[start + below % size]
    return first + share * (rings.points[start + (below + 1) % size] - first)


def _heading(rings: _Rings, ring: Whole, place: Whole, before: Whole, after: Whole) -> Reals:
    """The unit direction at places of rings, over so many points before and after."""
    way = _at(rings, ring, (place + after).astype(np.float64)) - _at(rings, ring, (place - before).astype(np.float64))
    return way / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]


def _whole_arcs(rings: _Rings) -> _Arcs:
    """The rings cut at their corners; a ring without any is cut once, where it bends most."""
    ring = np.repeat(np.arange(len(rings.form)), np.diff(rings.start))
    place = np.arange(len(rings.points)) - rings.start[ring]
    three: Whole = np.full(len(place), 3, np.int64)
    none: Whole = np.zeros(len(place), np.int64)
    coming, going = _heading(rings, ring, place, three, none), _heading(rings, ring, place, none, three)
    turn: Reals = np.degrees(
        np.abs(np.arctan2(coming[:, 0] * going[:, 1] - coming[:, 1] * going[:, 0], (coming * going).sum(1)))
    )
    size = np.diff(rings.start)[ring]
    around = [turn[rings.start[ring] + (place + shift) % size] for shift in (-3, -2, -1, 1, 2, 3)]
    sharp = (turn > _CORNER) & (turn >= np.max(around, axis=0))
    arcs: list[tuple[int, int, int, bool]] = []
    for number in range(len(rings.form)):
        begin, end = int(rings.start[number]), int(rings.start[number + 1])
        corners = np.flatnonzero(sharp[begin:end])
        smooth = len(corners) == 0
        if smooth:
            corners = np.asarray([int(turn[begin:end].argmax())])
        ends = np.append(corners[1:], corners[0] + end - begin)
        arcs += [(number, int(a), int(b), smooth) for a, b in zip(corners, ends, strict=True)]
    table = np.asarray(arcs, np.int64)
    which, first, last, smooth = table.T
    reach = np.minimum(3, last - first)
    before = reach * smooth
    return _Arcs(
        which,
        first,
        last,
        _heading(rings, which, first, before, reach),
        -_heading(rings, which, last, reach, before),
    )


def _fitted(rings: _Rings, tolerance: float) -> tuple[_Arcs, Reals]:
    """Arcs and their cubics: split until all keep to the tolerance, then joined where one does for two."""
    open_arcs = _whole_arcs(rings)
    done: list[tuple[_Arcs, Reals]] = []
    while len(open_arcs.ring):
        curves, strays, worst = _fit(rings, open_arcs, tolerance)
        length = open_arcs.last - open_arcs.first
        fine = (strays <= tolerance) | (length <= 2)
        done.append((open_arcs.take(fine), curves[fine]))
        rest = open_arcs.take(~fine)
        cut = np.clip(
            np.rint(rest.first + worst[~fine] * length[~fine]).astype(np.int64), rest.first + 1, rest.last - 1
        )
        reach = np.minimum(3, np.minimum(cut - rest.first, rest.last - cut))
        along = _heading(rings, rest.ring, cut, reach, reach)
        open_arcs = _joined(
            _Arcs(rest.ring, rest.first, cut, rest.out, -along), _Arcs(rest.ring, cut, rest.last, along, rest.back)
        )
    arcs = functools.reduce(_joined, (arcs for arcs, _ in done))
    curves = np.concatenate([curves for _, curves in done])
    for parity in (0, 1, 0, 1):
        arcs, curves = _merged(rings, arcs, curves, tolerance, parity)
    return arcs, curves


def _joined(one: _Arcs, other: _Arcs) -> _Arcs:
    return _Arcs(
        np.concatenate([one.ring, other.ring]),
        np.concatenate([one.first, other.first]),
        np.concatenate([one.last, other.last]),
        np.concatenate([one.out, other.out]),
        np.concatenate([one.back, other.back]),
    )


def _merged(rings: _Rings, arcs: _Arcs, curves: Reals, tolerance: float, parity: int) -> tuple[_Arcs, Reals]:
    """Every second pair of neighbours as one curve, where the two run on smoothly and one curve does."""
    order = np.lexsort((arcs.first, arcs.ring))
    arcs, curves = arcs.take(order), curves[order]
    begins = np.searchsorted(arcs.ring, arcs.ring, side="left")
    place = np.arange(len(arcs.ring)) - begins
    left = np.flatnonzero(
        (place[:-1] % 2 == parity)
        & (arcs.ring[1:] == arcs.ring[:-1])
        & ((arcs.back[:-1] * -arcs.out[1:]).sum(1) > 0.999)
    )
    if not len(left):
        return arcs, curves
    both = _Arcs(arcs.ring[left], arcs.first[left], arcs.last[left + 1], arcs.out[left], arcs.back[left + 1])
    made, strays, _ = _fit(rings, both, tolerance)
    fine = strays <= tolerance
    gone = left[fine] + 1
    last, back = arcs.last.copy(), arcs.back.copy()
    last[left[fine]], back[left[fine]] = both.last[fine], both.back[fine]
    curves = curves.copy()
    curves[left[fine]] = made[fine]
    kept = np.ones(len(arcs.ring), bool)
    kept[gone] = False
    return _Arcs(arcs.ring, arcs.first, last, arcs.out, back).take(kept), curves[kept]


def _fit(rings: _Rings, arcs: _Arcs, tolerance: float) -> tuple[Reals, Reals, Reals]:
    """The best cubic for every arc with its end directions kept; only hopeful ones are refined.

    Returns:
        The cubics, how far each strays at most, and where on the arc (0-1) it does.
    """
    share = np.linspace(0, 1, _SAMPLES)
    points = _at(rings, arcs.ring, arcs.first[:, None] + share * (arcs.last - arcs.first)[:, None])
    steps = np.hypot(*np.moveaxis(np.diff(points, axis=1), -1, 0))
    u = np.concatenate([np.zeros((len(points), 1)), np.cumsum(steps, 1)], 1)
    u /= np.maximum(u[:, -1:], 1e-9)
    curves, off = _least_squares(points, u, arcs)
    for _ in range(3):
        worst = off.max(1)
        near = np.flatnonzero((worst > tolerance) & (worst < _HOPE * tolerance))
        if not len(near):
            break
        u[near] = _nearer(points[near], u[near], curves[near])
        again, less = _least_squares(points[near], u[near], arcs.take(near))
        better = less.max(1) < worst[near]
        curves[near[better]], off[near[better]] = again[better], less[better]
    return curves, off.max(1), share[np.clip(off.argmax(1), 1, _SAMPLES - 2)]


def _weights(u: Reals) -> tuple[Reals, Reals, Reals, Reals]:
    v = 1 - u
    return v**3, 3 * u * v * v, 3 * u * u * v, u**3


def _least_squares(points: Reals, u: Reals, arcs: _Arcs) -> tuple[Reals, Reals]:
    b0, b1, b2, b3 = _weights(u)
    first, last = points[:, :1], points[:, -1:]
    c11, c22 = (b1 * b1).sum(1), (b2 * b2).sum(1)
    c12 = (b1 * b2).sum(1) * (arcs.out * arcs.back).sum(1)
    rest = points - (b0 + b1)[..., None] * first - (b2 + b3)[..., None] * last
    x1 = (b1 * (rest * arcs.out[:, None]).sum(2)).sum(1)
    x2 = (b2 * (rest * arcs.back[:, None]).sum(2)).sum(1)
    chord = np.hypot(*(last - first)[:, 0].T)
    span = np.maximum(np.hypot(*np.moveaxis(np.diff(points, axis=1), -1, 0)).sum(1), 1e-9)
    determinant = c11 * c22 - c12 * c12
    safe = np.abs(determinant) > 1e-9
    divisor = np.where(safe, determinant, 1.0)
    one: Reals = (x1 * c22 - x2 * c12) / divisor
    two: Reals = (c11 * x2 - c12 * x1) / divisor
    bad = ~safe | (one < 0.02 * chord) | (two < 0.02 * chord) | (np.maximum(one, two) > 1.5 * span)
    one, two = np.where(bad, span / 3, one), np.where(bad, span / 3, two)
    curves = np.stack(
        [first[:, 0], first[:, 0] + arcs.out * one[:, None], last[:, 0] + arcs.back * two[:, None], last[:, 0]], 1
    )
    drawn = np.stack([b0, b1, b2, b3], 2) @ curves
    return curves, np.hypot(*np.moveaxis(drawn - points, -1, 0))


def _nearer(points: Reals, u: Reals, curves: Reals) -> Reals:
    """Newton's step for every point towards the nearest place of its curve."""
    drawn = np.stack(_weights(u), 2) @ curves
    v = 1 - u
    d1 = 3 * np.diff(curves, axis=1)
    d2 = 2 * np.diff(d1, axis=1)
    speed = np.stack([v * v, 2 * u * v, u * u], 2) @ d1
    bend = np.stack([v, u], 2) @ d2
    off = drawn - points
    slope = (speed * speed).sum(2) + (off * bend).sum(2)
    moved = u - np.where(np.abs(slope) > 1e-9, (off * speed).sum(2) / np.where(np.abs(slope) > 1e-9, slope, 1), 0)
    moved = np.maximum.accumulate(np.clip(moved, 0, 1), axis=1)
    moved[:, 0], moved[:, -1] = 0, 1
    return moved


def polygon(curves: Reals, parts: int = 12) -> Reals:
    """A closed curve as a polygon of `parts` points for each cubic."""
    u = np.linspace(0, 1, parts, endpoint=False)
    return (np.stack(_weights(u), 1) @ curves).reshape(-1, 2)
