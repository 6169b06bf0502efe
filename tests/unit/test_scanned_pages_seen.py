"""A scanned page is drawn as sharp as it is and no sharper, and judged as it lies."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pikepdf
from PIL import Image, ImageDraw

from amends.desk.knowing.encode import strokes_on
from amends.desk.knowing.learnt import learnt
from amends.desk.knowing.strokes import Strokes
from amends.desk.mailbag.leaves import VIEW, laid_flat, leaves_on
from amends.desk.mailbag.pages import ScannedPage
from amends.desk.mailbag.pictures import picture_of
from amends.desk.mailbag.upright import ink_on, lie_of
from tests.paper_that_came import INK, hand, mm, paper


def _written(width: int, height: int) -> Image.Image:
    """A page of lines, begun evenly at the left, its last line short."""
    page = np.full((height, width, 3), 250, np.uint8)
    words = "we read it in the garden and it was"
    for number in range(20):
        said = words[: 12 if number == 19 else len(words) - number % 3]
        cv2.putText(page, said, (90, 150 + 44 * number), cv2.FONT_HERSHEY_SCRIPT_COMPLEX, 1.0, (40, 20, 20), 2)
    return Image.fromarray(page)


def _pdf(picture: Image.Image, dpi: int, drawn: str = "") -> bytes:
    out, more = io.BytesIO(), io.BytesIO()
    picture.save(out, "PDF", resolution=dpi)
    with pikepdf.open(io.BytesIO(out.getvalue())) as book:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        book.pages[0].Resources["/Font"] = pikepdf.Dictionary(F=font)
        book.pages[0].contents_add(drawn.encode())
        book.save(more)
    return more.getvalue()


def test_a_scan_in_a_pdf_is_drawn_at_its_own_dots_and_words_that_are_really_there_at_300() -> None:
    scan = _written(800, 1100)

    assert picture_of(_pdf(scan, 200), "scan.pdf").picture.shape == (1100, 800, 3)
    searchable = "BT /F 12 Tf 3 Tr 100 100 Td (read by a program) Tj ET"
    assert picture_of(_pdf(scan, 200, searchable), "scan.pdf").picture.shape == (1100, 800, 3)
    added = "BT /F 12 Tf 0 Tr 100 100 Td (typed on it) Tj ET"
    assert picture_of(_pdf(scan, 200, added), "scan.pdf").picture.shape[1] == 1200


def test_a_page_on_its_side_is_judged_as_it_stands_when_turned() -> None:
    for quarters in range(4):
        out = io.BytesIO()
        _written(800, 1100).rotate(90 * quarters, expand=True).save(out, "PNG")
        (leaf,) = leaves_on(ScannedPage("a.png", 1, 1, out.getvalue(), ".png"))
        upright = laid_flat(picture_of(out.getvalue(), "a.png").picture, leaf.corners, VIEW)
        assert upright.shape[0] > upright.shape[1]
        rows = np.flatnonzero(upright.min(axis=(1, 2)) < 100)
        assert 100 < rows[0] < 160  # its head, and not its foot, is above
        assert isinstance(leaf.seen, Strokes)
        assert len(leaf.seen.lines) == len(strokes_on(upright, learnt()).lines)


def test_a_page_whose_lines_do_not_tell_its_way_up_is_told_by_its_strokes() -> None:
    words = "you say you came home in|the spring and keep my boat|oars in a box by the door, and|your garden is green"
    sheet = paper(210, 297)
    pen = ImageDraw.Draw(sheet)
    for row, line in enumerate(f"{words} again, so I|may come along one of these|days, as you wish".split("|")):
        pen.text((mm(105), mm(110 + 15 * row)), line, INK, hand("edith", 7.5), anchor="mt")
    upside_down = np.ascontiguousarray(np.asarray(sheet)[::-1, ::-1, ::-1])
    assert not lie_of(ink_on(upside_down)).is_over(0.0)
    for quarters in range(4):
        came = io.BytesIO()
        sheet.rotate(90 * quarters, expand=True).save(came, "PNG")
        (leaf,) = leaves_on(ScannedPage("a.png", 1, 1, came.getvalue(), ".png"))
        assert leaf.sure_up > 0.3
        ink = ink_on(laid_flat(picture_of(came.getvalue(), "a.png").picture, leaf.corners, VIEW))
        assert np.flatnonzero(ink.any(1))[0] > 0.33 * len(ink)  # more is bare above than below, as it was written
