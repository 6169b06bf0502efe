"""Who may come in at the desk's door, and what nobody can do from outside."""

import re

import pytest

from amends.clock import Replay
from amends.desk.web.app import COOKIE
from amends.desk.web.serving import serve_desk
from amends.desk.web.sitting import Sitting
from amends.errors import Locked, WrongUsage
from tests.desk_at_home import HOME, HOST, PASSPHRASE, Browser, picture_of_the_drawer


class Walking(Replay):
    """A clock whose hand can be moved, so that time passes without anybody waiting for it."""

    walked = 0.0

    def monotonic(self):
        return self.walked


@pytest.fixture(scope="module")
def home(furnished, tmp_path_factory):
    return furnished.carried_to(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def clock():
    return Walking()


@pytest.fixture
def sitting(home, clock):
    one = Sitting(home.place, clock)
    yield one
    one.close()


@pytest.fixture
def outside(sitting):
    """A browser that has not come in, at a desk that is open."""
    sitting.unlock_now(PASSPHRASE)
    return Browser(sitting)


@pytest.fixture
def inside(sitting, outside):
    """A browser in which the writer sits at the desk."""
    assert outside.post("/enter", {"token": sitting.token}).status_code == 303
    return outside


def addresses(home):
    letter = home.letters["Desmond Obi"]
    return [
        "/", "/?search=x&state=draft", "/sending", "/mailbag", f"/letters/{letter}", f"/letters/{letter}/write",
        "/import", "/twins", "/changes", "/promises", "/roll", f"/people/{home.person}",
        f"/people/{home.person}/edit", f"/people/{home.person}/write", f"/letters/{letter}/drafts", "/shortcuts",
        f"/letters/{letter}/page/1", f"/letters/{letter}/look/1", f"/mailbag/{home.answers[0]}", "/hand.woff2",
        "/hands", "/hands.css", "/hands/0/font.woff2", "/hands/sheet.pdf",
        "/sending/now", "/sending/look", "/links", "/office",
        f"/letters/{letter}/sheet/1", f"/letters/{letter}/cover/1", f"/letters/{home.letters['Ana Duarte']}/link",
        f"/letters/{home.letters['Ana Duarte']}/code",
    ]  # fmt: skip


def acts(home):
    letter = home.letters["Desmond Obi"]
    return {
        f"/letters/{letter}/write": {"text": "Dear Desmond,\n\nOther words.\n"},
        f"/letters/{letter}/page": {"text": "Dear Desmond,\n\nOther words.\n", "begin": "1"},
        f"/letters/{letter}/beside": {"text": "Dear Desmond,\n\nOther words.\n"},
        f"/people/{home.person}/beside": {"text": "Dear Joan,\n\nOther words.\n"},
        f"/letters/{letter}/drafts/1": {},
        "/shortcuts": {"name": "the hall", "says": "the hall in Mill Street"},
        f"/mailbag/{home.answers[0]}/open": {},
        f"/mailbag/{home.page}/join": {"first": home.answers[0]},
        f"/mailbag/{home.page}/apart": {},
        "/lock": {},
        "/search": {"q": "Joan"},
        "/people": {"name": "Somebody Else"},
        f"/people/{home.person}/amends": {"kind": "never"},
        f"/people/{home.person}/promises": {"what": "the book"},
        f"/people/{home.person}/circles": {"title": "the street"},
        f"/people/{home.person}/edit": {"name": "Another"},
        f"/people/{home.person}/remove": {},
        f"/letters/{letter}/read": {"reader": "Iwona"},
        "/twins": {"one": home.person, "other": home.person},
        "/changes/1/undo": {},
        "/hands": {"hand": "ruth"},
        "/hands/own": {"name": "mine"},
        "/import": {"as": "people"},
        "/office": {},
        "/sending/told": {},
        "/sending/gate": {f"injury-{home.person}": "no"},
        "/sending/way": {"place": "folder", "folder": str(home.place.root / "out"), "delay": "0"},
        "/sending/post": {},
        "/sending/undo": {},
        "/sending/stop": {"do": "stop"},
        "/sending/print": {"which": "all"},
        "/sending/print/stop": {},
        f"/letters/{letter}/sign": {"sign": "no"},
        f"/letters/{home.letters['Ana Duarte']}/withdraw": {},
        f"/letters/{home.letters['Ana Duarte']}/relink": {},
    }


def test_the_desk_shows_every_hand_with_a_line_of_its_writing(inside):
    page = inside.get("/hands")
    assert page.status_code == 200
    assert page.text.count("I am sorry.") >= 5
    assert "hand-0" in inside.get("/hands.css").text
    assert inside.get("/hands/1/font.woff2").content.startswith(b"wOF2")
    assert inside.get("/hands/99/font.woff2").status_code == 404
    assert inside.post("/hands", {"ours": inside.token("/hands"), "hand": "ruth"}).status_code == 303
    assert 'value="ruth"' not in inside.get("/hands").text


def test_without_the_link_nobody_sees_anything(home, outside):
    for path in addresses(home):
        answer = outside.get(path)
        assert answer.status_code == 403, path
        assert "Desmond" not in answer.text
        assert b"wOF2" not in answer.content


def test_looking_at_the_link_does_nothing(sitting, outside):
    for _ in range(3):
        page = outside.get(f"/enter/{sitting.token}")
        assert page.status_code == 200
        assert not outside.cookies
    assert outside.post("/enter", {"token": sitting.token}).status_code == 303


def test_the_cookie_cannot_be_read_or_sent_by_another_page(sitting, outside):
    made = outside.post("/enter", {"token": sitting.token}).headers["set-cookie"]
    assert made.startswith(f"{COOKIE}-4711="), "two desks on one machine do not take each other's place"
    assert "HttpOnly" in made
    assert "SameSite=strict" in made
    assert sitting.token not in made


@pytest.mark.parametrize("token", ["", "x", "../etc", "0" * 43])
def test_a_guessed_link_opens_nothing(outside, token):
    assert outside.get(f"/enter/{token or 'none'}").status_code in (403, 404)
    assert outside.post("/enter", {"token": token}).status_code == 403
    assert not outside.cookies


def test_the_link_alone_is_good_for_one_browser_and_then_asks_for_the_passphrase(home, sitting, inside):
    other = Browser(sitting)
    assert 'type="password"' in other.get(f"/enter/{sitting.token}").text
    assert other.post("/enter", {"token": sitting.token}).status_code == 403
    assert other.post("/enter", {"token": sitting.token, "passphrase": "wrong"}).status_code == 403
    assert inside.get("/").status_code == 200
    assert other.post("/enter", {"token": sitting.token, "passphrase": PASSPHRASE}).status_code == 303
    assert other.get("/").status_code == 200
    assert inside.get("/").status_code == 403, "one writer sits at one desk"


@pytest.mark.parametrize(
    "host", ["evil.example:4711", "127.0.0.1", "127.0.0.1:80", "evil.example", "127.0.0.1.evil.example:4711", ""]
)
def test_a_name_that_was_rebound_to_this_machine_is_refused(home, inside, host):
    for path in addresses(home):
        answer = inside.get(path, Host=host)
        assert answer.status_code == 421
        assert "Desmond" not in answer.text
    assert inside.post("/lock", {"ours": inside.token()}, Host=host, Origin=f"http://{host}").status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://{HOST}"},
        {"Origin": "http://localhost:4711"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_no_other_page_can_act_though_it_knows_the_form(home, inside, headers):
    before, token = picture_of_the_drawer(home), inside.token()
    for path, said in acts(home).items():
        assert inside.post(path, {**said, "ours": token}, **headers).status_code == 403
    assert picture_of_the_drawer(home) == before


@pytest.mark.parametrize("token", [None, "", "x" * 43])
def test_a_form_that_is_not_ours_does_nothing(home, inside, token):
    before = picture_of_the_drawer(home)
    for path, said in acts(home).items():
        data = said if token is None else {**said, "ours": token}
        assert inside.post(path, data).status_code == 403
    assert picture_of_the_drawer(home) == before
    assert inside.get("/").status_code == 200


def test_nothing_that_is_only_looked_at_changes_anything(home, inside):
    before = picture_of_the_drawer(home)
    for path in [*addresses(home), *acts(home), "/enter", "/unlock"]:
        inside.get(path)
        inside.ask("HEAD", path)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert inside.ask(method, "/lock", Origin=HOME).status_code == 405
    assert picture_of_the_drawer(home) == before
    assert inside.get("/").status_code == 200, "and it is still open"


def test_another_page_cannot_put_anything_of_the_desk_into_itself(inside):
    for mode in ("no-cors", "cors"):
        answer = inside.get("/look.css", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode})
        assert answer.status_code == 403


def test_every_answer_keeps_foreign_scripts_out_and_stays_out_of_every_store(home, inside):
    for path in [*addresses(home), "/look.css", "/desk.css", "/favicon.ico", "/nowhere", "/enter/x"]:
        headers = inside.get(path).headers
        assert headers["cache-control"] == "no-store", path
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'", path
        assert {policy[kind] for kind in ("script-src", "connect-src", "style-src", "img-src")} == {"'self'"}, path
        assert policy["trusted-types"] == "'none'", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
    for path in addresses(home)[:16]:
        page = inside.get(path).text
        assert re.findall("<script[^>]*>[^<]*", page) in ([], ['<script src="/desk.js" defer>'])
        assert " style=" not in page
        assert " on" + "click" not in page


def test_neither_titles_nor_addresses_hold_a_name(home, inside):
    """A browser keeps both on the disk, in the clear."""
    for path in addresses(home)[:16]:
        title = re.search("<title>(.*?)</title>", inside.get(path).text)[1]
        assert not re.search("Tomas|Desmond|Ana|Ruth|Joan|Piet", title)
    found = inside.post("/search", {"q": "Whitfield", "ours": inside.token()})
    assert found.status_code == 303
    assert "hitfield" not in found.headers["location"]
    page = inside.get(found.headers["location"]).text
    assert "Joan Whitfield</a>" in page
    assert "Ana Duarte</a>" not in page
    assert all("hitfield" not in address for address in re.findall(r'href="([^"]*)"', page))


def test_the_desk_locks_itself_and_no_word_is_lost(home, sitting, inside, clock):
    address, token = f"/letters/{home.letters['Desmond Obi']}/write", inside.token()
    clock.walked += 16 * 60
    page = inside.get("/")
    assert page.status_code == 403
    assert "The desk is locked" in page.text
    assert "Desmond" not in page.text
    said = {"text": "Dear Desmond,\n\nEleven times I did not come.\n", "ours": token}
    page = inside.post(address, said)
    assert page.status_code == 403
    assert "Eleven times I did not come." in page.text
    page = inside.post(address, {**said, "passphrase": "wrong"})
    assert "Eleven times I did not come." in page.text
    assert inside.post(address, {**said, "passphrase": PASSPHRASE}).status_code == 303
    assert "Eleven times I did not come." in inside.get(address).text


def test_whoever_locks_the_desk_needs_the_passphrase_again(home, inside):
    assert inside.post("/lock", {"ours": inside.token()}).status_code == 303
    page = inside.get("/mailbag")
    assert "The desk is locked" in page.text
    token = re.search(r'name="ours" value="([^"]+)"', page.text)[1]
    assert inside.get("/hand.woff2").status_code == 409
    assert inside.post("/unlock", {"ours": token, "passphrase": "wrong", "go": "/mailbag"}).status_code == 403
    for elsewhere in ("//evil.example/", "/\\evil.example", "https://evil.example/"):
        answer = inside.post("/unlock", {"ours": token, "passphrase": PASSPHRASE, "go": elsewhere})
        assert answer.headers["location"] == "/"
    assert inside.get("/mailbag").status_code == 200


def test_an_envelope_is_not_opened_by_looking_at_it(home, inside):
    closed = home.answers[1]
    assert "only a boat" not in inside.get(f"/mailbag/{closed}").text
    assert inside.get(f"/mailbag/{home.page}/page/1").status_code == 409
    assert "only a boat" not in inside.get("/mailbag").text
    assert inside.post(f"/mailbag/{closed}/open", {"ours": inside.token()}).status_code == 303
    assert "only a boat" in inside.get(f"/mailbag/{closed}").text


def test_the_command_line_works_at_the_desk_meanwhile(home, inside):
    assert inside.get("/").status_code == 200
    with home.at_desk() as desk:
        assert desk.writer == "Tomas Reed"
    assert inside.get("/").status_code == 200


def test_words_that_cannot_be_kept_come_back_to_their_writer(home, clock):
    sitting = Sitting(home.place, clock, patience=0.1)
    sitting.unlock_now(PASSPHRASE)
    inside = Browser(sitting)
    inside.post("/enter", {"token": sitting.token})
    token = inside.token()
    with home.at_desk():  # a long command is at work
        said = {"text": "Dear Desmond,\n\nTwice you sent them home.\n", "ours": token, "to": "Desmond Obi"}
        page = inside.post(f"/letters/{home.letters['Desmond Obi']}/write", said)
    assert page.status_code == 409
    assert "is open in another program" in page.text
    assert "Twice you sent them home." in page.text
    sitting.close()


def test_an_accident_tells_no_name_to_the_page_or_the_log(inside, monkeypatch, caplog):
    def stumble(*_):
        raise RuntimeError("Joan Whitfield")

    monkeypatch.setattr("amends.desk.web.everyone.listing.bring_up", stumble)
    page = inside.get("/")
    assert page.status_code == 500
    assert page.headers["cache-control"] == "no-store"
    assert "Joan" not in page.text
    assert "RuntimeError at" in caplog.text
    assert "Joan" not in caplog.text


def test_the_desk_is_served_to_this_machine_and_nobody_else(home):
    for host in ("0.0.0.0", "::", "192.0.2.1", "desk.example"):
        with pytest.raises(WrongUsage, match="this machine only"):
            serve_desk(home.place, host=host)
    with pytest.raises(Locked):
        serve_desk(home.place, "wrong")


def test_the_sheet_is_made_for_the_languages_that_are_chosen(inside):
    answer = inside.get("/hands/sheet.pdf?paper=letter&language=en&language=pl")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" in answer.headers["content-disposition"]
    english = inside.get("/hands/sheet.pdf?paper=letter&language=en").content
    assert answer.content.startswith(b"%PDF")
    assert answer.content != english
    assert "There is no sheet for the language" in inside.get("/hands/sheet.pdf?language=xx").text


@pytest.mark.parametrize(
    ("path", "said", "back"),
    [
        ("/keys/passphrase", {"old": "wrong", "new": "a b c d e f", "again": "a b c d e f"}, "/keys"),
        ("/sending/way", {"place": "folder", "folder": ""}, "/sending"),
    ],
)
def test_what_was_not_done_leads_back_to_where_it_was_asked_for(inside, path, said, back):
    answer = inside.post(path, {"ours": inside.token(), **said})
    assert answer.status_code == 409
    (lead,) = re.findall(r'<p><a href="([^"]+)">Back to', answer.text)
    assert lead == back


def test_the_beginning_of_a_letter_bears_no_marks_of_how_it_was_typed(home, inside):
    ruth = re.search(r'href="(/people/[0-9a-f]+)[^"]*"[^>]*>[^<]*Ruth Amsel', inside.get("/").text)[1]
    page = inside.get(ruth).text
    assert "That was wrong. Not a word to anyone." in page


def test_a_long_book_comes_in_by_the_page_and_one_that_is_too_long_is_refused_at_the_door(inside):
    book = b"Title: Nothing But the Sea\n\n" + b"The sea was there, and nothing but the sea. \n" * 60_000
    assert len(book) > 2.5 * 1024 * 1024
    assert inside.bring("/quotations", "sea.txt", book, ours=inside.token("/quotations")).status_code == 303
    assert "Nothing But the Sea" in inside.get("/quotations").text
    most = {"content-length": str(34 * 1024 * 1024)}
    assert inside.post("/quotations", **most).status_code == 413
    assert inside.post("/letters", **most).status_code == 413
