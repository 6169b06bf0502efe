"""Finds the line people really wrote on, and brings every form onto it in font units.

Writers ignore the printed line, but they ignore it row by row: they sit above it or sink along it. So the line is
fitted to the feet of what stands in a row; what then is left of ups and downs is the hand's own and is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from amends.desk.hand.boxes import Form
from amends.desk.hand.rectify import SCALE
from amends.desk.hand.sheet import BASELINE, X_HEIGHT
from amends.desk.hand.trace import Outline, Reals, polygon

UNITS: Final = 1000
"""Font units an em."""
X_UNITS: Final = 450
"""Font units of the x-height, for every hand, so that a letter set in another hand keeps its size."""

STANDING: Final = frozenset("abcdehiklmnorstuvwxzABCDEFGHIKLMNOPRSTUVWXZ0123456789&£$€!?")
"""What stands on the line in every school's hand; f, J, Q and the like may not."""
_MIDDLE: Final = 106.0
"""Millimetres: about the middle of either paper, around which rows slope."""
_PRINTED: Final = 0.8
"""What the printed line weighs against the letters of a row, each of which weighs 1."""
_FLAT_TOPPED: Final = frozenset("acemnorsuvwxz")
_STRAY_MOST: Final = 0.10
"""Share of the x-height by which a standing letter may leave its row's line before it is brought nearer."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A form in font units, its left edge at 0 and its line at 0.

    Attributes:
        form: where it comes from.
        outline: closed curves, y upwards.
        left, bottom, right, top: its extent.
    """

    form: Form
    outline: Outline
    left: float
    bottom: float
    right: float
    top: float

    @property
    def text(self) -> str:
        """What it writes."""
        return self.form.box.text


@dataclass(frozen=True, slots=True)
class Ruling:
    """The lines of a hand.

    Attributes:
        sunk: (photo, row) -> millimetres below the printed line at the middle of the page, and per millimetre across.
        x_height: millimetres.
    """

    sunk: Mapping[tuple[str, int], tuple[float, float]]
    x_height: float

    def line(self, form: Form) -> float:
        """Where the line runs under a form, in millimetres of the page."""
        sunk, slope = self.sunk.get((form.photo, form.box.row), (0.0, 0.0))
        left, _, right, _ = form.extent
        return form.box.y + BASELINE + sunk + slope * ((left + right) / 2 - _MIDDLE)


def rule(forms: Sequence[Form]) -> Ruling:
    """The lines these forms were written on.

    A hand may set its capitals or figures a little lower than its small letters, and that is kept: only what a row
    does beyond its own kind of sign counts as drift.
    """
    standing = [form for form in forms if form.box.text in STANDING]
    kinds: dict[str, list[float]] = defaultdict(list)
    for form in standing:
        kinds[kind(form.box.text)].append(_foot(form))
    usual = {kind: float(np.median(feet)) for kind, feet in kinds.items()}
    everywhere = usual.get("small", float(np.median(list(usual.values()))) if usual else 0.0)
    rows: dict[tuple[str, int], list[tuple[float, float, float]]] = {(f.photo, f.box.row): [] for f in forms}
    alike = Counter((form.photo, form.box.row, form.box.text) for form in standing)
    for form in standing:
        left, _, right, _ = form.extent
        drift = _foot(form) - usual[kind(form.box.text)]
        # A letter counts once, however often it stands in the row: one whose loop hangs low says little of the row.
        share = 1 / alike[form.photo, form.box.row, form.box.text]
        rows[form.photo, form.box.row].append(((left + right) / 2 - _MIDDLE, drift, share))
    sunk: dict[tuple[str, int], tuple[float, float]] = {}
    for row, drifts in rows.items():
        level, slope = _line(drifts) if drifts else (0.0, 0.0)
        sunk[row] = everywhere + level, slope
    ruling = Ruling(sunk, X_HEIGHT)
    tops = [ruling.line(form) - form.extent[1] for form in forms if form.box.text in _FLAT_TOPPED]
    return Ruling(sunk, float(np.clip(np.median(tops), 1.2, 7.0)) if tops else X_HEIGHT)


def _foot(form: Form) -> float:
    return form.extent[3] - form.box.y - BASELINE


def kind(text: str) -> str:
    """Small letters, capitals, and all else."""
    return "small" if text.islower() else "capital" if text.isupper() else "figure"


def _line(feet: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """A row's line through its feet, strays weighing little; a row of few letters keeps near the printed line."""
    x, y, share = np.asarray(feet).T
    cost = np.diag([_PRINTED, 3000.0 if len(y) >= 5 and float(np.ptp(x)) >= 60 else 1e9])
    weight = np.ones_like(y)
    slope, level = 0.0, 0.0
    for _ in range(8):
        terms = np.column_stack([np.ones_like(x), x])
        solved = _solved(terms.T @ ((share * weight)[:, None] * terms) + cost, terms.T @ (share * weight * y))
        level, slope = float(solved[0]), float(solved[1])
        weight = 0.2 / np.maximum(np.abs(y - level - slope * x), 0.1)
    return level, slope


def _solved(terms: Reals, sums: Reals) -> Reals:
    return np.asarray(np.linalg.solve(terms, sums), np.float64)


def glyphs(forms: Sequence[Form], outlines: Sequence[Outline], ruling: Ruling) -> list[Glyph]:
    """The forms in font units; those without any outline left are dropped."""
    scale = X_UNITS / ruling.x_height
    made: list[Glyph] = []
    for form, outline in zip(forms, outlines, strict=True):
        if not outline:
            continue
        line = ruling.line(form)
        if form.box.text in STANDING and form.box.text.islower():
            stray = form.extent[3] - line
            most = _STRAY_MOST * ruling.x_height
            line += stray - float(np.clip(stray, -most, most))
        shifted = [(curves / SCALE + [form.x / SCALE, form.y / SCALE - line]) * [scale, -scale] for curves in outline]
        points = np.concatenate([polygon(curves, 6) for curves in shifted])
        left, bottom = points.min(0).tolist()
        right, top = points.max(0).tolist()
        moved: list[Reals] = [curves - [left, 0.0] for curves in shifted]
        made.append(Glyph(form, tuple(moved), 0.0, bottom, right - left, top))
    return made
