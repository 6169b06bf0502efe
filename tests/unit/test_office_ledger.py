"""The ledger's form, its chain of events, and looking after an office."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from amends.clock import Replay
from amends.errors import Torn, Unsupported, WrongUsage
from amends.office import care, checking
from amends.office.keys import KeysTrouble, OfficeKeys, make_keys, read_keys, write_privately
from amends.office.ledger import Ledger, LedgerTrouble, at_head, events, migrate, slots
from amends.office.ledger.engine import make_closed
from amends.office.ledger.schema import METADATA
from amends.office.office import open_office
from amends.office.running import invite
from amends.office.settings import Settings
from tests.office_door import a_letter, everything
from tests.office_door.inside import InsideDesk, act


@pytest.fixture
def clock():
    return Replay("ledger")


@pytest.fixture
def settings(tmp_path):
    return Settings(str(tmp_path / "office.sqlite"), built=tmp_path / "built")


@pytest.fixture
def office(settings, clock):
    office = open_office(settings, clock)
    yield office
    office.close()


def lived_in(office):
    """An office in which something happened; its letters."""
    desk = InsideDesk(office)
    letters = [a_letter(key=b"words", key_kind="words") for _ in range(3)]
    desk.deposit(*letters)
    act(office, letters[0], "open")
    act(office, letters[0], "answer", b"sealed")
    desk.withdraw(letters[1].id)
    return letters


# ── the form ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_migrations_lead_to_the_form_the_program_reads(office):
    with office.ledger.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_database_is_brought_forth_and_back_with_what_is_in_it(office):
    lived_in(office)
    before = everything(office)
    migrate(office.ledger, "0001")
    assert not at_head(office.ledger)
    migrate(office.ledger)
    assert at_head(office.ledger)
    after = everything(office)
    on_the_way = {"box", "errands", "rounds", "paces", "hushed"}  # came later, and goes with the older form
    assert {name: rows for name, rows in after.items() if name not in on_the_way} == {
        name: rows for name, rows in before.items() if name not in on_the_way
    }
    assert sorted(row[0] for row in after["box"]) == sorted(row[1] for row in after["letters"])
    migrate(office.ledger, "base")
    with office.ledger.reading() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')"
        ).scalars()
        assert set(names) <= {"alembic_version", "sqlite_sequence"}
    migrate(office.ledger)


def test_a_database_of_a_version_to_come_is_left_alone(office, settings, clock):
    with office.ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    office.close()
    with pytest.raises(LedgerTrouble, match="newer version"):
        open_office(settings, clock)


def test_a_power_cut_cannot_undo_what_was_acknowledged(office):
    """SQLite's own words for it: 2 is FULL, the write-ahead log is synced at every commit."""
    with office.ledger.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_what_fails_half_way_leaves_nothing(office):
    def fail():
        with office.ledger.writing() as connection:
            events.add(connection, [events.Happened("invited", office.now(), events.OFFICE)])
            raise ZeroDivisionError

    before = everything(office)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert everything(office) == before


# ── events ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change", ["UPDATE events SET at = ''", "DELETE FROM events", "DELETE FROM events WHERE 1=0 OR 1"]
)
def test_the_database_refuses_to_change_or_delete_an_event(office, change):
    lived_in(office)
    before = everything(office)["events"]
    with pytest.raises(DBAPIError, match="events stay"), office.ledger.writing() as connection:
        connection.exec_driver_sql(change)
    assert everything(office)["events"] == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET kind = 'decline' WHERE number = 3",
        "UPDATE events SET at = '2020-01-01T00:00:00Z' WHERE number = 3",
        "UPDATE events SET letter = '' WHERE number = 3",
        "DELETE FROM events WHERE number = 3",
        "UPDATE events SET number = 99 WHERE number = 3",
    ],
)
def test_an_event_changed_behind_the_offices_back_shows(office, settings, change):
    lived_in(office)
    assert care.audit(settings).well
    office.close()
    with sqlite3.connect(settings.database) as behind:
        behind.execute("DROP TRIGGER events_stay_UPDATE")
        behind.execute("DROP TRIGGER events_stay_DELETE")
        behind.execute(change)
    behind.close()
    audit = care.audit(settings)
    assert not audit.well
    assert audit.broken_at == 3


def test_a_sealed_part_changed_behind_the_offices_back_shows(office, settings):
    letters = lived_in(office)
    office.close()
    with sqlite3.connect(settings.database) as behind:
        behind.execute("UPDATE parts SET sealed = x'00' WHERE letter = ? AND part = 'letter'", (letters[2].id,))
        behind.execute("DELETE FROM parts WHERE letter = ? AND part = 'key'", (letters[1].id,))
    behind.close()
    assert set(care.audit(settings).damaged) == {(letters[2].id, "letter"), (letters[1].id, "key")}


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_office_keeps_its_id_and_keys_from_one_start_to_the_next(office, settings, clock):
    office.close()
    again = open_office(settings, clock)
    assert again.keys == office.keys
    again.close()


def test_the_key_file_is_for_its_owner_alone(office, settings, clock):
    assert settings.keys_path.stat().st_mode & 0o777 == 0o600
    office.close()
    settings.keys_path.chmod(0o644)
    with pytest.raises(KeysTrouble, match="read by others"):
        open_office(settings, clock)


def test_a_missing_or_foreign_key_file_is_told_from_a_new_office(office, settings, clock):
    office.close()
    settings.keys_path.unlink()
    with pytest.raises(KeysTrouble, match="cannot be read"):
        open_office(settings, clock)
    write_privately(settings.keys_path, make_keys(clock).to_bytes())
    with pytest.raises(KeysTrouble, match="another office"):
        open_office(settings, clock)


def test_a_closed_field_opens_for_its_own_place_only(clock):
    keys = make_keys(clock)
    closed = keys.close("Ana Duarte", "writers.name", clock)
    assert b"Ana" not in closed
    assert keys.open(closed, "writers.name") == "Ana Duarte"
    for odd in (lambda: keys.open(closed, "invitations.name"), lambda: make_keys(clock).open(closed, "writers.name")):
        with pytest.raises(KeysTrouble):
            odd()


@pytest.mark.parametrize("data", [b"", b"{}", b'{"amends":1,"kind":"office-keys"}', b"\xff"])
def test_what_is_no_key_file_is_refused(data):
    with pytest.raises(Unsupported):
        OfficeKeys.from_bytes(data)


def test_a_private_file_is_never_written_over_another(tmp_path):
    file = tmp_path / "private"
    write_privately(file, b"first")
    with pytest.raises(FileExistsError):
        write_privately(file, b"second")
    assert file.read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["private"]


# ── care ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def amiss(settings, clock):
    return {finding.subject for finding in checking.check(settings, clock) if not finding.well}


def build(settings):
    import json

    from amends.office.web.pages import BUNDLE, digest

    settings.built.mkdir(exist_ok=True)
    for name in BUNDLE:
        (settings.built / name).write_text(name)
    sums = {name: digest(name.encode()) for name in BUNDLE}
    (settings.built / "integrity.json").write_text(json.dumps(sums))


def test_an_office_that_is_well_has_nothing_amiss_also_while_it_runs(office, settings, clock):
    build(settings)
    lived_in(office)
    before = everything(office)
    assert amiss(settings, clock) == set()
    assert everything(office) == before


def test_to_ask_who_works_makes_no_lock_file(office, tmp_path):
    assert slots.taken(office.ledger) == []
    assert not list(tmp_path.glob("*.worker-*.lock"))
    workers = [slots.take(office.ledger), slots.take(office.ledger)]
    assert slots.taken(office.ledger) == ["worker-1", "worker-2"]
    workers[1].let_go()
    assert slots.taken(office.ledger) == ["worker-1"]
    workers[0].let_go()


def test_every_finding_says_how_to_mend_it(office, settings, clock):
    lived_in(office)
    office.close()
    build(settings)
    clock.at -= dt.timedelta(days=1)
    assert amiss(settings, clock) == {"clock"}
    (settings.built / "room.js").write_text("changed")
    assert amiss(settings, clock) == {"clock", "room.js"}
    settings.keys_path.chmod(0o640)
    assert amiss(settings, clock) == {"clock", "room.js", "keys", "office"}
    ledger = Ledger(settings.url)
    migrate(ledger, "0001")
    ledger.close()
    assert amiss(settings, clock) >= {"form", "keys", "room.js"}
    assert all(finding.mend for finding in checking.check(settings, clock) if not finding.well)


def test_looking_at_an_office_that_is_not_there_makes_none(settings, clock, tmp_path):
    found = amiss(settings, clock)
    assert "database" in found
    assert "keys" not in found, "before its first start an office has no keys to put back"
    with pytest.raises(LedgerTrouble):
        care.audit(settings)
    assert list(tmp_path.iterdir()) == []


def test_an_office_is_backed_up_while_it_runs_and_put_back_elsewhere(office, settings, clock, tmp_path):
    letters = lived_in(office)
    file = care.backup(settings, tmp_path / "backup.zip", clock)
    assert file.stat().st_mode & 0o777 == 0o600
    act(office, letters[2], "open")  # after the backup
    back = Settings(str(tmp_path / "elsewhere" / "office.sqlite"))
    care.restore(back, file)
    assert read_keys(back.keys_path) == office.keys
    assert care.audit(back).well
    again = open_office(back, clock)
    assert act(again, letters[0], "open") == letters[0].envelope.letter
    again.close()
    with pytest.raises(WrongUsage):
        care.restore(back, file)
    with pytest.raises(WrongUsage):
        care.backup(settings, file, clock)


@pytest.mark.parametrize("beside", ["-wal", "-shm", "-journal"])
def test_what_a_lost_database_left_beside_it_is_not_mixed_into_a_backup(office, settings, clock, tmp_path, beside):
    letters = lived_in(office)
    file = care.backup(settings, tmp_path / "backup.zip", clock)
    act(office, letters[2], "open")  # after the backup, and in the write-ahead log
    back = Settings(str(tmp_path / "elsewhere" / "office.sqlite"))
    left = tmp_path / "elsewhere" / f"office.sqlite{beside}"
    left.parent.mkdir()
    shutil.copy(tmp_path / "office.sqlite-wal", left)
    with pytest.raises(WrongUsage, match=left.name):
        care.restore(back, file)
    left.unlink()
    care.restore(back, file)
    assert care.audit(back).well
    assert care.audit(back).events == care.audit(settings).events - 1


def test_a_damaged_backup_puts_nothing_back(office, settings, clock, tmp_path):
    lived_in(office)
    file = care.backup(settings, tmp_path / "backup.zip", clock)
    whole = file.read_bytes()
    back = Settings(str(tmp_path / "elsewhere" / "office.sqlite"))
    for number, damaged in enumerate((whole[:-40], whole[:20_000] + b"!" + whole[20_001:], b"nothing of the kind")):
        torn = tmp_path / f"torn-{number}"
        torn.write_bytes(damaged)
        with pytest.raises((Torn, Unsupported)):
            care.restore(back, torn)
        assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_second_office_on_one_database_is_refused_until_the_first_lets_go(office, settings, clock):
    with pytest.raises(LedgerTrouble, match="Another office is running"):
        open_office(settings, clock)
    office.close()
    open_office(settings, clock).close()


GRAB = """
import sqlite3, sys
alone = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    print(alone.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
except sqlite3.OperationalError as error:
    print(error)
"""


def test_a_second_way_to_the_database_takes_no_lock_from_the_first(office, settings):
    # An office that carries has two; and its operator invites somebody in another process meanwhile.
    with office.ledger.reading() as connection:
        connection.execute(text("SELECT count(*) FROM letters"))
    Ledger(settings.url).close()
    told = subprocess.run([sys.executable, "-c", GRAB, settings.database], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "database is locked"
    make_closed(settings.sqlite)
    told = subprocess.run([sys.executable, "-c", GRAB, settings.database], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "database is locked"


def test_a_copied_database_without_its_keys_names_no_writer(office, settings, tmp_path):
    InsideDesk(office)
    copy = tmp_path / "stolen.sqlite"
    with office.ledger.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(settings.database, copy)
    assert b"desk" not in copy.read_bytes().replace(b"desk_key", b"")


def test_what_is_no_database_is_named_and_left_as_it_was(clock, tmp_path):
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"\xff\xd8 no database" * 300)
    before = picture.read_bytes()
    for look in (checking.check, open_office):
        with pytest.raises(LedgerTrouble, match=r"picture\.jpg is no database"):
            look(Settings(str(picture)), clock)
    assert picture.read_bytes() == before


def test_an_address_of_no_known_database_is_refused_in_words(clock):
    for url in ("postgresql+nosuchdriver://somebody@127.0.0.1/office", "nosuchserver://somebody@127.0.0.1/office"):
        with pytest.raises(LedgerTrouble, match="cannot speak"):
            checking.check(Settings(url), clock)


def test_a_mistyped_database_founds_no_second_office_for_an_invitation(clock, tmp_path):
    with pytest.raises(LedgerTrouble, match="There is no office"):
        invite(Settings(str(tmp_path / "mistyped.sqlite")), "Ana", clock=clock)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_without_a_folder_and_a_restore_without_a_file_say_so(office, settings, clock, tmp_path):
    with pytest.raises(WrongUsage, match="There is no folder"):
        care.backup(settings, tmp_path / "nowhere" / "backup", clock)
    with pytest.raises(WrongUsage, match="There is no file"):
        care.restore(Settings(str(tmp_path / "back.sqlite")), tmp_path / "nowhere")
    assert not (tmp_path / "back.sqlite").exists()
