"""Stand-ins: characters that mean one drawing of a letter, on the way through the typesetter and no further.

A hand holds several outlines of every letter, and which of them is drawn where is the desk's to choose
(`variation`). A typesetter can be told so by features or by rules that look at neighbours, and both cost it a third
of its speed. So it gets a copy of the hand in which every outline has a character of its own, and no rules at all.
As soon as a page comes off the press, every such character in it is turned back into the letter that it stands for
(`amends.desk.paper.legible`), before anybody reads the page.

The characters are taken from scripts whose letters line breaking treats as it treats Latin ones (class AL of Unicode
UAX #14), and that no face of ours has.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias, cast

from amends.desk.hand.shipped import Hand

ROOM: Final = (
    range(0x1401, 0x166D),  # Canadian Aboriginal syllabics
    range(0xA500, 0xA60C),  # Vai
    range(0x12000, 0x1239A),  # cuneiform
    range(0x14400, 0x145CE),  # Anatolian hieroglyphs
    range(0x16800, 0x16A39),  # Bamum
)
"""Where stand-ins are taken from, in this order: 2,841 letters, none with a case, a mark or a decomposition."""
SLUG: Final = "\U00016a38"
"""Stands for a whole line that is cast elsewhere (`amends.desk.paper.casting`): so wide that no line holds two."""
PIN: Final = "\U00016a37"
"""The same for a line that does not begin where it is put, but ends or is centred there: it has no width."""
_WIDTHS: Final = {SLUG: 0x7FFF, PIN: 0}
RULES: Final = frozenset({"calt", "liga"})
"""The features whose work the stand-ins do."""
COMMON: Final = "\u0180"
"""Characters below it get their stand-ins before pairs, and pairs before all others."""
QUOTES: Final = frozenset("‘’“”")
TYPED: Final = frozenset("'\"")
"""What stands on keyboards for marks that are not there."""

Drawings: TypeAlias = "Mapping[str, tuple[str, ...]]"
"""A character, or a pair that is written joined -> the characters that draw it, one an outline."""


@dataclass(frozen=True, slots=True)
class StandIns:
    """A hand as the typesetter gets it.

    Attributes:
        face: the font, with a character for every outline, and without the rules that choose among them.
        drawings: what is drawn in several ways, and in which. The first outline of a character is itself.
        said: each stand-in -> what it stands for.
    """

    face: bytes = field(repr=False)
    drawings: Drawings = field(repr=False)
    said: Mapping[str, str] = field(repr=False)


@lru_cache(maxsize=8)
def stand_ins(hand: Hand) -> StandIns:
    """The stand-ins of a hand; the same hand always has the same."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # slow to import, and needed once a run

    font = cast("Any", TTFont(io.BytesIO(hand.ttf), lazy=True))
    names: dict[int, str] = font.getBestCmap()
    outlines = _outlines(font)
    own = {chr(code): name for code, name in names.items() if name in outlines and _may_stand(code)}
    pairs = _pairs(font, {name: chr(code) for code, name in reversed(names.items())})
    free = (code for code in chain(*ROOM) if code not in names and chr(code) not in _WIDTHS)
    given: dict[int, str] = {}
    drawings: dict[str, tuple[str, ...]] = {}
    said: dict[str, str] = {}
    known: set[str] = set()
    for text in sorted({**own, **pairs}, key=_turn):
        glyph = own.get(text) or pairs[text]
        glyphs = outlines.get(glyph, ()) if text in own else (glyph, *outlines.get(glyph, ()))
        if glyph in known:  # one glyph can be read in one way only
            continue
        known.add(glyph)
        codes = [code for _, code in zip(glyphs, free, strict=False)]
        if len(codes) < len(glyphs):
            break
        given |= dict(zip(codes, glyphs, strict=True))
        drawings[text] = (*((text,) if text in own else ()), *map(chr, codes))
        said |= dict.fromkeys(map(chr, codes), text)
    return StandIns(_face(font, given), drawings, said)


def _turn(text: str) -> tuple[bool, bool, int, str]:
    """Who is given stand-ins first: where two characters have one glyph, the one that is written, not typed."""
    return text >= COMMON and text not in QUOTES and len(text) == 1, text in TYPED, len(text), text


def _may_stand(code: int) -> bool:
    """Whether a character can be written by another: no blank, and nothing after which, alone, a line may end."""
    return unicodedata.category(chr(code))[0] in "LNPS" and chr(code) not in "-\u2010\u2012\u2013\u2014\u2015/"


# ── what the rules of the font say ────────────────────────────────────────────────────────────────────────────────


def _lookups(font: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401  # fontTools makes its tables' attributes at run time
    """The parts of the substitutions of a feature."""
    if "GSUB" not in font:
        return
    table = font["GSUB"].table
    numbers = {
        n for one in table.FeatureList.FeatureRecord if one.FeatureTag == tag for n in one.Feature.LookupListIndex
    }
    for number in sorted(numbers):
        for part in table.LookupList.Lookup[number].SubTable:
            yield part.ExtSubTable if part.LookupType == 7 else part


def _outlines(font: Any) -> dict[str, tuple[str, ...]]:  # noqa: ANN401
    """A glyph -> its further outlines: those that the chain of `amends.desk.hand.alternates` leads to."""
    found: dict[str, list[str]] = {}
    for part in _lookups(font, "calt"):
        if part.LookupType == 8 and part.LookAheadGlyphCount == 1 and not part.BacktrackGlyphCount:
            for glyph, other in zip(part.Coverage.glyphs, part.Substitute, strict=True):
                if other not in (glyph, *found.setdefault(glyph, [])):
                    found[glyph].append(other)
    return {glyph: tuple(others) for glyph, others in found.items()}


def _pairs(font: Any, characters: Mapping[str, str]) -> dict[str, str]:  # noqa: ANN401
    """The ligatures: a text -> its glyph."""
    return {
        "".join(characters[glyph] for glyph in (first, *ligature.Component)): ligature.LigGlyph
        for part in _lookups(font, "liga")
        if part.LookupType == 4
        for first, ligatures in part.ligatures.items()
        for ligature in ligatures
        if all(glyph in characters for glyph in (first, *ligature.Component))
    }


def _face(font: Any, given: Mapping[int, str]) -> bytes:  # noqa: ANN401
    """The font with further characters, and without the rules."""
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # noqa: PLC0415
    from fontTools.ttLib.tables._g_l_y_f import Glyph  # noqa: PLC0415

    table = font["cmap"]
    blank = {f"slug{number}": sign for number, sign in enumerate(_WIDTHS)}
    every = {**font.getBestCmap(), **given, **{ord(sign): name for name, sign in blank.items()}}
    font.setGlyphOrder([*font.getGlyphOrder(), *blank])
    for name, sign in blank.items():
        font["glyf"][name] = Glyph()
        font["hmtx"][name] = (_WIDTHS[sign], 0)
    subtable = cast("Any", CmapSubtable).newSubtable
    narrow, wide = subtable(4), subtable(12)
    narrow.platformID, narrow.platEncID, narrow.language = 3, 1, 0
    narrow.cmap = {code: name for code, name in every.items() if code < 0x10000}
    wide.platformID, wide.platEncID, wide.language, wide.cmap = 3, 10, 0, every
    table.tables = [narrow, wide]
    if "GSUB" in font:
        features = font["GSUB"].table.FeatureList.FeatureRecord
        if all(one.FeatureTag in RULES for one in features):
            del font["GSUB"]
        for one in features:
            if one.FeatureTag in RULES:
                one.Feature.LookupListIndex, one.Feature.LookupCount = [], 0
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
