"""The first time: from no desk to letters that lie at an office, in a real browser, as a person would do it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from amends.sentences import translations
from tests.walk import an_office

pytestmark = pytest.mark.browser

# As a telephone exports it: vCard 3.0 with Apple's groups, a name of two parts, an address abroad, one without any.
BOOK = """\
BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 17.4//EN
N:Whitfield;Joan;;;
FN:Joan Whitfield
item1.ADR;type=HOME;type=pref:;;3 Mill Street;Alder Bridge;;AB1 2CD;United Kingdom
item1.X-ABADR:gb
TEL;type=CELL:+44 7700 900123
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Duarte;Ana;;;
FN:Ana Duarte
item1.ADR;type=HOME:;;Rua das Flores 8;Porto;;4050-262;Portugal
NOTE:The boat
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Obi;Desmond;;;
FN:Desmond Obi
EMAIL;type=INTERNET:desmond@alder.example
END:VCARD
"""
LETTERS = {
    "Joan Whitfield": "Dear Joan,\n\nThe bridge was mine to mend, and I left it.\n\nTomas\n",
    "Ana Duarte": "Querida Ana,\n\nVendí la barca sin preguntarte. También era tuya.\n\nTomas\n",
    "Desmond Obi": "Dear Desmond,\n\nEleven times I did not come, and I did not ring.\n\nTomas\n",
}
PASSPHRASE = "rosemary by the north gate"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
WALKS = [
    pytest.param("en", {"color_scheme": "light", "viewport": WIDE}, "mouse", id="English, wide, light"),
    pytest.param(
        "es", {"color_scheme": "dark", "viewport": PHONE, "has_touch": True}, "mouse", id="Spanish, phone, dark"
    ),
    pytest.param("en", {"color_scheme": "dark", "viewport": WIDE}, "keyboard", id="English, by keyboard"),
]


@pytest.fixture
def link(tmp_path):
    """`amends desk`, where there is no desk yet."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS")}
    command = [sys.executable, "-m", "amends", "desk", "--desk", str(tmp_path / "desk")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean) as served:
        assert served.stdout
        try:
            yield served.stdout.readline().strip()
        finally:
            served.terminate()
            assert served.wait(timeout=180) == 0


@pytest.fixture
def office(tmp_path):
    with an_office(tmp_path / "office") as one:
        yield one


class Somebody:
    """Somebody who sits down for the first time, with a mouse or with the keyboard alone, in their language."""

    def __init__(self, chromium, axe, link, language, how, hand):
        self.say = translations(language).gettext
        self.many = translations(language).ngettext
        self._axe, self._home, self._keyboard = axe, link.partition("/enter/")[0], hand == "keyboard"
        self.context = chromium.new_context(reduced_motion="reduce", locale=language, accept_downloads=True, **how)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.goto(link)

    def _heard(self, message):
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def sees(self, heading, **names):
        self.page.get_by_role("heading", level=1, name=self.say(heading) % names, exact=True).wait_for()
        self.page.wait_for_load_state()
        assert self._axe(self.page) == [], heading
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{heading}: one has to scroll sideways"

    def press(self, name, *, exact=True, said=False):
        """A button or a link that leads to another page, under whatever heading; `said` is in their language."""
        self.page.evaluate("document.documentElement.id = 'left'")
        self.do(name, exact=exact, said=said)
        self.page.locator("html:not(#left)").wait_for(state="attached")

    def do(self, name, *, exact=True, said=False):
        name = name if said else self.say(name)
        if self._keyboard:
            self._tab_to(name)
            self.page.locator(":focus").press("Enter")  # by the element, so that the page that follows is waited for
            return
        button = self.page.get_by_role("button", name=name, exact=exact)
        (button if button.count() else self.page.get_by_role("link", name=name, exact=exact)).first.click()

    def fill(self, label, text):
        if self._keyboard:
            self._tab_to(self.say(label))
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)
            return
        self.page.get_by_label(self.say(label), exact=True).first.fill(text)

    def choose(self, group, label):
        """A radio button, of the group with this legend."""
        radio = self.page.get_by_role("group", name=group).get_by_role("radio", name=self.say(label))
        if not self._keyboard:
            radio.check()
            return
        number = radio.evaluate("one => [...document.querySelectorAll(`input[name='${one.name}']`)].indexOf(one)")
        name = radio.get_attribute("name")
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.name") == name:
                break
        self.page.keyboard.press("Space")
        at = self.page.evaluate(
            "one => [...document.querySelectorAll(`input[name='${one}']`)].indexOf(document.activeElement)", name
        )
        for _ in range(number - at):
            self.page.keyboard.press("ArrowDown")
        assert radio.is_checked()

    def _tab_to(self, name):
        for _ in range(160):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText")
            if (focused or "").strip().startswith(name):
                return
        pytest.fail(f"{name} cannot be reached with the Tab key")

    def leave(self):
        self.context.close()
        assert self.complaints == []


@pytest.mark.parametrize(("language", "how", "hand"), WALKS)
def test_three_letters_from_an_empty_folder_to_an_office(chromium, axe, link, office, tmp_path, language, how, hand):
    me = Somebody(chromium, axe, link, language, how, hand)
    page, say = me.page, me.say

    # A desk of one's own.
    me.sees("A desk of your own")
    me.fill("Your name", "Tomas Reed")
    me.fill("Passphrase", PASSPHRASE)
    me.fill("The same once more", PASSPHRASE)
    me.press("Make the desk")
    me.sees("Print this, and put it away")
    me.press("I have it on paper")
    me.sees("Keys and loss")
    me.press(say("Everyone"), said=True)
    me.sees("Everyone you owe a letter")

    # The address book of a telephone.
    me.press("Bring in an address book")
    me.sees("Bring in an address book")
    book = tmp_path / "contacts.vcf"
    book.write_text(BOOK, "utf-8")
    page.get_by_label(say("Files")).set_input_files(book)
    me.press("Bring it in")
    page.get_by_role("link", name=say("See everyone")).wait_for()
    me.press("See everyone")
    me.sees("Everyone you owe a letter")
    assert page.get_by_role("row").count() == 4

    # Three letters, each kept while it is typed and then said to be ready.
    for name, words in LETTERS.items():
        me.press(name, said=True)
        page.get_by_role("heading", level=1, name=name).wait_for()
        page.wait_for_load_state()
        me.press("Begin a letter")
        me.sees("To %(names)s", names=name)
        me.fill("Your words", words)
        expect(page.locator("#beside img").first).to_be_visible()
        me.press("Keep it; it is ready to send")
        page.wait_for_url("**/letters/*")
        me.sees("To %(names)s", names=name)
        me.press(me.say("Everyone"), said=True)
        me.sees("Everyone you owe a letter")

    # What a seal means, once; whether it could injure somebody; an office; a last look.
    me.press("Sending")
    me.sees("Sending")
    me.press("I have read this")
    me.sees("Sending")
    for name in LETTERS:
        me.choose(say("Could a letter injure %(name)s, or anybody else?") % {"name": name}, "No, as far as I can see")
    me.press("Keep these answers")
    me.sees("Sending")
    assert (
        me.many("%(num)s letter is ready to go.", "%(num)s letters are ready to go.", 3) % {"num": 3}
        in page.locator("main").inner_text()
    )
    me.press("Bring the invitation of an office")
    me.sees("An office that carries your letters")
    page.get_by_label(say("The invitation")).set_input_files(office.invitation)
    me.press("Get to know this office")
    me.sees("Sending")
    page.get_by_label(say("They go"), exact=True).select_option("0")
    me.press("Look at them one last time")
    me.sees("A last look")
    pictures = page.locator(".looked img")
    assert pictures.count() == 6
    for one in pictures.all():
        one.scroll_into_view_if_needed()
        expect(one).to_have_js_property("complete", value=True)
        assert one.evaluate("image => image.naturalWidth") > 0

    # On paper first: the files of the print run.
    me.press("Back to sending")
    me.sees("Sending")
    me.press("Print them")
    me.sees("On paper")
    with page.expect_download() as got:
        me.do("The letters")
    assert got.value.path().read_bytes().startswith(b"%PDF")
    me.press("Back to sending")
    me.sees("Sending")

    # Posted to an office that runs, and a link that opens there.
    me.press("Look at them one last time")
    me.sees("A last look")
    me.press(me.many("Post %(num)s letter", "Post %(num)s letters", 3) % {"num": 3}, said=True)
    handed = me.many("%(num)s letter was handed over.", "%(num)s letters were handed over.", 3) % {"num": 3}
    expect(page.locator("#now")).to_contain_text(handed)
    page.locator("#now").get_by_role("link", name=say("Links and slips to hand on")).click()
    me.sees("Links to hand on")
    first = page.locator("textarea.link-text").first.input_value()
    assert first.startswith(office.address)
    reader = chromium.new_context().new_page()
    reader.goto(first)
    expect(reader.locator("main")).to_contain_text("Joan Whitfield")
    reader.context.close()
    me.leave()
