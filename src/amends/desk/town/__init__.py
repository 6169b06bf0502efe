"""Alder Bridge: a small invented town, with the people Tomas Reed wrote to, what he wrote, and what came back.

Nobody in it has ever lived. It exists so that the whole journey can be shown and tested on letters worth reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from amends.desk.people.files import Source

WRITER: Final = "Tomas Reed"

_REPLIES: Final = {
    "joan-whitfield.txt": "Joan Whitfield",
    "desmond-okafor.txt": "Desmond Okafor",
    "bernard-halloran.txt": "Bernard Halloran",
    "ruth-calder.txt": "Ruth Calder",
    "hannah-birch.txt": "Hannah Birch",
    "gerald-pike.txt": "Gerald Pike",
    "hanako-tanaka.txt": "田中花子",
    "daniel-reed.txt": "Daniel Reed",
    "mrs-hale.txt": "Mrs Margaret Hale",
    "yusuf-demir.txt": "Yusuf Demir",
}


@dataclass(frozen=True, slots=True)
class TownReply:
    """An answer that somebody in the town gives.

    Attributes:
        name: whose letter it answers, as on the list.
        text: what it says.
    """

    name: str
    text: str


def people_files() -> tuple[Source, ...]:
    """The writer's address book: a vCard file and a table as Google exports it."""
    return tuple(_source(_town() / name) for name in ("people.vcf", "contacts.csv"))


def roll_file() -> Source:
    """The roll of the town, with some on it who are not yet on the list."""
    return _source(_town() / "roll.txt")


def letter_files() -> tuple[Source, ...]:
    """The letters, one Markdown file each, in the order in which they were written."""
    return tuple(_source(file) for file in _sorted(_town() / "letters", ".md"))


def replies() -> tuple[TownReply, ...]:
    """The answers, in the order in which they came."""
    return tuple(TownReply(to, (_town() / "replies" / name).read_text("utf-8")) for name, to in _REPLIES.items())


def _town() -> Traversable:
    return files("amends.desk.town")


def _sorted(folder: Traversable, suffix: str) -> Iterator[Traversable]:
    return iter(sorted((file for file in folder.iterdir() if file.name.endswith(suffix)), key=lambda file: file.name))


def _source(file: Traversable) -> Source:
    return Source(file.name, file.read_bytes())
