"""When an office ends, or goes elsewhere: its letters as files that need no office, and word of where it went.

What is written holds no more than the office did: sealed parts, and nothing of who wrote to whom.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amends.clock import Clock
from amends.envelope import Envelope, Json, pack, self_opening, to_json
from amends.errors import WrongUsage
from amends.office.keeping import take_out
from amends.office.keys import read_keys, write_privately
from amends.office.ledger import letters, stored
from amends.office.ledger.letters import Carried
from amends.office.office import Office, open_office
from amends.office.refusals import Refusal
from amends.office.settings import Settings

INDEX: Final = "index.json"
_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export.

    Attributes:
        letters: how many were written, or were there already.
        waiting: how many were left out because their moment has not come.
        damaged: ids of letters whose sealed bytes are not what was put away.
    """

    letters: int
    waiting: int
    damaged: tuple[str, ...]


def export(settings: Settings, out: Path, clock: Clock, *, pages: bool = True) -> Exported:
    """Write every letter that can be opened under its link into a folder; again is harmless, also while it runs.

    `l/ID.envelope` is the letter, `l/ID.html` a page that opens it in a browser with the key that stands in the link,
    and `index.json` says what there is. Served as files at the office's old address, the old links go on working.
    What its writer took back is left out, and so are answers, which are their writers' (`backup` has all).

    Raises:
        LedgerTrouble, KeysTrouble, StoreTrouble: the office cannot be opened.
        WrongUsage: there is something else in that folder.
        Refused: the reading room was not built into this package, and pages are wanted.
        OSError: something cannot be written.
    """
    folder = out / "l"
    if out.exists() and (not out.is_dir() or {one.name for one in out.iterdir()} - {"l", INDEX}):
        raise WrongUsage(f"There is something else in {out}.", "Name a new folder for the export.")
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[Json] = []
    damaged: list[str] = []
    waiting = 0
    with _opened(settings, clock) as office:
        now = office.now()
        for letter in _everything(office):
            if letter.withdrawn or letter.due > now:
                waiting += not letter.withdrawn
                continue
            try:
                packed = pack(_bare(office, letter))
            except Refusal as refusal:
                if refusal.code != "broken":
                    raise
                damaged.append(letter.id)
                continue
            _put(folder / f"{letter.id}.envelope", packed)
            if pages:
                _put(folder / f"{letter.id}.html", self_opening(packed, settings.built))
            rows.append({"id": letter.id, "since": letter.since[:10], "sha256": hashlib.sha256(packed).hexdigest()})
        index: Json = {"amends": 1, "kind": "office-export", "office": office.id, "at": now, "letters": rows}
    _put(out / INDEX, to_json(index))
    return Exported(len(rows), waiting, tuple(damaged))


def moved(settings: Settings, to: str, out: Path, until: dt.datetime) -> None:
    """Write the office's last word into a file: that it is at another address now, signed with its notice key.

    Served as `/api/office` at the old address, it tells every desk, and none any more after `until`: by then the
    office may have moved again, and whoever has the old address or an old copy would send desks where it is no more.
    It needs the key file alone.

    Raises:
        KeysTrouble: the key file cannot be read.
        WrongUsage: there is such a file already.
    """
    card = read_keys(settings.keys_path).card(settings.name, settings.exit_url, to, until, moved=True)
    try:
        write_privately(out, card.to_bytes())
    except FileExistsError as error:
        raise WrongUsage(f"There is a file {out} already.", "Name another file for the notice.") from error
    out.chmod(0o644)


@contextmanager
def _opened(settings: Settings, clock: Clock) -> Generator[Office]:
    office = open_office(settings, clock, serving=False)
    try:
        yield office
    finally:
        office.close()


def _everything(office: Office) -> Iterator[Carried]:
    after = ""
    while True:
        with office.ledger.reading() as connection:
            page = letters.page(connection, after, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].id


def _bare(office: Office, letter: Carried) -> Envelope:
    """A letter as a reader would save it: no pseudonym, and a copy of nothing but itself."""
    parts: dict[stored.Part, bytes] = {"front": b"", "letter": b"", "key": b""}
    with office.ledger.reading() as connection:
        lying = [one for part in parts if (one := stored.part(connection, letter.id, part)) is not None]
    for one in lying:
        if one.part != "reply":
            parts[one.part] = take_out(office, one)
    kind = "words" if letter.key_kind == "words" else "age" if letter.key_kind == "age" else "link"
    return Envelope(
        id=letter.id, act_key=letter.act_key, person="", front=parts["front"], letter=parts["letter"],
        key=parts["key"], key_kind=kind, copy_of=letter.id,
    )  # fmt: skip


def _put(path: Path, data: bytes) -> None:
    """A file that is there whole or not at all."""
    draft = path.with_name(f".{path.name}")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
