"""What makes hands comparable: measured on the font, so that every hand sets at a like size.

Needs nothing but fontTools, because the shipped hands are measured while the package is being built.
"""

from __future__ import annotations

import statistics
from typing import Any, Final

X_HEIGHT: Final = 0.40
"""Hands are set so that a small letter stands this high in an em of the size asked for."""


def measure(font: Any) -> dict[str, float]:  # noqa: ANN401  # a fontTools TTFont, which is not typed
    """The measures of a hand, in ems of the font's own size, except `size`.

    Args:
        font: a `TTFont` with `glyf` outlines and the Latin alphabet.

    Returns:
        `size`: what to multiply a type size by so that small letters stand `X_HEIGHT` high; `x_height`, `ascent`,
        `descent`, `capital`: how far small letters, b d h, g p y and capitals reach; `blank`: the width of a blank.
    """
    glyf, cmap, em = font["glyf"], font.getBestCmap(), font["head"].unitsPerEm

    def edge(letters: str, side: str) -> float:
        found = [getattr(glyf[cmap[ord(letter)]], side, 0) for letter in letters if ord(letter) in cmap]
        return statistics.median(found) / em if found else 0.0

    x_height = edge("acemnorsuvwxz", "yMax") or X_HEIGHT
    return {
        "size": round(X_HEIGHT / x_height, 4),
        "x_height": round(x_height, 4),
        "ascent": round(edge("bdfhkl", "yMax"), 4),
        "descent": round(-edge("gjpqy", "yMin"), 4),
        "capital": round(edge("ABDEHIMNRT", "yMax"), 4),
        "blank": round(font["hmtx"][cmap[0x20]][0] / em, 4),
    }
