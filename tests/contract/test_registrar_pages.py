"""What a registrar does for people who registered: each act in the chain, and none by anybody else."""

from __future__ import annotations

import pytest

from amends.envelope import from_json
from amends.office.bank import cases, registry
from amends.office.ledger import events, in_bank, registered
from amends.office.refusals import Refusal
from tests.office_door import everything
from tests.staff_door import Colleague, bank_with_key, code_of, deposited_in

NOA = {
    "wish": "tell", "name": "Noa Lindqvist", "former": "", "born": "1980-05-01", "reach": "post",
    "at": "PO Box 4, Alder Bridge", "language": "en", "needs": "", "reading": [], "tell": [], "beside": [],
}  # fmt: skip


class Registrar(Colleague):
    """Somebody who knows who registered."""

    def enters(self, **other) -> str:
        answer = self.post("registered/enter", NOA | other)
        assert answer.status_code == 200, answer.text
        return answer.json()["who"]

    def record(self, who: str) -> dict:
        answer = self.post(f"registered/{who}", {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def does(self, who: str, what: str, seen: str = "", **fields) -> str:
        return code_of(self.post(f"registered/{who}/{what}", {"seen": seen or self.record(who)["seen"], **fields}))

    @property
    def id(self) -> str:
        return self.looks_round()["id"]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    with bank_with_key(tmp_path_factory.mktemp("bank"), "oregon") as bank:
        yield bank


@pytest.fixture(scope="module")
def registrar(bank):
    return Registrar(bank, "registrar")


@pytest.fixture(scope="module")
def other(bank):
    return Registrar(bank, "registrar")


@pytest.fixture(scope="module")
def deposited(bank) -> str:
    """A letter in the bank, of a writer called Tomas Reed."""
    return deposited_in(bank, bank.desk())


def by(bank, ref: str, kind) -> str:
    with bank.office.ledger.reading() as connection:
        return events.last_by(connection, ref, kind)


def writer_of(bank, letter: str) -> str:
    with bank.office.ledger.reading() as connection:
        found = in_bank.find(connection, letter)
        assert found is not None
        return found.writer


def test_somebody_who_came_on_paper_is_entered_found_checked_and_comes_back_with_their_code(bank, registrar):
    answer = registrar.post("registered/enter", NOA | {"name": "Ruth Amsel", "former": "Ruth Vance"}).json()
    who = answer["who"]
    assert [row["name"] for row in registrar.post("registered", {"text": "vance"}).json()["found"]] == ["Ruth Amsel"]
    assert who in {row["id"] for row in registrar.post("registered", {"text": " "}).json()["found"]}
    assert registrar.does(who, "verify", beside=["advocate: Rui Paz"]) == "done"
    record = registrar.record(who)
    assert (bool(record["verified"]), record["accompanied"], record["letters"]) == (True, True, [])
    with bank.office.ledger.reading() as connection:
        assert registry.come_back(connection, answer["code"]).id == who
    fresh = registrar.post(f"registered/{who}/code", {"seen": record["seen"]}).json()["code"]
    with bank.office.ledger.reading() as connection:
        assert registry.come_back(connection, fresh).id == who
        with pytest.raises(Refusal):
            registry.come_back(connection, answer["code"])
    for kind in ("registered", "looked-up", "verified", "new-code"):
        assert by(bank, who, kind) == events.by_staff(registrar.id)
    assert "Amsel" not in str(everything(bank.office))


def test_a_never_by_telephone_closes_every_road_and_a_letters_link_does_not_take_it_back(bank, registrar):
    who = registrar.enters(wish="wait")
    assert registrar.does(who, "say", wish="never") == "done"
    assert registrar.record(who)["wish"] == "never"
    assert by(bank, who, "wished") == events.by_staff(registrar.id)
    assert (
        registrar.does(who, "say", **NOA | {"wish": "tell", "needs": "large print", "beside": ["guardian: nobody"]})
        == "done"
    )
    record = registrar.record(who)
    assert (record["wish"], record["card"]["needs"], record["card"]["beside"]) == ("tell", "large print", [])


def test_of_two_registrars_at_once_the_second_looks_again(bank, registrar, other):
    who = registrar.enters()
    shown = other.record(who)["seen"]
    assert registrar.does(who, "say", wish="never") == "done"
    assert other.does(who, "say", shown, wish="tell") == "refused"
    assert registrar.record(who)["wish"] == "never"


def test_an_order_holds_at_once_and_ends_by_a_second_person_only(bank, registrar, other, deposited):
    who, writer = registrar.enters(), writer_of(bank, deposited)
    assert registrar.does(who, "order", writer=writer, note=" ") == "malformed"
    assert registrar.does(who, "order", writer="0" * 32, note="Court 4, 12/26") == "not-here"
    assert registrar.does(who, "order", writer=writer, note="Court 4, 12/26") == "done"
    (order,) = registrar.record(who)["orders"]
    assert order["note"] == "Court 4, 12/26"
    with bank.office.ledger.reading() as connection:
        assert registry.is_ordered_apart(bank.office, connection, writer, who)
    assert registrar.does(who, "end-order", order=order["id"]) == "refused"
    somebody = registrar.enters(name="Joan Whitfield")
    assert other.does(somebody, "end-order", order=order["id"]) == "not-here", (
        "an order ends on its own person's record"
    )
    assert other.does(who, "end-order", order=order["id"]) == "done"
    assert by(bank, order["id"], "order-ended") == events.by_staff(other.id)


def test_a_hold_delays_forgetting_and_a_death_passes_nothing_on(bank, registrar):
    who = registrar.enters()
    assert registrar.does(who, "hold", note="ORS 192, request 7") == "done"
    assert registrar.does(who, "died") == "done"
    record = registrar.record(who)
    assert record["died"]
    assert [one["note"] for one in record["holds"]] == ["ORS 192, request 7"]
    kept = registrar.post(f"registered/{who}/export", {"seen": record["seen"]}).json()["kept"]
    assert kept["card"]["name"] == NOA["name"]
    assert "looked-up" not in str(kept)
    assert registrar.does(who, "forget") == "done"
    assert code_of(registrar.post(f"registered/{who}", {})) == "not-here"
    with bank.office.ledger.reading() as connection:
        row = registered.find(connection, who)
        assert row is not None
        assert row.card, "the law holds it"
    assert by(bank, who, "forgotten") == events.by_staff(registrar.id)


def test_what_somebody_told_by_voice_decides_is_written_down_under_who_heard_it(bank, registrar, deposited):
    who = registrar.enters(name="Ana Duarte")
    assert registrar.does(who, "verify", beside=[]) == "done"
    with bank.office.ledger.writing() as connection:
        case = cases.match(bank.office, connection, registrar.id, deposited, who).id
    (letter,) = registrar.record(who)["letters"]
    assert letter["step"] == "screen"
    assert registrar.does(who, "tell", case=case) == "refused", "nobody is told of what has still to be read"
    with bank.office.ledger.writing() as connection:
        cases.cases.change(connection, case, told=bank.office.now())
    assert registrar.does(who, "choose", case=case, choice="wants", road="telephone") == "done"
    assert registrar.does(who, "consent", case=case, tell=["received", "nonsense"]) == "done"
    (letter,) = registrar.record(who)["letters"]
    assert (letter["choice"], letter["road"], letter["consents"]) == ("wants", "telephone", ["received"])
    assert registrar.does(who, "confirm", case=case, by_telephone=False) == "refused", "it has still to be read"
    stranger = registrar.enters(name="Joan Whitfield")
    assert registrar.does(stranger, "choose", case=case, choice="declined", road="") == "not-here"
    for kind in ("chose", "consented"):
        assert by(bank, case, kind) == events.by_staff(registrar.id)


@pytest.mark.parametrize("role", ["screener", "facilitator", "print-clerk", "custodian", "auditor", "operator"])
def test_who_is_no_registrar_sees_nobody_in_the_registry(bank, registrar, role):
    who, clerk = registrar.enters(), Registrar(bank, role)
    assert code_of(clerk.post("registered", {"text": "noa"})) == "refused"
    assert code_of(clerk.post(f"registered/{who}", {})) == "refused"
    assert code_of(clerk.post("registered/enter", NOA)) == "refused"
    assert code_of(clerk.get("to-ask")) == ("done" if role == "facilitator" else "refused")
    assert code_of(clerk.get("under-way")) == ("done" if role in ("facilitator", "print-clerk") else "refused")
    seen = registrar.record(who)["seen"]
    for what in ("verify", "say", "code", "died", "order", "hold", "export", "forget", "no-such-act"):
        assert code_of(clerk.post(f"registered/{who}/{what}", {"seen": seen})) == "refused"
    assert from_json(clerk.post("registered", {"text": "noa"}).content).keys() <= {
        "amends",
        "error",
        "message",
        "hint",
    }


def test_a_card_made_of_anything_else_is_refused(registrar):
    for wrong in (
        {"wish": "soon"},
        {"born": "May"},
        {"reading": "online"},
        {"beside": ["friend: Al"]},
        {"name": " "},
    ):
        assert code_of(registrar.post("registered/enter", NOA | wrong)) == "malformed"
