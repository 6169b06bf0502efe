"""What was read on a page, kept so that a later sitting needs only its own photographs."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import numpy as np

from amends.desk.hand.boxes import Flaw, Form
from amends.desk.hand.sheet import Box, Page, Sheet, pages, read_code
from amends.envelope import Json, from_json, to_json
from amends.errors import Refused

_PLANES_MOST: Final = 64_000_000
"""Bytes of all the ink of a page laid out; an A4 page at 16 pixels a millimetre has 16 million pixels."""

_A_MM: Final = 10_000
"""Lengths are kept in tenths of a micrometre, since our JSON has whole numbers only."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as it was read.

    Attributes:
        page: what it asks for, and where.
        photo: the name of its photograph.
        forms: what stands in its boxes, before boxes are compared with each other.
    """

    page: Page
    photo: str
    forms: tuple[Form, ...]

    @property
    def place(self) -> tuple[Sheet, int, bool]:
        """Which page of which sheet it is; a later photograph of the same takes its place."""
        return self.page.sheet, self.page.number, self.page.other is not None


def packed(read: Sequence[PageRead]) -> dict[str, bytes]:
    """Pages as files, to be kept: of each what is known of its boxes, and the ink."""
    files: dict[str, bytes] = {}
    for number, one in enumerate(read):
        page = one.page
        boxes = [[b.text, b.form, *map(_whole, (b.x, b.y, b.width)), b.row] for b in page.boxes] if page.other else []
        forms = [
            [page.boxes.index(f.box), *f.plane.shape, f.x, f.y, f.flaw.value if f.flaw else "", f.cut]
            for f in one.forms
        ]
        head = {
            "code": page.code,
            "other": [_whole(side) for side in page.other or ()],
            "boxes": boxes,
            "forms": forms,
        }
        files[f"page-{number:02}.json"] = to_json(cast("Json", head))
        files[f"page-{number:02}.ink"] = zlib.compress(b"".join(f.plane.tobytes() for f in one.forms), 6)
    return files


def _whole(millimetres: float) -> int:
    return round(millimetres * _A_MM)


def unpacked(files: dict[str, bytes]) -> tuple[PageRead, ...]:
    """The pages among these files.

    Raises:
        Refused: they are not as `packed` left them.
    """
    heads = sorted(name for name in files if name.startswith("page-") and name.endswith(".json"))
    try:
        return tuple(
            _unpacked(files[name], files[name.removesuffix(".json") + ".ink"], f"earlier page {number}")
            for number, name in enumerate(heads, 1)
        )
    except (KeyError, ValueError, TypeError, IndexError, zlib.error) as error:
        raise Refused(
            "The pages kept of this hand cannot be read any more.",
            "Make it anew from all photographs: add --anew to `amends hand make`.",
        ) from error


def _unpacked(head: bytes, ink: bytes, photo: str) -> PageRead:
    said = cast("dict[str, Any]", from_json(head))
    found = read_code(said["code"])
    if found is None:
        raise ValueError(said["code"])
    sheet, number = found
    if said["other"]:
        rows = cast("list[tuple[str, int, int, int, int, int]]", said["boxes"])
        boxes = tuple(Box(t, form, x / _A_MM, y / _A_MM, w / _A_MM, row) for t, form, x, y, w, row in rows)
        wide, tall = cast("tuple[int, int]", said["other"])
        page = Page(sheet, number, number, boxes, (wide / _A_MM, tall / _A_MM))
    else:
        page = pages(sheet)[number - 1]
    planes = zlib.decompressobj().decompress(ink, _PLANES_MOST)
    at = 0
    forms: list[Form] = []
    kept = cast("list[tuple[int, int, int, int, int, str, bool]]", said["forms"])
    for box, tall, wide, x, y, flaw, is_cut in kept:
        size = math.prod((tall, wide))
        plane = np.frombuffer(planes[at : at + size], np.uint8).reshape(tall, wide)
        forms.append(Form(page.boxes[box], photo, number, plane, x, y, Flaw(flaw) if flaw else None, cut=is_cut))
        at += size
    return PageRead(page, photo, tuple(forms))


def together(kept: Sequence[PageRead], new: Sequence[PageRead]) -> list[PageRead]:
    """All pages of a hand: those kept, less the ones photographed again, then the new ones.

    Raises:
        Refused: the photographs show pages of another whole sheet than those kept.
    """
    whole = {(one.page.sheet.size, one.page.sheet.languages) for one in new if not one.page.sheet.only}
    again = {one.place for one in new}
    still = [one for one in kept if one.place not in again]
    if whole and any(
        (one.page.sheet.size, one.page.sheet.languages) not in whole for one in still if not one.page.sheet.only
    ):
        raise Refused(
            "This hand was made from another sheet than these photographs show.",
            "Give the new one another name, or add --anew to leave the earlier pages out.",
        )
    named = (replace(one, photo=f"earlier page {n}") for n, one in enumerate(still, 1))
    return [*(replace(one, forms=tuple(replace(f, photo=one.photo) for f in one.forms)) for one in named), *new]
