"""What is drawn on the pages of a PDF, whoever made it: each glyph, and what it says.

The reader knows as much of PDF as the peers write (simple and composite fonts, forms within pages), and shares
nothing with the product's own.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pikepdf
from fontTools.ttLib import TTFont

Glyph = tuple[object, str]
"""Which outline; `None` between stretches of text. And what it says."""


def glyphs(path: Path) -> Iterator[list[Glyph]]:
    """Each page's glyphs in the order in which they are drawn."""
    known: dict[tuple[int, int], _Font] = {}
    with pikepdf.open(path) as document:
        for page in cast("list[Any]", document.pages):
            yield list(_drawn(page, page.Resources, known))


def varied(path: Path) -> float:
    """Of the letters that are drawn often, the share that has another outline than the commonest of its letter.

    Nothing in a document whose font is set without its alternates; four fifths, were five outlines used alike.
    """
    outlines: defaultdict[str, Counter[object]] = defaultdict(Counter)
    for page in glyphs(path):
        for glyph, said in page:
            if len(said) == 1 and said.isalpha():
                outlines[said][glyph] += 1
    often = [found for found in outlines.values() if found.total() >= 20]
    drawn = sum(found.total() for found in often)
    return 1 - sum(max(found.values()) for found in often) / drawn if drawn else 0.0


class _Font:
    """What a font's codes say, and how long they are."""

    def __init__(self, font: Any) -> None:
        self.length = 2 if font.Subtype == "/Type0" else 1
        own = font.get("/DescendantFonts", [font])[0]
        self._name = font.objgen
        self._outlines: dict[int, object] = {}
        self._file, self._places = _outlines(own) if self.length == 2 else (None, None)
        self.said: dict[int, str] = {}
        cmap = font.ToUnicode.read_bytes() if "/ToUnicode" in font else b""
        for section in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
            for code, text in re.findall(rb"<(\w+)>\s*<(\w+)>", section):
                self.said[int(code, 16)] = _text_of(text)
        for section in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
            for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", section):
                for more in range(int(last, 16) - int(first, 16) + 1):
                    self.said[int(first, 16) + more] = chr(ord(_text_of(text)) + more)
            for first, texts in re.findall(rb"<(\w+)>\s*<\w+>\s*\[(.*?)\]", section, re.DOTALL):
                for more, text in enumerate(re.findall(rb"<(\w+)>", texts)):
                    self.said[int(first, 16) + more] = _text_of(text)

    def outline(self, code: int) -> object:
        """What a code draws: the same for the same points, even where a document has a font more than once."""
        if code not in self._outlines:
            self._outlines[code] = (self._name, code)
            if self._file is not None:
                place = code if self._places is None else int.from_bytes(self._places[2 * code : 2 * code + 2], "big")
                table, names = self._file["glyf"], self._file.getGlyphOrder()
                points = table[names[place]].getCoordinates(table)[0]
                self._outlines[code] = tuple(points) or self._outlines[code]
        return self._outlines[code]


def _outlines(descendant: Any) -> tuple[Any, bytes | None]:
    """A composite font's outlines, and where codes find them; nothing where they are not TrueType's."""
    file = descendant.FontDescriptor.get("/FontFile2")
    places = descendant.get("/CIDToGIDMap", "/Identity")
    found = None if file is None else cast("Any", TTFont)(io.BytesIO(file.read_bytes()))
    return found, None if isinstance(places, pikepdf.Name) else places.read_bytes()


def _drawn(content: Any, resources: Any, known: dict[tuple[int, int], _Font]) -> Iterator[Glyph]:
    fonts: dict[str, tuple[int, int]] = {}
    for name, font in resources.get("/Font", {}).items():
        fonts[name] = font.objgen
        if font.objgen not in known:
            known[font.objgen] = _Font(font)
    current = (0, 0)
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator == "Tf":
            current = fonts[str(instruction.operands[0])]
        elif operator == "Do":
            form = resources.XObject[str(instruction.operands[0])]
            if form.get("/Subtype") == "/Form":
                yield from _drawn(form, form.get("/Resources", resources), known)
        elif operator in ("Tj", "TJ"):
            shown = instruction.operands[0]
            for part in shown if operator == "TJ" else [shown]:
                if isinstance(part, pikepdf.String):
                    yield from _said(bytes(part), known[current])
        elif operator == "ET":
            yield None, " "


def _said(codes: bytes, font: _Font) -> Iterator[Glyph]:
    for at in range(0, len(codes), font.length):
        code = int.from_bytes(codes[at : at + font.length], "big")
        for number, one in enumerate(font.said.get(code, "?")):
            yield (font.outline(code), number), one


def _text_of(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be")
