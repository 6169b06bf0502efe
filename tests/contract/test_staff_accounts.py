"""Coming in as a bank's staff, over HTTP: invitations, passkeys, sessions, and who may do what."""

from __future__ import annotations

import datetime as dt

import pytest

from amends.clock import Replay
from amends.office.bank.roles import ACTS, MAY, ROLES, acts, may
from amends.office.ledger import events, staff
from tests.office_door import everything, running
from tests.staff_door import Colleague, code_of

AN_ID = "ab" * 16
ADDRESSES = {
    "queue": [("get", "queue")],
    "read": [
        ("post", f"letters/{AN_ID}/take-up"), ("post", f"letters/{AN_ID}/findings"), ("get", "reasons"),
        ("post", f"reasons/{AN_ID}"),
    ],
    "transcribe": [
        ("get", "on-paper"), ("get", f"on-paper/{AN_ID}"), ("post", f"writers/{AN_ID}/letters/theft/own/key"),
    ],
    "register": [("get", "answers/places")],
    "release": [("get", "ready"), ("post", f"cases/{AN_ID}/take-up"), ("post", f"cases/{AN_ID}/release")],
    "verify": [
        ("get", "writers"), ("post", "writers/invite"), ("post", f"writers/{AN_ID}/known"),
        ("post", "writers/on-paper"), ("get", "held"), ("post", "held"), ("post", f"held/{AN_ID}/end"),
    ],
    "keys": [("get", "keys"), ("post", "epochs"), ("post", "epochs/given"), ("post", "rewrapped")],
}  # fmt: skip


@pytest.fixture
def bank(tmp_path):
    with running(tmp_path, Replay("staff"), policy="oregon") as bank:
        yield bank


def test_an_invitation_lets_one_person_enrol_once(bank):
    screener = Colleague(bank, "screener")
    assert screener.looks_round()["acts"] == ["queue", "read"]
    assert len(screener.codes) == 8
    again = Colleague(bank, "screener", enrolled=False)
    again.code = screener.code
    assert code_of(again.enrols()) == "refused"


def test_an_invitation_ends(bank):
    late = Colleague(bank, "screener", enrolled=False)
    bank.clock.at += dt.timedelta(days=3, seconds=1)
    assert code_of(late.enrols()) == "refused"


def test_somebody_comes_in_with_their_passkey_and_out_again(bank):
    screener = Colleague(bank, "screener")
    assert code_of(screener.post("out", {})) == "done"
    assert code_of(screener.get("me")) == "signature"
    assert code_of(screener.enters()) == "done"
    screener.looks_round()


def test_what_is_refused_is_said_in_the_language_of_who_asks(bank):
    registrar = Colleague(bank, "registrar")
    spanish = registrar.get("keys", **{"Accept-Language": "es"}).json()
    assert (spanish["error"], spanish["message"]) == ("refused", "Esto no está entre lo que usted puede hacer aquí.")
    assert registrar.get("keys").json()["message"] == "This is not among what you may do here."
    assert "out" not in spanish
    registrar.post("out", {})
    assert registrar.get("me", **{"Accept-Language": "es-MX, en;q=0.5"}).json() == {
        "amends": 1, "error": "signature", "message": "No está dentro, o ya no lo está.",
        "hint": "Entre otra vez con su llave de acceso.", "out": True,
    }  # fmt: skip


def test_a_copied_passkey_whose_counter_stands_still_lets_nobody_in(bank):
    screener = Colleague(bank, "screener")
    assert code_of(screener.enters()) == "done"
    screener.authenticator.count -= 1
    assert code_of(screener.enters()) == "signature"


def test_an_answer_made_for_another_site_is_no_answer(bank):
    screener = Colleague(bank, "screener")
    assert code_of(screener.enters(origin="https://bank.example.evil")) == "signature"
    assert code_of(Colleague(bank, "screener", enrolled=False).enrols(origin="https://evil.example")) == "signature"


def test_a_key_that_was_not_proven_enrols_nobody(bank):
    assert code_of(Colleague(bank, "screener", enrolled=False).enrols(proof="A" * 86)) == "signature"


def test_the_same_answer_twice_is_refused(bank):
    screener = Colleague(bank, "screener")
    asked = screener.post("enter/begin", {}).json()
    answer = {"nonce": asked["nonce"], "credential": screener.authenticator.use(asked["use"], screener.origin)}
    assert code_of(screener.post("enter", answer)) == "done"
    assert code_of(screener.post("enter", answer)) == "nonce"


@pytest.mark.parametrize(("still", "hours"), [(True, 1), (False, 1.01)])
def test_a_session_ends_after_an_hour_without_an_act(bank, still, hours):
    screener = Colleague(bank, "screener")
    bank.clock.at += dt.timedelta(hours=hours)
    assert (code_of(screener.get("me")) == "done") == still


def test_a_session_ends_after_a_working_day_however_busy(bank):
    custodian = Colleague(bank, "custodian")
    me = custodian.looks_round()
    for _ in range(12):
        bank.clock.at += dt.timedelta(minutes=59)
        assert code_of(custodian.post("key", {"wrapped": me["wrapped"]})) == "done"
    bank.clock.at += dt.timedelta(minutes=30)
    assert code_of(custodian.post("key", {"wrapped": me["wrapped"]})) == "signature"


def test_an_act_comes_from_a_page_of_the_bank_or_not_at_all(bank):
    screener = Colleague(bank, "screener")
    me = screener.looks_round()
    wrap = {"wrapped": me["wrapped"]}
    assert code_of(screener.post("key", wrap, Origin="https://evil.example")) == "refused"
    assert code_of(screener.post("key", wrap, **{"Amends-Page": "0" * 64})) == "signature"
    assert code_of(screener.post("key", wrap)) == "done"


def test_the_cookie_is_nobody_elses_to_read_or_send(bank):
    screener = Colleague(bank, "screener")
    cookie = screener.enters().headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says_and_no_more(bank, role):
    colleague = Colleague(bank, role)
    for act, addresses in ADDRESSES.items():
        for method, path in addresses:
            answer = colleague.get(path) if method == "get" else colleague.post(path, {})
            refused = code_of(answer) == "refused" and "not among what you may do" in answer.text
            assert refused == (act not in MAY[role]), (role, path)


def test_no_role_has_both_the_machine_and_the_letters():
    for role in ROLES:
        assert MAY[role] <= set(ACTS)
    assert acts(frozenset({"operator"})) == ("staff",)
    assert not may(frozenset({"registrar"}), "release")
    assert not may(frozenset(), "queue")


def test_a_lost_passkey_is_replaced_by_a_recovery_code_which_works_once(bank):
    screener, finder = Colleague(bank, "screener"), Colleague(bank, "auditor")
    lost, code = screener.authenticator, screener.codes[3]

    def recovers() -> str:
        begun = finder.post("recover/begin", {"code": code})
        if begun.status_code != 200:
            return code_of(begun)
        asked = begun.json()
        screener.authenticator = type(lost)()
        credential = screener.authenticator.make(asked["make"], screener.origin)
        return code_of(screener.post("recover", {"code": code, "nonce": asked["nonce"], "credential": credential}))

    assert recovers() == "done"
    assert screener.looks_round()["roles"] == ["screener"]
    assert recovers() == "refused"
    screener.authenticator = lost
    assert code_of(screener.enters()) == "signature"


def test_who_leaves_is_out_at_once_and_the_chain_says_so(bank):
    from amends.office.bank import accounts

    screener = Colleague(bank, "screener")
    me = screener.looks_round()["id"]
    with bank.office.ledger.writing() as connection:
        accounts.leave(bank.office, connection, events.OFFICE, me)
    assert code_of(screener.get("me")) == "signature"
    assert code_of(screener.enters()) == "signature"
    with bank.office.ledger.reading() as connection:
        assert events.happened_by(connection, me, "staff-left") == events.OFFICE
        assert staff.find(connection, me).wrapped == b""
        assert events.audit(connection).broken_at == 0


def test_whoever_has_the_database_has_no_cookie_no_code_and_no_name(bank):
    screener = Colleague(bank, "screener")
    kept = str(everything(bank.office))
    token = screener.http.cookies["amends-staff"]
    for secret in (token, screener.code, "Sorel", *screener.codes, *(one.replace("-", "") for one in screener.codes)):
        assert secret not in kept


def test_an_office_that_is_no_bank_has_no_staff(tmp_path):
    with running(tmp_path, Replay("none")) as office:
        someone = Colleague(office, "screener", enrolled=False)
        assert code_of(someone.enrols()) == "not-here"
        assert office.door.http.get("/staff").status_code == 404
