"""Finding the square codes on a page, however it lies: turned, small, badly lit or photographed from the side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

import cv2
import numpy as np
import zxingcpp

from amends.desk.hand.photograph import Picture
from amends.desk.mailbag.table import Corners
from amends.desk.paper.separator import SEPARATES
from amends.desk.paper.slip import PREFIX

_KIND: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SMALL: Final = 1600
"""Below this many pixels on its longer side a page is also tried enlarged: a code's squares are then too fine."""
_LARGE: Final = 2600
_FINE: Final = 3300
"""Pixels of the longer side to which a page is enlarged before it is calmed."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of ours on a picture.

    Attributes:
        text: what it says.
        corners: where it is, as shares of the picture; first its own upper left corner, so that it tells how the
            page lies.
    """

    text: str
    corners: Corners

    @property
    def separates(self) -> bool:
        """Whether it is a separator sheet's."""
        return self.text == SEPARATES

    @property
    def quarters(self) -> int:
        """How many quarter turns clockwise bring it upright."""
        across = self.corners[1] - self.corners[0] + self.corners[2] - self.corners[3]
        return int(-round(float(np.arctan2(across[1], across[0])) / (np.pi / 2))) % 4


def codes_in(picture: Picture) -> tuple[Code, ...]:
    """Every code of ours on a picture, each text once."""
    for view in _views(picture):
        height, width = view.shape[:2]
        found: dict[str, Code] = {}
        for code in zxingcpp.read_barcodes(view, formats=_KIND, try_invert=False):
            if code.text.startswith(PREFIX) or code.text == SEPARATES:
                at: Any = code.position
                corners = [(one.x, one.y) for one in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
                found.setdefault(code.text, Code(code.text, np.asarray(corners, np.float64) / (width, height)))
        if found:
            return tuple(found.values())
    return ()


def _views(picture: Picture) -> Iterator[Picture]:
    """The page in ways in which a code may show: as it is, larger, smaller and calmed, and evenly lit."""
    grey = cast("Picture", cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    yield grey
    longer = max(grey.shape)
    if longer < _SMALL:
        yield _scaled(grey, 2)
    if longer > _LARGE:
        yield _scaled(grey, _LARGE / longer)
    even = cast("Picture", cv2.divide(grey, _light(grey), scale=230))
    yield even
    yield cast("Picture", cv2.medianBlur(_scaled(even, min(2.0, max(1.0, _FINE / longer))), 3))


def _light(grey: Picture) -> Picture:
    """The light a page lies in. It changes slowly, so it is taken from a picture an eighth as large."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    calm = cv2.GaussianBlur(small, (0, 0), max(1.0, max(small.shape) / 40))
    return cast("Picture", cv2.resize(calm, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR))


def _scaled(grey: Picture, by: float) -> Picture:
    how = cv2.INTER_CUBIC if by > 1 else cv2.INTER_AREA
    return cast("Picture", cv2.resize(grey, None, fx=by, fy=by, interpolation=how))
