"""The first time somebody sits down at the desk, in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from amends.desk.drawer import letters as letters_kept
from amends.desk.letters.words import plain_text
from tests.desk_at_home import PASSPHRASE

pytestmark = pytest.mark.browser

PLACES = [
    pytest.param({"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}, id="light"),
    pytest.param(
        {"color_scheme": "dark", "viewport": {"width": 390, "height": 800}, "has_touch": True}, id="dark phone"
    ),
]


@pytest.fixture
def link(home):
    """`amends desk`, started as the writer starts it: locked."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS")}
    command = [sys.executable, "-m", "amends", "desk", "--desk", str(home.place.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean) as served:
        assert served.stdout
        try:
            yield served.stdout.readline().strip()
        finally:
            served.terminate()
            assert served.wait(timeout=180) == 0


def drawn(picture):
    """How wide a picture is, once it is there."""
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    return picture.evaluate("image => image.naturalWidth")


class Writer:
    """The writer's browser. Nothing it does may make the browser complain or ask anybody else for anything."""

    def __init__(self, chromium, link, axe, **how):
        self.link, self._axe = link, axe
        self.home = link.partition("/enter/")[0]
        self.context = chromium.new_context(reduced_motion="reduce", **how)
        self.page = self.context.new_page()
        self.complaints, self.elsewhere = [], []
        self.page.on("console", self._heard)
        self.page.on("request", lambda request: self._asked(request.url))

    def _heard(self, message):
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def _asked(self, url):
        if not url.startswith(self.home):
            self.elsewhere.append(url)

    def sit_down(self):
        self.page.goto(self.link)
        self.sees("Your desk")
        self.page.get_by_label("Your passphrase").fill(PASSPHRASE)
        self.press("Sit down at the desk", "Everyone you owe a letter")

    def sees(self, heading):
        self.page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
        self.page.wait_for_load_state()
        assert self._axe(self.page) == [], heading
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{heading}: one has to scroll sideways"

    def click(self, what, heading):
        """Clicks what leads to another page, which may have the same heading."""
        self.page.evaluate("document.documentElement.id = 'left'")
        what.click()
        self.page.locator("html:not(#left)").wait_for(state="attached")
        self.sees(heading)

    def press(self, name, heading):
        self.click(self.page.get_by_role("button", name=name, exact=True), heading)

    def follow(self, name, heading, **how):
        self.click(self.page.get_by_role("link", name=name, **how).first, heading)

    def leave(self):
        self.context.close()
        assert self.complaints == []
        assert self.elsewhere == []


@pytest.mark.parametrize("how", PLACES)
def test_a_first_walk_from_the_link_to_an_opened_answer(chromium, axe, link, home, how):
    writer = Writer(chromium, link, axe, **how)
    page = writer.page
    page.goto(link)
    page.get_by_label("Your passphrase").fill("not this one")
    writer.press("Sit down at the desk", "Your desk")
    assert "does not open this desk" in page.get_by_role("alert").inner_text()
    writer.sit_down()
    assert "/enter/" not in page.url

    # Everyone, who is missing on the roll, and looking for one of them.
    assert page.get_by_role("row").count() == 6
    assert "Old Mr Teague" not in page.locator("main").inner_text()
    writer.follow("2 names on the roll “Alder Bridge” are not on your list", "Who has not been considered")
    assert "Old Mr Teague" in page.locator("main").inner_text()
    writer.follow("Back to everyone", "Everyone you owe a letter")
    page.get_by_label("Name, place or a word of your notes").fill("thursdays")
    writer.press("Show", "Everyone you owe a letter")
    assert page.get_by_role("row").count() == 2
    writer.follow("Desmond Obi", "Desmond Obi")

    # A draft: read in the hand, read in plain type, changed, refused where it is somebody else's, kept.
    writer.follow("I am sorry if I let you down", "To Desmond Obi")
    hand = page.locator("article .hand")
    assert page.evaluate("document.fonts.load('20px Hand').then(faces => faces.length)")
    assert "Hand" in hand.evaluate("element => getComputedStyle(element).fontFamily")
    assert drawn(page.locator(".preview img")) == 744
    page.get_by_role("switch", name="Plain type instead of handwriting").check()
    assert "Hand" not in hand.evaluate("element => getComputedStyle(element).fontFamily")
    writer.follow("Go on writing", "To Desmond Obi")
    words = page.get_by_label("Your words")
    words.fill("Dear Joan,\n\nThis is not yours.\n")
    writer.press("Keep this draft", "To Desmond Obi")
    assert "Joan Whitfield is somebody else" in page.get_by_role("alert").inner_text()
    assert words.input_value() == "Dear Joan,\n\nThis is not yours.\n"
    words.fill("Dear Desmond,\n\nEleven times I did not come, and I did not ring.\n\nTomas\n")
    writer.press("Keep it; it is ready to send", "To Desmond Obi")
    assert "Eleven times I did not come" in hand.inner_text()
    with home.at_desk() as desk, desk.drawer.transaction() as tx:
        kept = letters_kept.letters_by_id(tx, [home.letters["Desmond Obi"]])[home.letters["Desmond Obi"]]
        assert kept.state == "ready"
        assert "Eleven times" in plain_text(kept.letter.words)
        assert len(letters_kept.drafts_of(tx, kept.letter.id)) == 2
    writer.follow("Sending", "Sending")
    assert "1 letter is ready, and a question is open." in page.locator("main").inner_text()
    page.get_by_role("radio", name="No, as far as I can see").check()
    writer.press("Keep these answers", "Sending")
    assert "1 letter is ready to go." in page.locator("main").inner_text()

    # The mailbag: closed, one opened, one page from paper.
    writer.follow("Mailbag", "The mailbag")
    assert "by the stove" not in page.content()
    writer.press("Open the answer to your letter to Ruth Amsel", "An answer to your letter to Ruth Amsel")
    said = page.get_by_role("article").inner_text()
    assert "I read it by the stove. <b>Twice</b>." in said
    writer.follow("Back to the mailbag", "The mailbag")
    writer.press("Open page 1 that is not placed", "A page that is not placed")
    assert drawn(page.locator("figure img")) > 0

    writer.follow("amends", "Everyone you owe a letter", exact=True)
    writer.press("Lock the desk", "The desk is locked")
    page.go_back()
    page.reload()
    writer.sees("The desk is locked")
    writer.leave()


def test_everything_can_be_reached_by_keyboard_alone(chromium, axe, link, home):
    writer = Writer(chromium, link, axe)
    page, keys = writer.page, writer.page.keyboard

    def enter():
        page.locator(":focus").press("Enter")  # by the element, so that the page that follows is waited for

    page.goto(link)
    page.locator("#passphrase:focus").wait_for()
    keys.type(PASSPHRASE)
    enter()
    writer.sees("Everyone you owe a letter")

    def tab_to(name):
        for _ in range(60):
            keys.press("Tab")
            focused = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText")
            if (focused or "").strip().startswith(name):
                return
        pytest.fail(f"{name} cannot be reached with the Tab key")

    tab_to("Joan Whitfield")
    enter()
    writer.sees("Joan Whitfield")
    tab_to("Begin a letter")
    enter()
    writer.sees("To Joan Whitfield")
    tab_to("Your words")
    keys.press("Control+a")
    keys.type("Dear Joan,\n\nThe bridge was mine to mend.\n")
    tab_to("Keep this draft")
    enter()
    writer.sees("To Joan Whitfield")
    assert "The bridge was mine to mend." in page.get_by_role("article").inner_text()
    tab_to("Mailbag")
    enter()
    writer.sees("The mailbag")
    tab_to("Open")
    enter()
    page.wait_for_url("**/mailbag/*")
    assert "It is kept." in page.locator("main").inner_text()
    writer.leave()
