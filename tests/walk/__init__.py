"""Walks with the real command line: a desk, an office in a program of its own, and kills at chosen points."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from amends.cli.edge import run
from tests.free_port import free_port

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "seven quiet herons"


@dataclass
class Answered:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Walk:
    """Somebody at a command line."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    desk: Path = field(init=False)

    def __post_init__(self) -> None:
        self.desk = self.folder / "desk"

    def __call__(self, *arguments: object, code: int = 0, as_json: bool = True) -> Answered:
        self.capsys.readouterr()
        given = [str(one) for one in arguments] + (["--json"] if as_json else [])
        got = run(given)
        out, err = self.capsys.readouterr()
        assert got == code, f"amends {' '.join(given)} -> {got}: {out}\n{err}"
        assert "Traceback" not in out + err
        return Answered(got, out, err)

    def new(self, writer: str = "Tomas Reed") -> None:
        self("new", self.desk, "--writer", writer, "--no-sheet")

    def letters(self, rows: list[dict[str, Any]], name: str = "letters.jsonl") -> Any:
        file = self.folder / name
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return self("letters", "import", file, "--add-people").json

    def killed(self, at: int, *arguments: object) -> bool:
        """Does it in a program that dies by SIGKILL before its `at`-th write; False where it ended before that."""
        return self._dying("kill", at, arguments) == -signal.SIGKILL

    def full(self, most: int, *arguments: object) -> int:
        """The exit code of a command whose files may not grow beyond `most` bytes, as on a full disk."""
        return self._dying("full", most, arguments)

    def _dying(self, how: str, number: int, arguments: tuple[object, ...]) -> int:
        # A program of its own, not a fork: the typesetter's threads would be missing in a child.
        command = [sys.executable, "-m", "tests.walk.dying", how, str(number), *map(str, arguments), "--json"]
        path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
        got = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}
        )
        assert "Traceback" not in got.stdout + got.stderr, got.stderr
        return got.returncode


@pytest.fixture
def walk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Walk:
    one = Walk(tmp_path, capsys)
    # Desks of tests open quickly: how much work a passphrase is stands in its file, and is not what is tried here.
    monkeypatch.setattr("amends.desk.journey.opening.WORK_FACTOR", 10)
    # An office on this machine that is busy has not vanished.
    monkeypatch.setattr("amends.desk.post.way._TIMEOUT", httpx.Timeout(300))
    monkeypatch.setenv("AMENDS_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("AMENDS_DESK", str(one.desk))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return one


@dataclass
class RunningOffice:
    """An office in a program of its own."""

    folder: Path
    port: int = field(default_factory=free_port)  # at which it can be opened again
    address: str = ""
    program: subprocess.Popen[str] | None = None
    _closing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def invitation(self) -> Path:
        return self.folder / "invitation"

    @property
    def database(self) -> Path:
        return self.folder / "office.sqlite"

    def open(self) -> None:
        command = [
            sys.executable,
            "-m",
            "amends",
            "office",
            "--port",
            str(self.port),
            "--database",
            str(self.database),
        ]
        command += ["--invitation", str(self.invitation)]
        log = (self.folder / "office.log").open("a")
        self.program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.program.stdout is not None
        self.address = self.program.stdout.readline().strip()
        assert self.address.startswith("http://"), (self.folder / "office.log").read_text()

    def close(self) -> None:
        with self._closing:  # two threads may close it at once, and both find it closed
            if self.program:
                self.program.kill()
                self.program.wait()
                self.program = None


@contextlib.contextmanager
def an_office(folder: Path) -> Generator[RunningOffice]:
    folder.mkdir(exist_ok=True)
    one = RunningOffice(folder)
    one.open()
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RunningOffice]:
    with an_office(tmp_path / "office") as one:
        yield one


NAMES = (
    "Joan Whitfield",
    "Ana Duarte",
    "Desmond Okafor",
    "Ruth Calder",
    "Gerald Pike",
    "Hannah Birch",
    "Miriam Katz",
)


def a_sentence(number: int) -> str:
    return f"I took the ladder in year {number} and never said so."


def rows(count: int, say: Callable[[int], str] = a_sentence) -> list[dict[str, Any]]:
    """Letters to as many invented people."""
    made: list[dict[str, Any]] = []
    for number in range(count):
        name = NAMES[number % len(NAMES)]
        text = f"Dear {name.split()[0]},\n\n{say(number)}\n\nI am sorry.\n\nTom"
        made.append({"to": name if number < len(NAMES) else f"{name} of Row {number}", "text": text})
    return made
