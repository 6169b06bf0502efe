"""Full disks, closed folders, a desk opened twice, an office that vanishes, clocks that jump: a clear word."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends import clock
from amends.desk.drawer.place import Place, occupied
from amends.desk.journey import posting
from amends.desk.post import counter
from amends.errors import OfficeUnreachable
from amends.wire import Deposited
from tests.small_disk import disk_of, fill_up
from tests.walk import RunningOffice, Walk, an_office, office, rows, walk

__all__ = ["office", "walk"]


def test_a_desk_that_is_open_elsewhere_says_so(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.new()
    monkeypatch.setattr("amends.cli.asked.PATIENCE", 0.1)
    with occupied(Place(walk.desk), 1):
        said = walk("letters", "list", code=3).json
    assert "open in another program" in said["error"]
    walk("letters", "list")


def test_a_wrong_passphrase_and_no_passphrase(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.new()
    monkeypatch.setenv("AMENDS_PASSPHRASE", "wrong")
    assert "passphrase" in walk("status", code=3).json["error"]
    monkeypatch.delenv("AMENDS_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert "locked" in walk("status", code=3).json["error"]
    good = walk.folder / "passphrase"
    good.write_text("seven quiet herons\n")
    walk("status", "--passphrase-file", good)


def test_no_desk_here(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMENDS_DESK")
    assert "no desk here" in walk("status", code=2).json["error"]
    walk.new()
    below = walk.desk / "deep" / "down"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    walk("status")


def test_a_full_disk_keeps_what_was_there(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(2))
    size = (walk.desk / "drawer.db").stat().st_size
    many = walk.folder / "many.jsonl"
    many.write_text("".join(json.dumps(row) + "\n" for row in rows(400, lambda n: f"{n} " + "word " * 400)), "utf-8")
    assert walk.full(size + 8192, "letters", "import", many, "--add-people") == 1
    assert walk("status").json["letters"] == 2
    assert walk.full(40_000, "post", "--to", walk.folder / "carried") == 1
    assert walk.full(20_000, "print", "--out", walk.folder / "out") == 1
    assert walk.full(50_000, "backup", walk.folder / "backup") == 1
    assert not (walk.folder / "backup").exists()
    posted = walk("post", "--to", walk.folder / "carried").json
    assert len(posted["links"]) == 2
    assert all(walk("open", link["url"]).json["valid"] for link in posted["links"])


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of three megabytes: an empty desk takes more than half of one, and writes a change down twice."""
    with disk_of(3, tmp_path / "tiny") as disk:  # where it is skipped, RLIMIT_FSIZE stands in for it above
        yield disk


def test_a_disk_of_three_megabytes(walk: Walk, tiny_disk: Path) -> None:
    walk("new", tiny_disk / "desk", "--writer", "Tomas Reed")
    (walk.folder / "letters.jsonl").write_text(json.dumps(rows(1)[0]) + "\n", "utf-8")
    fill_up(tiny_disk / "ballast")
    said = walk(
        "letters", "import", walk.folder / "letters.jsonl", "--desk", tiny_disk / "desk", "--add-people", code=1
    ).json
    assert "full" in said["error"]
    (tiny_disk / "ballast").unlink()
    walk("letters", "import", walk.folder / "letters.jsonl", "--desk", tiny_disk / "desk", "--add-people")
    assert walk("status", "--desk", tiny_disk / "desk").json["letters"] == 1


def test_a_folder_that_cannot_be_written_to(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    blocked = walk.folder / "blocked"
    blocked.write_text("a file where a folder should be")
    for arguments in (("post", "--to", blocked), ("print", "--out", blocked / "out"), ("backup", blocked / "b")):
        said = walk(*arguments, code=1).json
        assert str(blocked) in said["error"]
    closed = walk.folder / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    if os.geteuid():
        for arguments in (
            ("post", "--to", closed),
            ("print", "--out", closed / "out"),
            ("new", closed / "d", "--writer", "A"),
        ):
            walk(*arguments, code=1)
        walk.desk.chmod(0o500)
        walk("status", code=1)
        walk.desk.chmod(0o700)
    assert walk("status").json["letters"] == 1


def test_an_office_that_vanishes_on_the_way(
    walk: Walk, office: RunningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.new()
    walk.letters(rows(5))
    monkeypatch.setattr(counter, "BATCH_LETTERS_MOST", 2)
    deposit = counter.Counter.deposit
    began, first = threading.Lock(), threading.Event()

    def vanishing(self: counter.Counter, envelopes: dict[str, bytes]) -> Any:
        if began.acquire(blocking=False):
            outcomes = deposit(self, envelopes)
            first.set()
            return outcomes
        first.wait()
        office.close()
        return deposit(self, envelopes)

    monkeypatch.setattr(counter.Counter, "deposit", vanishing)
    cut = walk(
        "post", "--to", office.address, "--invitation", office.invitation, code=OfficeUnreachable.exit_code
    ).json
    assert (cut["posted"], cut["remaining"]) == (2, 3)
    assert len(cut["links"]) == 2
    walk("post", code=4)
    walk("mailbag", "fetch", code=4)
    office.open()
    monkeypatch.setattr(counter.Counter, "deposit", deposit)
    done = walk("post").json
    assert (done["posted"], done["already"]) == (3, 2)
    assert cut["links"][0] in done["links"]
    assert all(walk("open", link["url"]).json["valid"] for link in done["links"])


def test_an_answer_that_never_came_is_asked_for_again(
    walk: Walk, office: RunningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office took the batch, but its answer was lost: posting again finds the letters there."""
    walk.new()
    walk.letters(rows(3))
    deposit = counter.Counter.deposit

    def lost(self: counter.Counter, envelopes: dict[str, bytes]) -> Any:
        deposit(self, envelopes)
        raise OfficeUnreachable("The line broke.")

    monkeypatch.setattr(counter.Counter, "deposit", lost)
    assert walk("post", "--to", office.address, "--invitation", office.invitation, code=4).json["remaining"] == 3
    monkeypatch.setattr(counter.Counter, "deposit", deposit)
    assert walk("post").json["posted"] == 3


def test_large_letters_go_in_pieces(walk: Walk, office: RunningOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.new()
    walk.letters(rows(2))
    monkeypatch.setattr(counter, "BATCH_BYTES", 4)
    monkeypatch.setattr(counter, "UPLOAD_CHUNK_BYTES", 30_000)
    done = walk("post", "--to", office.address, "--invitation", office.invitation).json
    assert done["posted"] == 2
    assert all(walk("open", link["url"]).json["valid"] for link in done["links"])


def test_several_batches_are_on_the_way_at_a_time_and_an_office_that_vanishes_costs_none(
    walk: Walk, office: RunningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.new()
    walk.letters(rows(6))
    whole, both, sent = counter.Counter.deposit, threading.Barrier(2, timeout=180), list[str]()
    in_order = list[str]()  # as they are sent off, whichever of two threads comes first

    def batches(waiting: dict[str, int]) -> Iterator[list[str]]:
        for batch in counter.batches(waiting):
            in_order.extend(batch)
            yield batch

    def deposit(self: counter.Counter, envelopes: dict[str, bytes]) -> tuple[Deposited, ...]:
        (letter,) = envelopes
        sent.append(letter)
        both.wait()  # whoever sends one batch after the other waits here for ever
        if in_order.index(letter) == 2:
            raise OfficeUnreachable("The office does not answer.")
        return whole(self, envelopes)

    with monkeypatch.context() as this_time:
        this_time.setattr(counter, "BATCH_LETTERS_MOST", 1)
        this_time.setattr(posting, "batches", batches)
        this_time.setattr(counter.Counter, "deposit", deposit)
        stopped = walk("post", "--to", office.address, "--invitation", office.invitation, code=4).json
    assert (stopped["posted"], stopped["remaining"], len(sent)) == (3, 3, 4)
    done = walk("post", "--to", office.address).json
    assert (done["posted"], done["already"], len(done["links"])) == (3, 3, 6)
    assert {one["letter"] for one in stopped["links"]} < {one["letter"] for one in done["links"]}


def test_two_offices_know_the_desk_by_two_keys(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(1))
    walk("post", "--to", office.address, code=2)
    walk("post", "--to", office.address, "--invitation", office.invitation)
    with an_office(walk.folder / "other") as other:
        walk("post", "--to", other.address, "--invitation", office.invitation, code=2)
        walk.letters(rows(2), "more.jsonl")
        done = walk("post", "--to", other.address, "--invitation", other.invitation).json
        assert (done["posted"], len(done["elsewhere"])) == (1, 1)
        assert walk("mailbag", "fetch").json["offices"] == 2


@pytest.mark.parametrize("years", [-30, 60])
def test_a_clock_that_jumps(walk: Walk, office: RunningOffice, monkeypatch: pytest.MonkeyPatch, years: int) -> None:
    walk.new()
    walk.letters(rows(1))
    real = clock.MachineClock.now
    monkeypatch.setattr(clock.MachineClock, "now", lambda self: real(self) + dt.timedelta(days=365 * years))
    (link,) = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    answer = walk.folder / "answer.txt"
    answer.write_text("Later.", "utf-8")
    walk("answer", link["url"], "--file", answer)
    monkeypatch.setattr(clock.MachineClock, "now", real)
    assert walk("post").json["already"] == 1
    assert walk("mailbag", "fetch").json["new"] == 1
    assert walk("open", link["url"]).json["valid"]


def test_two_programs_at_once_do_not_mix(walk: Walk) -> None:
    walk.new()
    file = walk.folder / "letters.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(20)), "utf-8")
    command = [sys.executable, "-m", "amends", "letters", "import", str(file), "--add-people"]
    programs = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(3)]
    codes = [program.wait() for program in programs]
    assert set(codes) <= {0, 3}
    assert 0 in codes
    assert walk("status").json["letters"] == 20
