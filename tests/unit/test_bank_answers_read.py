"""Answers that a bank reads first: they wait, are read, and go on or come back; a writer sees only what goes on."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from amends.envelope import from_json, to_json
from amends.office.bank import answers, epochs, keeping, registry
from amends.office.bank.answer_cards import Card, put_card
from amends.office.bank.answers import Finding, finding_bytes
from amends.office.ledger import answers as kept
from amends.office.ledger import cases, events, in_bank, staff
from amends.office.refusals import Refusal
from tests.letter_bank import Bank, card_text, to_read
from tests.office_door import Key, Link
from tests.office_door.inside import act


class Handed:
    """A bank that handed one letter over, and whoever has it."""

    def __init__(self, folder: Any, policy: str) -> None:
        self.bank = Bank(folder, policy)
        self.letter = self.bank.approved()
        self.who = self.bank.registers()
        self.case = self.bank.wanted(self.letter, self.who)
        self.sealed = self.bank.release(self.letter, self.case, card=True)

    def leave(self, words: bytes = b"sealed words", keep: Key | None = None) -> str:
        said = act(self.bank.office, self.sealed, "answer", to_read(self.sealed, words), keep)
        return said if isinstance(said, str) else str(from_json(said)["answer"])  # pyright: ignore

    def mine(self, keep: Key | None = None) -> list[Any]:
        said = act(self.bank.office, self.sealed, "answers", keep=keep)
        assert isinstance(said, bytes)
        return from_json(said)["answers"]  # pyright: ignore

    def waiting(self) -> list[str]:
        with self.bank.office.ledger.reading() as connection:
            return [one.id for one in answers.queue(self.bank.office, connection, self.bank.staff["first"])]

    def find(self, answer: str, who: str, outcome: str, words: bytes = b"sealed words") -> None:
        sha256 = hashlib.sha256(words).hexdigest()
        signature = self.bank.keys[who].sign(finding_bytes(self.bank.office.id, answer, sha256, outcome))
        remarks, reply = (b"", b"sealed to the writer") if outcome == "approve" else (b"the reason, sealed", b"")
        finding = Finding(answer, sha256, outcome, signature, remarks, reply)
        with self.bank.writing() as connection:
            answers.find(self.bank.office, connection, self.bank.staff[who], finding)

    def here(self, answer: str) -> bool:
        with self.bank.office.ledger.reading() as connection:
            return kept.sealed(connection, answer) is not None


@pytest.fixture
def handed(tmp_path, request):
    handed = Handed(tmp_path, getattr(request, "param", "oregon"))
    yield handed
    handed.bank.office.close()


def test_what_a_writer_sees_is_the_same_while_an_answer_waits_and_when_it_is_given_back(handed):
    bank = handed.bank
    before = bank.seen_by_writer(handed.letter)
    first = handed.leave()
    assert handed.waiting() == [first]
    assert bank.seen_by_writer(handed.letter) == before
    handed.find(first, "first", "return")
    assert bank.seen_by_writer(handed.letter) == before
    second = handed.leave(b"mended words")
    handed.find(second, "first", "approve", b"mended words")
    assert bank.seen_by_writer(handed.letter) == before  # Oregon: two persons read
    handed.find(second, "second", "approve", b"mended words")
    (waiting,) = bank.desk.news().replies
    assert (waiting.id, waiting.letter) == (second, handed.letter.id)
    assert bank.desk.collect(waiting.id) == b"sealed to the writer"
    assert not handed.here(first)
    assert not handed.here(second)


def test_the_reason_is_there_for_whoever_left_the_answer_and_for_nobody_else(handed):
    keep = Key()
    act(handed.bank.office, handed.sealed, "keep", to_json({"amends": 1, "keep_key": keep.public}))
    answer = handed.leave(keep=keep)
    handed.find(answer, "second", "reject")
    (came,) = handed.mine(keep)
    assert (came["id"], came["state"]) == (answer, "rejected")
    assert base64.b64decode(came["remarks"]) == b"the reason, sealed"
    assert handed.mine() == []


def test_one_answer_goes_back_and_what_was_given_back_does_not_count(handed):
    first = handed.leave()
    assert handed.leave() == first  # the same bytes again
    assert handed.leave(b"another") == "refused"
    handed.find(first, "first", "return")
    second = handed.leave(b"another")
    handed.find(second, "first", "approve", b"another")
    handed.find(second, "second", "approve", b"another")
    assert handed.leave(b"a third") == "refused"
    with pytest.raises(Refusal, match="decided already"):
        handed.find(second, "first", "return", b"another")


def test_what_the_bank_could_not_read_is_not_taken_nor_what_somebody_else_signed(handed):
    before = handed.bank.desk.news()
    assert act(handed.bank.office, handed.sealed, "answer", b"sealed to the writer alone") == "refused"
    assert act(handed.bank.office, handed.sealed, "answer", to_read(handed.sealed, key=Key())) == "signature"
    assert handed.waiting() == []
    assert handed.bank.desk.news() == before


def test_an_answer_that_waits_can_be_taken_back_and_is_gone(handed):
    answer = handed.leave()
    body = to_json({"amends": 1, "answer": answer})
    assert from_json(act(handed.bank.office, handed.sealed, "take-back", body))["done"] is True
    assert handed.waiting() == handed.mine() == []
    assert not handed.here(answer)
    assert handed.leave(b"another one") in handed.waiting()


@pytest.mark.parametrize("closing", ["never", "order", "forgotten"])
def test_an_answer_that_waits_goes_nowhere_once_a_road_is_closed(handed, closing):
    answer, bank = handed.leave(), handed.bank
    if closing == "never":
        act(bank.office, handed.sealed, "never")
    with bank.writing() as connection:
        if closing == "order":
            letter = in_bank.find(connection, handed.letter.id)
            assert letter is not None
            clerk = bank.staff["first"].id
            registry.order_apart(bank.office, connection, clerk, handed.who, writer=letter.writer, note="county")
        if closing == "forgotten":
            registry.leave(bank.office, connection, handed.who)
    assert handed.waiting() == []
    with pytest.raises(Refusal):
        handed.find(answer, "first", "approve")
    assert handed.here(answer) == (closing != "forgotten")


def test_a_law_keeps_an_answer_until_its_hold_ends(handed):
    bank, answer = handed.bank, handed.leave()
    with bank.writing() as connection:
        hold = keeping.hold(bank.office, connection, bank.staff["first"].id, handed.letter.id, "county court, 12 B")
    handed.find(answer, "first", "return")
    assert handed.here(answer)
    with bank.writing() as connection:
        keeping.end_hold(bank.office, connection, bank.staff["first"].id, hold)
        assert keeping.clear(bank.office, connection) == 1
    assert not handed.here(answer)
    with bank.writing() as connection:
        (said,) = keeping.export(bank.office, connection, handed.who)["answers"]  # pyright: ignore
    assert said["state"] == "returned"


def test_an_answer_that_waits_is_wrapped_anew_with_the_letters(handed):
    bank, answer = handed.bank, handed.leave()
    with bank.writing() as connection:
        number = staff.begin_epoch(connection, "age1new", "ssh-ed25519 new", bank.office.now())
        assert (answer, number - 1, b"sealed key") in epochs.to_rewrap(connection)
        epochs.rewrap(bank.office, connection, bank.staff["first"], answer, epoch=number, key=b"sealed anew")
        assert answer not in [one for one, *_ in epochs.to_rewrap(connection)]
        assert kept.sealed(connection, answer).key == b"sealed anew"  # pyright: ignore


def test_an_answer_that_is_sealed_to_a_key_of_before_is_given_to_nobody_until_it_is_wrapped_anew(handed):
    bank = handed.bank
    with bank.writing() as connection:
        number = staff.begin_epoch(connection, "age1new", "ssh-ed25519 new", bank.office.now())
    answer = handed.leave()  # sealed to the key that the writer named when they wrote
    first = bank.staff["first"]
    with bank.writing() as connection:
        (waiting,) = answers.queue(bank.office, connection, first)
        assert (waiting.id, waiting.needs) == (answer, "custodian")
        with pytest.raises(Refusal, match="a key of the bank’s that has ended"):
            answers.take_up(bank.office, connection, first, answer)
        epochs.rewrap(bank.office, connection, first, answer, epoch=number, key=b"sealed anew")
        (waiting,) = answers.queue(bank.office, connection, first)
        assert waiting.needs == "first reader"
        _, parts = answers.take_up(bank.office, connection, first, answer)
        assert parts.key == b"sealed anew"


def test_what_came_on_paper_is_signed_by_who_typed_it_and_waits_in_the_same_queue(handed):
    bank, clerk = handed.bank, handed.bank.staff["second"]
    with bank.writing() as connection:
        body = to_read(handed.sealed, key=bank.keys["second"])
        answer = answers.take_in(bank.office, connection, clerk, handed.case, body)
    assert handed.waiting() == [answer]
    assert handed.mine() == []
    with bank.writing() as connection:
        beside, _ = answers.take_up(bank.office, connection, bank.staff["first"], answer)
        assert beside["typed_by"] == clerk.sign_key
        assert (beside["certificate"], beside["typed_name"]) == ("", "")  # no custodian said whose key it is
        assert events.happened_by(connection, answer, "answer-taken-in") == events.by_staff(clerk.id)
        assert events.audit(connection).broken_at == 0


def test_a_file_that_is_handed_in_counts_as_left_by_whoever_has_the_letter(handed):
    bank = handed.bank
    with bank.writing() as connection:
        answer = answers.take_in(bank.office, connection, bank.staff["second"], handed.case, to_read(handed.sealed))
    assert [one["id"] for one in handed.mine()] == handed.waiting() == [answer]
    assert handed.leave() == answer  # and sent from the page as well, it is the same


def test_a_card_of_another_letter_is_not_taken(handed):
    other = Link(handed.sealed.envelope, Key())
    with handed.bank.writing() as connection:
        case = cases.find(connection, handed.case)
        text = card_text(handed.letter, other)
        with pytest.raises(Refusal, match="of another letter"):
            put_card(handed.bank.office, connection, case, Card(text, "signed"), handed.sealed.envelope)


@pytest.mark.parametrize("handed", ["pennsylvania"], indirect=True)
def test_where_no_answer_goes_back_there_is_no_road_for_one(handed):
    assert handed.leave() == "refused"
    with handed.bank.writing() as connection, pytest.raises(Refusal):
        answers.take_in(
            handed.bank.office, connection, handed.bank.staff["first"], handed.case, to_read(handed.sealed)
        )
