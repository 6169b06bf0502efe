"""By hand: a go-between hands a sealed slip over against a code. The office sees neither the key nor a name."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from amends.desk.seal.age import Secret
from amends.desk.seal.handing import handing, packet_name, road_of
from amends.desk.seal.keys import SigningKey
from amends.envelope import to_json
from amends.office.carriers.seam import House
from amends.office.carriers.silent import hand
from amends.office.ledger.schema import EVENTS
from amends.office.rounds import carrying
from amends.wire import outcomes_from
from tests.office_door import CHANCE, a_letter, fields, running
from tests.rounds_at_work import states

PACKET = packet_name("Sam Okafor", SigningKey(CHANCE.bytes(32)))


@pytest.fixture
def office(tmp_path):
    with running(tmp_path) as office:
        yield office


@pytest.fixture
def desk(office):
    return office.desk()


def slip_for(desk, letter, packet=PACKET):
    """The letter goes by hand; what its slip is handed over by, and what became of the wish."""
    one = handing(letter.id, Secret.draw(CHANCE))
    rows = [{"id": letter.id, "road": "hand", "to": road_of(packet, one)}]
    answer = desk.ask("/api/desk/roads", to_json({"amends": 1, "roads": rows}))
    (outcome,) = outcomes_from(answer.content)
    return one, outcome.outcome


def ask(office, slip, code, packet=PACKET, language="en"):
    answer = office.door.http.post(f"/{language}/hand", data={"packet": packet, "slip": slip, "code": code})
    assert answer.status_code == 200
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert code not in answer.text
    return re.sub(r"\s+", " ", answer.text)


def handed(office):
    with office.office.ledger.reading() as connection:
        return connection.execute(select(func.count()).where(EVENTS.c.kind == "handed")).scalar_one()


def test_a_slip_is_handed_over_against_its_own_code_and_written_down_once(office, desk):
    first, second = a_letter(), a_letter()
    desk.deposit(first, second)
    (one, done), (other, _) = slip_for(desk, first), slip_for(desk, second)
    assert done == "deposited"
    assert "Hand over nothing." in ask(office, one.mark, other.code)
    assert "Hand over nothing." in ask(office, one.mark, one.code, packet="0" * 16)
    assert handed(office) == 0
    for _ in range(2):
        assert f"Hand over slip {one.mark.lower()}, and no other." in ask(office, one.mark.lower(), one.code)
    assert handed(office) == 1
    assert f"Entregue la papeleta {other.mark}" in ask(
        office, other.mark, f"{other.code[:3]} {other.code[3:]}", language="es"
    )
    assert handed(office) == 2


def test_looking_at_the_page_changes_nothing_and_says_nothing(office, desk):
    letter = a_letter()
    desk.deposit(letter)
    slip_for(desk, letter)
    before = office.door.http.get("/en/hand").content
    assert office.door.http.get(f"/en/hand?packet={PACKET}").content == before
    assert office.door.http.get("/xx/hand").status_code == 404
    assert handed(office) == 0


def test_the_office_keeps_neither_the_code_nor_a_key_and_the_writer_learns_nothing_from_it(office, desk, tmp_path):
    letter = a_letter()
    desk.deposit(letter)
    one, _ = slip_for(desk, letter)
    road = hand("", House("Post Room", office.door.url, office.clock))
    assert carrying.begin(office.office, road, "a" * 32, "worker-1")
    assert carrying.carry(office.office, road, "a" * 32, "worker-1", lambda: False).given == 0
    assert states(office.office)["carried"] == 1
    seen = [fields(desk.ask(path)) for path in ("/api/desk/news", "/api/desk/roads/closed")]
    ask(office, one.mark, one.code)
    assert [fields(desk.ask(path)) for path in ("/api/desk/news", "/api/desk/roads/closed")] == seen
    for file in tmp_path.iterdir():
        if file.is_file():
            assert one.code.encode() not in file.read_bytes().replace(letter.envelope.letter, b"")
            assert PACKET.encode() not in file.read_bytes()


def test_what_was_taken_back_is_not_handed_over(office, desk):
    letter = a_letter()
    desk.deposit(letter)
    one, _ = slip_for(desk, letter)
    desk.withdraw(letter.id)
    assert f"Do not hand over slip {one.mark}." in ask(office, one.mark, one.code)
    assert handed(office) == 0


def test_the_same_packet_again_is_the_same_and_another_ones_letter_is_none_of_it(office, desk):
    letter = a_letter()
    desk.deposit(letter)
    secret = Secret.draw(CHANCE)
    assert handing(letter.id, secret) == handing(letter.id, secret)
    assert slip_for(office.desk(), letter)[1] == "refused"
    rows = [{"id": letter.id, "road": "hand", "to": road_of(PACKET, handing(letter.id, secret))}]
    told = [
        outcomes_from(desk.ask("/api/desk/roads", to_json({"amends": 1, "roads": rows})).content)[0].outcome
        for _ in range(2)
    ]
    assert told == ["deposited", "already"]


def test_codes_cannot_be_tried_through(tmp_path):
    from amends.office.settings import Limits, Pace

    with running(tmp_path, limits=Limits(loopback=Pace(5, 0.001))) as office:
        answers = [
            office.door.http.post(
                "/en/hand", data={"packet": PACKET, "slip": "7K2QD", "code": f"{n:06d}"}
            ).status_code
            for n in range(8)
        ]
    assert answers[0] == 200
    assert answers[-1] == 429
