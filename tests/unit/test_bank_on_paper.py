"""A letter that a writer without a desk wrote on paper, as the office takes it in: attested by a clerk it knows."""

from __future__ import annotations

import pytest

from amends.office.bank import accounts, cases, deposits, epochs, in_the_room, writing
from amends.office.bank.deposits import Brought
from amends.office.bank.writing import Made
from amends.office.ledger import events, in_bank, replies, staff
from amends.office.ledger.staff import Member
from amends.office.refusals import Refusal
from amends.wire import fingerprint, outcomes_from
from tests.letter_bank import Bank, answers_unread
from tests.office_door import Key, a_letter
from tests.office_door.inside import act

SIGNED = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n"
MADE = Made("his passport, at the counter", guilt=True, asked=True)


class Counter(Bank):
    """A bank with a clerk, and a writer who has no desk."""

    def __init__(self, folder, policy: str) -> None:
        super().__init__(folder, policy)
        self.clerk = self.member("clerk")
        with self.writing() as connection:
            self.writer = writing.enrol_on_paper(self.office, connection, self.clerk, "Desmond Obi", MADE)

    def member(self, *roles: str) -> Member:
        one = Member(
            self.clock.bytes(16).hex(), b"name", frozenset(roles), "age1", Key().public, b"", self.office.now(), ""
        )
        with self.writing() as connection:
            staff.put(connection, one)
        return one

    def certify(self, who: Member, number: int = 1, signed: str = SIGNED) -> None:
        with self.writing() as connection:
            epochs.certify(
                self.office, connection, self.staff["first"], number=number, member=who.id, certificate=signed
            )

    def takes_in(self, letter, *, writer: str = "", key: str = "", replaces: str = ""):
        key = key or fingerprint("age1bank", "ssh-ed25519 bank")
        brought = Brought("theft", ordered=False, key=key, replaces=replaces)
        with self.writing() as connection:
            body = deposits.take_in(
                self.office, connection, self.clerk, writer or self.writer, letter.packed, brought
            )
        return outcomes_from(body)[0]

    def letters(self) -> list[str]:
        with self.office.ledger.reading() as connection:
            return [state for _, state in writing.letters_of(self.office, connection, self.writer)]


@pytest.fixture
def bank(tmp_path):
    bank = Counter(tmp_path, "oregon")
    bank.certify(bank.clerk)
    yield bank
    bank.office.close()


def on_paper(person: str = ""):
    return a_letter(person or "7" * 32, key=b"wrapped", key_kind="age")


def refused(tried, code: str = "refused") -> str:
    with pytest.raises(Refusal) as caught:
        tried()
    assert caught.value.code == code
    return caught.value.message


def test_it_goes_through_the_same_states_as_a_desks_letter_and_the_chain_names_the_clerk(bank):
    letter = on_paper()
    assert bank.takes_in(letter).outcome == "deposited"
    assert bank.takes_in(letter).outcome == "already"
    assert bank.letters() == ["waiting"]
    bank.find(letter, "first")
    bank.find(letter, "second")
    assert bank.letters() == ["approved"]
    case = bank.wanted(letter, bank.registers())
    bank.release(letter, case)
    with bank.office.ledger.reading() as connection:
        kept = in_bank.find(connection, letter.id)
        assert kept is not None
        assert kept.taken_in == bank.clerk.id
        assert events.happened_by(connection, bank.writer, "taken-in") == events.by_staff(bank.clerk.id)
        assert events.last_ref(connection, "deposited") == ""
        assert events.audit(connection).broken_at == 0


def test_a_letter_that_came_back_is_mended_on_paper_and_takes_the_place_of_the_first(bank):
    letter = on_paper()
    bank.takes_in(letter)
    bank.find(letter, "first", "return")
    mended = on_paper()
    assert bank.takes_in(mended, replaces=letter.id).outcome == "deposited"
    assert bank.letters() == ["returned", "waiting"]
    for_somebody_else = on_paper("8" * 32)
    assert bank.takes_in(for_somebody_else, replaces=mended.id).outcome == "refused"


def test_nothing_is_taken_in_from_a_clerk_whom_no_custodian_certified_under_the_key_in_use(bank):
    with bank.writing() as connection:
        number = staff.begin_epoch(connection, "age1next", "ssh-ed25519 next", bank.office.now())
    key = fingerprint("age1next", "ssh-ed25519 next")
    assert "No custodian" in refused(lambda: bank.takes_in(on_paper(), key=key))
    assert "not the key in use" in refused(lambda: bank.certify(bank.clerk, 1))
    bank.certify(bank.clerk, number)
    assert "key has changed" in refused(lambda: bank.takes_in(on_paper()))
    assert bank.takes_in(on_paper(), key=key).outcome == "deposited"


def test_a_clerk_who_left_is_certified_no_more_and_who_takes_nothing_in_never_was(bank):
    assert bank.certify(bank.member("registrar")) is None
    refused(lambda: bank.certify(bank.member("screener")), "not-here")
    refused(lambda: bank.certify(bank.clerk, signed="signed by nobody"), "malformed")
    with bank.writing() as connection:
        accounts.leave(bank.office, connection, events.OFFICE, bank.clerk.id)
        assert bank.clerk.id not in staff.certificates(connection, 1)
    refused(lambda: bank.certify(bank.clerk), "not-here")


def test_nothing_is_taken_in_for_a_writer_who_has_a_desk_or_is_not_here_or_under_no_bank_key(bank):
    with bank.office.ledger.reading() as connection:
        desks = [one.id for one in writing.everybody(bank.office, connection) if not one.on_paper]
    for writer in (desks[0], "f" * 32):
        refused(lambda writer=writer: bank.takes_in(on_paper(), writer=writer), "not-here")
    assert "reads letters" in refused(lambda: bank.takes_in(a_letter("7" * 32)))


def handed_over(bank):
    letter = on_paper()
    bank.takes_in(letter)
    for who in ("first", "second"):
        if bank.letters() == ["waiting"]:
            bank.find(letter, who)
    return bank.release(letter, bank.wanted(letter, bank.registers()))


@pytest.mark.parametrize("policy", ["oregon", "unread"])
def test_an_answer_goes_back_on_paper_whoever_reads_it_and_the_registrar_sees_to_whom(tmp_path, policy):
    bank = Counter(tmp_path, answers_unread(tmp_path) if policy == "unread" else policy)
    bank.certify(bank.clerk)
    sealed = handed_over(bank)
    with bank.office.ledger.reading() as connection:
        (place,) = cases.answerable(bank.office, connection)
        assert (place.name, place.on_paper_to) == ("Noa Lindqvist", "Desmond Obi")
        assert in_the_room.answers(bank.office, connection, sealed.id) == "on-paper"
    assert act(bank.office, sealed, "answer", b"sealed to nobody") == "refused"
    with bank.office.ledger.reading() as connection:
        assert replies.how_many(connection, sealed.id) == 0
    bank.office.close()


def test_where_no_answer_goes_back_none_is_looked_for_on_paper(tmp_path):
    bank = Counter(tmp_path, "pennsylvania")
    bank.certify(bank.clerk)
    sealed = handed_over(bank)
    with bank.office.ledger.reading() as connection:
        assert cases.answerable(bank.office, connection) == []
        assert in_the_room.answers(bank.office, connection, sealed.id) == "none"
    bank.office.close()
