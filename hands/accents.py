"""Letters that a font lacks: composed of a letter and a mark it has, or drawn with a pen as broad as its own.

Nobody shall go without a letter because of the letters of their name: what can be written here is every name in the
Latin letters of Europe, of Turkish, of Vietnamese, and most of what romanisation uses.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

HOOK, HORN = "hookabove", "horn"
"""Marks without a spacing sign of their own: the names of their glyphs."""

MARKS: Mapping[str, str] = {
    "\u0300": "`\u02cb", "\u0301": "\u00b4\u02ca", "\u0302": "\u02c6^", "\u0303": "\u02dc~", "\u0304": "\u00af\u02c9",
    "\u0306": "\u02d8", "\u0307": "\u02d9", "\u0308": "\u00a8", "\u030a": "\u02da\u00b0", "\u030b": "\u02dd",
    "\u030c": "\u02c7", "\u0323": ".", "\u0326": ",", "\u0327": "\u00b8", "\u0328": "\u02db",
}  # fmt: skip
"""A combining mark -> the spacing signs that draw it, best first."""

ALIASES: Mapping[int, int] = {
    0x00A0: 0x20, 0x2010: 0x2D, 0x2011: 0x2D, 0x2212: 0x2013, 0x2032: 0x27, 0x2033: 0x22, 0x02BC: 0x2019,
    0x201B: 0x2018,
}  # fmt: skip
"""Characters that look like another one in handwriting."""

_COMMAS = frozenset("GKLNRglknr")
"""Letters whose cedilla is a comma in Latvian, and so in every hand."""

_DRAWN: Mapping[int, tuple[tuple[pen.Point, ...], ...]] = {
    0x00AF: (((-88, 0), (0, 8), (92, 4)),),
    0x02D8: (((-85, 90), (-60, 26), (0, 0), (60, 30), (90, 98)),),
    0x02DB: (((16, 18), (-30, -48), (-22, -112), (34, -128), (70, -100)),),
}
"""Spacing signs: how the pen goes, in thousandths of an em, around the middle, from the foot of the mark."""

_HOOK = (((-34, 82), (-8, 118), (40, 104), (38, 66), (2, 40), (0, 0)),)
_HORN = (((0, 0), (82, 14), (128, 78), (92, 172)),)


@dataclass(frozen=True, slots=True)
class Hand:
    """A font on its way to a full alphabet, and its measures in font units."""

    font: TTFont
    broad: float
    x_height: float

    @property
    def em(self) -> float:
        """Units in an em."""
        return float(self.font["head"].unitsPerEm)

    def ink(self, character: str) -> pen.Ink:
        """Where a character has its ink."""
        return pen.Ink(self.font, self.font.getBestCmap()[ord(character)])

    def has(self, character: str) -> bool:
        """Whether it can be written."""
        return ord(character) in self.font.getBestCmap()


def complete(font: TTFont) -> dict[str, str]:
    """Give a font the Latin letters it lacks.

    Returns:
        What was composed or drawn: the character -> what of.
    """
    hand = Hand(font, pen.breadth(font), font["glyf"][font.getBestCmap()[ord("x")]].yMax)
    made = dict(_signs(hand)) | dict(_struck(hand))
    for code, like in ALIASES.items():
        if not hand.has(chr(code)) and hand.has(chr(like)):
            _map(font, code, font.getBestCmap()[like])
    for character, base, mark in _wanted():
        if not hand.has(character) and (of := _composed(hand, character, base, mark)):
            made[character] = of
    return made


def _wanted() -> Iterator[tuple[str, str, str]]:
    """Accented Latin letters: character, base letter, mark; a base before what is built on it."""
    for code in (*range(0xC0, 0x180), *range(0x1A0, 0x220), *range(0x1E00, 0x1EFA)):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            base, mark = (chr(int(part, 16)) for part in parts)
            if mark in MARKS or mark in "\u0309\u031b":
                yield chr(code), base, mark


# ── marks and signs ───────────────────────────────────────────────────────────────────────────────────────────────


def _signs(hand: Hand) -> Iterator[tuple[str, str]]:
    """What other letters are composed with, as far as it is lacking."""
    font, cmap = hand.font, hand.font.getBestCmap()
    if 0x02C7 not in cmap and 0x02C6 in cmap:
        _turned_over(font, cmap[0x02C6])
    for letter, code in (("i", 0x131), ("j", 0x237)):
        if code not in cmap:
            _without_dot(hand, letter, code)
            yield chr(code), f"{letter} without its dot"
        _ink_dot(hand, letter, code)
    for code, paths in _DRAWN.items():
        if code not in cmap:
            _pen_mark(hand, paths, f"uni{code:04X}", code)
    _pen_mark(hand, _HOOK, HOOK)
    _pen_mark(hand, _HORN, HORN)
    if 0x02D9 not in cmap:
        _lifted_dot(hand)
    if 0x02DD not in cmap:
        acute = font["glyf"][cmap[0xB4]]
        apart = 0.62 * (acute.xMax - acute.xMin) + 1.2 * hand.broad
        parts = [_component(cmap[0xB4], at, 0) for at in (0, apart)]
        _put(font, "uni02DD", _composite(parts), font["hmtx"][cmap[0xB4]][0] + round(apart), 0x02DD)


def _pen_mark(hand: Hand, paths: tuple[tuple[pen.Point, ...], ...], name: str, code: int = 0) -> None:
    scale = hand.em / 1000 * max(0.62, min(1.0, hand.x_height / (0.42 * hand.em)))
    moved = [[(x * scale + 0.15 * hand.em, y * scale) for x, y in path] for path in paths]
    _put(hand.font, name, pen.drawn(hand.font, moved, 0.9 * hand.broad), round(0.3 * hand.em), code)


def _without_dot(hand: Hand, letter: str, code: int) -> None:
    font = hand.font
    name = font.getBestCmap()[ord(letter)]
    _dot(hand, letter)  # it has one, apart from the rest
    recorded = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(recorded)
    contours: list[list[Any]] = []
    for step in recorded.value:
        contours += [[]] if step[0] == "moveTo" or not contours or contours[-1][-1][0] == "closePath" else []
        contours[-1].append(step)
    contours.remove(max(contours, key=lambda steps: min(at[1] for _, points in steps for at in points if at)))
    writer = TTGlyphPen(None)
    for operator, points in (step for contour in contours for step in contour):
        getattr(writer, operator)(*points)
    _put(font, f"uni{code:04X}", writer.glyph(), font["hmtx"][name][0], code)


def _ink_dot(hand: Hand, letter: str, code: int) -> None:
    """Give a letter a dot that can be seen, where the font's own has no breadth: ı and i are not one letter."""
    font = hand.font
    ys = [y for _, y in max(hand.ink(letter).contours, key=lambda contour: min(y for _, y in contour))]
    if max(ys) - min(ys) < 0.4 * hand.broad:
        x, y = _dot(hand, letter)
        path = ((x, y), (x + 0.5 * hand.broad, y - 0.2 * hand.broad))
        name = font.getBestCmap()[ord(letter)]
        font["glyf"][name] = glyph = pen.drawn(font, [path], 1.4 * hand.broad, over=font.getBestCmap()[code])
        glyph.recalcBounds(font["glyf"])


def _dot(hand: Hand, letter: str) -> tuple[float, float]:
    """The middle of a letter's dot, and a height below it that nothing else reaches."""
    contours = sorted(hand.ink(letter).contours, key=lambda contour: min(y for _, y in contour))
    across = [x for x, _ in contours[-1]]
    foot = min(y for _, y in contours[-1])
    if len(contours) < 2 or foot < 0.5 * hand.x_height:
        raise ValueError(f"the {letter} of this font has no dot of its own")
    return (min(across) + max(across)) / 2, foot


def _lifted_dot(hand: Hand) -> None:
    """A dot above, which is the hand's own full stop."""
    font = hand.font
    stop = font.getBestCmap()[ord(".")]
    _put(font, "uni02D9", _composite([_component(stop, 0, hand.x_height)]), font["hmtx"][stop][0], 0x02D9)


def _turned_over(font: TTFont, circumflex: str) -> None:
    """A caron, drawn as the circumflex upside down."""
    like = font["glyf"][circumflex]
    middle = (like.yMin + like.yMax) / 2
    writer = TTGlyphPen(None)
    font.getGlyphSet()[circumflex].draw(TransformPen(writer, (-1, 0, 0, -1, like.xMin + like.xMax, 2 * middle)))
    _put(font, "uni02C7", writer.glyph(), font["hmtx"][circumflex][0], 0x02C7)


# ── letters with a stroke through them ────────────────────────────────────────────────────────────────────────────


def _struck(hand: Hand) -> Iterator[tuple[str, str]]:
    """Letters that are another one with a stroke through it, and signs that are nothing but strokes."""
    for character, base, path in _strokes(hand):
        if hand.has(base) and not hand.has(character):
            font = hand.font
            name = font.getBestCmap()[ord(base)]
            glyph = pen.drawn(font, [path] if path else [], 0.94 * hand.broad, over=name)
            _put(font, f"uni{ord(character):04X}", glyph, font["hmtx"][name][0], ord(character))
            yield character, f"{base} and a stroke" if path else base


def _strokes(hand: Hand) -> Iterator[tuple[str, str, pen.Path]]:
    """Character, the letter it is drawn over, and where the pen goes."""
    x, high = hand.x_height, {c: max(y for _, y in hand.ink(c).points) for c in "lLdhHtTDGo"}

    def bar(edges: tuple[float, float], y: float, reach: float, rise: float) -> pen.Path:
        left, right = edges[0] - reach * x, edges[1] + reach * x
        return ((left, y - rise * (right - left)), (right, y + rise * (right - left)))

    yield "Đ", "Ð", ()
    yield "ł", "l", bar(hand.ink("l").across(0.5 * high["l"]), 0.5 * high["l"], 0.26, 0.22)
    yield "Ł", "L", bar(hand.ink("L").first_stem(0.46 * high["L"]), 0.46 * high["L"], 0.34, 0.2)
    yield "đ", "d", bar(hand.ink("d").last_stem(0.8 * high["d"]), 0.8 * high["d"], 0.3, 0.03)
    yield "Đ", "D", bar(hand.ink("D").first_stem(0.5 * high["D"]), 0.5 * high["D"], 0.3, 0.02)
    yield "ħ", "h", bar(hand.ink("h").first_stem(0.8 * high["h"]), 0.8 * high["h"], 0.3, 0.03)
    yield "Ħ", "H", bar(hand.ink("H").across(0.72 * high["H"]), 0.72 * high["H"], 0.12, 0.0)
    yield "ŧ", "t", bar(hand.ink("t").across(0.3 * high["t"]), 0.3 * high["t"], 0.24, 0.03)
    yield "Ŧ", "T", bar(hand.ink("T").across(0.45 * high["T"]), 0.45 * high["T"], 0.3, 0.02)
    yield "ẞ", "ß", ()


# ── a letter and a mark ───────────────────────────────────────────────────────────────────────────────────────────


def _composed(hand: Hand, character: str, base: str, mark: str) -> str:
    """Compose a letter; gives what of, or nothing where a part is lacking."""
    font, cmap = hand.font, hand.font.getBestCmap()
    if mark == "\u0327" and base in _COMMAS:
        mark = "\u0312" if base == "g" else "\u0326"
    below = mark in "\u0323\u0326\u0327\u0328"
    letter = base if below else {"i": "ı", "j": "ȷ"}.get(base, base)
    sign = {"\u0309": HOOK, "\u031b": HORN, "\u0312": cmap.get(0x2018, "")}.get(mark) or next(
        (cmap[ord(sign)] for sign in MARKS.get(mark, "") if ord(sign) in cmap), ""
    )
    beside = mark == "\u030c" and base in "dltL"
    if beside:
        sign = cmap[0x2019]
    if not sign or ord(letter) not in cmap:
        return ""
    x, y = _place(hand, letter, base, sign, mark, beside=beside)
    name = cmap[ord(letter)]
    glyph = _composite([_component(name, 0, 0), _component(sign, x, y)])
    _put(font, f"uni{ord(character):04X}", glyph, font["hmtx"][name][0], ord(character))
    return letter + (mark if sign in {HOOK, HORN} else next(chr(c) for c, g in sorted(cmap.items()) if g == sign))


def _place(hand: Hand, letter: str, base: str, sign: str, mark: str, *, beside: bool) -> pen.Point:
    """How far a mark is moved to stand with its letter."""
    ink, own = hand.ink(letter), hand.font["glyf"][sign]
    gap = 0.045 * hand.em
    top, foot = max(y for _, y in ink.points), min(y for _, y in ink.points)
    middle = (own.xMin + own.xMax) / 2
    x, y = 0.0, 0.0
    if beside:  # where a hand has a tall letter, the caron is an apostrophe behind its top
        x, y = ink.across(0.86 * top)[1] + 0.6 * gap - own.xMin, top - own.yMax
    elif mark == "\u0328":  # an ogonek grows out of the last stroke that stands on the line
        x, y = _last_foot(ink, top)
        x, y = x - middle, y + 0.3 * hand.broad - 0.018 * hand.em
    elif mark == "\u031b":
        x, y = max((x, y) for x, y in ink.points if y > 0.7 * top)
        x, y = x - own.xMin - 0.9 * hand.broad, y - own.yMin - 0.6 * hand.broad
    elif mark == "\u0327":
        x = _standing(ink) - middle
    elif mark in "\u0323\u0326":
        x, y = _standing(ink) - middle, min(foot, 0.0) - 0.7 * gap - own.yMax
    else:
        x, y = (_dot(hand, base)[0] if base in "ij" else _middle_above(ink, top)) - middle, top + gap - own.yMin
        if unicodedata.decomposition(letter) and mark in "\u0300\u0301\u0309":  # Vietnamese: beside the mark before
            aside = (own.xMax - own.xMin) / 2 + 0.085 * hand.em
            x += -aside if mark == "\u0300" else aside
            y -= gap + 0.45 * (own.yMax - own.yMin)
    return x, y


def _last_foot(ink: pen.Ink, top: float) -> pen.Point:
    """The lowest ink in a letter's right half, tails left out."""
    xs = [x for x, _ in ink.points]
    half = (min(xs) + max(xs)) / 2
    right = [(y, x) for x, y in ink.points if x > half and y > -0.2 * top]
    y, x = min(right) if right else (0.0, half)
    return x, y


def _middle_above(ink: pen.Ink, top: float) -> float:
    """The middle of what stands in a letter's upper half."""
    xs = [x for x, y in ink.points if y > 0.45 * top]
    return (min(xs) + max(xs)) / 2


def _standing(ink: pen.Ink) -> float:
    """The middle of what stands on the line."""
    top = max(y for _, y in ink.points)
    xs = [x for x, y in ink.points if -0.1 * top < y < 0.3 * top] or [x for x, _ in ink.points]
    return (min(xs) + max(xs)) / 2


# ── glyphs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _map(font: TTFont, code: int, glyph: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = glyph


def _put(font: TTFont, name: str, glyph: Glyph, advance: int, code: int = 0) -> None:
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    if code:
        _map(font, code, name)


def _component(name: str, x: float, y: float) -> GlyphComponent:
    part = GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = name, round(x), round(y), 0x0204 if not (x or y) else 0x0004
    return part


def _composite(parts: list[GlyphComponent]) -> Glyph:
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = parts
    return glyph
