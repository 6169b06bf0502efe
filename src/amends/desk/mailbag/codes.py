"""Finding a slip's code on a page, however it lies: turned, small, badly lit or photographed from the side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import zxingcpp

from amends.desk.hand.photograph import Picture, open_photographs
from amends.desk.paper.slip import PREFIX

_KIND: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SMALL: Final = 1600
"""Below this many pixels on its longer side a page is also tried enlarged: a code's squares are then too fine."""
_LARGE: Final = 2600


def codes_on(page: bytes) -> tuple[str, ...]:
    """The text of every reply code on a page, each once.

    Raises:
        Refused: the page is no picture, is broken, or would unfold to something far too large.
    """
    for photograph in open_photographs([page]):
        for view in _views(photograph.picture):
            read = zxingcpp.read_barcodes(view, formats=_KIND)
            found = tuple(dict.fromkeys(code.text for code in read if code.text.startswith(PREFIX)))
            if found:
                return found
    return ()


def _views(picture: Picture) -> Iterator[Picture]:
    """The page in ways in which a code may show: as it is, larger, smaller and calmed, and evenly lit."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype("uint8")
    yield grey
    longer = max(grey.shape)
    if longer < _SMALL:
        yield _scaled(grey, 2)
    if longer > _LARGE:
        yield _scaled(grey, _LARGE / longer)
    light = cv2.GaussianBlur(grey, (0, 0), max(grey.shape) / 40)
    even = cv2.divide(grey, light, scale=230).astype("uint8")
    yield even
    yield cv2.medianBlur(_scaled(even, 2 if longer < _LARGE else 1), 3).astype("uint8")


def _scaled(grey: Picture, by: float) -> Picture:
    how = cv2.INTER_CUBIC if by > 1 else cv2.INTER_AREA
    return cv2.resize(grey, None, fx=by, fy=by, interpolation=how).astype("uint8")
