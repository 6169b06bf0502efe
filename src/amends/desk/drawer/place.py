"""The desk's folder: where it is, what lies in it, and that nobody else works at it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Generator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final, cast

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from amends.desk.drawer.files import PRIVATE_FOLDER, plainly, put, settle, told_plainly
from amends.errors import Locked, Refused, WrongUsage

FORMAT: Final = 1
"""Version of the folder's shape. What lies inside the database has versions of its own, the migrations."""

_ABOUT: Final = "desk.json"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one desk.

    Attributes:
        root: the folder.
    """

    root: Path

    @property
    def about(self) -> Path:
        """Says that this folder is a desk and of which version; holds no name and no key."""
        return self.root / _ABOUT

    @property
    def key(self) -> Path:
        """The drawer key behind the passphrase."""
        return self.root / "drawer.key"

    @property
    def recovery(self) -> Path:
        """The drawer key behind the words of the recovery sheet; not there until one was made."""
        return self.root / "recovery.key"

    @property
    def shares(self) -> Path:
        """The drawer key behind a key that people the writer trusts hold in parts; not there until it was shared."""
        return self.root / "shares.key"

    @property
    def keys(self) -> tuple[Path, ...]:
        """The files in which the drawer key lies, each closed in its own way; the first is always there."""
        return (self.key, self.recovery, self.shares)

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.root / "drawer.db"

    @property
    def begun(self) -> Path:
        """There while a desk is being made here: what lies beside it is of that attempt and holds nothing yet."""
        return self.root / "desk.begun"

    @property
    def lock(self) -> Path:
        """Held by whoever works at the desk."""
        return self.root / "desk.lock"

    def is_desk(self) -> bool:
        """Whether a desk was made here."""
        return self.about.is_file()


def find(given: str | None, start: Path) -> Place:
    """The desk that was named, else the nearest one upward from `start`, else the one in the writer's own folder.

    Raises:
        WrongUsage: there is none.
    """
    if given:
        place = Place(Path(given).expanduser())
        if not place.is_desk():
            raise WrongUsage(
                f"{place.root} is not a desk.", f"Make one there with: amends new {place.root} --writer NAME"
            )
        check_format(place)
        return place
    for folder in (start, *start.parents, own_folder()):
        place = Place(folder)
        if place.is_desk():
            check_format(place)
            return place
    raise WrongUsage(
        "There is no desk here.", "Name one with --desk DIR, or make one with: amends new DIR --writer NAME"
    )


def find_or_choose(given: str | None, start: Path) -> Place:
    """The same, and where there is no desk yet, the folder in which one may be made."""
    try:
        return find(given, start)
    except WrongUsage:
        return Place(Path(given).expanduser().absolute() if given else own_folder())


def own_folder() -> Path:
    """Where a desk stands that was made in the browser: in the folder the system has for a program's data."""
    return user_data_path("amends", appauthor=False) / "desk"


def begin(place: Place) -> None:
    """Makes room for a desk that is about to be made in a folder that is none.

    What an attempt left that was stopped on the way is removed. Anything else is set aside, never removed: it may be
    a whole drawer that has lost nothing but its description.

    Raises:
        Refused: the folder cannot be written to.
    """
    beside = (place.database.with_name(place.database.name + ending) for ending in ("", "-wal", "-shm"))
    there = [file for file in (*place.keys, *beside) if file.exists()]
    with told_plainly(place.root):
        if place.begun.exists():
            for file in there:
                file.unlink()
        elif there:
            number = next(n for n in count(1) if not (place.root / f"set-aside-{n}").exists())
            aside = place.root / f"set-aside-{number}"
            aside.mkdir(PRIVATE_FOLDER)
            for file in there:
                file.rename(aside / file.name)
            settle(aside)
    put(place.begun, b"")


def describe(place: Place, generation: int, copy: str = "") -> None:
    """Writes `desk.json`: the last thing that is written when a desk is made, so that half a desk is none.

    Args:
        place: the desk.
        generation: how often it was restored.
        copy: an id that no other copy of it bears; none for the first desk.
    """
    with told_plainly(place.begun):
        place.begun.unlink(missing_ok=True)
    about = {"amends": "desk", "format": FORMAT, "generation": generation}
    about |= {"copy": copy} if copy else {}
    put(place.about, (json.dumps(about, indent=2) + "\n").encode())


def check_format(place: Place) -> int:
    """The desk's generation: 0, and one more for every time it was restored from a backup.

    Raises:
        Refused: the folder was made by a newer program, or its description cannot be read.
    """
    generation = _described(place).get("generation")
    assert isinstance(generation, int)
    return generation


def which_copy(place: Place) -> str:
    """What tells this desk from every other that was restored from a backup of it; empty for the first desk.

    Raises:
        Refused: the folder was made by a newer program, or its description cannot be read.
    """
    return str(_described(place).get("copy", ""))


def _described(place: Place) -> dict[str, object]:
    try:
        about: object = json.loads(place.about.read_bytes())
    except OSError as error:
        raise plainly(error, place.about) from error
    except ValueError:
        about = None
    fields = cast("dict[str, object]", about) if isinstance(about, dict) else {}
    found, generation = fields.get("format"), fields.get("generation", 0)
    if not isinstance(found, int) or not isinstance(generation, int):
        raise Refused(f"{place.about} is not a desk's description.", "Restore the desk from a backup.")
    if found > FORMAT:
        raise Refused(f"{place.root} was made by a newer amends.", "Update this program, then open the desk again.")
    return {**fields, "generation": generation}


@contextlib.contextmanager
def occupied(place: Place, patience: float) -> Generator[None]:
    """Holds the desk for this program alone; a program that dies lets go of it by dying.

    Args:
        place: the desk.
        patience: seconds to wait for whoever holds it now.

    Raises:
        Locked: somebody else still works at it.
        Refused: the folder cannot be written to.
    """
    if not os.access(place.root, os.W_OK):
        raise Refused(
            f"{place.root} cannot be written to.",
            "A desk needs its folder writable. Check who owns it and whether it is read-only.",
        )
    lock = FileLock(place.lock, timeout=patience, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise Locked(
            f"The desk {place.root} is open in another program.",
            "Close it there, or wait until it is done; nothing was changed here.",
        ) from error
    except OSError as error:
        raise plainly(error, place.lock) from error
    try:
        yield
    finally:
        lock.release()
