"""Letters that a font lacks but has all the parts of: a base letter and a spacing accent."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

MARKS: Mapping[str, str] = {
    "\u0300": "`\u02cb", "\u0301": "\u00b4\u02ca", "\u0302": "\u02c6^", "\u0303": "\u02dc~", "\u0304": "\u00af\u02c9",
    "\u0306": "\u02d8", "\u0307": "\u02d9", "\u0308": "\u00a8", "\u030a": "\u02da\u00b0", "\u030b": "\u02dd",
    "\u030c": "\u02c7", "\u0327": "\u00b8", "\u0328": "\u02db",
}  # fmt: skip
"""A combining mark -> the spacing signs that draw it, best first."""

BELOW = frozenset("\u0327\u0328")

DOTLESS: Mapping[str, str] = {"i": "\u0131", "j": "\u0237"}

ALIASES: Mapping[int, int] = {
    0x00A0: 0x20, 0x2010: 0x2D, 0x2011: 0x2D, 0x2212: 0x2013, 0x2032: 0x27, 0x2033: 0x22, 0x02BC: 0x2019,
    0x201B: 0x2018,
}  # fmt: skip
"""Characters that look like another one in handwriting."""


def complete(font: TTFont) -> dict[str, str]:
    """Give a font the Latin letters it has the parts of.

    Returns:
        What was composed: the character -> the two it was composed of.
    """
    cmap: dict[int, str] = font.getBestCmap()
    composed: dict[str, str] = {}
    for code, like in ALIASES.items():
        if code not in cmap and like in cmap:
            _map(font, code, cmap[like])
    if 0x02C7 not in cmap and 0x02C6 in cmap:
        _turned_over(font, cmap[0x02C6])
    for character, base, mark in _wanted():
        cmap = font.getBestCmap()
        if ord(character) in cmap:
            continue
        letter = DOTLESS.get(base, base) if mark not in BELOW and ord(DOTLESS.get(base, base)) in cmap else base
        sign = next((sign for sign in MARKS[mark] if ord(sign) in cmap), None)
        if sign is None or ord(letter) not in cmap or (letter in DOTLESS and mark not in BELOW):
            continue
        _compose(font, character, cmap[ord(letter)], cmap[ord(sign)], below=mark in BELOW)
        composed[character] = letter + sign
    return composed


def _wanted() -> Iterator[tuple[str, str, str]]:
    """Latin-1, Latin Extended-A and a few of the rest: character, base letter, mark."""
    for code in (*range(0xC0, 0x180), *range(0x218, 0x21C), 0x1E9E):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and chr(int(parts[1], 16)) in MARKS:
            yield chr(code), chr(int(parts[0], 16)), chr(int(parts[1], 16))


def _map(font: TTFont, code: int, glyph: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = glyph


def _add(font: TTFont, code: int, glyph: Glyph, advance: int) -> str:
    name = f"uni{code:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    _map(font, code, name)
    return name


def _component(name: str, x: float, y: float) -> GlyphComponent:
    part = GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = name, round(x), round(y), 0x0204 if not (x or y) else 0x0004
    return part


def _turned_over(font: TTFont, circumflex: str) -> None:
    """A caron, drawn as the circumflex upside down."""
    like = font["glyf"][circumflex]
    middle = (like.yMin + like.yMax) / 2
    pen = TTGlyphPen(None)
    font.getGlyphSet()[circumflex].draw(TransformPen(pen, (-1, 0, 0, -1, like.xMin + like.xMax, 2 * middle)))
    _add(font, 0x02C7, pen.glyph(), font["hmtx"][circumflex][0])


def _compose(font: TTFont, character: str, base: str, sign: str, *, below: bool) -> None:
    glyf = font["glyf"]
    letter, mark = glyf[base], glyf[sign]
    gap = 0.045 * font["head"].unitsPerEm
    x = (letter.xMin + letter.xMax) / 2 - (mark.xMin + mark.xMax) / 2
    y = 0.0 if below else letter.yMax + gap - mark.yMin
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = [_component(base, 0, 0), _component(sign, x, y)]
    _add(font, ord(character), glyph, font["hmtx"][base][0])
