"""What happens to links on their way, and what the page makes of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from amends.desk.seal.age import Secret
from amends.desk.seal.sealing import KeyRoad, pass_on
from amends.envelope import pack
from tests.office_door import everything
from tests.reading_room import CHANCE, Letter, deposit, letter

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lost", [1, 9, 60])
def test_a_cut_off_link_is_known_and_mended_by_pasting_the_whole_one(visitor, office, sent, lost):
    before = everything(office.office)
    page = visitor.go(sent.link(office)[:-lost], "Part of the link is missing")
    field = page.get_by_label("The whole link")
    field.fill(sent.link(office)[:-2])
    visitor.press("Use this link")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("This is not a whole link either.")
    half = len(sent.link(office)) // 2
    field.fill(f"<{sent.link(office)[:half]}\n {sent.link(office)[half:]}>")
    visitor.press("Use this link", "A letter is here for you")
    assert page.url == sent.link(office)
    assert everything(office.office) == before


def test_a_link_without_its_key_asks_for_it(visitor, office, sent):
    page = visitor.go(sent.link(office).partition("#")[0], "The key is missing from this link")
    page.get_by_label("The whole link").fill(sent.secret.lower())
    visitor.press("Use this link", "A letter is here for you")
    assert page.url == sent.link(office)


@pytest.mark.parametrize("sign", ["%23", "%2523", "/", "?"])
def test_a_mangled_link_goes_on_and_is_right_again_in_the_address_bar(visitor, office, sent, sign):
    page = visitor.go(sent.link(office).replace("#", sign))
    assert page.url == sent.link(office)
    assert "A program on the way changed your link" in page.locator("header").inner_text()
    page.reload()
    visitor.sees("A letter is here for you")
    assert "A program on the way" not in page.locator("header").inner_text()


def test_the_key_of_another_letter_is_told_from_a_damaged_one(visitor, office, desk, sent):
    other = letter()
    deposit(desk, other)
    page = visitor.go(sent.link(office).replace(sent.secret, other.secret), "This link does not open this letter")
    page.get_by_label("The whole link").fill(other.link(office))
    visitor.press("Use this link")
    expect(page.get_by_role("alert")).to_contain_text("This link is for another letter")
    page.get_by_label("The whole link").fill(sent.link(office))
    visitor.press("Use this link", "A letter is here for you")


def test_another_link_in_the_address_bar_is_followed(visitor, office, sent):
    page = visitor.go(sent.link(office)[:-5], "Part of the link is missing")
    page.evaluate("link => location.assign(link)", sent.link(office))
    visitor.sees("A letter is here for you")


def test_under_an_unknown_link_there_is_no_letter(visitor, office, sent):
    visitor.go(sent.link(office).replace(sent.id, "0" * 32), "There is no letter here")
    page = visitor.go(f"{office.door.url}/l/#{sent.secret}", "There is no letter here")
    page.get_by_role("link", name="Ask whether something is here for you").click()
    visitor.sees("Is something here for you?")


def test_words_open_the_envelope_and_wrong_ones_say_so(visitor, office, desk):
    one = letter(road=KeyRoad("words"))
    deposit(desk, one)
    page = visitor.go(f"{office.door.url}/l/{one.id}")
    page.get_by_label("The words").fill("not these six words of all")
    visitor.press("Use these words")
    page.get_by_text("These words do not open this letter.").wait_for()
    page.get_by_label("The words").fill("  " + one.sealed.words.replace("-", "  ").upper())
    visitor.press("Use these words")
    page.locator(".envelope").wait_for()
    assert "AGE-SECRET" not in page.url
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")


def test_a_key_of_ones_own_opens_the_envelope(visitor, office, desk):
    own = Secret.draw(CHANCE)
    one = letter(road=KeyRoad("age", own.recipient))
    deposit(desk, one)
    page = visitor.go(f"{office.door.url}/l/{one.id}")
    page.get_by_label("Your age key").fill(own.text)
    visitor.press("Use this key")
    page.locator(".envelope").wait_for()


def test_a_letter_that_was_taken_back_says_so_and_no_more_letters_can_be_asked_for(visitor, office, desk, sent):
    desk.withdraw(sent.id)
    visitor.go(sent.link(office), "The writer has taken the letter back")
    visitor.press("Do not write to me again", "No more letters from this writer")
    visitor.press("Do not write to me again", "It is noted")
    visitor.press("Take this back", "It is taken back")
    visitor.press("Back", "The writer has taken the letter back")
    assert visitor.acts == ["never", "again"]


def test_a_copy_passed_on_can_be_read_and_nothing_else(visitor, office, sent):
    copy, secret = pass_on(sent.envelope, sent.keys.secret, CHANCE)
    key = type("Act", (), {"sign": staticmethod(lambda data: sign(sent, data))})
    link = type("Link", (), {"id": sent.id, "key": key})
    assert office.door.act(link, "pass-on", pack(copy)).status_code == 200
    page = visitor.go(f"{office.door.url}/l/{copy.id}#{secret.text}", "A copy of a letter is here for you to read")
    expect(page.locator(".choice")).to_have_count(1)
    page.locator(".choice", has_text="Open it now").click()
    visitor.sees("The letter")
    after = page.locator(".after").inner_text()
    assert "This is a copy, passed on" in after
    for closed in ("Write an answer", "Pass it on", "Save these choices", "Do not write to me again"):
        assert page.get_by_role("button", name=closed).count() == 0


def sign(one: Letter, data: bytes) -> str:
    from amends.desk.seal.keys import b64url

    return b64url(one.keys.act.sign(data))
