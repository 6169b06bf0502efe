"""What somebody who works for a bank may not do alone, and what a bank may not lose sight of."""

from __future__ import annotations

import hashlib

import pytest

from amends.office.bank import answers, reading
from amends.office.bank.answers import Finding, finding_bytes
from amends.office.refusals import Refusal
from tests.letter_bank import Bank, to_read
from tests.office_door import Link, a_letter


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


def _handed_over(bank: Bank) -> tuple[Link, str]:
    letter = bank.approved()
    case = bank.wanted(letter, bank.registers())
    return bank.release(letter, case, card=True), case


def _approves(bank: Bank, answer: str, who: str) -> Finding:
    sha256 = hashlib.sha256(b"sealed words").hexdigest()
    signature = bank.keys[who].sign(finding_bytes(bank.office.id, answer, sha256, "approve"))
    return Finding(answer, sha256, "approve", signature, b"", b"sealed to the writer")
