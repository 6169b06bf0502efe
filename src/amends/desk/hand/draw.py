"""Draws a specimen sheet as a PDF.

Everything that a photograph is measured by is black; everything a person writes by is pale blue, because one colour
can be taken away again afterwards (`ink.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import cv2
import segno
import typst

from amends.desk.hand.repertoire import LANGUAGES
from amends.desk.hand.sheet import (
    BASELINE,
    CELL,
    CODE,
    CORNER,
    DOT,
    MARGIN,
    X_HEIGHT,
    Box,
    Page,
    Sheet,
    pages,
    plan,
)
from amends.errors import AmendsError

DICTIONARY: Final = cv2.aruco.DICT_4X4_50
GUIDE: Final = (184, 214, 242)
"""The blue of lines, in sRGB; `ink.py` takes it away."""
_BESIDE_DOT: Final = 1.5
"""Millimetres from a box's corner to its label: a dot stands there, and another at the next corner."""
_LABEL_SIZE: Final = 6.5
"""Points."""
_LETTER_WIDE: Final = 1.06
"""Millimetres that a letter of a label takes at that size, blanks and brackets counted in."""
LABEL: Final = (122, 164, 212)
"""The blue of labels: darker, to be read, but nearly of the same direction from white."""


def make_sheet(size: str = "a4", languages: Iterable[str] = ("en",), only: Iterable[str] | None = None) -> bytes:
    """A specimen sheet as PDF, the same bytes for the same wishes.

    Args:
        size: `a4` or `letter`.
        languages: ISO 639 tags of the languages the hand shall write.
        only: texts to ask for, when a second sitting fills what is missing; everything where None.

    Raises:
        WrongUsage: a paper, language or text there is no sheet for.
    """
    laid = pages(plan(size, languages, only))
    said = {"paper": laid[0].paper, "pages": [_said(page) for page in laid]}
    files = {"main.typ": _TEMPLATE.encode(), "sheet.json": json.dumps(said).encode()}
    files |= {f"page{page.number}.svg": _lines(page).encode() for page in laid}
    compiler = typst.Compiler(files, font_paths=typst.Fonts(False, True))  # pyright: ignore[reportArgumentType]
    made, warnings = compiler.compile_with_warnings(format="pdf", timestamp=0)
    if warnings:
        raise AmendsError(f"The sheet could not be drawn as it should be: {warnings[0].message}.")
    assert isinstance(made, bytes)
    return made


def _said(page: Page) -> dict[str, object]:
    """The words on a page and where they stand."""
    sheet = page.sheet
    return {
        "svg": f"page{page.number}.svg",
        "title": f"Your hand · page {page.number} of {page.of}",
        "kind": _kind(sheet),
        "ask": f"Write each {'pair' if _pairs(sheet) else 'sign'} as you write it in a letter, on the unbroken line.",
        "head": {"x": MARGIN + CORNER + 4, "y": MARGIN, "width": page.paper[0] - 2 * (MARGIN + CORNER) - CODE - 22},
        "labels": [_label(box) for box in page.boxes],
    }


def _kind(sheet: Sheet) -> str:
    if not sheet.only:
        return ", ".join(LANGUAGES[tag].name for tag in sheet.languages)
    return "pairs, joined as you join them" if _pairs(sheet) else "what was missing"


def _pairs(sheet: Sheet) -> bool:
    """Whether a sheet asks for nothing but pairs."""
    return bool(sheet.only) and all(len(text) == 2 for text in sheet.only)


def _label(box: Box) -> dict[str, object]:
    text = _NAMES.get(box.text, box.text)
    size = min(_LABEL_SIZE, _LABEL_SIZE * (box.width - 2 * _BESIDE_DOT) / (_LETTER_WIDE * len(text)))
    return {"text": text, "x": box.x + _BESIDE_DOT, "y": box.y - 0.55, "size": round(size, 2)}


_NAMES: Final = {
    ".": ". full stop",
    ",": ", comma",
    "’": "’ apostrophe",
    "‘": "‘ opens",
    "“": "“ opens",
    "”": "” closes",
    "-": "- hyphen",
    "–": "– dash",
    "„": "„ opens",
    "‚": "‚ opens",
    "0": "0 zero",
    "1": "1 one",
    "I": "I (capital i)",
    "O": "O (capital o)",
    "l": "l (ell)",
}


def _lines(page: Page) -> str:
    """Marks, codes, dots and guide lines of a page as one drawing in millimetres."""
    width, height = page.paper
    black = "".join(_modules(mark.x, mark.y, mark.side, _mark_rows(mark.id)) for mark in page.marks) + "".join(
        _modules(x, y, CODE, _code_rows(page.code)) for x, y in page.codes
    )
    dots = "".join(f'<circle cx="{x:.3f}" cy="{y:.3f}" r="{DOT / 2}"/>' for x, y in page.dots)
    guides = "".join(_guides(page))
    blue = f"rgb{GUIDE}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">'
        f'<g fill="none" stroke="{blue}" stroke-width="0.25">{guides}</g>'
        f'<path d="{black}" fill="#000"/><g fill="#000">{dots}</g></svg>'
    )


def _guides(page: Page) -> Iterator[str]:
    for box in page.boxes:
        base, mean = box.y + BASELINE, box.y + BASELINE - X_HEIGHT
        left, right = box.x, box.x + box.width
        yield f'<rect x="{left:.3f}" y="{box.y:.3f}" width="{box.width:.3f}" height="{CELL[1]}"/>'
        yield f'<path d="M{left + 0.9:.3f} {base:.3f}H{right - 0.9:.3f}"/>'
        yield f'<path d="M{left + 0.9:.3f} {mean:.3f}H{right - 0.9:.3f}" stroke-dasharray="0.6 1"/>'


def _mark_rows(identity: int) -> list[list[bool]]:
    drawn = cv2.aruco.generateImageMarker(cv2.aruco.getPredefinedDictionary(DICTIONARY), identity, 6)
    return [[int(value) == 0 for value in row] for row in drawn]


def _code_rows(text: str) -> list[list[bool]]:
    made = segno.make_qr(text, error="m", boost_error=False)
    return [[bool(module) for module in row] for row in made.matrix]


def _modules(x: float, y: float, side: float, rows: Sequence[Sequence[bool]]) -> str:
    """Dark modules as one path, each run of a row a bar; bars overlap a little so that no hairline shows between."""
    step = side / len(rows)
    path: list[str] = []
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            run = across
            while run < len(row) and row[run]:
                run += 1
            if run > across:
                tall = step + (0.02 if down + 1 < len(rows) and any(rows[down + 1][across:run]) else 0)
                wide = (run - across) * step
                left, top = x + across * step, y + down * step
                path.append(f"M{left:.4f} {top:.4f}h{wide:.4f}v{tall:.4f}h-{wide:.4f}z")
            across = max(run, across + 1)
    return "".join(path)


_TEMPLATE: Final = """
#let said = json("sheet.json")
#set document(title: "Specimen sheet for a hand", date: none)
#set page(width: said.paper.at(0) * 1mm, height: said.paper.at(1) * 1mm, margin: 0mm)
#set text(font: "Libertinus Serif", fallback: false, size: 8.4pt, lang: "en", fill: rgb("#3a3a3a"))
#set par(leading: 0.42em, spacing: 0.55em)
#for (i, page) in said.pages.enumerate() {
  if i > 0 { pagebreak() }
  place(image(page.svg, width: 100%, alt: "Boxes to write in, with guide lines, and marks for the camera."))
  place(dx: page.head.x * 1mm, dy: page.head.y * 1mm, block(width: page.head.width * 1mm)[
    #text(size: 13pt)[#page.title] #h(0.6em) #text(style: "italic")[#page.kind]

    #page.ask Any pen that is not very pale. Each box wants a
    fresh one; they need not match. Spoiled one? Cross its box out, corner to corner. Leave out what you never write.

    Then photograph the page from above, all of it in sight, in even light.
  ])
  set text(fill: rgb(122, 164, 212))
  for label in page.labels {
    let said = text(bottom-edge: "baseline", size: label.size * 1pt, label.text)
    place(dx: label.x * 1mm, dy: label.y * 1mm, box(height: 0mm, align(bottom, said)))
  }
}
"""
