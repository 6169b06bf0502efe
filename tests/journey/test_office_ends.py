"""An office ends: what waits there can still be opened with the link alone, and a desk finds the office again."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from amends.clock import MACHINE, Replay
from amends.desk.drawer.place import Place
from amends.desk.drawer.ways import offices, put_office
from amends.desk.journey.enrolling import at_office, counter_of
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.post.way import Way
from amends.envelope import from_json, unpack
from amends.errors import NeedsMore, Refused, WrongUsage
from amends.office import care, leaving
from amends.office.settings import Carrying, Settings
from amends.wire import OfficeCard
from tests.office_door import a_letter, running
from tests.walk import RunningOffice, Walk, office, walk

__all__ = ["office", "walk"]

LETTERS = [
    {"to": "Ana Duarte", "text": "Dear Ana,\n\nI am sorry about the till.\n\nTomas Reed"},
    {"to": "Joan Hill", "text": "Dear Joan,\n\nI am sorry about the fence.\n\nTomas Reed"},
]


class Files(http.server.SimpleHTTPRequestHandler):
    """Any server of files that finds `l/ID.html` for `/l/ID`, and remembers what it was asked for."""

    asked: list[str]

    def translate_path(self, path: str) -> str:
        self.asked.append(path)
        there = Path(super().translate_path(path))
        page = there.with_name(there.name + ".html")
        return str(page if page.is_file() else there)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The folder, at an address of this machine."""
    asked: list[str] = []
    handler = type("Here", (Files,), {"asked": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: handler(*a, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.browser
def test_the_whole_end_rehearsed(walk: Walk, office: RunningOffice, chromium: Browser) -> None:
    walk.new()
    walk.letters(LETTERS)
    posted = walk("post", "--to", office.address, "--invitation", office.invitation).json
    ana, joan = posted["links"]
    out = walk.folder / "export"
    done = walk("office", "export", out, "--database", office.database).json
    assert (done["letters"], done["waiting"], done["damaged"]) == (2, 0, [])
    office.close()

    # Nothing in the folder says more than the office knew, and the index fits what lies there.
    index = json.loads((out / "index.json").read_text())
    assert {row["id"] for row in index["letters"]} == {ana["letter"], joan["letter"]}
    for row in index["letters"]:
        packed = (out / "l" / f"{row['id']}.envelope").read_bytes()
        assert hashlib.sha256(packed).hexdigest() == row["sha256"]
        assert unpack(packed).person == ""
    everything = b"".join(file.read_bytes() for file in out.rglob("*.[ej]*"))
    for word in (b"Ana", b"Joan", b"Tomas", b"till", b"AGE-SECRET"):
        assert word not in everything

    # With the link alone, at a command line.
    walk("open", ana["url"], code=4)
    opened = walk("open", ana["url"], "--from", out).json
    assert "the till" in opened["text"]
    assert opened["whose"] == "addressed"
    answer, sealed = walk.folder / "answer.txt", walk.folder / "answer.amends"
    answer.write_text("Thank you for writing.\n", "utf-8")
    walk("answer", ana["url"], "--from", out, "--file", answer, "--out", sealed)
    assert walk("mailbag", "scan", sealed).json["placed"] == 1
    wrong = ana["url"].split("#")[0] + "#" + joan["url"].split("#")[1]
    walk("open", wrong, "--from", out, code=5)

    # And in a browser, under the old address, of which any server of files has taken the place.
    with served(out) as (address, asked):
        page = chromium.new_page()
        page.goto(joan["url"].replace(office.address, address))
        page.locator(".choice", has_text="Open it now").click()
        page.get_by_role("heading", level=1, name="The letter", exact=True).wait_for()
        assert "sorry about the fence" in " ".join(page.locator(".letter").inner_text().split())
        assert not any("AGE-SECRET" in path for path in asked)
        page.close()


def test_what_was_taken_back_or_waits_for_its_moment_stays_out_of_an_export(tmp_path):
    with running(tmp_path) as one:
        desk = one.desk()
        here, gone = a_letter(), a_letter(size=5000)
        desk.deposit(here, gone)
        desk.withdraw(gone.id)
        settings = Settings(str(tmp_path / "office.sqlite"))
        out = tmp_path / "out"
        assert leaving.export(settings, out, MACHINE, pages=False).letters == 1
        assert [file.stem for file in (out / "l").iterdir()] == [here.id]
        before = (out / "index.json").read_bytes()
        assert leaving.export(settings, out, MACHINE, pages=False).letters == 1
        changed = [from_json(data)["letters"] for data in (before, (out / "index.json").read_bytes())]
        assert changed[0] == changed[1]
        with pytest.raises(WrongUsage, match="something else"):
            leaving.export(settings, tmp_path, MACHINE)


@pytest.fixture
def moving(tmp_path):
    """A desk that knows an office at another host, and that office handed over to this machine."""
    with running(tmp_path / "old", carrying=Carrying(address="https://post.example.org")) as old:
        place = Place(tmp_path / "desk")
        make_desk(place, "Tomas Reed", "rosemary", MACHINE, work_factor=10)
        with open_desk(place, "rosemary", MACHINE) as desk:
            with Way(old.door.url) as way:
                at_office(desk, way, old.invitation())
            with desk.drawer.transaction() as tx:
                put_office(tx, replace(offices(tx)[old.office.id], url="https://post.example.org"))
            file = care.backup(Settings(str(tmp_path / "old" / "office.sqlite")), tmp_path / "backup")
            yield desk, old, file


def test_a_desk_finds_an_office_that_was_handed_over(tmp_path, moving):
    desk, old, file = moving
    (tmp_path / "new").mkdir()
    care.restore(Settings(str(tmp_path / "new" / "office.sqlite")), file)
    with running(tmp_path / "new", MACHINE) as new, Way(new.door.url) as way:
        assert new.office.id == old.office.id
        with pytest.raises(NeedsMore, match="--moved"):  # it does not say where it is, so nobody can know
            at_office(desk, way, None)
        new.office.settings = replace(new.office.settings, carrying=Carrying(address=new.door.url))
        with Way(new.door.url) as again:
            known, _ = at_office(desk, again, None)
        assert known.url == new.door.url


def test_another_office_cannot_take_the_place_of_one_that_moved(tmp_path, moving):
    desk, old, _ = moving
    with running(tmp_path / "other", Replay("another office")) as other:
        until = MACHINE.now() + dt.timedelta(days=1)
        liar = other.office.keys.card("Alder Bridge Post Room", "", other.door.url, until)
        claims = [replace(liar, id=old.office.id), replace(old.door.card, at=other.door.url)]
        for card in claims:
            with Way(other.door.url) as way:
                way._card = card
                with pytest.raises(Refused, match=r"cannot prove it|post\.example\.org"):
                    at_office(desk, way, None)
    with desk.drawer.transaction() as tx:
        assert offices(tx)[old.office.id].url == "https://post.example.org"


def test_the_last_word_of_an_office_tells_a_desk_where_it_went(tmp_path, moving):
    desk, old, _ = moving
    out = tmp_path / "last-word"
    until = MACHINE.now() + dt.timedelta(days=30)
    leaving.moved(Settings(str(tmp_path / "old" / "office.sqlite")), "https://new.example.org", out, until)
    card = OfficeCard.from_bytes(out.read_bytes())
    assert (card.id, card.moved) == (old.office.id, True)
    with desk.drawer.transaction() as tx:
        known = offices(tx)[old.office.id]
    with Way(old.door.url) as way:
        way._card = card
        for ask in (lambda: counter_of(way, known), lambda: at_office(desk, way, None)):
            with pytest.raises(NeedsMore, match=r"https://new\.example\.org"):
                ask()


def test_an_old_word_of_a_move_is_said_to_be_old_and_one_of_others_to_be_theirs(tmp_path, moving):
    desk, old, _ = moving
    settings = Settings(str(tmp_path / "old" / "office.sqlite"))
    leaving.moved(settings, "https://new.example.org", tmp_path / "word", MACHINE.now() - dt.timedelta(days=1))
    card = OfficeCard.from_bytes((tmp_path / "word").read_bytes())
    with Way(old.door.url) as way:
        way._card = card
        with pytest.raises(NeedsMore, match="old word"):
            at_office(desk, way, None)
        # Who has the old word and not the key cannot make it young again, nor lead elsewhere with it.
        for lie in (replace(card, until="2999-01-01T00:00:00Z"), replace(card, at="https://liar.example")):
            way._card = lie
            with pytest.raises(Refused, match="cannot prove"):
                at_office(desk, way, None)


def test_what_an_office_said_of_its_address_is_worth_nothing_to_whoever_has_that_address_later(tmp_path, moving):
    desk, _, file = moving
    (tmp_path / "new").mkdir()
    care.restore(Settings(str(tmp_path / "new" / "office.sqlite")), file)
    with running(tmp_path / "new") as new:
        past = MACHINE.now() - dt.timedelta(hours=1)
        with Way(new.door.url) as way:
            way._card = new.office.keys.card("Alder Bridge Post Room", "", new.door.url, past)
            with pytest.raises(NeedsMore, match="--moved"):
                at_office(desk, way, None)
