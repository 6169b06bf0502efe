"""What stands on an envelope, and how large, so that every line fits where the post reads it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, Final, cast

from amends.desk.hand.shipped import Hand
from amends.desk.hand.variation import Inkwell
from amends.desk.paper.press import Form
from amends.desk.paper.setting import Draft, Place, PrintLetter, Tree, faces
from amends.envelope import Json

SIZE_MOST: Final = 18.0
"""Type size, in points, of an address with room to spare; a hand of ordinary height stands 2.4 mm high in it."""
PITCH: Final = 1.42
"""From baseline to baseline, as a share of the type size."""
EDGE: Final = 13.0
"""Millimetres that stay free at the sides (USPS: half an inch)."""
PLAIN: Final = 0.86
"""Plain type on an envelope, as a share of the size of the address: as tall as the hand beside it."""
MM: Final = 72 / 25.4


@lru_cache(maxsize=4)
def widths(hand: Hand) -> Mapping[str, float]:
    """How wide a hand draws each character, in ems."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # slow to import, and needed once a run

    font = cast("Any", TTFont(io.BytesIO(hand.ttf), lazy=True))
    em, advances = font["head"].unitsPerEm, font["hmtx"]
    return {chr(code): advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def cover_data(letter: PrintLetter, form: Form, advances: Mapping[str, float], inkwell: Inkwell) -> Tree:
    """The envelope as `envelope.typ` reads it."""
    draft = cover_draft(letter, form, advances)
    return draft.filled(inkwell.written(cover_id(letter), draft.texts))


def cover_id(letter: PrintLetter) -> str:
    """What the outlines of an envelope follow from."""
    return f"cover {letter.id}"


def cover_draft(letter: PrintLetter, form: Form, advances: Mapping[str, float]) -> Draft:
    """The same before anything is written."""
    cover, scale = form.cover, form.hand.measures.size
    lines = [letter.to_name, *letter.address_lines]
    wide = _Widths(advances, scale, letter.plain)
    size = SIZE_MOST
    if letter.address_lines:
        room_across, room_down = cover.width - cover.left - EDGE, cover.bottom - cover.top
        size = min(size, _fitting(lines, wide, room_across), room_down * MM / (len(lines) * PITCH))
        tall = len(lines) * size * PITCH / MM
        left, top = cover.left, cover.top + (room_down - tall) * 0.4
    else:  # nothing but a name: handed over, so it stands in the middle
        size = min(size * 1.35, _fitting(lines, wide, cover.width - 2 * EDGE))
        across = wide.of(letter.to_name) * size / MM
        left, top = (cover.width - across) / 2, cover.height * 0.47
    flap = min(SIZE_MOST * 0.78, _fitting([letter.from_name], wide, cover.width * 0.5))
    draft = Draft()
    draft.tree |= {
        "lines": [_line(line, draft, Place.ADDRESS, letter.plain, lines) for line in lines],
        "flap": _line(letter.from_name, draft, Place.FLAP, letter.plain),
        **_hundredths({"size": size * scale, "pitch": size * PITCH, "left": left, "top": top}),
        **_hundredths({"plain-size": size * PLAIN, "flap-size": flap * scale, "plain-flap-size": flap * PLAIN}),
    }
    return draft


def _line(line: str, draft: Draft, place: Place, plain: Set[str], near: Sequence[str] = ()) -> Json:
    """A line of an envelope, in the hand or in plain type."""
    if line not in plain:
        return draft.leaf(line, place)
    return {"plain": line, "rtl": _from_the_right(line), **faces(line, "\n".join(near))}


def _from_the_right(line: str) -> bool:
    """Whether a line is written from right to left, which its first letter says (Unicode UAX #9, P2 and P3)."""
    strong = (unicodedata.bidirectional(character) for character in line)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"


def cover_text(letter: PrintLetter) -> tuple[str, str]:
    """What must be read on the front and on the back."""
    return "\n".join([letter.to_name, *letter.address_lines]), letter.from_name


class _Widths:
    """How wide lines are, as a share of the size of the address, whatever they are set in."""

    def __init__(self, wide: Mapping[str, float], scale: float, plain: Set[str]) -> None:
        self._wide, self._scale, self._plain = wide, scale, plain

    def of(self, line: str) -> float:
        """The width of one line."""
        if line in self._plain:
            return PLAIN * sum(map(_type_width, line))
        return self._scale * sum([self._wide.get(character, 0.5) for character in line])


def _type_width(character: str) -> float:
    """How wide plain type is at most, in ems, without looking into fifteen megabytes of fonts."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.0 if unicodedata.combining(character) else 0.8 if character.isupper() else 0.56


def _fitting(lines: Sequence[str], wide: _Widths, room: float) -> float:
    widest = max((wide.of(line) for line in lines), default=0.0)
    return room * MM / widest if widest else SIZE_MOST


def _hundredths(measures: Mapping[str, float]) -> dict[str, Json]:
    """Measures as typst is given them: plain decimal numbers, rounded so that they are the same everywhere."""
    return cast("dict[str, Json]", {name: round(value, 2) for name, value in measures.items()})
