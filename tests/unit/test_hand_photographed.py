"""A page is found and laid flat however it was photographed, and what is no page is refused in plain words."""

from __future__ import annotations

import functools
import io

import cv2
import numpy as np
import pikepdf
import pillow_heif
import pytest
from PIL import Image

from amends.clock import Replay
from amends.desk.hand.draw import make_sheet
from amends.desk.hand.make import make_hand
from amends.desk.hand.photograph import Photograph, open_photographs
from amends.desk.hand.rectify import flatten
from amends.desk.hand.sheet import Page
from amends.errors import Refused
from tests.hand_simulator import Filled, Phone, Shot, blank_pages, shoot


@functools.cache
def blank() -> Filled:
    page, paper = blank_pages("a4", ("en",), tuple("abcdefghijkl"))[0]
    return Filled(page, paper, np.zeros(paper.shape[:2], np.uint8))


def misregistered(shot: Shot, page: Page) -> float:
    """The furthest any place among the boxes is from where it is thought to be, in millimetres."""
    flat = flatten(Photograph("photo 1", shot.picture))
    assert flat.page == page
    across, down = np.meshgrid(np.linspace(14, page.paper[0] - 14, 12), np.linspace(30, page.paper[1] - 26, 15))
    places = np.column_stack([across.ravel(), down.ravel()])
    away = np.linalg.norm(flat.pixels(places) - shot.pixels(places), axis=1)
    a_millimetre = np.linalg.norm(shot.pixels(places + np.asarray([1.0, 0.0])) - shot.pixels(places), axis=1)
    return float((away / a_millimetre).max())


@pytest.mark.parametrize(
    "phone",
    [
        Phone(megapixels=5),
        Phone(megapixels=3, seed=11, tilt=1.6),
        Phone(megapixels=5, covered=0),
        Phone(megapixels=5, covered=2, curl=2.0),
        Phone(megapixels=5, curl=2.5, seed=3),
        Phone(megapixels=5, curl=-3.0, seed=4),
        Phone(megapixels=5, shadow=0.6, mixed=0.4, seed=5),
    ],
    ids=[
        "plain",
        "three megapixels",
        "corner covered",
        "covered and curled",
        "curled",
        "curled away",
        "shadow, mixed light",
    ],
)
def test_every_place_of_the_paper_is_known_to_a_tenth_of_a_millimetre(phone):
    assert misregistered(shoot(blank(), phone), blank().page) < 0.05


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_may_lie_on_its_side_or_upside_down(turns):
    upright = flatten(Photograph("a", shoot(blank(), Phone(megapixels=4)).picture))
    shot = shoot(blank(), Phone(megapixels=4, quarter_turns=turns))
    turned = flatten(Photograph("a", shot.picture))
    assert turned.page == upright.page
    assert turned.seen > 0.95
    assert turned.residual < 0.01


def test_a_mirrored_picture_is_turned_back():
    shot = shoot(blank(), Phone(megapixels=4))
    assert flatten(Photograph("a", np.ascontiguousarray(shot.picture[:, ::-1]))).seen > 0.95


@functools.cache
def shot() -> Shot:
    return shoot(blank(), Phone(megapixels=4))


def as_heic() -> bytes:
    out = io.BytesIO()
    picture = Image.fromarray(np.ascontiguousarray(shot().picture[:, :, ::-1]))
    try:
        pillow_heif.from_pillow(picture).save(out, quality=80)
    except (RuntimeError, OSError, ValueError) as error:
        pytest.skip(f"this pillow-heif only reads: {error}")
    return out.getvalue()


def as_pdf() -> bytes:
    return shot().saved("PDF")


def as_turned_jpeg() -> bytes:
    """Stored on its side, with the note of the camera that says so."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.rot90(shot().picture[:, :, ::-1]).copy()).save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


@pytest.mark.parametrize(
    "file", [lambda: shot().jpeg, lambda: shot().png, lambda: shot().saved("WEBP"), as_heic, as_pdf, as_turned_jpeg],
    ids=["jpeg", "png", "webp", "heic", "pdf", "turned jpeg"],
)  # fmt: skip
def test_every_kind_of_file_a_phone_or_scanner_makes_is_read(file):
    (photograph,) = open_photographs([file()])
    assert flatten(photograph).seen > 0.9


def test_a_photograph_of_fifty_megapixels_is_read_as_exactly_as_one_of_twelve():
    """Every pixel of a smaller one drawn as three by three and more: as many as the largest phones make."""
    small = shoot(blank(), Phone(megapixels=5, seed=8))
    large = cv2.resize(small.picture, (6124, 8165), interpolation=cv2.INTER_LINEAR)
    assert large.shape[0] * large.shape[1] > 50e6 - 1e6
    (photograph,) = open_photographs([bytes(cv2.imencode(".jpg", large)[1])])
    scale = np.asarray(photograph.picture.shape[1::-1]) / small.picture.shape[1::-1]
    flat = flatten(photograph)
    places = np.asarray([[20.0, 40.0], [105.0, 150.0], [190.0, 260.0]])
    away = flat.pixels(places) / scale - small.pixels(places)
    a_millimetre = np.linalg.norm(small.pixels(places + np.asarray([1.0, 0.0])) - small.pixels(places), axis=1)
    assert (np.linalg.norm(away, axis=1) / a_millimetre).max() < 0.08


def test_a_photograph_is_called_by_the_name_of_its_file():
    with pytest.raises(Refused, match=r"^IMG_0412\.jpg shows page 1, and nothing is written on it"):
        make_hand([shot().jpeg], "nobody's", Replay(), names=["IMG_0412.jpg"])
    alike = [
        one.name for one in open_photographs([shot().jpeg, table(), table()], ["image.jpg", "t\n.png", "image.jpg"])
    ]
    assert alike == ["image.jpg (photo 1)", "t.png", "image.jpg (photo 3)"]


def test_a_pdf_of_the_sheet_itself_gives_a_picture_for_each_page():
    found = open_photographs([make_sheet("letter")])
    assert [photograph.name for photograph in found] == ["photo 1, page 1", "photo 1, page 2"]
    assert [flatten(photograph).page.number for photograph in found] == [1, 2]


def cat() -> bytes:
    rng = np.random.default_rng(1)
    fur = cv2.GaussianBlur(rng.normal(128, 90, (1200, 900, 3)), (0, 0), 4) * 2 - 100
    return bytes(cv2.imencode(".jpg", np.clip(fur, 0, 255).astype(np.uint8))[1])


def table() -> bytes:
    return bytes(cv2.imencode(".png", np.full((1200, 900, 3), 180, np.uint8))[1])


def bomb() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(60):
            document.add_blank_page()
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (list, "no photograph"),
        (lambda: [b"GIF89a and then nothing"], "could not be opened"),
        (lambda: [b""], "could not be opened"),
        (lambda: [b"%PDF-1.7 torn"], "could not be opened"),
        (lambda: [b"\0\0\0\x18ftypheic torn"], "could not be opened"),
        (lambda: [bomb()], "60 pages"),
        (lambda: [cat()], "marks of a specimen sheet"),
        (lambda: [table()], "one even surface"),
        (lambda: [shot().jpeg], "nothing is written"),
        (lambda: [shot().jpeg, shot().png], "both show page 1"),
    ],
    ids=[
        "none",
        "broken",
        "empty",
        "torn pdf",
        "torn heic",
        "too many pages",
        "a cat",
        "a table",
        "blank sheet",
        "twice",
    ],
)
def test_what_is_no_filled_page_is_refused_saying_what_was_seen_and_what_to_do(files, says):
    with pytest.raises(Refused, match=says) as refusal:
        make_hand(files(), "nobody's", Replay())
    assert refusal.value.hint


def test_pages_of_two_sheets_are_not_mixed():
    english, german = (blank_pages("a4", (language,))[number] for number, language in enumerate(("en", "de")))
    files = [
        shoot(Filled(page, paper, np.zeros(paper.shape[:2], np.uint8)), Phone(megapixels=4)).jpeg
        for page, paper in (english, german)
    ]
    with pytest.raises(Refused, match=r"two different sheets: page 1 .photo 1., page 2 .photo 2."):
        make_hand(files, "mixed", Replay())
