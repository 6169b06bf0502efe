"""Nonces and signatures: nobody does twice, or in another's name, what somebody did once."""

from __future__ import annotations

import datetime as dt

import pytest

from amends.desk.post.counter import Counter
from amends.desk.post.reader import Reader
from amends.desk.post.way import Way
from amends.desk.seal.keys import SigningKey
from amends.envelope import to_json
from amends.wire import batch
from tests.office_door import Desk, Key, a_letter, database_was_away, everything, fields, refusal, running


@pytest.fixture
def office(tmp_path):
    with running(tmp_path) as office:
        yield office


@pytest.fixture
def desk(office):
    return office.desk()


@pytest.fixture
def letter(desk):
    letter = a_letter()
    desk.deposit(letter)
    return letter


def test_an_act_overheard_cannot_be_done_again(office, letter):
    nonce = office.door.nonce()
    assert office.door.act(letter, "decline", nonce=nonce).status_code == 200
    assert refusal(office.door.act(letter, "decline", nonce=nonce)) == (409, "nonce")
    assert refusal(office.door.act(letter, "open", nonce=nonce)) == (409, "nonce")


def test_after_the_database_was_away_writers_and_readers_draw_another_number_and_see_nothing_of_it(office):
    desk, sent = office.desk(), a_letter()
    keys = [SigningKey(one.key.private.private_bytes_raw()) for one in (desk, sent)]
    with Way(office.door.url) as way:
        counter, reader = Counter(way, keys[0]), Reader(way, sent.id, keys[1])
        counter.news()  # it has numbers in stock now
        database_was_away(office.office)
        assert refusal(desk.ask("/api/desk/news")) == (409, "nonce")  # so it is for whoever does not draw again
        database_was_away(office.office)
        assert [one.outcome for one in counter.deposit({sent.id: sent.packed})] == ["deposited"]
        database_was_away(office.office)
        assert reader.act("open") == sent.envelope.letter


def test_an_act_that_was_refused_uses_its_nonce_up_too(office, desk, letter):
    desk.withdraw(letter.id)
    nonce = office.door.nonce()
    assert refusal(office.door.act(letter, "open", nonce=nonce)) == (410, "taken-back")
    assert refusal(office.door.act(letter, "open", nonce=nonce)) == (409, "nonce")


def test_a_bad_signature_uses_nothing_up_and_writes_nothing_down(office, letter):
    before = everything(office.office)
    nonce = office.door.nonce()
    for odd in (
        {"signature": Key().sign(b"")}, {"signature": ""}, {"signature": "A" * 86}, {"office": "00" * 16},
        {"signed_id": "00" * 16}, {"signed_act": "never"}, {"signed_body": b"x"}, {"keep": Key()},
    ):  # fmt: skip
        assert refusal(office.door.act(letter, "open", nonce=nonce, **odd)) == (403, "signature")
    assert everything(office.office) == before
    assert office.door.act(letter, "open", nonce=nonce).status_code == 200


def test_the_key_of_one_letter_does_not_act_for_another(office, desk, letter):
    other = a_letter()
    desk.deposit(other)
    from dataclasses import replace

    assert refusal(office.door.act(replace(letter, key=other.key), "open")) == (403, "signature")


def test_a_private_link_to_one_letter_is_none_to_another(office, desk, letter):
    other, key = a_letter(), Key()
    desk.deposit(other)
    office.door.act(letter, "keep", to_json({"amends": 1, "keep_key": key.public}))
    assert office.door.act(letter, "state", keep=key).status_code == 200
    assert refusal(office.door.act(other, "state", keep=key)) == (403, "signature")


@pytest.mark.parametrize("nonce", ["", "x", "A" * 59, "A" * 121, "é" * 10])
def test_what_is_no_nonce_of_this_office_is_refused(office, letter, nonce):
    headers = {"Amends-Nonce": nonce.encode(), "Amends-Signature": b"A" * 86, "Amends-Key": b"act"}
    answer = office.door.http.post(f"/api/letters/{letter.id}/acts/open", headers=headers)
    assert refusal(answer) == (409, "nonce")


def test_one_nonce_has_one_spelling(office, letter):
    """The last character of base64 carries idle bits; were they ignored, a nonce could be used four times."""
    nonce = office.door.nonce()
    assert office.door.act(letter, "open", nonce=nonce).status_code == 200
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(nonce[-1])
    for twin in (nonce[:-1] + alphabet[last ^ bits] for bits in (1, 2, 3)):
        assert refusal(office.door.act(letter, "open", nonce=twin)) == (409, "nonce")


def test_a_nonce_of_another_office_is_foreign(office, letter, tmp_path):
    from amends.clock import Replay

    with running(tmp_path / "elsewhere", Replay("elsewhere")) as other:
        foreign = other.door.nonce()
    assert refusal(office.door.act(letter, "open", nonce=foreign)) == (409, "nonce")


def test_a_nonce_of_an_earlier_run_is_foreign_and_another_helps(tmp_path):
    from amends.clock import MACHINE

    with running(tmp_path, MACHINE) as office:
        letter = a_letter()
        office.desk().deposit(letter)
        earlier = office.door.nonce()
    with running(tmp_path, MACHINE) as office:
        assert refusal(office.door.act(letter, "open", nonce=earlier)) == (409, "nonce")
        assert office.door.act(letter, "open").status_code == 200


def test_a_nonce_lives_ten_minutes(office, letter):
    early, late = office.door.nonce(), office.door.nonce()
    office.clock.at += dt.timedelta(minutes=9, seconds=59)
    assert office.door.act(letter, "open", nonce=early).status_code == 200
    office.clock.at += dt.timedelta(seconds=2)
    assert refusal(office.door.act(letter, "open", nonce=late)) == (409, "nonce")


def test_a_clock_that_jumps_brings_no_used_nonce_back(office, letter):
    nonce = office.door.nonce()
    noon = office.clock.at
    assert office.door.act(letter, "decline", nonce=nonce).status_code == 200
    for jump in (dt.timedelta(days=400), dt.timedelta(0), dt.timedelta(days=-400), dt.timedelta(minutes=5)):
        office.clock.at = noon + jump
        assert office.door.act(letter, "open").status_code == 200  # whoever asks anew is served at any hour
        assert refusal(office.door.act(letter, "decline", nonce=nonce)) == (409, "nonce")


def test_a_request_that_waited_its_turn_too_long_does_not_find_its_used_nonce_forgotten(office):
    from amends.office.refusals import Refusal

    inside = office.office
    nonce = office.door.nonce()
    inside.once(inside.nonces.check(nonce), lambda _: None)
    office.clock.at += dt.timedelta(minutes=9, seconds=59)
    waits = inside.nonces.check(nonce)  # somebody who overheard it is let in, and waits for the one who writes
    office.clock.at += dt.timedelta(minutes=2)
    inside.once(inside.nonces.check(office.door.nonce()), lambda _: None)  # and clears used nonces away
    with pytest.raises(Refusal, match="number"):
        inside.once(waits, lambda _: None)


def test_used_nonces_are_forgotten_once_nobody_could_use_them(office, letter):
    for _ in range(5):
        office.door.act(letter, "open")
    office.clock.at += dt.timedelta(hours=1)
    office.door.act(letter, "open")
    assert len(everything(office.office)["spent"]) == 1


def test_issuing_nonces_writes_nothing_down(office, letter):
    before = everything(office.office)
    for _ in range(50):
        office.door.nonce()
    answer = office.door.http.post("/api/nonces", content=to_json({"amends": 1, "count": 64}))
    assert len(set(fields(answer)["nonces"])) == 64
    assert everything(office.office) == before


@pytest.mark.parametrize("count", [0, 65, -1, True, "2", None])
def test_nonces_come_by_one_to_sixty_four(office, count):
    answer = office.door.http.post("/api/nonces", content=to_json({"amends": 1, "count": count}))
    assert refusal(answer) == (422, "malformed")


# ── desks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_desks_request_cannot_be_forged_moved_or_repeated(office, desk):
    letter = a_letter()
    body = batch({letter.id: letter.packed})
    before = everything(office.office)
    nonce = office.door.nonce()
    for odd in (
        {"signature": Key().sign(b"")}, {"office": "00" * 16}, {"signed_path": "/api/desk/news"},
        {"signed_body": batch({letter.id: a_letter().packed})},
    ):  # fmt: skip
        assert refusal(desk.ask("/api/desk/deposits", body, nonce=nonce, **odd)) == (403, "signature")
    assert everything(office.office) == before
    assert desk.ask("/api/desk/deposits", body, nonce=nonce).status_code == 200
    assert refusal(desk.ask("/api/desk/deposits", body, nonce=nonce)) == (409, "nonce")


def test_enrolling_in_the_name_of_another_key_fails(office):
    desk = Desk(office.door)
    code = office.invitation().code
    body = to_json({"amends": 1, "code": code, "name": "somebody"})
    assert refusal(desk.ask("/api/writers", body, signature=Key().sign(b"x"))) == (403, "signature")
    assert desk.enrol(code).status_code == 200
