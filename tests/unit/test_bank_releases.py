"""What a facilitator and a print clerk do: asked once more, read together, posted, and each written down once."""

from __future__ import annotations

import datetime as dt

import pytest

from amends.office.bank import cases, registry, releases
from amends.office.ledger import events
from amends.office.refusals import Refusal
from tests.letter_bank import Bank
from tests.office_door.inside import act


@pytest.fixture
def bank(tmp_path):
    bank = Bank(tmp_path, "colorado")
    yield bank
    bank.office.close()


def wanted(bank, road: str):
    """A letter that somebody wants in this way, and has still to confirm."""
    letter, who = bank.approved(), bank.registers()
    case = bank.case(letter, who)
    with bank.writing() as connection:
        cases.tell(bank.office, connection, "clerk", case)
        cases.choose(bank.office, connection, who, case, "wants", road=road)
    return letter, who, case


def handed_over(bank, road: str):
    letter, who, case = wanted(bank, road)
    with bank.writing() as connection:
        cases.confirm(bank.office, connection, "clerk", case, by_telephone=True)
    return letter, who, case, bank.release(letter, case)


def written_down(bank, case: str, what) -> None:
    with bank.writing() as connection:
        releases.write_down(bank.office, connection, "clerk", case, what)


def under_way(bank):
    with bank.office.ledger.reading() as connection:
        return [(one.case.id, one.next) for one in releases.under_way(bank.office, connection)]


def test_who_wants_a_letter_is_asked_once_more_until_they_have_said_so(bank):
    _, who, case = wanted(bank, "telephone")
    with bank.writing() as connection:
        (asked,) = releases.to_ask(bank.office, connection)
        assert (asked.case.id, asked.card.at) == (case, "PO Box 4, Alder Bridge")
        cases.choose(bank.office, connection, who, case, "declined", by="clerk")
        assert releases.to_ask(bank.office, connection) == []


@pytest.mark.parametrize(("road", "what"), [("post", "posted"), ("telephone", "read-aloud")])
def test_nothing_is_posted_or_read_before_it_was_handed_over(bank, road, what):
    _, _, case = wanted(bank, road)
    with pytest.raises(Refusal):
        written_down(bank, case, what)
    assert under_way(bank) == []


def test_who_never_heard_that_a_letter_was_sealed_may_send_it_again_and_nobody_else_may(bank):
    letter, _, case, sealed = handed_over(bank, "post")
    assert bank.release(letter, case, sealed) == sealed
    with pytest.raises(Refusal, match="already"):
        bank.release(letter, case)
    with bank.office.ledger.reading() as connection:
        assert [one.kind for one in events.about(connection, [case])].count("released") == 1


@pytest.mark.parametrize(("road", "what"), [("post", "posted"), ("in-person", "read-aloud")])
def test_what_a_reader_did_by_themselves_stands_in_no_list_of_the_banks(bank, road, what):
    _, _, case, sealed = handed_over(bank, road)
    assert under_way(bank) == [(case, what)]
    act(bank.office, sealed, "open")
    assert under_way(bank) == [(case, what)], "that it was opened is not the bank's to see"
    written_down(bank, case, what)
    assert under_way(bank) == []
    with pytest.raises(Refusal, match="already"):
        written_down(bank, case, what)
    with bank.office.ledger.reading() as connection:
        assert events.happened_by(connection, case, what) == events.by_staff("clerk")


def test_what_nobody_wrote_down_leaves_the_list_after_a_month_and_online_is_in_none(bank):
    handed_over(bank, "post")
    bank.clock.at += dt.timedelta(days=31)
    assert under_way(bank) == []
    _, _, case, _ = handed_over(bank, "online")
    assert under_way(bank) == []
    with pytest.raises(Refusal, match="by post"):
        written_down(bank, case, "posted")


@pytest.mark.parametrize(("road", "what"), [("post", "posted"), ("telephone", "read-aloud")])
def test_a_never_after_the_sealing_takes_it_off_the_list_and_nothing_is_posted_or_read(bank, road, what):
    _, who, case, _ = handed_over(bank, road)
    with bank.writing() as connection:
        registry.say(bank.office, connection, who, "never")
    assert under_way(bank) == []
    with pytest.raises(Refusal):
        written_down(bank, case, what)


def test_a_clerk_is_given_an_address_only_where_something_is_posted_or_somebody_is_spoken_with(bank):
    _, _, posted = wanted(bank, "post")
    _, _, online = wanted(bank, "online")
    with bank.office.ledger.reading() as connection:
        assert releases.contact(bank.office, connection, posted).at == "PO Box 4, Alder Bridge"
        card = releases.contact(bank.office, connection, online)
    assert (card.name, card.at, card.born, card.reach) == ("Noa Lindqvist", "", "", "none")
