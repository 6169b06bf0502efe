"""A clerk follows docs/bank.md from nothing: its commands run as they stand there, and lead where it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import httpx
import pytest

from amends.wire import Invitation

PAGE = (Path(__file__).parents[2] / "docs" / "bank.md").read_text("utf-8")
COMMANDS = [
    shlex.split(command.replace("\\\n", " "))
    for command in re.findall(r"^ {4,}(amends (?:[^\n]*\\\n)*[^\n]*)", PAGE, re.MULTILINE)
]
ADDRESS = "https://bank.alder.example"


class Clerk:
    """Somebody with a folder of their own who types what the page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder / "home"
        home.mkdir()
        self.environment = os.environ | {"HOME": str(home), "XDG_DATA_HOME": str(home)}
        policy = resources.files("amends.office.bank") / "policies" / "oregon.toml"
        (folder / "alder.toml").write_bytes(policy.read_bytes())

    def types(self, command: list[str]) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, (command, done.stderr)
        return done.stdout

    @contextmanager
    def serves(self, command: list[str]) -> Iterator[str]:
        words = [sys.executable, "-m", *command, "--port", "0"]
        with subprocess.Popen(
            words, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as office:
            try:
                assert office.stdout is not None
                address = office.stdout.readline().strip()
                assert address, office.stderr.read() if office.stderr else ""
                yield address
            finally:
                office.terminate()


@pytest.fixture
def clerk(tmp_path):
    return Clerk(tmp_path)


def test_the_page_leads_to_a_running_bank_with_staff_and_a_writer_asked_in(clerk):
    start, *others = [one for one in COMMANDS if "train" not in one]
    assert [one[1:3] for one in others] == [["office", "staff"]] * 5 + [["office", "invite"]]
    with clerk.serves(start) as address:
        for language in ("en", "es"):
            for page in re.findall(rf"`/{language}(/registry\S*)`", PAGE):
                assert httpx.get(f"{address}/{language}{page}", timeout=120).status_code == 200, page
        who = httpx.get(f"{address}/en/registry/who", timeout=120).text
        assert "Alder Bridge Letter Bank" in who
        for one in others[:5]:
            # Staff come in under the name that everybody uses, since a passkey is bound to it.
            assert clerk.types(one).startswith(f"{ADDRESS}/staff/enrol#")
        assert clerk.types(["amends", "office", "staff", "list"]).count("invited") == 5
        clerk.types(others[5])
        invitation = Invitation.from_bytes((clerk.folder / "Tomas-Reed.invitation").read_bytes())
        assert invitation.office == ADDRESS
        assert "The chain is whole" in clerk.types(["amends", "office", "audit"])
        clerk.types(["amends", "office", "backup", "bank.backup"])


def test_the_page_leads_to_a_training_town_and_out_of_it(clerk):
    (train,) = [one for one in COMMANDS if "train" in one]
    with clerk.serves(train) as address:
        assert "Nobody and nothing here is real." in httpx.get(f"{address}/en/registry", timeout=120).text
    for named in re.findall(r"^- `(\w+\.txt)`", PAGE, re.MULTILINE):
        assert (clerk.folder / "town" / named).read_text().startswith("Training.")
    shutil.rmtree(clerk.folder / "town")
    assert not (clerk.folder / "home" / "amends" / "office.sqlite").exists()
