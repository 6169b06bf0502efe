"""How fast an office takes sealed letters in, and whether any is lost or doubled when it is killed meanwhile.

A real office process on SQLite with `synchronous=FULL`, a desk that signs every request, over HTTP on the loopback
address. The envelopes hold chance and are prepared beforehand; fetching nonces, digests, signing, sending, checking, and
writing to the disk are measured.

The floor is the same bytes written to one file, with an fsync a batch: what a disk allows that does nothing else.
"""

from __future__ import annotations

import argparse
import base64
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amends.clock import MACHINE, Clock
from amends.envelope import Envelope, from_json, pack, to_json
from amends.wire import DESK_HEADER, NONCE_HEADER, SIGNATURE_HEADER, Invitation, batch, desk_bytes, outcomes_from
from bench import report

_BATCH: Final = 50
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
            DESK_HEADER: _text(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
            NONCE_HEADER: nonce,
            SIGNATURE_HEADER: _text(self.key.sign(desk_bytes(self.office, path, body, nonce))),
        }
        answer = self.http.post(path, content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer

    def deposit(self, body: bytes) -> list[str]:
        """Deposit one batch; what became of each."""
        return [one.outcome for one in outcomes_from(self.ask("/api/desk/deposits", body).content)]


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    batches = max(1, arguments.letters // _BATCH)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report.tell(f"preparing {batches * _BATCH} envelopes of {_LETTER_BYTES} bytes")
        bodies = [_prepared(MACHINE) for _ in range(batches)]
        per_second, disk_per_second = _speed(folder / "speed", bodies)
        lost, doubled = _killed(folder / "killed", bodies[: min(batches, 10)])
    figures: dict[str, Any] = {
        "deposits_per_second": per_second,
        "disk_floor_per_second": disk_per_second,
        "lost": lost,
        "doubled_in_box": doubled,
        "letters": batches * _BATCH,
        "bytes_each": _LETTER_BYTES + _FRONT_BYTES,
    }
    ratios = {"disk_floor": per_second / disk_per_second, "five_hundred_a_second": per_second / 500}
    return {"figures": figures, "ratios": ratios, "machine": report.machine("litestar", "uvicorn", "sqlalchemy")}


def _speed(folder: Path, bodies: list[bytes]) -> tuple[float, float]:
    folder.mkdir()
    office = Office(folder)
    try:
        desk = _desk(office)
        desk.deposit(_prepared(MACHINE))  # the first request opens what stays open
        started = time.monotonic()
        for body in bodies:
            assert desk.deposit(body) == ["deposited"] * _BATCH
        seconds = time.monotonic() - started
    finally:
        office.stop()
    started = time.monotonic()
    with (folder / "floor").open("wb") as file:
        for body in bodies:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    floor = time.monotonic() - started
    return len(bodies) * _BATCH / seconds, len(bodies) * _BATCH / floor


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
    key = _text(clock.bytes(32))
    person = clock.bytes(16).hex()
    envelopes: dict[str, bytes] = {}
    for _ in range(_BATCH):
        letter = Envelope(clock.bytes(16).hex(), key, person, clock.bytes(_FRONT_BYTES), clock.bytes(_LETTER_BYTES))
        envelopes[letter.id] = pack(letter)
    return batch(envelopes)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


if __name__ == "__main__":
    report.main(__doc__ or "", measure, ("letters", 2000, "how many letters to deposit"))
