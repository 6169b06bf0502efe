"""A letter written on paper: typed in by a clerk, read back, sent back to be mended, and in its recipient's hands."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from amends.desk.journey import receiving
from amends.office.ledger import events, in_bank, writers
from tests.browser.test_bank import Colleague, a_bank
from tests.letter_bank.answered import prints, seals
from tests.office_door import everything

pytestmark = pytest.mark.browser

WORDS = "I took forty pounds.\n\nForgive me, please."


@pytest.fixture
def bank(tmp_path, chromium, axe):
    with a_bank(tmp_path, chromium, axe) as bank:
        yield bank


def a_page() -> Any:
    """A picture of a page."""
    data = io.BytesIO()
    Image.new("L", (60, 80), 255).save(data, "PNG")
    return {"name": "page.png", "mimeType": "image/png", "buffer": data.getvalue()}


def writes_down(registrar: Colleague, name: str) -> None:
    """A registrar writes down a writer who has no desk, by keyboard."""
    registrar.room("Writers", "Who may write")
    registrar.page.locator("summary", has_text="A writer who has no desk").press("Enter")
    form = registrar.page.get_by_role("form", name="A writer who has no desk")
    form.get_by_label("Their name, so that a clerk finds them").fill(name)
    form.get_by_label("How you know who they are").fill("Her papers, here, today.")
    for box in form.get_by_role("checkbox").all():
        box.check()
    registrar.axe()
    form.get_by_role("button", name="Write them down").press("Enter")
    registrar.page.get_by_role("status").filter(has_text=f"{name} may write on paper").wait_for()


def certifies(custodian: Colleague, clerk: Colleague) -> None:
    """A clerk came after the bank's key was made: a custodian compares the end of theirs, and says whose it is."""
    custodian.room("The bank’s keys", "The bank’s keys")
    row = custodian.page.get_by_role("row").filter(has=custodian.page.get_by_role("cell", name="not yet"))
    expect(row).to_contain_text(clerk.name)
    custodian.axe()
    custodian.page.get_by_label("I have compared the keys with their owners").check()
    custodian.press("Say that one clerk is the bank’s")
    row.wait_for(state="detached")


def comes_to(clerk: Colleague, writer: str = "") -> None:
    clerk.comes_back()
    clerk.sees("Letters that were written on paper")
    if writer:
        clerk.press(writer, writer)


def fills_in(clerk: Colleague, **fields: str) -> None:
    labels = {"to": "Whom it is for", "greeting": "The greeting", "words": "The letter", "sign": "How it is signed"}
    for name, text in fields.items():
        clerk.page.get_by_label(labels[name], exact=True).fill(text)
    clerk.page.get_by_label("What it is about").select_option("theft")


def lays_in(clerk: Colleague, called: str, *, new_key: bool = False) -> str:
    """It is read back, signed and sealed; the text of the sheet that was read back."""
    if new_key:
        clerk.page.evaluate("place => localStorage.setItem(place, 'aaaa-bbbb')", f"amends-sealed-to-{clerk.id}")
    clerk.press("Read it back", "Read it back to the writer")
    sheet = clerk.page.get_by_role("region", name="These are my words").inner_text()
    clerk.page.get_by_label("They signed the sheet").check()
    if new_key:
        clerk.press("Seal it and lay it in")
        clerk.page.get_by_text("Compare the key first").wait_for()
        clerk.page.get_by_label("I have compared it with the bank’s leaflet").check()
    clerk.press("Seal it and lay it in", f"{called} waits to be read")
    return sheet


def opens(reader: Colleague, called: str) -> None:
    reader.room("The bank’s keys", "The bank’s keys")
    reader.room("Waiting", "Letters waiting to be read")
    row = reader.page.get_by_role("row").filter(has=reader.page.get_by_role("button", name=called, exact=True))
    assert "on paper, typed in by a clerk" in row.inner_text()
    reader.press(called, f"{called}: theft or fraud")
    reader.press("Open it", called)


def test_what_was_written_on_paper_is_read_back_mended_and_handed_over(bank, chromium, tmp_path):
    sorel = Colleague(bank, "M. Sorel", "custodian", "screener", "registrar")
    adeyemi = Colleague(bank, "J. Adeyemi", "custodian", "screener", "facilitator")
    bank.makes_key(sorel)
    obi = Colleague(bank, "D. Obi", "clerk")
    writes_down(sorel, "Ruth Amsel")
    certifies(sorel, obi)

    comes_to(obi, "Ruth Amsel")
    assert obi.page.locator("#rooms li").all_inner_texts() == ["On paper"], "nothing of the registry"
    obi.press("Take in a letter", "A letter of Ruth Amsel")
    obi.axe()
    obi.press("Read it back")
    obi.page.get_by_text("For whom it is is missing.").wait_for()
    fills_in(obi, to="Ana Duarte", greeting="Dear Joan,", words=WORDS, sign="Ruth")
    obi.page.locator("[data-kept=yes]", has_text="Kept in this browser, sealed to your key.").wait_for()
    comes_to(obi)  # the browser was closed, and opened again
    obi.axe()
    obi.page.get_by_role("button", name="Go on with it: Ruth Amsel").press("Enter")
    obi.sees("A letter of Ruth Amsel")
    expect(obi.page.get_by_label("The letter", exact=True)).to_have_value(
        "I took forty pounds.\n\nForgive me, please."
    )
    obi.press("Read it back", "Read it back to the writer")
    obi.page.get_by_text("The greeting is “Dear Joan”, and outside stands Ana Duarte.").wait_for()
    obi.axe()
    obi.press("Seal it and lay it in")
    obi.page.get_by_text("nobody else can say later whose words these are").wait_for()
    obi.press("Mend it", "A letter of Ruth Amsel")
    fills_in(obi, greeting="Dear Ana,")
    sheet = lays_in(obi, "K-1")
    obi.axe()
    receipt = obi.page.get_by_role("region", name="Your letter was taken in").inner_text()
    with bank.office.ledger.reading() as connection:
        (writer,) = [one for one in writers.everybody(connection) if one.on_paper]
        (letter,) = in_bank.of_writer(connection, writer.id, "", 9)
        assert events.happened_before(connection, letter.id, events.by_staff(obi.id), "taken-in")
    code = f"{letter.id[:4]}-{letter.id[4:8]}"
    assert [one for one in (code, "Dear Ana,", "Forgive me, please.", "Ana Duarte") if one not in sheet] == []
    assert code in receipt
    assert "K-1" in receipt
    assert "Duarte" not in receipt

    opens(sorel, "K-1")
    sorel.page.get_by_role("radio", name="Return with remarks").check()
    sorel.page.get_by_label("A line to the writer").fill("Ask for nothing.")
    sorel.press("Record the finding", "For the writer of K-1")
    sorel.axe()
    sorel.press("Back to what waits", "Letters waiting to be read")
    sorel.press("Show the sheet for the writer of K-1", "For the writer of K-1")
    reason = sorel.page.get_by_role("region", name="About your letter").inner_text()
    assert "Ask for nothing." in reason
    assert "Duarte" not in reason

    obi.press("Back to the writer", "Ruth Amsel")
    obi.press("Print how their letters stand", "Print how their letters stand")
    obi.page.get_by_label("The language of the sheet").select_option("es")
    obi.page.get_by_text("Vuelve para que la corrija.").wait_for()
    obi.axe()
    obi.press("Back to the writer", "Ruth Amsel")
    obi.press("Take in another letter in the place of K-1", "A letter of Ruth Amsel, in the place of K-1")
    fills_in(obi, to="Ana Duarte")
    obi.page.get_by_label("Pictures of the pages, and what each says").check()
    obi.page.get_by_label("The pages as pictures").set_input_files(a_page())
    obi.page.get_by_label("What page 1 says").fill("Dear Ana,\n\nI took forty pounds. I pay them back.\n\nRuth")
    obi.axe()
    lays_in(obi, "K-2", new_key=True)

    for reader in (sorel, adeyemi):
        opens(reader, "K-2")
        assert "D. Obi" in reader.page.locator("main").inner_text()
        page = reader.page.get_by_role("img", name="A page written by hand")
        assert page.evaluate("page => page.decode().then(() => page.naturalWidth)") == 60
        reader.axe()
        reader.page.get_by_role("radio", name="Approve").check()
        reader.press("Record the finding", "Recorded")
    with bank.office.ledger.reading() as connection:
        mended = in_bank.of_writer(connection, writer.id, letter.id, 9)[0]
    case = bank.wanted(mended.id)
    adeyemi.room("Ready", "Letters to hand over")
    address = prints(adeyemi, "Ana Duarte")
    expect(adeyemi.page.locator("main")).to_contain_text("It bears no signature of the writer’s.")
    seals(adeyemi)
    reads(bank, chromium, address, tmp_path)

    with bank.office.ledger.reading() as connection:
        assert events.happened_by(connection, case, "released") == events.by_staff(adeyemi.id)
        assert events.audit(connection).broken_at == 0
    kept = str(everything(bank.office))
    for secret in ("forty pounds", "Ask for nothing", "Amsel", "her papers"):
        assert secret not in kept


def reads(bank: Any, chromium: Any, address: str, folder: Any) -> None:
    """The recipient opens it, in the room, from a file and without a browser, and is told who took it in."""
    reader = chromium.new_context(reduced_motion="reduce").new_page()
    reader.goto(address)
    reader.locator(".choice", has_text="Open it now").click()
    reader.get_by_role("heading", level=1, name="The letter", exact=True).wait_for()
    said = reader.locator("main").inner_text()
    for told in ("I pay them back.", "D. Obi", "on paper"):
        assert told in said
    assert bank.axe(reader) == []
    reader.get_by_role("button", name="Keep a copy").click()
    with reader.expect_download() as saved:
        reader.get_by_role("button", name="Save the file").click()
    file = folder / "letter.html"
    saved.value.save_as(file)
    secret = address.rpartition("#")[2]
    for link in (address, f"{file}#{secret}"):
        letter = receiving.read(receiving.take(link)).letter
        assert (letter.attested_by, letter.signed_by) == (f"D. Obi, clerk of {bank.office.bank.policy.name}", "")
    reader.goto(f"{file.as_uri()}#{secret}")
    reader.locator(".choice", has_text="Open it now").click()
    expect(reader.locator(".notice")).to_contain_text("D. Obi")
    reader.context.close()
