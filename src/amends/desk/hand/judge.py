"""Compares the boxes of a hand with each other, to find what was written into the wrong one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.alphabet import LETTERS, LINE, TALL, WIDE, X, likeness, unit
from amends.desk.hand.boxes import Flaw, Form
from amends.desk.hand.ink import FULL
from amends.desk.hand.lines import Ruling, kind
from amends.desk.hand.optics import softened
from amends.desk.hand.rectify import SCALE
from amends.desk.hand.shipped import Hand

_ALIKE: Final = 0.7
"""So like another letter a form must be to be taken for it."""
_AGREE: Final = 0.6
"""The other forms of its letter must be so alike among themselves before one of them is doubted."""
_MARGIN: Final = 0.2
"""How much more a form must be like another letter than like its own."""
_PLAIN: Final = 0.4
"""With such a margin one box is enough; with less, two boxes must have changed places."""
_TWINS: Final = 0.72
"""Letters that are so alike in this hand (o and O, l and I) cannot be told apart."""
_SAME: Final = ("oO0", "sS", "cC", "vV", "wW", "xX", "zZ", "uU", "kK", "pP", "lI1", "mM", "nN", "yY", "jJ")


_ROW_GAIN: Final = 0.12
"""How much more like the letters of the next boxes, as other hands draw them, a row must be on the whole."""
_PAIR_GAINS: Final = (0.08, 0.22)
"""How much more like each other's letter two letters must be that are swapped: either of them, and both together."""
_SHIFTS: Final = (1, -1, 2, -2, 3, -3, 4, -4, 5, -5)
_ROW_LEAST: Final = 6
"""Boxes of a row that would get another letter if it were shifted; with fewer nothing can be said."""


def find_swapped(forms: Sequence[Form], ruling: Ruling, hands: Sequence[Hand] | None = None) -> list[Form]:
    """The same forms, with those marked that look like another letter's rather than their own.

    A single form is only marked where its own letter has at least two other forms that agree, so a letter that is
    simply written in two ways passes. Where all boxes of two letters are swapped, or a row is filled in from the
    wrong box on, its own hand cannot tell; then what letters look like in other hands decides.

    Args:
        forms: every form of the hand.
        ruling: its lines.
        hands: the other hands; the shipped ones where None.
    """
    places = [k for k, f in enumerate(forms) if f.flaw is None and len(f.box.text) == 1 and f.box.text.isalnum()]
    if len(places) < 6:
        return list(forms)
    chosen = [forms[k] for k in places]
    texts = [form.box.text for form in chosen]
    pictures = [_seen(form, ruling) for form in chosen]
    alike = _alike(pictures)
    groups: dict[str, npt.NDArray[np.int64]] = {
        text: np.flatnonzero([t == text for t in texts]) for text in dict.fromkeys(texts)
    }
    misplaced = _misplaced(chosen, groups, likeness(np.stack(pictures), hands))
    doubted = {k: _belongs_to(k, texts[k], groups, alike) for k in range(len(places))}
    crossed = {(texts[k], other) for k, (other, _) in doubted.items() if other}
    for k, (other, margin) in doubted.items():
        if other and k not in misplaced and (margin > _PLAIN or (other, texts[k]) in crossed):
            misplaced[k] = other
    judged = list(forms)
    for k, other in misplaced.items():
        judged[places[k]] = replace(forms[places[k]], flaw=Flaw.SWAPPED, likeness=other)
    return judged


def _misplaced(
    forms: Sequence[Form], groups: Mapping[str, npt.NDArray[np.int64]], usual: npt.NDArray[np.float32] | None
) -> dict[int, str]:
    """Forms in rows that are shifted, and of letters that are wholly swapped -> the letter they look like."""
    if usual is None:
        return {}
    # A capital may be its small letter drawn large.
    usual = np.maximum(usual, usual[:, [LETTERS.index(letter.swapcase()) for letter in LETTERS]])
    column = {letter: place for place, letter in enumerate(LETTERS)}
    found: dict[int, str] = {}
    for row in _rows(forms):
        best, wanted = _ROW_GAIN, dict[int, str]()
        for shift in _SHIFTS:
            meant = {
                k: forms[other].box.text
                for place, k in enumerate(row)
                if 0 <= place - shift < len(row) and forms[other := row[place - shift]].box.text != forms[k].box.text
            }
            gains = [usual[k, column[t]] - usual[k, column[forms[k].box.text]] for k, t in meant.items()
                     if t in column and forms[k].box.text in column]  # fmt: skip
            if len(gains) >= _ROW_LEAST and float(np.mean(gains)) > best:
                best, wanted = float(np.mean(gains)), meant
        found |= wanted
    mean = {text: usual[members].mean(0) for text, members in groups.items() if text in column and len(members) > 1}
    for one, other in itertools.combinations(mean, 2):
        gains = [mean[a][column[b]] - mean[a][column[a]] for a, b in ((one, other), (other, one))]
        enough = min(gains) > _PAIR_GAINS[0] and sum(gains) > _PAIR_GAINS[1]
        if enough and kind(one) == kind(other) and not _twins(one, other):
            found |= {int(k): other for k in groups[one]} | {int(k): one for k in groups[other]}
    return found


def _rows(forms: Sequence[Form]) -> list[list[int]]:
    """Places of the forms, row by row of each page, from left to right."""
    rows: dict[tuple[str, int], list[int]] = {}
    for place, form in enumerate(forms):
        rows.setdefault((form.photo, form.box.row), []).append(place)
    return [sorted(row, key=lambda place: forms[place].box.x) for row in rows.values()]


def _twins(one: str, other: str) -> bool:
    return one.lower() == other.lower() or any(one in twins and other in twins for twins in _SAME)


def _seen(form: Form, ruling: Ruling) -> npt.NDArray[np.float32]:
    """The form as a small blurred picture, at its height above the line and centred across."""
    a_pixel = X / (ruling.x_height * SCALE)
    left, _, right, _ = form.extent
    middle = (left + right) / 2 * SCALE - form.x
    line = ruling.line(form) * SCALE - form.y
    soft = softened(form.plane, 0.9 / a_pixel)
    m = np.asarray([[a_pixel, 0, WIDE / 2 - a_pixel * middle], [0, a_pixel, LINE - a_pixel * line]])
    seen = cv2.warpAffine(soft, m, (WIDE, TALL), flags=cv2.INTER_LINEAR)
    return np.minimum(seen, FULL).astype(np.float32)


def _alike(pictures: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """How like each form is to each other, from -1 to 1; -1 to itself."""
    flat = unit(np.stack(pictures))
    alike = flat @ flat.T
    np.fill_diagonal(alike, -1.0)
    return alike


def _belongs_to(
    k: int, text: str, groups: Mapping[str, npt.NDArray[np.int64]], likeness: npt.NDArray[np.float32]
) -> tuple[str, float]:
    """The text a form rather belongs to, or nothing, and by how much."""
    siblings = groups[text][groups[text] != k]
    if len(siblings) < 2 or float(np.median(likeness[np.ix_(siblings, siblings)].max(1))) < _AGREE:
        return "", 0.0
    own = float(np.median(likeness[k, siblings]))
    best, found = own + _MARGIN, ""
    for other, members in groups.items():
        if other == text or _twins(text, other):
            continue
        alike = float(np.sort(likeness[k, members])[-2:].mean())
        if alike > max(best, _ALIKE) and float(np.median(likeness[np.ix_(siblings, members)])) < _TWINS:
            best, found = alike, other
    return found, best - own
