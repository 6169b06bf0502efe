"""What a desk or a reader makes of an office that answers with anything at all."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.drawer.ways import OfficeKnown, offices, put_office
from amends.desk.journey.enrolling import at_office, counter_of
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.post import way as the_way
from amends.desk.post.counter import Counter
from amends.desk.post.way import Way
from amends.desk.seal.keys import SigningKey
from amends.envelope import to_json
from amends.errors import AmendsError, OfficeUnreachable, Refused, Unsupported
from amends.wire import News, OfficeCard, WaitingReply

CARD = OfficeCard("0a" * 16, "Alder Bridge Post Room", "").to_bytes()
NONCES = to_json({"amends": 1, "nonces": ["A" * 59] * 16})
LETTER = "1b" * 16
LARGE = bytes(5 * 1024 * 1024)

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def answering(answer: Callable[[str], Answer]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """An office that answers each address as it likes; gives its own address, and the headers it was asked with."""
    asked: list[dict[str, str]] = []

    class Office(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append({name.lower(): value for name, value in self.headers.items()})
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):  # whoever asked may have heard enough
                self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Office)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def plainly(**bodies: bytes) -> Callable[[str], Answer]:
    """Answers with the body under the last part of the address; with card and nonces as an office does."""
    known = {"office": CARD, "nonces": NONCES, **bodies}
    return lambda path: (200, {}, known.get(path.rsplit("/", 1)[-1], b""))


def counter(way: Way) -> Counter:
    return Counter(way, SigningKey(bytes(32)))


def test_nothing_that_an_office_folds_is_unfolded():
    folded = gzip.compress(CARD)
    with (
        answering(lambda _: (200, {"Content-Encoding": "gzip"}, folded)) as (office, asked),
        Way(office) as way,
        pytest.raises(OfficeUnreachable),
    ):
        way.card()
    assert asked[0]["accept-encoding"] == "identity"


def test_an_answer_is_read_no_further_than_an_answer_may_go(monkeypatch):
    monkeypatch.setattr(the_way, "ANSWER_BYTES_MOST", 1024 * 1024)
    with answering(lambda _: (200, {}, LARGE)) as (office, _), Way(office) as way, pytest.raises(OfficeUnreachable):
        way.get("/api/office")


def test_an_office_that_calls_itself_by_anothers_id_does_not_take_its_place(tmp_path):
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", "rosemary", MACHINE, work_factor=10)
    known = OfficeKnown(
        "0a" * 16, "https://post.example.org", "Alder Bridge Post Room", bytes(32), "2026-11-22T12:00:00Z"
    )
    letters = to_json({"amends": 1, "letters": [], "more": False})
    with open_desk(place, "rosemary", MACHINE) as desk, answering(plainly(letters=letters)) as (office, asked):
        with desk.drawer.transaction() as tx:
            put_office(tx, known)
        with Way(office) as way, pytest.raises(Refused, match=r"post\.example\.org"):
            at_office(desk, way, None)
        assert not any("amends-signature" in headers for headers in asked)
        with desk.drawer.transaction() as tx:
            assert offices(tx) == {known.id: known}
        with Way(office) as way:  # it has moved there, and the writer says so
            at_office(desk, way, None, moved=True)
        with desk.drawer.transaction() as tx:
            assert offices(tx)[known.id].url == office
        with answering(plainly(letters=letters)) as (other_port, _), Way(other_port) as way:
            at_office(desk, way, None)  # on one machine a port is nobody's


def test_another_office_at_a_known_address_is_not_believed_about_letters_and_answers():
    gone = OfficeKnown("0b" * 16, "", "Alder Bridge Post Room", bytes(32), "2026-11-22T12:00:00Z")
    with answering(plainly()) as (address, asked), Way(address) as way:
        with pytest.raises(Refused, match="another office answers"):
            counter_of(way, replace(gone, url=address))
        assert not any("amends-signature" in headers for headers in asked)
        assert isinstance(counter_of(way, replace(gone, id=way.card().id)), Counter)


def test_nobody_is_sent_on_to_another_place():
    with (
        answering(lambda _: (302, {"Location": "http://127.0.0.1:9/"}, b"")) as (office, asked),
        Way(office) as way,
        pytest.raises(OfficeUnreachable),
    ):
        way.card()
    assert len(asked) == 1


@pytest.mark.parametrize("nonce", ["", "x", "A" * 40 + "\n", "A" * 40 + "\u00e9", 7])
def test_what_is_no_nonce_is_not_signed(nonce):
    nonces = to_json({"amends": 1, "nonces": [nonce]})
    with answering(plainly(nonces=nonces)) as (office, asked), Way(office) as way, pytest.raises(AmendsError):
        counter(way).news()
    assert not any("amends-signature" in headers for headers in asked)


def outcomes(*rows: Any) -> bytes:
    return to_json({"amends": 1, "outcomes": list(rows)})


@pytest.mark.parametrize(
    "answer",
    [
        outcomes({"id": "2c" * 16, "outcome": "refused", "reason": "another's"}),
        outcomes({"id": LETTER, "outcome": "eaten", "reason": ""}),
        outcomes(*[{"id": LETTER, "outcome": "deposited", "reason": ""}] * 2),
        outcomes(7),
        b"[]",
    ],
    ids=["another letter", "another outcome", "twice", "a number", "a list"],
)
def test_an_office_that_answers_about_something_else_is_not_believed(answer):
    with answering(plainly(deposits=answer)) as (office, _), Way(office) as way, pytest.raises(Unsupported):
        counter(way).deposit({LETTER: b"sealed"})


@pytest.mark.parametrize("received", [0, -5, 10**9, "half", None])
def test_an_office_that_never_has_the_next_piece_does_not_keep_a_desk_busy(received):
    answer = to_json({"amends": 1, "received": received})
    with answering(lambda path: plainly()(path) if "uploads" not in path else (200, {}, answer)) as (office, asked):
        with Way(office) as way, pytest.raises(Unsupported):
            counter(way).deposit({LETTER: LARGE})
        assert len(asked) < 40


def test_an_office_that_sends_a_desk_to_and_fro_does_not_keep_it_busy():
    turns = iter(range(10**6))

    def answer(path: str) -> Answer:
        if "uploads" not in path:
            return plainly()(path)
        here = next(turns) % 2 * 1024 * 1024
        return 409, {}, to_json({"amends": 1, "error": "offset", "message": "", "hint": "", "received": here})

    with answering(answer) as (office, asked):
        with Way(office) as way, pytest.raises(AmendsError):
            counter(way).deposit({LETTER: LARGE})
        assert len(asked) < 40


def a_page(ids: list[Any], *, more: bool) -> bytes:
    return to_json({"amends": 1, "letters": [{"id": id_, "withdrawn": False} for id_ in ids], "more": more})


@pytest.mark.parametrize(
    "page",
    [
        lambda turn: a_page([f"{turn:032x}"], more=True),
        lambda turn: a_page([], more=True),
        lambda turn: a_page([f"{at:032x}" for at in range(1, 501)], more=True),
        lambda turn: a_page([LETTER, LETTER], more=False),
        lambda turn: a_page([f"{turn * 500 + at:032x}" for at in range(500)], more=True),
        lambda turn: a_page(["../withdraw"], more=False),
        lambda turn: to_json({"amends": 1, "letters": 7, "more": True}),
    ],
    ids=["one at a time", "empty pages", "in circles", "twice", "without end", "no id", "no list"],
)
def test_an_office_whose_list_of_letters_does_not_end_is_not_listened_to_for_ever(page, monkeypatch):
    monkeypatch.setattr("amends.desk.post.counter.ELSEWHERE_MOST", 5000)
    turns = iter(range(10**6))

    def answer(path: str) -> Answer:
        return (200, {}, page(next(turns))) if path.endswith("/letters") else plainly()(path)

    with answering(answer) as (office, asked):
        with Way(office) as way, pytest.raises(Unsupported, match="list of this desk"):
            list(counter(way).letters(mine=40))
        assert len(asked) < 40


def test_a_long_list_of_letters_is_read_page_by_page():
    ids = [f"{at:032x}" for at in range(1, 1001)]
    pages = iter([a_page(ids[:500], more=True), a_page(ids[500:], more=False)])

    def answer(path: str) -> Answer:
        return (200, {}, next(pages)) if path.endswith("/letters") else plainly()(path)

    with answering(answer) as (office, _), Way(office) as way:
        assert [one.id for one in counter(way).letters(mine=0)] == ids


@pytest.mark.parametrize(
    "field", [{"id": "../withdraw"}, {"letter": "x"}, {"arrived": "\x1b[2J"}, {"arrived": ""}, {"sha256": "0"}]
)
def test_news_that_is_no_news_is_refused(field):
    row = {"id": "3d" * 16, "letter": LETTER, "arrived": "2026-11-22T12:00:00Z", "bytes": 9, "sha256": "4e" * 32}
    good = to_json({"amends": 1, "replies": [row], "told": []})
    assert News.from_bytes(good).replies == (WaitingReply(**row),)
    with pytest.raises(Unsupported):
        News.from_bytes(to_json({"amends": 1, "replies": [{**row, **field}], "told": []}))
