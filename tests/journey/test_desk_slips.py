"""Answers on paper: the slip's code places the page, however it was scanned; what no code places goes to nobody."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pillow_heif
import pypdfium2
import pytest
from PIL import Image

from tests.walk import Walk, rows, walk

__all__ = ["walk"]

pillow_heif.register_heif_opener()


def _run(walk: Walk, count: int = 2) -> Path:
    walk.new()
    walk.letters(rows(count))
    walk("print", "--out", walk.folder / "out")
    return walk.folder / "out" / "letters.pdf"


def _slips(pdf: Path) -> list[int]:
    document = pypdfium2.PdfDocument(pdf)
    return [n for n, page in enumerate(document) if "For an answer" in page.get_textpage().get_text_range()]


def _picture(pdf: Path, page: int, dpi: int = 200) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("RGB")


def _photographed(picture: Image.Image) -> Image.Image:
    """From the side, unevenly lit, a little out of focus, upside down, with a sensor's noise."""
    pixels = np.array(picture)
    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], "float32")
    seen = np.array([[180, 120], [width + 60, 200], [width + 240, height + 260], [60, height + 140]], "float32")
    turned = cv2.warpPerspective(
        pixels, cv2.getPerspectiveTransform(corners, seen), (width + 320, height + 400), borderValue=(90, 80, 60)
    )
    light = np.linspace(0.5, 1.05, turned.shape[1])[None, :, None]
    noise = np.random.default_rng(1).normal(0, 7, turned.shape)
    dim = np.clip(cv2.GaussianBlur(turned, (0, 0), 1.2) * light + noise, 0, 255)
    return Image.fromarray(cv2.rotate(dim.astype("uint8"), cv2.ROTATE_180))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("flat.png", lambda one: one),
        ("quarter.jpg", lambda one: one.rotate(90, expand=True)),
        ("askew.heic", lambda one: one.rotate(7, expand=True, fillcolor="white")),
        ("small.png", lambda one: one.resize((one.width // 3, one.height // 3))),
        ("photo.jpg", _photographed),
        ("grey.tif", lambda one: one.convert("L")),
    ],
)
def test_a_slip_is_placed(walk: Walk, name: str, made: Callable[[Image.Image], Image.Image]) -> None:
    pdf = _run(walk, 1)
    file = walk.folder / name
    made(_picture(pdf, _slips(pdf)[0])).save(file)
    got = walk("mailbag", "scan", file).json
    assert (got["placed"], got["unsorted"], got["same"], got["refused"]) == (1, 0, 0, [])
    assert walk("mailbag", "scan", file).json["same"] == 1
    (one,) = walk("mailbag", "list").json
    assert (one["from"], one["certain"], one["opened"]) == ("Joan Whitfield", True, False)
    assert (got["blank"], one["blank"]) == (1, True)
    opened = walk("mailbag", "open", one["id"], "--out", walk.folder / "seen").json
    assert opened["text"] == ""
    kept, clean = (Path(path) for path in opened["files"])
    assert clean.name.endswith("clean.pdf")
    assert kept.read_bytes() == file.read_bytes()


def test_pages_behind_a_slip_belong_to_it_until_the_next(walk: Walk) -> None:
    pdf = _run(walk)
    first, second = _slips(pdf)
    stack = walk.folder / "stack.pdf"
    with pikepdf.open(pdf) as source, pikepdf.new() as out:
        out.add_blank_page(page_size=(420, 595))
        for page in (first, 0, second):
            out.pages.append(source.pages[page])
        out.save(stack)
    got = walk("mailbag", "scan", stack).json
    assert (got["placed"], got["unsorted"], got["same"], got["refused"]) == (2, 1, 0, [])
    assert walk("mailbag", "scan", stack).json["same"] == 3
    bag = {one["from"]: one for one in walk("mailbag", "list").json}
    assert set(bag) == {"", "Joan Whitfield", "Ana Duarte"}
    assert not bag[""]["certain"]
    kept, _ = walk("mailbag", "open", bag["Joan Whitfield"]["id"], "--out", walk.folder / "seen").json["files"]
    with pikepdf.open(kept) as pages:
        assert len(pages.pages) == 2


def test_what_is_not_ours_is_placed_with_nobody(walk: Walk, tmp_path: Path) -> None:
    pdf = _run(walk, 1)
    slip = walk.folder / "slip.png"
    _picture(pdf, _slips(pdf)[0]).save(slip)
    walk("new", tmp_path / "other", "--writer", "Somebody Else")
    got = walk("mailbag", "scan", slip, "--desk", tmp_path / "other").json
    assert (got["placed"], got["unsorted"]) == (0, 1)
    (one,) = walk("mailbag", "list", "--desk", tmp_path / "other").json
    assert "not signed by this desk" in one["note"]
    bare = walk.folder / "bare.png"
    Image.new("RGB", (900, 1200), "white").save(bare)
    assert walk("mailbag", "scan", bare).json["unsorted"] == 1


def test_bombs_and_rubbish_are_refused_and_the_rest_goes_in(walk: Walk) -> None:
    pdf = _run(walk, 1)
    slip, bomb, rubbish = walk.folder / "a.png", walk.folder / "bomb.png", walk.folder / "rubbish.jpg"
    _picture(pdf, _slips(pdf)[0]).save(slip)
    bomb.write_bytes(_png_of(60_000, 60_000))
    rubbish.write_bytes(b"\xff\xd8\xff" + bytes(400))
    got = walk("mailbag", "scan", bomb, rubbish, slip, walk.folder / "none.png", code=1).json
    assert got["placed"] == 1
    assert len(got["refused"]) == 3


def _png_of(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)
