"""Writing in a real browser: kept while one types, shown as it will look, with and without a script."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import writing
from tests.browser.test_desk import PLACES, Writer, drawn
from tests.desk_at_home import PASSPHRASE

pytestmark = pytest.mark.browser


def comes_to(true):
    """Waits until this is so; what the page sends by itself arrives in its own time."""
    for _ in range(1200):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that")


def under_hand(home, about):
    with home.at_desk() as desk, desk.drawer.transaction() as tx:
        page = writing.under_hand(tx, about)
    return page.text if page else None


@pytest.mark.parametrize("how", PLACES)
def test_words_are_kept_and_shown_in_the_hand_while_they_are_typed(chromium, axe, link, home, how):
    letter = home.letters["Desmond Obi"]
    writer = Writer(chromium, link, axe, **how)
    page = writer.page
    writer.sit_down()
    page.goto(f"{writer.home}/letters/{letter}/write")
    writer.sees("To Desmond Obi")
    first = page.locator("#beside img").first.get_attribute("src")

    page.get_by_label("Your words").press("Control+End")
    page.keyboard.type("\n\nMistakes were made.")
    expect(page.locator("#beside img").first).not_to_have_attribute("src", first)
    expect(page.locator("#beside")).to_contain_text("“Mistakes were made”")
    assert drawn(page.locator("#beside img").first) > 0
    expect(page.locator("#how")).to_have_text("Kept on this machine as you write; not a draft yet.")
    comes_to(lambda: (under_hand(home, letter) or "").endswith("Mistakes were made."))
    writer.sees("To Desmond Obi")

    # A remark is left aside by one click; the words on the page stay as they are.
    leave = page.get_by_role("listitem").filter(has_text="Mistakes were made").get_by_role("button")
    writer.click(leave, "To Desmond Obi")
    assert "Mistakes were made" not in page.locator("#beside").inner_text()
    assert page.get_by_label("Your words").input_value().strip().endswith("Mistakes were made.")

    # Away without keeping, and back: nothing is lost. Then kept, and compared with what was there before.
    writer.follow("Mailbag", "The mailbag")
    page.goto(f"{writer.home}/letters/{letter}/write")
    writer.sees("To Desmond Obi")
    assert page.get_by_label("Your words").input_value().strip().endswith("Mistakes were made.")
    writer.press("Keep this draft", "To Desmond Obi")
    assert under_hand(home, letter) is None
    writer.follow("Every earlier one is kept.", "Drafts side by side")
    assert "Mistakes were made." in " ".join(page.locator("ins").all_inner_texts())
    writer.press("Go on from draft 1", "To Desmond Obi")
    assert "Mistakes" not in page.get_by_label("Your words").input_value()
    with home.at_desk() as desk, desk.drawer.transaction() as tx:
        assert len(letters_kept.drafts_of(tx, letter)) == 2
    writer.leave()


def test_what_is_typed_in_the_moment_of_leaving_is_kept_too(chromium, axe, link, home):
    letter = home.letters["Desmond Obi"]
    writer = Writer(chromium, link, axe)
    writer.sit_down()
    writer.page.goto(f"{writer.home}/letters/{letter}/write")
    writer.page.get_by_label("Your words").fill("Dear Desmond,\n\nA last thought.\n")
    writer.follow("Mailbag", "The mailbag")
    # The browser sends it once the page is gone, beside what the next page asks for.
    comes_to(lambda: "A last thought." in (under_hand(home, letter) or ""))
    writer.page.goto(f"{writer.home}/letters/{letter}/write")
    assert "A last thought." in writer.page.get_by_label("Your words").input_value()
    writer.leave()


@pytest.mark.parametrize("scripted", [True, False])
def test_beginnings_and_shortcuts_put_words_onto_the_page(chromium, axe, link, home, scripted):
    writer = Writer(chromium, link, axe, java_script_enabled=scripted) if scripted else NoScript(chromium, link)
    page = writer.page
    writer.sit_down()
    page.goto(f"{writer.home}/shortcuts")
    page.get_by_label("What you call it").fill("the hall")
    page.get_by_label("What it says").fill("the hall in Mill Street")
    writer.press("Put it down", "Your shortcuts")
    page.goto(f"{writer.home}/people/{home.person}/write")
    writer.sees("To Joan Whitfield")
    words = page.get_by_label("Your words")
    words.press("Control+End")
    for name in ("I am writing about something I did to you.", "the hall"):
        button = page.get_by_role("button", name=name, exact=True)
        if scripted:
            button.click()
        else:
            writer.click(button, "To Joan Whitfield")
    writer.sees("To Joan Whitfield")
    said = words.input_value()
    assert said.index("Dear Joan") < said.index("something I did to you") < said.index("hall in Mill Street")
    if scripted:
        expect(page.locator("#how")).not_to_be_empty()
    else:
        assert page.locator("#beside img").count() == 1
    writer.press("Do not show these any more", "To Joan Whitfield")
    assert page.get_by_role("button", name="I am writing about something I did to you.").count() == 0
    assert words.input_value().strip() == said.strip()
    page.get_by_label("The letter is in").select_option("es")
    writer.press("Keep this draft", "To Joan Whitfield")
    assert page.get_by_role("article").get_attribute("lang") == "es"
    assert under_hand(home, home.person) is None
    writer.leave()


class NoScript(Writer):
    """The writer's browser with scripts switched off; axe, which is a script, cannot look then."""

    def __init__(self, chromium, link):
        super().__init__(chromium, link, lambda _: [], java_script_enabled=False)

    def sees(self, heading):
        self.page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
        self.page.wait_for_load_state()


def test_a_desk_that_locked_itself_keeps_what_is_on_the_page(chromium, axe, link, home):
    letter = home.letters["Desmond Obi"]
    writer = Writer(chromium, link, axe)
    page = writer.page
    writer.sit_down()
    page.goto(f"{writer.home}/letters/{letter}/write")
    other = writer.context.new_page()
    other.goto(writer.home)
    other.get_by_role("button", name="Lock the desk").click()
    other.get_by_role("heading", level=1, name="The desk is locked").wait_for()
    page.get_by_label("Your words").fill("Dear Desmond,\n\nWritten at a locked desk.\n")
    page.get_by_role("alert").filter(has_text="Your words are still on this page").wait_for()
    writer.press("Keep this draft", "The desk is locked")
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    writer.press("Unlock, and keep the draft", "To Desmond Obi")
    assert "Written at a locked desk." in page.get_by_role("article").inner_text()
    writer.leave()
