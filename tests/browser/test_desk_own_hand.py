"""A hand of one's own, made at the desk as somebody without a command line would: sheet, pen, telephone."""

from __future__ import annotations

import pypdfium2
import pytest

from amends.desk.hand.sheet import pages, plan
from amends.desk.hand.shipped import shipped_hand
from tests.browser.test_desk import PLACES, Writer
from tests.hand_simulator import Pen, Phone, blank_pages, fill, shoot

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    """The pages of a sheet, filled in with a pen and photographed with a telephone; one box was left empty."""
    folder, pen = tmp_path_factory.mktemp("telephone"), Pen(shipped_hand().ttf, seed=3, breadth=0.4)
    files = []
    for number, page in enumerate(blank_pages("a4"), start=1):
        files.append(folder / f"IMG_{number:04}.jpg")
        files[-1].write_bytes(shoot(fill(page, pen), Phone(seed=60 + number)).jpeg)
    return files


@pytest.mark.parametrize("how", PLACES)
def test_from_the_sheet_to_letters_in_ones_own_hand(chromium, axe, link, home, how, photographs):
    writer = Writer(chromium, link, axe, **how)
    page = writer.page
    writer.sit_down()
    writer.follow("Hands", "Hands")
    with page.expect_download() as asked:
        page.get_by_role("button", name="Make the sheet").click()
    assert asked.value.suggested_filename == "sheet.pdf"
    with pypdfium2.PdfDocument(asked.value.path()) as made:
        assert len(made) == len(pages(plan("a4", ("en",), None)))

    page.get_by_label("Photographs").set_input_files(photographs)
    page.get_by_label("What to call it").fill("My own")
    page.get_by_role("button", name="Make the hand", exact=True).click()
    page.get_by_role("heading", level=2, name="My own").wait_for(timeout=600_000)
    writer.sees("Hands")
    own = page.get_by_role("region", name="My own", exact=True)
    assert "Letters are written in this hand." in own.inner_text()
    drawn = own.locator(".hand__line").evaluate("line => getComputedStyle(line).fontFamily")
    assert drawn.startswith('"Hand 0"')

    # A picture that shows no sheet makes no hand, and says what it saw.
    page.get_by_label("Photographs").set_input_files(
        {"name": "cat.png", "mimeType": "image/png", "buffer": page.screenshot()}
    )
    page.get_by_label("What to call it").fill("A cat")
    page.get_by_role("button", name="Make the hand", exact=True).click()
    page.get_by_role("heading", level=1, name="Hands", exact=True).wait_for(state="detached", timeout=600_000)
    assert "shows no marks of a specimen sheet" in page.locator("main").inner_text()
    page.goto(f"{writer.home}/hands")
    assert page.get_by_role("region", name="A cat").count() == 0
    writer.leave()
