"""A whole journey with canary names and sentences, and then a search for them wherever they must not be.

The desk's files, temporary folders and logs, and the office's database, keys and logs: no word, no name, no key.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.walk import PASSPHRASE, RunningOffice, Walk, office, walk

__all__ = ["office", "walk"]

NAME, WRITER, STREET = "Philomena Quaverdale", "Bartholomew Zinnober", "Quinceblossom Wharf"
SENTENCE, REPLY = "the velvet orrery went missing on my watch", "keep your velvet and your orrery besides"
CARD = f"""BEGIN:VCARD
VERSION:3.0
FN:{NAME}
N:Quaverdale;Philomena;;;
EMAIL:philomena@quaverdale.example
TEL:+44 1632 960123
ADR:;;{STREET} 7;Lowestoft;;NR32 1AA;United Kingdom
NOTE:she lent me the orrery
END:VCARD
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of our own, so that what is left in it can be told to be ours."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    return place


def test_no_canary_sings(temporary: Path, walk: Walk, office: RunningOffice) -> None:
    card, letter = walk.folder / "card.vcf", walk.folder / "letter.md"
    card.write_text(CARD, "utf-8")
    letter.write_text(f"---\nto: {NAME}\n---\nDear Philomena,\n\nI know that {SENTENCE}.\n\nBartholomew\n", "utf-8")
    walk.new(WRITER)
    walk("people", "import", card)
    walk("letters", "import", letter)
    walk("review")
    walk("print", "--out", walk.folder / "export", "--each")
    (link,) = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    answer = walk.folder / "answer.txt"
    answer.write_text(f"Please {REPLY}.", "utf-8")
    walk("open", link["url"].replace("#", "%23"))
    walk("answer", link["url"], "--file", answer)
    walk("mailbag", "fetch")
    (waiting,) = walk("mailbag", "list").json
    assert REPLY in walk("mailbag", "open", waiting["id"]).json["text"]
    walk("status")
    walk("backup", walk.folder / "desk-backup")
    walk("people", "show", "Nobody At All", code=2)
    secret = link["url"].partition("#")[2]

    canaries = [
        NAME,
        "Quaverdale",
        "quaverdale",
        WRITER,
        "Zinnober",
        STREET,
        SENTENCE,
        "orrery",
        REPLY,
        secret,
        PASSPHRASE,
    ]
    canaries += [secret.removeprefix("AGE-SECRET-KEY-1"), "960123"]
    places = [walk.desk, walk.folder / "desk-backup", walk.folder / "state", temporary, office.folder]
    searched = [file for place in places for file in _files(place)]
    assert {file.name for file in searched} >= {
        "drawer.db",
        "drawer.key",
        "desk-backup",
        "office.sqlite",
        "office.log",
    }
    for file in searched:
        data = file.read_bytes()
        for canary in canaries:
            for spelt in (canary.encode(), canary.encode("utf-16-le"), canary.lower().encode()):
                assert spelt not in data, f"{canary!r} stands in {file}"
    assert not list(temporary.iterdir()), "something was left in the temporary folder"


def test_the_search_would_find_one(walk: Walk) -> None:
    (walk.folder / "note.txt").write_bytes(SENTENCE.encode())
    assert any(SENTENCE.encode() in file.read_bytes() for file in _files(walk.folder))


def test_what_nobody_foresaw_is_kept_without_a_word_or_name(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError(f"{NAME}: {SENTENCE}")

    walk.new(WRITER)
    monkeypatch.setattr("amends.cli.status.look", broken)
    said = walk("status", code=1)
    log = walk.folder / "state" / "amends" / "log" / "amends.log"
    assert "LookupError" in log.read_text("utf-8")
    for canary in (NAME, SENTENCE):
        assert canary not in log.read_text("utf-8") + said.out + said.err


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
