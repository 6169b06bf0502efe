"""A first visit: no desk is there yet, and the page makes one; and the pages in the reader's language."""

import asyncio
import re

import httpx
import pytest

from amends.clock import Replay
from amends.desk.drawer.place import Place, find_or_choose, own_folder
from amends.desk.web.app import application
from amends.desk.web.sitting import Sitting

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
