"""The self-opening file: the same pages from one file, with no connection to anything."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from amends.desk.letters.words import plain_text
from amends.desk.post.folder import envelope_in, self_opening
from amends.desk.seal.opening import open_reply
from amends.desk.seal.sealing import KeyRoad
from amends.envelope import unpack
from amends.wire import AnswerFile
from tests.browser.conftest import hands_in
from tests.reading_room import WORDS, letter

pytestmark = pytest.mark.browser


@pytest.fixture
def offline_file(tmp_path):
    """Where the desk's own self-opening file of a letter lies."""

    def lay(one) -> str:
        path = tmp_path / "letter.html"
        path.write_bytes(self_opening(one.packed))
        return path.as_uri()

    return lay


def alone(visitor):
    """A browser that cannot reach anything."""
    visitor.context.set_offline(True)
    return visitor


def nothing_was_asked(visitor) -> bool:
    return all(url.startswith(("file:", "blob:", "about:", "data:")) for _, url in visitor.asked)


def test_it_opens_with_the_key_behind_its_name(visitor, offline_file):
    one = letter()
    visitor = alone(visitor)
    page = visitor.go(f"{offline_file(one)}#{one.secret}")
    assert page.title() == "Reading room"
    assert "makes no connection" in page.locator("main").inner_text()
    expect(page.locator(".choice")).to_have_count(1)
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")
    assert "it is signed with the key named on its envelope" in page.locator(".after").inner_text()
    assert "letter hand loaded" in hands_in(page, "letter hand")
    assert plain_text(WORDS).split()[-1] in page.locator(".letter").inner_text()
    assert nothing_was_asked(visitor)


def test_it_asks_for_the_link_or_the_key(visitor, offline_file):
    one, other = letter(), letter()
    visitor = alone(visitor)
    page = visitor.go(offline_file(one), "A sealed letter")
    page.get_by_label("The link or the key").fill(other.secret)
    visitor.press("Use this link", "This link does not open this letter")
    page.get_by_label("The link or the key").fill(f"https://post.example/l/{one.id}#{one.secret}")
    visitor.press("Use this link", "A letter is here for you")
    assert nothing_was_asked(visitor)


def test_it_opens_with_words(visitor, offline_file):
    one = letter(road=KeyRoad("words"))
    visitor = alone(visitor)
    page = visitor.go(offline_file(one))
    page.get_by_label("The words").fill(one.sealed.words.replace("-", " "))
    visitor.press("Use these words")
    page.locator(".envelope").wait_for()


def test_an_answer_becomes_a_sealed_file_that_the_writer_opens(visitor, offline_file):
    one = letter()
    visitor = alone(visitor)
    page = visitor.open(f"{offline_file(one)}#{one.secret}")
    visitor.press("Write an answer", "An answer, if you want to write one")
    page.get_by_label("Your words to Tomas Reed").fill("By hand, through the Post Room.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Seal the answer and save it").click()
    visitor.sees("The answer is sealed and saved")
    carried = AnswerFile.from_bytes(download.value.path().read_bytes())
    assert re.fullmatch(r"answer-[0-9a-f]{8}\.amends", download.value.suggested_filename)
    assert carried.letter == one.id
    assert open_reply(carried.reply, one.keys.reply, one.id).text == "By hand, through the Post Room.\n"
    assert nothing_was_asked(visitor)


def test_its_exit_leads_to_an_empty_page(visitor, offline_file):
    one = letter()
    page = visitor.open(f"{offline_file(one)}#{one.secret}")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("about:blank")


def test_the_browser_makes_the_same_file_for_a_reader(visitors, office, sent, tmp_path):
    visitor = visitors(accept_downloads=True)
    visitor.go(sent.link(office))
    visitor.page.locator(".choice", has_text="Keep it sealed").click()
    visitor.sees("It stays sealed")
    with visitor.page.expect_download() as download:
        visitor.press("Save the file")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    page = path.read_bytes()
    assert sent.secret.encode() not in page
    packed = envelope_in(page)
    assert page == self_opening(packed)
    envelope = unpack(packed)
    assert (envelope.id, envelope.letter, envelope.front) == (sent.id, sent.envelope.letter, sent.envelope.front)
    reader = alone(visitors())
    reader.open(f"{path.as_uri()}#{sent.secret}")
    assert "I am sorry." in reader.page.locator(".letter").inner_text()
    assert reader.page.get_by_role("button", name="Write an answer").count() == 1
    assert nothing_was_asked(reader)
