"""A hand as cast lines are made of it: how wide its glyphs are, how they stand to each other, and the font itself.

A print run holds it once, however many parts it is set in, with the outlines of those glyphs that the run has used.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from amends.desk.hand.shipped import Hand
from amends.desk.hand.standins import SLUG, StandIns, stand_ins
from amends.desk.paper.objects import COMMON

Whole: TypeAlias = npt.NDArray[np.int64]

OBJECTS: Final = 6
"""How many objects the font is."""
_KEPT: Final = ("head", "hhea", "maxp", "hmtx", "cvt ", "fpgm", "prep")


class CastFont:
    """One hand, for one run.

    Attributes:
        em: units to the em.
        codes: code point -> the code that shows it, 0 where there is none.
        used: which codes the run has used so far.
    """

    def __init__(self, hand: Hand) -> None:
        self._tables = _tables(hand)
        self.em, self.codes = self._tables.em, self._tables.codes
        self.used: npt.NDArray[np.bool_] = np.zeros(len(self._tables.widths), bool)

    def advances(self, codes: npt.NDArray[np.uint16]) -> Whole:
        """How far each code takes the pen, kerning towards the next one included."""
        tables = self._tables
        self.used[codes] = True
        widths = tables.widths[codes]
        if tables.kerning is not None:
            widths[:-1] += tables.kerns[tables.kerning[codes[:-1], codes[1:]]]
        return widths

    def shown(self, codes: npt.NDArray[np.uint16], spans: Sequence[tuple[int, int]]) -> list[bytes]:
        """What shows the codes of each line; `spans` says where the lines begin and end, in order."""
        tables = self._tables
        if tables.kerning is None:
            digits = codes.astype(">u2").tobytes().hex().encode()
            return [digits[4 * begin : 4 * end] for begin, end in spans]
        pieces = tables.pieces(codes)
        before = 0
        for begin, end in spans:  # all are joined at once, and then parted again
            pieces[before:begin] = [b""] * (begin - before)
            pieces[end - 1] = tables.written[codes[end - 1]] + b"\n"
            before = end
        return b"".join(pieces[:before]).split(b"\n")[:-1]

    def part_bodies(self) -> Mapping[int, bytes]:
        """The font's objects as a part shows them: what its codes mean, and no outlines."""
        return self._tables.bodies

    def bodies(self) -> dict[int, bytes]:
        """The font's objects as the bound run has them."""
        return {**self._tables.bodies, **self._tables.outlines(self.used)}


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
        self.codes, self.texts, shared = _readable(
            {code: place[name] for code, name in cmap.items()}, stands, len(order)
        )
        self._glyphs: Whole = np.asarray([*range(len(order)), *shared], np.int64)
        widths = np.asarray([font["hmtx"][name][0] for name in order], np.int64)
        self.widths: Whole = widths[self._glyphs]
        kerning = _kerning(font, place)
        self.kerns, self.kerning = np.zeros(1, np.int64), None
        if kerning is not None:
            self.kerns, places = np.unique(kerning[self._glyphs][:, self._glyphs], return_inverse=True)
            self.kerns, self.kerning = (
                self.kerns.astype(np.int64),
                places.reshape(len(self._glyphs), -1).astype(np.uint16),
            )
        self.written = [b"%04X" % code for code in range(len(self._glyphs))]
        self._pieces: npt.NDArray[np.object_] = np.empty(0, object)
        self._kerns: Whole = (
            np.unique(self.kerning).astype(np.int64) if self.kerning is not None else np.zeros(1, np.int64)
        )
        self._font = font
        name = "AMENDS+" + str(font["name"].getDebugName(6)).replace(" ", "")
        self._name = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "+-")).encode()
        self.bodies = self._bodies()

    def pieces(self, codes: npt.NDArray[np.uint16]) -> list[bytes]:
        """Each code, and behind it how far the next one is moved, if it is."""
        assert self.kerning is not None
        many = len(self.kerns)
        if not len(self._pieces):
            self._pieces = np.full(len(self.written) * many, b"", object)
        keys = codes.astype(np.int64) * many
        keys[:-1] += self.kerning[codes[:-1], codes[1:]]
        found: list[bytes] = self._pieces[keys].tolist()
        if b"" in found:
            for key in {int(keys[place]) for place, piece in enumerate(found) if not piece}:
                move = round(-int(self.kerns[key % many]) * 1000 / self.em)
                self._pieces[key] = self.written[key // many] + (b">%d<" % move if move else b"")
            found = self._pieces[keys].tolist()
        return found

    def _bodies(self) -> dict[int, bytes]:
        return {
            COMMON: b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
            b"/ToUnicode %d 0 R>>" % (self._name, COMMON + 1, COMMON + 2),
            COMMON + 1: self._descendant(range(len(self.widths))),
            COMMON + 2: _stream(_to_unicode(self.texts)),
            COMMON + 3: self._descriptor(b""),
            COMMON + 5: _stream(self._glyphs.astype(">u2").tobytes()),
        }

    def _descendant(self, codes: Iterable[int]) -> bytes:
        said = b" ".join([b"%d[%g]" % (code, round(int(self.widths[code]) * 1000 / self.em, 3)) for code in codes])
        return (
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/CIDToGIDMap %d 0 R/DW 0/W[%s]/FontDescriptor %d 0 R>>"
            % (self._name, COMMON + 5, said, COMMON + 3)
        )

    def outlines(self, used: npt.NDArray[np.bool_]) -> dict[int, bytes]:
        """The objects that depend on which glyphs are used."""
        codes: list[int] = np.flatnonzero(used).tolist()
        file = _font_file(self._font, self._glyphs[codes].tolist())
        return {
            COMMON + 1: self._descendant(codes),
            COMMON + 3: self._descriptor(b"/FontFile2 %d 0 R" % (COMMON + 4)),
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
    """The font for one run; none for a hand that cannot be cast."""
    try:
        return CastFont(hand)
    except ValueError:
        return None


def _features(font: Any, tag: str) -> list[Any]:  # noqa: ANN401  # fontTools makes its tables' attributes at run time
    return font[tag].table.FeatureList.FeatureRecord if tag in font and font[tag].table.FeatureList else []


def _readable(
    cmap: Mapping[int, int], stands: StandIns, many: int
) -> tuple[npt.NDArray[np.uint16], dict[int, str], list[int]]:
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
        if code in cmap and chr(code) != SLUG:
            text = stands.said.get(chr(code), chr(code))
            if texts.setdefault(cmap[code], text) == text:
                codes[code] = cmap[code]
            else:
                shared.append(cmap[code])
                codes[code] = last + len(shared)
                texts[last + len(shared)] = text
    codes[10] = codes[32]
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


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """What codes mean (ISO 32000-2, 9.10.3)."""
    pairs = [
        b"<%04X> <%s>" % (glyph, text.encode("utf-16-be").hex().upper().encode()) for glyph, text in texts.items()
    ]
    groups = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    said = b"\n".join([b"%d beginbfchar\n%s\nendbfchar" % (len(group), b"\n".join(group)) for group in groups])
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Amends def\n/CMapType 2 def\n"
        b"/CIDSystemInfo 3 dict dup begin\n/Registry (Adobe) def\n/Ordering (UCS) def\n/Supplement 0 def\nend def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%s\nendcmap\n"
        b"CMapName currentdict /CMap defineresource pop\nend\nend" % said
    )


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (entries, len(packed), packed)


# ── the font file ─────────────────────────────────────────────────────────────────────────────────────────────────


def _font_file(font: Any, used: Iterable[int]) -> bytes:  # noqa: ANN401
    """The font with the outlines of some glyphs only; every glyph keeps its number."""
    from fontTools.ttLib.sfnt import SFNTWriter  # noqa: PLC0415  # as above

    raw = font.reader
    glyf: bytes = raw["glyf"]
    long = font["head"].indexToLocFormat == 1
    starts = np.frombuffer(raw["loca"], ">u4" if long else ">u2").astype(np.int64) * (1 if long else 2)
    kept: set[int] = set()
    waiting = [0, *used]
    while waiting:
        number = waiting.pop()
        if number not in kept:
            kept.add(number)
            waiting += _parts(glyf[starts[number] : starts[number + 1]])
    data: list[bytes] = []
    at, offsets = 0, [0]
    for number in range(len(starts) - 1):
        one = glyf[starts[number] : starts[number + 1]] if number in kept else b""
        data.append(one + b"\0" * (-len(one) % 4))
        at += len(data[-1])
        offsets.append(at)
    head: bytes = raw["head"]
    tables = {tag: raw[tag] for tag in _KEPT if tag in raw}
    tables |= {"glyf": b"".join(data), "loca": struct.pack(f">{len(offsets)}I", *offsets)}
    tables["head"] = head[:50] + b"\0\1" + head[52:]
    out = io.BytesIO()
    writer = cast("Any", SFNTWriter)(out, len(tables), "\0\1\0\0")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return out.getvalue()


def _parts(glyph: bytes) -> Iterator[int]:
    """The glyphs of which a glyph is put together (OpenType, "glyf", composite glyphs)."""
    if len(glyph) < 10 or glyph[0] < 0x80:
        return
    at, more = 10, True
    while more:
        flags, number = struct.unpack_from(">HH", glyph, at)
        yield number
        at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        more = bool(flags & 0x20)
