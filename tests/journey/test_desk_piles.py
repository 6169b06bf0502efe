"""A pile of envelopes and pages goes into the mailbag: it falls apart into letters, and nothing is opened."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from amends.clock import MACHINE
from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer.place import Place
from amends.desk.journey.opening import open_desk
from amends.desk.paper.separator import separator_sheets
from tests.paper_that_came import (
    ANSWER,
    a_jpeg,
    a_pdf,
    a_scripted_pdf,
    a_tiff,
    envelope,
    letter_page,
    on_a_table,
    paper,
    stained,
)
from tests.walk import PASSPHRASE, Walk, rows, walk

__all__ = ["walk"]


def picture(pdf: bytes | Path, page: int = 0, dpi: int = 150) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().convert("RGB")


def slips(walk: Walk, many: int) -> list[Image.Image]:
    """A desk with so many letters, and the slips that went with them."""
    walk.new()
    walk.letters(rows(many))
    walk("print", "--out", walk.folder / "out")
    book = pypdfium2.PdfDocument(walk.folder / "out" / "letters.pdf")
    return [
        page.render(scale=150 / 72).to_pil().convert("RGB")
        for page in book
        if "For an answer" in page.get_textpage().get_text_range()
    ]


def put(walk: Walk, name: str, data: bytes) -> Path:
    path = walk.folder / name
    path.write_bytes(data)
    return path


def papers_of(walk: Walk, reply: str) -> tuple[papers_kept.Paper, ...]:
    with open_desk(Place(walk.desk), PASSPHRASE, MACHINE) as desk, desk.drawer.transaction() as tx:
        return papers_kept.papers_of(tx, reply)


def separator() -> Image.Image:
    return picture(separator_sheets())


# ── taking a pile apart ───────────────────────────────────────────────────────────────────────────────────────────


def test_separator_sheets_part_letters_and_a_slip_anywhere_between_them_places_one(walk: Walk) -> None:
    first, second = slips(walk, 2)
    pile = a_pdf(
        separator(), envelope(), letter_page(), first, separator(), letter_page(who="edith"), separator(), second,
        letter_page(who="tomas"),
    )  # fmt: skip
    got = walk("mailbag", "scan", put(walk, "pile.pdf", pile)).json
    assert (got["placed"], got["unsorted"], got["fronts"], got["pages"], got["refused"]) == (2, 1, 1, 9, [])
    bag = {one["from"]: one for one in walk("mailbag", "list").json}
    assert [paper.kind for paper in papers_of(walk, bag["Joan Whitfield"]["id"])] == ["front", "page", "slip"]
    assert [paper.kind for paper in papers_of(walk, bag["Ana Duarte"]["id"])] == ["slip", "page"]
    assert [paper.kind for paper in papers_of(walk, bag[""]["id"])] == ["page"]
    assert walk("mailbag", "scan", walk.folder / "pile.pdf").json["same"] == 3


def test_an_envelope_begins_a_letter_and_the_slip_behind_it_places_it(walk: Walk) -> None:
    first, second = slips(walk, 2)
    pile = a_tiff(envelope(), first, letter_page(), paper(210, 297), envelope(who="alder"), letter_page(who="edith"))
    got = walk("mailbag", "scan", put(walk, "pile.tif", pile)).json
    assert (got["placed"], got["unsorted"], got["fronts"]) == (1, 1, 2)
    bag = {one["from"]: one for one in walk("mailbag", "list").json}
    joan = papers_of(walk, bag["Joan Whitfield"]["id"])
    assert [(paper.kind, paper.bare) for paper in joan] == [
        ("front", False), ("slip", True), ("page", False), ("page", True),
    ]  # fmt: skip
    assert not bag["Joan Whitfield"]["blank"]

    # A slip that does not lie right behind the envelope is the next letter's, whose envelope was not kept.
    doubtful = a_pdf(envelope(who="alder"), letter_page(who="edith"), second, letter_page(who="tomas"))
    got = walk("mailbag", "scan", put(walk, "doubtful.pdf", doubtful)).json
    assert (got["placed"], got["unsorted"]) == (1, 1)


def test_two_letters_on_one_scan_are_cut_apart_and_neither_bears_the_others_words(walk: Walk) -> None:
    first, second = slips(walk, 2)
    glass = put(walk, "glass.jpg", a_jpeg(on_a_table(first, second), dpi=0))
    assert walk("mailbag", "scan", glass).json["placed"] == 2
    for one in walk("mailbag", "list").json:
        kept, _ = walk("mailbag", "open", one["id"], "--out", walk.folder / one["id"]).json["files"]
        alone = Image.open(kept)
        assert alone.width < Image.open(glass).width * 0.6


def test_a_scan_is_given_back_untouched_when_nothing_in_it_is_closed_any_more(walk: Walk) -> None:
    first, second = slips(walk, 2)
    walk("mailbag", "scan", put(walk, "alone.jpg", a_jpeg(letter_page())))
    glass = put(walk, "glass.jpg", a_jpeg(on_a_table(first, second), dpi=0))
    walk("mailbag", "scan", glass)
    one, other, alone = sorted(walk("mailbag", "list").json, key=lambda one: one["kind"])

    def opened(answer: dict[str, str], **how: int) -> dict[str, object]:
        return walk("mailbag", "open", answer["id"], "--out", walk.folder / "seen", "--originals", **how).json

    walk("mailbag", "open", one["id"], "--originals", code=2)
    assert len(opened(alone)["files"]) == 2  # its own file is all that came: the page, and the clean copy
    before = opened(one, code=1)
    assert before["closed_beside"] == 1
    assert not [file for file in before["files"] if Path(file).read_bytes() == glass.read_bytes()]
    for answer in (other, one):
        came = [file for file in opened(answer)["files"] if Path(file).read_bytes() == glass.read_bytes()]
        assert [Path(file).name for file in came] == [f"{answer['id'][:8]}-scan-1-glass.jpg"]


def test_a_scan_with_a_closed_answer_in_it_that_came_before_is_not_given_back_yet(walk: Walk) -> None:
    slips(walk, 1)
    before, new = letter_page(who="edith"), letter_page("It was only a boat.", "ana")
    walk("mailbag", "scan", put(walk, "1.tif", a_tiff(before, separator(), letter_page(who="ruth"))))
    known = {one["id"] for one in walk("mailbag", "list").json}
    got = walk("mailbag", "scan", put(walk, "2.tif", a_tiff(before, separator(), new))).json
    assert (got["same"], got["unsorted"]) == (1, 1)
    (one,) = (one["id"] for one in walk("mailbag", "list").json if one["id"] not in known)
    opened = walk("mailbag", "open", one, "--out", walk.folder / "seen", "--originals", code=1).json
    assert opened["closed_beside"] == 1
    assert not any("scan-1" in file for file in opened["files"])


def test_envelopes_side_by_side_lie_in_the_bag_each_with_its_own_front(walk: Walk) -> None:
    slips(walk, 2)
    table = put(walk, "table.jpg", a_jpeg(on_a_table(envelope(), envelope("T. Reed\nAlder Bridge", "edith")), dpi=0))
    got = walk("mailbag", "scan", table).json
    assert (got["unsorted"], got["fronts"]) == (2, 2)
    for one in walk("mailbag", "list").json:
        (front,) = papers_of(walk, one["id"])
        assert (front.kind, front.wide, front.high, front.measured) == ("front", 162.0, 114.0, "envelope")
        assert one["front"]


def test_pictures_are_letters_of_their_own_unless_they_are_called_a_pile(walk: Walk) -> None:
    first, _ = slips(walk, 2)
    files = [put(walk, "1.jpg", a_jpeg(first)), put(walk, "2.jpg", a_jpeg(letter_page()))]
    assert walk("mailbag", "scan", *files).json["unsorted"] == 1
    other = [put(walk, "3.jpg", a_jpeg(first, dpi=100)), put(walk, "4.jpg", a_jpeg(letter_page(who="edith")))]
    got = walk("mailbag", "scan", "--pile", *other).json
    assert (got["placed"], got["unsorted"]) == (1, 0)
    piled = max(walk("mailbag", "list").json, key=lambda one: len(papers_of(walk, one["id"])))
    kept = walk("mailbag", "open", piled["id"], "--out", walk.folder / "seen").json["files"]
    assert [Path(name).read_bytes() for name in kept[:2]] == [file.read_bytes() for file in other]


def test_a_long_letter_stays_one(walk: Walk) -> None:
    (first,) = slips(walk, 1)
    pages = [letter_page(f"Page {number}\n\n{ANSWER}", wide=105, high=148) for number in range(29)]
    assert walk("mailbag", "scan", put(walk, "long.pdf", a_pdf(first, *pages))).json["placed"] == 1
    (one,) = walk("mailbag", "list").json
    kept, clean = walk("mailbag", "open", one["id"], "--out", walk.folder / "seen").json["files"]
    assert Path(kept).read_bytes() == (walk.folder / "long.pdf").read_bytes()
    assert len(pypdfium2.PdfDocument(clean)) == 29  # the slip itself was empty


# ── the right way up, flat, and as large as it is ─────────────────────────────────────────────────────────────────


def clean_of(walk: Walk, reply: str) -> Path:
    files = walk("mailbag", "open", reply, "--out", walk.folder / "seen").json["files"]
    return next(Path(file) for file in files if file.endswith("clean.pdf"))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_is_turned_the_right_way(walk: Walk, turned: int) -> None:
    slips(walk, 1)
    page = letter_page()
    walk("mailbag", "scan", put(walk, "page.jpg", a_jpeg(page.rotate(turned, expand=True))))
    (one,) = walk("mailbag", "list").json
    clean = picture(clean_of(walk, one["id"]), dpi=72).convert("L")
    straight = page.convert("L").resize(clean.size)
    apart = np.abs(np.asarray(clean, int) - np.asarray(straight, int)).mean()
    over = np.abs(np.asarray(clean.rotate(180), int) - np.asarray(straight, int)).mean()
    assert apart < 0.8 * over
    (sheet,) = papers_of(walk, one["id"])
    assert (sheet.wide, sheet.high, sheet.measured) == (210.0, 297.0, "file")


def test_a_photographed_page_is_found_on_its_table_and_laid_flat(walk: Walk) -> None:
    slips(walk, 1)
    walk("mailbag", "scan", put(walk, "photo.jpg", a_jpeg(on_a_table(letter_page(), turned=7), dpi=0)))
    (one,) = walk("mailbag", "list").json
    (sheet,) = papers_of(walk, one["id"])
    assert (sheet.wide, sheet.high, sheet.measured) == (210.0, 297.0, "paper")
    flat = np.asarray(picture(clean_of(walk, one["id"]), dpi=72).convert("L"))
    assert flat.min(1)[3] > 190  # no table along the edge
    assert np.median(flat) > 235


def test_what_was_seen_upside_down_can_be_turned(walk: Walk) -> None:
    slips(walk, 1)
    walk("mailbag", "scan", put(walk, "page.jpg", a_jpeg(letter_page())))
    (one,) = walk("mailbag", "list").json
    assert "not opened" in walk("mailbag", "turn", one["id"], code=2).json["error"]
    before = np.asarray(picture(clean_of(walk, one["id"]), dpi=36).convert("L"), int)
    assert walk("mailbag", "turn", one["id"], "1", "--by", "180").json["by"] == 180
    after = np.asarray(picture(clean_of(walk, one["id"]), dpi=36).convert("L"), int)
    half = len(before) // 2
    assert before[:half].mean() < before[half:].mean() - 2  # the letter stands in its upper half
    assert after[half:].mean() < after[:half].mean() - 2
    walk("mailbag", "turn", one["id"], "2", code=2)


def test_clean_pages_keep_to_pdf_a_and_say_only_what_is_printed(walk: Walk) -> None:
    slips(walk, 1)
    printed = (
        "Alder Bridge Parish Council\nMinutes of the eleventh of November\nThe bridge was painted again this year."
    )
    sheet = letter_page(printed, who="serif")
    walk("mailbag", "scan", "--pile", put(walk, "1.jpg", a_jpeg(sheet)), put(walk, "2.jpg", a_jpeg(letter_page())))
    (one,) = walk("mailbag", "list").json
    clean = clean_of(walk, one["id"])
    with pikepdf.open(clean) as book:
        said = book.Root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in said
        assert book.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/AcroForm" not in book.Root
        assert all(float(page.MediaBox[2]) == pytest.approx(210 / 25.4 * 72, abs=0.01) for page in book.pages)
        assert not book.check_pdf_syntax()
    text = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(clean)]
    assert text[1].strip() == ""
    from amends.desk.mailbag.printed import program

    if program():
        assert "Minutes of the eleventh of November" in text[0]
    else:
        assert text[0].strip() == ""


# ── what may come ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_blank_backs_and_coffee_are_no_answers_and_a_stained_letter_is(walk: Walk) -> None:
    slips(walk, 1)
    files = [
        put(walk, "blank.jpg", a_jpeg(paper(210, 297))),
        put(walk, "coffee.jpg", a_jpeg(stained(paper(210, 297)))),
        put(walk, "letter.jpg", a_jpeg(stained(letter_page()))),
        put(walk, "short.jpg", a_jpeg(letter_page("Yes."))),
    ]
    got = walk("mailbag", "scan", *files).json
    assert (got["unsorted"], got["blank"]) == (4, 2)
    assert walk("status").json["answers"]["unopened"] == 2
    blank = [one for one in walk("mailbag", "list").json if one["blank"]]
    assert len(blank) == 2
    assert walk("mailbag", "open", blank[0]["id"]).json["blank"]  # it can be opened like any other


def test_a_page_at_1200_dpi_is_taken_in(walk: Walk) -> None:
    (first,) = slips(walk, 1)
    large = first.convert("L").resize((round(148 / 25.4 * 1200), round(210 / 25.4 * 1200)))
    out = io.BytesIO()
    large.save(out, "PNG", dpi=(1200, 1200), compress_level=1)
    assert walk("mailbag", "scan", put(walk, "large.png", out.getvalue())).json["placed"] == 1


def bomb_in_a_pdf() -> bytes:
    with pikepdf.new() as book:
        page = book.add_blank_page()
        squares = pikepdf.Stream(book, zlib.compress(bytes(40_000_000), 9))
        squares.Type, squares.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        squares.Width, squares.Height, squares.BitsPerComponent = 40_000, 40_000, 8
        squares.ColorSpace, squares.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.FlateDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=squares))
        page.Contents = pikepdf.Stream(book, b"q 600 0 0 800 0 0 cm /Im Do Q")
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def content_bomb() -> bytes:
    with pikepdf.new() as book:
        page = book.add_blank_page()
        lines = pikepdf.Stream(book, b"")
        lines.write(zlib.compress(b"0 0 m 9 9 l S\n" * 30_000_000, 9), filter=pikepdf.Name.FlateDecode)
        page.Contents = lines
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def test_bombs_cut_off_files_and_rubbish_are_refused_by_name_and_the_rest_goes_in(walk: Walk) -> None:
    (first,) = slips(walk, 1)
    whole, tiff = a_jpeg(letter_page()), a_tiff(letter_page(), letter_page())
    bad = {
        "cut.jpg": whole[: len(whole) // 2],
        "cut.tif": tiff[: len(tiff) // 2],
        "cut.heic": b"\0\0\0\x18ftypheic" + bytes(40),
        "squares.pdf": bomb_in_a_pdf(),
        "lines.pdf": content_bomb(),
        "nothing.png": b"",
        "no.pdf": b"%PDF-1.7\nhello",
        "words.jpg": b"this is no picture",
    }
    files = [put(walk, name, data) for name, data in bad.items()]
    got = walk("mailbag", "scan", *files, put(walk, "good.jpg", a_jpeg(first)), code=1).json
    assert {Path(one["file"]).name for one in got["refused"]} == set(bad)
    assert all(Path(one["file"]).name in one["reason"] for one in got["refused"])
    assert got["placed"] == 1


def test_a_page_that_cannot_be_read_does_not_take_its_pile_with_it(walk: Walk) -> None:
    (first,) = slips(walk, 1)
    with (
        pikepdf.open(io.BytesIO(a_pdf(first, letter_page()))) as book,
        pikepdf.open(io.BytesIO(bomb_in_a_pdf())) as bad,
    ):
        book.pages.insert(1, bad.pages[0])
        out = io.BytesIO()
        book.save(out)
    got = walk("mailbag", "scan", put(walk, "pile.pdf", out.getvalue()), code=1).json
    assert "page 2" in got["refused"][0]["reason"]
    assert got["placed"] == 1


def test_a_script_in_a_pdf_is_told_of_and_does_not_come_along(walk: Walk) -> None:
    slips(walk, 1)
    came = put(walk, "lively.pdf", a_scripted_pdf(letter_page()))
    assert walk("mailbag", "scan", came).json["unsorted"] == 1
    (one,) = walk("mailbag", "list").json
    assert "script" in one["note"]
    for file in walk("mailbag", "open", one["id"], "--out", walk.folder / "seen").json["files"]:
        assert b"JavaScript" not in Path(file).read_bytes()
    whole = walk("mailbag", "open", one["id"], "--out", walk.folder / "whole", "--originals").json["files"]
    assert came.read_bytes() in [Path(file).read_bytes() for file in whole]


def test_a_watched_folder_is_taken_in_once_and_left_as_it_is(walk: Walk) -> None:
    (first,) = slips(walk, 1)
    folder = walk.folder / "scanner"
    folder.mkdir()
    (folder / "slip.jpg").write_bytes(a_jpeg(first))
    command = [sys.executable, "-m", "amends", "mailbag", "scan", "--watch", str(folder), "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as watching:
        for line in watching.stderr:
            if "placed" in line:
                break
        watching.send_signal(signal.SIGINT)
        got = json.loads(watching.communicate(timeout=180)[0])
    assert (got["placed"], got["same"]) == (1, 0)
    assert (folder / "slip.jpg").is_file()
