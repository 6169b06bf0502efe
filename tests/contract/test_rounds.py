"""Rounds: what is due comes into its box once, whoever falls, on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from amends.clock import MACHINE, Replay
from amends.office.acts.looking import standing
from amends.office.carriers.seam import Halves
from amends.office.carriers.silent import link
from amends.office.ledger import Ledger, errands, rounds, slots
from amends.office.ledger.schema import EVENTS
from amends.office.office import open_office
from amends.office.refusals import Refusal, later
from amends.office.rounds import carrying
from amends.office.rounds.engine import Known
from amends.office.rounds.worker import Worker
from amends.office.settings import Pace, Settings
from tests.office_door import a_letter
from tests.office_door.inside import InsideDesk, act
from tests.rounds_at_work import WorkerProcess, an_office, box, fill, remembered, states

ROUND = "f" * 32
ANOTHER = "e" * 32


def link_road():
    return link("", None)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    return str(tmp_path / "office.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def office(database, tmp_path):
    with an_office(database, tmp_path, Replay("rounds")) as office:
        yield office


@pytest.fixture
def worker(database, tmp_path):
    with an_office(database, tmp_path, at_once=40) as office:
        worker = Worker(office)
        yield worker
        worker.stop()


def wait_until(true, seconds=180):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def test_every_letter_comes_into_its_box_once(worker):
    ids = fill(worker.office, 100)
    assert worker.once() == 3
    assert sorted(box(worker.office)) == sorted(ids)
    assert states(worker.office) == {"carried": 100}
    assert worker.once() == 0


def test_the_engine_is_told_ids_of_rounds_and_nothing_else(worker):
    ids = fill(worker.office, 50)
    worker.once()
    held = remembered(worker.office)
    text = repr(held)
    assert held["workflow_status"]
    assert not [one for one in ids if one in text]
    assert {one for row in held["workflow_status"] for one in row if one in ("py_pickle", "portable_json")} == {
        "portable_json"
    }


def test_a_round_carried_twice_carries_once(office):
    ids = fill(office, 10)
    assert carrying.begin(office, link_road(), ROUND, "worker-1")
    for _ in range(2):
        carrying.carry(office, link_road(), ROUND, "worker-1", lambda: False)
    assert sorted(box(office)) == sorted(ids)
    with office.ledger.reading() as connection:
        assert rounds.unfinished(connection) == []


def test_a_round_that_nobody_finishes_is_left_to_later_ones(office):
    fill(office, 10)
    assert carrying.begin(office, link_road(), ROUND, "worker-1")
    assert not carrying.begin(office, link_road(), ANOTHER, "worker-2")
    carrying.release(office, ROUND)
    assert carrying.begin(office, link_road(), ANOTHER, "worker-2")
    carrying.carry(office, link_road(), ROUND, "worker-1", lambda: False)
    assert box(office) == []
    carrying.carry(office, link_road(), ANOTHER, "worker-2", lambda: False)
    assert len(box(office)) == 10


def test_what_its_recipient_wants_no_more_of_or_its_writer_took_back_is_not_carried(office):
    desk = InsideDesk(office)
    letters = [a_letter(person="a" * 32), a_letter(person="b" * 32), a_letter(person="b" * 32), a_letter()]
    desk.deposit(*letters)
    act(office, letters[0], "never")
    desk.withdraw(letters[3].id)
    carrying.begin(office, link_road(), ROUND, "worker-1")
    carrying.carry(office, link_road(), ROUND, "worker-1", lambda: False)
    assert sorted(box(office)) == sorted(one.id for one in letters[1:3])
    act(office, letters[0], "again")
    assert carrying.begin(office, link_road(), ANOTHER, "worker-1")


def test_a_letter_that_waits_is_not_here_until_its_moment_and_can_be_taken_back_unseen(database, tmp_path):
    clock = Replay("waiting")
    with an_office(database, tmp_path, clock, delay=dt.timedelta(minutes=30)) as office:
        desk = InsideDesk(office)
        stays, regretted = a_letter(), a_letter()
        desk.deposit(stays, regretted)
        assert act(office, stays, "open") == "not-here"
        assert not carrying.begin(office, link_road(), ROUND, "worker-1")
        desk.withdraw(regretted.id)
        clock.at += dt.timedelta(minutes=31)
        assert act(office, stays, "open") == stays.envelope.letter
        assert standing(office, stays.id)
        with pytest.raises(Refusal, match="Nothing"):
            standing(office, regretted.id)
        assert act(office, regretted, "open") == "not-here"
        carrying.begin(office, link_road(), ROUND, "worker-1")
        carrying.carry(office, link_road(), ROUND, "worker-1", lambda: False)
        assert box(office) == [stays.id]


def test_a_road_goes_no_faster_than_it_may(office):
    slow = replace(office.settings.carrying, paces={"link": Pace(5, 1)})
    office.settings = replace(office.settings, carrying=slow)
    fill(office, 20)
    counts = []
    for step in range(4):
        round_id = f"{step:032x}"
        if carrying.begin(office, link_road(), round_id, "worker-1"):
            counts.append(carrying.carry(office, link_road(), round_id, "worker-1", lambda: False).placed)
        else:
            counts.append(0)
        office.clock.at += dt.timedelta(seconds=[0, 3, -60, 0][step])
    assert counts == [5, 0, 3, 0]


def test_whoever_hears_of_the_next_letter_is_counted_with_mail_unless_said_otherwise(office):
    def taken(**paces):
        office.settings = replace(office.settings, carrying=replace(office.settings.carrying, paces=paces))
        return [how_many_go(office, road) for road in ("mail", "heard", "held")]

    assert taken(mail=Pace(5, 0), held=Pace(2, 0)) == [5, 0, 2]
    assert taken(heard=Pace(3, 0)) == [13, 3, 16]


def how_many_go(office, road):
    """Of nine letters more, and those that waited, how many go by this road, as far as its pace lets them."""
    fill(office, 9, road, "reader{}@town.example")
    carrier, given = OneAtATime(), 0
    carrier.name = road
    while carrying.begin(office, carrier, round_id := office.clock.bytes(16).hex(), "worker-1"):
        given += carrying.carry(office, carrier, round_id, "worker-1", lambda: False).given
    return given


def test_workers_have_places_that_stay_and_a_free_place_means_that_its_worker_is_dead(office):
    first, second = slots.take(office.ledger), slots.take(office.ledger)
    assert (first.name, second.name) == ("worker-1", "worker-2")
    assert slots.take_this(office.ledger, "worker-1") is None
    assert first.holds()
    first.let_go()
    again = slots.take(office.ledger)
    assert again.name == "worker-1"
    for one in (again, second):
        one.let_go()


def test_a_killed_workers_rounds_are_finished_by_the_others(database, tmp_path):
    with an_office(database, tmp_path) as office:
        fill(office, 10)
        # Begun in the ledger by a worker that fell before the engine heard of it.
        carrying.begin(office, link_road(), ROUND, "worker-9")
    process = WorkerProcess(database, tmp_path / "office.keys", json.dumps({"idle": 0.05}))
    try:
        assert process.name() == "worker-1"
        with an_office_looked_at(database, tmp_path) as office:
            wait_until(lambda: states(office) == {"carried": 10})
    finally:
        code, complaints = process.end()
    assert (code, complaints) == (0, "")


def an_office_looked_at_raw(database):
    return contextlib.closing(Ledger(Settings(database).url))


def an_office_looked_at(database, folder):
    return contextlib.closing(open_office(Settings(database, keys=folder / "office.keys"), MACHINE, serving=False))


def test_an_office_that_waits_starts_no_engine(worker):
    worker.mend()
    assert worker.once() == 0
    assert worker._engine is None
    with worker.office.ledger.reading() as connection:
        assert not errands.is_due(connection, ["link"], worker.office.now())


class Forgetful:
    """An engine that says a round was begun by this worker, of which this worker knows nothing."""

    def __init__(self, worker):
        self.worker = worker
        self.taken_over = []

    def known(self, round_id):
        return Known("begun", self.worker, carrying.VERSION)

    def take_over(self, round_id):
        self.taken_over.append(round_id)

    def stopping(self):
        pass

    close = stopping


def test_a_round_that_this_worker_began_and_let_fall_is_taken_up_again(worker):
    fill(worker.office, 10)
    assert carrying.begin(worker.office, link_road(), ROUND, worker.slot.name)
    worker._engine = Forgetful(worker.slot.name)
    with worker._in_hand.one(ROUND):
        worker.mend()
    assert worker._engine.taken_over == []
    worker.mend()
    assert worker._engine.taken_over == [ROUND]


class LostAnswer:
    """A ledger that keeps what it is told, and whose answer to that is lost once, as when a connection breaks."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.loses = 0

    def __getattr__(self, name):
        return getattr(self.ledger, name)

    @contextlib.contextmanager
    def writing(self):
        with self.ledger.writing() as connection:
            yield connection
        self.loses -= 1
        if self.loses == 0:
            raise later()


@pytest.mark.parametrize("loses", [2, 3, 4])
def test_what_the_ledger_kept_without_saying_so_is_not_written_down_twice(office, loses):
    fill(office, 12, "line", "reader{}@town.example")
    office.settings = replace(office.settings, carrying=replace(office.settings.carrying, hold_unsure=True))
    carrier = OneAtATime()
    assert carrying.begin(office, carrier, ROUND, "worker-1")
    ledger, office.ledger = office.ledger, LostAnswer(office.ledger)
    office.ledger.loses = loses
    carrying.carry(office, carrier, ROUND, "worker-1", lambda: False)
    office.ledger = ledger
    with ledger.reading() as connection:
        told = list(connection.execute(select(EVENTS.c.letter).where(EVENTS.c.kind == "notice")).scalars())
    assert len(told) == len(set(told))
    # Those that were taken in hand by what was not heard of are given later, or are unsure; none is lost.
    found = states(office)
    assert found["carried"] == len(told)
    assert sum(found.values()) == 12


class OneAtATime:
    """A carrier with a single line: two threads at once would mix up whose answer is whose."""

    name = "line"
    halves = Halves("the office", "the desk")
    at_once = 5

    def __init__(self):
        self.line = threading.Lock()
        self.mixed = False

    def is_address(self, to):
        return True

    def give(self, notices):
        if not self.line.acquire(blocking=False):
            self.mixed = True
            return ["unsure"] * len(notices)
        time.sleep(0.02)
        self.line.release()
        return ["given"] * len(notices)

    def close(self):
        pass


def test_a_round_taken_over_and_the_roads_own_never_speak_over_one_line_at_once(office):
    carrier = OneAtATime()
    fill(office, 40, "line", "reader{}@town.example")
    office.settings = replace(office.settings, carrying=replace(office.settings.carrying, at_once=20))
    worker = Worker(office, {"line": carrier})
    for round_id in (ROUND, ANOTHER):
        assert carrying.begin(office, carrier, round_id, worker.slot.name)
    threads = [threading.Thread(target=worker._work, args=(one,)) for one in (ROUND, ANOTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    worker.stop()
    assert not carrier.mixed
    assert states(office) == {"carried": 40}
