"""A writer lends a draft in one browser, a friend answers in another, and the remarks stand beside the words."""

from __future__ import annotations

import pytest

from amends.desk.journey.mailbag import fetch
from amends.desk.journey.posting import post_to_office
from amends.desk.journey.scanning import scan
from amends.desk.people.files import Source
from tests.browser.test_desk import PLACES, Writer

pytestmark = pytest.mark.browser


def lend(writer, home, *, file: bool) -> None:
    writer.sit_down()
    page = writer.page
    page.goto(f"{writer.home}/letters/{home.letters['Desmond Obi']}")
    writer.sees("To Desmond Obi")
    page.get_by_text("Ask somebody to read this draft").click()
    page.get_by_label("Who is to read it").fill("Piet")
    page.get_by_label("How it gets to them").select_option(index=1 if file else 0)
    yes = page.get_by_label("They may read draft 1, with all that it says of others.")
    assert not yes.is_checked()
    yes.check()
    writer.press("Lend this draft", "A draft, lent to Piet")


def test_a_friend_answers_by_number_and_the_remark_stands_beside_its_paragraph(
    chromium, axe, link, home, office, visitor
):
    with home.at_desk() as desk:
        post_to_office(desk, office.door.url, office.invitation())
    writer = Writer(chromium, link, axe, viewport={"width": 1280, "height": 900})
    lend(writer, home, file=False)
    page = writer.page
    address = page.locator("code.long").inner_text()

    visitor.go(address)
    assert "A draft, to read and remark on" in visitor.page.locator("main").inner_text()
    visitor.open(address)
    opened = visitor.page.locator("main").inner_text()
    assert "[2] I am sorry if I let you down last winter." in opened
    assert "It is no letter to you." in opened
    assert "Keep a copy" in opened
    assert "This letter is not for me" in opened
    assert "Let the writer know" not in opened
    assert "Pass it on" not in opened
    visitor.press("Write an answer", "An answer, if you want to write one")
    asked = visitor.page.locator("main").inner_text()
    assert "begin a line with its number" in asked
    assert "write to you again?" not in asked
    visitor.page.get_by_label("Your words to Tomas Reed").fill("Good that you write.\n\n2: Not “if”. You did.")
    visitor.press("Seal and send the answer", "The answer is sealed and sent")

    with home.at_desk() as desk:
        assert fetch(desk).new == 1
    page.goto(f"{writer.home}/?state=read")
    writer.sees("Everyone you owe a letter")
    assert "Desmond Obi" in page.get_by_role("table").inner_text()
    page.goto(f"{writer.home}/letters/{home.letters['Desmond Obi']}/write")
    writer.sees("To Desmond Obi")
    said = page.get_by_role("region", name="What friends said").inner_text()
    assert "“I am sorry if I let you down last winter. I hope you can forgive me.”" in said
    assert "Not “if”. You did." in said
    assert "these words were changed since" not in said
    page.get_by_label("Your words").fill("Dear Desmond,\n\nI let you down last winter.\n\nTomas")
    writer.press("Keep this draft", "To Desmond Obi")
    assert "Piet read draft 1" in page.locator("main").inner_text()
    assert "these words were changed since" in page.locator("main").inner_text()
    writer.leave()


@pytest.mark.parametrize("how", PLACES)
def test_without_an_office_a_friend_gets_a_file_and_words_and_sends_a_file_back(
    chromium, axe, link, home, how, tmp_path
):
    writer = Writer(chromium, link, axe, **how)
    lend(writer, home, file=False)  # no office is known, so the file is the only road
    page = writer.page
    words = page.locator("code.long").inner_text()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Save the file").click()
    coming.value.save_as(tmp_path / "for-you.html")
    writer.follow("Back to the letter", "To Desmond Obi")
    assert "Draft 1 is lent to Piet" in page.locator("main").inner_text()

    context = chromium.new_context(**how)
    friend = context.new_page()
    friend.goto((tmp_path / "for-you.html").as_uri())
    friend.get_by_label("The words").fill(words)
    friend.get_by_role("button", name="Use these words").click()
    friend.locator(".choice", has_text="Open it now").click()
    friend.get_by_role("button", name="Write an answer").click()
    friend.get_by_label("Your words to Tomas Reed").fill("2: Not “if”.")
    with friend.expect_download() as coming:
        friend.get_by_role("button", name="Seal the answer and save it").click()
    answer = coming.value.path().read_bytes()
    context.close()
    with home.at_desk() as desk:
        done = scan(desk, [Source(coming.value.suggested_filename, answer)])
    assert (done.placed, done.refused) == (1, ())
    page.goto(f"{writer.home}/letters/{home.letters['Desmond Obi']}")
    writer.sees("To Desmond Obi")
    assert "Not “if”." in page.locator("main").inner_text()
    writer.leave()
