"""What an office shows a browser, and what it must never notice: the part of a link behind the `#`."""

from __future__ import annotations

import contextlib
import logging
import re

import pytest

from amends.envelope import to_json
from amends.office.settings import Limits, Pace
from amends.office.web.gate import cut
from tests.office_door import a_letter, everything, refusal, running

SECRET = "AGE-SECRET-KEY-1CANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARY"
PAGES = ["/", "/about", "/leaving", "/how-this-is-kept-closed", "/l/" + "ab" * 16]
TITLES = {"/": "Reading room"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    for name in ("room.js", "look.css", "offline.js", "offline.html", "room.es.js"):
        (folder / name).write_text(f"/* {name} */")
    (folder / "fonts").mkdir()
    (folder / "fonts" / "plain.0123abcd.woff2").write_bytes(b"wOF2")
    return folder


@pytest.fixture(scope="module")
def office(tmp_path_factory, built):
    with running(tmp_path_factory.mktemp("office"), built=built) as office:
        yield office


@pytest.fixture(scope="module")
def letter(office):
    letter = a_letter(key=b"words", key_kind="words")
    office.desk().deposit(letter)
    return letter


def mangled(letter_id):
    return [
        f"/l/{letter_id}%23{SECRET}", f"/l/{letter_id}/%23{SECRET}", f"/l/{letter_id}%2523{SECRET}",
        f"/l/{letter_id}?utm_source=mail%23{SECRET}", f"/l/{letter_id}%23{SECRET}.", f"/l/{letter_id})",
        f"/l/{letter_id}%3E", f"/l/{letter_id}/{SECRET}", f"/L/{letter_id}%23{SECRET}", f"/l/{SECRET}",
        f"/l/{letter_id}%0A{SECRET}", f"/l/{letter_id}%00{SECRET}", f"/l/{letter_id}%ff%23{SECRET}",
    ]  # fmt: skip


def test_a_mangled_link_is_answered_with_the_same_page(office, letter):
    page = office.door.http.get(f"/l/{letter.id}")
    assert page.status_code == 200
    for link in mangled(letter.id):
        answer = office.door.http.get(link)
        assert (answer.status_code, answer.content) == (200, page.content), link
    spanish = office.door.http.get(f"/es/l/{letter.id}")
    assert spanish.content == office.door.http.get(f"/l/{letter.id}", headers=SPANISH).content != page.content
    assert '<html lang="es"' in spanish.text
    assert office.door.http.get(f"/es{mangled(letter.id)[0]}").content == spanish.content


def test_nothing_of_a_link_reaches_a_log(office, letter, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    for link in (
        *mangled(letter.id),
        f"/es/l/{letter.id}%23{SECRET}",
        f"/about%23{SECRET}",
        f"/{SECRET}",
        f"/api/letters/{letter.id}%23{SECRET}",
    ):
        office.door.http.get(link, headers={"Referer": f"https://mail.example/{SECRET}", "User-Agent": SECRET})
        office.door.http.post(link, content=SECRET.encode())
    office.door.act(letter, "open")
    # The test's own client logs what it asks for; the office is everything else.
    told = "\n".join(line.getMessage() for line in caplog.records if not line.name.startswith(("httpx", "httpcore")))
    told += "".join(capfd.readouterr())
    assert "letter page 200" in told
    for canary in ("CANARY", letter.id, "127.0.0.1"):
        assert canary not in told


def test_an_office_that_breaks_logs_where_and_nothing_else(office, letter, caplog, monkeypatch):
    def broken(*_):
        raise RuntimeError(f"about {letter.id} {SECRET}")

    monkeypatch.setattr("amends.office.web.anybody.standing", broken)
    caplog.set_level(logging.DEBUG)
    answer = office.door.look(letter)
    assert (answer.status_code, answer.json()["error"]) == (500, "broken")
    assert answer.headers["Cache-Control"] == "no-store"
    told = "\n".join(
        line.getMessage() + str(line.exc_info or "") for line in caplog.records if "httpx" not in line.name
    )
    assert "RuntimeError at broken:" in told
    assert letter.id not in told
    assert "CANARY" not in told


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/l/0123#AGE-SECRET-KEY-1Q", "/l"), ("/l", "/l"), ("/L/x", "/l"), ("/look.css", "/look.css"),
        ("/about#x", "/about"), ("/about%23x", "/about"), ("/AGE-SECRET-KEY-1Q", "/"), ("#x", "/"),
        ("/api/letters/0123/acts/open#x", "/api/letters/0123/acts/open"), ("/es/l/0123%23AGE-SECRET-KEY-1Q", "/es/l"),
    ],
)  # fmt: skip
def test_what_is_cut(path, left):
    assert cut(path) == left


@pytest.mark.parametrize("page", [*PAGES, "/nowhere"])
def test_every_page_is_closed_to_everything_foreign(office, page):
    answer = office.door.http.get(page)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert (policy["require-trusted-types-for"], policy["trusted-types"]) == ("'script'", "'none'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    for name, value in (
        ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Robots-Tag", "noindex, nofollow"),
    ):  # fmt: skip
        assert answer.headers[name] == value
    for absent in ("Set-Cookie", "Server", "Access-Control-Allow-Origin", "ETag", "Last-Modified"):
        assert absent not in answer.headers


@pytest.mark.parametrize("page", [*PAGES, "/nowhere"])
def test_every_page_can_be_left_at_once_without_a_script(office, page):
    html = office.door.http.get(page).text
    body = html[html.index("<body>") :]
    assert re.search(r'<a class="exit__go" href="https://www.wikipedia.org/" rel="nofollow noreferrer"', body)
    assert body.index("exit__go") < body.index("<main")
    assert not re.search(r"<(style|form|iframe|img|object|embed|base)\b|\son\w+=|\sstyle=|javascript:", html)
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert "<title>Reading room</title>" in html
    outward = [link for link in re.findall(r'(?:href|src)="([^"]+)"', html) if not link.startswith(("/", "#"))]
    assert outward == ["https://www.wikipedia.org/"]


@pytest.mark.parametrize("page", [*PAGES, "/nowhere"])
def test_the_pages_speak_as_the_house_speaks(office, page):
    text = re.sub(r"<[^>]+>", " ", office.door.http.get(page).text).lower()
    never = (
        "brave", "courage", "journey", "healing", "closure", "gift", "finally", "simply", "please consider",
        "waiting for you", "are you sure", "victim", "forgive", "user", "message", "tracking", "!", "apology",
        "prison",
    )  # fmt: skip
    assert [word for word in never if re.search(rf"(?<![a-z]){re.escape(word)}", text)] == []


SPOKEN = ["/", "/about", "/leaving", "/how-this-is-kept-closed"]
SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


@pytest.mark.parametrize("page", SPOKEN)
def test_a_page_speaks_as_the_browser_asks_and_can_be_read_in_every_other_language(office, page):
    http = office.door.http
    first, spanish = http.get(page).text, http.get(page, headers=SPANISH).text
    assert '<html lang="en">' in first
    assert '<html lang="es">' in spanish
    there = re.search(r'<a href="([^"]+)" lang="es" hreflang="es" rel="noreferrer">Español</a>', first)
    assert there is not None
    assert http.get(there[1]).text == http.get(there[1], headers={"Accept-Language": "en"}).text == spanish
    # Whoever chose a language goes on in it.
    inward = set(re.findall(r'href="(/[a-z][^"]*)"', spanish[spanish.index("<main") :])) - {"/look.css"}
    assert {link for link in inward if not link.startswith(("/es/", "/en"))} == set()
    assert all(http.get(link).status_code == 200 for link in inward)


def test_where_nothing_is_the_page_says_so_in_the_readers_language_and_where_to_ask(office):
    for headers, language, said in (({}, "en", "There is nothing here"), (SPANISH, "es", "Aquí no hay nada")):
        answer = office.door.http.get("/nowhere", headers=headers)
        assert answer.status_code == 404
        assert said in answer.text
        assert f'href="/{language}/ask"' in answer.text
        assert office.door.http.get(f"/{language}/ask").status_code == 200


def test_the_page_behind_a_mail_changes_its_language_by_a_button_and_nothing_else(office):
    http, page = office.door.http, f"/mail/{'0' * 32}"
    before = everything(office.office)
    english = http.get(page).text
    assert '<button class="button button--quiet" name="language" value="es" lang="es">Español</button>' in english
    spanish = http.post(page, data={"language": "es"})
    assert spanish.text == http.get(page, headers=SPANISH).text
    assert "No más correos" in spanish.text
    assert everything(office.office) == before
    done = http.post(page, data={"language": "es", "wish": "stop"})
    assert "<h1>Hecho</h1>" in done.text
    assert refusal(http.post(page, data={"language": "tlh"})) == (422, "malformed")
    assert refusal(http.post(page, data={"language": "es", "wish": "mischief"})) == (422, "malformed")


def test_without_scripts_the_letters_page_says_what_can_be_done(office, letter):
    html = office.door.http.get(f"/l/{letter.id}").text
    inside = html[html.index("<noscript>") : html.index("</noscript>")]
    for said in ("Nothing happened by coming to this page", "amends open", "a file that opens by itself", "on paper"):
        assert said in inside
    assert "<summary>Español</summary>" in inside
    assert "un archivo que se abre solo" in inside


def test_the_rooms_script_is_served_with_the_digest_that_is_shown(office, built):
    from amends.office.web.pages import digest

    expected = digest((built / "room.js").read_bytes())
    assert f'<script src="/room.js" integrity="{expected}" defer>' in office.door.http.get("/l/x").text
    spanish = digest((built / "room.es.js").read_bytes())
    assert f'<script src="/room.es.js" integrity="{spanish}" defer>' in office.door.http.get("/es/l/x").text
    # The page escapes what HTML escapes; a plus is written as it is.
    assert expected in office.door.http.get("/how-this-is-kept-closed").text
    assert office.door.http.get("/room.js").headers["Content-Type"].startswith("text/javascript")
    assert office.door.http.get("/look.css").headers["Content-Type"].startswith("text/css")
    assert office.door.http.get("/offline.html").headers["Content-Type"].startswith("text/plain")


def test_an_office_without_its_room_built_says_so_and_works(tmp_path):
    with running(tmp_path, built=tmp_path / "nowhere") as office:
        html = office.door.http.get("/l/x").text
        assert "<script" not in html
        assert "<noscript" not in html
        assert "amends open" in html
        assert office.door.http.get("/room.js").status_code == 404


def test_only_hashed_names_are_kept_by_a_browser(office):
    answer = office.door.http.get("/fonts/plain.0123abcd.woff2")
    assert "immutable" in answer.headers["Cache-Control"]
    for path in ("/room.js", "/look.css", "/favicon.ico", "/robots.txt"):
        assert office.door.http.get(path).headers["Cache-Control"] == "no-store"


def test_the_icon_is_a_grey_square(office):
    from io import BytesIO

    from PIL import Image

    answer = office.door.http.get("/favicon.ico")
    image = Image.open(BytesIO(answer.content)).convert("RGB")
    assert {colour for _, colour in image.getcolors() or []} == {(0x8A, 0x8A, 0x8A)}


def test_head_is_get_without_a_body(office, letter):
    for path in (*PAGES, "/api/office", f"/api/letters/{letter.id}", f"/api/letters/{letter.id}/front", "/nowhere"):
        get, head = office.door.http.get(path), office.door.http.head(path)
        assert head.status_code == get.status_code
        assert head.content == b""
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_nothing_but_get_head_and_post(office, letter, method):
    for path in ("/", f"/l/{letter.id}", f"/api/letters/{letter.id}", f"/api/letters/{letter.id}/acts/open"):
        answer = office.door.http.request(method, path, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 405
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_address_asked_the_wrong_way_says_so(office, letter):
    assert office.door.http.post("/about").status_code == 405
    assert refusal(office.door.http.get(f"/api/letters/{letter.id}/acts/open"))[0] == 405


def test_no_get_on_any_address_changes_anything(office, letter):
    """Link scanners, mail previews and virus scanners fetch everything they see."""
    from amends.wire import ACTS

    office.door.act(letter, "answer", b"sealed")
    before = everything(office.office)
    paths = [*PAGES, "/health", "/favicon.ico", "/robots.txt", "/room.js", "/look.css", "/api/office", "/api/nonces"]
    paths += [f"/api/letters/{letter.id}{part}" for part in ("", "/front", "/key", "/letter", "/acts")]
    paths += [f"/api/letters/{letter.id}/acts/{act}" for act in ACTS]
    paths += [f"/api/desk/{what}" for what in ("deposits", "withdraw", "letters", "news", f"uploads/{letter.id}/0/1")]
    paths += ["/api/writers", *mangled(letter.id)]
    for path in paths:
        for method in ("GET", "HEAD"):
            answer = office.door.http.request(method, path, headers={"Purpose": "prefetch"})
            assert letter.envelope.letter not in answer.content
    assert everything(office.office) == before


def test_hostile_requests_harm_nothing(office, letter):
    from amends.clock import Replay

    chance = Replay("hostile")
    before = everything(office.office)
    shapes = (
        lambda n: ("GET", f"/{n.hex()}", b""), lambda n: ("POST", f"/api/letters/{n[:16].hex()}/acts/open", n),
        lambda n: ("POST", "/api/nonces", n), lambda n: ("POST", "/api/desk/deposits", n),
        lambda n: ("POST", f"/api/letters/{letter.id}/acts/answer", n), lambda n: ("GET", f"/l/{n.hex()}", b""),
        lambda n: ("POST", f"/api/desk/uploads/{letter.id}/{n[0]}/{n[1]}", n), lambda n: ("POST", "/api/writers", n),
    )  # fmt: skip
    for number in range(2000):
        method, path, body = shapes[number % len(shapes)](chance.bytes(40))
        headers = {"Amends-Nonce": chance.bytes(44).hex(), "Amends-Signature": "A" * 86, "Amends-Key": "act"}
        answer = office.door.http.request(method, path, content=body, headers=headers)
        assert answer.status_code in (200, 403, 404, 409, 413, 422), (method, path)
        assert answer.status_code != 200 or path.startswith("/l/")
    assert everything(office.office) == before
    assert office.door.act(letter, "open").content == letter.envelope.letter


def test_one_visitor_cannot_ask_without_end(tmp_path):
    import datetime as dt

    limits = Limits(visitor=Pace(5, 1), letter=Pace(3, 1), loopback=Pace(5, 1))
    with running(tmp_path, limits=limits) as office:
        office.clock.at += dt.timedelta(minutes=1)
        answers = [office.door.http.get("/api/office") for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        assert refusal(answers[-1]) == (429, "limit")
        assert answers[-1].headers["Retry-After"] == "2"
        assert office.door.http.get("/l/x").status_code == 200
        office.clock.at += dt.timedelta(seconds=2)
        assert [office.door.http.get("/api/office").status_code for _ in range(3)] == [200, 200, 429]


def test_nobody_keeps_a_connection_busy_by_sending_nothing(tmp_path):
    import socket

    with running(tmp_path, limits=Limits(body_idle_seconds=0.3)) as office:
        host, port = office.door.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=180) as line:
            line.sendall(b"POST /api/nonces HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{")
            assert b" 422 " in line.recv(4096)
        assert office.door.http.get("/health").text == "ok"


def test_nobody_holds_a_turn_for_ever_by_sending_a_little_now_and_then(tmp_path):
    import socket

    with running(tmp_path, limits=Limits(body_idle_seconds=0.5, body_bytes_a_second=1000)) as office:
        host, port = office.door.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=0.1) as line:
            line.sendall(b"POST /api/nonces HTTP/1.1\r\nHost: x\r\nContent-Length: 250\r\n\r\n")
            answer = b""
            for _ in range(200):
                line.sendall(b" ")
                with contextlib.suppress(TimeoutError):
                    answer = line.recv(4096)
                    break
            line.settimeout(180)
            assert b" 422 " in (answer or line.recv(4096))
        assert office.door.http.get("/health").text == "ok"


def test_what_the_office_knows_of_the_names_of_writers_is_closed(tmp_path):
    with running(tmp_path) as office:
        desk = office.desk()
        letter = a_letter()
        desk.deposit(letter)
        office.door.act(letter, "keep", to_json({"amends": 1, "keep_key": letter.key.public}))
        files = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        assert b"Tomas Reed" not in files
        (row,) = everything(office.office)["writers"]
        assert office.office.keys.open(row[2], "writers.name") == "Tomas Reed"
        for path in tmp_path.iterdir():
            assert path.stat().st_mode & 0o077 == 0 or path.suffix == ".lock", path
