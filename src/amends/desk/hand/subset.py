"""A hand reduced to the letters that one letter, or one envelope, needs.

The sealed letter carries the hand in which it is read on a screen, so that it can be read in that hand in twenty
years and without asking anybody for a font. The envelope's front carries a still smaller one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import uharfbuzz as hb

from amends.desk.hand.shipped import Hand
from amends.desk.hand.woff2 import woff2

FEATURES: Final = ("calt", "kern", "liga", "mark", "ccmp")
UNVARIED: Final = tuple(tag for tag in FEATURES if tag != "calt")
NAMES: Final = (0, 1, 2, 4, 6, 13, 14)
"""Name records that go along: family and style, and the copyright and licence of an open font."""
KEPT: Final = 64
"""Subsets remembered: letters of one run share their characters more often than not."""


def subset(hand: Hand, text: str, *, most: int = 0) -> bytes:
    """The hand as WOFF2 with just the characters of a text, and every outline that `calt` can reach from them.

    The same hand and the same characters give the same bytes.

    Args:
        hand: the hand.
        text: the text.
        most: how many bytes there may be; where there would be more, every letter keeps its first outline alone. 0
            for as many as there are.
    """
    characters = frozenset(text) & hand.characters
    whole = _subset(hand, characters, FEATURES)
    return _subset(hand, characters, UNVARIED) if 0 < most < len(whole) else whole


@lru_cache(maxsize=KEPT)
def _subset(hand: Hand, characters: frozenset[str], features: tuple[str, ...]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.unicode_set.update({ord(character) for character in characters} | {0x20})
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update({int.from_bytes(tag.encode(), "big") for tag in features})
    wanted.name_id_set.clear()
    wanted.name_id_set.update(set(NAMES))
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    return woff2(hb.subset(_face(hand), wanted).blob.data)


@lru_cache(maxsize=4)
def _face(hand: Hand) -> hb.Face:
    return hb.Face(hb.Blob(hand.ttf))
