"""An order or a "never" closes every road of a bank at once, also for a letter and an answer that are under way."""

from __future__ import annotations

import pytest

from amends.envelope import to_json
from amends.office.bank import cases, registry, writing
from amends.office.bank.writing import Made
from amends.office.ledger import in_bank, registered
from tests.letter_bank import Bank, answers_unread
from tests.office_door import Key
from tests.office_door.inside import act

TELL = to_json({"amends": 1, "not_wanted": False, "read": True, "received": True, "requested": True})


@pytest.fixture
def bank(tmp_path, request):
    bank = Bank(tmp_path, getattr(request, "param", "") or answers_unread(tmp_path))
    yield bank
    bank.office.close()


@pytest.fixture
def handed_over(bank):
    letter, who = bank.approved(), bank.registers()
    case = bank.wanted(letter, who)
    return who, case, bank.release(letter, case)


def wish(bank, who):
    with bank.office.ledger.reading() as connection:
        return registered.find(connection, who).wish


def order(bank, who):
    with bank.writing() as connection:
        letter = in_bank.page(connection, 0, 1)[0]
        return registry.order_apart(
            bank.office, connection, bank.staff["first"].id, who, writer=letter.writer, note="Court 4, 12/26"
        )


def say(bank, who, wish):
    with bank.writing() as connection:
        registry.say(bank.office, connection, who, wish)


@pytest.mark.parametrize("closing", ["order", "never"])
def test_a_letter_that_was_handed_over_is_given_out_no_more_and_an_answer_goes_no_further(bank, handed_over, closing):
    who, _, sealed = handed_over
    assert act(bank.office, sealed, "open") == sealed.envelope.letter
    assert b"answer" in act(bank.office, sealed, "answer", b"sealed answer")
    (waiting,) = bank.desk.news().replies
    if closing == "order":
        ordered = order(bank, who)
    else:
        say(bank, who, "never")
    assert [act(bank.office, sealed, one) for one in ("open", "answer")] == ["refused", "refused"]
    assert act(bank.office, sealed, "keep", to_json({"amends": 1, "keep_key": Key().public})) == "refused"
    assert bank.desk.news().replies == ()
    assert bank.desk.collect(waiting.id) == "not-here"
    assert act(bank.office, sealed, "decline") != "refused"
    if closing == "order":
        with bank.writing() as connection:
            registry.end_order(bank.office, connection, bank.staff["second"].id, ordered)
    else:
        say(bank, who, "wait")
    assert act(bank.office, sealed, "open") == sealed.envelope.letter
    assert bank.desk.collect(waiting.id) == b"sealed answer"


def test_never_in_the_reading_room_is_never_in_the_registry_and_has_a_way_back(bank, handed_over):
    who, case, sealed = handed_over
    act(bank.office, sealed, "never")
    assert wish(bank, who) == "never"
    assert bank.step(case) == "blocked"
    assert act(bank.office, sealed, "open") == "refused"
    act(bank.office, sealed, "again")
    assert wish(bank, who) == "wait"
    assert act(bank.office, sealed, "open") == sealed.envelope.letter


@pytest.mark.parametrize("clerk", ["", "vance"], ids=["under their own code", "by telephone"])
def test_never_that_was_said_to_the_registry_is_not_taken_back_with_a_letters_link(bank, handed_over, clerk):
    who, _, sealed = handed_over
    act(bank.office, sealed, "never")
    with bank.writing() as connection:
        registry.say(bank.office, connection, who, "never", by=clerk)
    act(bank.office, sealed, "again")
    assert wish(bank, who) == "never"
    assert act(bank.office, sealed, "open") == "refused"


def test_never_under_one_letter_closes_the_road_of_every_other(bank, handed_over):
    who, _, sealed = handed_over
    letter = bank.approved()
    case = bank.wanted(letter, who)
    assert bank.step(case) == "release"
    act(bank.office, sealed, "never")
    assert bank.step(case) == "blocked"


def test_what_is_let_known_in_the_reading_room_shows_in_a_round_and_not_before(bank, handed_over):
    _, _, sealed = handed_over
    act(bank.office, sealed, "open")
    act(bank.office, sealed, "tell", TELL)
    assert bank.desk.news().told == ()
    with bank.writing() as connection:
        cases.tell_writers(bank.office, connection)
    (told,) = bank.desk.news().told
    assert (told.requested, told.received, told.read) == (True, True, True)


@pytest.mark.parametrize(("bank", "most"), [("pennsylvania", 0), ("", 1)], indirect=["bank"])
def test_as_many_answers_go_back_as_the_policy_says(bank, handed_over, most):
    _, _, sealed = handed_over
    answers = [act(bank.office, sealed, "answer", bytes([n])) for n in range(2)]
    assert answers.count("refused") == 2 - most
    if most:
        assert act(bank.office, sealed, "answer", bytes([0])) == answers[0]


def test_an_order_holds_against_everybody_who_writes_here_under_that_name(bank, handed_over):
    who, *_ = handed_over
    office, made = bank.office, Made("passport", guilt=True, asked=True)
    with bank.writing() as connection:
        before = writing.enrol_on_paper(office, connection, bank.staff["first"], " DESK ", made)
    ordered = order(bank, who)
    with bank.writing() as connection:
        other = writing.enrol_on_paper(office, connection, bank.staff["first"], "Tomas Reed", made)
        assert registry.is_ordered_apart(office, connection, before, who)
        assert not registry.is_ordered_apart(office, connection, other, who)
        registry.end_order(office, connection, bank.staff["second"].id, ordered)
        assert not registry.is_ordered_apart(office, connection, before, who)
