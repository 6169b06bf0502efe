"""The whole way at a command line: people in, letters in, printed, posted, opened, answered, read."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from amends.cli.map import JOURNEY
from amends.clock import MACHINE
from amends.desk.seal.age import Secret
from tests.walk import PASSPHRASE, RunningOffice, Walk, office, rows, walk

__all__ = ["office", "walk"]


def test_a_letter_goes_there_and_an_answer_comes_back(walk: Walk, office: RunningOffice) -> None:
    made = walk("new", walk.desk, "--writer", "Tomas Reed").json
    assert made["writer"] == "Tomas Reed"
    assert made["fingerprint"].startswith("SHA256:")
    assert walk.letters(rows(3))["added"] == 3
    assert walk.letters(rows(3)) | {"remarks": []} == {
        "added": 0,
        "same": 3,
        "refused": [],
        "people_added": 0,
        "remarks": [],
    }

    posted = walk("post", "--to", office.address, "--invitation", office.invitation).json
    assert (posted["posted"], posted["already"], posted["refused"]) == (3, 0, [])
    link = next(one for one in posted["links"] if one["to"] == "Joan Whitfield")

    looked = walk("open", link["url"], "--outside").json
    assert (looked["from"], looked["to"]) == ("Tomas Reed", "Joan Whitfield")
    opened = walk("open", link["url"], "--out", walk.folder / "unpacked").json
    assert opened["from"] == "Tomas Reed"
    assert opened["to"] == "Joan Whitfield"
    assert "the ladder in year 0" in opened["text"]
    assert opened["signed_by"] == made["fingerprint"]
    assert opened["valid"] is True
    assert (walk.folder / "unpacked" / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert (walk.folder / "unpacked" / "letter.txt").read_text("utf-8") == opened["text"]

    answer = walk.folder / "answer.txt"
    answer.write_text("Dear Tom,\n\nKeep the ladder.\n\nJoan\n", "utf-8")
    assert walk("answer", link["url"], "--file", answer, "--name", "Joan").json["answered"] is True
    assert walk("mailbag", "fetch").json["new"] == 1
    assert walk("mailbag", "fetch").json == walk("mailbag", "fetch").json
    (waiting,) = walk("mailbag", "list").json
    assert (waiting["from"], waiting["certain"], waiting["opened"]) == ("Joan Whitfield", True, False)
    read = walk("mailbag", "open", waiting["id"]).json
    assert read["from"] == "Joan Whitfield"
    assert "Keep the ladder." in read["text"]
    assert read["answers"]["letter"] == link["letter"]
    assert walk("mailbag", "list").json[0]["opened"] is True

    status = walk("status").json
    assert (status["people"], status["letters"], status["states"]) == (3, 3, {"posted": 3})
    assert status["unwritten"] == []

    bound = walk("book", walk.folder / "book.pdf").json
    assert (bound["letters"], bound["replies"]) == (3, 1)


def test_a_book_holds_what_its_writer_chose_and_is_the_same_whenever_it_is_bound(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(3))
    shelf = [walk.folder / name for name in ("one.epub", "two.epub", "three.epub")]
    chosen = ("--only", "Joan Whitfield", "--only", "Ana Duarte", "--leave-out", "Ana Duarte", "--plain")
    assert [walk("book", out, *chosen).json["letters"] for out in shelf[:2]] == [1, 1]
    assert walk("book", shelf[2], "--leave-out", "Ana Duarte", "--plain").json["letters"] == 2
    with ZipFile(shelf[0]) as book:
        said = "".join(book.read(name).decode() for name in book.namelist() if name.endswith("html"))
    assert "in year 0" in said
    assert "in year 1" not in said
    assert "Ana" not in said
    time.sleep(1.1)  # the book's own clock counts seconds
    walk("book", shelf[1], *chosen)
    assert shelf[0].read_bytes() == shelf[1].read_bytes()
    walk("book", shelf[0], "--only", "Nobody At All", code=2)


def test_posting_again_gives_the_same_links_and_elsewhere_goes_nothing(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(2))
    first = walk("post", "--to", office.address, "--invitation", office.invitation).json
    again = walk("post").json
    assert again["links"] == first["links"]
    assert (again["posted"], again["already"]) == (0, 2)
    into = walk("post", "--to", walk.folder / "carried").json
    assert (into["posted"], into["links"]) == (0, [])
    assert [one["place"] for one in into["elsewhere"]] == [office.address] * 2
    assert list((walk.folder / "carried").iterdir()) == []


def test_letters_carried_by_hand_open_from_their_files_with_no_office(walk: Walk) -> None:
    walk.new()
    first, second = rows(2)
    walk.letters([first | {"lang": "es-MX"}, second])
    folder = walk.folder / "carried"
    posted = walk("post", "--to", folder).json
    link = posted["links"][0]
    assert link["url"].startswith("file://")
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(f"{one['letter']}{end}" for one in posted["links"] for end in (".envelope", ".html"))
    spoken = {
        one["to"]: b'<html lang="es">' in (folder / f"{one['letter']}.html").read_bytes() for one in posted["links"]
    }
    assert spoken == {first["to"]: True, second["to"]: False}  # each page speaks as its letter does
    secret = link["url"].partition("#")[2]
    page = (folder / f"{link['letter']}.html").read_bytes()
    assert secret.encode() not in page
    by_link = walk("open", link["url"]).json
    key = walk.folder / "key.txt"
    key.write_text(secret + "\n")
    by_key = walk("open", folder / f"{link['letter']}.envelope", "--key", key).json
    assert by_link == by_key
    answer = walk.folder / "answer.txt"
    answer.write_text("No.", "utf-8")
    walk("answer", link["url"], "--file", answer, code=2)
    saved = walk.folder / "back.amends"
    walk("answer", link["url"], "--file", answer, "--out", saved)
    assert walk("mailbag", "scan", saved).json["placed"] == 1
    assert walk("mailbag", "scan", saved).json["same"] == 1
    (waiting,) = walk("mailbag", "list").json
    assert walk("mailbag", "open", waiting["id"]).json["text"].strip() == "No."
    other = walk("pass-on", link["url"], "--out", walk.folder / "copies").json["url"]
    copy = walk("open", other).json
    assert (copy["text"], copy["whose"]) == (by_link["text"], "copy")


def test_a_letter_wrapped_to_its_readers_own_key_opens_with_that_key_alone(walk: Walk, office: RunningOffice) -> None:
    walk("new", walk.desk, "--writer", "Tomas Reed")
    walk.letters(rows(2))
    own, other = Secret.draw(MACHINE), Secret.draw(MACHINE)
    key, wrong = walk.folder / "own.txt", walk.folder / "other.txt"
    key.write_text(f"{own.text}\n")
    wrong.write_text(f"{other.text}\n")
    walk("post", "--to", office.address, "--invitation", office.invitation, "--own-key", own.recipient, code=2)
    to = ("post", "--to", office.address, "--invitation", office.invitation, "--own-key", own.recipient)
    (link,) = walk(*to, "Joan Whitfield").json["links"]
    assert "AGE-SECRET-KEY" not in link["url"]
    assert "ladder" in walk("open", link["url"], "--key", key).json["text"]
    walk("open", link["url"], "--key", wrong, code=5)
    assert walk(*to, "Joan Whitfield").json["links"] == [link]
    assert "AGE-SECRET-KEY" not in walk("relink", "Joan Whitfield").json["url"]


def test_a_letter_behind_words_opens_with_the_words_alone(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(1))
    (link,) = walk("post", "--to", office.address, "--invitation", office.invitation, "--words").json["links"]
    assert "#" not in link["url"]
    assert len(link["words"].split("-")) >= 6
    spoken = link["words"].replace("-", "  ").upper()
    assert "ladder" in walk("open", link["url"], "--words", spoken).json["text"]
    walk("open", link["url"], "--words", "six other words that fit not", code=5)
    walk("open", link["url"], code=5)


def test_every_broken_link_says_what_is_wrong_with_it(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(2))
    one, other = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    url = one["url"]
    broken = {
        "cut off": url[:-4],
        "no key": url.partition("#")[0],
        "another's key": url.partition("#")[0] + "#" + other["url"].partition("#")[2],
        "nothing there": url.replace(one["letter"], "0" * 32),
    }
    said = {name: walk("open", link, code=5).json["error"] for name, link in broken.items()}
    assert len(set(said.values())) == len(broken), said
    assert walk("open", url.replace("#", "%23")).json["letter"] == one["letter"]
    assert walk("open", url.replace("KEY", "KE\n Y")).json["letter"] == one["letter"]
    walk("withdraw", one["letter"])
    assert "taken" in walk("open", url, code=5).json["error"]
    office.close()
    walk("open", other["url"], code=4)


def test_a_lost_link_is_replaced_and_the_old_one_opens_nothing(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(1))
    (old,) = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    new = walk("relink", old["letter"]).json
    assert walk("relink", old["letter"]).json["url"] == new["url"]
    assert "ladder" in walk("open", new["url"]).json["text"]
    walk("open", old["url"], code=5)
    seen = walk("status").json
    assert (seen["letters"], seen["states"]) == (1, {"posted": 1})
    assert [(one["letter"], one["replaces"]) for one in seen["each"]] == [(new["letter"], old["letter"])]


def test_a_letter_that_was_taken_back_is_said_to_be(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(1))
    walk("post", "--to", office.address, "--invitation", office.invitation)
    assert walk("withdraw", "Joan Whitfield").json == {"noted": True}
    office.close()  # nothing is asked of it the second time
    again = walk("withdraw", "Joan Whitfield").json
    assert again["noted"]
    assert again["before"].startswith("20")
    assert again["before"][:10] in walk("withdraw", "Joan Whitfield", as_json=False).out
    walk("withdraw", "Ana Duarte", code=2)


def test_what_must_not_go_stays_with_its_reason_and_the_rest_goes(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(3))
    walk("people", "may", "Ana Duarte", "never")
    crossed = walk(
        "letters", "import", _file(walk, "to: Joan Whitfield", "Dear Desmond,\n\nI am sorry.\n"), code=1
    ).json
    assert "Desmond Okafor" in crossed["refused"][0]["reason"]
    walk("write", "Ruth Calder", "--file", _file(walk, "", "Hello."), code=2)
    chess = _file(walk, "to: Joan Whitfield", "Dear Joan,\n\nThe knight ♞ was yours.\n\nTom\n", "chess.md")
    walk("letters", "import", chess)
    posted = walk("post", "--to", walk.folder / "carried", code=1).json
    assert posted["posted"] == 2
    reasons = {one["to"]: one["reason"] for one in posted["refused"]}
    assert "will not be written to" in reasons["Ana Duarte"]
    assert "♞" in reasons["Joan Whitfield"]
    assert len(list((walk.folder / "carried").glob("*.envelope"))) == 2


def test_drafts_are_kept_and_a_held_one_does_not_go(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    page = walk.folder / "draft.md"
    page.write_text("Dear Joan,\n\nAgain, and better.\n\nTom\n", "utf-8")
    second = walk("write", "Joan Whitfield", "--file", page).json
    assert second["draft"] == 2
    held = walk("write", "Joan Whitfield", "--file", page, "--another", "--hold").json
    assert held["draft"] == 1
    posted = walk("post", "--to", walk.folder / "carried").json
    assert [one["letter"] for one in posted["links"]] == [second["letter"]]
    assert "better" in walk("open", posted["links"][0]["url"]).json["text"]


def test_the_print_run_tells_its_pages_and_keeps_its_order(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(3))
    made = walk("print", "--out", walk.folder / "out", "--each").json
    assert (made["letters"], made["envelopes"], made["refused"]) == (3, 3, [])
    assert {Path(file).name for file in made["files"]} >= {"letters.pdf", "envelopes.pdf", "run.csv"}
    assert len(list((walk.folder / "out" / "each").glob("*.pdf"))) == 3
    for one in (walk.folder / "out", *(walk.folder / "out").rglob("*")):
        assert one.stat().st_mode & 0o777 == (0o700 if one.is_dir() else 0o600), one
    again = walk("print", "--out", walk.folder / "again").json
    assert again["pages"] == made["pages"]
    first, second = ((walk.folder / where / "run.csv").read_bytes() for where in ("out", "again"))
    assert first.replace(b"each/", b"").split(b",")[:8] == second.split(b",")[:8]


def test_a_backup_becomes_a_desk_again_and_only_one_of_the_two_goes_on(walk: Walk, office: RunningOffice) -> None:
    walk.new()
    walk.letters(rows(1))
    first = walk("post", "--to", office.address, "--invitation", office.invitation).json
    backup, copy = walk.folder / "backup", walk.folder / "copy"
    walk("backup", backup)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert walk("restore", backup, copy).json["generation"] == 1
    walk("restore", backup, copy, code=2)
    walk.letters(rows(2), "more.jsonl")
    assert walk("post").json["posted"] == 1
    stale = walk("post", "--desk", copy, code=2).json
    assert "Another copy of this desk" in stale["error"]
    assert walk("post", "--desk", copy, "--take-over").json["links"] == first["links"]
    for asked in (("post",), ("withdraw", first["links"][0]["letter"])):
        told = walk(*asked, code=2).json
        assert "Another copy of this desk has taken its place" in told["error"]
    assert "taken its place" in walk("mailbag", "fetch", code=1).json["refused"][0]
    damaged = bytearray(backup.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    backup.write_bytes(damaged)
    walk("restore", backup, walk.folder / "third", code=5)
    assert not (walk.folder / "third" / "desk.json").exists()


def test_a_forgotten_passphrase_and_a_changed_one(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.new()
    sheet = walk.folder / "sheet.txt"
    walk("recover", "--sheet", sheet)
    words = " ".join(line.split()[1] for line in sheet.read_text().splitlines() if line.strip()[:1].isdigit())
    assert len(words.split()) == 10
    monkeypatch.setenv("AMENDS_PASSPHRASE", "another one")
    walk("status", code=3)
    walk("recover", "--words", "ten words that are not on any sheet of paper", code=3)
    walk("recover", "--words", words)
    walk("status")
    monkeypatch.setenv("AMENDS_NEW_PASSPHRASE", PASSPHRASE)
    walk("passphrase")
    walk("status", code=3)
    monkeypatch.setenv("AMENDS_PASSPHRASE", PASSPHRASE)
    walk("status")


def test_the_map_names_every_verb_and_every_verb_is_there() -> None:
    amends = [sys.executable, "-m", "amends"]
    shown = subprocess.run([*amends, "--help"], capture_output=True, text=True, check=True).stdout
    for _, verbs in JOURNEY:
        for verb in verbs:
            assert f"\n  {verb} " in shown
    usage = subprocess.run([*amends, "nonsense", "--json"], capture_output=True, text=True, check=False)
    assert usage.returncode == 2
    assert json.loads(usage.stdout)["code"] == 2


def _file(walk: Walk, front: str, text: str, name: str = "one.md") -> Path:
    file = walk.folder / name
    file.write_text(f"---\n{front}\n---\n{text}" if front else text, "utf-8")
    return file
