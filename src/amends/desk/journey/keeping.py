"""Keeping the desk safe: a backup in one file, a desk again from it, another passphrase.

A backup is a plain ZIP of what lies in the desk's folder. Everything in it that means anything is encrypted already,
so it opens with the passphrase, the recovery sheet or the shared key of the day it was made.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Final, cast

from amends.clock import Clock
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.files import make_private, plainly, put, settle, told_plainly
from amends.desk.drawer.migrate import copy_database
from amends.desk.drawer.opening import check_key
from amends.desk.drawer.place import Place, begin, check_format, describe, occupied
from amends.desk.journey.opening import Desk, unwrap, wrap
from amends.errors import Torn, Unsupported, WrongUsage
from amends.sentences import Sentence, marked

_LIST: Final = "backup.json"
_DATABASE: Final = "drawer.db"
_CHUNK: Final = 1 << 20
_EARLIER: Final = marked("Try an earlier backup. Nothing was made here.")


def back_up(desk: Desk, out: Path) -> None:
    """Copies the whole desk, as it is at this moment, into one file that only its owner can read.

    Raises:
        WrongUsage: there is such a file already.
        Refused: the disk is full, or the place cannot be written to.
    """
    place = desk.drawer.place
    if out.exists():
        raise WrongUsage(f"There is a file {out} already.", "Name another file for the backup.")
    with desk.drawer.transaction() as tx:
        log(tx, WriterAct(desk.now, "backup"))
    copy, part = out.with_name(f".{out.name}.db.part"), out.with_name(f".{out.name}.part")
    with told_plainly(out):
        try:
            copy_database(desk.drawer.engine, place.database, copy)
            _pack(place, copy, part, desk.now)
            part.replace(out)
            settle(out.absolute().parent)
        finally:
            copy.unlink(missing_ok=True)
            part.unlink(missing_ok=True)


def backed_up(desk: Desk) -> bytes:
    """The whole desk as the bytes of such a file; it lies beside the drawer while it is made.

    Raises:
        Refused: the disk is full.
    """
    out = desk.drawer.place.root / "backup.part"
    out.unlink(missing_ok=True)
    try:
        back_up(desk, out)
        return out.read_bytes()
    finally:
        out.unlink(missing_ok=True)


def put_back(file: Path, place: Place, clock: Clock, called: str = "") -> int:
    """Makes a desk again from a backup, where there is none. Returns its generation: one more than the desk's had.

    Args:
        file: the backup.
        place: where the desk is to stand.
        clock: chance.
        called: what whoever brought the file calls it, where that is another name.

    Raises:
        WrongUsage: there is a desk already.
        Torn, Unsupported: the file is damaged, or is no backup of a desk.
        Refused: the disk is full, or the folder cannot be written to.
    """
    if place.is_desk():
        raise WrongUsage(
            Sentence("There is a desk in %(place)s already.", place=str(place.root)),
            marked("Restore into an empty folder, then compare."),
        )
    called = called or str(file)
    try:
        with zipfile.ZipFile(file) as folder:
            what = _listed(folder, called)
            make_private(place.root)
            for name, digest in what.items():
                _unpack(folder, name, digest, place.root)
            generation = _generation(folder, called) + 1
        begin(place)
        for name in what:
            _part(place.root, name).replace(place.root / name)
        settle(place.root)
    except (zipfile.BadZipFile, KeyError) as error:
        raise Unsupported(_no_backup(called), _EARLIER) from error
    except OSError as error:
        raise plainly(error, file) from error
    finally:
        for name in (*(file.name for file in place.keys), _DATABASE):
            with contextlib.suppress(OSError):
                _part(place.root, name).unlink()
    describe(place, generation, clock.bytes(16).hex())
    return generation


def put_back_sent(data: bytes, called: str, place: Place, clock: Clock) -> None:
    """The same from the bytes of a backup, which lie in the desk's folder meanwhile, encrypted as they are.

    Raises:
        WrongUsage, Torn, Unsupported, Refused: as `put_back`.
    """
    there = place.root.exists()
    make_private(place.root)
    file = place.root / "restoring.part"
    try:
        put(file, data)
        put_back(file, place, clock, called)
    finally:
        file.unlink(missing_ok=True)
        if not there and not place.is_desk():
            with contextlib.suppress(OSError):
                place.root.rmdir()


def change_passphrase(place: Place, old: str, new: str, clock: Clock, *, patience: float) -> None:
    """Puts the drawer key behind another passphrase. Backups made before still open with the old one.

    Raises:
        Locked: the old passphrase is wrong, or the desk is open elsewhere.
        WrongUsage: the new one is empty.
    """
    with occupied(place, patience):
        key = unwrap(place, old)
        check_key(place, key)
        wrap(place, key, new, clock)


def change_passphrase_here(desk: Desk, old: str, new: str) -> None:
    """The same at a desk that is open.

    Raises:
        Locked: the old passphrase is wrong.
        WrongUsage: the new one is empty.
    """
    wrap(desk.drawer.place, unwrap(desk.drawer.place, old), new, desk.clock)
    with desk.drawer.transaction() as tx:
        log(tx, WriterAct(desk.now, "passphrase"))


def _pack(place: Place, database: Path, out: Path, at: str) -> None:
    kept = {path.name: path for path in place.keys if path.is_file()} | {_DATABASE: database}
    what = {"amends": "desk backup", "at": at, "generation": check_format(place)}
    handle = os.open(out, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as folder:
            digests: dict[str, str] = {}
            for name, path in kept.items():
                digests[name] = _sha256(path)
                folder.write(path, name)
            folder.writestr(_LIST, json.dumps({**what, "files": digests}))
        file.flush()
        os.fsync(file.fileno())


def _no_backup(called: str) -> str:
    return Sentence("%(file)s is no backup of a desk, or is damaged.", file=called)


def _about(folder: zipfile.ZipFile, called: str) -> dict[str, object]:
    try:
        value: object = json.loads(folder.read(_LIST))
    except ValueError:
        value = None
    about = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if about.get("amends") != "desk backup":
        raise Unsupported(_no_backup(called), _EARLIER)
    return about


def _listed(folder: zipfile.ZipFile, called: str) -> dict[str, str]:
    files = _about(folder, called).get("files")
    listed = cast("dict[str, str]", files) if isinstance(files, dict) else {}
    if not {"drawer.key", _DATABASE} <= set(listed) <= {"drawer.key", "recovery.key", "shares.key", _DATABASE}:
        raise Unsupported(_no_backup(called), _EARLIER)
    return listed


def _generation(folder: zipfile.ZipFile, called: str) -> int:
    found = _about(folder, called).get("generation")
    return found if isinstance(found, int) else 0


def _unpack(folder: zipfile.ZipFile, name: str, digest: str, to: Path) -> None:
    part = _part(to, name)
    with told_plainly(to / name):
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out, folder.open(name) as source:
            shutil.copyfileobj(source, out, _CHUNK)
            out.flush()
            os.fsync(out.fileno())
        if _sha256(part) != digest:
            part.unlink()
            raise Torn(marked("The backup is damaged: what is in it is not what was put in."), _EARLIER)


def _part(folder: Path, name: str) -> Path:
    return folder / f".{name}.part"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
