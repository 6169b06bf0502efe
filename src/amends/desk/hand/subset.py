"""A hand reduced to the letters that one letter, or one envelope, needs.

The sealed letter carries the hand in which it is read on a screen, so that it can be read in that hand in twenty years
and without asking anybody for a font. The envelope's front carries a still smaller one.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any, Final, cast

from fontTools import subset as subsetter
from fontTools.ttLib import TTFont

from amends.desk.hand.shipped import Hand

FEATURES: Final = ("calt", "kern", "liga", "mark", "ccmp")
KEPT: Final = 64
"""Subsets remembered: letters of one run share their characters more often than not."""


def subset(hand: Hand, text: str) -> bytes:
    """The hand as WOFF2 with just the characters of a text, and every outline that `calt` can reach from them.

    The same hand and the same characters give the same bytes.
    """
    return _subset(hand, frozenset(text) & hand.characters)


@lru_cache(maxsize=KEPT)
def _subset(hand: Hand, characters: frozenset[str]) -> bytes:
    options = cast("Any", subsetter.Options())
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.drop_tables += ["FFTM", "meta", "GDEF"]
    options.recalc_timestamp = False
    font = cast("Any", TTFont(io.BytesIO(hand.ttf), recalcTimestamp=False, lazy=False))
    engine = cast("Any", subsetter.Subsetter(options))
    engine.populate(unicodes={ord(character) for character in characters} | {0x20})
    engine.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
