"""What was asked of every verb alike: which desk, which passphrase, and whether a script is listening."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from amends import clock as time_and_chance
from amends.desk.drawer.place import Place, find, find_or_choose
from amends.errors import Locked, WrongUsage

if TYPE_CHECKING:
    from amends.desk.journey.opening import Desk

PATIENCE: Final = 3.0
"""Seconds a verb waits for another program that has the desk open: long enough for one that is about to end."""


@dataclass(slots=True)
class Asked:
    """What was asked of every verb alike."""

    desk: str = ""
    as_json: bool = False
    passphrase_file: str = ""

    @property
    def clock(self) -> time_and_chance.Clock:
        """The machine's own clock."""
        return time_and_chance.MACHINE

    def place(self) -> Place:
        """The desk that is meant.

        Raises:
            WrongUsage: there is none.
        """
        return find(self.desk or os.environ.get("AMENDS_DESK"), Path.cwd())

    def place_or_new(self) -> Place:
        """The desk that is meant, or the folder in which a first visit makes one."""
        return find_or_choose(self.desk or os.environ.get("AMENDS_DESK"), Path.cwd())

    def passphrase(self) -> str:
        """The passphrase, from a file, the environment or a prompt.

        Raises:
            Locked: there is nobody to ask.
        """
        given = self.passphrase_given()
        if given is None and sys.stdin.isatty():
            given = click.prompt("Passphrase", hide_input=True, err=True)
        if given is None:
            raise Locked("The desk is locked, and no passphrase was given.", _HOW_TO_UNLOCK)
        return given

    def new_passphrase(self, what: str = "A passphrase for this desk") -> str:
        """A passphrase that is chosen now; asked for twice.

        Raises:
            WrongUsage: there is nobody to ask.
        """
        given = self.passphrase_given()
        if given is None and sys.stdin.isatty():
            given = click.prompt(what, hide_input=True, confirmation_prompt=True, err=True)
        if given is None:
            raise WrongUsage("A desk needs a passphrase, and none was given.", _HOW_TO_UNLOCK)
        return given

    def passphrase_given(self) -> str | None:
        """What was given in a file or the environment."""
        if self.passphrase_file:
            return first_line(Path(self.passphrase_file))
        return os.environ.get("AMENDS_PASSPHRASE")

    @contextlib.contextmanager
    def open(self) -> Generator[Desk]:
        """The desk, open."""
        from amends.desk.journey.opening import open_desk  # noqa: PLC0415  # the drawer, for those who open it

        place = self.place()
        with open_desk(place, self.passphrase(), self.clock, patience=PATIENCE) as desk:
            yield desk

    @contextlib.contextmanager
    def open_with(self, passphrase: str) -> Generator[Desk]:
        """The desk, open, where the passphrase is needed once more."""
        from amends.desk.journey.opening import open_desk  # noqa: PLC0415

        with open_desk(self.place(), passphrase, self.clock, patience=PATIENCE) as desk:
            yield desk


_HOW_TO_UNLOCK: Final = "Give it with --passphrase-file FILE or in $AMENDS_PASSPHRASE, or run this in a terminal."


def first_line(path: Path) -> str:
    """The first line of a file that holds a passphrase.

    Raises:
        WrongUsage: it cannot be read.
    """
    try:
        return path.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{path} cannot be read: {getattr(error, 'strerror', '') or 'it is not text'}.") from error


def columns_of(pairs: tuple[str, ...]) -> Mapping[str, str] | None:
    """The column map in `--map field=Heading` options; none where none was given.

    Raises:
        WrongUsage: one is not of that form.
    """
    for pair in pairs:
        if not all(part.strip() for part in pair.partition("=")):
            raise WrongUsage(f"--map {pair} is not of the form field=Heading.", "For example: --map name='Full name'")
    return {field.strip(): heading.strip() for field, _, heading in (pair.partition("=") for pair in pairs)} or None
