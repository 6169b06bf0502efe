"""A writer adds a play in the browser, quotes it wrongly, and is shown what it says while they write."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import PLACES, Writer
from tests.journey.test_desk_quotations import FOOLS, PLAY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("how", PLACES)
def test_a_misquotation_is_shown_as_it_is_typed(chromium, axe, link, home, how):
    writer = Writer(chromium, link, axe, **how)
    writer.sit_down()
    page = writer.page
    write = f"{writer.home}/letters/{home.letters['Desmond Obi']}/write"
    page.goto(write)
    writer.sees("To Desmond Obi")
    if not page.get_by_role("link", name="Texts you quote").is_visible():
        page.get_by_text("Your shortcuts").click()
    writer.follow("Texts you quote", "Texts you quote")
    page.get_by_label("A text, plain or EPUB").set_input_files(
        {"name": "play.txt", "mimeType": "text/plain", "buffer": PLAY.encode()}
    )
    writer.press("Add this text", "Texts you quote")
    assert "William Shakespeare" in page.get_by_role("table").inner_text()

    page.goto(write)
    writer.sees("To Desmond Obi")
    words = page.get_by_label("Your words")
    words.fill("Dear Desmond,\n\nPuck says: \u201cLord, what fools all mortals be!\u201d\n\nTomas")
    said = page.get_by_role("region", name="Words of others")
    expect(said).to_contain_text(f"The text has it otherwise: \u201c{FOOLS}\u201d")
    expect(said).to_contain_text("A Midsummer Night's Dream, III.2")
    words.fill(f"Dear Desmond,\n\nPuck says: \u201c{FOOLS}!\u201d\n\nTomas")
    expect(said).to_contain_text("Word for word.")

    page.goto(f"{writer.home}/quotations")
    writer.sees("Texts you quote")
    writer.click(page.get_by_role("button", name="Take it off"), "Texts you quote")
    assert page.get_by_role("table").count() == 0
    writer.leave()
