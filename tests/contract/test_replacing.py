"""A letter in another's place: on its roads, without a second notice, without a word of what became of the old."""

from __future__ import annotations

import re

import pytest

from amends.envelope import to_json
from amends.office.ledger import errands
from tests.contract.test_asking import TO, ask, choose, code_in, letters_in, notices, office, relay, show, work
from tests.office_door import a_letter, fields, refusal, running

__all__ = ["office", "relay", "work"]


@pytest.fixture
def desk(office):
    return office.desk()


def replace(desk, new, old):
    answer = desk.ask("/api/desk/replace", to_json({"amends": 1, "id": new.id, "replaces": old.id}))
    assert answer.status_code == 200, answer.text
    return answer.content


def test_the_answer_is_the_same_whatever_became_of_the_old_and_whosever_it_is(office, desk):
    unopened, opened, unknown = a_letter(), a_letter(), a_letter()
    fresh = [a_letter() for _ in range(4)]
    desk.deposit(unopened, opened, *fresh)
    office.door.act(opened, "open")
    strangers = a_letter()
    office.desk().deposit(strangers)
    answers = [replace(desk, *pair) for pair in zip(fresh, (unopened, opened, unknown, strangers), strict=True)]
    answers.append(replace(desk, fresh[0], unopened))
    assert set(answers) == {to_json({"amends": 1, "noted": True})}
    for old in (unopened, opened):
        assert refusal(office.door.look(old)) == (410, "taken-back")
        assert not re.search(fresh[0].id, office.door.look(old).text)
    assert office.door.look(strangers).status_code == 200
    assert fields(desk.ask("/api/desk/news")) == {"amends": 1, "replies": [], "told": [], "more": False}


def test_whoever_found_the_old_by_asking_finds_the_new_and_that_alone(office, desk, relay, work):
    old, new = a_letter(), a_letter()
    desk.deposit(old)
    choose(desk, old)
    desk.deposit(new)
    for _ in range(2):
        replace(desk, new, old)
    asked = ask(office)
    work()
    assert letters_in(show(office, asked, code_in(relay))) == [new.id]


def test_whoever_was_told_is_not_told_twice_and_whoever_was_not_is_told_of_the_new(office, desk, relay, work):
    told, new_of_told, untold, new_of_untold = (a_letter() for _ in range(4))
    desk.deposit(told, new_of_told, untold, new_of_untold)
    choose(desk, told, "mail")
    work()
    choose(desk, untold, "mail", "ada@town.example")
    replace(desk, new_of_told, told)
    replace(desk, new_of_untold, untold)
    work()
    assert [re.search(rb"To: (\S+)", mail)[1] for mail in notices(relay)] == [TO.encode(), b"ada@town.example"]
    assert f"/l/{new_of_untold.id}".encode() in notices(relay)[1]
    assert not any(untold.id.encode() in mail for mail in notices(relay))
    asked = ask(office)
    work()
    assert letters_in(show(office, asked, code_in(relay))) == [new_of_told.id]


def test_a_road_that_does_not_lead_there_does_not_lead_there_for_the_new_either(office, desk, relay, work):
    old, new = a_letter(), a_letter()
    desk.deposit(old, new)
    choose(desk, old, "mail")
    work()
    with office.office.ledger.writing() as connection:
        errands.came_back(connection, office.office.keys.token(old.id, "mail"), office.office.now())
    replace(desk, new, old)
    work()
    assert len(notices(relay)) == 1
    closed = {one["id"] for one in fields(desk.ask("/api/desk/roads/closed"))["closed"]}
    assert closed == {old.id, new.id}


@pytest.mark.parametrize(
    "body", [b"", b"{}", {"id": "x", "replaces": "y"}, {"id": "a" * 32}, {"id": "a" * 32, "replaces": "a" * 32}]
)
def test_what_is_malformed_is_refused(desk, body):
    sent = body if isinstance(body, bytes) else to_json({"amends": 1, **body})
    assert refusal(desk.ask("/api/desk/replace", sent)) == (422, "malformed")


def test_a_bank_has_its_own_way(tmp_path):
    with running(tmp_path, policy="washington") as bank:
        body = to_json({"amends": 1, "id": "a" * 32, "replaces": "b" * 32})
        assert refusal(bank.desk().ask("/api/desk/replace", body)) == (403, "refused")
