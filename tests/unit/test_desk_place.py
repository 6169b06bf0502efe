"""A desk's folder is never made useless by putting another desk, or another desk's file, into it."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from amends.clock import MACHINE
from amends.desk.drawer.files import plainly
from amends.desk.drawer.place import Place
from amends.desk.journey import keeping, recovery
from amends.desk.journey.opening import make_desk, open_desk
from amends.errors import Locked

OLD, NEW = "rosemary by the north gate", "thyme by the south wall"


def a_desk(root: Path, writer: str, passphrase: str) -> Place:
    place = Place(root)
    make_desk(place, writer, passphrase, MACHINE, work_factor=10)
    return place


def with_sheet(place: Place, passphrase: str) -> str:
    with open_desk(place, passphrase, MACHINE) as desk:
        return recovery.draw_sheet(desk, passphrase)


def test_each_guess_at_a_passphrase_is_a_third_of_a_seconds_work(tmp_path: Path) -> None:
    place = Place(tmp_path / "desk")
    make_desk(place, "Tomas Reed", OLD, MACHINE)
    assert place.key.read_bytes().split()[4] == b"17"
    with open_desk(place, OLD, MACHINE) as desk:
        assert desk.writer == "Tomas Reed"


def test_a_new_desk_sets_aside_a_drawer_whose_description_is_lost(tmp_path: Path) -> None:
    place = a_desk(tmp_path / "desk", "Tomas Reed", OLD)
    with_sheet(place, OLD)
    about = place.about.read_bytes()
    place.about.unlink()
    for _ in range(2):
        make_desk(place, "Somebody Else", NEW, MACHINE, work_factor=10)
        assert not place.recovery.exists()
        place.about.unlink()
    aside = place.root / "set-aside-1"
    back = Place(tmp_path / "back")
    shutil.copytree(aside, back.root)
    back.about.write_bytes(about)
    with open_desk(back, OLD, MACHINE) as desk:
        assert desk.writer == "Tomas Reed"
    assert back.recovery.is_file()


def test_another_desks_sheet_does_not_lock_this_desk_for_good(tmp_path: Path) -> None:
    place = a_desk(tmp_path / "desk", "Tomas Reed", OLD)
    other = a_desk(tmp_path / "other", "Ana Duarte", NEW)
    words = with_sheet(other, NEW)
    shutil.copy(other.recovery, place.recovery)
    with pytest.raises(Locked):
        recovery.recover(place, words, "a third", MACHINE, patience=0)
    with open_desk(place, OLD, MACHINE) as desk:
        assert desk.writer == "Tomas Reed"
    recovery.recover(other, words, "a third", MACHINE, patience=0)
    with open_desk(other, "a third", MACHINE) as desk:
        assert desk.writer == "Ana Duarte"


def test_a_key_that_is_not_this_drawers_is_not_put_behind_a_new_passphrase(tmp_path: Path) -> None:
    place = a_desk(tmp_path / "desk", "Tomas Reed", OLD)
    other = a_desk(tmp_path / "other", "Ana Duarte", NEW)
    shutil.copy(other.key, place.key)
    before = place.key.read_bytes()
    with pytest.raises(Locked):
        keeping.change_passphrase(place, NEW, "a third", MACHINE, patience=0)
    assert place.key.read_bytes() == before


def test_a_backup_without_a_sheet_leaves_no_older_sheet_in_force(tmp_path: Path) -> None:
    place = a_desk(tmp_path / "desk", "Tomas Reed", OLD)
    with open_desk(place, OLD, MACHINE) as desk:
        keeping.back_up(desk, tmp_path / "backup.zip")
    with_sheet(place, OLD)
    drawer = place.database.read_bytes()
    place.about.unlink()
    keeping.put_back(tmp_path / "backup.zip", place, MACHINE)
    assert not place.recovery.exists()
    assert (place.root / "set-aside-1" / "drawer.db").read_bytes() == drawer
    with open_desk(place, OLD, MACHINE) as desk:
        assert desk.writer == "Tomas Reed"


def test_a_full_disk_is_said_of_the_file_that_was_asked_for(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / ".backup.zip.db.part"))
    said = plainly(full, tmp_path / "backup.zip")
    assert said.message == f"The disk is full: {tmp_path / 'backup.zip'} could not be written."
    assert "Make room" in said.hint
