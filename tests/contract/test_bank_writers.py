"""Who may write to a bank: its staff make sure, the chain says who did, and nothing is taken before."""

from __future__ import annotations

import pytest

from amends.envelope import from_json
from amends.office.counter.enrolling import invite
from amends.office.ledger import events, in_bank
from amends.wire import Invitation, fingerprint
from tests.office_door import Desk, a_letter, everything, fields
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


def test_a_writer_without_a_desk_is_written_down_by_a_registrar_and_seen_by_a_clerk_who_knows_nothing_else(bank):
    registrar, clerk = Colleague(bank, "registrar"), Colleague(bank, "clerk")
    asked = {"name": "Ruth  Amsel", **SURE}
    writer = registrar.post("writers/on-paper", asked).json()["writer"]
    (row,) = registrar.get("writers").json()["writers"]
    assert (row["name"], row["known"], row["on_paper"]) == ("Ruth Amsel", True, True)
    (seen,) = clerk.get("on-paper").json()["writers"]
    assert seen == {"id": writer, "name": "Ruth Amsel", "since": row["since"]}
    assert clerk.get(f"on-paper/{writer}").json()["letters"] == []
    for closed in ("outsides", "answers/places", f"writers/{writer}/letters"):
        assert code_of(clerk.get(closed)) == "refused"
    assert code_of(clerk.post("registered", {"text": ""})) == "refused"
    by = events.by_staff(registrar.looks_round()["id"])
    with bank.office.ledger.reading() as connection:
        for kind in ("writer-checked", "enrolled"):
            assert events.happened_by(connection, writer, kind) == by
        assert events.audit(connection).broken_at == 0
    for secret in ("Amsel", "papers, at"):
        assert secret not in str(everything(bank.office))


def test_two_writers_on_paper_are_told_apart_by_their_names_and_one_with_a_desk_is_none_of_them(bank):
    registrar = Colleague(bank, "registrar")
    assert code_of(registrar.post("writers/on-paper", {"name": " ", **SURE})) == "malformed"
    assert code_of(registrar.post("writers/on-paper", {"name": "Ruth Amsel", **SURE, "guilt": False})) == "malformed"
    assert code_of(registrar.post("writers/on-paper", {"name": "Ruth Amsel", **SURE})) == "done"
    assert code_of(registrar.post("writers/on-paper", {"name": "ruth amsel", **SURE})) == "refused"
    assert code_of(registrar.post("writers/on-paper", {"name": "Ruth Amsel, 1971", **SURE})) == "done"
    desk = Desk(bank.door)
    desk.enrol(invite(bank.office, "Ruth Amsel", bank.door.url).code, "Ruth Amsel")
    names = [one["name"] for one in registrar.get("on-paper").json()["writers"]]
    assert names == ["Ruth Amsel", "Ruth Amsel, 1971"]
    with_desk = next(one for one in registrar.get("writers").json()["writers"] if not one["on_paper"])
    assert code_of(registrar.get(f"on-paper/{with_desk['id']}")) == "not-here"
    assert code_of(registrar.get(f"on-paper/{'0' * 32}")) == "not-here"
