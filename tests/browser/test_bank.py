"""A bank in real browsers: its staff with passkeys, from a deposit to the letter in its recipient's hands."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import Any

import pytest

from amends.clock import MACHINE
from amends.desk.journey import receiving
from amends.desk.seal.headers import Grant
from amends.desk.seal.sealing import KeyRoad
from amends.envelope import from_json
from amends.errors import Refused
from amends.office.bank import accounts, cases, registry
from amends.office.bank.registry import Card
from amends.office.ledger import events, in_bank, staff
from amends.office.signatures import is_good
from amends.wire import AnswerToRead, Invitation, answer_signed, fingerprint
from tests.letter_bank.answered import answers_and_is_let_through, code_of, loses_the_page, prints, seals
from tests.office_door import Desk, everything, running
from tests.reading_room import letter

pytestmark = pytest.mark.browser

PASSKEYS = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True, "hasPrf": True,
}  # fmt: skip


class Colleague:
    """One member of staff: a browser, an authenticator in it, and six words on paper."""

    LOCALE = "en-GB"
    ASKED = "{name}, you are asked to work here"
    AGAIN = "The six words once more"
    MAKE = ("Make my passkey and come in", "Codes for the day you lose your passkey")
    AWAY = "I have put them away"

    def __init__(self, bank: Bank, name: str, *roles: str) -> None:
        self.bank, self.name = bank, name
        self.context = bank.chromium.new_context(reduced_motion="reduce", locale=self.LOCALE)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        devices = self.context.new_cdp_session(self.page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
        code = accounts.invite(bank.office, name, frozenset(roles))
        self.page.goto(f"{bank.home}/staff/enrol#{code}")
        self.sees(self.ASKED.format(name=name))
        self.words = self.page.locator("#words").inner_text()
        self.page.get_by_label(self.AGAIN).fill(self.words.upper().replace("-", " "))
        self.axe()
        self.press(*self.MAKE)
        self.codes = self.page.locator("#codes li").all_inner_texts()
        self.page.get_by_role("button", name=self.AWAY).click()
        self.page.locator("#who", has_text=name).wait_for()
        bank.staff.append(self)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def sees(self, heading: str) -> None:
        self.page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()

    def press(self, name: str, heading: str = "") -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        if heading:
            self.sees(heading)

    def room(self, name: str, heading: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()
        self.sees(heading)

    def comes_back(self) -> None:
        self.page.reload()
        unlock(self)

    def axe(self) -> None:
        assert self.bank.axe(self.page) == []

    @property
    def id(self) -> str:
        with self.bank.office.ledger.reading() as connection:
            return next(
                one.id for one in staff.everybody(connection) if accounts.name_of(self.bank.office, one) == self.name
            )


class Bank:
    """A bank, Oregon's unless another is named, and a writer's desk."""

    def __init__(self, office: Any, chromium: Any, axe: Any) -> None:
        self.running, self.chromium, self.axe = office, chromium, axe
        self.office = office.office
        self.home = office.door.url.replace("127.0.0.1", "localhost")
        self.desk = office.desk()
        self.staff: list[Colleague] = []

    def deposit(self) -> Any:
        card = from_json(self.running.door.http.get("/api/bank").content)
        epoch = card["epoch"]
        self.grant = Grant(card["bank"], epoch["key"], epoch["sign"])
        one = letter(road=KeyRoad("age", epoch["key"]), grant=self.grant)
        answer = self.desk.ask(self.running.door.bank(), one.packed)
        assert answer.json()["outcomes"][0]["outcome"] == "deposited", answer.text
        return one

    def makes_key(self, custodian: Colleague) -> None:
        custodian.room("The bank’s keys", "The bank’s keys")
        custodian.page.get_by_label("I have compared the keys with their owners").check()
        custodian.press("Make a new key")
        custodian.page.locator("#fingerprint").wait_for()

    def reads(self, screener: Colleague, finding: str = "Approve") -> None:
        screener.page.reload()
        unlock(screener)
        screener.room("Waiting", "Letters waiting to be read")
        screener.page.get_by_role("button", name="K-1", exact=True).click()
        screener.sees("K-1: theft or fraud")
        screener.axe()
        screener.press("Open it", "K-1")
        screener.page.get_by_role("radio", name=finding).check()

    def wanted(self, letter_id: str) -> str:
        clerk = self.staff[0].id
        with self.office.ledger.writing() as connection:
            card = Card("Ana Duarte", born="1980-05-01", reach="post", at="PO Box 4, Alder Bridge")
            who, _ = registry.register(self.office, connection, card, "tell")
            registry.verify(self.office, connection, clerk, who)
            case = cases.match(self.office, connection, clerk, letter_id, who).id
        with self.office.ledger.writing() as connection:
            cases.tell(self.office, connection, clerk, case)
            cases.choose(self.office, connection, who, case, "wants", road="post")
        with self.office.ledger.writing() as connection:
            cases.confirm(self.office, connection, clerk, case, by_telephone=True)
        return case

    @property
    def readers(self) -> int:
        return self.office.bank.policy.screening.readers


def unlock_key(colleague: Colleague) -> None:
    colleague.sees("Unlock your key")
    colleague.page.get_by_label("Your six words").fill(colleague.words)
    colleague.press("Unlock")


def unlock(colleague: Colleague) -> None:
    unlock_key(colleague)
    colleague.page.get_by_role("heading", level=1, name="Unlock your key").wait_for(state="detached")


@contextmanager
def a_bank(folder, chromium, axe, policy="oregon"):
    """A bank at work under this policy; in the end nobody's browser has complained."""
    with running(folder, policy=policy) as office:
        bank = Bank(office, chromium, axe)
        yield bank
        complaints = [complaint for one in bank.staff for complaint in one.complaints]
        for one in bank.staff:
            one.context.close()
        assert complaints == []


@pytest.fixture
def bank(tmp_path, chromium, axe, request):
    with a_bank(tmp_path, chromium, axe, getattr(request, "param", "oregon")) as bank:
        yield bank


@pytest.mark.parametrize("bank", ["oregon", "colorado"], indirect=True)
def test_a_letter_goes_from_its_deposit_through_its_readers_to_its_recipient(bank, chromium, tmp_path):
    sorel = Colleague(bank, "M. Sorel", "custodian", "screener", "registrar")
    adeyemi = Colleague(bank, "J. Adeyemi", "custodian", "screener")
    castellanos = Colleague(bank, "R. Castellanos", "facilitator")
    bank.makes_key(sorel)
    sorel.axe()
    one = bank.deposit()

    bank.reads(sorel)
    assert "three hundred and forty pounds" in sorel.page.get_by_role("article", name="K-1").first.inner_text()
    assert "Ana Duarte" in sorel.page.locator("address").inner_text()
    sorel.axe()
    sorel.press("Record the finding", "Recorded")
    if bank.readers == 2:
        bank.reads(adeyemi)
        adeyemi.press("Record the finding", "Recorded")
    case = bank.wanted(one.id)

    castellanos.page.reload()
    unlock(castellanos)
    castellanos.sees("Letters to hand over")
    castellanos.axe()
    loses_the_page(bank, castellanos, prints(castellanos, "Ana Duarte"))
    castellanos.axe()
    address = castellanos.page.locator("#address").inner_text()
    seals(castellanos)
    castellanos.axe()
    assert castellanos.page.locator("#address").inner_text() == address
    answer_sheet = castellanos.page.get_by_role("region", name="An answer, if you want to write one").inner_text()
    for told in (code_of(address), fingerprint(bank.grant.key, bank.grant.sign), "One goes back.", "threats"):
        assert told in answer_sheet
    castellanos.press("The letter, to print", "The letter, to print")
    assert "three hundred and forty pounds" in castellanos.page.locator(".letter").inner_text()
    castellanos.press("Back to the sheet", "A letter for Ana Duarte")
    castellanos.press("The outer envelope", "The outer envelope")
    castellanos.page.get_by_label("Sender").fill("PO Box 9")
    assert castellanos.page.locator(".outer").inner_text().split("\n") == [
        "PO Box 9", "Ana Duarte", "PO Box 4, Alder Bridge",
    ]  # fmt: skip
    castellanos.axe()
    castellanos.press("Back to the sheet", "A letter for Ana Duarte")
    castellanos.press("It is handed over", "Letters to hand over")
    castellanos.press("It was posted: Ana Duarte")
    castellanos.page.get_by_role("button", name="It was posted").wait_for(state="detached")

    reader = chromium.new_context(reduced_motion="reduce").new_page()
    reader.goto(address)
    reader.locator(".choice", has_text="Open it now").click()
    reader.get_by_role("heading", level=1, name="The letter", exact=True).wait_for()
    said = reader.locator("main").inner_text()
    assert "read this letter and let it through, as the writer allowed" in said
    assert "three hundred and forty pounds" in said
    assert "reads an answer before the writer does" in said
    assert bank.axe(reader) == []
    answers_and_is_let_through(bank, reader, address, one)
    reader.get_by_role("button", name="Keep a copy").click()
    with reader.expect_download() as saved:
        reader.get_by_role("button", name="Save the file").click()
    file = tmp_path / "letter.html"
    saved.value.save_as(file)
    reader.goto(f"{file.as_uri()}#{address.rpartition('#')[2]}")
    reader.locator(".choice", has_text="Open it now").click()
    reader.get_by_role("heading", level=1, name="The letter", exact=True).wait_for()
    reader.get_by_role("button", name="Write an answer").click()
    reader.get_by_label("Your words to Tomas Reed").fill("From the file.")
    with reader.expect_download() as answer:
        reader.get_by_role("button", name="Seal the answer and save it").click()
    carried = AnswerToRead.from_bytes(answer.value.path().read_bytes())
    assert (carried.envelope, carried.screening_key) == (address.rpartition("#")[0][-32:], bank.grant.key)
    link = f"{file}#{address.rpartition('#')[2]}"
    held = receiving.take(link)
    receiving.answer(held, "Thank you.", MACHINE, out=tmp_path / "a.amends")
    also = AnswerToRead.from_bytes((tmp_path / "a.amends").read_bytes())
    assert (also.envelope, also.screening_key) == (carried.envelope, bank.grant.key)
    signed = answer_signed(also.envelope, also.sha256)
    assert is_good(held.envelope.act_key, also.signature, signed)  # pyright: ignore[reportOptionalMemberAccess]
    file.write_text(file.read_text("utf-8").replace('data-answers="screened"', 'data-answers=""'), "utf-8")
    with pytest.raises(Refused, match="goes there on paper"):
        receiving.answer(receiving.take(link), "Thank you.", MACHINE, out=tmp_path / "b.amends")
    reader.context.close()

    with bank.office.ledger.reading() as connection:
        for kind in ("released", "posted"):
            assert events.happened_by(connection, case, kind) == events.by_staff(castellanos.id)
        assert events.audit(connection).broken_at == 0
    kept = str(everything(bank.office))
    for secret in (address.rpartition("#")[2], sorel.words, "forty pounds", "believe you", "Sorel", *sorel.codes):
        assert secret not in kept


def test_who_left_reads_nothing_new_and_a_lost_key_is_given_back_by_the_second_custodian(bank):
    sorel = Colleague(bank, "M. Sorel", "custodian", "screener")
    adeyemi = Colleague(bank, "J. Adeyemi", "custodian", "screener")
    bank.makes_key(sorel)
    one = bank.deposit()
    with bank.office.ledger.writing() as connection:
        before = staff.epoch(connection)
        kept = in_bank.parts(connection, one.id).key
        held = staff.epoch_keys(connection, sorel.id)
        accounts.leave(bank.office, connection, events.OFFICE, sorel.id)
    assert before is not None
    assert held
    refused = bank.running.door.http.get("/api/bank")
    assert from_json(refused.content)["error"] == "refused"

    # Sorel lost words and passkey, and is asked in anew: another account, to which no key was ever sealed.
    again = Colleague(bank, "M. Sorel again", "custodian", "screener")
    adeyemi.page.reload()
    unlock(adeyemi)
    bank.makes_key(adeyemi)
    adeyemi.page.get_by_label("I have compared the keys with their owners").check()
    adeyemi.press("Give the key that a colleague lacks")
    # The page is made anew once the key was given; what is pressed before that is pressed on the old one.
    adeyemi.page.get_by_role("button", name="Give the key that a colleague lacks").wait_for(state="detached")
    adeyemi.press("Wrap one waiting letter anew")
    adeyemi.page.get_by_role("button", name="Wrap one waiting letter anew").wait_for(state="detached")
    with bank.office.ledger.reading() as connection:
        now = in_bank.parts(connection, one.id).key
        letter_in_bank = in_bank.find(connection, one.id)
        assert letter_in_bank is not None
        assert letter_in_bank.epoch == before.number + 1
        assert now != kept
        assert staff.epoch_keys(connection, sorel.id) == {}

    sorel.page.reload()
    sorel.sees("Come in")
    bank.reads(again, "Return with remarks")
    again.press("Record the finding")
    again.page.get_by_text("the writer has to know what to mend").wait_for()
    again.page.get_by_label("A line to the writer").fill("Leave out the money; that is for the court.")
    again.press("Record the finding", "Recorded")
    with bank.office.ledger.reading() as connection:
        (found,) = in_bank.findings(connection, [one.id])[one.id]
    assert found.outcome == "return"
    said = from_json(one.keys.reply.open(found.remarks, "the remarks"))
    assert said["said"] == "Leave out the money; that is for the court."
    assert said["outcome"] == "return"


def test_a_registrar_makes_sure_of_a_writer_and_hands_them_an_invitation(bank):
    registrar = Colleague(bank, "P. Registrar", "registrar")
    registrar.room("Writers", "Who may write")
    registrar.axe()
    registrar.page.get_by_role("textbox", name="Their name").fill("Desmond Obi")
    registrar.press("Make the invitation")
    registrar.page.get_by_text("Say by what you know who they are").wait_for()
    registrar.page.get_by_role("textbox", name="How you know who they are").fill("His passport, here, today.")
    for box in registrar.page.get_by_role("checkbox").all():
        box.check()
    registrar.press("Make the invitation", "An invitation for Desmond Obi")
    registrar.axe()
    with registrar.page.expect_download() as saved:
        registrar.page.get_by_role("link", name="Save the invitation").click()
    invitation = Invitation.from_bytes(saved.value.path().read_bytes())
    assert saved.value.suggested_filename == "Desmond-Obi.invitation"
    desk = Desk(bank.running.door)
    assert desk.enrol(invitation.code, "Desmond Obi").status_code == 200
    registrar.press("I have saved it", "Who may write")
    row = registrar.page.get_by_role("row", name="Desmond Obi")
    row.get_by_role("cell", name="yes", exact=True).wait_for()
    registrar.press("Desmond Obi", "Desmond Obi")
    registrar.axe()
    registrar.press("They left custody")
    registrar.page.get_by_text("Written down: they left custody.").wait_for()
    kept = str(everything(bank.office))
    assert "passport" not in kept
    with bank.office.ledger.reading() as connection:
        code = hashlib.sha256(invitation.code.encode()).hexdigest()[:32]
        assert events.happened_by(connection, code, "writer-checked") == events.by_staff(registrar.id)


def test_a_passkey_that_answers_unwraps_the_key_by_itself(bank):
    sorel = Colleague(bank, "M. Sorel", "custodian", "screener")
    sorel.press("Go out", "Come in")
    sorel.axe()
    sorel.press("Come in with my passkey", "Letters waiting to be read")
    sorel.press("Go out", "Come in")
    sorel.page.get_by_text("I lost my passkey").click()
    sorel.page.get_by_label("One of your recovery codes").fill(sorel.codes[0])
    sorel.press("Make another passkey", "Unlock your key")
    sorel.axe()
    unlock(sorel)
    sorel.sees("Letters waiting to be read")


def test_an_answer_that_comes_late_does_not_take_the_place_of_the_letter_being_read(bank):
    sorel = Colleague(bank, "M. Sorel", "custodian", "screener")
    Colleague(bank, "J. Adeyemi", "custodian")
    bank.makes_key(sorel)
    bank.deposit()
    sorel.page.goto(f"{bank.home}/staff")
    late: list[Any] = []

    def hold(route: Any) -> None:
        late.append(route)

    sorel.page.route("**/api/staff/queue", hold, times=1)
    with sorel.page.expect_request("**/api/staff/queue"):
        unlock_key(sorel)
    sorel.room("Waiting", "Letters waiting to be read")
    sorel.press("K-1", "K-1: theft or fraud")
    with sorel.page.expect_response("**/api/staff/queue"):
        late[0].continue_()
    sorel.press("Open it", "K-1")
    assert sorel.page.get_by_role("article", name="K-1").count() == 1
