"""A letter that a bank hands over and an answer that it reads first, in its reader's and its staff's browsers."""

from __future__ import annotations

from typing import Any

from amends.clock import MACHINE
from amends.desk.journey import receiving
from amends.desk.seal.opening import open_reply


def answers_and_is_let_through(bank: Any, reader: Any, address: str, one: Any) -> None:
    """The reader answers, is given it back with the reason, mends it, and the writer gets what was approved."""
    before = bank.desk.news()
    reader.get_by_role("button", name="Write an answer").click()
    assert "reads an answer before Tomas Reed does" in reader.locator(".notice").inner_text()
    reader.get_by_label("Your words to Tomas Reed").fill("I believe you. Call me on 555 0142.")
    assert bank.axe(reader) == []
    reader.get_by_role("button", name="Seal and send the answer").click()
    reader.get_by_role("heading", level=1, name="The answer is sealed and sent").wait_for()

    first, second = [one for one in bank.staff if "J." in one.name or "M." in one.name][:2]
    opens_answer(first, "A-1")
    assert "555 0142" in first.page.get_by_role("article", name="A-1").inner_text()
    first.axe()
    first.page.get_by_role("radio", name="Return with remarks").check()
    first.page.get_by_label("A line to whoever wrote it").fill("Leave the number out, please.")
    first.press("Record the finding", "Recorded")

    reader.goto(address)
    reader.reload()
    reader.locator(".choice", has_text="Open it now").click()
    reader.get_by_text("Leave the number out, please.").wait_for()
    assert bank.axe(reader) == []
    assert bank.desk.news() == before
    paper = bank.readers == 1
    if paper:
        types_in(first, code_of(address), "I believe you.", "Ana")
    else:
        told: list[str] = []
        receiving.answer(receiving.take(address), "I believe you.", MACHINE, name="Ana", beforehand=told.append)
        assert told == [bank.office.bank.policy.name]
    assert bank.desk.news() == before
    for colleague in (second,) if paper else (first, second)[: bank.readers]:  # who typed it in leaves it to others
        opens_answer(colleague, "A-2")
        colleague.page.get_by_role("radio", name="Approve").check()
        colleague.press("Record the finding", "Recorded")
    (waiting,) = bank.desk.news().replies
    came = open_reply(bank.desk.collect(waiting.id).content, one.keys.reply, one.id, bank.grant)
    assert (came.text, came.read_by, came.header.from_name) == ("I believe you.\n", bank.grant.bank, "Ana")
    assert came.on_paper == paper


def prints(clerk: Any, name: str) -> str:
    """The sheet for a letter that is ready, before anything is sealed; gives the address on it."""
    clerk.press("Seal it to them", f"A letter for {name}")
    return clerk.page.locator("#address").inner_text()


def seals(clerk: Any) -> None:
    """The sheet is on paper: the letter is sealed."""
    clerk.press("Seal the letter now")
    clerk.page.get_by_text("mark the line above the button first").wait_for()
    clerk.page.get_by_label("I have this sheet in my hand").check()
    clerk.press("Seal the letter now")
    clerk.page.get_by_text("The letter is sealed, and the sheet opens it.").wait_for()


def loses_the_page(bank: Any, clerk: Any, address: str) -> None:
    """Closed before anything was sealed: the sheet opens nothing, and the letter stands where it stood."""
    clerk.comes_back()
    clerk.sees("Letters to hand over")
    envelope = address.rpartition("#")[0][-32:]
    assert bank.running.door.http.get(f"/api/letters/{envelope}").status_code == 404
    assert prints(clerk, "Ana Duarte") != address


def code_of(address: str) -> str:
    """The code on the answer sheet of the letter that is under this address, by which a registrar finds it."""
    envelope = address.rpartition("#")[0][-32:]
    return f"{envelope[:4]}-{envelope[4:8]}"


def types_in(clerk: Any, code: str, words: str, name: str) -> None:
    clerk.comes_back()
    clerk.room("Answers in", "Answers that came on paper")
    clerk.page.get_by_role("cell", name=code, exact=True).wait_for()
    clerk.axe()
    clerk.press("Put in an answer", "An answer from Ana Duarte")
    clerk.page.get_by_label("What the answer says").fill(words)
    clerk.page.get_by_label("How it is signed").fill(name)
    clerk.axe()
    clerk.press("Seal it and lay it with what waits", "It waits to be read")


def opens_answer(screener: Any, name: str) -> None:
    screener.comes_back()
    screener.room("Waiting", "Letters waiting to be read")
    screener.press(name, f"{name}: an answer to a letter about theft or fraud")
    screener.press("Open it", name)
