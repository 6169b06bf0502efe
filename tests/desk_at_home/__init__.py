"""A small desk with real letters, answers and pages in it, for tests of the desk's pages."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import uvicorn
from PIL import Image, ImageDraw

from amends.clock import MACHINE
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import out_tray, owed, seals, ways, writing
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.drawer.place import Place
from amends.desk.drawer.settings import setting
from amends.desk.journey.letters import write
from amends.desk.journey.opening import Desk, make_desk, open_desk
from amends.desk.journey.people import take_in_people, take_in_roll, take_stance
from amends.desk.journey.posting import post_to_folder
from amends.desk.journey.scanning import scan
from amends.desk.letters.plain import words_of_text
from amends.desk.people.files import Source
from amends.desk.seal.age import Secret
from amends.desk.seal.headers import ReplyHeader
from amends.desk.seal.sealing import seal_reply
from amends.desk.web.app import application
from amends.desk.web.front import Front
from amends.desk.web.sitting import Sitting
from amends.wire import AnswerFile, Told
from tests.paper_that_came import hand

HOST = "127.0.0.1:4711"
HOME = f"http://{HOST}"
PASSPHRASE = "rosemary by the north gate"
PEOPLE = """\
Name,Family Name,E-mail 1 - Value,Notes
Ana Duarte,Duarte,ana@alder.example,
Joan Whitfield,Whitfield,joan@alder.example,The bridge
Desmond Obi,Obi,,The hall on Thursdays
Ruth Amsel,Amsel,,
Piet van Aalst,van Aalst,,
"""
ROLL = "Joan Whitfield\nOld Mr Teague\nLeila Haddad\n"
LETTERS = {
    "Ana Duarte": "Dear Ana,\n\nI sold the boat without asking you. It was yours too.\n\nTomas\n",
    "Ruth Amsel": "Dear Ruth,\n\nI told your brother. That was *wrong*.\n\n> Not a word to anyone.\n\nTomas\n",
}
DRAFT = "Dear Desmond,\n\nI am sorry if I let you down last winter. I hope you can forgive me.\n\nTomas\n"


@dataclass(frozen=True)
class Home:
    """A desk that stands somewhere: its folder, ids of its letters by name, of what lies in its mailbag, and
    of somebody to whom nothing is written."""

    place: Place
    letters: dict[str, str]
    answers: tuple[str, ...]
    page: str
    person: str

    def at_desk(self):
        return open_desk(self.place, PASSPHRASE, MACHINE, patience=120)

    def carried_to(self, root: Path) -> Home:
        """The same desk in another folder, for a test that changes it."""
        shutil.copytree(self.place.root, root / "desk")
        return replace(self, place=Place(root / "desk"))


def furnish(root: Path) -> Home:
    """Makes a desk in `root` with five people, three letters, two answers and a page that nobody has placed."""
    place = Place(root / "desk")
    make_desk(place, "Tomas Reed", PASSPHRASE, MACHINE, work_factor=10)
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        take_in_people(desk, [Source("alder.csv", PEOPLE.encode())])
        take_in_roll(desk, Source("Alder Bridge.txt", ROLL.encode()))
        take_stance(desk, "Piet van Aalst", list_kept.Standing("deferred", "after the hearing"))
        letters = {name: write(desk, name, text).letter for name, text in LETTERS.items()}
        post_to_folder(desk, root / "out")
        letters["Desmond Obi"] = write(desk, "Desmond Obi", DRAFT, hold=True).letter
        _answer(desk, letters["Ruth Amsel"], "I read it by the stove. <b>Twice</b>.", "Ruth")
        _answer(desk, letters["Ana Duarte"], "It was only a boat.", "")
        scan(desk, [Source("page.png", _page())])
        with desk.drawer.transaction() as tx:
            replies_kept.put_told(tx, Told(letters["Ana Duarte"], received=True), desk.now)
            every = replies_kept.replies(tx)
            (joan,) = (person.id for person in list_kept.everybody(tx) if person.name == "Joan Whitfield")
    placed = {one.letter: one.id for one in every}
    answers = tuple(placed[letters[name]] for name in ("Ruth Amsel", "Ana Duarte"))
    return Home(place, letters, answers, placed[""], joan)


@contextmanager
def served(place: Place) -> Iterator[str]:
    """The desk's pages over a real socket, from a thread of this program: the link that opens them. It is locked."""
    sitting, hosts = Sitting(place, MACHINE), set[str]()
    front = Front(sitting, lambda: frozenset(hosts))
    server = uvicorn.Server(
        uvicorn.Config(front, port=0, access_log=False, log_config=None, log_level="critical", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the desk did not start"
        thread.join(0.01)
    hosts.add(f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
    try:
        yield f"http://{min(hosts)}/enter/{sitting.token}"
    finally:
        server.should_exit = True
        thread.join(180)
        sitting.close()


def picture_of_the_drawer(home: Home) -> tuple[object, ...]:
    """Everything a page could have changed, to be compared before and after."""
    with home.at_desk() as desk, desk.drawer.transaction() as tx:
        letters = letters_kept.letters_in(tx)
        drafts = [letters_kept.drafts_of(tx, one.letter.id) for one in letters]
        return (
            letters,
            drafts,
            replies_kept.replies(tx),
            list_kept.everybody(tx),
            list_kept.standings(tx),
            owed.amends_of(tx),
            owed.promises(tx),
            [writing.under_hand(tx, about) for about in sorted(writing.not_kept(tx))],
            setting(tx, "shortcuts"),
            [setting(tx, f"posting {name}") for name in ("told", "delay", "stopped", "way")],
            out_tray.tray(tx),
            ways.postings(tx),
        )


def _answer(desk: Desk, letter: str, text: str, name: str) -> None:
    with desk.drawer.transaction() as tx:
        reply = Secret.read(seals.keys_of(tx, [letter])[letter].reply).recipient
    header = ReplyHeader(letter, "2026-11-21", words_of_text(f"Dear Tomas,\n\n{text}"), name, "one")
    closed = AnswerFile(letter, seal_reply(header, reply)).to_bytes()
    done = scan(desk, [Source(f"{letter}.amends", closed)])
    assert done.placed == 1, done


def _page() -> bytes:
    sheet = Image.new("RGB", (600, 800), "#e8e0cf")
    words = "Dear Tomas,\n\nthe dog is well, and so\nam I. Nobody has asked\nfor the ladder.\n\nPiet"
    ImageDraw.Draw(sheet).multiline_text((60, 110), words, "#223355", hand("edith", 9), spacing=22)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


BRINGING_IN = frozenset({"/import", "/hands/own", "/office"})
"""Where a form brings files, and so is written in another way."""


class Browser:
    """As much of a browser as the door can see: one cookie jar, and the headers that a page's own form sends."""

    def __init__(self, sitting):
        self.app = application(sitting, lambda: frozenset({HOST}))
        self.cookies = httpx.Cookies()

    def ask(self, method, path, *, data=None, files=None, **headers):
        async def once():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=HOME, cookies=self.cookies) as client:
                brought = (
                    {"files": ("brought.in", b"anything")} if data is not None and path in BRINGING_IN else files
                )
                answer = await client.request(method, path, data=data, files=brought, headers=headers)
                self.cookies = client.cookies
                return answer

        return asyncio.run(once())

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, data=None, **headers):
        return self.ask("POST", path, data=data or {}, **{"Origin": HOME, **headers})

    def bring(self, path, name, content, **said):
        return self.ask("POST", path, data=said, files={"file": (name, content)}, Origin=HOME)

    def token(self, path="/"):
        return re.search(r'name="ours" value="([^"]+)"', self.get(path).text)[1]
