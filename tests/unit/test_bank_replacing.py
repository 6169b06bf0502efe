"""What a writer may do with a letter that lies in a bank, and what they see of it: their own acts and the reading."""

from __future__ import annotations

import pytest

from amends.envelope import to_json, unbind
from amends.office.bank import cases, deposits
from amends.office.bank.deposits import Brought
from amends.office.counter import enrolling
from amends.office.ledger import cases as cases_written
from amends.office.ledger import events, in_bank
from amends.office.refusals import Refusal
from amends.wire import fingerprint
from tests.letter_bank import Bank, text_of
from tests.office_door import a_letter
from tests.office_door.inside import InsideDesk, act


@pytest.fixture
def bank(tmp_path, request):
    bank = Bank(tmp_path, getattr(request, "param", "oregon"))
    yield bank
    bank.office.close()


def newer(letter):
    return a_letter(letter.envelope.person, key=b"wrapped", key_kind="age")


def remarks(bank, letter):
    asked = bank.desk.asked(f"/api/desk/remarks/{letter.id}")
    given = deposits.remarks(bank.office, asked, letter.id)
    return unbind(given) if given else {}


def test_a_returned_letter_comes_back_with_its_remarks_and_is_replaced_by_a_mended_one(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    assert remarks(bank, letter) == {}
    bank.find(letter, "first", "return")
    assert remarks(bank, letter) == {"1.age": b"sealed"}
    mended = newer(letter)
    assert bank.deposited(mended, replaces=letter.id).outcome == "deposited"
    assert bank.deposited(mended, replaces=letter.id).outcome == "already"
    assert bank.mine(mended)["screening"] == "waiting"
    assert bank.mine(letter)["withdrawn"] is True
    with bank.office.ledger.reading() as connection:
        assert in_bank.parts(connection, letter.id) is None
        assert events.last_ref(connection, "replaced") == letter.id


def test_remarks_are_one_writers_alone(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    bank.find(letter, "first", "return")
    bank.desk = InsideDesk(bank.office)
    with pytest.raises(Refusal) as refused:
        remarks(bank, letter)
    assert refused.value.code == "not-here"


@pytest.fixture
def strict(tmp_path):
    """A bank that lets no letter be replaced but what it returned."""
    policy = tmp_path / "strict.toml"
    policy.write_text(text_of("oregon").replace("may_update = true", "may_update = false"))
    bank = Bank(tmp_path, str(policy))
    yield bank
    bank.office.close()


def test_a_bank_may_let_nothing_be_replaced_but_what_it_returned(strict):
    letter = strict.approved()
    assert "can be taken back" in strict.deposited(newer(letter), replaces=letter.id).reason
    returned = a_letter(key=b"wrapped", key_kind="age")
    strict.deposit(returned)
    strict.find(returned, "first", "return")
    assert strict.deposited(newer(returned), replaces=returned.id).outcome == "deposited"


@pytest.mark.parametrize("bank", ["california"], indirect=True)
def test_where_letters_may_be_replaced_the_new_one_is_read_and_confirmed_before_it_goes(bank):
    letter = bank.approved()
    case = bank.wanted(letter, bank.registers())
    better = newer(letter)
    assert bank.deposited(better, replaces=letter.id).outcome == "deposited"
    assert bank.step(case) == "screen"
    for who in ("first", "second"):
        if bank.mine(better)["screening"] == "waiting":
            bank.find(better, who)
    with bank.office.ledger.reading() as connection:
        row = cases_written.find(connection, case)
    assert (row.letter, row.confirmed) == (better.id, "no")
    assert bank.step(case) in ("confirm", "release")


@pytest.mark.parametrize("bank", ["california"], indirect=True)
def test_replacing_is_answered_alike_whoever_wants_the_letter_or_has_it(bank):
    nobodys, wanted, had = (bank.approved() for _ in range(3))
    bank.wanted(wanted, bank.registers())
    sealed = bank.release(had, bank.wanted(had, bank.registers()))
    seen = []
    for letter in (nobodys, wanted, had):
        better = newer(letter)
        done = bank.deposited(better, replaces=letter.id)
        seen.append(
            str((done, bank.mine(letter), bank.mine(better))).replace(letter.id, "OLD").replace(better.id, "NEW")
        )
    assert len(set(seen)) == 1
    assert act(bank.office, sealed, "open") == sealed.envelope.letter  # it stays with whoever has it
    with bank.writing() as connection:
        cases.tell_writers(bank.office, connection)
    assert bank.desk.news().told == ()


def test_nobody_replaces_anothers_letter_or_one_to_somebody_else(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    bank.find(letter, "first", "return")
    assert bank.deposited(a_letter(key=b"w", key_kind="age"), replaces=letter.id).outcome == "refused"
    bank.desk = InsideDesk(bank.office)
    assert bank.deposited(newer(letter), replaces=letter.id).outcome == "refused"


def test_a_rejected_letter_is_rejected_for_good(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    bank.deposit(letter)
    bank.find(letter, "first", "reject")
    assert "rejected" in bank.deposited(newer(letter), replaces=letter.id).reason


def test_a_letter_sealed_to_another_key_is_not_taken_since_nobody_could_read_it(bank):
    letter = a_letter(key=b"wrapped", key_kind="age")
    other = Brought("theft", ordered=False, key=fingerprint("age1other", "ssh-ed25519 other"))
    with pytest.raises(Refusal, match="key has changed"):
        deposits.deposit(bank.office, bank.desk.asked("/api/desk/bank", letter.packed), other)


def test_a_bank_takes_letters_only_from_whom_it_knows(bank):
    stranger = InsideDesk.__new__(InsideDesk)
    stranger.office, stranger.key = bank.office, type(bank.desk.key)()
    code = enrolling.invite(bank.office, "somebody", "http://office.example").code
    body = to_json({"amends": 1, "code": code, "name": "desk"})
    enrolling.enrol(bank.office, stranger.asked("/api/writers", body))
    bank.desk = stranger
    with pytest.raises(Refusal, match="who a writer is"):
        bank.deposit(a_letter(key=b"wrapped", key_kind="age"))


def test_an_invitation_names_the_key_that_letters_are_sealed_to(bank):
    invitation = enrolling.invite(bank.office, "somebody", "http://office.example", checked_by="office")
    assert invitation.screening_key == fingerprint("age1bank", "ssh-ed25519 bank")
    assert type(invitation).from_bytes(invitation.to_bytes()) == invitation
