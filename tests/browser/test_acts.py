"""What a reader does in the browser arrives: sealed, signed, and only what was chosen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from amends.desk.seal.keys import SigningKey, b64url
from amends.desk.seal.opening import open_reply
from amends.office.ledger import letters
from amends.wire import Told
from tests.office_door import database_was_away, everything

pytestmark = pytest.mark.browser


def answer(visitor, words: str) -> None:
    visitor.press("Write an answer", "An answer, if you want to write one")
    visitor.page.get_by_label("Your words to Tomas Reed").fill(words)


def the_answer(desk, sent):
    (waiting,) = [reply for reply in desk.news().replies if reply.letter == sent.id]
    return open_reply(desk.collect(waiting.id).content, sent.keys.reply, sent.id)


def test_an_answer_is_sealed_in_the_browser_and_opened_by_the_writer_alone(visitor, office, desk, sent):
    visitor.open(sent.link(office))
    answer(visitor, "I know. I counted it, too.\nEvery evening.\n\nAna “the shop” Duarte")
    visitor.page.get_by_label("Yes, one letter").check()
    sent_bodies = []
    visitor.page.on("request", lambda request: sent_bodies.append(request.post_data_buffer or b""))
    visitor.press("Seal and send the answer", "The answer is sealed and sent")
    assert not any(b"counted" in body for body in sent_bodies)
    opened = the_answer(desk, sent)
    assert opened.text == "I know. I counted it, too.\nEvery evening.\n\nAna “the shop” Duarte\n"
    assert (opened.header.from_name, opened.header.again, opened.header.letter) == ("Ana Duarte", "one", sent.id)


def test_an_answer_without_a_name_bears_none(visitor, office, desk, sent):
    visitor.open(sent.link(office))
    answer(visitor, "No.")
    visitor.page.get_by_label("No name.").check()
    database_was_away(office.office)  # the page draws another number, and nobody sees that
    visitor.press("Seal and send the answer", "The answer is sealed and sent")
    assert visitor.acts == ["open", "answer", "answer"]
    assert [one for one in visitor.complaints if "409" not in one] == []
    visitor.complaints.clear()
    opened = the_answer(desk, sent)
    assert (opened.text, opened.header.from_name, opened.header.again) == ("No.\n", "", "no")


def test_leaving_the_page_or_writing_nothing_sends_nothing(visitor, office, desk, sent):
    page = visitor.open(sent.link(office))
    answer(visitor, " \n ")
    visitor.press("Seal and send the answer")
    page.get_by_text("Nothing is written yet.").wait_for()
    visitor.press("Leave without answering", "The letter")
    assert visitor.acts == ["open"]
    assert not [reply for reply in desk.news().replies if reply.letter == sent.id]


def test_an_answer_can_be_taken_back_until_it_is_collected(visitor, office, desk, sent):
    visitor.open(sent.link(office))
    answer(visitor, "Not yet.")
    visitor.press("Seal and send the answer", "The answer is sealed and sent")
    visitor.press("Take the answer back", "The answer is taken back")
    assert not [reply for reply in desk.news().replies if reply.letter == sent.id]
    visitor.press("Back to the letter", "The letter")
    answer(visitor, "Now.")
    visitor.press("Seal and send the answer", "The answer is sealed and sent")
    assert the_answer(desk, sent).text == "Now.\n"
    visitor.press("Take the answer back", "The answer was collected before")


def test_an_answer_whose_receipt_was_lost_is_not_sent_twice(visitor, office, desk, sent):
    page = visitor.open(sent.link(office))
    answer(visitor, "Once.")

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/acts/answer", lose, times=1)
    visitor.press("Seal and send the answer")
    page.get_by_text("You can press again").wait_for()
    visitor.press("Seal and send the answer", "The answer is sealed and sent")
    assert visitor.acts == ["open", "answer", "answer"]
    assert the_answer(desk, sent).text == "Once.\n"


def told(desk, sent) -> list[Told]:
    return [one for one in desk.news().told if one.letter == sent.id]


def test_the_writer_learns_what_was_switched_on_and_saved_and_nothing_else(visitor, office, desk, sent):
    page = visitor.open(sent.link(office))
    switches = page.get_by_role("switch")
    expect(switches).to_have_count(4)
    assert [switches.nth(n).is_checked() for n in range(switches.count())] == [False] * 4
    visitor.press("Save these choices")
    page.get_by_text("Nothing is switched on").wait_for()
    page.get_by_label("I have read it").check()
    assert told(desk, sent) == []
    visitor.press("Save these choices")
    page.get_by_text("Saved.").wait_for()
    assert told(desk, sent) == [Told(sent.id, read=True)]


def test_a_letter_is_put_away_without_a_word_to_the_writer(visitor, office, desk, sent):
    page = visitor.go(sent.link(office))
    before = everything(office.office)
    page.locator(".choice", has_text="I don’t want it").click()
    visitor.sees("Before you put it away")
    assert everything(office.office) == before
    visitor.press("Go back. Nothing changes.", "A letter is here for you")
    page.locator(".choice", has_text="I don’t want it").click()
    visitor.press("Put it away", "It is put away")
    assert visitor.acts == ["decline"]
    assert told(desk, sent) == []


def test_that_a_letter_is_not_wanted_is_told_only_by_choice(visitor, office, desk, sent):
    page = visitor.go(sent.link(office))
    page.locator(".choice", has_text="I don’t want it").click()
    page.get_by_label("Let Tomas Reed know that the letter is not wanted").check()
    visitor.press("Put it away", "It is put away")
    assert told(desk, sent) == [Told(sent.id, not_wanted=True)]


def test_no_more_letters_and_not_for_me_say_what_they_mean_before_and_after(visitor, office, sent):
    visitor.open(sent.link(office))
    visitor.press("Do not write to me again", "No more letters from this writer")
    visitor.press("Do not write to me again", "It is noted")
    visitor.press("Take this back", "It is taken back")
    visitor.press("Back to the letter", "The letter")
    visitor.press("This letter is not for me", "A letter for somebody else")
    visitor.press("This letter is not for me", "It is noted")
    assert visitor.acts == ["open", "never", "again", "not-for-me"]


def with_the_bare_link(sent) -> Any:
    """The writer, who made the link."""
    act_key = SigningKey.to_act(sent.keys.secret.raw)
    return SimpleNamespace(id=sent.id, key=SimpleNamespace(sign=lambda data: b64url(act_key.sign(data))))


def wants_no_more(office, sent) -> bool:
    with office.office.ledger.reading() as connection:
        return sent.id in letters.held(connection, [sent.id])


def test_no_more_letters_said_under_a_private_link_is_out_of_the_writers_hands(visitor, office, sent):
    page = visitor.open(sent.link(office))
    visitor.press("Do not write to me again", "No more letters from this writer")
    page.get_by_text("in the writer’s hands too").wait_for()
    page.get_by_role("button", name="Make a private link").click()
    private = page.get_by_label("Your private link").input_value()
    visitor.press("Do not write to me again", "It is noted")
    page.get_by_text("nobody else can take it back").wait_for()
    assert visitor.acts == ["open", "keep", "never"]
    assert wants_no_more(office, sent)
    assert office.door.act(with_the_bare_link(sent), "again").status_code == 200
    assert wants_no_more(office, sent)
    visitor.open(private)
    visitor.press("Do not write to me again", "No more letters from this writer")
    assert page.get_by_role("button", name="Make a private link").count() == 0
    visitor.press("You said so before? Take it back", "It is taken back")
    assert not wants_no_more(office, sent)


def test_no_more_letters_can_be_said_at_once_too_and_the_page_says_what_that_means(visitor, office, sent):
    page = visitor.open(sent.link(office))
    visitor.press("Do not write to me again", "No more letters from this writer")
    visitor.press("Do not write to me again", "It is noted")
    page.get_by_text("could take it back with it").wait_for()
    assert visitor.acts == ["open", "never"]


def test_a_copy_is_passed_on_three_times_a_day_and_no_more(visitors, office, sent):
    visitor = visitors()
    page = visitor.open(sent.link(office))
    visitor.press("Pass it on", "Pass it on")
    links = set()
    for _ in range(3):
        visitor.press("Make a copy to pass on", "The copy is ready")
        links.add(page.get_by_label("Link to the copy").input_value())
        visitor.press("Back to the letter", "The letter")
        visitor.press("Pass it on", "Pass it on")
    visitor.press("Make a copy to pass on")
    page.get_by_text("Three copies have been made from here today.").wait_for()
    assert len(links) == 3
    assert not any(sent.secret in link for link in links)
    friend = visitors()
    friend.go(links.pop(), "A copy of a letter is here for you to read")
    friend.page.locator(".choice", has_text="Open it now").click()
    friend.sees("The letter")
    assert "I am sorry." in friend.page.locator(".letter").inner_text()
    assert "This is a copy, passed on" in friend.page.locator(".after").inner_text()


def private_link(visitor) -> str:
    visitor.press("Keep a copy", "Keep this letter")
    visitor.press("Make a private link")
    return visitor.page.get_by_label("Your private link").input_value()


def test_under_a_private_link_it_shows_what_was_done_and_an_answer_is_taken_back(visitors, office, desk, sent):
    visitor = visitors()
    visitor.open(sent.link(office))
    link = private_link(visitor)
    assert link.startswith(sent.link(office) + ".")
    visitor.press("Back to the letter", "The letter")
    answer(visitor, "Yes.")
    visitor.press("Seal and send the answer", "The answer is sealed and sent")
    later = visitors()
    page = later.go(link)
    page.get_by_text("An answer was left").wait_for()
    later.press("Take the answer back", "The answer is taken back")
    assert not [reply for reply in desk.news().replies if reply.letter == sent.id]
    writer = visitors()
    writer.go(sent.link(office))
    assert writer.page.get_by_text("What was done").count() == 0


def test_a_kept_letter_opens_after_the_writer_took_it_back(visitors, office, desk, sent):
    visitor = visitors()
    visitor.open(sent.link(office))
    link = private_link(visitor)
    desk.withdraw(sent.id)
    later = visitors()
    later.go(link, "The writer has taken this letter back")
    later.press("Open it now", "The letter")
    assert "I am sorry." in later.page.locator(".letter").inner_text()
    other = visitors()
    other.go(sent.link(office), "The writer has taken the letter back")
    assert other.page.get_by_role("button", name="Open it now").count() == 0


def test_copying_a_link_says_so(visitors, office, sent):
    visitor = visitors(permissions=["clipboard-read", "clipboard-write"])
    visitor.open(sent.link(office))
    link = private_link(visitor)
    visitor.press("Copy the link")
    visitor.page.get_by_text("Copied.").wait_for()
    assert visitor.page.evaluate("navigator.clipboard.readText()") == link
