"""Knowing a hand: strokes thinned, ink told from paper and table, likenesses judged, strangers left strangers."""

from __future__ import annotations

import sys

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.knowing import match
from amends.desk.knowing.encode import Trace, trace_from_bytes, trace_of
from amends.desk.knowing.inked import ink_of
from amends.desk.knowing.learnt import learnt
from amends.desk.knowing.thin import thinned
from amends.desk.mailbag.evidence import Suggested, by_strength
from amends.errors import Refused


def _page(text: str, font: int = cv2.FONT_HERSHEY_SCRIPT_COMPLEX, breadth: int = 2) -> np.ndarray:
    page = np.full((700, 1500, 3), 235, np.uint8)
    for row, line in enumerate(text.split("\n")):
        cv2.putText(page, line, (60, 120 + 110 * row), font, 2.0, (60, 40, 30), breadth, cv2.LINE_AA)
    return page


WORDS = "Dear Tomas, thank you\nfor the letter you wrote\nwe read it in the garden\nand it was good to read"
OTHER = "The key is under the stone\nby the door, come when\nyou like, bring bread"


def test_thinning_leaves_lines_one_pixel_wide() -> None:
    mask = np.zeros((80, 200), np.uint8)
    cv2.line(mask, (20, 60), (180, 20), 1, 9)
    lines = thinned(mask)
    assert 100 < lines.sum() < 200
    assert (lines <= mask).all()
    assert not cv2.erode(lines, np.ones((2, 2), np.uint8)).any()


def test_rules_tables_and_stamps_are_no_ink() -> None:
    page = _page(WORDS)
    plain = ink_of(page)
    cv2.line(page, (20, 640), (1480, 642), (60, 40, 30), 3)
    cv2.circle(page, (1330, 600), 46, (150, 30, 120), 5)
    noisy = ink_of(cv2.copyMakeBorder(page, 200, 200, 200, 200, cv2.BORDER_CONSTANT, value=(20, 20, 20)))
    inside = noisy[200:-200, 200:-200]
    assert plain.sum() > 5000
    assert not noisy[:190].any()
    assert inside[630:].sum() == 0
    assert 0.9 < inside.sum() / plain.sum() < 1.1


def test_a_trace_comes_back_from_its_bytes_and_a_damaged_one_is_refused() -> None:
    trace = trace_of(_page(WORDS), learnt())
    again = trace_from_bytes(trace.to_bytes(), learnt())
    assert np.allclose(again.counts, trace.counts, rtol=1e-3)
    assert np.allclose(again.sums, trace.sums, atol=0.1, rtol=1e-2)
    with pytest.raises(Refused, match="damaged"):
        trace_from_bytes(trace.to_bytes()[:-2], learnt())


def test_a_bare_page_suggests_nobody() -> None:
    known = match.hands({"ana": trace_of(_page(WORDS), learnt())}, learnt())
    bare = trace_of(np.full((600, 900, 3), 240, np.uint8), learnt())
    assert bare.bare
    assert match.likely(bare, known) == ()
    assert match.likely(trace_of(_page(WORDS), learnt()), match.hands({}, learnt())) == ()


def test_the_same_hand_with_another_pen_is_nearer_than_another_hand() -> None:
    script = trace_of(_page(WORDS), learnt())
    plain = trace_of(_page(WORDS, cv2.FONT_HERSHEY_PLAIN, 2), learnt())
    known = match.hands({"script": script, "plain": plain}, learnt())
    found, _ = match.compared(trace_of(_page(OTHER, breadth=4), learnt()), known)
    assert found[0] > found[1]


def test_hands_looked_through_by_sketch_come_out_as_they_do_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"script": _page(WORDS), "plain": _page(WORDS, cv2.FONT_HERSHEY_PLAIN, 2)}
    traces = {name: trace_of(page, learnt()) for name, page in pages.items()}
    asked = trace_of(_page(OTHER), learnt())
    exact, _ = match.compared(asked, match.hands(traces, learnt()))
    monkeypatch.setattr(match, "FEW", 1)
    sketched, _ = match.compared(asked, match.hands(traces, learnt()))
    assert np.allclose(exact, sketched, atol=1e-5)


@given(st.floats(-5, 5), st.integers(1, 10_000))
def test_what_stands_further_above_the_rest_is_surer(above: float, many: int) -> None:
    near, nearer = (match.sure(np.asarray([one, np.log(many)], np.float32), learnt()) for one in (above, above + 1))
    assert 0 <= near < nearer <= 1


def test_traces_of_one_hand_add_up() -> None:
    one, two = (trace_of(_page(text), learnt()) for text in (WORDS, OTHER))
    both = one + two
    assert isinstance(both, Trace)
    assert both.counts.sum() == one.counts.sum() + two.counts.sum()


def test_the_stronger_evidence_stands_first_and_a_person_once() -> None:
    hand = Suggested("a", "Ana", 0.99, "The hand.", "hand")
    printed = Suggested("b", "Bo", 0.6, "The address.", "print")
    again = Suggested("b", "Bo", 0.9, "The hand.", "hand")
    assert by_strength([hand, again, printed]) == (printed, hand)


def test_made_up_writers_nothing_was_fitted_on_are_known_again(root, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = root / "bench" / "writers" / "node_modules" / "@fontsource"
    if not folder.is_dir():
        pytest.skip("the open fonts to measure by are not fetched: python -m bench.know fetches them")
    monkeypatch.setattr(sys, "path", [str(root / "knowing"), *sys.path])
    import learn

    fonts = learn.families(folder)[:8]
    people = [learn.judged(font, 0, learnt()) for font in fonts]
    among = match.hands({one.family: one.page for one in people[:6]}, learnt())
    for one in people[:6]:
        found, _ = match.compared(one.asked["photo"], among)
        assert among.names[int(np.argmax(found))] == one.family
    for stranger in people[6:]:
        assert match.likely(stranger.asked["plain"], among) == ()
