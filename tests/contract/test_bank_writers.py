"""Who may write to a bank: its staff make sure, the chain says who did, and nothing is taken before."""

from __future__ import annotations

import pytest

from amends.envelope import from_json
from amends.office.counter.enrolling import invite
from amends.office.ledger import events, in_bank
from amends.wire import Invitation, fingerprint
from tests.office_door import Desk, a_letter, fields
from tests.staff_door import Colleague, bank_with_key, code_of

SURE = {"note": "Her papers, at the counter.", "guilt": True, "asked": True}


@pytest.fixture
def bank(tmp_path):
    with bank_with_key(tmp_path, "oregon") as bank:
        yield bank


def deposits(bank, desk) -> str:
    letter = a_letter(key=b"wrapped", key_kind="age")
    answer = fields(desk.ask(bank.door.bank(), letter.packed))
    return answer["outcomes"][0]["outcome"] if "outcomes" in answer else answer["error"]


def test_whom_a_registrar_asks_in_may_deposit_and_their_file_names_the_key(bank):
    registrar = Colleague(bank, "registrar")
    answer = registrar.post("writers/invite", {"name": "Ruth Amsel", **SURE})
    assert answer.status_code == 200, answer.text
    invitation = Invitation.from_bytes(answer.json()["file"].encode())
    assert invitation.screening_key == fingerprint("age1bank", "ssh-ed25519 bank")
    desk = Desk(bank.door)
    desk.enrol(invitation.code)
    assert deposits(bank, desk) == "deposited"


def test_a_writer_of_whom_nobody_made_sure_waits_until_somebody_does(bank):
    registrar, desk = Colleague(bank, "registrar"), Desk(bank.door)
    desk.enrol(invite(bank.office, "somebody", bank.door.url).code)
    assert deposits(bank, desk) == "refused"
    (writer,) = from_json(registrar.get("writers").content)["writers"]
    assert writer["known"] is False
    assert registrar.post(f"writers/{writer['id']}/known", SURE).status_code == 200
    assert deposits(bank, desk) == "deposited"
    me = registrar.looks_round()["id"]
    with bank.office.ledger.reading() as connection:
        assert events.happened_by(connection, writer["id"], "writer-checked") == events.by_staff(me)


@pytest.mark.parametrize(
    "lacking", [{"note": " "}, {"guilt": False}, {"asked": False}], ids=["note", "guilt", "asked"]
)
def test_what_the_policy_asks_of_a_writer_is_made_sure_of_or_nobody_is_asked_in(bank, lacking):
    registrar = Colleague(bank, "registrar")
    assert code_of(registrar.post("writers/invite", {"name": "Ruth Amsel", **SURE, **lacking})) == "malformed"


def test_nobody_makes_sure_of_a_writer_who_is_none(bank):
    assert code_of(Colleague(bank, "registrar").post(f"writers/{'0' * 32}/known", SURE)) == "not-here"


def test_what_a_writer_asks_by_voice_is_taken_back_as_if_they_had_done_it_at_their_desk(bank):
    registrar = Colleague(bank, "registrar")
    desk = Desk(bank.door)
    desk.enrol(
        Invitation.from_bytes(registrar.post("writers/invite", {"name": "Ruth", **SURE}).json()["file"].encode()).code
    )
    assert deposits(bank, desk) == "deposited"
    (writer,) = registrar.get("writers").json()["writers"]
    (letter,) = registrar.get(f"writers/{writer['id']}/letters").json()["letters"]
    assert (letter["number"], letter["screening"], letter["withdrawn"]) == (1, "waiting", "")
    for role in ("screener", "facilitator", "custodian"):
        assert code_of(Colleague(bank, role).get(f"writers/{writer['id']}/letters")) == "refused"
    back = {"letter": letter["id"]}
    assert code_of(registrar.post(f"writers/{'0' * 32}/take-back", back)) == "not-here", "another's letter"
    assert code_of(registrar.post(f"writers/{writer['id']}/take-back", back)) == "done"
    assert code_of(registrar.post(f"writers/{writer['id']}/take-back", back)) == "not-here", "two clerks at once"
    (letter,) = registrar.get(f"writers/{writer['id']}/letters").json()["letters"]
    assert letter["withdrawn"]
    assert code_of(registrar.post(f"writers/{writer['id']}/discharged", {})) == "done"
    assert code_of(registrar.post(f"writers/{writer['id']}/discharged", {})) == "refused"
    with bank.office.ledger.reading() as connection:
        assert in_bank.find(connection, letter["id"]).here is False
        by = events.by_staff(registrar.looks_round()["id"])
        assert events.last_by(connection, writer["id"], "discharged") == by
        assert events.happened_before(connection, letter["id"], by, "withdrawn")
