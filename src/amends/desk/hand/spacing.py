"""Spaces letters by eye: an even grey, from the shapes alone.

Two neighbours push each other off, row by row, the harder the nearer they are; a pair stands right when the push is
that of a well-set pair. A thin bar reaching out (f, t, T) pushes little, a long upright much, and an overhang lets
its neighbour in under it. From all pairs follow the side bearings of every glyph, and as kerning what the side
bearings cannot say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from amends.desk.hand.lines import X_UNITS
from amends.desk.hand.trace import Outline, Reals, polygon

_ROW: Final = 12.0
_LOW, _HIGH = -330.0, 960.0
_ROWS: Final = int((_HIGH - _LOW) / _ROW)
_FAR: Final = 1200.0
_CONE: Final = 0.75
"""How fast a point's reach falls off above and below it: an overhang is felt at 37 degrees and steeper."""
_PUSH: Final = 2.6
"""The exponent of the push."""
_WELL: Final = 0.27 * X_UNITS
"""The even gap that pushes as a well-set pair does."""
_DEPTH: Final = 0.85 * X_UNITS
"""What lies deeper in a counter is not felt any more."""
_TIGHT: Final = 0.04 * X_UNITS
"""The nearest two strokes may come."""
_LEAST: Final = 0.03 * X_UNITS
"""The least side bearing."""
_OUTSIDE: Final = 0.45
"""What a row above the x-height or below the line counts, compared with one between."""
_CLEAR: Final = 0.18 * X_UNITS
"""The nearest a point, comma or colon may come to a letter and to the blank behind it: a dot that touches is lost."""
_POINTS: Final = frozenset({"period", "comma", "colon", "semicolon", "exclam", "question"})
_INTO_BLANK: Final = (0.06 * X_UNITS, 0.4 * X_UNITS)
"""How far a bar above the small letters, and a tail below the line, may reach into the blank beside a word."""
_UNDER: Final = (0.85, 0.15 * X_UNITS)
"""How much of the narrower of two neighbours may stand under or over the other, as a share of it, and how much more:
the blank after a full stop that is wholly hidden under a T would seem to be lost."""
_HANGING: Final = frozenset({"quoteright", "quoteleft", "quotedblright", "quotedblleft", "quotesingle", "quotedbl"})
_BODY: Final = 0.2 * X_UNITS
"""How far inside its edges a hanging mark is taken to reach down to the line, lest a letter slip in under it."""
_SLIGHT: Final = 7
"""Kerning smaller than this many units is left out."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """How a hand is spaced.

    Attributes:
        bearings: glyph name -> (left, right) side bearing.
        kerning: (left class, right class) -> units.
    """

    bearings: Mapping[str, tuple[float, float]]
    kerning: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class _Flanks:
    """Per glyph and row, how far the ink stands back from the glyph's left and right extreme.

    `before` and `after` are how far the glyph may reach into a blank to its left and right.
    """

    left: Reals
    right: Reals
    before: Reals
    after: Reals
    width: Reals


def space(outlines: Mapping[str, Outline], classes: Mapping[str, str], ordinary: Sequence[str]) -> Spacing:
    """The spacing of these glyphs.

    Args:
        outlines: glyph name -> outline, left extreme at 0.
        classes: glyph name -> the class it is kerned with (all forms of a letter share one).
        ordinary: classes of the letters texts mostly consist of; side bearings are made for these.
    """
    names = list(outlines)
    flanks = _flanks([outlines[name] for name in names], [classes[name] in _HANGING for name in names])
    groups = list(dict.fromkeys(classes[name] for name in names))
    member = np.asarray([groups.index(classes[name]) for name in names])
    left_mean, right_mean = (_mean(side, member, len(groups)) for side in (flanks.left, flanks.right))
    wide = _mean(flanks.width[:, None], member, len(groups))[:, 0]
    usual = np.asarray([groups.index(name) for name in ordinary if name in groups], np.int64)
    if not len(usual):
        usual = np.arange(len(groups))
    under = _UNDER[0] * np.minimum(wide[:, None], wide[None]) + _UNDER[1]
    points = np.asarray([group in _POINTS for group in groups])
    near = np.where(points[:, None] | points[None], _CLEAR, _TIGHT)
    pairs = np.maximum(_distances(right_mean, left_mean, near), -under)
    middle = float(pairs[np.ix_(usual, usual)].mean()) / 2
    after = _distances(flanks.right, left_mean[usual], near[np.ix_(member, usual)]).mean(1) - middle
    before = _distances(right_mean[usual], flanks.left, near[np.ix_(usual, member)]).mean(0) - middle
    # Between words a bearing stands alone against the blank, which an overhang must not eat up; kerning makes up.
    least = np.where(points[member], _CLEAR, _LEAST)
    after, before = np.maximum(after, least - flanks.after), np.maximum(before, _LEAST - flanks.before)
    right = _mean(after[:, None], member, len(groups))[:, 0]
    left = _mean(before[:, None], member, len(groups))[:, 0]
    kern = np.rint(np.clip(pairs - right[:, None] - left[None], -0.75 * X_UNITS, 0.4 * X_UNITS)).astype(int)
    return Spacing(
        {name: (float(before[k]), float(after[k])) for k, name in enumerate(names)},
        {(groups[a], groups[b]): int(kern[a, b]) for a, b in np.argwhere(np.abs(kern) >= _SLIGHT).tolist()},
    )


def _mean(rows: Reals, member: npt.NDArray[np.int64], count: int) -> Reals:
    total = np.zeros((count, rows.shape[1]))
    np.add.at(total, member, rows)
    return total / np.bincount(member, minlength=count)[:, None]


def _flanks(outlines: Sequence[Outline], hanging: Sequence[bool]) -> _Flanks:
    left = np.full((len(outlines), _ROWS), _FAR)
    right = np.full((len(outlines), _ROWS), _FAR)
    width = np.zeros(len(outlines))
    for number, outline in enumerate(outlines):
        points = np.concatenate([_dense(polygon(curves, 8)) for curves in outline])
        row = np.clip(((points[:, 1] - _LOW) / _ROW).astype(int), 0, _ROWS - 1)
        edge = points[:, 0].max()
        np.minimum.at(left[number], row, points[:, 0])
        np.minimum.at(right[number], row, edge - points[:, 0])
        width[number] = edge
        if hanging[number]:
            body = slice(int(-_LOW / _ROW), int(row.max()) + 1)
            left[number, body] = np.minimum(left[number, body], _BODY)
            right[number, body] = np.minimum(right[number, body], _BODY)
    return _Flanks(_felt(left), _felt(right), _into_blank(left), _into_blank(right), width)


def _into_blank(flank: Reals) -> Reals:
    """How far each glyph's extreme may stand in the blank beside it, so that its body stands at the blank's edge."""
    rows = _LOW + _ROW * (np.arange(_ROWS) + 0.5)
    above, below = rows > 1.06 * X_UNITS, rows < -0.04 * X_UNITS
    core = flank[:, ~above & ~below].min(1)
    bar, tail = flank[:, above].min(1) + _INTO_BLANK[0], flank[:, below].min(1) + _INTO_BLANK[1]
    return np.minimum(np.minimum(core, bar), tail)


def _dense(ring: Reals) -> Reals:
    """The ring with points no further apart than a row is high."""
    following = np.roll(ring, -1, 0)
    parts = int(np.ceil(np.abs(following - ring).max() / _ROW)) or 1
    share = np.linspace(0, 1, parts, endpoint=False)[:, None, None]
    return (ring + share * (following - ring)).reshape(-1, 2)


def _felt(flank: Reals) -> Reals:
    """The flank with every point's reach above and below it, and no counter deeper than can be felt."""
    felt = flank.copy()
    for row in range(1, _ROWS):
        felt[:, row] = np.minimum(felt[:, row], felt[:, row - 1] + _ROW * _CONE)
    for row in range(_ROWS - 2, -1, -1):
        felt[:, row] = np.minimum(felt[:, row], felt[:, row + 1] + _ROW * _CONE)
    return np.minimum(felt, _DEPTH)


def _distances(right: Reals, left: Reals, near: Reals) -> Reals:
    """For each pair, how far the extremes must stand apart (negative: overlap) for the push to be right.

    `near` is, for each pair, the nearest that two strokes may come.
    """
    rows = _LOW + _ROW * (np.arange(_ROWS) + 0.5)
    weight = np.where((rows > -0.04 * X_UNITS) & (rows < 1.06 * X_UNITS), 1.0, _OUTSIDE)
    weight /= weight[(rows > 0) & (rows < X_UNITS)].sum()
    wanted = _WELL**-_PUSH
    made = np.empty((len(right), len(left)))
    for number, flank in enumerate(right):
        gaps = flank[None] + left
        least = near[number] - gaps.min(1)
        low: Reals = least
        high: Reals = np.full(len(left), 1.5 * X_UNITS)
        for _ in range(14):
            middle: Reals = (low + high) / 2
            pushed: npt.NDArray[np.bool_] = ((gaps + middle[:, None]) ** -_PUSH) @ weight > wanted
            low, high = np.where(pushed, middle, low), np.where(pushed, high, middle)
        made[number] = (low + high) / 2
    return made
