"""A first visit: no desk is there yet, and the page makes one; and the pages in the reader's language."""

import asyncio
import re

import httpx
import pytest

from amends.clock import Replay
from amends.desk.drawer.place import Place, find_or_choose, own_folder
from amends.desk.journey import keeping, recovery
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.web.app import application
from amends.desk.web.sitting import Sitting
from tests.desk_at_home import Browser

HOST = "127.0.0.1:4711"
HOME = f"http://{HOST}"
WORDS = "the long way round the pond"


@pytest.fixture
def sitting(tmp_path):
    one = Sitting(Place(tmp_path / "desk"), Replay())
    yield one
    one.close()


@pytest.fixture
def ask(sitting):
    app, cookies = application(sitting, lambda: frozenset({HOST})), httpx.Cookies()

    def asked(method, path, data=None, **headers):
        async def once():
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url=HOME, cookies=cookies) as client:
                answer = await client.request(method, path, data=data, headers={"Origin": HOME, **headers})
                cookies.update(client.cookies)
                return answer

        return asyncio.run(once())

    return asked


def test_a_first_visit_makes_the_desk_and_sits_down_at_it(sitting, ask):
    page = ask("GET", f"/enter/{sitting.token}")
    assert "A desk of your own" in page.text
    assert str(sitting.root) in page.text
    assert not sitting.has_desk(), "looking makes nothing"
    said = {"token": sitting.token, "writer": "Tomas Reed", "passphrase": WORDS, "again": WORDS}
    for wrong in (
        {"writer": " "}, {"passphrase": "short", "again": "short"}, {"again": "another one altogether"},
    ):  # fmt: skip
        answer = ask("POST", "/begin", said | wrong)
        assert answer.status_code == 409
        assert "No desk was made" in answer.text
        assert WORDS not in answer.text
        assert not sitting.has_desk()
    assert ask("POST", "/begin", said | {"token": "x" * 43}).status_code == 403
    assert not sitting.has_desk()
    made = ask("POST", "/begin", said)
    assert (made.status_code, made.headers["location"]) == (303, "/keys/print")
    assert sitting.has_desk()
    sheet = ask("GET", "/keys/print").text
    assert "Recovery sheet" in sheet
    assert len(re.findall(r'<li translate="no"', sheet)) == 10
    assert "Nobody is on the list yet" in ask("GET", "/").text
    assert ask("POST", "/begin", said).status_code == 409, "a desk that is there is never made anew"


def test_the_folder_is_the_one_that_was_named_or_the_writers_own(tmp_path):
    assert find_or_choose(str(tmp_path / "x"), tmp_path).root == tmp_path / "x"
    assert own_folder().name == "desk"


def test_pages_speak_as_the_browser_asks_and_the_switch_outweighs_it(sitting, ask):
    address = f"/enter/{sitting.token}"
    page = ask("GET", address, **{"Accept-Language": "es-MX,en;q=0.5"})
    assert '<html lang="es">' in page.text
    assert "Un escritorio propio" in page.text
    assert page.headers["content-language"] == "es"
    assert 'lang="en"' in ask("GET", address).text
    assert ask("POST", "/language", {"language": "es", "go": address}).headers["location"] == address
    assert "Un escritorio propio" in ask("GET", address).text
    assert ask("POST", "/language", {"language": "xx", "go": "//evil.example"}).headers["location"] == "/"
    assert "Un escritorio propio" in ask("GET", address).text
    wrong = ask("POST", "/begin", {"token": sitting.token, "writer": "T", "passphrase": "x", "again": "x"})
    assert re.search("demasiado corta", wrong.text)


# ── on another machine ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def lost(tmp_path):
    """A backup of a desk whose machine is lost, the words of its sheet, and two of three parts of its key."""
    place, clock = Place(tmp_path / "lost"), Replay("lost")
    make_desk(place, "Tomas Reed", WORDS, clock)
    with open_desk(place, WORDS, clock) as desk:
        words = recovery.draw_sheet(desk, WORDS)
        sheets = recovery.share_key(desk, WORDS, (("Ana", "Ruth", "Piet"), 2), "en").sheets
        keeping.back_up(desk, tmp_path / "backup.zip")
    parts = [" ".join(next(piece.words for piece in sheet.pieces if piece.words)) for sheet in sheets]
    return (tmp_path / "backup.zip").read_bytes(), words, parts[1:]


def test_a_desk_comes_back_from_its_backup_and_opens_by_its_sheet_or_by_parts_of_its_key(sitting, lost):
    backup, words, parts = lost
    browser, token = Browser(sitting), sitting.token
    for name, data in (("photo.png", b"\x89PNG"), ("backup.zip", backup[:-100])):
        answer = browser.bring("/begin/backup", name, data, token=token)
        assert answer.status_code == 409
        assert f"{name} is no backup of a desk, or is damaged." in answer.text
        assert not sitting.root.exists(), "a file that is none leaves nothing"
    assert browser.bring("/begin/backup", "backup.zip", backup, token="x" * 43).status_code == 403
    assert browser.bring("/begin/backup", "backup.zip", backup, token=token).headers["location"] == f"/enter/{token}"
    assert not list(sitting.root.glob("*.part"))
    assert "ten words" in browser.get(f"/enter/{token}").text
    assert browser.bring("/begin/backup", "backup.zip", backup, token=token).status_code == 409, "never over a desk"

    new = {"token": token, "new": "thyme by the south wall", "again": "thyme by the south wall"}
    for said, wrong in (
        ({"words": "alder " * 10}, "These words do not open this desk."),
        ({"words": words, "again": "another"}, "The two passphrases differ."),
        ({"words": words, "token": "x" * 43}, ""),
        ({"parts": parts[0]}, "2 parts are needed, and there are 1."),
    ):
        answer = browser.post("/recover", new | said)
        assert answer.status_code == 403
        assert wrong in answer.text
        assert browser.post("/enter", {"token": token, "passphrase": new["new"]}).status_code == 403
    assert browser.post("/recover", new | {"words": words}).headers["location"] == "/"
    assert "Nobody is on the list yet" in browser.get("/").text

    browser.post("/lock", {"ours": browser.token()})
    given = {"ours": browser.token(), "parts": "\n".join(parts), "new": WORDS, "again": WORDS}
    assert browser.post("/recover", given | {"ours": "x"}).status_code == 403
    assert browser.post("/recover", given).status_code == 303
    assert "Nobody is on the list yet" in browser.get("/").text


def test_a_desk_without_any_way_back_says_so(sitting):
    make_desk(Place(sitting.root), "Tomas Reed", WORDS, Replay())
    assert "Without the passphrase nobody can open it." in Browser(sitting).get(f"/enter/{sitting.token}").text
