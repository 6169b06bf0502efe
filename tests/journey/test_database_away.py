"""PostgreSQL goes away and comes back while letters are carried and an office serves: all goes on, and only once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import text

from amends.clock import MACHINE
from amends.office.ledger import LedgerTrouble, rounds, slots
from amends.office.office import open_office
from amends.office.refusals import Refusal
from amends.office.rounds.worker import Worker
from amends.office.settings import Settings
from tests.office_door import Desk, Door, a_letter
from tests.rounds_at_work import WorkerProcess, an_office, box, fill, states
from tests.rounds_at_work.relay import Humour, Relay

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@contextmanager
def away(server):
    """The server is stopped as one that is upgraded is, and started again behind this."""
    server.stop()
    try:
        yield
    finally:
        server.ensure_postgres_running()


def wait_until(true, seconds=180):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def counted(office):
    """The states, or nothing while the database is away."""
    try:
        return states(office)
    except Refusal:
        return {}


def test_workers_go_on_when_the_database_is_back_and_nobody_is_told_twice(postgres, postgres_server, tmp_path):
    with Relay(Humour(slow=0.01)) as relay, an_office(postgres, tmp_path) as office:
        fill(office, 600, "mail", "reader{}@town.example")
        given = {"roads": {"mail": relay.url()}, "at_once": 50, "idle": 0.05, "address": "https://office.example"}
        workers = [WorkerProcess(postgres, tmp_path / "office.keys", json.dumps(given)) for _ in range(2)]
        for one in workers:
            one.name()
        for enough in (100, 300):
            wait_until(lambda least=enough: counted(office).get("carried", 0) >= least)
            with away(postgres_server):
                time.sleep(3)
        wait_until(lambda: counted(office) == {"carried": 600})
        assert [one.end()[0] for one in workers] == [0, 0]
        assert len(box(office)) == len(set(box(office))) == 600
        assert len(relay.post.taken) == 600
        # What was given while the database was away was kept in mind until it could be written down.
        assert set(relay.post.taken.values()) == {1}
        with office.ledger.reading() as connection:
            assert rounds.unfinished(connection) == []


def test_a_worker_is_told_to_stop_while_the_database_is_away_and_stops(postgres, postgres_server, tmp_path):
    with Relay(Humour(slow=0.01)) as relay, an_office(postgres, tmp_path) as office:
        fill(office, 200, "mail", "reader{}@town.example")
        given = {"roads": {"mail": relay.url()}, "at_once": 50, "idle": 0.05, "address": "https://office.example"}
        worker = WorkerProcess(postgres, tmp_path / "office.keys", json.dumps(given))
        worker.name()
        wait_until(lambda: states(office).get("carried", 0) >= 50)
        with away(postgres_server):
            assert worker.end()[0] == 0
        another = WorkerProcess(postgres, tmp_path / "office.keys", json.dumps({**given, "hold_unsure": True}))
        another.name()
        wait_until(lambda: not counted(office).get("accepted"))
        another.end()
        assert counted(office).get("unsure", 0) <= 50
        assert set(relay.post.taken.values()) == {1}


def test_a_worker_whose_place_another_took_meanwhile_ends_and_says_why(postgres, postgres_server, tmp_path):
    with an_office(postgres, tmp_path) as office:
        ended = []
        worker = Worker(office)
        worker.on_end = lambda: ended.append(True)
        with away(postgres_server):
            assert not worker.slot.holds()
        another = slots.take_this(office.ledger, worker.slot.name)
        assert another is not None
        fill(office, 10)
        for _ in range(25):
            with pytest.raises(LedgerTrouble, match="is now another worker"):
                worker.once()
        assert ended == [True]
        assert "is now another worker" in str(worker.ended_by)
        assert states(office) == {"accepted": 10}
        another.let_go()
        worker.stop()


def test_whoever_looks_whether_a_worker_lives_does_not_end_it(postgres, postgres_server, tmp_path):
    with an_office(postgres, tmp_path) as office:
        worker = Worker(office)
        with away(postgres_server):
            pass
        looking = slots.take_this(office.ledger, worker.slot.name)
        assert looking is not None
        with pytest.raises(LedgerTrouble):
            worker.mend()
        looking.let_go()
        fill(office, 10)
        assert worker.once() == 1
        assert worker.ended_by is None
        worker.stop()


# ── one office on one database ────────────────────────────────────────────────────────────────────────────────────


def test_an_office_takes_its_database_again_before_it_writes_and_no_second_one_comes_between(
    postgres, postgres_server, tmp_path
):
    settings = Settings(postgres, keys=tmp_path / "office.keys")
    with an_office(postgres, tmp_path) as office:
        old = office.nonces.issue()
        with away(postgres_server), pytest.raises(Refusal, match="cannot reach what it keeps"):
            office.ledger.stay_alone()
        office.ledger.stay_alone()
        with pytest.raises(LedgerTrouble, match="Another office is running"):
            open_office(settings, MACHINE)
        # Another may have served meanwhile and forgotten which numbers were used: none of before is good any more.
        with pytest.raises(Refusal, match="not good any more"):
            office.nonces.check(old)
        office.nonces.check(office.nonces.issue())


def test_an_office_whose_database_another_took_writes_nothing_more(postgres, postgres_server, tmp_path):
    with an_office(postgres, tmp_path) as first:
        with away(postgres_server):
            pass
        first.ledger.engine.dispose()
        with an_office(postgres, tmp_path) as second:
            with (
                pytest.raises(LedgerTrouble, match="Another office is running"),
                first.ledger.writing() as connection,
            ):
                connection.execute(text("DELETE FROM writers"))
            with second.ledger.writing():
                pass


SERVE = """
import sys
from pathlib import Path
from amends.office import running
from amends.office.settings import Settings
running._LOOK_SECONDS = 0.2
running.serve(Settings(sys.argv[1], keys=Path(sys.argv[2])), invitation=Path(sys.argv[3]))
"""


def test_an_office_that_lost_its_database_to_another_ends_and_says_so(postgres, postgres_server, tmp_path):
    from amends.wire import Invitation

    where = [postgres, str(tmp_path / "office.keys"), str(tmp_path / "invitation.json")]
    office = subprocess.Popen(
        [sys.executable, "-c", SERVE, *where], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert office.stdout is not None
        door = Door(office.stdout.readline().strip())
        desk, letter = Desk(door), a_letter()
        desk.enrol(Invitation.from_bytes((tmp_path / "invitation.json").read_bytes()).code)
        with away(postgres_server):
            assert desk.ask("/api/desk/letters", b'{"after":"","amends":1}').status_code == 503
            office.send_signal(signal.SIGSTOP)  # so that the other one is quicker
        with an_office(postgres, tmp_path) as second:
            office.send_signal(signal.SIGCONT)
            try:
                answer = desk.ask("/api/desk/deposits", letter.packed).status_code
            except httpx.HTTPError:
                answer = 0  # it had ended before
            assert answer != 200
            _, complaints = office.communicate(timeout=180)
            assert office.returncode not in (0, None)
            assert "Another office is running on this database." in complaints
            with second.ledger.reading() as connection:
                assert connection.execute(text("SELECT count(*) FROM letters")).scalar_one() == 0
    finally:
        office.kill()
        office.communicate()
