"""A hand as cast lines are made of it: how wide its glyphs are, how they stand to each other, and the font itself.

A line of a kerned hand is not moved between its glyphs. Instead there is a code for every glyph and every distance at
which the next one may stand: in the file a glyph of its own, of that width, which draws the other. So every line is
one string, kerned or not, and that is half of what a page in a kerned hand would have to hold.

Written, no byte of a code is a bracket, a backslash or the end of a line, so a line is shown as it stands.

A print run holds the font once, however many parts it is set in, with those glyphs that the run has used.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from amends.desk.hand.shipped import Hand
from amends.desk.hand.standins import PIN, SLUG, StandIns, stand_ins
from amends.desk.hand.variation import END, Characters
from amends.desk.paper.castfile import font_file
from amends.desk.paper.objects import COMMON

Whole: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.uint16]
"""Codes by their number, from 0; in a file each is written as the sign of that number."""

OBJECTS: Final = 6
"""How many objects the font is."""
CODES_MOST: Final = 60_000
"""More would not go into two bytes; a hand that would have more has its kerning rounded."""
_BYTES: Final = np.asarray([byte for byte in range(256) if byte not in b"()\\\r\n"])
_SIGNS: Final = (256 * _BYTES[:, None] + _BYTES).ravel().astype(">u2")
"""Every pair of bytes that means in a string what it is (ISO 32000-2, 7.3.4.2)."""


class CastFont:
    """One hand, for one document of one run.

    Attributes:
        em: units to the em.
        used: which codes the run has used so far.
    """

    def __init__(self, hand: Hand) -> None:
        self._tables = _tables(hand)
        self.em = self._tables.em
        self.used: npt.NDArray[np.bool_] = np.zeros(len(self._tables.widths), bool)

    def codes(self, characters: Characters, ends: Whole) -> tuple[Codes, Whole]:
        """What shows some characters, and where a character is that nothing shows.

        Args:
            characters: stand-ins, and an `END` behind each text; texts do not touch each other.
            ends: where those stand.
        """
        tables = self._tables
        codes = tables.codes[characters]
        cannot = np.flatnonzero(codes == 0)
        if tables.kerned is not None and len(codes):
            alone = codes[ends - 1]
            places = codes[:-1].astype(np.int32) * np.int32(tables.kerned.shape[1])
            places += tables.behind[codes[1:]]
            codes[:-1] = tables.kerned.ravel()[places]
            codes[ends - 1] = alone
        self.used[codes] = True
        return codes, cannot

    def written(self, codes: Codes) -> bytes:
        """Codes as they stand in a string, two bytes each."""
        return _SIGNS[codes].tobytes()

    def widths(self, codes: Codes) -> Whole:
        """How far each code takes the pen."""
        return self._tables.widths[codes]

    def part_bodies(self) -> Mapping[int, bytes]:
        """The font's objects as a part shows them: what its codes mean, and no outlines."""
        return self._tables.bodies

    def bodies(self) -> dict[int, bytes]:
        """The font's objects as the bound run has them."""
        return self._tables.bound(self.used)


class _Tables:
    """What follows from the hand alone.

    Raises:
        ValueError: its glyphs are placed by more than widths and kerning.
    """

    def __init__(self, hand: Hand) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415  # slow to import, and needed once a run

        stands = stand_ins(hand)
        font = cast("Any", TTFont(io.BytesIO(stands.face), lazy=True))
        if any(one.FeatureTag != "kern" for one in _features(font, "GPOS")) or any(
            one.Feature.LookupListIndex for one in _features(font, "GSUB")
        ):
            raise ValueError("a hand whose glyphs are placed by rules cannot be cast")
        order: list[str] = font.getGlyphOrder()
        place = {name: number for number, name in enumerate(order)}
        self.em: int = font["head"].unitsPerEm
        cmap: dict[int, str] = font.getBestCmap()
        self.codes, texts, shared = _readable({code: place[name] for code, name in cmap.items()}, stands, len(order))
        glyphs = np.asarray([*range(len(order)), *shared], np.int64)
        widths = np.asarray([font["hmtx"][name][0] for name in order], np.int64)[glyphs]
        self._plain = len(glyphs)  # codes below stand for a glyph as it is, the others for one with a distance
        self.kerned: Codes | None = None
        self.behind: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self.glyphs: Whole = glyphs
        self.widths: Whole = widths
        kerning = _kerning(font, place)
        if kerning is not None:
            self.behind, self.kerned, added, moves = _distances(kerning[np.ix_(glyphs, glyphs)])
            self.glyphs = np.concatenate([glyphs, glyphs[added]])
            self.widths = np.concatenate([widths, np.maximum(widths[added] + moves, 0)])
            texts |= {self._plain + n: texts[code] for n, code in enumerate(added.tolist()) if code in texts}
        self._texts = texts
        self._font = font
        name = "AMENDS+" + str(font["name"].getDebugName(6)).replace(" ", "")
        self._name = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "+-")).encode()
        self.bodies = self._bodies(np.arange(len(self.glyphs)), self.glyphs, b"")

    def _bodies(self, codes: Whole, glyphs: Whole, file: bytes) -> dict[int, bytes]:
        """The objects that do not hold outlines: for some codes, and the glyph in the file that each shows."""
        head = b"/Type/Font/BaseFont/%s" % self._name
        signs: list[int] = _SIGNS[codes].tolist()
        wide: list[float] = (self.widths[codes] * (1000 / self.em)).round(3).tolist()
        widths = b" ".join([b"%d[%g]" % each for each in zip(signs, wide, strict=True)])
        places = np.zeros(max(signs, default=0) + 1, ">u2")
        places[signs] = glyphs
        texts = zip(signs, map(self._texts.get, codes.tolist()), strict=True)
        return {
            COMMON: b"<<%s/Subtype/Type0/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (head, COMMON + 1, COMMON + 2),
            COMMON + 1: b"<<%s/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/CIDToGIDMap %d 0 R/DW 0/W[%s]/FontDescriptor %d 0 R>>" % (head, COMMON + 5, widths, COMMON + 3),
            COMMON + 2: _stream(_to_unicode({sign: text for sign, text in texts if text is not None})),
            COMMON + 3: self._descriptor(file),
            COMMON + 5: _stream(places.tobytes()),
        }

    def bound(self, used: npt.NDArray[np.bool_]) -> dict[int, bytes]:
        """The font with those glyphs only that are used."""
        codes = np.flatnonzero(used)
        glyphs = self.glyphs[codes]
        own = codes >= self._plain
        doubles: list[int] = glyphs[own].tolist()
        file = font_file(self._font, glyphs.tolist(), doubles, self.widths[codes[own]].tolist())
        glyphs[own] = len(self._font.getGlyphOrder()) + np.arange(len(doubles))
        return {
            **self._bodies(codes, glyphs, b"/FontFile2 %d 0 R" % (COMMON + 4)),
            COMMON + 4: _stream(file, b"/Length1 %d" % len(file)),
        }

    def _descriptor(self, file: bytes) -> bytes:
        head, hhea = self._font["head"], self._font["hhea"]
        scale = 1000 / self.em
        box = [round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]
        up, down = round(hhea.ascent * scale), round(hhea.descent * scale)
        return (
            b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
            b"/CapHeight %d/StemV 80%s>>" % (self._name, *box, up, down, up, file)
        )


@lru_cache(maxsize=4)
def _tables(hand: Hand) -> _Tables:
    return _Tables(hand)


def cast_font(hand: Hand) -> CastFont | None:
    """The font for one document; none for a hand that cannot be cast."""
    try:
        return CastFont(hand)
    except ValueError:
        return None


def _features(font: Any, tag: str) -> list[Any]:  # noqa: ANN401  # fontTools makes its tables' attributes at run time
    return font[tag].table.FeatureList.FeatureRecord if tag in font and font[tag].table.FeatureList else []


def _readable(cmap: Mapping[int, int], stands: StandIns, many: int) -> tuple[Codes, dict[int, str], list[int]]:
    """Codes, each of which reads as one text: that of a glyph is the glyph's own number.

    Returns:
        Code point -> code; code -> text; and the glyphs of further codes, because several characters share them.
    """
    own = [ord(text) for text in stands.drawings if len(text) == 1]
    given = list(map(ord, stands.said))
    texts: dict[int, str] = {}
    codes = np.zeros(0x110000, np.uint16)
    shared: list[int] = []
    last = many - 1
    for code in dict.fromkeys([32, *own, *given, *sorted(cmap)]):
        if code in cmap and chr(code) not in (SLUG, PIN):
            text = stands.said.get(chr(code), chr(code))
            if texts.setdefault(cmap[code], text) == text:
                codes[code] = cmap[code]
            else:
                shared.append(cmap[code])
                codes[code] = last + len(shared)
                texts[last + len(shared)] = text
    codes[ord(END)] = codes[32]
    return codes, texts, shared


def _kerning(font: Any, place: Mapping[str, int]) -> npt.NDArray[np.int16] | None:  # noqa: ANN401
    """Glyph, and the one behind it -> by how much it is moved."""
    if not _features(font, "GPOS"):
        return None
    table = font["GPOS"].table
    every = {number for one in _features(font, "GPOS") for number in one.Feature.LookupListIndex}
    kerning = np.zeros((len(place), len(place)), np.int16)
    for number in sorted(every):
        lookup = table.LookupList.Lookup[number]
        own = np.zeros_like(kerning)
        for part in reversed([p.ExtSubTable if lookup.LookupType == 9 else p for p in lookup.SubTable]):
            if type(part).__name__ != "PairPos" or part.ValueFormat1 != 4 or part.ValueFormat2 or part.Format != 2:
                raise ValueError("a hand whose glyphs are placed by more than kerning between classes cannot be cast")
            values = np.asarray(
                [[two.Value1.XAdvance if two.Value1 else 0 for two in one.Class2Record] for one in part.Class1Record]
            )
            first = [place[name] for name in part.Coverage.glyphs]
            rows = [part.ClassDef1.classDefs.get(name, 0) for name in part.Coverage.glyphs]
            columns = [part.ClassDef2.classDefs.get(name, 0) for name in place]
            own[first] = values[rows][:, columns]
        kerning += own
    return kerning


def _distances(kerning: npt.NDArray[np.int16]) -> tuple[npt.NDArray[np.int32], Codes, Whole, Whole]:
    """A code for every code and every distance at which another may stand behind it.

    Args:
        kerning: code, and the one behind it -> by how much it is moved.

    Returns:
        Each code's class as the one behind; code and class behind -> the code that is shown; and for those codes
        that this adds, which code each draws and by how much it is wider.
    """
    columns = np.ascontiguousarray(kerning.T)
    _, first, behind = np.unique(
        columns.view(np.dtype((np.void, columns.dtype.itemsize * columns.shape[1]))).ravel(),
        return_index=True, return_inverse=True,
    )  # fmt: skip
    exact = kerning[:, first].astype(np.int64)
    step = 1
    while True:
        moves = np.round(exact / step).astype(np.int64) * step
        keys = (np.arange(len(moves)) << 17)[:, None] + moves + (1 << 16)
        known, shown = np.unique(keys[moves != 0], return_inverse=True)
        if len(moves) + len(known) <= CODES_MOST:
            break
        step += 1
    table = np.repeat(np.arange(len(moves))[:, None], moves.shape[1], axis=1)
    table[moves != 0] = len(moves) + shown
    return behind.ravel().astype(np.int32), table.astype(np.uint16), known >> 17, (known & 0x1FFFF) - (1 << 16)


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """What codes mean (ISO 32000-2, 9.10.3)."""
    written = {text: text.encode("utf-16-be").hex().upper().encode() for text in {*texts.values()}}
    pairs = [b"<%04X> <%s>" % (code, written[text]) for code, text in texts.items()]
    groups = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    said = b"\n".join([b"%d beginbfchar\n%s\nendbfchar" % (len(group), b"\n".join(group)) for group in groups])
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Amends def\n/CMapType 2 def\n"
        b"/CIDSystemInfo 3 dict dup begin\n/Registry (Adobe) def\n/Ordering (UCS) def\n/Supplement 0 def\nend def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%s\nendcmap\n"
        b"CMapName currentdict /CMap defineresource pop\nend\nend" % said
    )


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data, 1)  # a few kilobytes more in all of a run, in a third of the time
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (entries, len(packed), packed)
