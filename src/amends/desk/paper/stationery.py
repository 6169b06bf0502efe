"""What a letter is written on: sizes of sheets and envelopes, and stationeries, all of them data.

A stationery is a file in `stationeries/`: a few lines of TOML, and where it has a drawing, a function in
`drawings.typ` that draws it as vectors on a sheet of any size.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from amends.errors import WrongUsage


@dataclass(frozen=True, slots=True)
class Size:
    """A sheet of paper and how a letter stands on it.

    Attributes:
        name: as one asks for it.
        width, height: millimetres.
        side, head, foot: margins, millimetres.
        type: type size in points for a hand of ordinary height (`Measures.size` brings every hand to it).
        pitch: from baseline to baseline, points.
    """

    name: str
    width: float
    height: float
    side: float
    head: float
    foot: float
    type: float
    pitch: float


@dataclass(frozen=True, slots=True)
class EnvelopeSize:
    """An envelope, in millimetres.

    Attributes:
        name: as one asks for it.
        width, height: the closed envelope, its long side lying.
        left: where the address begins.
        top, bottom: between what heights it stands, from the upper edge.
        flap: how far down the flap the sender's name stands.
    """

    name: str
    width: float
    height: float
    left: float
    top: float
    bottom: float
    flap: float


SIZES: Final = {
    "A5": Size("A5", 148, 210, 18, 19, 19, 13.0, 19.0),
    "A4": Size("A4", 210, 297, 30, 30, 28, 15.0, 23.0),
    "Letter": Size("Letter", 215.9, 279.4, 31, 28, 26, 15.0, 23.0),
}

ENVELOPES: Final = {
    # ISO 269. The address keeps within what USPS reads: 16 to 69 mm from the lower edge, 13 mm from the sides.
    "C6": EnvelopeSize("C6", 162, 114, 62, 50, 97, 25),
    "#10": EnvelopeSize("#10", 241.3, 104.8, 100, 42, 88, 21),
}


OUTER: Final = {
    # What the inner one slides into with 5 mm to spare at the least: ISO 269, B6 for C6; in inches, #11 for #10.
    "C6": EnvelopeSize("B6", 176, 125, 70, 54, 108, 0),
    "#10": EnvelopeSize("#11", 263.5, 114.3, 112, 46, 97, 0),
}
"""The neutral envelope around each kind of inner one."""


@dataclass(frozen=True, slots=True)
class Stationery:
    """A kind of paper.

    Attributes:
        id: the name of its file.
        name: what it is called.
        about: how it looks, for whoever chooses.
        ink: colour of the writing, `#rrggbb`.
        soft: colour of page numbers and drawings.
        drawing: what is drawn on the sheet, by its name in `drawings.typ`; empty for nothing.
    """

    id: str
    name: str
    about: str
    ink: str
    soft: str
    drawing: str


@cache
def stationeries() -> tuple[Stationery, ...]:
    """Every stationery there is, the plain one first."""
    folder = files("amends.desk.paper").joinpath("stationeries")
    found = [
        Stationery(id=entry.name.removesuffix(".toml"), **tomllib.loads(entry.read_text("utf-8")))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda stationery: (bool(stationery.drawing), stationery.id)))


def stationery(name: str = "plain") -> Stationery:
    """The stationery of that id or name.

    Raises:
        WrongUsage: there is none.
    """
    for kind in stationeries():
        if name.casefold() in (kind.id, kind.name.casefold()):
            return kind
    raise WrongUsage(
        f"There is no stationery called {name!r}.", f"There are: {', '.join(k.id for k in stationeries())}."
    )


def size(name: str) -> Size:
    """The sheet of that name, however it is capitalised.

    Raises:
        WrongUsage: there is none.
    """
    for known in SIZES.values():
        if known.name.casefold() == name.casefold():
            return known
    raise WrongUsage(f"There is no sheet called {name!r}.", f"There are: {', '.join(SIZES)}.")


def envelope_size(name: str) -> EnvelopeSize:
    """The envelope of that name.

    Raises:
        WrongUsage: there is none.
    """
    for known in ENVELOPES.values():
        if known.name.casefold() == name.casefold():
            return known
    raise WrongUsage(f"There is no envelope called {name!r}.", f"There are: {', '.join(ENVELOPES)}.")
