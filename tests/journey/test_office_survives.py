"""An office is killed, its disk fills up, a second one is started: nothing is lost, and nothing is half-written."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import event

from amends.clock import MACHINE
from amends.envelope import to_json
from amends.office import care
from amends.office.ledger import LedgerTrouble
from amends.office.office import open_office
from amends.office.settings import Settings
from amends.wire import Invitation, batch
from tests.office_door import Desk, Door, a_letter, everything, fields, refusal, running

SERVE = """
import sys
from pathlib import Path
from amends.office.running import serve
from amends.office.settings import Settings
serve(Settings(sys.argv[1]), invitation=Path(sys.argv[2]))
"""


@contextmanager
def office_process(folder, code=SERVE):
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder / "office.sqlite"), str(folder / "invitation.json")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), process.stderr.read() if process.stderr else ""
        yield process, Door(url)
    finally:
        process.kill()
        process.communicate()


def enrolled(folder, door):
    desk = Desk(door)
    assert desk.enrol(Invitation.from_bytes((folder / "invitation.json").read_bytes()).code).status_code == 200
    return desk


def test_the_first_line_an_office_says_is_its_address_and_it_ends_when_told_to(tmp_path):
    for number in (signal.SIGTERM, signal.SIGINT):
        with office_process(tmp_path) as (process, door):
            assert door.http.get("/health").text == "ok"
            process.send_signal(number)
            out, err = process.communicate(timeout=180)
            assert (process.returncode, out, err) == (0, "", "")


def test_a_first_invitation_is_written_for_its_owner_only_and_only_while_nobody_is_enrolled(tmp_path):
    file = tmp_path / "invitation.json"
    with office_process(tmp_path) as (_, door):
        assert file.stat().st_mode & 0o777 == 0o600
        invitation = Invitation.from_bytes(file.read_bytes())
        assert (invitation.office, invitation.office_id) == (door.url, door.card.id)
        enrolled(tmp_path, door)
    file.unlink()
    with office_process(tmp_path):
        assert not file.exists()


def test_another_invitation_can_be_made_while_the_office_runs(tmp_path):
    from amends.office.running import invite

    with office_process(tmp_path) as (_, door):
        invitation = invite(Settings(str(tmp_path / "office.sqlite")), "Joan Whitfield")
        assert invitation.office == door.url
        assert Desk(door).enrol(invitation.code).status_code == 200


@pytest.mark.parametrize("milliseconds", [0, 15, 60])
def test_killed_in_the_middle_of_a_deposit_nothing_is_lost_or_doubled(tmp_path, milliseconds):
    batches = [[a_letter(size=60_000) for _ in range(30)] for _ in range(4)]
    acknowledged = []
    with office_process(tmp_path) as (process, door):
        desk = enrolled(tmp_path, door)
        desk.deposit(*batches[0])
        acknowledged += batches[0]
        killer = threading.Timer(milliseconds / 1000, process.kill)
        killer.start()
        try:
            for batch in batches[1:]:
                desk.deposit(*batch)
                acknowledged += batch
        except httpx.HTTPError:
            pass
        killer.join()
        process.wait()
    with office_process(tmp_path) as (_, door):
        desk = Desk(door, desk.key)
        here = {row["id"] for row in desk.letters()}
        assert {letter.id for letter in acknowledged} <= here
        assert len(here) % 30 == 0  # a batch is there whole or not at all
        for batch in batches:
            assert set(desk.deposit(*batch)) in ({"deposited"}, {"already"})
        listed = [row["id"] for row in desk.letters()]
        assert sorted(listed) == sorted(letter.id for batch in batches for letter in batch)
        for letter in (batches[0][0], batches[-1][-1]):
            assert door.act(letter, "open").content == letter.envelope.letter
    assert care.audit(Settings(str(tmp_path / "office.sqlite"))).well


def test_killed_between_an_answer_and_its_collection_the_answer_is_there(tmp_path):
    letter = a_letter()
    with office_process(tmp_path) as (process, door):
        desk = enrolled(tmp_path, door)
        desk.deposit(letter)
        reply = fields(door.act(letter, "answer", b"sealed words"))["answer"]
        process.kill()
    with office_process(tmp_path) as (process, door):
        desk = Desk(door, desk.key)
        assert desk.collect(reply).content == b"sealed words"
        process.kill()
    with office_process(tmp_path) as (_, door):
        taken = door.act(letter, "take-back", to_json({"amends": 1, "answer": reply}))
        assert fields(taken)["done"] is False
        assert Desk(door, desk.key).collect(reply).content == b"sealed words"


def test_a_second_office_on_the_same_database_is_refused_and_says_why(tmp_path):
    with office_process(tmp_path) as (_, door):
        second = subprocess.run(
            [sys.executable, "-c", SERVE, str(tmp_path / "office.sqlite"), str(tmp_path / "other.json")],
            capture_output=True, text=True, timeout=180,
        )  # fmt: skip
        assert second.returncode != 0
        assert "Another office is running on this database." in second.stderr
        assert second.stdout == ""
        assert door.http.get("/health").text == "ok"


def full(office, more_pages):
    """From now on the database may grow by so many pages and no more."""

    def narrow(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + more_pages}")

    event.listen(office.ledger.engine, "connect", narrow)
    office.ledger.engine.dispose()
    return lambda: (event.remove(office.ledger.engine, "connect", narrow), office.ledger.engine.dispose())


def test_on_a_full_disk_a_batch_is_refused_whole_and_goes_in_once_there_is_room(tmp_path):
    letters = [a_letter(size=100_000) for _ in range(20)]
    with running(tmp_path) as office:
        desk = office.desk()
        first = a_letter()
        desk.deposit(first)
        before = everything(office.office)
        make_room = full(office.office, more_pages=30)
        body = batch({letter.id: letter.packed for letter in letters})
        for _ in range(3):
            assert refusal(desk.ask("/api/desk/deposits", body)) == (507, "full")
        assert everything(office.office) == before
        assert office.door.act(first, "open").content == first.envelope.letter
        assert refusal(office.door.act(first, "answer", b"x" * 2_000_000)) == (507, "full")
        make_room()
        assert desk.deposit(*letters) == ["deposited"] * 20
        assert office.door.act(letters[7], "open").content == letters[7].envelope.letter


BOUNDED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))\n" + SERVE


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes cannot be bounded for one process there")
def test_where_files_cannot_grow_the_office_says_so_and_stays_up(tmp_path):
    letters = [a_letter(size=100_000) for _ in range(60)]
    with office_process(tmp_path, BOUNDED) as (_, door):
        desk = enrolled(tmp_path, door)
        answer = desk.ask("/api/desk/deposits", batch({letter.id: letter.packed for letter in letters}))
        assert refusal(answer) == (507, "full")
        assert door.http.get("/health").text == "ok"
        assert desk.letters() == []
    with office_process(tmp_path) as (_, door):
        desk = Desk(door, desk.key)
        assert desk.letters() == []
        assert desk.deposit(*letters) == ["deposited"] * 60
    assert care.audit(Settings(str(tmp_path / "office.sqlite"))).well


def test_many_desks_and_readers_at_once(tmp_path):
    with running(tmp_path) as office:
        desks = [office.desk() for _ in range(4)]
        letters = [[a_letter() for _ in range(10)] for _ in desks]
        troubles: list[BaseException] = []

        def work(desk, mine):
            try:
                door = Door(office.door.url)
                own = Desk(door, desk.key)
                for letter in mine:
                    assert own.deposit(letter) == ["deposited"]
                    assert door.act(letter, "open").content == letter.envelope.letter
                    assert door.act(letter, "answer", letter.id.encode()).status_code == 200
                assert len(own.news().replies) == len(mine)
                door.http.close()
            except BaseException as error:  # shown by the test, which waits for all of them
                troubles.append(error)

        threads = [threading.Thread(target=work, args=pair) for pair in zip(desks, letters, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert troubles == []
    assert care.audit(Settings(str(tmp_path / "office.sqlite"))).well


def test_an_office_in_a_folder_that_cannot_be_written_says_so(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(LedgerTrouble, match="cannot be written"):
        open_office(Settings(str(blocked / "office.sqlite")), MACHINE)
