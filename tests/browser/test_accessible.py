"""WCAG 2.2 AA, as far as axe can see it: every view, light and dark, wide and on a phone."""

from __future__ import annotations

import pytest

from amends.desk.seal.sealing import KeyRoad
from tests.reading_room import EVERY_FORM, deposit, letter

pytestmark = pytest.mark.browser

PLACES = [
    pytest.param({"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}, id="light"),
    pytest.param({"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}, id="dark"),
    pytest.param({"color_scheme": "light", "viewport": {"width": 390, "height": 844}}, id="phone"),
    pytest.param({"color_scheme": "dark", "viewport": {"width": 320, "height": 640}}, id="small-phone"),
]


@pytest.mark.parametrize("place", PLACES)
def test_every_view_can_be_read_by_everybody(visitors, office, desk, axe, place):
    one, words, back = letter(), letter(EVERY_FORM, road=KeyRoad("words")), letter()
    deposit(desk, one, words, back)
    desk.withdraw(back.id)
    visitor = visitors(**place)
    page = visitor.page

    def clean(view: str) -> None:
        page.evaluate("scrollTo(0, 0)")  # what lies half under Exit is no small target: one scrolls
        assert axe(page) == [], view
        assert page.locator("h1").count() == 1, view
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{view} is wider than the screen"

    visitor.go(one.link(office))
    clean("sealed")
    page.get_by_label("Show the back").check()
    clean("back")
    page.get_by_label("Plain type").check()
    clean("plain type")
    page.get_by_label("Show the back").uncheck()
    page.get_by_label("Plain type").uncheck()
    page.locator(".choice", has_text="I don’t want it").click()
    clean("decline")
    visitor.press("Do not write to me again", "No more letters from this writer")
    clean("never")
    visitor.press("Back", "A letter is here for you")
    page.locator(".choice", has_text="Keep it sealed").click()
    clean("keep")
    visitor.press("Make a private link")
    link = page.get_by_label("Your private link").input_value()
    clean("private link")
    visitor.press("Back", "A letter is here for you")
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")
    page.get_by_text("What that shows").click()
    clean("opened")
    visitor.press("Pass it on", "Pass it on")
    clean("pass on")
    visitor.press("Back to the letter", "The letter")
    visitor.press("Write an answer", "An answer, if you want to write one")
    visitor.press("Seal and send the answer")
    page.get_by_text("Read the letter again").click()
    clean("answer with nothing written")
    page.get_by_label("Your words").fill("Yes.")
    visitor.press("Seal and send the answer", "The answer is sealed and sent")
    clean("sent")
    visitor.go(link)
    page.get_by_text("An answer was left").wait_for()
    clean("under the private link")
    visitor.go(one.link(office)[:-5], "Part of the link is missing")
    visitor.press("Use this link")
    clean("cut off")
    visitor.go(back.link(office), "The writer has taken the letter back")
    clean("taken back")
    visitor.go(f"{office.door.url}/l/{words.id}")
    page.get_by_label("The words").fill(words.sealed.words)
    clean("words")
    visitor.press("Use these words")
    page.locator(".envelope").wait_for()
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")
    clean("every form of words")
