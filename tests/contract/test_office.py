"""Every address of `spec/office-api.md`, over HTTP."""

from __future__ import annotations

from hashlib import sha256

import pytest

from amends.wire import Standing
from tests.office_door import a_letter, fields, running


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def desk(office):
    return office.desk()


@pytest.fixture
def letter(desk):
    letter = a_letter()
    assert desk.deposit(letter) == ["deposited"]
    return letter


DONE = {"amends": 1, "done": True}


def test_a_letter_goes_from_a_desk_to_its_reader_and_an_answer_comes_back(office, desk, letter):
    standing = Standing.from_bytes(office.door.look(letter).content)
    assert standing.act_key == letter.key.public
    assert standing.front.sha256 == sha256(letter.envelope.front).hexdigest()
    assert office.door.look(letter, "/front").content == letter.envelope.front

    assert office.door.act(letter, "open").content == letter.envelope.letter
    answered = fields(office.door.act(letter, "answer", b"sealed words"))
    assert answered["done"] is True

    (waiting,) = desk.news().replies
    assert (waiting.id, waiting.letter, waiting.bytes) == (answered["answer"], letter.id, 12)
    assert waiting.sha256 == sha256(b"sealed words").hexdigest()
    assert desk.collect(waiting.id).content == b"sealed words"


def test_the_office_says_what_it_is(office):
    assert office.door.card.name == "Alder Bridge Post Room"
    assert office.door.card.id == office.office.id
    assert office.door.http.get("/health").text == "ok"
