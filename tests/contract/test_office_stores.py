"""Sealed bytes in an object store: written once, read with a digest, swept only when nobody's; and its faults."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from amends.clock import Replay
from amends.envelope import from_json, to_json
from amends.errors import WrongUsage
from amends.office import care
from amends.office.acts.looking import outside, standing
from amends.office.blobs import StoreTrouble, fresh_name, open_store
from amends.office.blobs.sweeping import sweep
from amends.office.ledger.stored import how_many
from amends.office.office import open_office
from amends.office.refusals import Refusal
from amends.office.settings import Settings
from tests.office_door import a_letter
from tests.office_door.inside import InsideDesk, act

NOW = dt.timedelta(0)


class Front:
    """A door before the object store that can be told to fail, or to keep everybody waiting; counts what passes."""

    def __init__(self, app):
        self.app, self.failing, self.seen = app, 0, 0
        self.open = threading.Event()

    def __call__(self, environ, start_response):
        self.seen += 1
        self.open.wait(300)
        if self.failing:
            self.failing -= 1
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start_response("503 Slow Down", [("content-length", "0")])
            return [b""]
        return self.app(environ, start_response)


@pytest.fixture(scope="module")
def service():
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    front = Front(DomainDispatcherApplication(create_backend_app))
    front.open.set()
    server = make_server("127.0.0.1", 0, front, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield front, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def front(service):
    front, _ = service
    front.failing = front.seen = 0
    front.open.set()
    yield front
    front.failing = 0
    front.open.set()


@pytest.fixture
def bucket(service, monkeypatch, request):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": service[1],
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    # The store of these tests is on a machine that may be busy: nobody gives it up for that.
    monkeypatch.setattr("amends.office.blobs.bucket._ONE_REQUEST", "180s")
    monkeypatch.setattr("amends.office.blobs.bucket._CONNECT", "60s")
    monkeypatch.setattr("amends.office.blobs.bucket._PATIENCE", dt.timedelta(seconds=300))
    name = f"test-{abs(hash(request.node.nodeid)):x}"
    urllib.request.urlopen(urllib.request.Request(f"{service[1]}/{name}", method="PUT"))
    return f"s3://{name}/office"


@pytest.fixture
def settings(tmp_path, bucket):
    return Settings(str(tmp_path / "office.sqlite"), blobs=bucket)


@pytest.fixture
def office(settings):
    office = open_office(settings, Replay("stores"))
    yield office
    office.close()


def objects(office):
    return [one for page in office.blobs.objects() for one in page]


def in_the_database(office):
    with office.ledger.reading() as connection:
        parts = connection.exec_driver_sql("SELECT count(*) FROM parts").scalar_one()
        return (
            parts + connection.exec_driver_sql("SELECT count(*) FROM replies WHERE sealed IS NOT NULL").scalar_one()
        )


def test_a_letters_whole_way_leaves_no_sealed_byte_in_the_database(office, settings):
    desk = InsideDesk(office)
    letter, large = a_letter(key=b"words", key_kind="words"), a_letter(size=200_000)
    assert desk.deposit(letter, large) == ["deposited", "deposited"]
    assert desk.deposit(letter) == ["already"]
    assert outside(office, letter.id, "front") == letter.envelope.front
    assert outside(office, letter.id, "key") == b"words"
    assert act(office, letter, "open") == letter.envelope.letter
    assert act(office, large, "open") == large.envelope.letter
    first, second = (from_json(act(office, letter, "answer", sealed)) for sealed in (b"sealed", b"regretted"))
    assert act(office, letter, "answer", b"sealed") == to_json(first)
    assert b"true" in act(office, letter, "take-back", to_json({"amends": 1, "answer": second["answer"]}))
    assert desk.collect(second["answer"]) == "not-here"
    assert desk.collect(first["answer"]) == b"sealed"
    copy = a_letter(copy_of=letter.id)
    act(office, letter, "pass-on", copy.packed)
    assert act(office, copy, "open") == copy.envelope.letter
    assert in_the_database(office) == 0
    with office.ledger.reading() as connection:
        assert how_many(connection) == len(objects(office)) == 8
    assert care.audit(settings).well


def test_a_name_is_written_once_and_never_over(office):
    name = fresh_name(office.clock)
    office.blobs.put(name, b"first")
    office.blobs.put(name, b"first")
    with pytest.raises(StoreTrouble):
        office.blobs.put(name, b"second")
    assert office.blobs.get(name) == b"first"


def test_bytes_that_changed_in_the_store_reach_nobody(office, settings):
    desk, letter = InsideDesk(office), a_letter()
    desk.deposit(letter)
    names = {one.bytes: one.name for one in objects(office)}
    office.blobs.delete([names[3000]])
    office.blobs.put(names[3000], b"?" * 3000)
    assert act(office, letter, "open") == "broken"
    assert set(care.audit(settings).damaged) == {(letter.id, "letter")}
    office.blobs.delete([names[3000]])
    assert act(office, letter, "open") == "broken"


def test_bytes_that_changed_in_the_database_reach_nobody_either(tmp_path):
    office = open_office(Settings(str(tmp_path / "office.sqlite")), Replay("changed"))
    desk, letter = InsideDesk(office), a_letter()
    desk.deposit(letter)
    with office.ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE parts SET sealed = x'00'")
    assert act(office, letter, "open") == "broken"
    office.close()


def test_the_sweep_takes_only_what_no_row_names_and_what_is_old(office):
    desk, letter = InsideDesk(office), a_letter()
    desk.deposit(letter)
    orphan = fresh_name(office.clock)
    office.blobs.put(orphan, b"broken off")
    office.blobs._store.put("sealed/somebody-elses", b"not ours")
    found = sweep(office.ledger, office.blobs)
    assert (found.named, found.young, found.swept) == (2, 1, 0)
    office.clock.at += dt.timedelta(days=400)  # an office's clock that jumped makes nothing old
    assert sweep(office.ledger, office.blobs).swept == 0
    found = sweep(office.ledger, office.blobs, left_alone=NOW)
    assert (found.named, found.young, found.swept, found.bytes) == (2, 0, 1, len(b"broken off"))
    assert office.blobs.get(orphan) is None
    assert bytes(office.blobs._store.get("sealed/somebody-elses").bytes()) == b"not ours"
    assert act(office, letter, "open") == letter.envelope.letter
    assert sweep(office.ledger, office.blobs, left_alone=NOW).swept == 0


def test_a_deposit_that_was_broken_off_and_swept_can_be_made_again(office, monkeypatch):
    desk, letter = InsideDesk(office), a_letter()

    def cut(*_):
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("amends.office.counter.depositing._put", cut)
        with pytest.raises(ConnectionError):
            desk.deposit(letter)
    assert len(objects(office)) == 2
    assert sweep(office.ledger, office.blobs, left_alone=NOW).swept == 2
    assert desk.deposit(letter) == ["deposited"]
    assert act(office, letter, "open") == letter.envelope.letter


def test_a_store_that_stumbles_is_asked_again(office, front):
    desk, letter = InsideDesk(office), a_letter()
    front.failing = 2
    assert desk.deposit(letter) == ["deposited"]
    front.failing = 2
    assert act(office, letter, "open") == letter.envelope.letter


def test_a_store_that_is_gone_is_said_and_nothing_is_half_done(office, front):
    desk, letter, later = InsideDesk(office), a_letter(), a_letter()
    desk.deposit(letter)
    front.failing = 10**6
    with pytest.raises(Refusal) as refused:
        desk.deposit(later)
    assert (refused.value.code, refused.value.status) == ("later", 503)
    assert act(office, letter, "open") == "later"
    assert act(office, letter, "answer", b"sealed") == "later"
    assert front.seen < 60  # bounded, and not for ever
    front.failing = 0
    assert desk.news().replies == ()
    assert desk.deposit(later) == ["deposited"]
    assert act(office, letter, "open") == letter.envelope.letter
    assert isinstance(act(office, letter, "answer", b"sealed"), bytes)


def test_a_store_that_keeps_one_waiting_keeps_nobody_else_waiting(office, front):
    desk, letter, regretted = InsideDesk(office), a_letter(), a_letter()
    desk.deposit(letter, regretted)
    front.open.clear()
    before = front.seen
    with ThreadPoolExecutor(2) as hands:
        later = hands.submit(desk.deposit, a_letter())
        answer = hands.submit(act, office, letter, "answer", b"sealed")
        while front.seen < before + 2:
            assert not later.done()
            time.sleep(0.01)
        desk.withdraw(regretted.id)  # the ledger is held for nobody who waits for the store
        assert standing(office, letter.id)
        assert not later.done()
        assert not answer.done()
        front.open.set()
        assert later.result() == ["deposited"]
        assert isinstance(answer.result(), bytes)


def test_a_store_that_is_too_slow_is_as_one_that_is_gone_and_nothing_is_half_done(settings, front, monkeypatch):
    with contextlib.closing(open_office(settings, Replay("slow"))) as office:
        desk, letter, later = InsideDesk(office), a_letter(), a_letter()
        desk.deposit(letter)
        front.open.clear()
        patient = office.blobs
        # Little patience only with a door that is closed: an open one may take its time on a busy machine.
        monkeypatch.setattr("amends.office.blobs.bucket._ONE_REQUEST", "150ms")
        monkeypatch.setattr("amends.office.blobs.bucket._PATIENCE", dt.timedelta(milliseconds=300))
        office.blobs = open_store(settings.blobs)
        with pytest.raises(Refusal) as refused:
            desk.deposit(later)
        assert refused.value.code == "later"
        assert act(office, letter, "open") == "later"
        front.open.set()
        office.blobs = patient
        # What came late lies under a name that nobody asks for again; the sweep takes it when it is old.
        assert desk.deposit(later) == ["deposited"]
        assert act(office, later, "open") == later.envelope.letter
        assert act(office, letter, "open") == letter.envelope.letter


def test_an_office_whose_bytes_lie_in_a_store_does_not_start_without_it(office, settings):
    InsideDesk(office).deposit(a_letter())
    office.close()
    with pytest.raises(StoreTrouble, match="none was named"):
        open_office(Settings(settings.database), Replay("without"))


@pytest.mark.parametrize(
    "url", ["s3://", "http://127.0.0.1/bucket", "s3://key:secret@bucket", "bucket", "s3://b?x=1"]
)
def test_an_address_of_no_bucket_or_with_keys_in_it_is_refused(url):
    with pytest.raises(WrongUsage, match="bucket named"):
        open_store(url)
