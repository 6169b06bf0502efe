"""What stands on an envelope, and how large, so that every line fits where the post reads it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from amends.desk.hand.shipped import Hand
from amends.desk.hand.variation import Inkwell, Pen
from amends.desk.paper.press import Form
from amends.desk.paper.setting import PrintLetter
from amends.envelope import Json

SIZE_MOST: Final = 18.0
"""Type size, in points, of an address with room to spare; a hand of ordinary height stands 2.4 mm high in it."""
PITCH: Final = 1.42
"""From baseline to baseline, as a share of the type size."""
EDGE: Final = 13.0
"""Millimetres that stay free at the sides (USPS: half an inch)."""
MM: Final = 72 / 25.4


def widths(hand: Hand) -> Mapping[str, float]:
    """How wide a hand draws each character, in ems."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # slow to import, and needed once a run

    font = cast("Any", TTFont(io.BytesIO(hand.ttf), lazy=True))
    em, advances = font["head"].unitsPerEm, font["hmtx"]
    return {chr(code): advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def cover_data(letter: PrintLetter, form: Form, wide: Mapping[str, float], inkwell: Inkwell) -> dict[str, Json]:
    """The envelope as `envelope.typ` reads it."""
    cover, scale = form.cover, form.hand.measures.size
    lines = [letter.to_name, *letter.address_lines]
    size = SIZE_MOST
    if letter.address_lines:
        room_across, room_down = cover.width - cover.left - EDGE, cover.bottom - cover.top
        size = min(size, _fitting(lines, wide, scale, room_across), room_down * MM / (len(lines) * PITCH))
        tall = len(lines) * size * PITCH / MM
        left, top = cover.left, cover.top + (room_down - tall) * 0.4
    else:  # nothing but a name: handed over, so it stands in the middle
        size = min(size * 1.35, _fitting(lines, wide, scale, cover.width - 2 * EDGE))
        across = _width(letter.to_name, wide) * size * scale / MM
        left, top = (cover.width - across) / 2, cover.height * 0.47
    flap = min(SIZE_MOST * 0.78, _fitting([letter.from_name], wide, scale, cover.width * 0.5))
    pen = Pen(inkwell, f"cover {letter.id}")
    return {
        "lines": [pen.write(line) for line in lines],
        "flap": pen.write(letter.from_name),
        **_hundredths(
            {"size": size * scale, "flap-size": flap * scale, "pitch": size * PITCH, "left": left, "top": top}
        ),
    }


def cover_text(letter: PrintLetter) -> tuple[str, str]:
    """What must be read on the front and on the back."""
    return "\n".join([letter.to_name, *letter.address_lines]), letter.from_name


def _fitting(lines: Sequence[str], wide: Mapping[str, float], scale: float, room: float) -> float:
    widest = max((_width(line, wide) for line in lines), default=0.0)
    return room * MM / (widest * scale) if widest else SIZE_MOST


def _width(line: str, wide: Mapping[str, float]) -> float:
    return sum(wide.get(character, 0.5) for character in line)


def _hundredths(measures: Mapping[str, float]) -> dict[str, Json]:
    """Measures as typst is given them: plain decimal numbers, rounded so that they are the same everywhere."""
    return cast("dict[str, Json]", {name: round(value, 2) for name, value in measures.items()})
