"""Looking whether an office is well: one finding a subject, and for each what to do. Nothing is changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from amends.clock import MACHINE, Clock, stamp, unstamp
from amends.errors import AmendsError
from amends.office.blobs import open_store
from amends.office.carriers.mail import Relay
from amends.office.carriers.signed import Seen, read_seen
from amends.office.keys import read_keys
from amends.office.ledger import Ledger, at_head, events, stored, writers
from amends.office.refusals import Refusal
from amends.office.settings import Settings
from amends.office.web.pages import BUNDLE, digest, published

_ROOM_BYTES: Final = 512 * 1024 * 1024
"""Below this much free space an office should be given more: a few dozen of the largest letters."""
_BACKWARDS: Final = dt.timedelta(minutes=5)
_SAMPLE: Final = 20
_LOOK: Final = "amends office check --seen FILE"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: what was looked at.
        well: whether it is as it should be, as far as can be seen from here.
        said: what was found.
        mend: what to do; of what is well, what only whoever runs the office can look at; else empty.
    """

    subject: str
    well: bool
    said: str
    mend: str = ""


def check(settings: Settings, clock: Clock = MACHINE, seen: bytes | None = None) -> list[Finding]:
    """Look at an office, also while it runs.

    Args:
        settings: which one.
        clock: time and chance.
        seen: one of its mails, as it arrived in a mailbox.
    """
    findings = [_room(settings), _bundle(settings), *_mail(settings, seen)]
    database = settings.sqlite
    if database is not None and not database.exists():
        missing = Finding("database", False, f"There is no database {database} yet.", "amends office makes it.")
        # Before an office's first start there is no key file either, and nothing to put back.
        return [missing, *([_keys(settings)] if settings.keys_path.exists() else []), *findings]
    findings.append(_keys(settings))
    if database is not None:
        findings.append(_closed(database))
    ledger = Ledger(settings.url)
    try:
        found = [*_database(settings, ledger), *findings, _clock(ledger, clock)]
        if at_head(ledger):
            found += [_address(ledger), _store(settings, ledger)]
        return found
    except Refusal as error:
        return [Finding("database", False, error.message, "Start the database, or look at its address."), *findings]
    finally:
        ledger.close()


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


def _closed(database: Path) -> Finding:
    if os.name == "posix" and stat.S_IMODE(database.stat().st_mode) & 0o077:
        return Finding("closed", False, f"The database {database} can be read by others.", f"chmod 600 {database}*")
    return Finding("closed", True, "The database is closed to others.")


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


def _address(ledger: Ledger) -> Finding:
    with ledger.reading() as connection:
        founded = writers.office(connection)
    address = founded[1] if founded else ""
    parts = urlsplit(address)
    if not address:
        return Finding("address", True, "The office was not served yet, so nobody knows its address.")
    if parts.scheme == "https" or _is_loopback(parts.hostname or ""):
        return Finding("address", True, f"The office was last served at {address}.")
    said = (
        f"The office was last served at {address}, without TLS: anybody on the way can see and change what it says."
    )
    mend = "Put a server that speaks TLS before it, and let the office listen at 127.0.0.1."
    return Finding("address", False, said, mend)


def _mail(settings: Settings, seen: bytes | None) -> list[Finding]:
    if seen is not None:
        return [_one_click(read_seen(seen))]
    if "mail" not in settings.carrying.roads:
        return []
    relay = Relay.read(settings.carrying.roads["mail"])
    domain = relay.sender.rpartition("@")[2]
    said = f"Mails go out from {relay.sender}. One click stops them only if your relay signs them for that."
    mend = (
        f"See that its DKIM signature for {domain} covers List-Unsubscribe and List-Unsubscribe-Post: "
        f"have a mail sent to yourself, save it as it arrived, and look: {_LOOK}"
    )
    return [Finding("one-click", True, said, mend)]


def _one_click(seen: Seen) -> Finding:
    if not seen.ours:
        said = "This is none of the office's mails, or what stops them was taken out of it on its way."
        return Finding("one-click", False, said, "Save a mail as it arrived, with all its headers, and look again.")
    if not seen.signed_by:
        said = "The mail that arrived bears no DKIM signature, so no mailbox offers the one click that stops mails."
        return Finding(
            "one-click",
            False,
            said,
            "Have your relay sign what goes out, List-Unsubscribe and List-Unsubscribe-Post included.",
        )
    by = ", ".join(seen.signed_by)
    if seen.left_out:
        names = " and ".join(seen.left_out)
        said = (
            f"The DKIM signature of {by} does not cover {names}: mailboxes will not offer the one click (RFC 8058)."
        )
        return Finding("one-click", False, said, "Add them to the headers that your relay signs.")
    return Finding("one-click", True, f"The DKIM signature of {by} covers what stops mails with one click.")


def _store(settings: Settings, ledger: Ledger) -> Finding:
    with ledger.reading() as connection:
        far, some = stored.how_many(connection), stored.sample(connection, _SAMPLE)
    if not settings.blobs:
        said = (
            f"{far} sealed parts lie in an object store that was not named." if far else "All lies in the database."
        )
        return Finding("store", not far, said, "Name it: amends office --blobs s3://… check" if far else "")
    try:
        blobs = open_store(settings.blobs)
        assert blobs is not None
        amiss = [one.name for one in some if not _is_whole(blobs.get(one.name), one.sha256)]
        blobs.get("sealed/00/" + "0" * 32)
    except AmendsError as error:
        return Finding(
            "store", False, f"The object store does not answer. {error.message}", "See that it can be reached."
        )
    if amiss:
        said = f"{len(amiss)} of {len(some)} objects that were looked at are missing or damaged."
        return Finding("store", False, said, "Run amends office audit, and bring them back from a backup.")
    return Finding(
        "store", True, f"The object store answers; of {far} objects {len(some)} were looked at and are whole."
    )


def _is_whole(data: bytes | None, sha256: str) -> bool:
    return data is not None and hashlib.sha256(data).hexdigest() == sha256


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
