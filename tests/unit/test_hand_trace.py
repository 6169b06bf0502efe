"""Tracing finds the edge of ink to a fraction of a pixel, with few curves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from amends.desk.hand.trace import polygon, trace


def disc(radius: float, hole: float = 0.0) -> np.ndarray:
    """A disc around (40.25, 39.5) with soft edges, as a lens would show it."""
    y, x = np.mgrid[:80, :80] + 0.5
    away = np.hypot(x - 40.25, y - 39.5)
    ink = np.clip(radius - away + 0.5, 0, 1) * np.clip(away - hole + 0.5, 0, 1)
    return cv2.GaussianBlur((ink * 160).astype(np.uint8), (0, 0), 0.8)


@pytest.mark.parametrize("radius", [6.0, 9.5, 25.0])
def test_a_round_dot_is_found_to_a_tenth_of_a_pixel(radius):
    ((ring,),) = trace([disc(radius)], 80, 0.1)
    away = np.hypot(*(polygon(ring, 20) - [40.25, 39.5]).T)
    assert np.abs(away - radius).max() < 0.25
    assert abs(away.mean() - radius) < 0.12
    assert len(ring) <= 12


def test_curves_join_and_close():
    (outline,) = trace([disc(25, 12)], 80, 0.16)
    for ring in outline:
        assert np.allclose(ring[:-1, 3], ring[1:, 0])
        assert np.allclose(ring[-1, 3], ring[0, 0])


def test_a_hole_turns_the_other_way():
    (outline,) = trace([disc(25, 12)], 80, 0.16)
    turns = []
    for ring in outline:
        x, y = polygon(ring).T
        turns.append(float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2))
    assert len(turns) == 2
    assert turns[0] * turns[1] < 0
    assert abs(sum(turns)) == pytest.approx(np.pi * (25**2 - 12**2), rel=0.02)


def test_a_square_keeps_its_corners():
    plane = np.zeros((60, 60), np.uint8)
    plane[15:45, 15:45] = 160
    ((ring,),) = trace([cv2.GaussianBlur(plane, (0, 0), 0.6)], 80, 0.16)
    points = polygon(ring, 20)
    for corner in [(15, 15), (45, 15), (45, 45), (15, 45)]:
        assert np.hypot(*(points - corner).T).min() < 1.0


def test_a_looser_fit_has_fewer_curves_and_strays_further():
    y, x = np.mgrid[:120, :120] / 120
    plane = (160 * (np.sin(9 * x) * np.cos(7 * y) > 0.2)).astype(np.uint8)
    plane = cv2.GaussianBlur(plane, (0, 0), 1.2)
    tight, loose = trace([plane], 80, 0.08)[0], trace([plane], 80, 0.8)[0]
    assert sum(map(len, loose)) < sum(map(len, tight))


def test_specks_and_blank_paper_have_no_outline():
    speck = np.zeros((40, 40), np.uint8)
    speck[20:22, 20:22] = 160
    assert trace([np.zeros((40, 40), np.uint8), speck, disc(8)], 80)[:2] == [(), ()]
    assert trace([], 80) == []
