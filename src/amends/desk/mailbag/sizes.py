"""How large a page is, in millimetres, and how that is known: by a code, its paper, or what the scanner wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

How: TypeAlias = Literal["code", "envelope", "paper", "file", ""]
"""By a slip's code, whose width is known; by a size of envelope or paper that fits its shape; by the dots an inch
that the file names; or not at all."""

PAPERS: Final = ((210.0, 297.0), (215.9, 279.4), (215.9, 355.6), (184.2, 266.7))
"""A4, and the American Letter, Legal and Executive; of a shape that several have, the first."""
SMALLER: Final = ((148.0, 210.0), (105.0, 148.0), (297.0, 420.0), (139.7, 215.9))
"""Sizes that only a scanner's own scale can tell from those above."""
ENVELOPES: Final = ((162.0, 114.0), (220.0, 110.0), (241.3, 104.8), (229.0, 162.0), (229.0, 114.0), (176.0, 125.0),
                    (184.2, 133.4))  # fmt: skip
"""ISO 269's C6, DL, C5, C6/C5, B6, and the American #10 and A7; of a shape that several have, the first."""
_NEAR: Final = 3.0
"""Millimetres by which a size that a scanner tells may differ from a known one."""
_ALIKE: Final = 0.03
"""By how much a shape seen in a photograph may differ from a known one, as a share."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A page's width and height in millimetres, 0 where it is not known; and how it is."""

    wide: float
    high: float
    by: How


UNKNOWN: Final = Measured(0.0, 0.0, "")


def measured(across: float, down: float, dpi: float, *, whole: bool, front: bool) -> Measured:
    """How large a page is.

    Args:
        across: its width, pixels.
        down: its height, pixels.
        dpi: dots an inch, as the file says; 0 for nothing.
        whole: whether its own edges are seen, so that its shape is that of the paper.
        front: whether it is an envelope.
    """
    if dpi:
        return by_scanner(across / dpi * 25.4, down / dpi * 25.4)
    if whole:
        for wide, high in ENVELOPES if front else (*PAPERS, *((b, a) for a, b in PAPERS)):
            if abs(across / down / (wide / high) - 1) < _ALIKE:
                return Measured(wide, high, "envelope" if front else "paper")
    return UNKNOWN


def by_scanner(wide: float, high: float) -> Measured:
    """The known size nearest to what a scanner's scale says, or just that."""
    for a, b in (*PAPERS, *SMALLER, *ENVELOPES):
        for one, other in ((a, b), (b, a)):
            if abs(wide - one) < _NEAR and abs(high - other) < _NEAR:
                return Measured(one, other, "file")
    return Measured(round(wide, 1), round(high, 1), "file")


def is_envelope_size(size: Measured) -> bool:
    """Whether it is as large as an envelope is, its long side lying."""
    return any(abs(size.wide - a) < _NEAR and abs(size.high - b) < _NEAR for a, b in ENVELOPES)
