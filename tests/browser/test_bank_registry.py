"""A registrar's pages in a real browser: somebody entered from paper, checked, and helped by voice."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from amends.office.ledger import cases, events, registered
from tests.browser.test_bank import Colleague, a_bank, unlock
from tests.letter_bank.answered import prints, seals
from tests.office_door import everything

pytestmark = pytest.mark.browser


@pytest.fixture
def bank(tmp_path, chromium, axe, request):
    with a_bank(tmp_path, chromium, axe, getattr(request, "param", "oregon")) as bank:
        yield bank


def opens(colleague: Colleague, act: str) -> None:
    """Opens one act of a record, by keyboard."""
    colleague.page.locator("summary", has_text=act).press("Enter")


def does(colleague: Colleague, act: str, button: str) -> None:
    """Does it, and waits for the record as it stands afterwards, on which every act is closed again."""
    colleague.page.get_by_role("form", name=act).get_by_role("button", name=button, exact=True).click()
    written_down(colleague)


def written_down(colleague: Colleague) -> None:
    """Waits for the record as it stands once something was done."""
    colleague.page.get_by_role("status").filter(has_text="It is written down.").wait_for()
    expect(colleague.page.locator("details[open]")).to_have_count(0)


def test_a_registrar_does_for_somebody_what_they_could_do_themselves(bank):
    vance = Colleague(bank, "P. Vance", "registrar")
    vance.sees("Who registered")
    vance.axe()
    vance.press("Enter somebody", "Enter somebody")
    vance.page.get_by_label("Name", exact=True).fill("Ana Duarte")
    vance.page.get_by_label("Date of birth").fill("1980-05-01")
    vance.page.get_by_label("By post, in a plain envelope").check()
    vance.axe()
    vance.press("Write it down")
    vance.page.get_by_text("Where you can be reached is missing.").wait_for()
    vance.page.get_by_label("The address, or who it is").fill("PO Box 4, Alder Bridge")
    vance.press("Write it down", "A code for Ana Duarte")
    code = vance.page.locator("#code").inner_text()
    vance.axe()
    vance.press("I have handed it over", "Ana Duarte")
    assert "Not yet. Before that nobody looks for a letter." in vance.page.locator("main").inner_text()

    opens(vance, "Say that it is known who they are")
    vance.page.get_by_label("An interpreter with them").fill("Rui Paz")
    vance.axe()
    does(vance, "Say that it is known who they are", "I have made sure who they are")
    assert "interpreter: Rui Paz" in vance.page.locator("main").inner_text()
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    vance.page.route("**/api/staff/writers", hold, times=1)
    with vance.page.expect_request("**/api/staff/writers"):
        opens(vance, "Enter a court’s order")
    vance.page.get_by_label("Which court, and its number").fill("Circuit court, 26-114")
    # Whoever presses before the office said who may write is not told to name a writer first.
    vance.page.get_by_role("button", name="Enter the order", exact=True).click()
    held.pop().continue_()
    written_down(vance)
    vance.page.get_by_role("button", name="no longer holds").click()
    vance.page.get_by_text("Whoever entered an order cannot end it.").wait_for()
    opens(vance, "Write down what they said")
    vance.page.get_by_label("They never want one").check()
    vance.axe()
    does(vance, "Write down what they said", "Write it down")
    opens(vance, "Show what is kept of them")
    vance.page.get_by_role("button", name="Show it").click()
    vance.sees("What is kept of Ana Duarte")
    assert "Circuit court, 26-114" in vance.page.locator("main").inner_text()
    vance.axe()
    vance.press("Back to Ana Duarte", "Ana Duarte")
    vance.press("Back to the list", "Who registered")
    vance.page.get_by_label("Their name, or one they had before").fill("duar")
    vance.press("Look")
    vance.page.get_by_role("heading", name="Whose name has “duar” in it").wait_for()
    vance.press("Ana Duarte", "Ana Duarte")
    opens(vance, "Forget them")
    vance.page.get_by_role("form", name="Forget them").get_by_role("button").click()
    vance.page.get_by_text("Mark the line above the button first.").wait_for()

    with bank.office.ledger.reading() as connection:
        (one,) = registered.newest(connection, 5)
        assert one.wish == "never"
        done = [event.kind for event in events.about(connection, [one.id]) if event.by == events.by_staff(vance.id)]
        assert {"registered", "verified", "wished", "exported", "looked-up"} <= set(done)
        assert events.audit(connection).broken_at == 0
    for secret in ("Duarte", "26-114", code, "Paz"):
        assert secret not in str(everything(bank.office))


@pytest.mark.parametrize("bank", ["colorado"], indirect=True)
def test_a_registrar_sees_whom_a_letter_is_for_and_says_whose_it_is_and_never_sees_a_word_of_it(bank):
    sorel = Colleague(bank, "M. Sorel", "custodian", "screener")
    castellanos = Colleague(bank, "R. Castellanos", "custodian", "facilitator")
    bank.makes_key(sorel)
    letter = bank.deposit()
    bank.reads(sorel)
    sorel.press("Record the finding", "Recorded")  # before there was a registrar
    vance = Colleague(bank, "P. Vance", "registrar")
    vance.room("Whom for", "Whom letters are for")
    vance.page.get_by_text("Of one letter you have not been given whom it is for.").wait_for()
    sorel.room("The bank’s keys", "The bank’s keys")
    sorel.page.get_by_label("I have compared the keys with their owners").check()
    sorel.axe()
    sorel.press("Tell the registrars whom one letter is for")
    sorel.page.get_by_role("button", name="Tell the registrars").wait_for(state="detached")

    vance.room("Registry", "Who registered")
    vance.room("Whom for", "Whom letters are for")
    assert "Ana Duarte" in vance.page.get_by_role("table").inner_text()
    vance.axe()
    vance.press("Look in the registry for Ana Duarte", "Who registered")
    vance.page.get_by_text("Nobody.", exact=True).wait_for()
    vance.press("Enter somebody", "Enter somebody")
    vance.page.get_by_label("Name", exact=True).fill("Ana Duárte")
    vance.page.get_by_label("Date of birth").fill("1980-05-01")
    vance.press("Write it down", "A code for Ana Duárte")
    vance.press("I have handed it over", "Ana Duárte")
    opens(vance, "Look for a letter")
    vance.page.get_by_role("form", name="Look for a letter").get_by_role("button").click()
    vance.page.get_by_text("Nobody looks for a letter before it is known who they are.").wait_for()
    opens(vance, "Say that it is known who they are")
    does(vance, "Say that it is known who they are", "I have made sure who they are")
    opens(vance, "Look for a letter")
    vance.page.get_by_role("form", name="Look for a letter").get_by_role("button").click()
    vance.sees("Letters whose outside names Ana Duárte")
    vance.axe()
    vance.press("This letter is for them")
    vance.page.get_by_text("Mark the line above the button first.").wait_for()
    vance.page.get_by_label("The name is the same").check()
    vance.press("This letter is for them", "Ana Duárte")
    theirs = vance.page.get_by_role("region", name="K-1, written by Tomas Reed")
    theirs.get_by_text("They may be told, in the way they chose.").wait_for()
    opens(vance, "I have told them")
    does(vance, "I have told them", "I have told them")
    opens(vance, "What they decided")
    vance.page.get_by_role("radio", name="They want it").check()
    vance.page.get_by_label("How they want it").select_option("telephone")
    vance.axe()
    does(vance, "What they decided", "Write down what they decided")
    theirs.get_by_text("They want it. Ask once more before it is handed over.").wait_for()
    assert "three hundred" not in vance.page.content()

    castellanos.page.reload()
    unlock(castellanos)
    castellanos.room("Ready", "Letters to hand over")
    castellanos.axe()
    castellanos.press("Ask Ana Duárte", "Ask Ana Duárte once more")
    castellanos.axe()
    castellanos.press("They still want it: they said so by telephone", "Letters to hand over")
    prints(castellanos, "Ana Duárte")
    seals(castellanos)
    castellanos.press("Read it to them now", "Read together with Ana Duárte")
    assert "three hundred and forty pounds" in castellanos.page.get_by_role("article").first.inner_text()
    castellanos.axe()
    castellanos.press("Stop reading", "A letter for Ana Duárte")
    castellanos.press("It is handed over", "Letters to hand over")
    castellanos.press("It was read to them: Ana Duárte")
    castellanos.page.get_by_role("button", name="It was read to them").wait_for(state="detached")

    vance.room("Held by law", "Letters that a law holds")
    vance.page.get_by_label("The letter’s number").fill("K-1")
    vance.page.get_by_label("Which law or court").fill("Circuit court, 26-115")
    vance.press("Hold it")
    vance.page.get_by_role("status").filter(has_text="It is written down.").wait_for()
    vance.axe()
    vance.press("K-1 has to be held no longer", "End the hold on K-1")
    vance.axe()
    vance.page.get_by_label("The hold has ended").check()
    vance.press("It has to be held no longer", "Letters that a law holds")
    expect(vance.page.get_by_role("button", name="K-1 has to be held no longer")).to_have_count(0)

    vance.room("Writers", "Who may write")
    vance.press("Tomas Reed", "Tomas Reed")
    vance.axe()
    vance.press("Take K-1 back", "Take K-1 back")
    vance.axe()
    vance.press("Take it back")
    vance.page.get_by_text("Mark the line above the button first.").wait_for()
    vance.page.get_by_label("They asked for it").check()
    vance.press("Take it back", "Tomas Reed")
    vance.page.get_by_text("taken back on").wait_for()

    with bank.office.ledger.reading() as connection:
        (case,) = cases.of_letter(connection, letter.id)
        kinds = [event.kind for event in events.about(connection, [case.id]) if event.by == events.by_staff(vance.id)]
        assert kinds == ["matched", "told", "chose"]
        for kind in ("confirmed", "released", "read-aloud"):
            assert events.happened_by(connection, case.id, kind) == events.by_staff(castellanos.id)
        assert events.audit(connection).broken_at == 0
    assert "Duarte" not in str(everything(bank.office)), "the office does not know whom a letter is for"
