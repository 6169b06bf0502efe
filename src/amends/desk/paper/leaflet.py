"""A leaflet: plain pages to print and put away, with numbered words where there are some.

Not a letter: no hand, no stationery, nobody's address. The desk's pages show the same leaflet in the browser.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any, Final, cast

import pypdfium2
import typst

from amends.errors import AmendsError


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading and what stands under it.

    Attributes:
        heading: may be empty.
        says: paragraphs.
        words: numbered words, in their order.
        commands: lines to be typed as they are.
    """

    heading: str
    says: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page, or more where it is long: a title, and its pieces."""

    title: str
    lead: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Sheets that are printed together.

    Attributes:
        lang: the language they are in.
        sheets: each begins on a page of its own.
    """

    lang: str
    sheets: tuple[Sheet, ...]


class NotAsMeant(AmendsError):
    """The leaflet does not say what it should. It was not given out."""


_MAIN: Final = "leaflet.typ"


def leaflet_text(leaflet: Leaflet) -> str:
    """The same as plain text."""
    return "\f".join(_sheet_text(sheet) for sheet in leaflet.sheets)


def _sheet_text(sheet: Sheet) -> str:
    lines = [sheet.title.upper(), "", sheet.lead, ""]
    for piece in sheet.pieces:
        lines += [piece.heading, ""] if piece.heading else []
        for said in piece.says:
            lines += [textwrap.fill(said, 78), ""]
        lines += [*(f"    {n:>2}.  {word}" for n, word in enumerate(piece.words, 1)), ""] if piece.words else []
        lines += [*(f"    {command}" for command in piece.commands), ""] if piece.commands else []
    return "\n".join(lines)


def leaflet_pdf(leaflet: Leaflet, at: int) -> bytes:
    """The leaflet as PDF/UA-1, A4, read back: every numbered word is on it in its place.

    Args:
        leaflet: what it says.
        at: its time stamp, seconds since 1970.

    Raises:
        NotAsMeant: a word is missing on the page.
    """
    told = json.dumps(asdict(leaflet), ensure_ascii=False).encode()
    inputs = {"main.typ": files("amends.desk.paper").joinpath(_MAIN).read_bytes(), "told.json": told}
    # Typst's own fonts have every letter of the sentences we print. For a name in another script the machine's own
    # are looked through too; the page is made even where none has it, since its words are what it is for.
    compiler = typst.Compiler(cast("Any", inputs), font_paths=typst.Fonts(False, True))
    try:
        made = compiler.compile(format="pdf", timestamp=at, pdf_standards=["ua-1"])
    except typst.TypstError:
        compiler = typst.Compiler(cast("Any", inputs), font_paths=typst.Fonts(True, True))
        made = compiler.compile(format="pdf", timestamp=at)
    assert isinstance(made, bytes)
    _check(made, [word for sheet in leaflet.sheets for piece in sheet.pieces for word in piece.words])
    return made


def _check(pdf: bytes, words: Sequence[str]) -> None:
    """Holds the page against the words: each stands there, in this order."""
    document = cast("Any", pypdfium2.PdfDocument(pdf))  # its types are not known to a checker
    try:
        read = " ".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    finally:
        document.close()
    there = iter(read.split())
    if not all(any(word == one for one in there) for word in words):
        raise NotAsMeant(
            "The sheet could not be set: a word is missing on the page.", "Nothing was changed. Please report it."
        )
