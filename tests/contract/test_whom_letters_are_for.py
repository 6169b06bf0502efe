"""Whom a letter is for: sealed to registrars by who may open it, and looked at once it is known who asks."""

from __future__ import annotations

import base64

import pytest

from amends.office.bank.reading import finding_bytes
from amends.office.ledger import events, staff
from tests.contract.test_registrar_pages import NOA, Registrar, by
from tests.staff_door import Colleague, bank_with_key, code_of, deposited_in

WORDS, FRONT = "a" * 64, "b" * 64
SEALED = base64.b64encode(b"sealed in the browser").decode()


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    with bank_with_key(tmp_path_factory.mktemp("bank"), "colorado") as bank:
        yield bank


@pytest.fixture(scope="module")
def registrar(bank):
    return Registrar(bank, "registrar")


@pytest.fixture(scope="module")
def screener(bank):
    return Registrar(bank, "screener")


@pytest.fixture(scope="module")
def desk(bank):
    return bank.desk()


def approves(bank, screener: Colleague, letter: str) -> None:
    signature = screener.key.sign(finding_bytes(bank.office.id, letter, WORDS, FRONT, "approve"))
    finding = {"letter": letter, "words": WORDS, "front": FRONT, "outcome": "approve", "signature": signature}
    assert code_of(screener.post(f"letters/{letter}/findings", finding | {"remarks": ""})) == "done"


def lacking(screener: Colleague) -> set[str]:
    return set(screener.get("outsides/lacking").json()["letters"])


def named(bank, screener: Colleague, *registrars: Registrar, desk) -> str:
    letter = deposited_in(bank, desk)
    approves(bank, screener, letter)
    sealed = {one.id: SEALED for one in registrars}
    assert code_of(screener.post(f"outsides/{letter}", {"sealed": sealed})) == "done"
    return letter


def seen(registrar: Registrar, letter: str) -> dict:
    return next(row for row in registrar.get("outsides").json()["letters"] if row["letter"] == letter)


def test_what_was_approved_is_named_to_registrars_and_a_new_colleague_is_given_it_too(
    bank, registrar, screener, desk
):
    letter = deposited_in(bank, desk)
    assert letter not in lacking(screener), "nobody is told of what has still to be read"
    assert code_of(screener.post(f"outsides/{letter}/take", b"")) == "refused"
    approves(bank, screener, letter)
    assert letter in lacking(screener)
    assert b"letter.age" not in screener.post(f"outsides/{letter}/take", b"").content
    assert code_of(screener.post(f"outsides/{letter}", {"sealed": {screener.id: SEALED}})) == "malformed"
    assert code_of(screener.post(f"outsides/{letter}", {"sealed": {registrar.id: SEALED}})) == "done"
    assert letter not in lacking(screener)
    row = seen(registrar, letter)
    assert (row["sealed"], row["cases"], row["writer"]) == (SEALED, 0, "Tomas Reed")
    late = Registrar(bank, "registrar")
    assert letter in lacking(screener)
    assert seen(late, letter)["sealed"] == ""
    with bank.office.ledger.writing() as connection:
        staff.leave(connection, late.id, bank.office.now())
    assert letter not in lacking(screener)
    desk.withdraw(letter)
    assert letter not in str(registrar.get("outsides").json())


def test_nobody_looks_before_it_is_known_who_they_are_and_a_match_is_in_the_chain(bank, registrar, screener, desk):
    letter = named(bank, screener, registrar, desk=desk)
    who = registrar.enters()
    assert registrar.does(who, "look") == "refused"
    assert registrar.does(who, "match", letter=letter) == "refused"
    assert registrar.does(who, "verify", beside=[]) == "done"
    found = registrar.post(f"registered/{who}/look", {"seen": registrar.record(who)["seen"]}).json()["letters"]
    assert letter in {row["letter"] for row in found}
    shown = registrar.record(who)["seen"]
    assert registrar.does(who, "match", shown, letter=letter) == "done"
    assert registrar.does(who, "match", shown, letter=letter) == "refused", "a page that is older than the match"
    assert [row["step"] for row in registrar.record(who)["letters"]] == ["tell"]
    assert seen(registrar, letter)["cases"] == 1
    case = registrar.record(who)["letters"][0]["case"]
    assert by(bank, case, "matched") == events.by_staff(registrar.id)
    kept = registrar.post(f"registered/{who}/export", {"seen": registrar.record(who)["seen"]}).json()["kept"]
    assert "looked-for" not in str(kept)
    assert kept["letters"] == []


def test_who_opens_letters_sees_nobody_and_who_sees_people_opens_none(bank, registrar, screener, desk):
    letter = named(bank, screener, registrar, desk=desk)
    for role in ("screener", "facilitator", "print-clerk", "custodian", "auditor", "operator"):
        assert code_of(Colleague(bank, role).get("outsides")) == "refused"
    for role in ("registrar", "facilitator", "print-clerk", "auditor", "operator"):
        clerk = Colleague(bank, role)
        assert code_of(clerk.get("outsides/lacking")) == "refused"
        assert code_of(clerk.post(f"outsides/{letter}/take", b"")) == "refused"
        assert code_of(clerk.post(f"outsides/{letter}", {"sealed": {registrar.id: SEALED}})) == "refused"
    assert code_of(registrar.post(f"letters/{letter}/take-up", b"")) == "refused"
    assert NOA["name"] not in str(screener.get("outsides/lacking").json())
