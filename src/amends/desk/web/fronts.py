"""Envelopes as they lie in the mailbag: the scan's own front in its own ink, or one that the desk draws.

What came sealed has no front of its own. The desk draws one, and for the same people always in the same of its hands,
so that the writer knows it at a glance; the page says that it is not their own hand.
"""

from __future__ import annotations

import hashlib
import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import papers as papers_kept
from amends.desk.hand.shipped import Hand, missing, shipped_hands
from amends.desk.journey.opening import Desk
from amends.desk.web.mailbag import in_bag

WIDE, HIGH = 720, 220
"""Pixels of the name on an envelope that the desk draws."""
_INK: Final = (31, 42, 85, 255)
_LARGEST: Final = 92


def front_of(desk: Desk, reply_id: str) -> tuple[bytes, str]:
    """The picture of what stands on an envelope, and its kind.

    Raises:
        NotHere: nothing of this id lies in the mailbag.
    """
    item = in_bag(desk, reply_id)
    with desk.drawer.transaction() as tx:
        scanned = papers_kept.front_of(tx, reply_id)
        letter = letters_kept.letters_by_id(tx, [item.reply.letter]).get(item.reply.letter)
    if scanned:
        return scanned.picture, "image/jpeg"
    people = letter.letter.to if letter else ()
    return _drawn(desk.writer, hand_for(people)), "image/png"


def hand_for(people: tuple[str, ...]) -> Hand:
    """The hand in which the desk draws the envelopes of these people."""
    hands = shipped_hands()
    said = hashlib.sha256("\n".join(sorted(people)).encode()).digest()
    return hands[int.from_bytes(said[:4], "big") % len(hands)]


def _drawn(name: str, hand: Hand) -> bytes:
    if missing(hand.characters, name):
        hand = max(shipped_hands(), key=lambda one: -len(missing(one.characters, name)))
    sheet = Image.new("RGBA", (WIDE, HIGH))
    size = _LARGEST
    font = ImageFont.truetype(io.BytesIO(hand.ttf), size)
    while font.getlength(name) > WIDE - 20 and size > 20:
        size -= 4
        font = ImageFont.truetype(io.BytesIO(hand.ttf), size)
    ImageDraw.Draw(sheet).text((8, HIGH // 2), name, _INK, font, anchor="lm")
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
