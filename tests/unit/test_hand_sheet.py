"""A specimen sheet says what it is, asks for what is wanted, and leaves room to write."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.hand.draw import make_sheet
from amends.desk.hand.repertoire import ALL, LANGUAGES, asked_for
from amends.desk.hand.sheet import CELL, EDITION, PAPERS, marks, pages, plan, read_code
from amends.errors import AmendsError, WrongUsage

TEXTS = [each.text for each in ALL]
wishes = st.tuples(
    st.sampled_from(sorted(PAPERS)),
    st.lists(st.sampled_from(sorted(LANGUAGES)), unique=True, max_size=5),
    st.one_of(st.none(), st.lists(st.sampled_from(TEXTS), min_size=1, max_size=60, unique=True)),
)


@given(wishes)
def test_a_page_code_says_everything_needed_to_read_the_page(wish):
    sheet = plan(*wish)
    for page in pages(sheet):
        assert read_code(page.code) == (sheet, page.number)
        assert len(page.code) < 130  # no finer than a phone of three megapixels can read


@given(wishes)
def test_boxes_stand_apart_from_each_other_and_from_every_mark(wish):
    for page in pages(plan(*wish)):
        width, height = page.paper
        areas = [(b.x, b.y, b.x + b.width, b.y + CELL[1]) for b in page.boxes]
        areas += [(m.x, m.y, m.x + m.side, m.y + m.side) for m in page.marks]
        areas += [(x, y, x + 15, y + 15) for x, y in page.codes]
        assert all(a[0] > 4 and a[1] > 4 and a[2] < width - 4 and a[3] < height - 4 for a in areas)
        for place, one in enumerate(areas):
            for other in areas[place + 1 :]:
                apart = one[2] <= other[0] + 1e-6 or other[2] <= one[0] + 1e-6
                assert apart or one[3] <= other[1] + 1e-6 or other[3] <= one[1] + 1e-6


@pytest.mark.parametrize("size", sorted(PAPERS))
def test_an_english_hand_fits_on_two_pages_with_four_boxes_a_letter(size):
    laid = pages(plan(size))
    assert len(laid) == 2
    texts = [box.text for page in laid for box in page.boxes]
    assert all(texts.count(c) >= 4 for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert {"th", "sorry", "&", "@", "£", "€", "“", "’", "7"} <= set(texts)


@pytest.mark.parametrize(
    ("language", "letters"),
    [("es", "ñÑ¿¡"), ("fr", "éÉçœ«"), ("de", "äÄß„"), ("pt", "ãÕ"), ("it", "àÙ"), ("da", "æØå"), ("pl", "łŁżą")],
)
def test_a_language_brings_its_own_letters(language, letters):
    assert set(letters) <= {each.text for each in asked_for([language])}


def test_a_region_makes_no_difference():
    assert plan("a4", ["pt-BR", "EN-us"]) == plan("a4", ["en", "pt"])


def test_a_second_sheet_asks_only_for_what_is_missing():
    laid = pages(plan("letter", ["fr"], only=["é", "q", "th"]))
    assert {box.text for page in laid for box in page.boxes} == {"é", "q", "th"}
    assert sum(box.text == "q" for box in laid[0].boxes) == 4


def test_the_same_wishes_give_the_same_bytes_and_others_do_not():
    assert make_sheet("a4", ["de"]) == make_sheet("a4", ["de"])
    assert make_sheet("a4", ["de"]) != make_sheet("a4", ["fr"])


@pytest.mark.parametrize("size", sorted(PAPERS))
def test_the_pdf_has_the_size_of_the_paper(size):
    with pikepdf.open(io.BytesIO(make_sheet(size))) as document:
        assert len(document.pages) == 2
        box = [float(v) for v in document.pages[0].mediabox]
        assert box[2] / 72 * 25.4 == pytest.approx(PAPERS[size][0], abs=0.05)
        assert box[3] / 72 * 25.4 == pytest.approx(PAPERS[size][1], abs=0.05)


@pytest.mark.parametrize(
    ("size", "languages", "only", "says"),
    [
        ("a3", ["en"], None, "a3"),
        ("a4", ["tlh"], None, "tlh"),
        ("a4", ["en"], ["漢"], "漢"),
        ("a4", ["en"], [], "missing"),
    ],
)
def test_a_wish_nobody_can_meet_is_refused_by_name(size, languages, only, says):
    with pytest.raises(WrongUsage, match=says):
        make_sheet(size, languages, only)


def test_a_code_of_somebody_else_is_no_sheet_and_a_newer_sheet_says_so():
    assert read_code("https://example.org") is None
    with pytest.raises(AmendsError, match="edition 9"):
        read_code("AMENDS-HAND/9:A4:EN:1".replace("9", str(EDITION + 8), 1))


def test_every_mark_of_a_page_has_an_id_of_its_own():
    ids = [mark.id for mark in marks("a4", 3)]
    assert len(ids) == len(set(ids)) == 15
