"""Looking after an office: is what it wrote down still true, a copy of all of it, and the way back."""

from __future__ import annotations

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

from amends.clock import MACHINE, Clock, stamp
from amends.envelope import from_json, to_json
from amends.errors import Torn, Unsupported, WrongUsage
from amends.office.blobs import Blobs, open_store
from amends.office.blobs.sweeping import Swept, sweep
from amends.office.keys import OfficeKeys, read_keys, write_privately
from amends.office.ledger import Connection, Ledger, LedgerTrouble, at_head, copying, events, stored
from amends.office.settings import Settings

_DATABASE, _KEYS, _LIST = "office.sqlite", "office.keys", "backup.json"
_PIECE: Final = 1024 * 1024


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


def audit(settings: Settings) -> Audit:
    """Follow the chain of events, and compare every sealed byte with its digest.

    Raises:
        LedgerTrouble: there is no office, or it is not at this version's form.
    """
    with _opened(settings) as ledger, ledger.reading() as connection:
        chain = events.audit(connection)
        return Audit(
            chain.events, chain.last, chain.broken_at, tuple(_damaged(connection, open_store(settings.blobs)))
        )


def sweep_store(settings: Settings) -> Swept:
    """Take out of the object store what no row names and is old; also while the office runs.

    Raises:
        WrongUsage: the office has no object store.
        LedgerTrouble: there is no office, or it is not at this version's form.
        Refusal: `later`, because the store does not answer.
    """
    blobs = open_store(settings.blobs)
    if blobs is None:
        raise WrongUsage("There is nothing to sweep: sealed bytes lie in the database.", "Name a store with --blobs.")
    with _opened(settings) as ledger:
        return sweep(ledger, blobs)


def backup(settings: Settings, out: Path, clock: Clock = MACHINE) -> Path:
    """Copy the whole office into one file that only its owner can read, also while it runs.

    The form is the same whatever the database is, so what was on SQLite can go back into PostgreSQL, and the other
    way; what lies in an object store is in the file too. The file holds the office's keys beside its database: keep
    it as closed as both.

    Raises:
        LedgerTrouble: there is no office.
        Torn: something in the object store is missing or damaged.
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
        copying.copy_to(ledger, copied)
        what = to_json({
            "amends": 1, "kind": "office-backup", "at": stamp(clock.now()),
            _DATABASE: _sha256(copied), _KEYS: hashlib.sha256(keys).hexdigest(),
        })  # fmt: skip
        with os.fdopen(os.open(packed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as folder_in:
                folder_in.writestr(_LIST, what)
                folder_in.writestr(_KEYS, keys)
                folder_in.write(copied, _DATABASE)
                _pack_objects(settings, ledger, copied, folder_in)
            file.flush()
            os.fsync(file.fileno())
        packed.replace(out)
    return out


def restore(settings: Settings, file: Path) -> None:
    """Put an office back from such a file, where there is none.

    Raises:
        WrongUsage: there is an office already, or no such file.
        LedgerTrouble: the server's database holds an office already.
        Torn, Unsupported: the file is damaged, or no backup of an office.
        OSError: something cannot be written.
    """
    database, keys = settings.sqlite, settings.keys_path
    # SQLite would take up what lies beside a database as its own: a lost one's log would be written over the backup.
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")] if database else []
    for there in (keys, *beside):
        if there.exists():
            raise WrongUsage(f"There is a file {there} already.", "Restore into an empty place, then compare.")
    if not file.is_file():
        raise WrongUsage(f"There is no file {file}.", "Name the backup as `amends office backup` wrote it.")
    place = database.parent if database else keys.parent
    place.mkdir(parents=True, exist_ok=True)
    keys.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as folder:
        draft = Path(folder) / _DATABASE
        draft.touch(0o600)
        kept = _unpack(file, draft)
        _unpack_objects(file, draft, open_store(settings.blobs))
        if database is None:
            ledger = Ledger(settings.url)
            try:
                copying.copy_from(draft, ledger)
            finally:
                ledger.close()
        write_privately(keys, kept.to_bytes())
        if database is not None:
            draft.replace(database)


def _pack_objects(settings: Settings, ledger: Ledger, copied: Path, folder_in: zipfile.ZipFile) -> None:
    """Everything that lies in a store, as far as the copied database names it, beside it in the backup."""
    blobs = open_store(settings.blobs)
    for lying in _far(copied):
        if blobs is None:
            raise WrongUsage("Sealed bytes of this office lie in an object store.", "Name it with --blobs.")
        data = blobs.get(lying.name)
        if data is None or hashlib.sha256(data).hexdigest() != lying.sha256:
            with ledger.reading() as connection:
                still = stored.named(connection, [lying.name])
            if still:
                raise Torn("Something in the object store is missing or damaged.", "See: amends office audit")
            continue  # an answer that was taken back meanwhile
        folder_in.writestr(lying.name, data)


def _unpack_objects(file: Path, draft: Path, blobs: Blobs | None) -> None:
    """Everything that lay in a store goes back into one, or into the database where none is named."""
    far = _far(draft)
    if not far:
        return
    ledger = Ledger(f"sqlite:///{draft}")
    try:
        with zipfile.ZipFile(file) as folder, ledger.writing() as connection:
            there = set(folder.namelist())
            for lying in far:
                if lying.name not in there:
                    continue
                data = folder.read(lying.name)
                if hashlib.sha256(data).hexdigest() != lying.sha256:
                    raise Torn(f"{file} is damaged: what is in it is not what was put in.", "Try an earlier one.")
                if blobs is not None:
                    blobs.put(lying.name, data)
                else:
                    copying.bring_home(connection, lying.owner, lying.part, data)
        ledger.settle()
    finally:
        ledger.close()


def _far(database: Path) -> list[stored.Lying]:
    ledger = Ledger(f"sqlite:///{database}")
    try:
        if not at_head(ledger):
            return []  # an older form, from before there were stores
        with ledger.reading() as connection:
            return stored.far(connection)
    finally:
        ledger.settle()
        ledger.close()


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


def _damaged(connection: Connection, blobs: Blobs | None) -> Generator[tuple[str, str]]:
    for lying in stored.everything(connection):
        data = lying.here
        if data is None and lying.name and blobs is not None:
            data = blobs.get(lying.name)
        if data is None or hashlib.sha256(data).hexdigest() != lying.sha256:
            yield lying.owner, lying.part


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
