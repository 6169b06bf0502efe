"""A whole sheet is filled in, photographed and made into a hand, and letters are set in it."""

from __future__ import annotations

import functools
import io
import re
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pytest
import typst
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from amends.clock import Replay
from amends.desk.hand.boxes import EDGE, Flaw
from amends.desk.hand.make import STRAY, MadeHand, make_hand
from amends.desk.hand.shipped import NoHands, own_hand, shipped_hands
from amends.desk.hand.trace import trace
from amends.errors import Refused
from tests.hand_simulator import Filled, Pen, Phone, blank_pages, fill, shoot, strike
from tests.hand_simulator.measure import overlaps, own_ink, true_ink

LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")


def pen_font(which: int = 0) -> bytes:
    try:
        return shipped_hands()[which].ttf
    except NoHands:
        pytest.skip("no hand is built in to write the sheet with")


@dataclass(frozen=True)
class Made:
    """A hand and the truth it was made from."""

    pages: list[Filled]
    files: list[bytes]
    hand: MadeHand


@functools.cache
def whole() -> Made:
    """A whole English sheet, written by one of the shipped hands."""
    pages = [fill(printed, Pen(pen_font(), seed=5, row_sink=0.2)) for printed in blank_pages("a4")]
    files = [shoot(page, Phone(megapixels=12, seed=20 + k)).jpeg for k, page in enumerate(pages)]
    return Made(pages, files, make_hand(files, "Test Hand", Replay()))


def likeness(made: Made) -> np.ndarray:
    """Overlap of what was traced with the true ink, over all good boxes."""
    forms = [form for form in made.hand.read if form.flaw is None]
    outlines = trace([form.plane for form in forms], EDGE, STRAY)
    ink = {page.page.number: page.ink for page in made.pages}
    return overlaps(forms, outlines, [true_ink(form, ink[form.page]) for form in forms])


def test_a_hand_draws_what_was_written():
    found = likeness(whole())
    assert np.median(found) >= 0.965
    assert np.quantile(found, 0.05) >= 0.94


def test_a_wrong_font_is_nothing_like_what_was_written():
    made = whole()
    other = fill(blank_pages("a4")[0], Pen(pen_font(2), seed=5))
    forms = [form for form in made.hand.read if form.flaw is None and form.page == 1]
    outlines = trace([form.plane for form in forms], EDGE, STRAY)
    assert np.median(overlaps(forms, outlines, [true_ink(form, other.ink) for form in forms])) < 0.5


def test_every_letter_has_four_forms_and_nothing_is_missing():
    hand = whole().hand
    assert hand.alternates >= 4
    assert hand.outlines >= 5
    assert hand.missing == ()
    assert not [remark for remark in hand.remarks if remark.flaw is not Flaw.TOUCHING]


def test_outlines_are_lean():
    font = TTFont(io.BytesIO(whole().hand.ttf))
    glyf = font["glyf"]
    points = [len(glyf[name].coordinates) for name in font.getGlyphOrder() if glyf[name].numberOfContours > 0]
    assert np.median(points) < 160
    assert len(whole().hand.ttf) < 260_000
    assert len(whole().hand.woff2) < 0.7 * len(whole().hand.ttf)


def test_accents_nobody_wrote_are_composed_and_said_to_be():
    hand = whole().hand
    assert set("éàüñçåøłęőÉÅŁ¿«") <= set(hand.composed) <= hand.characters
    glyphs = TTFont(io.BytesIO(hand.ttf))
    top = lambda c: glyphs["glyf"][glyphs.getBestCmap()[ord(c)]].yMax  # noqa: E731
    assert top("é") > top("e") + 80
    assert top("ï") < top("Ï")
    assert "ß" not in hand.characters  # no other letter makes one


def test_the_font_has_every_name_a_typesetter_looks_for():
    font = TTFont(io.BytesIO(whole().hand.ttf))
    names = {number: font["name"].getDebugName(number) for number in (1, 2, 3, 4, 5, 6, 16, 17)}
    assert names[1] == names[16] == "Test Hand"
    assert names[4] == "Test Hand Regular"
    assert names[6] == "TestHand-Regular"
    assert all(names.values())
    assert TTFont(io.BytesIO(whole().hand.woff2)).getBestCmap() == font.getBestCmap()


def shaped(text: str, **features: bool) -> tuple[list[str], list[int]]:
    font = hb.Font(hb.Face(whole().hand.ttf))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, features)
    return (
        [font.glyph_to_string(info.codepoint) for info in buffer.glyph_infos],
        [position.x_advance for position in buffer.glyph_positions],
    )


def test_a_letter_twice_in_a_word_is_drawn_twice():
    names, _ = shaped("bamama")
    assert len(set(names)) == 6


@pytest.mark.parametrize("pair", ["To", "Te", "Yo", "AV"])
def test_overhanging_letters_let_their_neighbours_in(pair):
    kerned, plain = (sum(shaped(pair, calt=False, kern=on)[1]) for on in (True, False))
    assert plain - kerned > 12


def test_a_page_set_in_the_hand_uses_the_hand_and_keeps_its_text(tmp_path):
    (tmp_path / "hand.ttf").write_bytes(whole().hand.ttf)
    words = "Dear Joan, I am sorry for what I did. Yours, Tom & “Anna” at 7 o’clock, café."
    source = '#set text(font: "Test Hand", fallback: false)\n' + words.replace("&", "\\&")
    compiler = typst.Compiler(source.encode(), font_paths=typst.Fonts(False, False, [tmp_path]))
    page, warnings = compiler.compile_with_warnings(format="pdf")
    assert not warnings
    with pypdfium2.PdfDocument(page) as document:
        assert re.sub(r"\s+", " ", document[0].get_textpage().get_text_range()).strip() == words
        assert float(np.asarray(document[0].render().to_pil().convert("L")).min()) < 80


def test_the_desk_takes_it_for_a_hand_like_any_other():
    made = whole().hand
    hand = own_hand(made.ttf, hand_id="mine", name="Mine", outlines=made.outlines)
    assert hand.family == "Test Hand"
    assert hand.measures.x_height == pytest.approx(0.45, abs=0.02)
    assert {"é", "’", '"', "'", " "} <= hand.characters


def test_the_same_photographs_give_the_same_font():
    made = whole()
    assert make_hand(made.files, "Test Hand", Replay()).ttf == made.hand.ttf


# ── boxes that went wrong ─────────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def spoiled() -> tuple[MadeHand, Filled]:
    """A small sheet of which some boxes are empty, crossed out, swapped or run over."""
    printed = blank_pages("letter", ("en",), LETTERS)[0]

    def write(box) -> str:
        if (box.text, box.form) in {("d", 1), ("z", 0), ("z", 1), ("z", 2), ("z", 3)}:
            return ""
        return {("b", 2): "h", ("h", 0): "b"}.get((box.text, box.form), box.text)

    filled = fill(printed, Pen(pen_font(), seed=3, slant=0.02, turn=1.0, size=0.03), write)
    for box in filled.page.boxes:
        if (box.text, box.form) in {("m", 0), ("e", 4)}:
            strike(filled, box)
        if (box.text, box.form) == ("k", 1):
            x, y = int((box.x - 3) * 16), int((box.y + 5) * 16)
            filled.paper[y : y + 8, x : x + 130] = (28, 30, 66)
    return make_hand([shoot(filled, Phone(megapixels=8, curl=1.5)).jpeg], "Spoiled", Replay()), filled


def flawed(flaw: Flaw) -> set[str]:
    return {remark.text for remark in spoiled()[0].remarks if remark.flaw is flaw}


def test_empty_boxes_are_named_and_letters_without_any_are_missing():
    assert flawed(Flaw.EMPTY) == {"d", "z"}
    assert spoiled()[0].missing == ("z",)
    (advice,) = {remark.advice for remark in spoiled()[0].remarks if remark.text == "z"}
    assert "second sheet" in advice


def test_crossed_out_boxes_are_left_out():
    assert flawed(Flaw.CROSSED) == {"m", "e"}
    assert spoiled()[0].forms["m"] == 3
    assert spoiled()[0].forms["e"] == 4


def test_a_stroke_over_the_border_is_told():
    assert "k" in flawed(Flaw.TOUCHING)


def test_swapped_boxes_are_found_and_what_they_look_like():
    found = {(form.box.text, form.likeness) for form in spoiled()[0].read if form.flaw is Flaw.SWAPPED}
    assert found == {("b", "h"), ("h", "b")}


def test_every_remark_but_on_empty_boxes_shows_a_picture():
    for remark in spoiled()[0].remarks:
        assert remark.picture.startswith(b"\x89PNG") is (remark.flaw is not Flaw.EMPTY)
    assert all(picture.startswith(b"\x89PNG") for picture in spoiled()[0].pictures)


def test_a_second_sitting_fills_what_was_missing():
    hand, first = spoiled()
    again = fill(blank_pages("a4", ("en",), hand.missing)[0], Pen(pen_font(), seed=9))
    files = [shoot(page, Phone(megapixels=8)).jpeg for page in (first, again)]
    both = make_hand(files, "Both", Replay())
    assert both.missing == ()
    assert both.forms["z"] == 4


def test_too_little_writing_makes_no_font():
    printed = blank_pages("letter", ("en",), LETTERS)[0]
    few = fill(printed, Pen(pen_font()), lambda box: box.text if box.text in "abc" else "")
    with pytest.raises(Refused, match="3 of the small letters"):
        make_hand([shoot(few, Phone(megapixels=8)).jpeg], "few", Replay())


# ── real sheets ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("sheet", "characters", "least"), [("excellent", 80, 0.95), ("handwrite_1", 62, 0.93)])
def test_really_filled_sheets_are_read_and_drawn_as_they_were_written(shared, sheet, characters, least):
    hand = make_hand([(shared / "data" / "sheets" / f"{sheet}.jpg").read_bytes()], sheet, Replay())
    assert not hand.missing
    assert len(hand.forms) == characters
    forms = [form for form in hand.read if form.flaw is None]
    outlines = trace([form.plane for form in forms], EDGE, STRAY)
    truths = [own_ink(form, hand.flats[0].photograph.picture) for form in forms]
    assert np.median(overlaps(forms, outlines, truths)) >= least
