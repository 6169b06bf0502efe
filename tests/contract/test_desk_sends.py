"""Sending from the desk's pages: what is asked before, what is looked at, what goes, and what is taken back."""

import asyncio
import re

import httpx
import pytest

from amends.clock import MACHINE
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import ways
from amends.desk.journey import out_tray
from amends.desk.journey.letters import write
from amends.desk.journey.posting import FOLDER
from amends.desk.web.asking import LANGUAGE_COOKIE
from amends.desk.web.sitting import Sitting
from tests.desk_at_home import HOME, PASSPHRASE, Browser

OUT = "carried by hand"


@pytest.fixture
def home(furnished, tmp_path):
    one = furnished.carried_to(tmp_path)
    with one.at_desk() as desk:
        write(desk, "Joan Whitfield", "Dear Joan,\n\nThe bridge was mine to mend.\n\nTomas\n")
    return one


@pytest.fixture
def sitting(home):
    one = Sitting(home.place, MACHINE)
    one.carrying.wake = lambda *, now=False: None  # these tests say themselves when the tray is looked into
    yield one
    one.close()


@pytest.fixture
def inside(sitting):
    sitting.unlock_now(PASSPHRASE)
    browser = Browser(sitting)
    assert browser.post("/enter", {"token": sitting.token}).status_code == 303
    return browser


def do(inside, path, **said):
    return inside.post(path, {"ours": inside.token(), **said})


def answer_everything(inside, home):
    assert do(inside, "/sending/told").status_code == 303
    assert do(inside, "/sending/gate", **{f"injury-{home.person}": "no"}).status_code == 303
    folder = str(home.place.root.parent / OUT)
    said = do(inside, "/sending/way", place="folder", folder=folder, road="link", delay="10")
    assert said.headers["location"] == "/sending/look"


def seen_at(inside):
    return re.search(r'name="seen" value="([0-9a-f]+)"', inside.get("/sending/look").text)[1]


def states(home):
    with home.at_desk() as desk, desk.drawer.transaction() as tx:
        return {one.letter.id: one.state for one in letters_kept.letters_in(tx)}


def test_nothing_can_be_looked_at_or_posted_before_the_gate_is_answered(home, inside):
    page = inside.get("/sending").text
    assert "1 letter is ready, and a question is open." in page
    assert "Could a letter injure Joan Whitfield, or anybody else?" in page
    do(inside, "/sending/told")
    do(inside, "/sending/way", place="folder", folder=str(home.place.root.parent / OUT))
    assert "No letter is ready to go." in inside.get("/sending/look").text
    assert do(inside, "/sending/post", seen="").status_code in (303, 409)
    assert "posted" not in {state for id_, state in states(home).items() if id_ not in home.letters.values()}
    do(inside, "/sending/gate", **{f"injury-{home.person}": "unsure"})
    assert "might injure somebody" in inside.get("/sending").text


def test_what_a_seal_means_is_said_once_and_before_anything_goes(home, inside):
    assert "A signed letter is evidence." in inside.get("/sending").text
    do(inside, "/sending/gate", **{f"injury-{home.person}": "no"})
    with home.at_desk() as desk:
        out_tray.choose_way(desk, out_tray.Way(FOLDER + str(home.place.root.parent / OUT)))
    refused = do(inside, "/sending/post")
    assert refused.status_code == 409
    assert "What a seal means you have not been told yet." in refused.text
    do(inside, "/sending/told")
    assert "I have read this" not in inside.get("/sending").text


def test_a_last_look_shows_every_page_and_envelope_and_what_it_showed_is_what_goes(home, inside, sitting):
    answer_everything(inside, home)
    page = inside.get("/sending/look").text
    pictures = re.findall(r'<img [^>]*src="(/letters/[^"]+)"', page)
    assert [one.split("/")[3] for one in pictures] == ["cover", "sheet"]
    for one in pictures:
        got = inside.get(one)
        assert (got.status_code, got.headers["content-type"]) == (200, "image/svg+xml")
    seen = seen_at(inside)
    with home.at_desk() as desk:
        write(desk, "Joan Whitfield", "Dear Joan,\n\nOther words.\n\nTomas\n")
    refused = do(inside, "/sending/post", seen=seen)
    assert (refused.status_code, "changed since you looked" in refused.text) == (409, True)
    assert do(inside, "/sending/post", seen=seen_at(inside)).status_code == 303
    assert "It goes on" in inside.get("/sending").text
    assert do(inside, "/sending/undo").status_code == 303
    assert "1 letter is ready to go." in inside.get("/sending").text


def test_it_goes_when_its_time_has_come_and_its_link_can_be_handed_on_and_taken_back(home, inside, sitting):
    answer_everything(inside, home)
    with home.at_desk() as desk:
        out_tray.choose_delay(desk, 0)
    assert do(inside, "/sending/post", seen=seen_at(inside)).status_code == 303
    asyncio.run(sitting.carrying.carry())
    assert sitting.carrying.seen().posted == 1
    assert "1 letter was handed over." in inside.get("/sending/now").text
    (letter,) = (id_ for id_, state in states(home).items() if state == "posted" and id_ not in home.letters.values())
    page = inside.get(f"/letters/{letter}/link").text
    assert "AGE-SECRET-KEY-1" in page
    assert "Joan Whitfield" in page
    fresh = do(inside, f"/letters/{letter}/relink").headers["location"]
    assert fresh != f"/letters/{letter}/link"
    assert states(home)[letter] == "withdrawn"
    again = fresh.split("/")[2]
    assert do(inside, f"/letters/{again}/withdraw").status_code == 303
    assert inside.get(fresh).status_code == 404
    assert states(home)[again] == "withdrawn"


def test_why_letters_stay_is_said_in_spanish_on_a_spanish_page(home, inside, sitting):
    answer_everything(inside, home)
    with home.at_desk() as desk:
        out_tray.choose_delay(desk, 0)
        write(desk, "Piet van Aalst", "Dear Piet,\n\nThe hall was mine to sweep.\n\nTomas\n")
    assert do(inside, "/sending/post", seen=seen_at(inside)).status_code == 303
    with home.at_desk() as desk:
        write(desk, "Joan Whitfield", "Dear Joan,\n\nOther words.\n\nTomas\n")
    asyncio.run(sitting.carrying.carry())
    inside.cookies.set(LANGUAGE_COOKIE, "es")
    page = inside.get("/sending").text
    assert "No está como cuando la miró por última vez." in page, "what was kept in the tray"
    assert "Piet van Aalst espera hasta: after the hearing. Para cambiarlo" in page
    for english in ("Look at it once more", "waits until", "To change that", "is not as it was"):
        assert english not in page


def test_a_stopped_tray_carries_nothing(home, inside, sitting):
    answer_everything(inside, home)
    with home.at_desk() as desk:
        out_tray.choose_delay(desk, 0)
    do(inside, "/sending/post", seen=seen_at(inside))
    do(inside, "/sending/stop", do="stop")
    asyncio.run(sitting.carrying.carry())
    assert sitting.carrying.seen().posted == 0
    assert "You have stopped it." in inside.get("/sending").text
    do(inside, "/sending/stop", do="go on")
    asyncio.run(sitting.carrying.carry())
    assert sitting.carrying.seen().posted == 1


def test_letters_can_go_without_a_signature_one_by_one(home, inside):
    letter = next(id_ for id_, state in states(home).items() if state == "ready")
    assert "goes with your signature" in inside.get(f"/letters/{letter}").text
    do(inside, f"/letters/{letter}/sign", sign="no")
    assert "goes without your signature" in inside.get(f"/letters/{letter}").text
    posted = home.letters["Ana Duarte"]
    assert do(inside, f"/letters/{posted}/sign", sign="no").status_code == 409


def test_a_print_run_is_fetched_file_by_file_and_gone_when_the_desk_is_locked(home, inside, sitting):
    answer_everything(inside, home)
    said = do(inside, "/sending/print", which="all").text
    assert "3 letters are set." in said
    got = inside.get("/sending/print/letters.pdf")
    assert got.content.startswith(b"%PDF")
    assert "attachment" in got.headers["content-disposition"]
    assert inside.get("/sending/print/run.csv").text.count("\n") >= 4
    assert inside.get("/sending/print/drawer.db").status_code == 404
    folder = sitting.printing._folder
    assert folder
    assert folder.is_dir()
    do(inside, "/lock")
    assert inside.get("/sending/print/letters.pdf").status_code == 403
    asyncio.run(sitting._in_order(lambda: None))  # behind whatever the lock has put away
    assert not folder.exists()


def test_a_damaged_invitation_and_none_at_all_change_nothing(home, inside):
    for text in ("", "{not an invitation}"):
        body = f'--x\r\ncontent-disposition: form-data; name="ours"\r\n\r\n{inside.token()}\r\n'
        body += f'--x\r\ncontent-disposition: form-data; name="text"\r\n\r\n{text}\r\n--x--\r\n'

        async def once(body=body):
            transport = httpx.ASGITransport(inside.app)
            async with httpx.AsyncClient(transport=transport, base_url=HOME, cookies=inside.cookies) as client:
                headers = {"Origin": HOME, "content-type": "multipart/form-data; boundary=x"}
                return await client.post("/office", content=body.encode(), headers=headers)

        assert asyncio.run(once()).status_code == 409
    with home.at_desk() as desk, desk.drawer.transaction() as tx:
        assert ways.offices(tx) == {}
