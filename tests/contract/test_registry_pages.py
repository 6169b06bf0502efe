"""The registry over HTTP: what a recipient does there, and that nobody learns by it whether there is a letter."""

from __future__ import annotations

import re
from contextlib import contextmanager

import msgspec
import pytest
from sqlalchemy import event

from amends.clock import Replay
from amends.envelope import to_json
from amends.office.bank import cases, registry
from amends.office.bank.plain import plain
from amends.office.bank.policy import load, ready_made
from amends.office.ledger import cases as cases_written
from amends.office.ledger import in_bank, registered, staff
from amends.office.ledger.in_bank import Found
from amends.office.ledger.staff import Member
from amends.wire import fingerprint
from tests.office_door import Desk, a_letter, fields, refusal, running

FORM = {
    "wish": "tell", "name": "Noa Lindqvist", "born": "1980-05-01", "reach": "post", "at": "PO Box 4",
    "reading": "paper",
}  # fmt: skip
CLERK = "c" * 32


class World:
    """A bank that answers, with a clerk whose doings are pretended and a desk of a writer."""

    def __init__(self, running, policy):
        self.office, self.http, self.door = running.office, running.door.http, running.door
        self.desk: Desk = running.desk()
        with self.office.ledger.writing() as connection:
            staff.begin_epoch(connection, "age1bank", "ssh-ed25519 bank", self.office.now())
            for clerk in (CLERK, "d" * 32):
                roles = frozenset({"registrar"})
                staff.put(connection, Member(clerk, b"name", roles, "", "", b"", self.office.now(), ""))

    def registers(self, **other: str) -> tuple[str, str]:
        answer = self.http.post("/en/registry/ask", data={**FORM, **other})
        assert answer.status_code == 200, answer.text
        code = re.search(r"<strong>([a-z2-7-]{29})</strong>", answer.text)[1]
        with self.office.ledger.reading() as connection:
            return registry.come_back(connection, code).id, code

    def verified(self, who: str) -> None:
        with self.office.ledger.writing() as connection:
            registry.verify(self.office, connection, CLERK, who)

    def approved(self):
        letter = a_letter(key=b"wrapped", key_kind="age")
        assert self.desk.ask(self.door.bank(), letter.packed).status_code == 200
        with self.office.ledger.writing() as connection:
            for clerk in (CLERK, "d" * 32):
                found = Found(letter.id, clerk, "a" * 64, "b" * 64, "approve", "", b"", self.office.now())
                in_bank.find_again(connection, found)
        return letter

    def matched(self, letter, who: str, *, told: bool = False) -> str:
        with self.office.ledger.writing() as connection:
            case = cases.match(self.office, connection, CLERK, letter.id, who).id
            if told:
                cases.tell(self.office, connection, CLERK, case)
        return case

    def yours(self, code: str, **do: str):
        page = self.http.post("/en/registry/yours", data={"code": code})
        if not do:
            return page
        seen = do.pop("seen", "") or re.search(r'name="seen" value="([0-9a-f]{32})"', page.text)[1]
        return self.http.post("/en/registry/yours", data={"code": code, "seen": seen, **do})

    def case(self, case: str):
        with self.office.ledger.reading() as connection:
            return cases_written.find(connection, case)

    def wish(self, who: str) -> str:
        with self.office.ledger.reading() as connection:
            return registered.find(connection, who).wish

    def seen_by_writer(self, letter) -> list[tuple[int, bytes, list[str]]]:
        """Everything that a desk, or whoever knows the letter's id, can ask for, with headers."""
        answers = [
            self.desk.ask("/api/desk/letters", to_json({"amends": 1, "after": ""})), self.desk.ask("/api/desk/news"),
            self.door.look(letter), self.door.look(letter, "/front"), self.door.look(letter, "/key"),
            self.http.get(f"/l/{letter.id}"), self.door.act(letter, "open"), self.door.act(letter, "decline"),
            self.door.act(letter, "answer", b"x"), self.desk.ask(self.door.bank(), letter.packed),
            self.http.get("/api/bank"), self.http.get("/en/registry/ask"), self.http.get("/en/registry/rules"),
            self.desk.withdraw(letter.id), self.desk.ask("/api/desk/letters", to_json({"amends": 1, "after": ""})),
            self.door.act(letter, "open"),
        ]  # fmt: skip
        return [
            (one.status_code, one.content.replace(letter.id.encode(), b"ID"), sorted(one.headers)) for one in answers
        ]


@contextmanager
def a_world(folder, policy="oregon", **settings):
    with running(folder, Replay("one world"), policy=policy, **settings) as one:
        yield World(one, policy)


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as world:
        yield world


def masked(answer) -> str:
    """A page without what chance gave it."""
    return re.sub(r"[a-z2-7]{4}(-[a-z2-7]{4}){5}|[0-9a-f]{32}", "CHANCE", answer.text)


def asked_of_database(world, act) -> list[str]:
    """The statements that an act makes, which say what its time depends on."""
    said: list[str] = []

    def hear(_connection, _cursor, statement, *_):
        said.append(statement)

    engine = world.office.ledger.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return said


def test_registering_and_being_checked_tell_nothing_of_a_letter(tmp_path):
    pages, statements = [], []
    for name in ("nothing", "a letter"):
        folder = tmp_path / name
        folder.mkdir()
        with a_world(folder) as world:
            seen = []
            if name == "a letter":
                letter = world.approved()
            said = asked_of_database(world, lambda world=world, seen=seen: seen.append(world.registers()))
            who, code = seen[0]
            before = world.yours(code)
            if name == "a letter":
                world.verified(who)
                world.matched(letter, who)
            else:
                world.verified(who)
            after = asked_of_database(world, lambda world=world, code=code: world.yours(code))
            again = world.yours(code, do="save", **FORM, needs="large print")
            kept = world.yours(code, do="export")
            pages.append([masked(before), masked(world.yours(code)), masked(again), masked(kept)])
            statements.append((said, after))
            assert not any("in_bank" in one or "cases" in one for one in said), "nobody looks when somebody registers"
    assert pages[0] == pages[1]
    assert statements[0][0] == statements[1][0]
    assert [one for one in statements[0][1] if "in_bank" in one] == []
    assert statements[0][1] == statements[1][1]


def test_a_friend_of_the_writer_who_registers_as_the_recipient_learns_nothing(world):
    letter = world.approved()
    who, code = world.registers()
    page = masked(world.yours(code))
    stranger, other = world.registers(name="Nobody At All", born="1950-01-01")
    assert (
        masked(world.yours(other)).replace("Nobody At All", FORM["name"]).replace("1950-01-01", FORM["born"]) == page
    )
    assert letter.id not in page
    assert world.wish(who) == world.wish(stranger)


@pytest.mark.parametrize("policy", ["oregon", "colorado", "wisconsin"])
def test_a_writer_observes_the_same_bytes_in_both_worlds(tmp_path, policy):
    with a_world(tmp_path, policy) as world:
        worlds = ("nothing", "registered", "wants", "opened", "answered", "declined", "never")
        letters = {did: world.approved() for did in worlds}
        for did, letter in letters.items():
            if did == "nothing":
                continue
            who, code = world.registers()
            world.verified(who)
            case = world.matched(letter, who, told=did != "registered")
            if did in ("wants", "opened", "answered"):
                road = load(policy).recipients.roads[0]
                assert world.yours(code, do="choose", case=case, choice="wants", road=road).status_code == 200
            if did in ("opened", "answered"):
                sealed = a_letter(letter.envelope.person)
                with world.office.ledger.writing() as connection:
                    if load(policy).recipients.confirmed != "no":
                        cases.confirm(world.office, connection, CLERK, case, by_telephone=True)
                    cases.release(world.office, connection, CLERK, case, sealed.packed)
                assert world.door.act(sealed, "open").status_code == 200
                if did == "answered":  # a bank that reads answers takes none that is sealed to the writer alone
                    assert refusal(world.door.act(sealed, "answer", b"sealed")) == (403, "refused")
            if did == "declined":
                world.yours(code, do="choose", case=case, choice="declined")
            if did == "never":
                world.yours(code, do="save", **{**FORM, "wish": "never"})
                assert world.wish(who) == "never"
        with world.office.ledger.writing() as connection:
            cases.tell_writers(world.office, connection)
        # Each as the only letter that its writer asks about: lists name them in order, and only withdrawals differ.
        seen = {}
        for did, letter in letters.items():
            answers = world.seen_by_writer(letter)
            seen[did] = [one for n, one in enumerate(answers) if n not in (0, 14)]
            listed = {
                one["id"]: one
                for one in fields(world.desk.ask("/api/desk/letters", to_json({"amends": 1, "after": ""})))["letters"]
            }
            seen[did].append({**listed[letter.id], "id": ""})
        assert all(one == seen["nothing"] for one in seen.values())


def test_a_recipient_decides_changes_confirms_and_is_forgotten(tmp_path):
    with a_world(tmp_path, "washington") as world:
        letter = world.approved()
        who, code = world.registers()
        world.verified(who)
        case = world.matched(letter, who, told=True)
        assert "A letter, of which we told you" in world.yours(code).text
        world.yours(code, do="choose", case=case, choice="declined")
        assert world.case(case).choice == "declined"
        road = load("washington").recipients.roads[0]
        world.yours(code, do="choose", case=case, choice="wants", road=road)
        if load("washington").recipients.confirmed == "yes":
            world.yours(code, do="confirm", case=case)
            assert world.case(case).confirmed == "yes"
        world.yours(code, do="consent", case=case, tell="requested")
        assert (world.case(case).requested, world.case(case).read) == (True, False)
        world.yours(code, do="consent", case=case)
        assert not world.case(case).requested
        assert "mark the line above" in world.yours(code, do="forget").text
        assert "You have left the registry" in world.yours(code, do="forget", sure="yes").text
        gone = world.yours(code)
        assert gone.status_code == 404
        assert "Nobody is registered under this code." in gone.text


def test_a_consent_that_is_sent_again_changes_nothing(world):
    letter = world.approved()
    who, code = world.registers()
    world.verified(who)
    case = world.matched(letter, who, told=True)
    old = re.search(r'name="seen" value="([0-9a-f]{32})"', world.yours(code).text)[1]
    world.yours(code, do="consent", case=case, tell="requested", seen=old)
    world.yours(code, do="consent", case=case)
    replayed = world.yours(code, do="consent", case=case, tell="requested", seen=old)
    assert "older than what you chose since" in replayed.text
    assert not world.case(case).requested


def test_one_persons_code_decides_nothing_of_anothers(world):
    letter = world.approved()
    who, _ = world.registers()
    world.verified(who)
    case = world.matched(letter, who, told=True)
    _, other = world.registers(name="Somebody Else")
    for do in ({"do": "choose", "choice": "declined"}, {"do": "consent", "tell": "read"}, {"do": "confirm"}):
        assert world.yours(other, case=case, **do).status_code == 404
    assert (world.case(case).choice, world.case(case).read) == ("none", False)


def test_what_was_filled_in_wrong_comes_back_to_be_mended(world):
    answer = world.http.post("/es/registry/ask", data={"name": "Noa", "reach": "post", "wish": "tell"})
    assert answer.status_code == 422
    assert "Falta dónde se le puede encontrar." in answer.text
    assert 'value="Noa"' in answer.text


def test_looking_changes_nothing_and_no_page_is_kept_by_the_browser(world):
    for address in ("/registry", *(f"/{language}/registry{page}" for language in ("en", "es") for page in PAGES)):
        answer = world.http.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert re.search(r"<title>(Registry|Registro)</title>", answer.text)
        assert answer.text.index("data-exit") < answer.text.index("<main")
        assert not re.search(r"apolog|victim|court letter|disculpa", answer.text.partition("<h1>")[0], re.IGNORECASE)
    assert world.http.get("/fr/registry").status_code == 404
    assert world.http.get("/registry", headers={"accept-language": "es"}).text.startswith(
        '<!doctype html>\n<html lang="es"'
    )


PAGES = ("", "/ask", "/back", "/rules", "/who", "/talk", "/history", "/paper", "/letter", "/leaflet")


def test_an_office_that_is_no_bank_has_no_registry(tmp_path):
    with running(tmp_path) as office:
        assert office.door.http.get("/registry").status_code == 404
        assert office.door.http.post("/en/registry/ask", data=FORM).status_code == 404


@pytest.mark.parametrize("name", [one for one in ready_made() if load(one).screening.readers])
def test_the_plain_words_change_with_every_switch(name):
    policy = load(name)
    said = plain(policy)
    for part in ("writers", "screening", "recipients", "keeping"):
        table = getattr(policy, part)
        for switch in table.__struct_fields__:
            value = getattr(table, switch)
            if isinstance(value, bool):
                turned = msgspec.structs.replace(
                    policy, **{part: msgspec.structs.replace(table, **{switch: not value})}
                )
                if not (switch == "accompanied" and not policy.recipients.least_age):
                    assert plain(turned) != said, f"{part}.{switch}"
    none = msgspec.structs.replace(policy, writer_learns=msgspec.structs.replace(policy.writer_learns, facts=()))
    assert "told nothing" in str(plain(none))
    assert ("told nothing" in str(said)) == (not policy.writer_learns.facts)
    assert ("No answer can be sent back" in str(said)) == (policy.answers.how_many == "none")


SPANISH_WRONG = [
    ({"wish": ""}, "Elija qué debe"),
    ({"name": ""}, "Hace falta un nombre"),
    ({"reach": "post", "at": ""}, "Falta dónde se le puede encontrar"),
    ({"born": "last spring"}, "La fecha de nacimiento se escribe así"),
    ({"needs": "x" * 401}, "tiene más de 400 caracteres"),
    ({"reach": "pigeon", "at": "x"}, "Se le puede contactar por correo postal"),
]


@pytest.mark.parametrize(("wrong", "said"), SPANISH_WRONG, ids=[str(list(wrong)) for wrong, _ in SPANISH_WRONG])
def test_what_a_form_refuses_is_said_in_the_pages_language(tmp_path, wrong, said):
    with a_world(tmp_path) as here:
        page = here.http.post("/es/registry/ask", data={**FORM, **wrong})
        assert page.status_code == 422
        notice = re.search(r'<div class="notice" role="status"><p>(.*?)</p>', page.text)[1]
        english = here.http.post("/en/registry/ask", data={**FORM, **wrong})
        assert notice not in english.text
        assert notice
        back = here.http.post("/es/registry/yours", data={"code": "aaaa-bbbb"})
        assert "Nadie está inscrito" in back.text


def test_registering_has_a_pace_of_each_visitors_own_and_loses_nothing(tmp_path, monkeypatch):
    from amends.office.web import registry as pages

    monkeypatch.setattr(pages, "is_loopback", lambda _: False)
    with a_world(tmp_path) as here:
        for _ in range(5):
            assert here.http.post("/en/registry/ask", data=FORM).status_code == 200
        late = here.http.post("/es/registry/ask", data=FORM)
        assert late.status_code == 429
        assert int(late.headers["retry-after"]) > 0
        assert "vuelva a enviarlo" in late.text
        assert FORM["name"] in late.text
        monkeypatch.setattr(pages, "visitor_at", lambda _: "somebody else")
        assert here.http.post("/en/registry/ask", data=FORM).status_code == 200


def test_the_leaflet_bears_the_key_that_letters_are_sealed_to_in_every_language(tmp_path):
    with a_world(tmp_path) as here:
        key = fingerprint("age1bank", "ssh-ed25519 bank")
        for language, says in (("en", "Compare all six groups"), ("es", "Compare los seis grupos")):
            page = here.http.get(f"/{language}/registry/leaflet")
            assert page.status_code == 200
            assert key in page.text
            assert says in page.text
        with here.office.ledger.writing() as connection:
            staff.end_epoch(connection, 1, here.office.now())
        assert "take no letters" in here.http.get("/en/registry/leaflet").text


ASKED = {
    "oregon": (["2 people here read it", "No court ordered this one"], ["A court ordered"]),
    "school": (["One person here reads it", "A court ordered this letter"], ["No court ordered"]),
}


@pytest.mark.parametrize("policy", ASKED)
def test_the_sheet_for_a_letter_on_paper_asks_what_the_policy_asks_and_no_more(tmp_path, policy):
    there, not_there = ASKED[policy]
    with a_world(tmp_path, policy) as here:
        sheet = here.http.get("/en/registry/letter").text
        assert '/en/registry/letter"' in here.http.get("/en/registry/leaflet").text
    assert [one for one in there if one not in sheet] == []
    assert [one for one in not_there if one in sheet] == []
