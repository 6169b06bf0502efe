"""A hand, and the hands that come with the package.

`Hand` is the noun of both the shipped hands and the writer's own. The shipped ones lie in `amends/built/hands`, made
by `hands/recut.py` while the package is built.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, cast

from amends.desk.hand.measures import measure
from amends.errors import AmendsError

DEFAULT: Final = "ana"
UNWRITTEN: Final = frozenset("\n\u00ad\u200b\u200c\u200d\u2060\ufeff")
"""Characters that leave no mark, so no hand can lack them."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How a hand stands on the line, in ems of its font (see `amends.desk.hand.measures`)."""

    size: float
    x_height: float
    ascent: float
    descent: float
    capital: float
    blank: float


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody's writing, as a font.

    Attributes:
        id: short name for commands and settings.
        name: what the hand is called.
        family: the family name inside the font, by which the typesetter finds it.
        ttf: the font, TrueType outlines.
        woff2: the same for a browser.
        characters: every character it can write.
        measures: how it stands on the line.
        outlines: how many times it draws each glyph; 1 for a font that never varies.
        digest: SHA-256 of `ttf`, in hexadecimal.
        about: how it looks, for whoever chooses.
        licence: SPDX expression; empty for a writer's own hand.
        source: where it comes from, such as a package and its version.
        copyright: the copyright line of the font.
    """

    id: str
    name: str
    family: str
    ttf: bytes = field(repr=False)
    woff2: bytes = field(repr=False)
    characters: frozenset[str] = field(repr=False)
    measures: Measures
    outlines: int
    digest: str
    about: str = ""
    licence: str = ""
    source: str = ""
    copyright: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Script:
    """The plain face of one script, for lines that neither a hand nor Amends Serif can set.

    Attributes:
        id: the script's own name, in small letters.
        family: the family name inside the font.
        file: the font's file.
        characters: every character it has.
    """

    id: str
    family: str
    file: str
    characters: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that a hand lacks, and where it is wanted.

    Attributes:
        character: the character.
        line: the line of the text, from 1.
        column: the place in that line, from 1.
        around: the words around it.
    """

    character: str
    line: int
    column: int
    around: str


class NoHands(AmendsError):
    """The package was put together without its hands."""


@lru_cache(maxsize=8)
def own_hand(ttf: bytes, *, hand_id: str, name: str, outlines: int) -> Hand:
    """The `Hand` in a font that was made from a writer's specimen.

    Args:
        ttf: a TrueType font whose features follow `amends.desk.hand.alternates`.
        hand_id: short name for commands.
        name: what the writer calls it.
        outlines: how many outlines `level` gave every glyph; 1 if it has no alternates.
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # slow to import, and needed for a writer's own hand only

    from amends.desk.hand.woff2 import woff2  # noqa: PLC0415  # the same

    font = cast("Any", TTFont(io.BytesIO(ttf), lazy=True))
    measures = Measures(**measure(font))
    family, characters = str(font["name"].getDebugName(1)), frozenset(map(chr, font.getBestCmap()))
    digest = hashlib.sha256(ttf).hexdigest()
    return Hand(hand_id, name, family, ttf, woff2(ttf), characters, measures, outlines, digest)


@cache
def shipped_hands() -> tuple[Hand, ...]:
    """The hands that come with the package, the usual one first.

    Raises:
        NoHands: they were not built in.
    """
    folder = _folder()
    return tuple(_hand(folder, record) for record in _listing(folder)["hands"])


def shipped_hand(hand_id: str = DEFAULT) -> Hand:
    """One of them, by its id or name.

    Raises:
        NoHands: there is none of that name.
    """
    for hand in shipped_hands():
        if hand_id.casefold() in (hand.id.casefold(), hand.name.casefold()):
            return hand
    names = ", ".join(hand.id for hand in shipped_hands())
    raise NoHands(f"There is no shipped hand called {hand_id!r}.", f"There are: {names}.")


@cache
def plain_faces() -> dict[str, bytes]:
    """The faces for plain type and for the house's own words: file name -> TrueType font."""
    folder = _folder()
    return {face["ttf"]: folder.joinpath(face["ttf"]).read_bytes() for face in _listing(folder)["house"]}


@cache
def plain_characters() -> frozenset[str]:
    """Every character that the plain face itself has, upright and italic alike; see also `type_characters`."""
    faces = [face for face in _listing(_folder())["house"] if face["family"] == "Amends Serif"]
    return frozenset[str].intersection(*(_characters(face) for face in faces))


@cache
def scripts() -> tuple[Script, ...]:
    """The plain faces of further scripts, in the order in which they are looked through."""
    listing = cast("list[dict[str, Any]]", json.loads(_folder().joinpath("scripts.json").read_text("utf-8")))
    return tuple(Script(one["id"], one["family"], one["ttf"], _characters(one)) for one in listing)


def script_faces() -> dict[str, bytes]:
    """Their fonts: file name -> TrueType. Fifteen megabytes, so they are read only where a letter needs one."""
    return {script.file: _folder().joinpath(script.file).read_bytes() for script in scripts()}


@cache
def type_characters() -> frozenset[str]:
    """Every character that plain type can set, whatever the script."""
    return plain_characters().union(*(script.characters for script in scripts()))


PLAIN: Final = "Amends Serif"
_HAN: Final = re.compile(r"[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def families(text: str, near: str = "") -> tuple[str, ...]:
    """The families in which a plain text is set: Amends Serif, and behind it those whose letters it lacks.

    Chinese, Japanese and Korean share characters and draw them differently; which is meant shows in the kana or the
    hangul beside them, else in what only one of the faces has.

    Args:
        text: the text.
        near: what stands around it, such as the other lines of an address.
    """
    wanted = frozenset(text) - plain_characters()
    found: list[str] = []
    for script in _in_order(text, near) if wanted else ():
        if wanted & script.characters:
            found.append(script.family)
            wanted -= script.characters
    return (PLAIN, *found)


def _in_order(text: str, near: str) -> list[Script]:
    around = f"{text}\n{near}"
    han = frozenset(_HAN.findall(around))

    def rank(script: Script) -> tuple[bool, bool]:
        speaks = {"japanese": _KANA, "korean": _HANGUL}.get(script.id)
        return not (speaks and speaks.search(around)), not han <= script.characters

    return sorted(scripts(), key=rank)


def missing(characters: frozenset[str], text: str) -> tuple[Missing, ...]:
    """The characters of a text that cannot be written, each place of each.

    Args:
        characters: what can be written: `Hand.characters`, or `type_characters()`.
        text: a text in NFC.
    """
    if not _others(characters).search(text):
        return ()
    return tuple(_missing(characters, text))


@lru_cache(maxsize=8)
def _others(characters: frozenset[str]) -> re.Pattern[str]:
    """Any character but these: sought in a text, it takes a third of the time that a set takes to go through it."""
    return re.compile(f"[^{re.escape(''.join(sorted(characters)))}]" if characters else ".", re.DOTALL)


def _missing(characters: frozenset[str], text: str) -> Iterator[Missing]:
    for number, line in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if character not in characters and character not in UNWRITTEN:
                around = line[max(0, column - 16) : column + 15].strip()
                yield Missing(character, number, column, around)


def _hand(folder: Traversable, record: dict[str, Any]) -> Hand:
    return Hand(
        id=record["id"],
        name=record["name"],
        family=record["family"],
        ttf=folder.joinpath(record["ttf"]).read_bytes(),
        woff2=folder.joinpath(record["woff2"]).read_bytes(),
        characters=_characters(record),
        measures=Measures(**record["metrics"]),
        outlines=record["outlines"],
        digest=record["digest"],
        about=record["about"],
        licence=record["licence"],
        source=record["source"],
        copyright=record["copyright"],
    )


def _characters(record: dict[str, Any]) -> frozenset[str]:
    runs: Iterable[tuple[int, int]] = record["characters"]
    return frozenset(chr(code) for first, last in runs for code in range(first, last + 1))


def _folder() -> Traversable:
    return files("amends").joinpath("built", "hands")


def _listing(folder: Traversable) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", json.loads(folder.joinpath("hands.json").read_text("utf-8")))
    except OSError as error:
        raise NoHands("This amends was put together without its hands.", "Install it again: `uv sync`.") from error
