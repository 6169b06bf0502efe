"""Puts traced, spaced forms together into a font: TrueType and WOFF2, with every name a typesetter looks for."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
from fontTools import agl
from fontTools.feaLib import builder as features_of
from fontTools.fontBuilder import FontBuilder
from fontTools.otlLib import builder as layout
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables import otTables

from amends.desk.hand.alternates import features, glyph_name, glyph_order, repeats
from amends.desk.hand.lines import UNITS, X_UNITS
from amends.desk.hand.spacing import Spacing
from amends.desk.hand.trace import Outline, Reals, polygon
from amends.desk.hand.woff2 import woff2

ASCENT: Final = 950
DESCENT: Final = -350
_STRAY: Final = 1.3
"""Font units by which TrueType's quadratic curves may stray from the traced cubics."""


@dataclass(frozen=True, slots=True)
class Part:
    """A glyph standing inside another: which, where its origin lies, and how it is turned (2 × 2, row by row)."""

    glyph: str
    x: float = 0.0
    y: float = 0.0
    turned: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a glyph is made of: an outline of its own, or parts.

    Attributes:
        advance: how far the next glyph stands.
        outline: closed curves in place, or empty.
        parts: other glyphs, or empty.
    """

    advance: float
    outline: Outline = ()
    parts: tuple[Part, ...] = ()


@dataclass(slots=True)
class Content:
    """What goes into a font.

    Attributes:
        drawn: glyph name -> what it is made of.
        alternates: base glyph -> names of its outlines, the base first.
        characters: character -> glyph name.
        ligatures: text -> glyph name.
        classes: glyph name -> its class for kerning.
        spacing: side bearings, and kerning between classes.
        composed: characters that nobody wrote, put together from what was written.
    """

    drawn: dict[str, Drawn] = field(default_factory=dict[str, Drawn])
    alternates: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    characters: dict[str, str] = field(default_factory=dict[str, str])
    ligatures: dict[str, str] = field(default_factory=dict[str, str])
    classes: dict[str, str] = field(default_factory=dict[str, str])
    spacing: Spacing = field(default_factory=lambda: Spacing({}, {}))
    composed: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Built:
    """A font file twice, and what is in it."""

    ttf: bytes
    woff2: bytes
    outlines: int
    glyphs: int


def name_of(text: str) -> str:
    """The glyph name of a text: Adobe's names, joined by underscores for several characters."""
    names = cast("dict[int, str]", cast("Any", agl).UV2AGL)
    return "_".join(names.get(ord(c), f"uni{ord(c):04X}").replace("_", "") for c in text)


def build(family: str, content: Content, space_width: int, made: dt.datetime) -> Built:
    """The font.

    Args:
        family: its family name.
        content: what stands in it.
        space_width: advance of the blank.
        made: when, for the record in the file.
    """
    drawn, classes = dict(content.drawn), dict(content.classes)
    for turn, (name, original) in enumerate(repeats(content.alternates).items()):
        drawn[name] = varied(drawn[original], original, turn)
        if original in classes:
            classes[name] = classes[original]
    changing = {name for names in content.alternates.values() for name in names}
    fixed = [".notdef", "space", *(name for name in content.drawn if name not in changing)]
    order = glyph_order(fixed, content.alternates)
    blank = Drawn(space_width)
    font = _tables(family, order, {**drawn, "space": blank}, content.characters, made)
    text = "languagesystem DFLT dflt;\nlanguagesystem latn dflt;\n"
    text += _ligatures(content.ligatures, content.characters)
    text += features(content.alternates)
    cast("Any", features_of).addOpenTypeFeaturesFromString(font, text)
    _kern(font, content.spacing, classes, order)
    ttf = io.BytesIO()
    font.save(ttf)
    outlines = max((len(names) for names in content.alternates.values()), default=1)
    return Built(ttf.getvalue(), woff2(ttf.getvalue()), outlines, len(order))


_SLANTS: Final = ((0.028, 1.012), (-0.026, 0.99), (0.017, 0.985), (-0.015, 1.015))


def varied(original: Drawn, name: str, turn: int) -> Drawn:
    """One more outline of a glyph that has fewer: the same, slanted and stretched as little as a hand varies."""
    slant, tall = _SLANTS[turn % len(_SLANTS)]
    return Drawn(original.advance, parts=(Part(name, turned=(1.0, 0.0, slant, tall)),))


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tables(
    family: str, order: list[str], drawn: Mapping[str, Drawn], characters: Mapping[str, str], made: dt.datetime
) -> Any:  # noqa: ANN401  # fontTools builds its tables' attributes at run time
    """Every table but layout."""
    known = dict.fromkeys(order)
    outlines = {name: _glyph(drawn[name], known) for name in order if name in drawn}
    empty = cast("Any", TTGlyphPen(None)).glyph()
    builder = cast("Any", FontBuilder(UNITS, isTTF=True))
    stamp = int((made - dt.datetime(1904, 1, 1, tzinfo=dt.UTC)).total_seconds())
    builder.updateHead(created=stamp, modified=stamp)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(
        {**{ord(c): name for c, name in characters.items()}, 0x20: "space", 0xA0: "space", 0x202F: "space"}
    )
    builder.setupGlyf({name: outlines.get(name, empty) for name in order})
    glyf = builder.font["glyf"]
    advance = {name: round(drawn[name].advance) if name in drawn else 500 for name in order}
    builder.setupHorizontalMetrics({name: (max(0, advance[name]), getattr(glyf[name], "xMin", 0)) for name in order})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT, lineGap=0)
    capital = next((getattr(glyf[c], "yMax", 0) for c in ("H", "E", "I") if c in drawn), int(1.5 * X_UNITS))
    builder.setupOS2(
        sTypoAscender=ASCENT, sTypoDescender=DESCENT, sTypoLineGap=0, usWinAscent=ASCENT + 150,
        usWinDescent=-DESCENT + 150, sxHeight=X_UNITS, sCapHeight=capital, fsSelection=0x40 | 0x80,
        fsType=0, achVendID="AMND", usWeightClass=400, usWidthClass=5, version=4,
    )  # fmt: skip
    builder.setupPost(italicAngle=0, underlinePosition=-110, underlineThickness=40)
    builder.setupNameTable(_names(family, glyf, order, made), mac=False)
    return builder.font


def _names(family: str, glyf: Any, order: Sequence[str], made: dt.datetime) -> dict[str, str]:  # noqa: ANN401
    """Name records: a typesetter that finds one of them missing takes another font without a word."""
    plain = unicodedata.normalize("NFKD", family).encode("ascii", "ignore").decode()
    script = (re.sub(r"[^A-Za-z0-9]", "", plain) or "Hand")[:50]
    digest = hashlib.sha256(b"".join(_shape(glyf[name]) for name in order)).hexdigest()[:16]
    return {
        "copyright": "This is its writer's own hand.",
        "familyName": family,
        "styleName": "Regular",
        "uniqueFontIdentifier": f"amends:{script}:{digest}",
        "fullName": f"{family} Regular",
        "version": f"Version 1.000; {made:%Y-%m-%d}",
        "psName": f"{script}-Regular",
        "typographicFamily": family,
        "typographicSubfamily": "Regular",
    }


def _shape(glyph: Any) -> bytes:  # noqa: ANN401
    coordinates = getattr(glyph, "coordinates", None)
    return b"" if coordinates is None else bytes(repr(list(coordinates)), "ascii")


def _glyph(drawn: Drawn, known: Mapping[str, None]) -> Any:  # noqa: ANN401
    pen = cast("Any", TTGlyphPen(cast("Any", known)))
    for part in drawn.parts:
        pen.addComponent(part.glyph, (*part.turned, round(part.x), round(part.y)))
    quadratic = cast("Any", Cu2QuPen(pen, max_err=_STRAY, reverse_direction=False))
    for curves in _wound(drawn.outline):
        quadratic.moveTo(_point(curves[0, 0]))
        for curve in curves:
            quadratic.curveTo(_point(curve[1]), _point(curve[2]), _point(curve[3]))
        quadratic.closePath()
    return pen.glyph(dropImpliedOnCurves=False)


def _point(place: Reals) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _wound(outline: Outline) -> Iterable[Reals]:
    """The curves as TrueType wants them: ink clockwise, holes the other way; tracing tells the two by their turn."""
    areas = [_area(curves) for curves in outline]
    outward = 1.0 if max(areas, key=abs, default=1.0) > 0 else -1.0
    return [curves if outward < 0 else curves[::-1, ::-1] for curves in outline]


def _area(curves: Reals) -> float:
    ring = polygon(curves, 6)
    following = np.roll(ring, -1, 0)
    return 0.5 * float((ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1]).sum())


# ── layout ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ligatures(ligatures: Mapping[str, str], characters: Mapping[str, str]) -> str:
    rules = [
        f"  sub {' '.join(characters[c] for c in text)} by {name};"
        for text, name in sorted(ligatures.items(), key=lambda each: -len(each[0]))
        if all(c in characters for c in text)
    ]
    return "feature liga {\n" + "\n".join(rules) + "\n} liga;\n" if rules else ""


def _kern(font: Any, spacing: Spacing, classes: Mapping[str, str], order: Sequence[str]) -> None:  # noqa: ANN401
    """Adds the pair kerning, as one class table.

    Built by hand, because the feature language would take seconds over ten thousand pairs.
    """
    members: dict[str, list[str]] = {}
    for name in order:
        if name in classes:
            members.setdefault(classes[name], []).append(name)
    pairs = {
        (tuple(members[a]), tuple(members[b])): (cast("Any", layout).buildValue({"XAdvance": value}), None)
        for (a, b), value in spacing.kerning.items()
        if a in members and b in members
    }
    if not pairs:
        return
    places = {name: place for place, name in enumerate(order)}
    lookup: Any = cast("Any", otTables).Lookup()
    lookup.LookupType, lookup.LookupFlag = 2, 0
    lookup.SubTable = [cast("Any", layout).buildPairPosClassesSubtable(pairs, places)]
    lookup.SubTableCount = 1
    made = cast("Any", otTables)
    feature, language, script = made.Feature(), made.LangSys(), made.Script()
    feature.FeatureParams, feature.LookupListIndex, feature.LookupCount = None, [0], 1
    language.LookupOrder, language.ReqFeatureIndex, language.FeatureIndex = None, 0xFFFF, [0]
    script.DefaultLangSys, script.LangSysRecord = language, []
    table = made.GPOS()
    table.Version = 0x00010000
    table.ScriptList, table.FeatureList, table.LookupList = made.ScriptList(), made.FeatureList(), made.LookupList()
    table.ScriptList.ScriptRecord = [_record(made.ScriptRecord, "Script", tag, script) for tag in ("DFLT", "latn")]
    table.FeatureList.FeatureRecord = [_record(made.FeatureRecord, "Feature", "kern", feature)]
    table.LookupList.Lookup = [lookup]
    font["GPOS"] = cast("Any", newTable("GPOS"))
    font["GPOS"].table = table


def _record(kind: Any, what: str, tag: str, value: Any) -> Any:  # noqa: ANN401
    """An entry of a list of scripts or features."""
    record = kind()
    setattr(record, f"{what}Tag", tag)
    setattr(record, what, value)
    return record


def open_font(ttf: bytes) -> Any:  # noqa: ANN401
    """A built font, to be looked into."""
    return TTFont(io.BytesIO(ttf))


__all__ = ["Built", "Drawn", "Part", "build", "glyph_name", "name_of", "open_font"]
