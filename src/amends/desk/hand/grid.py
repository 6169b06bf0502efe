"""Reads sheets that are not ours: plain grids of black square boxes, one character each, without any marks.

The free program handwrite (github.com/builtree/handwrite) prints such sheets, and writers may have one lying about.
Every box is flattened by its own four corners, and the boxes are laid out again as a page that the rest of the
house can read.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from amends.desk.hand.photograph import Photograph, Picture
from amends.desk.hand.rectify import SCALE, Flat, flat_as_laid
from amends.desk.hand.sheet import CELL, Box, Page, Sheet

_SIDE: Final = CELL[1]
"""Millimetres a box is taken to measure; its true size is not known and does not matter."""
_BORDER: Final = 0.75
"""Millimetres inside the corners that may still be printed border."""
_STEP: Final = 19.0

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
GRIDS: Final = {
    (10, 8): _LETTERS + ".,;:!?\"'-+=/%&()[]",
    (9, 7): _LETTERS + "0",
}
"""Rows and columns -> what the boxes ask for."""
_OURS: Final = {'"': "”", "'": "’"}


def read_grid(photograph: Photograph) -> Flat | None:
    """The page in a photograph of such a sheet, or None where there is no such grid."""
    rows = _rows(_squares(photograph.picture))
    columns = len(rows[0]) if rows else 0
    texts = GRIDS.get((len(rows), columns))
    if texts is None or any(len(row) != columns for row in rows):
        return None
    wide, tall = (columns + 1) * _STEP, (len(rows) + 1) * _STEP
    colour = np.median(photograph.picture.reshape(-1, 3)[::97], axis=0)
    laid = np.full((round(tall * SCALE), round(wide * SCALE), 3), colour, np.uint8)
    boxes: list[Box] = []
    seen: dict[str, int] = {}
    for place, corners in enumerate(corner for row in rows for corner in row):
        down, across = divmod(place, columns)
        text = _OURS.get(texts[place], texts[place])
        box = Box(text, seen.get(text, 0), 10.0 + across * _STEP, 10.0 + down * _STEP, _SIDE, down)
        seen[text] = box.form + 1
        boxes.append(box)
        _lay(laid, photograph.picture, corners, box)
    page = Page(Sheet(), 1, 1, tuple(boxes), (wide, tall))
    return flat_as_laid(page, Photograph(photograph.name, laid))


def _lay(laid: Picture, picture: Picture, corners: npt.NDArray[np.float32], box: Box) -> None:
    """One box of the photograph, within its border, onto the new page."""
    target = np.asarray([(0, 0), (_SIDE, 0), (_SIDE, _SIDE), (0, _SIDE)], np.float32) * SCALE
    m = cv2.getPerspectiveTransform(target, corners)
    side = round(_SIDE * SCALE)
    flat = cv2.warpPerspective(
        picture, m, (side, side), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    inset = round(_BORDER * SCALE)
    top, left = round(box.y * SCALE) + inset, round(box.x * SCALE) + inset
    inner = flat[inset : side - inset, inset : side - inset]
    around = np.median(inner.reshape(-1, 3), axis=0)
    margin = round(2 * SCALE)
    laid[top - margin : top + len(inner) + margin, left - margin : left + len(inner) + margin] = around
    laid[top : top + len(inner), left : left + len(inner)] = inner


def _squares(picture: Picture) -> list[npt.NDArray[np.float32]]:
    """Inner corners of all squares of one size, clockwise from the upper left."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    side = max(15, round(min(grey.shape) / 40)) | 1
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, 10)
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(dark, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    least = (min(grey.shape) / 25) ** 2
    found: list[npt.NDArray[np.float32]] = []
    for contour in contours:
        if cv2.contourArea(contour) < least:
            continue
        corners = cv2.approxPolyDP(contour, 0.04 * cv2.arcLength(contour, True), True)
        _, _, wide, tall = cv2.boundingRect(contour)
        if len(corners) == 4 and cv2.isContourConvex(corners) and 0.75 < wide / tall < 1.33:
            found.append(_clockwise(corners[:, 0].astype(np.float32)))
    if not found:
        return []
    sizes = np.asarray([cv2.contourArea(square) for square in found])
    usual = np.median(sizes)
    return _innermost([square for square, size in zip(found, sizes, strict=True) if 0.6 < size / usual < 1.6])


def _clockwise(corners: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    total, difference = corners.sum(1), corners[:, 0] - corners[:, 1]
    order = [int(total.argmin()), int(difference.argmax()), int(total.argmax()), int(difference.argmin())]
    return corners[order]


def _innermost(squares: list[npt.NDArray[np.float32]]) -> list[npt.NDArray[np.float32]]:
    """One square for each box: a border has an outer and an inner contour."""
    kept: list[npt.NDArray[np.float32]] = []
    for square in sorted(squares, key=lambda each: float(cv2.contourArea(each))):
        middle = square.mean(0)
        if all(
            float(np.linalg.norm(middle - other.mean(0))) > 0.3 * np.sqrt(cv2.contourArea(other)) for other in kept
        ):
            kept.append(square)
    return kept


def _rows(squares: list[npt.NDArray[np.float32]]) -> list[list[npt.NDArray[np.float32]]]:
    """The squares row by row, from left to right."""
    rows: list[list[npt.NDArray[np.float32]]] = []
    for square in sorted(squares, key=lambda each: float(each[:, 1].mean())):
        tall = float(np.sqrt(cv2.contourArea(square)))
        if (
            rows
            and float(square[:, 1].mean()) - float(np.mean([each[:, 1].mean() for each in rows[-1]])) < 0.55 * tall
        ):
            rows[-1].append(square)
        else:
            rows.append([square])
    return [sorted(row, key=lambda each: float(each[:, 0].mean())) for row in rows]
