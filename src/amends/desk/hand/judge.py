"""Compares the boxes of a hand with each other, to find what was written into the wrong one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.boxes import Flaw, Form
from amends.desk.hand.ink import FULL
from amends.desk.hand.lines import Ruling
from amends.desk.hand.optics import softened
from amends.desk.hand.rectify import SCALE

_WIDE, _TALL, _LINE, _X = 30, 40, 28, 12
"""The small picture two forms are compared by: its size, where the line runs, and how high a small letter is."""
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


def find_swapped(forms: Sequence[Form], ruling: Ruling) -> list[Form]:
    """The same forms, with those marked that look like another letter's rather than their own.

    A form is only marked where its own letter has at least two other forms that agree, so a letter that is simply
    written in two ways passes.
    """
    places = [k for k, f in enumerate(forms) if f.flaw is None and len(f.box.text) == 1 and f.box.text.isalnum()]
    if len(places) < 6:
        return list(forms)
    texts = [forms[k].box.text for k in places]
    likeness = _likeness([_seen(forms[k], ruling) for k in places])
    groups: dict[str, npt.NDArray[np.int64]] = {
        text: np.flatnonzero([t == text for t in texts]) for text in dict.fromkeys(texts)
    }
    doubted = {k: _belongs_to(k, texts[k], groups, likeness) for k in range(len(places))}
    crossed = {(texts[k], other) for k, (other, _) in doubted.items() if other}
    judged = list(forms)
    for k, (other, margin) in doubted.items():
        if other and (margin > _PLAIN or (other, texts[k]) in crossed):
            judged[places[k]] = replace(forms[places[k]], flaw=Flaw.SWAPPED, likeness=other)
    return judged


def _seen(form: Form, ruling: Ruling) -> npt.NDArray[np.float32]:
    """The form as a small blurred picture, at its height above the line and centred across."""
    a_pixel = _X / (ruling.x_height * SCALE)
    left, _, right, _ = form.extent
    middle = (left + right) / 2 * SCALE - form.x
    line = ruling.line(form) * SCALE - form.y
    soft = softened(form.plane, 0.9 / a_pixel)
    m = np.asarray([[a_pixel, 0, _WIDE / 2 - a_pixel * middle], [0, a_pixel, _LINE - a_pixel * line]])
    seen = cv2.warpAffine(soft, m, (_WIDE, _TALL), flags=cv2.INTER_LINEAR)
    return np.minimum(seen, FULL).astype(np.float32)


def _likeness(pictures: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    flat = np.stack([picture.ravel() for picture in pictures])
    flat -= flat.mean(1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
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
        if other == text or any(text in twins and other in twins for twins in _SAME):
            continue
        alike = float(np.sort(likeness[k, members])[-2:].mean())
        if alike > max(best, _ALIKE) and float(np.median(likeness[np.ix_(siblings, members)])) < _TWINS:
            best, found = alike, other
    return found, best - own
