"""An office, measured: taking letters in, carrying them, being killed meanwhile, and growing.

First how fast it takes sealed letters in, and whether any is lost or doubled when it is killed meanwhile.

A real office process on SQLite with `synchronous=FULL`, a desk that signs every request, over HTTP on the loopback
address. The envelopes hold chance and are prepared beforehand; fetching nonces, digests, signing, sending, checking,
and writing to the disk are measured. Desk and office share the machine, so its load shows; the floor is measured in
between. Then carrying, on SQLite and PostgreSQL: without mail, by mail beside a bare loop of smtplib, with one worker
and with two, and with two that are killed in the middle of a mail, again and again (`carried`). Then how the calls
keep their speed, and the databases' plans (`office_sizes`). `--kills 0` and `--sizes 0` leave the last two out.

The floor is SQLite alone: the same batches, as one row each, into a database with the same settings, in this process.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amends.clock import MACHINE, Clock
from amends.envelope import Envelope, from_json, pack, to_json
from amends.wire import DESK_HEADER, NONCE_HEADER, SIGNATURE_HEADER, Invitation, batch, desk_bytes, outcomes_from
from bench import report

_BATCH: Final = 50
_AT_ONCE: Final = 2
"""Batches on the way at one time: while one is written to the disk, the next is read and checked."""
_FAR_SECONDS: Final = 0.005
"""What a relay across a network takes over a mail, at least."""
_LETTER_BYTES: Final = 100_000
_FRONT_BYTES: Final = 2_000
_SERVE = """
import sys
from pathlib import Path
from amends.office.running import serve
from amends.office.settings import Settings
serve(Settings(sys.argv[1]), invitation=Path(sys.argv[2]))
"""


class Office:
    """An office in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.database, self.invitation = folder / "office.sqlite", folder / "invitation.json"
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(self.database), str(self.invitation)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http"), "the office did not start"

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stop it, and wait until it has stopped."""
        self.process.send_signal(number)
        self.process.wait(30)


@dataclass
class Desk:
    """The smallest desk that can deposit."""

    key: Ed25519PrivateKey
    office: str
    http: httpx.Client

    def ask(self, path: str, body: bytes) -> httpx.Response:
        """One signed request."""
        said = from_json(self.http.post("/api/nonces", content=b'{"amends":1,"count":1}').content)
        assert isinstance(said, dict)
        nonces = said["nonces"]
        assert isinstance(nonces, list)
        nonce = str(nonces[0])
        headers = {
            DESK_HEADER: public_text(self.key),
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: wire_text(self.key.sign(desk_bytes(self.office, path, body, nonce))),
        }
        answer = self.http.post(path, content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer

    def deposit(self, body: bytes) -> list[str]:
        """Deposit one batch; what became of each."""
        return [one.outcome for one in outcomes_from(self.ask("/api/desk/deposits", body).content)]


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    batches = max(4, arguments.letters // _BATCH)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report.tell(f"preparing {batches * _BATCH} envelopes of {_LETTER_BYTES} bytes")
        bodies = [_prepared(MACHINE) for _ in range(batches)]
        speed = _speed(folder / "speed", bodies)
        lost, doubled = _killed(folder / "killed", bodies[: min(batches, 10)])
    figures: dict[str, Any] = {
        **speed,
        "lost": lost,
        "doubled_in_box": doubled,
        "letters": batches * _BATCH,
        "bytes_each": _LETTER_BYTES + _FRONT_BYTES,
    }
    per_second = speed["deposits_per_second"]
    ratios = {
        "sqlite_floor": per_second / speed["sqlite_floor_per_second"],
        "five_hundred_a_second": per_second / 500,
    }
    result = {"figures": figures, "ratios": ratios, "machine": report.machine("litestar", "uvicorn", "sqlalchemy")}
    _carried(arguments, figures, ratios)
    if arguments.sizes:
        from bench.office_sizes import SMALL, sizes

        result["sizes"] = sizes(arguments.sizes)
        for database, calls in result["sizes"].items():
            for call, found in calls.items():
                ratios[f"{database}_{call}_at_{SMALL}_to_{arguments.sizes}"] = 1 / found["ratio"]
        # How much longer the slowest of these takes; so 1.5 at most, and not above 1 where we are better.
        kept = [calls[call]["ratio"] for calls in result["sizes"].values() for call in _KEEP_THEIR_SPEED]
        ratios["slowdown_at_scale"] = max(kept)
        figures["whole_tables_gone_through"] = sorted({
            line for calls in result["sizes"].values() for found in calls.values() for line in found["scans"]
        })  # fmt: skip
    return result


_KEEP_THEIR_SPEED: Final = ("deposit_20", "list_page", "news_page", "standing")


def _carried(arguments: argparse.Namespace, figures: dict[str, Any], ratios: dict[str, float]) -> None:
    """From accepted to carried: the figures of `bench.carried`, the database named where it matters."""
    from bench import carried

    for name, postgres in (("sqlite", False), ("postgres", True)):
        report.tell(f"carrying, {name}")
        with carried.databases(postgres) as (database, folder):
            figures[f"carried_per_second_{name}"] = carried.silent_speed(database, folder)
        with carried.databases(postgres) as (database, folder):
            ours, floor = carried.mail_speed(database, folder)
        ratios[f"smtp_floor_{name}"] = ours / floor
        figures |= {f"mailed_per_second_{name}": ours, f"bare_smtplib_per_second_{name}": floor}
        for relay, letters, slow in (("at_hand", 1000, 0.0), ("far", 500, _FAR_SECONDS)):
            one, two = carried.two_to_one(postgres, letters, slow)
            figures |= {f"one_worker_{name}_relay_{relay}": one, f"two_workers_{name}_relay_{relay}": two}
            ratios[f"two_workers_to_one_{name}_relay_{relay}"] = two / one
        if not arguments.kills:
            continue
        for hold in (False, True):
            report.tell(f"carrying through kills, {name}, {'holding' if hold else 'repeating'} what is unsure")
            with carried.databases(postgres) as (database, folder):
                run = carried.killed_again_and_again(
                    database, folder, workers=2, hold=hold, letters=arguments.carried, kills=arguments.kills
                )
            figures[f"killed_{name}_{'hold' if hold else 'again'}"] = run
            figures["lost"] += run["lost"] + run["never_told_and_not_held"]
            figures["doubled_in_box"] += run["doubled_in_box"]
            most = "doubled_mails_held" if hold else "doubled_mails"
            figures[most] = max(figures.get(most, 0), run["doubled_mails" if hold else "most_doubled_by_one_kill"])
    figures["carried_per_second"] = figures["carried_per_second_sqlite"]


def _speed(folder: Path, bodies: list[bytes]) -> dict[str, float]:
    folder.mkdir()
    office = Office(folder)
    desk = _desk(office)
    desk.deposit(_prepared(MACHINE))  # the first request opens what stays open
    before = psutil.Process(office.process.pid).cpu_times()
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        parts = [bodies[number::3] for number in range(3)]
        in_turn = _rate(parts[0], lambda: [desk.deposit(body) for body in parts[0]])
        floor = _rate(parts[1], lambda: _floor(folder / "floor.sqlite", parts[1]))
        at_once = _rate(parts[2], lambda: list(hands.map(desk.deposit, parts[2])))
    after = psutil.Process(office.process.pid).cpu_times()
    deposited = (len(parts[0]) + len(parts[2])) * _BATCH
    assert len(_listed(desk)) == deposited + _BATCH
    office.stop()
    spent = after.user + after.system - before.user - before.system
    return {
        "deposits_per_second": at_once,
        "deposits_per_second_one_batch_after_another": in_turn,
        "sqlite_floor_per_second": floor,
        "office_cpu_milliseconds_a_letter": 1000 * spent / deposited,
    }


def _floor(file: Path, bodies: list[bytes]) -> None:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        for pragma in ("page_size = 16384", "journal_mode = WAL", "synchronous = FULL"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TABLE batches (sealed BLOB NOT NULL)")
        for body in bodies:
            database.execute("INSERT INTO batches VALUES (?)", (body,))


def _rate(bodies: list[bytes], work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return len(bodies) * _BATCH / (time.monotonic() - started)


def _killed(folder: Path, bodies: list[bytes]) -> tuple[int, int]:
    """Kill -9 in the middle of every third batch, then send everything again: how many are lost, how many doubled."""
    folder.mkdir()
    office = Office(folder)
    desk = _desk(office)
    for number, body in enumerate(bodies):
        if number % 3 == 1:
            killer = subprocess.Popen(["/bin/sh", "-c", f"sleep 0.0{number + 1}; kill -9 {office.process.pid}"])
            try:
                desk.deposit(body)
            except httpx.HTTPError:
                report.tell("killed in the middle of a batch")
            killer.wait()
            office.process.wait(30)
            office = Office(folder)
            desk.http = httpx.Client(base_url=office.url, timeout=60, trust_env=False)
        else:
            desk.deposit(body)
    for body in bodies:
        desk.deposit(body)
    here = _listed(desk)
    office.stop()
    return len(bodies) * _BATCH - len(set(here)), len(here) - len(set(here))


def _listed(desk: Desk) -> list[str]:
    ids: list[str] = []
    more = True
    while more:
        answer = from_json(
            desk.ask("/api/desk/letters", to_json({"amends": 1, "after": ids[-1] if ids else ""})).content
        )
        assert isinstance(answer, dict)
        rows = answer["letters"]
        assert isinstance(rows, list)
        ids += [str(row["id"]) for row in rows if isinstance(row, dict)]
        more = bool(answer["more"])
    return ids


def _desk(office: Office) -> Desk:
    invitation = Invitation.from_bytes(office.invitation.read_bytes())
    desk = Desk(
        Ed25519PrivateKey.generate(),
        invitation.office_id,
        httpx.Client(base_url=office.url, timeout=60, trust_env=False),
    )
    desk.ask("/api/writers", to_json({"amends": 1, "code": invitation.code, "name": "bench"}))
    return desk


def _prepared(clock: Clock) -> bytes:
    key = wire_text(clock.bytes(32))
    person = clock.bytes(16).hex()
    envelopes: dict[str, bytes] = {}
    for _ in range(_BATCH):
        letter = Envelope(clock.bytes(16).hex(), key, person, clock.bytes(_FRONT_BYTES), clock.bytes(_LETTER_BYTES))
        envelopes[letter.id] = pack(letter)
    return batch(envelopes)


def public_text(key: Ed25519PrivateKey) -> str:
    """A key's public half as it stands on the wire."""
    return wire_text(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def wire_text(data: bytes) -> str:
    """Bytes as they stand on the wire."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


if __name__ == "__main__":
    report.main(
        __doc__ or "",
        measure,
        ("letters", 2000, "how many letters to deposit"),
        ("carried", 2000, "how many letters to carry through kills"),
        ("kills", 12, "how often to kill a worker in each run; 0 leaves it out"),
        ("sizes", 100_000, "compare the calls of an office with 1,000 letters with one of so many; 0 leaves it out"),
    )
