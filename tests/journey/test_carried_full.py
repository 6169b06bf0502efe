"""The disk fills up while letters are carried: nothing is lost, it is said what to do, and it goes on by itself."""

from __future__ import annotations

import logging
import time

import pytest

from amends.office.ledger import rounds
from amends.office.rounds.worker import Worker
from tests.rounds_at_work import an_office, box, fill, states, tokens
from tests.rounds_at_work.relay import Humour, Relay
from tests.small_disk import disk_of, fill_up

LETTERS = 200
AT_ONCE = 10


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of twelve megabytes, for the ledger and for the engine's memory beside it."""
    with disk_of(12, tmp_path / "disk") as disk:
        yield disk


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def test_a_full_disk_stops_the_carrying_and_room_lets_it_go_on(small_disk, caplog):
    caplog.set_level(logging.WARNING, "amends.office")
    ballast = small_disk / "ballast"
    with Relay(Humour(slow=0.02)) as relay, an_office_on(small_disk, relay) as office:
        ids = fill(office, LETTERS, "mail", "reader{}@town.example")
        worker = Worker(office)
        fill_up(ballast)
        worker.start()
        try:
            for enough in (0, 4 * AT_ONCE, 12 * AT_ONCE):  # rounds enough that the worker knows there is room again
                wait_until(lambda least=enough: states(office).get("carried", 0) >= least)
                fill_up(ballast)
                wait_until(lambda: caplog.messages)
                assert all("the disk is full, and nothing is lost; make room" in one for one in caplog.messages)
                ballast.unlink()
                caplog.clear()
            wait_until(lambda: states(office) == {"carried": LETTERS})
        finally:
            worker.stop()
        assert sorted(box(office)) == sorted(ids)
        assert set(relay.post.taken) == set(tokens(office))
        assert set(relay.post.taken.values()) == {1}
        with office.ledger.reading() as connection:
            assert rounds.unfinished(connection) == []


def an_office_on(disk, relay):
    carrying = {"roads": {"mail": relay.url()}, "at_once": AT_ONCE, "idle": 0.05, "address": "https://office.example"}
    return an_office(str(disk / "office.sqlite"), disk, **carrying)
