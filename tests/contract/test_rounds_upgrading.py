"""Rounds before an upgrade, and after what should not happen: every letter is still carried, and once."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import pytest

from amends.clock import MACHINE
from amends.office.ledger import LedgerTrouble, at_head, migrate, rounds, slots
from amends.office.ledger.migrate import _scripts as scripts
from amends.office.office import open_office
from amends.office.rounds import carrying
from tests.contract.test_rounds import (
    ANOTHER,
    ROUND,
    an_office_looked_at_raw,
    database,
    link_road,
    office,
    wait_until,
    worker,
)
from tests.rounds_at_work import WorkerProcess, an_office, fill, states
from tests.rounds_at_work.relay import Humour, Relay

__all__ = ["database", "office", "worker"]


def test_the_engine_forgets_rounds_that_are_over_and_none_that_is_not(worker):
    fill(worker.office, 100)
    worker.once()
    engine = worker.engine()
    soon = MACHINE.now() + dt.timedelta(days=1)
    assert engine.forget(MACHINE.now() - dt.timedelta(days=1)) == 0
    assert engine.forget(soon) == 3
    assert engine.forget(soon) == 0
    fill(worker.office, 10)
    assert worker.once() == 1
    assert states(worker.office) == {"carried": 110}


def test_a_round_of_an_older_version_is_given_back_and_carried_by_the_newer(database, tmp_path):
    with Relay() as relay, an_office(database, tmp_path) as office:
        fill(office, 60, "mail", "reader{}@town.example")
        given = {
            "roads": {"mail": relay.url()},
            "hold_unsure": True,
            "idle": 0.05,
            "address": "https://office.example",
        }
        relay.post.stall(20)
        older = WorkerProcess(database, tmp_path / "office.keys", json.dumps({**given, "version": "rounds-0"}))
        older.name()
        wait_until(lambda: relay.post.stalled)
        older.kill()
        newer = WorkerProcess(database, tmp_path / "office.keys", json.dumps(given))
        newer.name()
        wait_until(lambda: not states(office).get("accepted"))
        assert newer.end() == (0, "")
        # What the older one had in hand when it fell is unsure, and nothing else; nobody was told twice.
        assert states(office) == {"carried": 10, "unsure": 50}
        assert set(relay.post.taken.values()) == {1}
        with office.ledger.reading() as connection:
            assert rounds.unfinished(connection) == []


def test_an_older_version_ends_what_it_began_and_begins_nothing_beside_a_newer(worker, monkeypatch):
    fill(worker.office, 100)
    assert carrying.begin(worker.office, link_road(), ROUND, worker.slot.name)
    monkeypatch.setattr(carrying, "VERSION", "rounds-10")
    assert carrying.begin(worker.office, link_road(), ANOTHER, "worker-2")
    monkeypatch.undo()
    for _ in range(2):
        with pytest.raises(carrying.Outdated, match="newer version"):
            worker.once()
        carrying.carry(worker.office, link_road(), ROUND, worker.slot.name, lambda: False)
        # The newer one ends its round, and the older one still knows.
        carrying.carry(worker.office, link_road(), ANOTHER, "worker-2", lambda: False)
    assert states(worker.office) == {"carried": 80, "accepted": 20}


def test_a_newer_version_changes_no_form_under_workers_of_the_older(database, tmp_path):
    with an_office(database, tmp_path) as office:
        fill(office, 10)
        older = WorkerProcess(database, tmp_path / "office.keys", json.dumps({"idle": 0.05}))
        try:
            older.name()
            wait_until(lambda: states(office) == {"carried": 10})
            one_less = [one.revision for one in scripts().walk_revisions()][1]
            migrate(office.ledger, one_less)
            office.close()
            with pytest.raises(LedgerTrouble, match="worker-1 of an older one still work"):
                open_office(office.settings, MACHINE)
            with an_office_looked_at_raw(database) as ledger:
                assert not at_head(ledger)
        finally:
            assert older.end()[0] == 0
        open_office(office.settings, MACHINE).close()
        with an_office_looked_at_raw(database) as ledger:
            assert at_head(ledger)


def test_a_worker_told_to_stop_ends_what_it_has_in_hand_and_leaves_the_rest(database, tmp_path):
    with Relay(Humour(slow=0.02)) as relay, an_office(database, tmp_path) as office:
        fill(office, 300, "mail", "reader{}@town.example")
        relay.post.waits_at = 60
        given = {"roads": {"mail": relay.url()}, "idle": 0.05, "address": "https://office.example"}
        worker = WorkerProcess(database, tmp_path / "office.keys", json.dumps(given))
        worker.name()
        wait_until(lambda: relay.post.taken.total() == 60)
        assert states(office)["carried"] == 50, "the first fifty are written down, and the next are in hand"
        assert worker.end(relay.post.goes_on.set) == (0, "")
        after = states(office)
        assert set(after) == {"carried", "accepted"}
        assert relay.post.taken.total() == after["carried"] < 300
        with office.ledger.reading() as connection:
            assert rounds.unfinished(connection) == []


@pytest.mark.postgres
def test_a_worker_whose_connection_was_lost_knows_that_it_lost_its_place_and_takes_it_again(postgres, tmp_path):
    with an_office(postgres, tmp_path) as office:
        slot = slots.take(office.ledger)
        with office.ledger.writing() as connection:
            mine = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid, 60000) FROM ({mine}) AS others")
        # Asked again it says the same, and does not quietly become a connection without the place.
        assert [slot.holds() for _ in range(3)] == [False] * 3
        slot.let_go()
        office.ledger.engine.dispose()
        again = slots.take_this(office.ledger, slot.name)
        assert again is not None
        assert again.holds()
        again.let_go()


def test_the_process_at_the_door_does_not_load_the_engine(tmp_path):
    script = """
import os, signal, sys
from pathlib import Path
from amends.office.running import serve
from amends.office.settings import Settings
def say(_):
    print(sorted(name for name in sys.modules if name.split(".")[0] == "dbos"))
    os.kill(os.getpid(), signal.SIGTERM)
serve(Settings(sys.argv[1]), rounds=False, say=say)
"""
    where = str(tmp_path / "office.sqlite")
    told = subprocess.run([sys.executable, "-c", script, where], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
