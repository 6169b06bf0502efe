"""kill -9 at many points of every long verb, then the same command again: the same letters, states and links.

A child does the work and dies by SIGKILL before its n-th statement, commit or moved file, n growing until it gets
through. So every place between two writes is a place to die at, and the points are spread over the whole verb.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest

from tests.walk import RunningOffice, Walk, office, rows, walk

__all__ = ["office", "walk"]

LETTERS = 6


def _die_all_along(walk: Walk, *arguments: object, first: int = 2, stride: int = 11, most: int = 7) -> int:
    """Kills a verb at points that lie ever later; gives how often it was killed."""
    deaths = 0
    for at in range(first, first + stride * most, stride):
        if not walk.killed(at, *arguments):
            break
        deaths += 1
    assert deaths >= 2, "it was never killed, so nothing was tried"
    return deaths


def test_taking_letters_in(walk: Walk) -> None:
    walk.new()
    file = walk.folder / "letters.jsonl"
    walk.letters(rows(1))
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(LETTERS)), "utf-8")
    _die_all_along(walk, "letters", "import", file, "--add-people", stride=3)
    walk("letters", "import", file, "--add-people")
    status = walk("status").json
    assert (status["letters"], status["people"], status["states"]) == (LETTERS, LETTERS, {"ready": LETTERS})


def test_making_a_desk(walk: Walk) -> None:
    deaths = _die_all_along(walk, "new", walk.desk, "--writer", "Tomas Reed", stride=12)
    assert deaths
    if not (walk.desk / "desk.json").exists():
        walk.new()
    assert walk("status").json["writer"] == "Tomas Reed"


def test_printing(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(LETTERS))
    before = walk("print", "--out", walk.folder / "before").json
    _die_all_along(walk, "print", "--out", walk.folder / "out", stride=5)
    after = walk("print", "--out", walk.folder / "out").json
    assert (after["letters"], after["pages"]) == (before["letters"], before["pages"])
    one, other = (_words(walk.folder / where / "letters.pdf") for where in ("before", "out"))
    assert one == other
    assert not [path for path in (walk.folder / "out").iterdir() if path.name.startswith(".")]
    assert walk("status").json["states"] == {"ready": LETTERS}


@pytest.mark.parametrize(("letters_in_a_batch", "first"), [(64, 2), (1, 28)])
def test_posting_to_an_office(
    walk: Walk, office: RunningOffice, monkeypatch: pytest.MonkeyPatch, letters_in_a_batch: int, first: int
) -> None:
    monkeypatch.setenv("DYING_BATCH", str(letters_in_a_batch))  # several on the way at a time, or one
    walk.new()
    walk.letters(rows(LETTERS))
    arguments = ("post", "--to", office.address, "--invitation", office.invitation)
    _die_all_along(walk, *arguments, first=first, stride=6)
    done = walk(*arguments).json
    assert done["posted"] + done["already"] == LETTERS
    assert walk(*arguments).json["links"] == done["links"]
    assert walk("status").json["states"] == {"posted": LETTERS}
    for link in done["links"]:
        opened = walk("open", link["url"]).json
        assert (opened["letter"], opened["to"]) == (link["letter"], link["to"])


def test_posting_into_a_folder_gives_links_that_stay(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(LETTERS))
    folder = walk.folder / "carried"
    _die_all_along(walk, "post", "--to", folder, first=20, stride=9, most=6)
    seen = walk("post", "--to", folder).json["links"]
    assert walk("post", "--to", folder).json["links"] == seen
    assert len(list(folder.iterdir())) == 2 * LETTERS
    for link in seen:
        assert walk("open", link["url"]).json["letter"] == link["letter"]


def test_fetching_answers(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(3))
    links = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    for link in links:
        answer = walk.folder / "answer.txt"
        answer.write_text(f"From {link['to']}.", "utf-8")
        walk("answer", link["url"], "--file", answer)
    _die_all_along(walk, "mailbag", "fetch", stride=2)
    walk("mailbag", "fetch")
    bag = walk("mailbag", "list").json
    assert sorted(one["from"] for one in bag) == sorted(link["to"] for link in links)
    for one in bag:
        assert walk("mailbag", "open", one["id"]).json["text"].strip() == f"From {one['from']}."


@pytest.mark.parametrize("seed", range(4))
def test_a_real_kill_at_a_moment_nobody_chose(walk: Walk, office: RunningOffice, seed: int) -> None:
    walk.new()
    walk.letters(rows(3))
    command = [sys.executable, "-m", "amends", "post", "--to", office.address, "--invitation", str(office.invitation)]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.9 + 0.5 * seed)
    program.send_signal(signal.SIGKILL)
    program.wait()
    done = walk("post", "--to", office.address, "--invitation", office.invitation).json
    assert done["posted"] + done["already"] == 3
    assert all(walk("open", link["url"]).json["valid"] for link in done["links"])


def _words(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]
