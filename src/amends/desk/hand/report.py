"""Tells the writer which boxes of a sheet were not as they should be, shows them, and says what to do."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import typst

from amends.desk.hand.boxes import Flaw, Form
from amends.desk.hand.optics import sampled
from amends.desk.hand.rectify import SCALE, Flat, look
from amends.desk.hand.sheet import CELL
from amends.errors import AmendsError

_PICTURE: Final = 8.0
_OVERVIEW: Final = 5.0
_AROUND: Final = 1.6


@dataclass(frozen=True, slots=True)
class Remark:
    """What the writer should know about one box.

    Attributes:
        text: what the box asks for.
        flaw: what is wrong.
        photo, page: where it is.
        says: the same in a sentence.
        advice: what to do now; empty where nothing need be done.
        used: the form stands in the font all the same.
        picture: PNG of the box as it was photographed; empty for an empty box.
    """

    text: str
    flaw: Flaw
    photo: str
    page: int
    says: str
    advice: str
    used: bool
    picture: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{self.says} {self.advice}".rstrip()


def remarks(
    flats: Sequence[Flat], forms: Sequence[Form], good: Mapping[str, int], used: frozenset[int]
) -> list[Remark]:
    """A remark for every flawed box.

    Args:
        flats: the photographed pages.
        forms: every form of them, and of pages kept from earlier sittings, of which there is only the ink.
        good: text -> how many forms of it stand in the font.
        used: `id` of the flawed forms that stand in the font for want of better ones.
    """
    by_photo = {flat.photograph.name: flat for flat in flats}
    return [
        _remark(by_photo.get(form.photo), form, good.get(form.box.text, 0), id(form) in used)
        for form in forms
        if form.flaw is not None
    ]


def _remark(flat: Flat | None, form: Form, good: int, used: bool) -> Remark:
    text = form.box.text
    where = f"page {form.page}, row {form.box.row + 1}, box “{text}”"
    says = {
        Flaw.EMPTY: f"Nothing is written in {where}.",
        Flaw.CROSSED: f"The writing in {where}, is crossed out.",
        Flaw.TOUCHING: f"The writing in {where}, runs over the border of its box.",
        Flaw.SWAPPED: f"The writing in {where}, looks like “{form.likeness}”.",
        Flaw.SMUDGED: f"The writing in {where}, cannot be told from a smudge.",
    }[form.flaw or Flaw.SMUDGED]
    if good >= 4 or (good and len(text) > 1):
        advice = ""
    elif good:
        advice = f"“{text}” has {good} good {'form' if good == 1 else 'forms'}; a second sheet can ask for more."
    else:
        advice = f"Write “{text}” again: a second sheet asks for what is missing."
    picture = b"" if form.flaw is Flaw.EMPTY else _pictured(flat, form) if flat else _inked(form)
    return Remark(text, form.flaw or Flaw.SMUDGED, form.photo, form.page, says, advice, used, picture)


def _pictured(flat: Flat, form: Form) -> bytes:
    box = form.box
    across = np.arange(box.x - _AROUND, box.x + box.width + _AROUND, 1 / _PICTURE)
    down = np.arange(box.y - _AROUND, box.y + CELL[1] + _AROUND, 1 / _PICTURE)
    places = np.stack(np.meshgrid(across, down), -1).reshape(-1, 2)
    where = flat.pixels(places).astype(np.float32).reshape(len(down), len(across), 2)
    return _png(sampled(flat.photograph.picture, where))


def _inked(form: Form) -> bytes:
    """What is kept of a box of an earlier sitting: its ink, in a frame."""
    box = form.box
    wide, tall = round((box.width + 2 * _AROUND) * SCALE), round((CELL[1] + 2 * _AROUND) * SCALE)
    paper = np.full((tall, wide), 255, np.uint8)
    inset = round(_AROUND * SCALE)
    cv2.rectangle(paper, (inset, inset), (wide - inset, tall - inset), 200, 2)
    left, top = form.x - round((box.x - _AROUND) * SCALE), form.y - round((box.y - _AROUND) * SCALE)
    part = form.plane[max(0, -top) :, max(0, -left) :]
    seen = paper[max(0, top) :, max(0, left) :][: part.shape[0], : part.shape[1]]
    np.minimum(seen, 255 - part[: seen.shape[0], : seen.shape[1]], out=seen)
    return _png(cv2.resize(paper, None, fx=_PICTURE / SCALE, fy=_PICTURE / SCALE, interpolation=cv2.INTER_AREA))


def overview(flat: Flat, forms: Sequence[Form]) -> bytes:
    """PNG of a page laid flat, with every flawed box framed: dashed grey for empty ones, brown for the others."""
    seen = np.ascontiguousarray(look(flat, flat.photograph.picture, _OVERVIEW))
    for form in forms:
        if form.flaw is None or form.photo != flat.photograph.name:
            continue
        box = form.box
        corners = [(round(x * _OVERVIEW), round(y * _OVERVIEW)) for x, y in (
            (box.x, box.y), (box.x + box.width, box.y + CELL[1]))]  # fmt: skip
        quiet = form.flaw is Flaw.EMPTY
        cv2.rectangle(seen, corners[0], corners[1], (150, 150, 150) if quiet else (38, 62, 140), 1 if quiet else 3)
    return _png(seen)


def report_pdf(said: Sequence[Remark], overviews: Sequence[bytes]) -> bytes:
    """The report as a PDF: every remark with its picture, then the pages with the boxes framed.

    Raises:
        AmendsError: it could not be drawn.
    """
    files = {f"box{k}.svg": _framed(one.picture) for k, one in enumerate(said) if one.picture}
    files |= {f"page{k}.svg": _framed(picture) for k, picture in enumerate(overviews)}
    rows = [
        {"says": one.says, "advice": one.advice, "used": one.used, "picture": f"box{k}.svg" if one.picture else ""}
        for k, one in enumerate(said)
    ]
    told = {"remarks": rows, "pages": [f"page{k}.svg" for k in range(len(overviews))]}
    files |= {"main.typ": _TEMPLATE.encode(), "told.json": json.dumps(told).encode()}
    compiler = typst.Compiler(files, font_paths=typst.Fonts(False, True))  # pyright: ignore[reportArgumentType]
    made, warnings = compiler.compile_with_warnings(format="pdf", timestamp=0)
    if warnings:
        raise AmendsError(f"The report could not be drawn: {warnings[0].message}.")
    assert isinstance(made, bytes)
    return made


def _framed(png: bytes) -> bytes:
    """A picture inside a drawing: the typesetter takes bare pictures from a folder only, and these are private."""
    wide, tall = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}">'
        f'<image width="{wide}" height="{tall}" href="data:image/png;base64,{data}"/></svg>'
    ).encode()


_TEMPLATE: Final = """
#let told = json("told.json")
#set document(title: "What a sheet shows", date: none)
#set page(paper: "a4", margin: (x: 24mm, y: 22mm))
#set text(font: "Libertinus Serif", fallback: false, size: 11pt, lang: "en", fill: rgb("#222222"))
#set par(leading: 0.6em)
#text(size: 18pt)[What the sheet shows]

#if told.remarks.len() == 0 [Every box could be read.] else [
  Boxes that are not as they should be. What is not shown here is good.
]
#v(4mm)
#for one in told.remarks {
  block(breakable: false, below: 5mm, grid(
    columns: (24mm, 1fr), column-gutter: 6mm, align: horizon,
    if one.picture == "" { rect(width: 18mm, height: 18mm, stroke: (paint: rgb("#999999"), dash: "dashed")) }
    else { image(one.picture, width: 24mm, alt: one.says) },
    [#(one.says, one.advice, if one.used { "It is used all the same." } else { "" }).filter(s => s != "").join(" ")],
  ))
}
#for (k, page) in told.pages.enumerate() {
  pagebreak()
  image(page, width: 100%, height: 100%, fit: "contain",
    alt: "Photographed page " + str(k + 1) + ", laid flat, with the boxes named before framed.")
}
"""


def _png(picture: np.typing.NDArray[np.generic]) -> bytes:
    return bytes(cv2.imencode(".png", picture.astype(np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 3])[1])
