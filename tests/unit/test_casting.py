"""Lines cast in one piece: they stand where typst would have set them, and are read back like any others."""

from __future__ import annotations

import ctypes
import functools
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

from amends.clock import Replay
from amends.desk.hand.shipped import Hand, own_hand, shipped_hand
from amends.desk.hand.standins import PIN, SLUG, stand_ins
from amends.desk.hand.variation import Inkwell
from amends.desk.letters.words import Emphasis, Paragraph, Words, bare
from amends.desk.paper import castfont, exchange
from amends.desk.paper import run as printing
from amends.desk.paper.castfont import CastFont, cast_font
from amends.desk.paper.casting import Caster, Lines
from amends.desk.paper.cover import cover_data, widths
from amends.desk.paper.exchange import with_lines
from amends.desk.paper.objects import COMMON, NotOurs, Objects, whole
from amends.desk.paper.press import Form, Press, type_case
from amends.desk.paper.proof import read_letters
from amends.desk.paper.run import print_run
from amends.desk.paper.setting import PrintLetter, drafted, set_words
from amends.desk.paper.stationery import envelope_size, size, stationery
from amends.errors import Refused

WORDS = (
    "I said “never” (or nearly), that it's 3.50 o'clock; «oui» well-known brother-in-law's FRIEND,-- &c. e.g. 12:30 "
    "isn’t it? Yes! “Stop.” Totally AVOID Yours Wave Tower naïve (see below) 'quoted' end To You We and and and"
).split()


@functools.cache
def kerned() -> Hand:
    """The shipped hand with kerning between classes, as a made hand has it."""
    plain = shipped_hand()
    font = TTFont(io.BytesIO(plain.ttf))
    stands = stand_ins(plain)
    standing, names = TTFont(io.BytesIO(stands.face)), font.getGlyphOrder()
    place = {chr(code): standing.getGlyphID(name) for code, name in standing.getBestCmap().items()}

    def every(letters: str) -> str:
        return " ".join(names[place[drawn]] for letter in letters for drawn in stands.drawings[letter])

    rules = f"pos [{every('TVWYA')}] [{every('aeouy')}] -90; pos [{every('aeou')}] [{every('nrlt')}] 35;"
    rules += f"pos [{every('dfst')}] [space] -60; pos [space] [{every('aTVWY')}] -45;"
    addOpenTypeFeaturesFromString(
        font, "languagesystem DFLT dflt; feature kern { " + rules + " } kern;", tables=["GPOS"]
    )
    out = io.BytesIO()
    font.save(out)
    return own_hand(out.getvalue(), hand_id="kerned", name="Kerned", outlines=plain.outlines)


HANDS = pytest.mark.parametrize("hand", [shipped_hand, kerned], ids=["shipped", "kerned"])


def letters(count: int, seed: int) -> list[PrintLetter]:
    chance = Replay(f"cast {seed}")
    made: list[PrintLetter] = []
    for number in range(count):
        said = [" ".join(WORDS[n % len(WORDS)] for n in chance.bytes(1 + chance.bytes(1)[0] // 2)) for _ in range(4)]
        body = tuple(Paragraph((one,)) for one in said)
        pressed = Paragraph(("And ", Emphasis(("once",)), " more."))
        body = (*body[:2], pressed, *body[2:])
        behind = (Paragraph(("P.S. Yes",)),)
        words = Words(body, "en", f"{number} May 2026", ("Dear Ana,",), ("Yours, Toby",), ("Tom",), behind)
        address = ("12 Very Long Avenue with Tall Trees", "To Wave YA1 2AV")[: number % 3]
        made.append(PrintLetter(f"{number:032x}", words, "Ana Duarte", address, "Tom"[: number % 2 * 3]))
    return made


def pages(hand: Hand, sheet: str, some: list[PrintLetter], change: Callable[[list[Lines]], list[Lines]]) -> Objects:
    """Some letters, cast; with the lines of each changed by somebody who should not."""
    form = Form(hand, stationery(), size(sheet), envelope_size("C6"))
    inkwell = Inkwell(stand_ins(hand).drawings)
    with type_case(form) as case:
        font = CastFont(hand)
        caster = Caster(font, inkwell, *form.measure())
        trees, lines = caster.cast([one.id for one in some], [drafted(one.words) for one in some])
        assert all(lines)
        return with_lines(Press(case).objects("letters", list(trees)), change(lines), font)


def uncast(hand: Hand, sheet: str, some: list[PrintLetter]) -> tuple[bytes, bytes]:
    """The letters and the envelopes, by typst alone."""
    form = Form(hand, stationery(), size(sheet), envelope_size("C6"))
    inkwell = Inkwell(stand_ins(hand).drawings)
    with type_case(form) as case:
        letters = Press(case).pdf("letters", [set_words(one.words, inkwell, one.id) for one in some])
        wide = widths(hand)
        return letters, Press(case).pdf("envelopes", [cover_data(one, form, wide, inkwell) for one in some])


def origin(text: pypdfium2.PdfTextPage, number: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, number, x, y)
    return x.value, y.value


def places(pdf: bytes) -> list[list[tuple[str, float, float]]]:
    """Where every character stands, in points, page by page, by PDFium."""
    found: list[list[tuple[str, float, float]]] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            said = text.get_text_range()
            found.append([(said[n], *origin(text, n)) for n in range(len(said)) if not said[n].isspace()])
    return found


@HANDS
@pytest.mark.parametrize("sheet", ["A5", "Letter"])
def test_cast_lines_stand_where_typst_would_have_set_them(hand, sheet: str, tmp_path: Path) -> None:
    some = letters(6, 7)
    by_typst = uncast(hand(), sheet, some)
    print_run(some, hand(), stationery(), size(sheet), envelope_size("C6"), tmp_path, at_once=1)
    for name, one in zip(("letters.pdf", "envelopes.pdf"), map(places, by_typst), strict=True):
        cast_by_us = places((tmp_path / name).read_bytes())
        assert len(one) == len(cast_by_us)
        for page, (theirs, ours) in enumerate(zip(one, cast_by_us, strict=True)):
            own = ours[: len(theirs)]  # behind them stands the number of the page
            assert [each[0] for each in own] == [each[0] for each in theirs], page
            away = (abs(a[1] - b[1]) + abs(a[2] - b[2]) for a, b in zip(own, theirs, strict=True))
            assert max(away, default=0) < 0.1, (name, page)


@HANDS
def test_what_is_cast_is_what_is_read(hand) -> None:
    some = letters(3, 1)
    document = pages(hand(), "A5", some, list)
    assert COMMON in document.bodies
    assert read_letters(document, some, [False] * 3, numbered=False)[0].first == 0
    said = "".join(pypdfium2.PdfDocument(whole(document))[0].get_textpage().get_text_range())
    assert not {SLUG, PIN} & set(said)


def test_a_line_of_another_letter_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two letters' lines exchanged on purpose: the pages are refused, and the run sets them by typst alone."""
    some = letters(2, 3)

    def crossed(lines: list[Lines]) -> list[Lines]:
        (date, *one), (other_date, *other), *rest = lines
        return [[other_date, *one], [date, *other], *rest]

    with pytest.raises(Refused, match="is not what that letter says"):
        read_letters(pages(shipped_hand(), "A5", some, crossed), some, [False] * 2, numbered=False)
    right = exchange.with_lines
    monkeypatch.setattr(printing, "with_lines", lambda sheets, lines, font: right(sheets, crossed(lines), font))
    done = print_run(some, shipped_hand(), stationery(), size("A5"), envelope_size("C6"), tmp_path, at_once=1)
    assert done.letters == 2
    assert b"AMENDS+" not in (tmp_path / "letters.pdf").read_bytes(), "nothing that was cast is left"


def test_an_envelope_of_another_letter_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The lines of two envelopes exchanged on purpose: they are refused, and set by typst alone."""
    some = letters(5, 3)
    right = exchange.printed

    def crossed(formes: Objects, uses: Iterable[tuple[int, Lines]], font: CastFont, *, sides: int) -> Objects:
        kept = [*uses]
        kept[1], kept[4] = (kept[1][0], kept[4][1]), (kept[4][0], kept[1][1])
        return right(formes, kept, font, sides=sides)

    monkeypatch.setattr(printing, "printed", crossed)
    some[4] = replace(some[4], address_lines=("12 Mill Road",), from_name="Ana")
    done = print_run(some, shipped_hand(), stationery(), size("A5"), envelope_size("C6"), tmp_path, at_once=1)
    assert done.letters == 5
    assert b"AMENDS+" not in (tmp_path / "envelopes.pdf").read_bytes()
    assert b"AMENDS+" in (tmp_path / "letters.pdf").read_bytes()


@pytest.mark.parametrize("change", [lambda one: one[1:], lambda one: [*one, b"<0001>Tj"]], ids=["few", "many"])
def test_lines_and_slugs_must_be_as_many(change) -> None:
    with pytest.raises(NotOurs, match="slugs"):
        pages(shipped_hand(), "A5", letters(1, 3), lambda lines: [change(lines[0])])


def test_a_kerned_hand_has_a_code_for_every_distance_and_rounds_where_they_would_be_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = "Ana said To You and Wave".split()
    inkwell = Inkwell(stand_ins(kerned()).drawings)

    def widths_of(font: CastFont) -> list[int]:
        strokes = inkwell.strokes(["a"], [said])
        codes, cannot = font.codes(strokes.characters, strokes.ends)
        assert not len(cannot)
        return np.add.reduceat(font.widths(codes), [0, *strokes.ends[:-1] + 1]).tolist()

    exact, unkerned = CastFont(kerned()), CastFont(shipped_hand())
    monkeypatch.setattr(castfont, "CODES_MOST", len(exact.used) - 1)
    rounded = CastFont(replace(kerned(), digest="rounded"))
    assert len(unkerned.used) < len(rounded.used) < len(exact.used)
    assert widths_of(exact) != widths_of(unkerned)
    assert all(abs(a - b) <= 60 for a, b in zip(widths_of(exact), widths_of(rounded), strict=True))


def test_a_hand_that_places_glyphs_by_rules_is_left_to_typst() -> None:
    font = TTFont(io.BytesIO(shipped_hand().ttf))
    rules = "languagesystem DFLT dflt; feature mark { pos A 5; } mark;"
    addOpenTypeFeaturesFromString(font, rules, tables=["GPOS"])
    out = io.BytesIO()
    font.save(out)
    assert cast_font(replace(shipped_hand(), ttf=out.getvalue(), digest="other")) is None
    assert cast_font(shipped_hand()) is not None


@HANDS
def test_a_part_taken_apart_is_a_whole_document_still(hand) -> None:
    some = letters(2, 5)
    with pypdfium2.PdfDocument(whole(pages(hand(), "A5", some, list))) as document:
        said = document[0].get_textpage().get_text_range()
    assert " ".join(bare(some[0].words.body[0].line).split()[:4]) in " ".join(said.split())


@HANDS
def test_the_file_of_a_cast_hand_has_the_widths_that_pages_reckon_with(hand) -> None:
    """Readers go by the list of widths, printers and PDFium by the file as well: they must not differ."""
    made, font = hand(), CastFont(hand())
    strokes = Inkwell(stand_ins(made).drawings).strokes(["a"], [[" ".join(WORDS)]])
    codes, _ = font.codes(strokes.characters, strokes.ends)
    bound = Objects(font.bodies(), 0, 0, ())
    places = np.frombuffer(bound.stream(COMMON + 5), ">u2")
    metrics = TTFont(io.BytesIO(bound.stream(COMMON + 4)))["hmtx"].metrics
    told = {int(sign): float(wide) for sign, wide in re.findall(rb"(\d+)\[([\d.]+)\]", bound.bodies[COMMON + 1])}
    drawn = [metrics[f"glyph{place:05d}" if place else ".notdef"][0] for place in places[[*told]].tolist()]
    assert [wide * 1000 / font.em for wide in drawn] == pytest.approx([*told.values()], abs=0.01)
    assert {*np.frombuffer(font.written(codes), ">u2").tolist()} == {*told}
    assert not {*b"()\\\r\n"} & {*font.written(codes)}, "nothing that a string would have to escape"


@HANDS
def test_a_run_of_many_parts_holds_the_cast_hand_once(hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PART", 2)
    some = letters(7, 9)
    print_run(some, hand(), stationery(), size("A5"), envelope_size("C6"), tmp_path, at_once=2)
    with pikepdf.open(tmp_path / "letters.pdf") as document:
        assert document.check_pdf_syntax() == []
        fonts = {
            page.Resources.Font["/amends-hand"].objgen
            for page in document.pages
            if "/amends-hand" in page.Resources.Font
        }
        assert len(fonts) == 1
        font = document.get_object(fonts.pop())
        file = bytes(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())
    outlines = TTFont(io.BytesIO(file))["glyf"]
    drawn = [name for name in outlines if outlines[name].numberOfContours]
    assert 60 < len(drawn) < len(outlines.keys()) / 2, "only what the run has used"
