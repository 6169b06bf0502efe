"""A page that shows each hand with a line of its writing, for whoever chooses among them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import typst

from amends.desk.hand.shipped import PLAIN, Hand, plain_faces
from amends.desk.paper.scratch import scratch
from amends.errors import AmendsError


def sample_sheet(shown: Sequence[tuple[Hand, str, str, str]]) -> bytes:
    """The page as a PDF, A4.

    Args:
        shown: each hand, its name, how it looks, and the line to write in it.

    Raises:
        AmendsError: a line could not be set in its hand.
    """
    said = [
        {"name": name, "about": about, "line": line, "family": hand.family, "size": 17 * hand.measures.size}
        for hand, name, about, line in shown
    ]
    with scratch() as folder:
        for number, (hand, *_) in enumerate(shown):
            (folder / f"hand{number}.ttf").write_bytes(hand.ttf)
        for name, face in plain_faces().items():
            (folder / name).write_bytes(face)
        files = {"main.typ": _TEMPLATE.encode(), "said.json": json.dumps(said).encode()}
        fonts = typst.Fonts(False, False, [folder])
        compiler = typst.Compiler(files, font_paths=fonts)  # pyright: ignore[reportArgumentType]
        made, warnings = compiler.compile_with_warnings(format="pdf", timestamp=0)
    if warnings:
        raise AmendsError(f"The hands could not be shown as they are: {warnings[0].message}.")
    assert isinstance(made, bytes)
    return made


_TEMPLATE: Final = f"""
#let said = json("said.json")
#set document(title: "Hands", date: none)
#set page(paper: "a4", margin: (x: 24mm, y: 22mm))
#set text(font: "{PLAIN}", fallback: false, size: 10pt, lang: "en", fill: rgb("#333333"))
#set par(leading: 0.6em)
#for hand in said {{
  block(breakable: false, below: 13mm)[
    #text(weight: "bold")[#hand.name] #h(0.5em) #text(fill: rgb("#666666"), hand.about)
    #v(1mm)
    #text(font: hand.family, size: hand.size * 1pt, fill: rgb("#1c2440"), hand.line)
  ]
}}
"""
