"""Where a bank reads answers first, none goes to its writer unread: it says so beforehand, and takes it on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.envelope import to_json
from amends.office.acts.looking import standing
from amends.office.bank.plain import plain
from amends.office.bank.policy import load, load_with_text, ready_made
from amends.office.bank.step import answer_road
from amends.office.ledger import Connection, events, replies
from amends.wire import Standing
from tests.letter_bank import Bank, answers_unread
from tests.office_door import Key, Link
from tests.office_door.inside import act

READING = [name for name in ready_made() if load(name).screening.readers]
SCREENED = [name for name in READING if load(name).answers.screened]
TELL = to_json({"amends": 1, "not_wanted": False, "read": True, "received": True, "requested": True})


@pytest.fixture
def bank(tmp_path, request):
    bank = Bank(tmp_path, getattr(request, "param", "") or answers_unread(tmp_path))
    yield bank
    bank.office.close()


def handed_over(bank: Bank) -> Link:
    letter = bank.approved()
    return bank.release(letter, bank.wanted(letter, bank.registers()))


def road(bank: Bank, letter: Link) -> str:
    return Standing.from_bytes(standing(bank.office, letter.id)).answers


def everything(connection: Connection, letter: Link) -> object:
    return replies.how_many(connection, letter.id), events.audit(connection)


@pytest.mark.parametrize("bank", SCREENED, indirect=True)
def test_an_answer_that_nobody_could_read_is_not_taken_and_nobody_is_told(bank):
    sealed, key = handed_over(bank), Key()
    act(bank.office, sealed, "open")
    act(bank.office, sealed, "keep", to_json({"amends": 1, "keep_key": key.public}))
    with bank.office.ledger.reading() as connection:
        before = everything(connection, sealed)
    news = bank.desk.news()
    assert act(bank.office, sealed, "answer", b"sealed answer") == "refused"
    assert act(bank.office, sealed, "answer", b"sealed answer", keep=key) == "refused"
    assert bank.desk.news() == news
    with bank.office.ledger.reading() as connection:
        assert everything(connection, sealed) == before


@pytest.mark.parametrize(
    ("bank", "how"), [*((name, "on-paper") for name in SCREENED), ("pennsylvania", "none"), ("", "sealed")],
    indirect=["bank"],
)  # fmt: skip
def test_how_an_answer_goes_back_is_said_beforehand_and_whatever_was_done(bank, how):
    sealed = handed_over(bank)
    assert road(bank, sealed) == how
    for done in ("open", "decline"):
        act(bank.office, sealed, done)
    act(bank.office, sealed, "tell", TELL)
    act(bank.office, sealed, "answer", b"sealed answer")
    act(bank.office, sealed, "never")
    assert road(bank, sealed) == how


def test_where_nobody_reads_answers_one_goes_back_sealed(bank):
    sealed = handed_over(bank)
    assert b"answer" in act(bank.office, sealed, "answer", b"sealed answer")
    (waiting,) = bank.desk.news().replies
    assert bank.desk.collect(waiting.id) == b"sealed answer"


@pytest.mark.parametrize("name", ready_made())
def test_the_rules_in_plain_words_say_that_an_answer_may_come_back_where_it_is_read_and_nowhere_else(name):
    policy = load(name)
    said = " ".join(sentence.text for _, sentences in plain(policy) for sentence in sentences)
    assert ("comes back to you with the reason" in said) == (answer_road(policy) == "screened")


@pytest.mark.parametrize("bank", ["oregon", ""], indirect=True)
def test_a_bank_that_changes_its_rules_keeps_its_word_to_who_was_promised_an_unread_answer(bank, tmp_path):
    sealed = handed_over(bank)
    promised = road(bank, sealed)
    bank.office = replace(bank.office, policy=load_with_text(answers_unread(tmp_path)))
    assert road(bank, sealed) == "sealed"
    bank.office = replace(bank.office, policy=load_with_text("oregon"))
    assert road(bank, sealed) == promised
    assert (act(bank.office, sealed, "answer", b"sealed answer") == "refused") == (promised == "on-paper")
