"""What makes hands comparable: measured on the font, so that every hand sets at a like size.

Needs nothing but fontTools, because the shipped hands are measured while the package is being built.
"""

from __future__ import annotations

import statistics
from typing import Any, Final

X_HEIGHT: Final = 0.40
"""How high a small letter of an ordinary hand stands, in ems; a hand of this height is set at the size asked for."""
EVENING: Final = 0.75
"""How far other hands are brought to that height. All the way (1) would set a tall, narrow hand too small to read."""


def measure(font: Any) -> dict[str, float]:  # noqa: ANN401  # a fontTools TTFont, which is not typed
    """The measures of a hand, in ems of the font's own size, except `size`.

    Args:
        font: a `TTFont` with `glyf` outlines and the Latin alphabet.

    Returns:
        `size`: what to multiply a type size by so that it looks as large as an ordinary hand; `x_height`, `ascent`,
        `descent`, `capital`: how far small letters, b d h, g p y and capitals reach; `blank`: the width of a blank.
    """
    glyf, cmap, em = font["glyf"], font.getBestCmap(), font["head"].unitsPerEm

    def edge(letters: str, side: str) -> float:
        found = [getattr(glyf[cmap[ord(letter)]], side, 0) for letter in letters if ord(letter) in cmap]
        return statistics.median(found) / em if found else 0.0

    x_height = edge("acemnorsuvwxz", "yMax") or X_HEIGHT
    return {
        "size": round((X_HEIGHT / x_height) ** EVENING, 4),
        "x_height": round(x_height, 4),
        "ascent": round(edge("bdfhkl", "yMax"), 4),
        "descent": round(-edge("gjpqy", "yMin"), 4),
        "capital": round(edge("ABDEHIMNRT", "yMax"), 4),
        "blank": round(font["hmtx"][cmap[0x20]][0] / em, 4),
    }
