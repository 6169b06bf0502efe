"""The mailbag in a browser: fronts first, opened one by one, placed by the writer's own eye, and gone on from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from amends.desk.journey.mailbag import open_one
from amends.desk.journey.scanning import scan
from amends.desk.journey.threads import answer_answer
from amends.desk.people.files import Source
from tests.browser.test_desk import PLACES, Writer, drawn
from tests.paper_that_came import a_jpeg, a_pdf, envelope, letter_page, paper

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("how", PLACES)
def test_an_envelope_lies_there_as_it_came_and_is_placed_opened_and_noted(chromium, axe, link, home, how):
    pile = a_pdf(envelope(), letter_page())
    with home.at_desk() as desk:
        scan(desk, [Source("pile.pdf", pile), Source("blank.jpg", a_jpeg(paper(210, 297)))])
    writer = Writer(chromium, link, axe, **how)
    writer.sit_down()
    writer.follow("Mailbag", "The mailbag")
    page = writer.page
    said = page.locator("main").inner_text()
    assert "An envelope on paper" in said
    assert "Came back blank" in said
    front = page.get_by_role("img", name="The front of the envelope, as it came.")
    assert drawn(front) > front.evaluate("one => one.naturalHeight")
    assert drawn(page.locator(".envelope__ink").first) > 0

    item = page.locator(".unsorted li", has=front)
    item.get_by_text("I know who it is from").click()
    item.get_by_label("Their name").fill("Ana Duarte")
    writer.click(item.get_by_role("button", name="Put it with their letter"), "The mailbag")
    letter = page.locator(".bag__item", has=page.get_by_role("img", name="The front of the envelope, as it came."))
    writer.click(letter.get_by_role("button", name="Open"), "An answer to your letter to Ana Duarte")
    assert page.locator("figure img").count() == 2
    page.get_by_text("What came, untouched").click()
    assert axe(page) == []
    with page.expect_download() as coming:
        page.get_by_role("link", name="page-1.pdf").click()
    assert coming.value.suggested_filename.endswith("-page-1.pdf")
    assert coming.value.path().read_bytes() == pile
    page.get_by_label("What it was, in your own words").fill("She kept the oars.")
    writer.press("Note it", "An answer to your letter to Ana Duarte")
    writer.press("I read in it that they want to hear again", "An answer to your letter to Ana Duarte")
    expect(page.get_by_role("link", name="Write it")).to_be_visible()
    writer.click(page.get_by_role("button", name="Turn page 1 around"), "An answer to your letter to Ana Duarte")
    writer.follow("Back to the mailbag", "The mailbag")
    assert "She kept the oars." in page.locator("main").inner_text()
    writer.leave()


def test_scans_are_dropped_into_the_bag_and_what_cannot_be_read_is_named(chromium, axe, link, home):
    with home.at_desk() as desk:
        open_one(desk, home.answers[0])
        answer_answer(desk, "Ruth Amsel", home.answers[0], "Dear Ruth,\n\nThank you for reading it twice.\n")
    writer = Writer(chromium, link, axe)
    writer.sit_down()
    writer.follow("Ruth Amsel", "Ruth Amsel")
    assert "Thank you for reading it" in writer.page.locator(".goes-on").inner_text()
    writer.follow("Mailbag", "The mailbag")
    page = writer.page
    files = [
        {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg(envelope(who="alder"))},
        {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg(envelope(who="edith"))},
        {"name": "cut.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg(letter_page())[:9000]},
    ]
    page.get_by_label("Files").set_input_files(files)
    writer.press("Put them into the mailbag", "Put into the mailbag")
    said = page.locator("main").inner_text()
    assert "2 new answers, not opened." in said
    assert "cut.jpg" in said
    writer.follow("To the mailbag", "The mailbag")
    assert page.get_by_role("img", name="The front of the envelope, as it came.").count() == 2

    # A scan cut one letter in two: what lies second goes behind the first, and comes away from it again.
    tray = page.locator(".unsorted > li")
    before = tray.count()
    writer.follow("It belongs behind another answer page 2 that is not placed", "A page that is not placed")
    page.get_by_text("It belongs behind another answer").click()
    assert axe(page) == []
    first = page.locator("option", has_text="Number 1 of what is not placed").get_attribute("value")
    page.get_by_label("Behind which").select_option(first)
    writer.press("Put its pages behind it", "A page that is not placed")
    expect(page.get_by_role("button", name="Open it now")).to_be_visible()
    writer.follow("Back to the mailbag", "The mailbag")
    assert tray.count() == before - 1
    writer.follow("It belongs behind another answer page 1 that is not placed", "A page that is not placed")
    writer.press("Lay them apart again", "A page that is not placed")
    writer.follow("Back to the mailbag", "The mailbag")
    assert tray.count() == before

    page.get_by_label("once a week").check()
    writer.press("Let it come so", "The mailbag")
    assert page.get_by_label("once a week").is_checked()
    writer.press("Suggest no names for what is not placed", "The mailbag")
    expect(page.get_by_role("button", name="Suggest names for what is not placed")).to_be_visible()
    writer.leave()
