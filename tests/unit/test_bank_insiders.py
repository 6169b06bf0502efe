"""What somebody who works for a bank may not do alone, and what a bank may not lose sight of."""

from __future__ import annotations

import hashlib

import pytest

from amends.envelope import from_json, to_json
from amends.office.bank import answers, keeping, reading
from amends.office.bank.answers import Finding, finding_bytes
from amends.office.bank.registrar import Desk
from amends.office.ledger import answers as kept
from amends.office.ledger import cases, holds
from amends.office.ledger.staff import Member
from amends.office.refusals import Refusal
from tests.letter_bank import NOA, Bank, to_read
from tests.office_door import Link, a_letter
from tests.office_door.inside import act


@pytest.fixture
def bank(tmp_path, request):
    bank = Bank(tmp_path, getattr(request, "param", "oregon"))
    yield bank
    bank.office.close()


def test_a_letter_waits_in_the_queue_however_many_before_it_wait_for_their_recipients(bank, monkeypatch):
    monkeypatch.setattr(reading, "_PAGE", 2)
    for _ in range(3):
        bank.approved()
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    with bank.office.ledger.reading() as connection:
        assert [one.id for one in reading.queue(bank.office, connection, bank.staff["first"])] == [letter.id]


def test_a_reader_opens_what_waits_and_nothing_that_was_decided(bank):
    letter = bank.approved()
    with bank.writing() as connection, pytest.raises(Refusal, match="decided already"):
        reading.take_up(bank.office, connection, bank.staff["first"], letter.id)


@pytest.mark.parametrize("bank", ["delaware"], indirect=True)
def test_who_typed_an_answer_in_is_none_of_its_readers_while_there_are_others(bank):
    sealed, case = _handed_over(bank)
    clerk = bank.staff["second"]
    with bank.writing() as connection:
        body = to_read(sealed, key=bank.keys["second"])
        answer = answers.take_in(bank.office, connection, clerk, case, body)
        (row,) = answers.queue(bank.office, connection, clerk)
        assert row.others
        with pytest.raises(Refusal, match="colleagues read it"):
            answers.find(bank.office, connection, clerk, _approves(bank, answer, "second"))
        answers.find(bank.office, connection, bank.staff["first"], _approves(bank, answer, "first"))
    assert [one.id for one in bank.desk.news().replies] == [answer]


def test_in_a_bank_of_two_readers_who_typed_an_answer_in_is_one_of_the_two(bank):
    sealed, case = _handed_over(bank)
    with bank.writing() as connection:
        body = to_read(sealed, key=bank.keys["second"])
        answer = answers.take_in(bank.office, connection, bank.staff["second"], case, body)
        for who in ("second", "first"):
            answers.find(bank.office, connection, bank.staff[who], _approves(bank, answer, who))
    assert [one.id for one in bank.desk.news().replies] == [answer]


def test_what_somebody_is_given_of_themselves_says_nothing_of_what_a_writer_did(bank):
    sealed, case = _handed_over(bank)
    answer = str(from_json(act(bank.office, sealed, "answer", to_read(sealed)))["answer"])
    with bank.writing() as connection:
        for who in ("first", "second"):
            answers.find(bank.office, connection, bank.staff[who], _approves(bank, answer, who))
    bank.desk.collect(answer)
    with bank.writing() as connection:
        row = cases.find(connection, case)
        assert row is not None
        given = keeping.export(bank.office, connection, row.registered)
    assert "answer" in {one["what"] for one in given["done"]}
    assert "collected" not in str(given)
    assert "writer:" not in str(given)


def test_who_is_forgotten_leaves_no_note_of_a_hold_that_ended(bank):
    who = bank.registers()
    with bank.writing() as connection:
        desk = Desk(bank.office, connection, _member(bank, "registrar"))
        desk.end_hold(desk.hold(who, "county court 12 B, Noa Lindqvist"))
        desk.forget(who)
        (hold,) = holds.of(connection, who)
    assert hold.note == b""


@pytest.mark.parametrize("end", ["taken back", "forgotten"])
def test_a_law_that_holds_a_letter_keeps_an_answer_to_it_that_its_writer_never_sees(bank, end):
    sealed, case = _handed_over(bank)
    answer = str(from_json(act(bank.office, sealed, "answer", to_read(sealed)))["answer"])
    with bank.writing() as connection:
        row = cases.find(connection, case)
        assert row is not None
        desk = Desk(bank.office, connection, _member(bank, "registrar"))
        hold = desk.hold(row.letter, "a subpoena")
        if end == "forgotten":
            desk.forget(row.registered)
    if end == "taken back":
        act(bank.office, sealed, "take-back", to_json({"amends": 1, "answer": answer}))
    with bank.writing() as connection:
        assert kept.sealed(connection, answer) is not None
        assert answers.queue(bank.office, connection, bank.staff["first"]) == []
        keeping.end_hold(bank.office, connection, bank.staff["first"].id, hold)
        keeping.clear(bank.office, connection)
        assert kept.sealed(connection, answer) is None


def test_who_registered_by_themselves_is_known_before_anybody_looks_whatever_was_written_down_since(bank):
    letter, who = bank.approved(), bank.registers(verified=False)
    with bank.writing() as connection:
        desk = Desk(bank.office, connection, _member(bank, "registrar"))
        desk.say(who, "none")
        with pytest.raises(Refusal, match="before it is known"):
            desk.look_for_letters(who)
        entered, _ = desk.enter(NOA, "none")  # whom an approved letter is for, in a bank that tells by itself
        assert desk.match(letter.id, entered).registered == entered
        desk.say(entered, "tell")
        desk.say(entered, "none")
        with pytest.raises(Refusal, match="before it is known"):
            desk.match(letter.id, entered)


def _member(bank: Bank, role: str) -> Member:
    return Member(bank.clock.bytes(16).hex(), b"name", frozenset({role}), "", "", b"", bank.office.now(), "")


def _handed_over(bank: Bank) -> tuple[Link, str]:
    letter = bank.approved()
    case = bank.wanted(letter, bank.registers())
    return bank.release(letter, case, card=True), case


def _approves(bank: Bank, answer: str, who: str) -> Finding:
    sha256 = hashlib.sha256(b"sealed words").hexdigest()
    signature = bank.keys[who].sign(finding_bytes(bank.office.id, answer, sha256, "approve"))
    return Finding(answer, sha256, "approve", signature, b"", b"sealed to the writer")
