"""Choosing a road, stopping mails and taking that back: nothing of it shows to the writer."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from amends.clock import Replay
from amends.envelope import from_json, to_json
from amends.office.carriers.mail import make
from amends.office.carriers.seam import House
from amends.office.ledger import errands
from amends.office.ledger.schema import ERRANDS, LETTERS
from amends.office.ledger.writers import whose
from amends.office.rounds import carrying, keeping
from amends.office.settings import Carrying
from amends.wire import outcomes_from
from tests.contract.test_carriers import REPORT
from tests.office_door import a_letter, fields, running
from tests.rounds_at_work import fill, states
from tests.rounds_at_work.relay import Relay

TO = "joan@town.example"


@pytest.fixture
def relay():
    with Relay(keep=True) as relay:
        yield relay


@pytest.fixture
def office(tmp_path, relay):
    with running(tmp_path, carrying=Carrying(roads={"mail": relay.url()})) as office:
        yield office


def choose(desk, *rows):
    answer = desk.ask("/api/desk/roads", to_json({"amends": 1, "roads": list(rows)}))
    assert answer.status_code == 200, answer.text
    return [(one.outcome, one.reason) for one in outcomes_from(answer.content)]


def by_mail(letter, to=TO):
    return {"id": letter.id, "road": "mail", "to": to}


def carry(office, number):
    mail = make(office.settings.carrying.roads["mail"], House("Post Room", "https://office.example", Replay()))
    round_id = f"{number:032x}"
    done = 0
    if carrying.begin(office, mail, round_id, "worker-1"):
        done = carrying.carry(office, mail, round_id, "worker-1", lambda: False).given
    mail.close()
    return done


def test_a_road_is_chosen_once_and_its_address_rests_encrypted(office, tmp_path):
    desk, another = office.desk(), office.desk()
    letter = a_letter()
    desk.deposit(letter)
    assert [outcome for outcome, _ in choose(desk, by_mail(letter))] == ["deposited"]
    assert [outcome for outcome, _ in choose(desk, by_mail(letter))] == ["already"]
    assert [outcome for outcome, _ in choose(desk, by_mail(letter, "else@town.example"))] == ["refused"]
    assert [outcome for outcome, _ in choose(another, by_mail(letter))] == ["refused"]
    assert [outcome for outcome, _ in choose(desk, by_mail(a_letter()))] == ["refused"]
    assert [outcome for outcome, _ in choose(desk, {**by_mail(letter), "road": "pigeon"})] == ["refused"]
    for file in tmp_path.iterdir():
        assert TO.encode() not in file.read_bytes()


def test_one_click_stops_mails_and_nothing_else_and_looking_changes_nothing(office, relay):
    desk = office.desk()
    first, second = a_letter(), a_letter()
    desk.deposit(first, second)
    choose(desk, by_mail(first))
    assert carry(office.office, 1) == 1
    stop = f"/mail/{office.office.keys.token(first.id, 'mail')}"

    looked = office.door.http.get(stop)
    assert looked.content == office.door.http.get(f"/mail/{'0' * 32}").content
    assert "form-action 'self'" in looked.headers["content-security-policy"]
    choose(desk, by_mail(second))
    assert not states_of_hushed(office)

    done = office.door.http.post(stop, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert done.content == office.door.http.post(f"/mail/{'0' * 32}", data={"List-Unsubscribe": "One-Click"}).content
    assert carry(office.office, 2) == 0
    assert len(relay.post.mails) == 1
    assert states(office.office)["stopped"] == 1
    assert office.door.act(second, "open").content == second.envelope.letter
    assert fields(desk.ask("/api/desk/roads/closed")) == {"amends": 1, "closed": []}

    office.door.http.post(stop, data={"wish": "mail-again"})
    third = a_letter()
    desk.deposit(third)
    choose(desk, by_mail(third))
    assert carry(office.office, 3) == 1


def states_of_hushed(office):
    with office.office.ledger.reading() as connection:
        return errands.is_hushed(connection, office.office.keys.whom("mail", TO))


def test_never_said_in_a_mail_holds_against_the_bare_link_and_can_be_taken_back_there(office):
    desk = office.desk()
    first, next_one = a_letter(person="a" * 32), a_letter(person="a" * 32)
    desk.deposit(first)
    choose(desk, by_mail(first))
    carry(office.office, 1)
    stop = f"/mail/{office.office.keys.token(first.id, 'mail')}"
    office.door.http.post(stop, data={"wish": "never"})
    desk.deposit(next_one)
    choose(desk, by_mail(next_one, "other@town.example"))
    assert carry(office.office, 2) == 0
    office.door.act(first, "again")  # the writer has the bare link, too
    assert carry(office.office, 3) == 0
    office.door.http.post(stop, data={"wish": "letters-again"})
    assert carry(office.office, 4) == 1


def test_what_comes_back_is_read_once_and_addresses_are_forgotten(office, tmp_path):
    desk = office.desk()
    gone, stays = a_letter(), a_letter()
    desk.deposit(gone, stays)
    choose(desk, by_mail(gone), by_mail(stays, "else@town.example"))
    assert carry(office.office, 1) == 2
    token = office.office.keys.token(gone.id, "mail")
    new = tmp_path / "returned" / "new"
    new.mkdir(parents=True)
    (new / "1").write_text(REPORT.format(token=token, action="failed"))
    (new / "2").write_text("Subject: Away\n\nuntil Monday")
    assert keeping.read_what_came_back(office.office, new.parent) == 1
    assert keeping.read_what_came_back(office.office, new.parent) == 0
    assert list(new.iterdir()) == []
    assert fields(desk.ask("/api/desk/roads/closed"))["closed"] == [{"id": gone.id, "road": "mail"}]
    assert addresses(office) == 1
    office.clock.at += dt.timedelta(days=31)
    assert keeping.forget(office.office) == 1
    assert addresses(office) == 0


def addresses(office):
    with office.office.ledger.reading() as connection:
        return connection.execute(select(func.count(ERRANDS.c.address))).scalar_one()


def test_a_road_that_does_not_lead_there_is_all_that_the_writer_sees(office):
    desk = office.desk()
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, by_mail(letter))
    carry(office.office, 1)
    with office.office.ledger.writing() as connection:
        assert errands.came_back(connection, office.office.keys.token(letter.id, "mail"), office.office.now())
        assert not errands.came_back(connection, office.office.keys.token(letter.id, "mail"), office.office.now())
    closed = fields(desk.ask("/api/desk/roads/closed"))
    assert closed == {"amends": 1, "closed": [{"id": letter.id, "road": "mail"}]}


def test_a_letter_that_was_taken_back_is_told_of_to_nobody(office, relay):
    desk = office.desk()
    letter = a_letter()
    desk.deposit(letter)
    choose(desk, by_mail(letter))
    assert from_json(desk.withdraw(letter.id).content) == {"amends": 1, "noted": True}
    assert carry(office.office, 1) == 0
    assert relay.post.mails == []


def test_in_a_bank_the_writer_does_not_even_see_that_a_road_is_closed(tmp_path):
    with running(tmp_path, policy="washington") as bank:
        desk = bank.desk()
        ids = fill(bank.office, 1, "mail", "reader{}@town.example")
        with bank.office.ledger.writing() as connection:
            connection.execute(update(LETTERS).values(writer=whose(connection, desk.key.public)))
            errands.ends(connection, ids[0], "mail", "unreachable", bank.office.now())
            assert errands.ways_closed(connection, whose(connection, desk.key.public)) == [(ids[0], "mail")]
        assert fields(desk.ask("/api/desk/roads/closed")) == {"amends": 1, "closed": []}
