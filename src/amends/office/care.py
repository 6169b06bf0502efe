"""Looking after an office: is it well, is what it wrote down still true, a copy of all of it, and the way back."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.clock import MACHINE, Clock, stamp, unstamp
from amends.envelope import from_json, to_json
from amends.errors import AmendsError, Torn, Unsupported, WrongUsage
from amends.office.keys import OfficeKeys, read_keys, write_privately
from amends.office.ledger import Ledger, LedgerTrouble, at_head, events, letters, writers
from amends.office.settings import Settings
from amends.office.web.pages import BUNDLE, digest, published

_ROOM_BYTES: Final = 512 * 1024 * 1024
"""Below this much free space an office should be given more: a few dozen of the largest letters."""
_BACKWARDS: Final = dt.timedelta(minutes=5)
_DATABASE, _KEYS, _LIST = "office.sqlite", "office.keys", "backup.json"
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: what was looked at.
        well: whether it is as it should be.
        said: what was found.
        mend: what to do; empty if it is well.
    """

    subject: str
    well: bool
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """Whether what the office wrote down is still what it wrote down.

    Attributes:
        events: how many there are.
        last: digest of the last one; written down elsewhere, it shows later whether the end was cut off.
        broken_at: the first event that does not follow from the one before; 0 if all do.
        damaged: letters and their parts whose bytes are not what they were.
    """

    events: int
    last: str
    broken_at: int
    damaged: tuple[tuple[str, str], ...]

    @property
    def well(self) -> bool:
        """Whether nothing is amiss."""
        return not self.broken_at and not self.damaged


def check(settings: Settings, clock: Clock = MACHINE) -> list[Finding]:
    """Look at an office, also while it runs; nothing is changed."""
    findings = [_room(settings), _keys(settings), _bundle(settings)]
    database = settings.sqlite
    if database is not None and not database.exists():
        missing = Finding("database", False, f"There is no database {database} yet.", "amends office makes it.")
        return [missing, *findings]
    ledger = Ledger(settings.url)
    try:
        return [*_database(settings, ledger), *findings, _clock(ledger, clock)]
    finally:
        ledger.close()


def audit(settings: Settings) -> Audit:
    """Follow the chain of events, and compare every sealed byte with its digest.

    Raises:
        LedgerTrouble: there is no office, or it is not at this version's form.
    """
    with _opened(settings) as ledger, ledger.reading() as connection:
        chain = events.audit(connection)
        return Audit(chain.events, chain.last, chain.broken_at, tuple(letters.damaged(connection)))


def backup(settings: Settings, out: Path, clock: Clock = MACHINE) -> Path:
    """Copy the whole office into one file that only its owner can read, also while it runs.

    The file holds the office's keys beside its database: keep it as closed as both.

    Raises:
        LedgerTrouble: there is no office, or its database is a server's.
        KeysTrouble: the key file cannot be read.
        WrongUsage: there is such a file already, or no folder for it.
        OSError: the file cannot be written.
    """
    if out.exists():
        raise WrongUsage(f"There is a file {out} already.", "Name another file for the backup.")
    if not out.absolute().parent.is_dir():
        raise WrongUsage(f"There is no folder {out.parent}.", "Make it first, or name another place for the backup.")
    keys = read_keys(settings.keys_path).to_bytes()
    with _opened(settings) as ledger, tempfile.TemporaryDirectory(dir=out.absolute().parent) as folder:
        copied, packed = Path(folder) / _DATABASE, Path(folder) / "backup"
        copied.touch(0o600)
        ledger.copy_to(copied)
        what = to_json({
            "amends": 1, "kind": "office-backup", "at": stamp(clock.now()),
            _DATABASE: _sha256(copied), _KEYS: hashlib.sha256(keys).hexdigest(),
        })  # fmt: skip
        with os.fdopen(os.open(packed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as folder_in:
                folder_in.writestr(_LIST, what)
                folder_in.writestr(_KEYS, keys)
                folder_in.write(copied, _DATABASE)
            file.flush()
            os.fsync(file.fileno())
        packed.replace(out)
    return out


def restore(settings: Settings, file: Path) -> None:
    """Put an office back from such a file, where there is none.

    Raises:
        WrongUsage: there is an office already, or no such file, or the database is a server's.
        Torn, Unsupported: the file is damaged, or no backup of an office.
        OSError: something cannot be written.
    """
    database, keys = settings.sqlite, settings.keys_path
    if database is None:
        raise WrongUsage(
            "A backup goes back into a database file only.", "For a server's database use its own tools."
        )
    # SQLite would take up what lies beside a database as its own: a lost one's log would be written over the backup.
    beside = (database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal"))
    for there in (database, keys, *beside):
        if there.exists():
            raise WrongUsage(f"There is a file {there} already.", "Restore into an empty place, then compare.")
    if not file.is_file():
        raise WrongUsage(f"There is no file {file}.", "Name the backup as `amends office backup` wrote it.")
    database.parent.mkdir(parents=True, exist_ok=True)
    keys.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        draft = Path(folder) / _DATABASE
        draft.touch(0o600)
        kept = _unpack(file, draft)
        write_privately(keys, kept.to_bytes())
        draft.replace(database)


def _unpack(file: Path, draft: Path) -> OfficeKeys:
    try:
        with zipfile.ZipFile(file) as folder:
            what = from_json(folder.read(_LIST))
            keys = folder.read(_KEYS)
            with folder.open(_DATABASE) as source, draft.open("wb") as target:
                shutil.copyfileobj(source, target, _PIECE)
                target.flush()
                os.fsync(target.fileno())
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise Unsupported(f"{file} is no backup of an office, or is damaged.", "Try an earlier one.") from error
    if not isinstance(what, dict) or what.get("kind") != "office-backup":
        raise Unsupported(f"{file} is no backup of an office.")
    if what.get(_DATABASE) != _sha256(draft) or what.get(_KEYS) != hashlib.sha256(keys).hexdigest():
        raise Torn(f"{file} is damaged: what is in it is not what was put in.", "Try an earlier one.")
    return OfficeKeys.from_bytes(keys)


@contextmanager
def _opened(settings: Settings) -> Generator[Ledger]:
    database = settings.sqlite
    if database is not None and not database.exists():
        raise LedgerTrouble(f"There is no office at {database}.", "Name its --database, or start it once.")
    ledger = Ledger(settings.url)
    try:
        if not at_head(ledger):
            raise LedgerTrouble(
                "The office's database has an older form.", "Start the office once; it is brought on."
            )
        yield ledger
    finally:
        ledger.close()


# ── what is looked at ─────────────────────────────────────────────────────────────────────────────────────────────


def _database(settings: Settings, ledger: Ledger) -> list[Finding]:
    form = at_head(ledger)
    found = [
        Finding(
            "form", form, "The database has this version's form." if form else "The database has another form.",
            "" if form else "Start the office once; it brings an older database on.",
        )
    ]  # fmt: skip
    whole = ledger.is_whole()
    found.append(
        Finding(
            "database", whole, "The database is sound." if whole else "The database file is damaged.",
            "" if whole else "Stop the office, and restore the last backup.",
        )
    )  # fmt: skip
    if form:
        with ledger.reading() as connection:
            founded = writers.office(connection)
        try:
            same = founded is not None and read_keys(settings.keys_path).office == founded[0]
        except AmendsError:
            same = False
        said = "Key file and database belong together." if same else "Key file and database do not belong together."
        found.append(Finding("office", same, said, "" if same else "Restore both from one backup."))
    return found


def _keys(settings: Settings) -> Finding:
    path = settings.keys_path
    try:
        read_keys(path)
    except AmendsError as error:
        return Finding("keys", False, error.message, error.hint)
    return Finding("keys", True, f"The key file {path} is there, and closed to others.")


def _room(settings: Settings) -> Finding:
    folder = (settings.sqlite or settings.keys_path).parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    well = free >= _ROOM_BYTES and os.access(folder, os.W_OK)
    said = f"{free // 2**20} MiB are free in {folder}."
    return Finding("room", well, said, "" if well else "Make room, or let the office write there.")


def _bundle(settings: Settings) -> Finding:
    there = {name: settings.built / name for name in BUNDLE if (settings.built / name).is_file()}
    missing = sorted(set(BUNDLE) - set(there))
    if missing:
        said = f"The reading room is not built: {', '.join(missing)} missing."
        return Finding("room.js", False, said, "Install the package from its wheel, or build it with uv sync.")
    digests = published(settings.built)
    changed = sorted(name for name, path in there.items() if digests.get(name) != digest(path.read_bytes()))
    if changed:
        said = f"The reading room differs from its published digests: {', '.join(changed)}."
        return Finding("room.js", False, said, "Do not run this office before you know why; install it anew.")
    return Finding("room.js", True, "The reading room is built, and is what was published.")


def _clock(ledger: Ledger, clock: Clock) -> Finding:
    last = ""
    if at_head(ledger):
        with ledger.reading() as connection:
            last = events.last_at(connection)
    backwards = bool(last) and clock.now() < unstamp(last) - _BACKWARDS
    said = f"The clock says {stamp(clock.now())}" + (f", before the last event of {last}." if backwards else ".")
    return Finding("clock", not backwards, said, "Set the machine's clock." if backwards else "")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
