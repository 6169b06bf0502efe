"""Letters in a made hand: joined where their writer joins, never twice the same, and text all the while."""

from __future__ import annotations

import dataclasses
import functools
import io
import re
import shutil
import subprocess

import numpy as np
import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from amends.clock import Replay
from amends.desk.hand.kept import packed, unpacked
from amends.desk.hand.make import MadeHand, make_hand
from amends.desk.hand.shipped import Hand, own_hand, shipped_hands
from amends.desk.hand.subset import subset
from amends.desk.letters.words import Emphasis, Paragraph, Words
from amends.desk.paper.sealed import letter_pdf
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.shaped import meanings, shaped_page_texts
from amends.errors import Refused
from tests.hand_simulator import Filled, Pen, Phone, blank_pages, fill, shoot
from tests.journey.test_own_hand import LETTERS, pen_font, whole

SAID = (
    "I am sorry for what I did to you that winter at the Mill. You lent me the key and trusted me with the letters; "
    "I told Frank, and he laughed. I have thought about it often: the kettle, the wet gloves, the kettle again.",
    "If you never want to answer, that is all right. To say so took me years & years.",
)


@functools.cache
def hand() -> Hand:
    made = whole().hand
    return own_hand(made.ttf, hand_id="mine", name="Mine", outlines=made.outlines)


def letter(paragraphs: tuple[str, ...] = SAID, number: int = 1) -> PrintLetter:
    body = tuple(Paragraph((said,)) for said in paragraphs)
    words = Words(salutation=("Dear Joan,",), body=body, close=("Yours,",), sign=("Tom",))
    return PrintLetter(f"{number:032x}", words, "Joan Whitfield", ("12 Mill Road", "WHITBY"), "Tom Field")


@functools.cache
def page() -> bytes:
    return letter_pdf(letter(), hand())


# ── text stays text ───────────────────────────────────────────────────────────────────────────────────────────────


def by_pdfium(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(one.get_textpage().get_text_range() for one in document)


def by_program(*command: str):
    def read(pdf: bytes) -> str:
        if not shutil.which(command[0]):
            pytest.skip(f"{command[0]} is not installed")
        return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()

    return read


def by_mutool(pdf: bytes) -> str:
    return by_program("sh", "-c", "cat > l.pdf; mutool draw -q -F txt l.pdf")(pdf)


@pytest.mark.parametrize(
    "read", [by_pdfium, by_program("pdftotext", "-", "-"), by_mutool], ids=["pdfium", "pdftotext", "mutool"]
)
def test_a_letter_in_the_hand_can_be_searched_and_copied_word_by_word(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if read is by_mutool and not shutil.which("mutool"):
        pytest.skip("mutool is not installed")
    assert read(page()).split() == ["Dear", "Joan,", *" ".join(SAID).split(), "Yours,", "Tom"]


def test_a_screen_reader_is_fed_words_parted_by_single_blanks():
    (said,) = shaped_page_texts(page())
    assert "  " not in said
    assert " ".join(SAID[0].split()[:6]) in said
    assert not re.search(r"\w \w \w \w ", said), "no word is spelt out letter by letter"


def test_signs_that_are_drawn_alike_are_copied_as_they_were_written():
    said = 'It’s “what” I couldn\'t say, ‘never’ or "never" – nine − five.'
    words = Words(body=(Paragraph((said,)), Paragraph((Emphasis((said,)),))))
    read = by_pdfium(letter_pdf(PrintLetter("c" * 32, words, "anna"), hand()))
    assert read.split() == [*said.split(), *said.split()]
    cmap = TTFont(io.BytesIO(hand().ttf)).getBestCmap()
    drawn = [cmap[ord(character)] for character in "'’‘\"”“-\u2011–\u2212"]
    assert len(set(drawn)) == len(drawn), "a glyph that means two is told apart by few readers"


# ── never twice the same ──────────────────────────────────────────────────────────────────────────────────────────


def glyphs(pdf: bytes) -> list[tuple[object, str]]:
    """Every glyph of a document's pages, and what it says."""
    found: list[tuple[object, str]] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for one in document.pages:
            fonts = {str(name): meanings(font) for name, font in one.Resources.Font.items()}
            font = ""
            for operands, operator in pikepdf.parse_content_stream(one):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) in ("Tj", "TJ"):
                    for string in operands[0] if str(operator) == "TJ" else operands:
                        codes = bytes(string) if isinstance(string, pikepdf.String) else b""
                        each = [int.from_bytes(codes[n : n + 2]) for n in range(0, len(codes), 2)]
                        found += [((font, code), fonts[font].get(code, "")) for code in each]
    return found


def test_hardly_a_letter_is_drawn_as_it_just_was_and_hardly_a_word_twice():
    near = same = 0
    last: dict[str, tuple[int, object]] = {}
    words: dict[str, list[tuple[object, ...]]] = {}
    spelt: list[tuple[object, str]] = []
    for place, (glyph, character) in enumerate([*glyphs(page()), ("", " ")]):
        if not character.isalpha():
            words.setdefault("".join(c for _, c in spelt), []).append(tuple(g for g, _ in spelt))
            spelt = []
            continue
        if character in last and place - last[character][0] <= 12:
            near += 1
            same += last[character][1] == glyph
        last[character] = place, glyph
        spelt.append((glyph, character))
    again = [drawn for word, drawn in words.items() if len(word) > 3 and len(drawn) > 1]
    assert near > 60
    assert same <= 0.06 * near
    assert again
    assert all(len(set(drawn)) == len(drawn) for drawn in again)


def test_a_letter_set_again_is_the_same_page_byte_for_byte():
    assert letter_pdf(letter(), hand()) == page()


def test_two_letters_with_the_same_words_are_not_drawn_alike():
    one, other = (seen(pdf) for pdf in (page(), letter_pdf(letter(number=2), hand())))
    top = slice(0, len(one) // 6)  # the salutation
    assert (one[top] < 128).any()
    assert (one[top] != other[top]).any()


def seen(pdf: bytes) -> np.ndarray:
    with pypdfium2.PdfDocument(pdf) as document:
        return np.asarray(document[0].render(scale=2).to_pil().convert("L"))


# ── joined up ─────────────────────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def joined() -> Hand:
    """A hand whose writer joins h to e, and writes i and n apart."""
    alder = shipped_hands()[-1].ttf if pen_font() else b""
    printed = blank_pages("a4", ("en",), (*LETTERS, "he", "in"))
    pages = [fill(one, Pen(alder, seed=4), lambda box: "i n" if box.text == "in" else box.text) for one in printed]
    made = make_hand([shoot(one, Phone(megapixels=8, seed=5)).jpeg for one in pages], "Joined", Replay())
    assert made.forms["he"] == 2
    return own_hand(made.ttf, hand_id="joined", name="Joined", outlines=made.outlines)


def test_pairs_sampled_joined_are_set_joined_and_still_say_their_letters():
    said = "he then went in when the others left her in the shed"
    pdf = letter_pdf(PrintLetter("b" * 32, Words(body=(Paragraph((said,)),)), "anna"), joined())
    drawn = [text for _, text in glyphs(pdf)]
    assert drawn.count("he") == said.count("he")
    assert "in" not in drawn
    assert len({glyph for glyph, text in glyphs(pdf) if text == "he"}) >= 2
    assert by_pdfium(pdf).split() == said.split()


# ── what leaves the desk ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_sealed_letter_carries_only_the_letters_it_needs():
    small = letter(("No. I am not in.",))
    with pikepdf.open(io.BytesIO(letter_pdf(small, hand()))) as document:
        carried = [
            descendant.FontDescriptor
            for font in document.pages[0].Resources.Font.values()
            for descendant in font.DescendantFonts
        ]
        assert all(re.match(r"/[A-Z]{6}\+", str(each.FontName)) for each in carried), "each is a subset"
        sizes = [len(each.FontFile2.read_bytes()) for each in carried if "/FontFile2" in each]
    assert sum(sizes) < len(hand().ttf) / 4
    assert len(subset(hand(), "Joan Whitfield")) < len(hand().woff2) / 4


# ── several sittings ──────────────────────────────────────────────────────────────────────────────────────────────


def write(texts: str, seed: int) -> bytes:
    filled: Filled = fill(blank_pages("a4", ("en",), tuple(texts))[0], Pen(pen_font(), seed=seed))
    return shoot(filled, Phone(megapixels=8, seed=seed)).jpeg


@functools.cache
def first_sitting() -> MadeHand:
    return make_hand([write("abcdefghijklm", 3)], "Tom", Replay())


def test_a_second_sitting_needs_only_its_own_photographs():
    kept = unpacked(packed(first_sitting().pages))
    both = make_hand([write("nopqrstuvwxyz.,", 4)], "Tom", Replay(), kept)
    assert set(LETTERS) | {".", ","} <= both.characters
    assert len(both.pages) == 2
    assert all(both.forms[letter] >= 3 for letter in LETTERS)
    third = make_hand([write("z", 6)], "Tom", Replay(), unpacked(packed(both.pages)))
    assert third.forms["z"] > both.forms["z"]
    assert "." in third.characters


def test_pages_kept_draw_what_their_photographs_drew():
    again = make_hand([write("z", 6)], "Tom", Replay(), unpacked(packed(first_sitting().pages)))
    assert again.forms["a"] == first_sitting().forms["a"]
    assert dict(again.forms).keys() == {*first_sitting().forms, "z"}


def test_a_page_photographed_again_takes_the_place_of_the_earlier_one():
    again = make_hand([write("abcdefghijklm", 8)], "Tom", Replay(), first_sitting().pages)
    assert len(again.pages) == 1
    assert again.forms["a"] <= 5


def test_pages_of_another_whole_sheet_are_not_mixed_with_those_kept():
    with pytest.raises(Refused, match="another sheet") as refused:
        make_hand([whole().files[0]], "Tom", Replay(), german())
    assert "--anew" in str(refused.value.hint)


def german():
    """The first page of a German sheet, as it would have been kept."""
    (page, _), *_ = blank_pages("a4", ("de",))
    return tuple(dataclasses.replace(one, page=page) for one in whole().hand.pages[1:])


def test_pages_that_cannot_be_read_any_more_say_so():
    files = packed(first_sitting().pages)
    with pytest.raises(Refused, match="cannot be read any more"):
        unpacked({**files, "page-00.ink": b"torn"})
