"""The book's press: typst on the fonts and forms of the letters, with the book's own form beside them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator, Mapping
from importlib.resources import files
from typing import Any, Final, Literal, cast

import typst

from amends.desk.hand.shipped import Hand, shipped_hand
from amends.desk.paper.legible import legible
from amends.desk.paper.press import SEALED, Form, PressBroken, TypeCase, type_case
from amends.desk.paper.stationery import envelope_size, size, stationery
from amends.envelope import Json
from amends.errors import Refused

Kind = Literal["front", "letters", "listing"]

_MAINS: Final[Mapping[Kind, bytes]] = {
    "front": b"""\
#import "book.typ": book, listing, numbered, opening
#let it = json("data.json")
#show: book
#opening(it.opening)
#show: numbered
#listing(it)
""",
    "letters": b"""\
#import "book.typ": book, leaf, numbered
#show: book
#show: numbered
#for it in json("data.json") { leaf(it) }
""",
    "listing": b"""\
#import "book.typ": book, listing, numbered
#show: book
#show: numbered
#listing(json("data.json"))
""",
}


_KEPT: Final = 10
"""Compilations for which typst keeps what it laid out, lest it be asked for again; of a book nothing ever is."""


class BookPress:
    """One compiler for all parts of a book. It uses the same few file names over and over: typst has 65,535."""

    def __init__(self, case: TypeCase, title: str, writer: str, at: int) -> None:
        self._case, self._title, self._writer, self._at = case, title, writer, at
        self._compiler = typst.Compiler(
            cast("Any", self._inputs("letters", [], "1", 1)), root=str(case.folder), font_paths=case.fonts
        )

    def put_image(self, number: int, jpeg: bytes) -> str:
        """Lay an image beside the part that is set next, and say under which name."""
        name = f"plate-{number}.jpg"
        (self._case.folder / name).write_bytes(jpeg)
        return name

    def part(self, kind: Kind, data: Json, *, numbering: str = "1", first: int) -> bytes:
        """One part as PDF/A-3a and PDF/UA-1.

        Args:
            kind: what it is.
            data: what stands in it, as `book.typ` reads it.
            numbering: "1" or "i".
            first: the number on its first numbered page.

        Raises:
            Refused: typst objected to something, were it only by a warning.
            PressBroken: typst failed altogether.
        """
        self._let_go()
        inputs = self._inputs(kind, data, numbering, first)
        try:
            made, warnings = self._compiler.compile_with_warnings(
                cast("Any", inputs), format="pdf", pdf_standards=list(SEALED), pdf_tags=True, timestamp=self._at
            )
        except typst.TypstError as error:
            raise Refused(f"A page could not be set: {error.message}.") from error
        except Exception:
            raise
        except BaseException as panic:
            if type(panic).__name__ != "PanicException":  # pyo3's is no Exception; an interrupt must stay one
                raise
            raise PressBroken("The typesetter failed.", "Start the command again.") from panic
        if warnings:
            raise Refused(f"A page would not be whole: {warnings[0].message}.")
        assert isinstance(made, bytes)
        return legible(made, self._case.said)

    def _let_go(self) -> None:
        """Makes typst forget the parts it has set: it has no call for it, but empty pages push them out."""
        nothing = {**self._inputs("letters", [], "1", 1), "main.typ": b""}
        for _ in range(_KEPT):
            self._compiler.compile(cast("Any", nothing), format="pdf")

    def _inputs(self, kind: Kind, data: Json, numbering: str, first: int) -> dict[str, bytes]:
        about: Json = {"title": self._title, "writer": self._writer, "numbering": numbering, "first": first}
        return {
            **self._case.files,
            "book.typ": files("amends.desk.book").joinpath("book.typ").read_bytes(),
            "main.typ": _MAINS[kind],
            "about.json": json.dumps(about, ensure_ascii=False).encode(),
            "data.json": json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(),
        }


@contextlib.contextmanager
def book_press(hand: Hand | None, *, title: str, writer: str, at: int) -> Generator[BookPress]:
    """A press for one book; its fonts and images lie in a private folder that is gone afterwards.

    Args:
        hand: what the letters are written in; None for plain type.
        title: of the book.
        writer: whose book it is.
        at: the time stamp of its files, seconds since 1970.
    """
    form = Form(hand or shipped_hand(), stationery("plain"), size("A5"), envelope_size("C6"))
    with type_case(form) as case:
        yield BookPress(case, title, writer, at)
