"""Separator sheets: laid between letters before a pile is scanned, so that it falls apart into letters again.

Their code is the same on every sheet and for everybody; it says only that the next letter begins.
"""

from __future__ import annotations

import io
import json
from typing import Final

import segno
import typst

from amends.desk.hand.shipped import PLAIN, plain_faces
from amends.desk.paper.scratch import scratch
from amends.errors import AmendsError, WrongUsage

SEPARATES: Final = "AMENDS-NEXT:1"
SHEETS_MOST: Final = 100
_SAYS: Final = (
    ("en", "The next letter begins here", "Lay a sheet like this before each letter, then scan the pile."),
    ("es", "Aquí empieza la carta siguiente", "Ponga una hoja como esta delante de cada carta y escanee la pila."),
)


def separator_sheets(many: int = 1, paper: str = "a4") -> bytes:
    """Separator sheets as a PDF.

    Args:
        many: how many sheets, all alike.
        paper: `a4` or `us-letter`, as typst calls them.

    Raises:
        WrongUsage: none, or more than `SHEETS_MOST`.
        AmendsError: typst failed.
    """
    if not 1 <= many <= SHEETS_MOST:
        raise WrongUsage(f"{many} separator sheets cannot be made.", f"Ask for 1 to {SHEETS_MOST}; print it twice.")
    code = io.BytesIO()
    segno.make_qr(SEPARATES, error="h").save(code, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True)
    said = {"many": many, "paper": paper, "says": [list(one) for one in _SAYS], "code": code.getvalue().decode()}
    with scratch() as folder:
        for name, face in plain_faces().items():
            (folder / name).write_bytes(face)
        inputs = {"main.typ": _TEMPLATE.encode(), "said.json": json.dumps(said).encode()}
        compiler = typst.Compiler(inputs, font_paths=typst.Fonts(False, False, [folder]))  # pyright: ignore[reportArgumentType]
        made, warnings = compiler.compile_with_warnings(format="pdf", timestamp=0)
    if warnings:
        raise AmendsError(f"The separator sheets could not be set: {warnings[0].message}.")
    assert isinstance(made, bytes)
    return made


_TEMPLATE: Final = f"""
#let said = json("said.json")
#set document(title: said.says.at(0).at(1), date: none)
#set page(paper: said.paper, margin: 18mm)
#set text(font: "{PLAIN}", fallback: false, size: 12pt)
#let code = image(bytes(said.code), format: "svg", width: 52mm, alt: "A square code that parts two letters.")
#for number in range(said.many) {{
  if number > 0 {{ pagebreak() }}
  align(center, code)
  v(1fr)
  for (lang, head, how) in said.says {{
    align(center, text(lang: lang)[#text(size: 24pt, head) #parbreak() #how])
    v(10mm)
  }}
  v(1fr)
  align(center, code)
}}
"""
