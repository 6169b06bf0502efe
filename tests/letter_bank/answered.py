"""A letter that a bank hands over and an answer that it reads first, in its reader's and its staff's browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from amends.clock import MACHINE
from amends.desk.journey import receiving
from amends.desk.letters.words import Scan, text_of
from amends.desk.seal import sshsig
from amends.desk.seal.age import Secret
from amends.desk.seal.keys import SigningKey, b64url
from amends.desk.seal.opening import open_reply
from amends.envelope import bind, from_json, to_json, unbind
from amends.wire import answer_signed

PLACE = "12 Ferry Lane, Alder Bridge"


def answers_and_is_let_through(bank: Any, reader: Any, address: str, one: Any) -> None:
    """The reader answers, is given it back with the reason, mends it, and the writer gets what was approved."""
    before = bank.desk.news()
    reader.get_by_role("button", name="Write an answer").click()
    assert "reads an answer before Tomas Reed does" in reader.locator(".notice").inner_text()
    held_to = reader.locator("#words-help").inner_text()
    assert "An answer is sent back to you if it holds: threats, contact details or sexual words." in held_to
    assert "You can answer once." in held_to
    reader.get_by_label("Your words to Tomas Reed").fill("I believe you. Call me on 555 0142.")
    assert bank.axe(reader) == []
    reader.get_by_role("button", name="Seal and send the answer").click()
    reader.get_by_role("heading", level=1, name="The answer is sealed and sent").wait_for()

    first, second = [one for one in bank.staff if "J." in one.name or "M." in one.name][:2]
    opens_answer(first, "A-1", forged_first=True)
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
        if paper:  # a custodian certified whose key that is
            assert f"{first.name} typed it in" in colleague.page.locator("main").inner_text()
        colleague.page.get_by_role("radio", name="Approve").check()
        colleague.press("Record the finding", "Recorded")
    (waiting,) = bank.desk.news().replies
    came = open_reply(bank.desk.collect(waiting.id).content, one.keys.reply, one.id, bank.grant)
    assert "I believe you.\n" in came.text
    assert (came.read_by, came.header.from_name) == (bank.grant.bank, "Ana")
    assert came.on_paper == paper
    assert len(came.scans) == (2 if paper else 0)
    pages = [block for block in came.header.words.body if isinstance(block, Scan)]
    said = [text_of(line) for page in pages for line in page.transcript]
    assert said == (["I believe you.", "I have the boat."] if paper else [])
    assert PLACE.encode() not in b"".join(came.scans.values())  # where a recipient lives is not the writer's to learn


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
    photograph = {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": photographed()}
    clerk.page.get_by_label("The pages as pictures").set_input_files([photograph, photograph])
    expect(clerk.page.get_by_label("What page 1 says")).to_have_value(words)  # typed before there was a page
    expect(clerk.page.get_by_label("What the answer says")).to_be_hidden()
    clerk.press("Seal it and lay it with what waits")
    clerk.page.get_by_text("Type what this page says.").wait_for()
    clerk.page.get_by_label("What page 2 says").fill("I have the boat.")
    clerk.page.get_by_label("How it is signed").fill(name)
    clerk.axe()
    clerk.press("Seal it and lay it with what waits", "It waits to be read")


def photographed() -> bytes:
    """A page as a telephone makes a picture of it, which says where that was."""
    exif, out = Image.Exif(), BytesIO()
    exif[0x010E] = PLACE
    Image.new("RGB", (60, 80), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def opens_answer(screener: Any, name: str, *, forged_first: bool = False) -> None:
    screener.comes_back()
    screener.room("Waiting", "Letters waiting to be read")
    screener.press(name, f"{name}: an answer to a letter about theft or fraud")
    for forge, said in FORGED.items() if forged_first else ():
        refuses(screener, forge, said)
    screener.press("Open it", name)


def refuses(screener: Any, forge: Callable[[dict[str, Any]], None], said: str) -> None:
    """What an operator put beside an answer in the place of what the bank signed: the browser shows no word of it."""

    def forged(route: Any) -> None:
        parts = unbind(route.fetch().body())
        beside = from_json(parts["beside.json"])
        assert isinstance(beside, dict)
        forge(beside)
        route.fulfill(body=bind({**parts, "beside.json": to_json(beside)}), content_type="application/octet-stream")

    screener.page.route("**/take-up", forged, times=1)
    screener.press("Open it")
    screener.page.get_by_role("status").filter(has_text=said).wait_for()
    assert screener.page.get_by_role("article").count() == 0


def _to_their_own_key(beside: dict[str, Any]) -> None:
    own = Secret(MACHINE.bytes(32)).recipient
    beside["card"] = re.sub(r"reply age1\S+", f"reply {own}", beside["card"])


def _signed_by_themselves(beside: dict[str, Any]) -> None:
    _to_their_own_key(beside)
    key = SigningKey.draw(MACHINE)
    beside["card_signature"] = sshsig.sign(beside["card"].encode(), sshsig.ANSWERS, key).decode()


def _written_by_themselves(beside: dict[str, Any]) -> None:
    (envelope,) = re.findall(r"envelope (\S+)", beside["card"])
    beside["signature"] = b64url(SigningKey.draw(MACHINE).sign(answer_signed(envelope, beside["sha256"])))


FORGED = {
    _to_their_own_key: "No key of the bank’s that you hold signed where this answer goes.",
    _signed_by_themselves: "No key of the bank’s that you hold signed where this answer goes.",
    _written_by_themselves: "Whoever has the letter did not write this answer.",
}
"""What an operator could try, and what the screener's browser says to it."""
