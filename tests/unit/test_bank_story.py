"""A letter bank without its pages: from deposit to handing over, and what nobody may learn on the way."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from amends.office.bank import cases, reading, registry
from amends.office.bank.registry import Card
from amends.office.ledger import events, in_bank, registered
from amends.office.refusals import Refusal
from tests.letter_bank import NOA, Bank
from tests.office_door import Link, a_letter
from tests.office_door.inside import act


@pytest.fixture
def bank(tmp_path, request):
    bank = Bank(tmp_path, getattr(request, "param", "oregon"))
    yield bank
    bank.office.close()


def test_a_letter_is_read_by_two_wanted_and_handed_over(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    assert bank.deposit(letter) == "deposited"
    assert bank.deposit(letter) == "already"
    with bank.office.ledger.reading() as connection:
        (waiting,) = reading.queue(bank.office, connection, bank.staff["first"])
    assert (waiting.about, waiting.needs, waiting.mine) == ("theft", "first reader", False)
    bank.find(letter, "first")
    assert bank.mine(letter)["screening"] == "waiting"
    bank.find(letter, "second")
    assert bank.mine(letter)["screening"] == "approved"
    who = bank.registers()
    case = bank.wanted(letter, who)
    assert bank.step(case) == "release"
    sealed = bank.release(letter, case)
    assert bank.step(case) == "released"
    assert act(bank.office, sealed, "open") == sealed.envelope.letter


def test_the_same_screener_twice_is_one_reader(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    bank.find(letter, "first")
    bank.find(letter, "first")
    assert bank.mine(letter)["screening"] == "waiting"


def test_two_screeners_have_to_mean_the_same_words(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    bank.find(letter, "first")
    with pytest.raises(Refusal, match="other words"):
        bank.find(letter, "second", words="c" * 64)


def test_a_finding_that_another_signed_is_not_believed(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    bank.keys["second"] = bank.keys["first"]
    with pytest.raises(Refusal, match="signature"):
        bank.find(letter, "second")


def test_a_returned_letter_says_so_and_waits_for_nobody(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    bank.find(letter, "first", "return")
    assert bank.mine(letter)["screening"] == "returned"
    with bank.office.ledger.reading() as connection:
        assert reading.queue(bank.office, connection, bank.staff["second"]) == []
    with pytest.raises(Refusal, match="decided"):
        bank.find(letter, "second")


def test_a_bank_takes_nothing_that_it_could_not_read(bank):
    with pytest.raises(Refusal, match="reads letters before"):
        bank.deposit(a_letter())
    with pytest.raises(Refusal, match="court ordered"):
        bank.deposit(a_letter(key=b"wrapped", key_kind="age"), ordered=True)


def test_two_clerks_who_release_at_once_release_once(bank):
    letter = bank.approved()
    case = bank.wanted(letter, bank.registers())
    first = bank.release(letter, case)
    with pytest.raises(Refusal, match="already"):
        bank.release(letter, case)
    assert act(bank.office, first, "open") == first.envelope.letter


def test_of_clerks_whose_releases_meet_in_the_same_moment_exactly_one_hands_over(bank):
    letter = bank.approved()
    case = bank.wanted(letter, bank.registers())
    sealed = [a_letter(letter.envelope.person) for _ in range(4)]
    together = threading.Barrier(len(sealed))

    def release(one: Link) -> str:
        together.wait()
        try:
            return bank.release(letter, case, one).id
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(sealed)) as clerks:
        done = list(clerks.map(release, sealed))
    assert done.count("refused") == len(sealed) - 1
    (handed,) = [one for one in sealed if one.id in done]
    assert [act(bank.office, one, "open") for one in sealed if one is not handed] == ["not-here"] * (len(sealed) - 1)
    assert act(bank.office, handed, "open") == handed.envelope.letter
    with bank.office.ledger.reading() as connection:
        assert events.audit(connection).broken_at == 0


@pytest.mark.parametrize("stop", ["order", "never", "withdrawn", "died"])
def test_what_stops_a_letter_stops_it_at_the_last_moment(bank, stop):
    letter = bank.approved()
    who = bank.registers()
    case = bank.wanted(letter, who)
    clerk = bank.staff["first"].id
    with bank.writing() as connection:
        writer = in_bank.find(connection, letter.id).writer
        match stop:
            case "order":
                registry.order_apart(bank.office, connection, clerk, who, writer=writer, note="Court 4, 12/26")
            case "never":
                registry.say(bank.office, connection, who, "never")
            case "died":
                registry.died(bank.office, connection, clerk, who)
            case _:
                pass
    if stop == "withdrawn":
        bank.desk.withdraw(letter.id)
    with pytest.raises(Refusal) as refused:
        bank.release(letter, case)
    assert refused.value.code == "refused"


def test_a_forged_court_order_is_ended_by_a_second_person_and_by_nobody_alone(bank):
    letter = bank.approved()
    who = bank.registers()
    first, second = (member.id for member in bank.staff.values())
    with bank.writing() as connection:
        writer = in_bank.find(connection, letter.id).writer
        order = registry.order_apart(bank.office, connection, first, who, writer=writer, note="a letterhead")
    with pytest.raises(Refusal, match="entered"), bank.writing() as connection:
        registry.end_order(bank.office, connection, first, order)
    with bank.writing() as connection:
        registry.end_order(bank.office, connection, second, order)
        assert not registry.is_ordered_apart(bank.office, connection, writer, who)


def test_somebody_who_does_not_want_it_is_never_handed_it(bank):
    letter = bank.approved()
    who = bank.registers()
    case = bank.case(letter, who)
    with bank.writing() as connection:
        cases.tell(bank.office, connection, bank.staff["first"].id, case)
        cases.choose(bank.office, connection, who, case, "declined")
    with pytest.raises(Refusal, match="do not want"):
        bank.release(letter, case)
    with bank.writing() as connection:
        cases.choose(bank.office, connection, who, case, "wants", road="post")
    assert bank.step(case) == "confirm"


def test_one_person_cannot_decide_anothers_case(bank):
    letter = bank.approved()
    case = bank.case(letter, bank.registers())
    other = bank.registers(card=replace_card(NOA, name="Somebody Else"))
    with bank.writing() as connection:
        cases.tell(bank.office, connection, bank.staff["first"].id, case)
    with pytest.raises(Refusal) as refused, bank.writing() as connection:
        cases.choose(bank.office, connection, other, case, "declined")
    assert refused.value.code == "not-here"


def test_who_registers_hears_the_same_whether_or_not_there_is_a_letter(bank):
    before = bank.registers(verified=False)
    bank.approved()
    after = bank.registers(verified=False)
    with bank.office.ledger.reading() as connection:
        one, two = (registered.find(connection, who) for who in (before, after))
    assert replace(one, id="", card=b"", since="") == replace(two, id="", card=b"", since="")


@pytest.mark.parametrize("bank", ["oregon", "delaware", "california"], indirect=True)
def test_a_writer_observes_the_same_whatever_the_recipient_does(bank):
    letters = [bank.approved() for _ in range(4)]
    seen = [strip(bank.seen_by_writer(letter), letter) for letter in letters]
    nobody, registered_only, wants, refuses = letters
    bank.case(registered_only, bank.registers())
    sealed = bank.release(wants, bank.wanted(wants, bank.registers()))
    act(bank.office, sealed, "open")
    act(bank.office, sealed, "never")
    declined = bank.registers()
    with bank.writing() as connection:
        case = cases.match(bank.office, connection, bank.staff["first"].id, refuses.id, declined)
        cases.tell(bank.office, connection, bank.staff["first"].id, case.id)
        cases.choose(bank.office, connection, declined, case.id, "declined")
        cases.tell_writers(bank.office, connection)
    assert [strip(bank.seen_by_writer(letter), letter) for letter in letters] == seen
    assert len({str(one) for one in seen}) == 1
    assert nobody is letters[0]


def test_what_a_recipient_lets_the_writer_know_shows_in_the_next_round_and_not_before(bank):
    letter, who = bank.approved(), bank.registers()
    case = bank.wanted(letter, who)
    sealed = bank.release(letter, case)
    act(bank.office, sealed, "open")
    with bank.writing() as connection:
        cases.consent(bank.office, connection, who, case, frozenset({"requested", "read"}))
    assert bank.desk.news().told == ()
    with bank.writing() as connection:
        assert cases.tell_writers(bank.office, connection) == 1
    (told,) = bank.desk.news().told
    # Oregon's rules give two switches; what a recipient switched on beside them is not told.
    assert (told.letter, told.requested, told.received, told.read) == (letter.id, True, False, False)


def test_who_leaves_is_forgotten_and_the_chain_stays_whole(bank):
    who = bank.registers()
    with bank.writing() as connection:
        registry.leave(bank.office, connection, who)
    with bank.office.ledger.reading() as connection:
        left = registered.find(connection, who)
        assert left is not None
        assert (left.card, left.wish) == (b"", "never")
        assert events.audit(connection).broken_at == 0


def test_a_code_brings_somebody_back_and_a_wrong_one_nobody(bank):
    with bank.writing() as connection:
        who, code = registry.register(bank.office, connection, NOA, "wait")
    with bank.office.ledger.reading() as connection:
        assert registry.come_back(connection, code.upper().replace("-", " ")).id == who
        assert registry.opened(bank.office, registry.come_back(connection, code)) == NOA
    with pytest.raises(Refusal, match="Nobody is registered"), bank.office.ledger.reading() as connection:
        registry.come_back(connection, "aaaa-bbbb")


def replace_card(card: Card, **to: str) -> Card:
    return Card(**{**{field: getattr(card, field) for field in card.__struct_fields__}, **to})


def strip(seen: tuple[object, ...], letter: Link) -> str:
    return str(seen).replace(letter.id, "ID")
