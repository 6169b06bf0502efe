"""How like two inks are, measured on four times as fine a grid as the page."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from amends.desk.hand.boxes import Form
from amends.desk.hand.trace import Outline, polygon
from tests.hand_simulator import Pixels

GRID = 4
_POINTS = 16


def inked(outline: Outline, form: Form) -> Pixels:
    """Where an outline, traced from a form's plane, is ink; sampled, since drawing a polygon's edge fattens it."""
    tall, wide = form.plane.shape
    drawn = np.zeros((tall * _POINTS, wide * _POINTS), np.uint8)
    rings = [(polygon(curves) * _POINTS * 256 - 128).round().astype(np.int32) for curves in outline]
    cv2.fillPoly(drawn, rings, 1, shift=8)
    small = cv2.resize(drawn.astype(np.float32), (wide * GRID, tall * GRID), interpolation=cv2.INTER_AREA)
    return small > 0.5


def true_ink(form: Form, ink: Pixels) -> Pixels:
    """Where a page's true ink (0-255) lies under a form's plane."""
    tall, wide = form.plane.shape
    part = ink[form.y : form.y + tall, form.x : form.x + wide]
    return cv2.resize(part, None, fx=GRID, fy=GRID, interpolation=cv2.INTER_CUBIC) > 127


def own_ink(form: Form, picture: Pixels) -> Pixels:
    """Where a form's own photograph is ink, by Otsu's threshold between paper and pen."""
    tall, wide = form.plane.shape
    grey = cv2.cvtColor(picture[form.y : form.y + tall, form.x : form.x + wide], cv2.COLOR_BGR2GRAY)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cv2.resize(grey, None, fx=GRID, fy=GRID, interpolation=cv2.INTER_CUBIC) < level


def overlap(one: Pixels, other: Pixels) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max(1, (one | other).sum()))


def overlaps(forms: Sequence[Form], outlines: Sequence[Outline], truths: Sequence[Pixels]) -> Pixels:
    """The overlap of every form's outline with its truth."""
    return np.asarray([overlap(inked(o, f), t) for f, o, t in zip(forms, outlines, truths, strict=True)])
