"""A bank's calendar, what it keeps and forgets, and what its registrar may do."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from amends.office.bank import cases, keeping, registry
from amends.office.bank.calendar import falls, keep_day
from amends.office.bank.registrar import Desk
from amends.office.bank.registry import Card
from amends.office.ledger import cases as cases_written
from amends.office.ledger import events, in_bank, registered
from amends.office.ledger.staff import Member
from amends.office.refusals import Refusal
from amends.office.rounds.worker import Worker
from tests.letter_bank import NOA, Bank
from tests.office_door import everything
from tests.office_door.inside import act


@pytest.fixture
def bank(tmp_path, request):
    bank = Bank(tmp_path, getattr(request, "param", "oregon"))
    yield bank
    bank.office.close()


def member(bank, role: str) -> Member:
    return Member(bank.clock.bytes(16).hex(), b"name", frozenset({role}), "", "", b"", bank.office.now(), "")


def is_here(bank, letter) -> bool:
    with bank.office.ledger.reading() as connection:
        return in_bank.find(connection, letter.id).here


def sleep(bank, days: int) -> None:
    bank.clock.at += dt.timedelta(days=days)


def handed_over(bank, **consents: bool):
    letter, who = bank.approved(), bank.registers()
    case = bank.wanted(letter, who)
    with bank.writing() as connection:
        on = frozenset(fact for fact, is_on in consents.items() if is_on)
        cases.consent(bank.office, connection, who, case, on)
    return letter, who, case, bank.release(letter, case)


def test_the_day_is_held_once_however_many_ask(bank):
    assert keep_day(bank.office)
    assert not keep_day(bank.office)
    sleep(bank, 1)
    assert keep_day(bank.office)
    worker = Worker(bank.office, {})
    worker.keep_calendar()
    worker.stop()
    with bank.office.ledger.reading() as connection:
        chain = events.audit(connection)
        assert [one.kind for one in events.about(connection, ["2026-11-22", "2026-11-23"])] == ["round", "round"]
    assert chain.broken_at == 0


def test_a_round_held_under_a_clock_that_stood_wrong_keeps_no_other_from_being_held(bank):
    sleep(bank, 4000)
    assert keep_day(bank.office)
    sleep(bank, -4000)
    assert keep_day(bank.office)
    assert not keep_day(bank.office)
    sleep(bank, 1)
    assert keep_day(bank.office)


def test_rounds_fall_on_the_calendar_and_not_on_what_happened(bank):
    every = bank.office.bank.policy.writer_learns.every_days
    assert every > 1
    start = bank.clock.now().date()
    days = [start + dt.timedelta(days=n) for n in range(3 * every)]
    fallen = [day for before, day in itertools.pairwise(days) if falls(every, before, day)]
    assert {(b - a).days for a, b in itertools.pairwise(fallen)} == {every}
    assert falls(every, start, start + dt.timedelta(days=every)), "an office that slept holds it when it wakes"


def test_a_consent_shows_on_the_rounds_day_and_on_no_other(bank):
    every = bank.office.bank.policy.writer_learns.every_days
    keep_day(bank.office)
    handed_over(bank, requested=True)
    seen = []
    for _ in range(every):
        sleep(bank, 1)
        keep_day(bank.office)
        day = bank.clock.now().date()
        seen.append((falls(every, day - dt.timedelta(days=1), day), bool(bank.desk.news().told)))
    assert [told for _, told in seen].count(True) >= 1
    first = next(n for n, (_, told) in enumerate(seen) if told)
    assert seen[first][0], "it showed on a day without a round"
    assert not any(falls_here for falls_here, _ in seen[:first])


def test_a_never_before_the_round_keeps_a_consent_from_being_told(bank):
    _, who, _, _ = handed_over(bank, requested=True)
    with bank.writing() as connection:
        registry.say(bank.office, connection, who, "never")
        assert cases.tell_writers(bank.office, connection) == 0
    assert bank.desk.news().told == ()


def test_the_screening_copy_goes_when_the_policy_says_and_its_writer_sees_nothing(bank):
    days = bank.office.bank.policy.keeping.screening_copy_days
    letter, _, _, sealed = handed_over(bank)
    before = bank.mine(letter)
    sleep(bank, max(0, days - 1))
    keep_day(bank.office)
    assert is_here(bank, letter) == (days > 0)
    sleep(bank, 1)
    keep_day(bank.office)
    assert not is_here(bank, letter)
    assert bank.mine(letter) == before
    assert bank.deposit(letter) == "already"
    assert act(bank.office, sealed, "open") == sealed.envelope.letter


def test_the_copy_waits_for_whom_it_is_for_as_well(bank):
    letter, _, _, _ = handed_over(bank)
    bank.case(letter, bank.registers(card=Card("Second Person", born="1970-01-01")))
    sleep(bank, 4000)
    keep_day(bank.office)
    assert is_here(bank, letter)


@pytest.mark.parametrize(("bank", "goes"), [("wisconsin", True), ("colorado", False)], indirect=["bank"])
def test_a_letter_for_nobody_goes_at_discharge_only_where_the_policy_says_so(bank, goes):
    waits, asked_for = bank.approved(), bank.approved()
    bank.case(asked_for, bank.registers())
    with bank.writing() as connection:
        writer = in_bank.find(connection, waits.id).writer
        keeping.discharged(bank.office, connection, bank.staff["first"].id, writer)
    seen = bank.mine(waits)
    keep_day(bank.office)
    assert is_here(bank, waits) is not goes
    assert is_here(bank, asked_for)
    assert bank.mine(waits) == seen


def test_what_a_law_holds_stays_until_it_holds_no_longer(bank):
    letter, who, _, _ = handed_over(bank)
    desk = member(bank, "registrar")
    with bank.writing() as connection:
        registrar = Desk(bank.office, connection, desk)
        held = [registrar.hold(ref, "Court 4, 12/26") for ref in (letter.id, who)]
        registrar.forget(who)
    sleep(bank, 4000)
    keep_day(bank.office)
    assert is_here(bank, letter)
    with bank.office.ledger.reading() as connection:
        kept = registered.find(connection, who)
        assert (kept.wish, bool(kept.card), bool(kept.left)) == ("never", True, True)
    with bank.writing() as connection:
        for hold in held:
            Desk(bank.office, connection, desk).end_hold(hold)
    sleep(bank, 1)
    keep_day(bank.office)
    assert not is_here(bank, letter)
    with bank.office.ledger.reading() as connection:
        assert registered.find(connection, who).card == b""
        assert events.audit(connection).broken_at == 0


def test_a_registrar_holds_a_letter_by_its_number_and_retention_waits_until_they_end_it(bank):
    letter, who, _, _ = handed_over(bank)
    clerk = member(bank, "registrar").id
    with bank.writing() as connection:
        (number,) = {one.number for one in in_bank.page(connection, 0, 9) if one.id == letter.id}
        for wrong in ("", "K-", "K-999", "letter 1"):
            with pytest.raises(Refusal, match="No letter here is called that"):
                keeping.hold_letter(bank.office, connection, clerk, wrong, "Court 4, 12/26")
        with pytest.raises(Refusal, match="which law or court"):
            keeping.hold_letter(bank.office, connection, clerk, f"K-{number}", " ")
        hold = keeping.hold_letter(bank.office, connection, clerk, f" k-{number}", "Court 4, 12/26")
        on_person = keeping.hold(bank.office, connection, clerk, who, "Court 4, 13/26")
    sleep(bank, 4000)
    keep_day(bank.office)
    assert is_here(bank, letter)
    with bank.writing() as connection:
        (one,) = keeping.held(bank.office, connection)
        assert (one.number, one.note, one.here, one.hold.ended) == (number, "Court 4, 12/26", True, "")
        with pytest.raises(Refusal):
            keeping.end_hold_of_letter(bank.office, connection, clerk, on_person)
        keeping.end_hold_of_letter(bank.office, connection, clerk, hold)
    sleep(bank, 1)
    keep_day(bank.office)
    assert not is_here(bank, letter)
    with bank.writing() as connection:
        with pytest.raises(Refusal, match="not here any more"):
            keeping.hold_letter(bank.office, connection, clerk, f"K-{number}", "Court 4, 14/26")
        (one,) = keeping.held(bank.office, connection)
        assert (one.here, bool(one.hold.ended)) == (False, True)
        for kind in ("held-back", "hold-ended"):
            assert events.happened_by(connection, hold, kind) == events.by_staff(clerk)
    assert "12/26" not in str(everything(bank.office))


def test_a_letter_that_is_held_outlives_being_taken_back_and_its_writer_is_answered_alike(bank):
    held, free = bank.approved(), bank.approved()
    with bank.writing() as connection:
        Desk(bank.office, connection, member(bank, "registrar")).hold(held.id, "a subpoena")
    assert bank.desk.withdraw(held.id) == bank.desk.withdraw(free.id)
    assert (is_here(bank, held), is_here(bank, free)) == (True, False)
    assert {**bank.mine(held), "id": ""} == {**bank.mine(free), "id": ""}


def test_what_somebody_is_given_of_themselves_holds_no_letter_they_were_not_told_of(bank):
    letter, who = bank.approved(), bank.registers()
    bank.case(letter, who)
    with bank.writing() as connection:
        given = keeping.export(bank.office, connection, who)
    assert given["card"]["name"] == NOA.name
    assert given["letters"] == []
    assert {one["what"] for one in given["done"]} == {"registered", "verified"}
    assert bank.staff["first"].id not in str(given)
    with bank.writing() as connection:
        (case,) = cases_written.of_person(connection, who)
        cases.tell(bank.office, connection, bank.staff["first"].id, case.id)
        (told,) = keeping.export(bank.office, connection, who)["letters"]
    assert told["choice"] == "none"
    assert letter.id not in str(told)


def test_who_was_verified_cannot_become_somebody_else_with_a_form(bank):
    who = bank.registers()
    with bank.writing() as connection:
        registry.say(
            bank.office, connection, who, "tell", Card("Noa Lindqvist", born="1980-05-01", needs="large print")
        )
        assert registered.find(connection, who).verified
        registry.say(bank.office, connection, who, "tell", Card("Joan Whitfield", born="1980-05-01"))
        assert not registered.find(connection, who).verified


def test_a_new_address_is_asked_about_before_a_letter_goes_there(bank):
    letter, who = bank.approved(), bank.registers()
    case = bank.wanted(letter, who)
    assert bank.step(case) == "release"
    with bank.writing() as connection:
        elsewhere = Card(NOA.name, born=NOA.born, reach="post", at="somebody else's address")
        registry.say(bank.office, connection, who, "tell", elsewhere)
    assert bank.step(case) == "confirm"


def test_nobody_looks_for_a_letter_before_it_is_known_who_asks(bank):
    letter, desk = bank.approved(), member(bank, "registrar")
    with bank.writing() as connection:
        registrar = Desk(bank.office, connection, desk)
        who, code = registrar.enter(NOA, "tell")
        with pytest.raises(Refusal, match="before it is known"):
            registrar.match(letter.id, who)
        registrar.verify(who, beside=("interpreter: Ana Duarte",))
        assert not registered.find(connection, who).accompanied
        registrar.verify(who, beside=("advocate: Rui Paz",))
        assert registered.find(connection, who).accompanied
        assert registrar.step(registrar.match(letter.id, who).id) == "tell"
        fresh = registrar.new_code(who)
        assert registry.come_back(connection, fresh).id == who
        with pytest.raises(Refusal):
            registry.come_back(connection, code)
        assert [card.name for _, card in registrar.look_for("lindq")] == [NOA.name]
        assert registrar.look_for("") == []


def test_a_letter_that_was_read_aloud_was_read(bank):
    _, _, case, _ = handed_over(bank, read=True)
    with bank.writing() as connection:
        Desk(bank.office, connection, member(bank, "facilitator")).read_aloud(case)
        happened = [one.kind for one in events.about(connection, [case])]
    assert "read-aloud" in happened


@pytest.mark.parametrize("role", ["screener", "auditor", "operator", "custodian"])
def test_who_does_not_work_with_recipients_learns_nothing_of_them(bank, role):
    who = bank.registers()
    with bank.writing() as connection:
        desk = Desk(bank.office, connection, member(bank, role))
        for act_of in (desk.export, desk.died, desk.forget, desk.orders, desk.look_for):
            with pytest.raises(Refusal, match="does not include"):
                act_of(who)


def test_a_code_that_was_copied_by_hand_still_brings_its_owner_back(bank):
    with bank.writing() as connection:
        who, code = registry.register(bank.office, connection, NOA, "wait")
        copied = code.upper().replace("O", "0").replace("L", "1").replace("B", "8").replace("-", "  ")
        assert registry.come_back(connection, copied).id == who
