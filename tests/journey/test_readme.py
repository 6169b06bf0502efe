"""The session in the README runs as it stands there, and says what it says there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.free_port import free_port

ROOT = Path(__file__).parents[2]
SESSION = "".join(re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL))
STEPS = [
    (step.partition("\n")[0], step.partition("\n")[2])
    for step in re.split(r"^\$ ", SESSION, flags=re.MULTILINE)
    if step
]
LINK = re.compile(r"http://\S+#AGE-SECRET-KEY-1[A-Z0-9]+")
CHANCE = (
    (LINK, "LINK"),
    (re.compile(r"SHA256:[A-Za-z0-9+/]{43}"), "FINGERPRINT"),
    (re.compile(r"\b[0-9a-f]{12,32}\b"), "ID"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "DAY"),
)


def steady(text: str) -> str:
    """What is said, without what chance and the calendar say."""
    for pattern, word in CHANCE:
        text = pattern.sub(word, text)
    return text.strip()


class Shell:
    """Runs one step after the other in a folder of its own, with its own port and its own link."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = os.environ | {
            "AMENDS_PASSPHRASE": "a passphrase for the README",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        self._port = str(free_port())
        self._link = ""
        self._id = ""
        self._office: subprocess.Popen[str] | None = None

    def run(self, step: str) -> str:
        command = step.replace("8321", self._port)
        command = LINK.sub(lambda _: self._link, command)
        command = re.sub(r"\b[0-9a-f]{12}$", lambda _: self._id, command)
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self._environment[name] = value
            return ""
        if command.endswith("&"):
            return self._begin(command.removesuffix("&"))
        done = subprocess.run(
            command, shell=True, cwd=self._folder, env=self._environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        self._link = found[0] if (found := LINK.search(done.stdout)) else self._link
        self._id = found[0] if (found := re.match(r"[0-9a-f]{12}\b", done.stdout)) else self._id
        return done.stdout.replace(self._port, "8321").replace(str(self._folder), "~/first-letter")

    def _begin(self, command: str) -> str:
        self._office = subprocess.Popen(
            f"exec {command}",
            shell=True,
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._office.stdout is not None
        return self._office.stdout.readline().replace(self._port, "8321")

    def close(self) -> None:
        if self._office is not None:
            self._office.send_signal(signal.SIGTERM)
            self._office.wait(180)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    folder = tmp_path / "first-letter"
    shutil.copytree(ROOT / "docs" / "first-letter", folder)
    opened = Shell(folder)
    try:
        yield opened
    finally:
        opened.close()


def test_the_session_in_the_readme_runs_as_it_stands_there(shell: Shell) -> None:
    assert len(STEPS) > 8
    for command, said in STEPS:
        assert steady(shell.run(command)) == steady(said), command
