"""A writer sees a line of every hand and what went wrong on their own sheet, and asks for that again."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from amends.clock import MACHINE, Replay
from amends.desk.drawer.place import Place
from amends.desk.hand.boxes import Flaw
from amends.desk.hand.make import make_hand
from amends.desk.hand.repertoire import JOINED
from amends.desk.hand.report import report_pdf
from amends.desk.hand.sheet import pages, plan
from amends.desk.hand.shipped import NoHands, shipped_hands
from amends.desk.journey import hands as journey
from amends.desk.journey.opening import Desk, make_desk, open_desk
from amends.desk.people.files import Source
from amends.errors import WrongUsage
from tests.hand_simulator import Pen, Phone, blank_pages, fill, shoot, strike

LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    place = Place(tmp_path / "desk")
    make_desk(place, "Tom Field", "rosemary by the gate", MACHINE, work_factor=10)
    with open_desk(place, "rosemary by the gate", MACHINE) as opened:
        yield opened


def pen_font() -> bytes:
    try:
        return shipped_hands()[0].ttf
    except NoHands:
        pytest.skip("no hand is built in to write the sheet with")


@functools.cache
def photograph() -> bytes:
    """A sheet of small letters on which z was forgotten and one m crossed out."""
    printed = blank_pages("a4", ("en",), LETTERS)[0]
    filled = fill(printed, Pen(pen_font(), seed=4), lambda box: "" if box.text == "z" else box.text)
    strike(filled, next(box for box in filled.page.boxes if box.text == "m"))
    return shoot(filled, Phone(megapixels=8)).jpeg


def test_the_report_shows_every_box_that_went_wrong_and_the_pages():
    made = make_hand([photograph()], "Tom's", Replay())
    with pikepdf.open(io.BytesIO(report_pdf(made.remarks, made.pictures))) as told:
        assert len(told.pages) >= 2
    with pypdfium2.PdfDocument(report_pdf(made.remarks, made.pictures)) as told:
        text = told[0].get_textpage().get_text_range()
    assert "Nothing is written" in text
    assert "crossed out" in text


def test_a_report_of_nothing_says_so():
    with pypdfium2.PdfDocument(report_pdf([], [])) as told:
        assert "Every box could be read" in told[0].get_textpage().get_text_range()


def test_a_desk_remembers_what_went_wrong_with_a_picture_and_what_a_second_sheet_should_ask(desk: Desk):
    journey.make_own(desk, [Source("sheet.jpg", photograph())], "mine")
    told = journey.report(desk, "mine")
    assert set(told.again) == {"m", "z"}
    crossed = [remark for remark in told.remarks if "crossed out" in remark.says]
    assert crossed[0].picture.startswith(b"\x89PNG")
    with pytest.raises(WrongUsage, match="ana"):
        journey.report(desk, "ana")


def test_every_hand_is_shown_with_a_line_that_it_can_write(desk: Desk):
    journey.make_own(desk, [Source("sheet.jpg", photograph())], "mine")
    listed = journey.hands(desk)
    assert listed[0].own
    assert all(one.sample for one in listed)
    with pypdfium2.PdfDocument(journey.samples(desk)) as shown:
        text = shown[0].get_textpage().get_text_range()
    assert all(one.name in text for one in listed)


def test_a_sheet_of_pairs_for_a_joined_up_hand_fits_on_two_pages():
    laid = pages(plan("a4", ("en",), JOINED))
    assert len(laid) <= 2
    assert {box.text for page in laid for box in page.boxes} == set(JOINED)


def test_a_row_filled_in_from_the_wrong_box_on_is_found():
    printed = blank_pages("a4", ("en",), LETTERS)[0]
    row = [box for box in printed[0].boxes if box.row == 3]
    texts = [box.text for box in row]
    moved = {(box.text, box.form): texts[at - 4] for at, box in enumerate(row) if at >= 4}
    filled = fill(printed, Pen(pen_font(), seed=6), lambda box: moved.get((box.text, box.form), box.text))
    made = make_hand([shoot(filled, Phone(megapixels=8)).jpeg], "moved", Replay())
    wrong = [form for form in made.read if form.flaw is Flaw.SWAPPED]
    assert {form.box.row for form in wrong} == {3}
    assert len(wrong) >= 6
