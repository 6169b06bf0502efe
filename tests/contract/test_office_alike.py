"""The writer holds the link too: what it is answered must not depend on what the recipient did."""

from __future__ import annotations

import re

import pytest

from amends.envelope import to_json
from amends.office.ledger import letters
from amends.office.settings import Limits, Pace
from tests.office_door import CHANCE, Key, a_letter, running

EMPTY = ("open", "decline", "not-for-me", "never", "again", "state")
NOISE = re.compile(rb'"answer":"[0-9a-f]{32}"')
TOLD = to_json({"amends": 1, "requested": False, "received": True, "read": True, "not_wanted": False})
ANSWER = b"sealed in a browser"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running(tmp_path_factory.mktemp("office")) as office:
        yield office


def whole(answer, letter):
    """An answer, headers and body, apart from the clock on the wall and the letter's own name, key and digests."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name != "date")
    body = answer.content
    for own, other in ((letter.id, "ID"), (letter.key.public, "KEY")):
        body = body.replace(own.encode(), other.encode())
    body = re.sub(rb'"sha256":"[0-9a-f]{64}"', b"", NOISE.sub(b"", body))
    return answer.status_code, headers, body.replace(letter.envelope.letter, b"").replace(letter.envelope.front, b"")


def seen(door, letter):
    """All that the bare link can be asked."""
    yield whole(door.look(letter), letter)
    yield whole(door.look(letter, "/front"), letter)
    yield whole(door.look(letter, "/key"), letter)
    for act in EMPTY:
        yield whole(door.act(letter, act), letter)
    yield whole(door.act(letter, "keep", to_json({"amends": 1, "keep_key": Key().public})), letter)
    yield whole(door.act(letter, "tell", TOLD), letter)
    yield whole(door.act(letter, "answer", ANSWER), letter)
    yield whole(door.act(letter, "take-back", to_json({"amends": 1, "answer": "00" * 16})), letter)
    yield whole(door.act(letter, "pass-on", b"not an envelope"), letter)
    yield whole(door.http.get(f"/l/{letter.id}"), letter)


def live(door, letter):
    """What a recipient may have done before."""
    key = Key()
    door.act(letter, "open")
    door.act(letter, "keep", to_json({"amends": 1, "keep_key": key.public}))
    door.act(letter, "tell", to_json({
        "amends": 1, "requested": True, "received": False, "read": False, "not_wanted": True
    }))  # fmt: skip
    door.act(letter, "decline", keep=key)
    door.act(letter, "answer", b"another answer", keep=key)
    door.act(letter, "pass-on", a_letter(copy_of=letter.id).packed)
    door.act(letter, "never")
    door.act(letter, "not-for-me")


def test_the_bare_link_is_answered_alike_whatever_was_done(office):
    desk = office.desk()
    untouched, lived = a_letter(), a_letter()
    desk.deposit(untouched, lived)
    live(office.door, lived)
    assert list(seen(office.door, untouched)) == list(seen(office.door, lived))


def test_after_a_withdrawal_the_bare_link_is_answered_taken_back_whatever_was_done(office):
    desk = office.desk()
    untouched, lived = a_letter(), a_letter()
    desk.deposit(untouched, lived)
    live(office.door, lived)
    desk.withdraw(untouched.id)
    desk.withdraw(lived.id)
    answers = list(seen(office.door, untouched))
    assert answers == list(seen(office.door, lived))
    assert {status for status, _, _ in answers[:4]} == {410}


def test_what_the_desk_is_answered_does_not_show_a_never(office):
    one, other = office.desk(), office.desk()
    first, second = a_letter("ab" * 16), a_letter("ab" * 16)
    one.deposit(first)
    other.deposit(second)
    office.door.act(first, "never")
    later, also = a_letter("ab" * 16), a_letter("ab" * 16)
    assert one.deposit(later) == other.deposit(also) == ["deposited"]
    assert one.news() == other.news()
    assert [{**row, "id": ""} for row in one.letters()] == [{**row, "id": ""} for row in other.letters()]
    assert list(seen(office.door, later)) == list(seen(office.door, also))


def test_the_page_under_a_link_is_the_same_for_every_letter_and_for_none(office):
    letter = a_letter()
    office.desk().deposit(letter)
    links = (letter.id, "00" * 16, "", "nonsense", letter.id.upper())
    pages = [office.door.http.get(f"/l/{which}") for which in links]
    assert len({(page.status_code, page.content, page.headers["content-type"]) for page in pages}) == 1


PAGES = ("/", "/en", "/es", "/about", "/registry", "/en/registry", "/en/registry/rules", "/staff", "/api/bank")


def journey(office):
    """A letter from its deposit to its answer, with everything that its link was answered; and the pages."""
    desk, letter = office.desk(), a_letter()
    assert desk.deposit(letter) == ["deposited"]
    said = list(seen(office.door, letter))
    (waiting,) = desk.news().replies
    card = {**office.door.http.get("/api/office").json(), "id": ""}
    pages = [(page.status_code, page.content) for page in (office.door.http.get(path) for path in PAGES)]
    return card, said, desk.collect(waiting.id).content, pages


def test_a_writer_s_own_post_room_does_everything_as_an_office_that_chose_no_policy(office, tmp_path):
    with running(tmp_path, policy="just-me") as own:
        assert own.office.policy is not None
        alone, plain = journey(own), journey(office)
        assert alone[2] == ANSWER
        assert alone == plain


def wishes(office, said):
    """Whether a later letter is held after `never` and `again` were said in this order, each under a key or none."""
    desk, letter = office.desk(), a_letter()
    person = letter.envelope.person
    desk.deposit(letter)
    for act, key in said:
        if key:
            office.door.act(letter, "keep", to_json({"amends": 1, "keep_key": key.public}))
        answer = office.door.act(letter, act, keep=key)
        assert (answer.status_code, answer.json()) == (200, {"amends": 1, "done": True})
    later = a_letter(person)
    desk.deposit(later)
    with office.office.ledger.reading() as connection:
        return later.id in letters.held(connection, [later.id])


def test_a_never_said_under_a_private_link_is_not_taken_back_by_whoever_has_the_bare_one(office):
    mine, another = Key(), Key()
    assert wishes(office, [("never", mine)])
    assert wishes(office, [("never", mine), ("again", None)])
    assert wishes(office, [("never", mine), ("again", another)])
    assert wishes(office, [("never", None), ("never", mine), ("again", None)])
    assert not wishes(office, [("never", mine), ("again", mine)])
    assert not wishes(office, [("never", None), ("again", None)])
    assert not wishes(office, [("never", None), ("again", mine)])
    assert not wishes(office, [("never", None), ("never", mine), ("again", mine)])
    assert wishes(office, [("never", mine), ("again", mine), ("never", mine), ("again", None)])


def test_an_answer_that_waits_can_be_taken_back_under_a_private_link_after_a_withdrawal(office):
    """Else a writer would only have to withdraw to make sure of an answer."""
    desk, letter, key = office.desk(), a_letter(), Key()
    desk.deposit(letter)
    office.door.act(letter, "keep", to_json({"amends": 1, "keep_key": key.public}))
    answer = office.door.act(letter, "answer", ANSWER, keep=key).json()["answer"]
    desk.withdraw(letter.id)
    body = to_json({"amends": 1, "answer": answer})
    assert office.door.act(letter, "take-back", body).status_code == 410
    assert office.door.act(letter, "take-back", body, keep=key).json() == {"amends": 1, "done": True}
    assert desk.collect(answer).status_code == 404


def from_elsewhere(address):
    """The headers of somebody who asks from this address, as the server in front of an office hands them on."""
    return {"X-Forwarded-For": address}


def looks_until_refused(door, letter, address):
    for count in range(100):
        if door.http.get(f"/api/letters/{letter.id}", headers=from_elsewhere(address)).status_code == 429:
            return count
    raise AssertionError("nobody was refused")


def test_how_often_the_writer_may_look_does_not_show_that_somebody_else_did(tmp_path):
    limits = Limits(visitor=Pace(1000, 1), letter=Pace(20, 1))
    with running(tmp_path, limits=limits) as office:
        untouched, lived = a_letter(), a_letter()
        office.desk().deposit(untouched, lived)
        for part in ("", "/front", ""):
            path = f"/api/letters/{lived.id}{part}"
            assert office.door.http.get(path, headers=from_elsewhere("198.51.100.7")).status_code == 200
        seen = [looks_until_refused(office.door, letter, "203.0.113.1") for letter in (untouched, lived)]
        assert seen == [20, 20]


def tried_out(door, letter, act, body):
    """How often the holder of the bare link can do this from one address until the office says that it is enough."""
    for count in range(100):
        answer = door.act(letter, act, body(), at="203.0.113.1")
        if answer.status_code != 200:
            return count, answer.json()
    raise AssertionError("nobody was refused")


@pytest.mark.parametrize(
    ("act", "most"), [("answer", 20), ("pass-on", 3), ("keep", 16)], ids=("answers", "copies", "private links")
)
def test_what_the_office_has_enough_of_does_not_show_what_others_did(office, act, most):
    """A writer who tries every limit out is stopped by what the writer did, and by nothing that a recipient did."""
    desk = office.desk()
    untouched, lived = a_letter(), a_letter()
    desk.deposit(untouched, lived)
    bodies = {
        "answer": lambda of: CHANCE.bytes(40),
        "pass-on": lambda of: a_letter(copy_of=of.id).packed,
        "keep": lambda of: to_json({"amends": 1, "keep_key": Key().public}),
    }
    body = bodies[act]
    for number in range(2):
        assert office.door.act(lived, act, body(lived), at=f"198.51.100.{number}").status_code == 200
    seen = [tried_out(office.door, letter, act, lambda of=letter: body(of)) for letter in (untouched, lived)]
    assert seen[0] == seen[1]
    assert seen[0][0] == most


def test_a_visitor_cannot_ask_without_end_from_the_many_addresses_of_one_network(tmp_path):
    with running(tmp_path, limits=Limits(visitor=Pace(5, 1))) as office:
        asked = [office.door.http.get("/api/office", headers=from_elsewhere(f"2001:db8::{n:x}")) for n in range(1, 8)]
        assert [answer.status_code for answer in asked] == [200] * 5 + [429] * 2
        others = ("2001:db8:0:1::1", "::ffff:203.0.113.1", *(f"::ffff:203.0.113.{n}" for n in range(2, 8)))
        for other in others:
            assert office.door.http.get("/api/office", headers=from_elsewhere(other)).status_code == 200
