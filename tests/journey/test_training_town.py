"""A training town: made in a folder, marked on every page, its letters waiting once there is a key."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from amends.cli.edge import run
from amends.cli.train_town import REGISTERED, STAFF, WRITERS
from amends.clock import MACHINE
from amends.desk.letters.review.finding import find
from amends.desk.seal.age import Secret
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.opening import open_key, open_letter
from amends.office import care
from amends.office.ledger import Ledger, in_bank
from amends.office.settings import Settings
from tests.office_door import Door, running
from tests.staff_door import Colleague

MARK = {"en": "Nobody and nothing here is real.", "es": "Aquí nadie ni nada es real."}
PAGES = ("", "about", "leaving", "how-this-is-kept-closed", "l", "staff", "staff/enrol", "mail", "no/such/page")
REGISTRY = ("", "/ask", "/back", "/rules", "/who", "/talk", "/history", "/paper", "/leaflet")


@dataclass
class Town:
    """A town that is served by a program of its own."""

    folder: Path
    door: Door

    def invited(self, name: str) -> str:
        staff = (self.folder / "staff.txt").read_text()
        found = re.search(rf"{re.escape(name)} .*\n.*/staff/enrol#(\S+)", staff)
        assert found
        return found[1]

    def comes_in(self, name: str) -> Colleague:
        here: Any = SimpleNamespace(door=self.door, office=SimpleNamespace(id=self.door.card.id))
        return Colleague(here, code=self.invited(name))

    def codes(self) -> dict[str, str]:
        rows = (self.folder / "registered.txt").read_text().splitlines()
        return {row[31:].partition(",")[0]: row[:29] for row in rows if row[4:5] == "-"}


@contextmanager
def served(folder: Path) -> Iterator[Town]:
    command = [sys.executable, "-m", "amends", "office", "train", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        address = program.stdout.readline().strip()
        try:
            assert address.startswith("http://127.0.0.1:"), program.stderr.read() if program.stderr else ""
            until((folder / "staff.txt").exists)
            yield Town(folder, Door(address))
        finally:
            program.terminate()
            _, said = program.communicate()
    assert program.returncode == 0, said


def until(so: Any) -> Any:
    """What comes of it, once it is so; a town does its own things in its own time."""
    for _ in range(3000):
        if found := so():
            return found
        time.sleep(0.2)
    raise AssertionError("it never came to be so")


def makes_key(custodian: Colleague) -> Secret:
    secret = Secret.draw(MACHINE)
    sealed = base64.b64encode(b"sealed in the browser").decode()
    holders = custodian.get("keys").json()["holders"]
    begun = custodian.post("epochs", {
        "key": secret.recipient, "sign": SigningKey.draw(MACHINE).ssh,
        "sealed": {one["id"]: sealed for one in holders},
    })  # fmt: skip
    assert begun.status_code == 200, begun.text
    return secret


def words_in(folder: Path, secret: Secret) -> set[str]:
    """What the bank's readers read."""
    ledger = Ledger(Settings(str(folder / "bank.sqlite")).url)
    try:
        with ledger.reading() as connection:
            found = {one: in_bank.parts(connection, one) for one in in_bank.sealed_to(connection, 1, 100)}
    finally:
        ledger.close()
    return {
        open_letter(parts.letter, open_key(parts.key, identity=secret.text), letter).text
        for letter, parts in found.items()
        if parts is not None
    }


def test_a_town_is_made_says_what_it_is_and_goes_on_where_it_was(tmp_path):
    folder = tmp_path / "town"
    with served(folder) as town:
        for page in PAGES:
            assert MARK["en"] in town.door.http.get(f"/{page}").text, page
        for language, said in MARK.items():
            for page in REGISTRY:
                assert said in town.door.http.get(f"/{language}/registry{page}").text, page
        codes = town.codes()
        assert list(codes) == [one.card.name for one in REGISTERED]
        back = town.door.http.post("/en/registry/yours", data={"code": codes["Noor Rahman"]})
        assert back.status_code == 200
        assert MARK["en"] in back.text
        colleagues = [town.comes_in(name) for name, _ in STAFF]
        assert colleagues[0].get("queue").json()["waiting"] == []
        secret = makes_key(colleagues[0])
        queue = until(lambda: len(rows := colleagues[0].get("queue").json()["waiting"]) == len(WRITERS) and rows)
        assert {row["about"] for row in queue} == {one.about for one in WRITERS}
    read = words_in(folder, secret)
    assert len(read) == len(WRITERS)
    assert all(any(one.text.splitlines()[2][:40] in text for text in read) for one in WRITERS)
    codes, staff = town.codes(), (folder / "staff.txt").read_text()
    with served(folder) as town:
        assert MARK["en"] in town.door.http.get("/").text
        assert (town.codes(), (folder / "staff.txt").read_text()) == (codes, staff)
    assert len(words_in(folder, secret)) == len(WRITERS)
    assert care.audit(Settings(str(folder / "bank.sqlite"))).well


def test_no_folder_with_something_in_it_becomes_a_town(tmp_path, capsys):
    (tmp_path / "letter.md").write_text("Dear Ana")
    assert run(["office", "train", str(tmp_path), "--port", "0"]) == 2
    assert "not empty, and no training town" in capsys.readouterr().err
    assert run(["office", "train", str(tmp_path / "town"), "--policy", "just-me"]) == 2
    assert "nothing to practise" in capsys.readouterr().err
    assert not (tmp_path / "town").exists()


def test_a_bank_that_serves_people_says_nothing_of_training_and_cannot_be_made_a_town(tmp_path, capsys):
    with running(tmp_path, policy="oregon") as office:
        for page in ("/", "/about", "/staff", "/en/registry", "/en/registry/paper"):
            assert "raining" not in office.door.http.get(page).text
    (tmp_path / "office.sqlite").rename(tmp_path / "bank.sqlite")
    (tmp_path / "office.keys").rename(tmp_path / "bank.keys")
    assert run(["office", "train", str(tmp_path), "--port", "0"]) == 2
    assert "no training town" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("writer", "finds"), [("Cal Morrow", False), ("Dee Ansel", True), ("Vic Lorne", True), ("Sam Okoro", False)]
)
def test_the_remarks_beside_a_pretend_letter_are_those_it_is_there_for(writer, finds):
    (text,) = (one.text for one in WRITERS if one.name == writer)
    assert bool(find(text, "en", bank=True)) is finds
