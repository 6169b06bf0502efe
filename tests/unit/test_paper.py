"""What goes on paper: addresses, envelopes, slips, and what is refused before anything is set."""

from __future__ import annotations

import base64
import dataclasses
import io

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from amends.desk.hand.shipped import shipped_hand
from amends.desk.hand.standins import stand_ins
from amends.desk.hand.variation import Inkwell
from amends.desk.letters.words import Emphasis, Paragraph, Quotation, Scan, Underlined, Words, words_json
from amends.desk.paper.addresses import address_lines
from amends.desk.paper.attached import attached_words
from amends.desk.paper.binding import Binder
from amends.desk.paper.legible import legible
from amends.desk.paper.objects import NotOurs, taken_apart, with_bodies
from amends.desk.paper.press import Form, Press, type_case
from amends.desk.paper.proof import read_letters
from amends.desk.paper.reading import page_texts
from amends.desk.paper.scratch import scratch, sweep
from amends.desk.paper.sealed import letter_pdf, letter_press
from amends.desk.paper.setting import PrintLetter, set_words
from amends.desk.paper.slip import slip_data
from amends.desk.paper.stationery import envelope_size, size, stationeries, stationery
from amends.desk.paper.wants import wants
from amends.desk.people.person import PostalAddress
from amends.errors import Refused, Unsupported, WrongUsage


def letter(*paragraphs: str, plain: bool = False, **more) -> PrintLetter:
    words = Words(
        body=tuple(Paragraph((said,), plain) for said in paragraphs),
        date="22 November 2026",
        salutation=("Dear Margaret,",),
        close=("Your brother,",),
        sign=("Tomas",),
    )
    return PrintLetter("a" * 32, words, "Margaret Hale", ("12 Mill Road", "WHITBY"), "Tomas Reed", **more)


# ── addresses ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_address_takes_its_country_s_order_and_ends_in_the_country() -> None:
    german = PostalAddress((), street=("Hauptstraße 5",), city="Köln", postcode="50667", country="Germany")
    assert address_lines(german) == ("Hauptstraße 5", "50667 KÖLN", "GERMANY")
    assert address_lines(german, home="DE") == ("Hauptstraße 5", "50667 KÖLN")
    american = PostalAddress(
        (), street=("12 Elm St",), city="Springfield", region="IL", postcode="62704", country="US"
    )
    assert address_lines(american, home="GB") == ("12 Elm St", "SPRINGFIELD, IL 62704", "UNITED STATES")


def test_a_japanese_city_is_not_dropped() -> None:
    japanese = PostalAddress(
        (), street=("1-2-3 Jingumae",), city="Shibuya-ku", region="Tokyo", postcode="150-0001", country="Japan"
    )
    lines = address_lines(japanese)
    assert any("Shibuya-ku" in line for line in lines)
    assert lines[-1] == "JAPAN"


def test_lines_as_given_win_where_the_parts_say_something_else() -> None:
    odd = PostalAddress(
        ("c/o The Warden", "PO Box 9", "Substitute Road"), street=("9 Real Street",), city="Leeds", country="GB"
    )
    assert address_lines(odd) == ("c/o The Warden", "PO Box 9", "Substitute Road", "UNITED KINGDOM")


def test_a_city_that_bears_its_country_s_name_stays() -> None:
    here = PostalAddress(("1 Orchard Road", "Singapore"), city="Singapore", country="Singapore")
    assert "Singapore" in address_lines(here, home="SG")


def test_an_unknown_country_is_written_as_given() -> None:
    assert address_lines(PostalAddress(("X 5", "Narnia"), country="Narnia")) == ("X 5", "NARNIA")


# ── before anything is set ────────────────────────────────────────────────────────────────────────────────────────


def test_a_character_the_hand_lacks_is_named_with_its_place_and_letter() -> None:
    with pytest.raises(Refused) as refused:
        letter_pdf(letter("First.", "Then she said Привет to me."), shipped_hand())
    for part in ("U+041F", "block 2", "Margaret Hale", "plain type"):
        assert part in str(refused.value)


def test_plain_type_sets_what_the_hand_cannot() -> None:
    assert wants(letter("Привет", plain=True), shipped_hand()) == ()
    assert "Привет" in page_texts(letter_pdf(letter("Привет", plain=True), shipped_hand()))[0]


def test_what_is_pressed_harder_leans_in_plain_type_and_not_in_the_hand() -> None:
    def faces(*, plain: bool) -> set[str]:
        words = Words(body=(Paragraph(("I was ", Emphasis(("wrong",)), "."), plain=plain),))
        pdf = letter_pdf(PrintLetter("c" * 32, words, "Joan"), shipped_hand())
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return {str(font.BaseFont) for font in document.pages[0].Resources.Font.values()}

    assert any("Italic" in face for face in faces(plain=True))
    assert not any("Italic" in face for face in faces(plain=False))


def test_an_address_with_a_foreign_character_is_refused_too() -> None:
    (want,) = wants(PrintLetter("b" * 32, Words(()), "Яna", ()), shipped_hand())
    assert (want.where, want.missing.character) == ("address", "Я")


# ── one letter as a document ──────────────────────────────────────────────────────────────────────────────────────


def test_what_looks_like_markup_is_only_text() -> None:
    said = '#set page(fill: red) *x* $1$ @a <b> "] #eval("1")'
    assert "".join(said.split()) in "".join(page_texts(letter_pdf(letter(said), shipped_hand()))[0].split())


def test_a_letter_s_document_is_archival_tagged_and_carries_its_words() -> None:
    one = letter("I am sorry.")
    with letter_press(shipped_hand()) as press:
        pdf = press.pdf(one)
        assert pdf == press.pdf(one), "the same letter gives the same bytes"
    assert attached_words(pdf) == words_json(one.words)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        meta = document.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert document.Root.MarkInfo.Marked
        assert document.attachments["letter.txt"].get_file().read_bytes().decode().endswith("Tomas\n")


def test_words_attached_by_a_stranger_are_read_with_care() -> None:
    empty = pikepdf.new()
    empty.add_blank_page()
    out = io.BytesIO()
    empty.save(out)
    with pytest.raises(Unsupported):
        attached_words(out.getvalue())
    with pytest.raises(Unsupported):
        attached_words(b"no document")


def test_emphasis_underlines_quotations_and_scans_all_come_out() -> None:
    page = pypdfium2.PdfDocument(letter_pdf(letter("x"), shipped_hand()))[0].render().to_pil()
    png = io.BytesIO()
    page.save(png, "PNG")
    words = Words(
        body=(
            Paragraph(("I said ", Emphasis(("no",)), ", and ", Underlined(("never said why",)), ".")),
            Quotation((("one line",), ("another",))),
            Scan("page-1", (("What it says.",),)),
        ),
        sign=("T.",),
    )
    pdf = letter_pdf(PrintLetter("c" * 32, words, "Joan", images={"page-1": png.getvalue()}), shipped_hand())
    said = "".join("".join(page_texts(pdf)).split())
    for part in ("Isaidno,andneversaidwhy.", "onelineanother", "Whatitsays."):
        assert part in said
    with pytest.raises(Refused, match="not enclosed"):
        letter_pdf(PrintLetter("c" * 32, words, "Joan"), shipped_hand())


@pytest.mark.parametrize("words", range(120, 420, 12))
def test_the_close_never_stands_alone_on_a_page(words: int) -> None:
    pages = page_texts(letter_pdf(letter(" ".join(["forgotten"] * words)), shipped_hand()))
    last = pages[-1]
    assert "Tomas" in last
    assert "forgotten" in last.split("Your")[0], "a line of the letter stands above the close"


# ── slips, stationery, scratch ────────────────────────────────────────────────────────────────────────────────────


def test_the_code_on_a_slip_can_be_read_from_the_page() -> None:
    code = "AMENDS1:" + base64.b32encode(bytes(range(112))).decode().rstrip("=")
    form = Form(shipped_hand(), stationery("rosemary"), size("A5"), envelope_size("C6"))
    with letter_press(shipped_hand(), form.stationery) as press:
        pdf = press.pdf(letter("I am sorry."), code=code)
    page = pypdfium2.PdfDocument(pdf)[1].render(scale=200 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(page)
    assert found.text == code
    with pytest.raises(ValueError, match="AMENDS1"):
        slip_data("https://example.org")


def test_stationeries_sheets_and_envelopes_are_found_by_name() -> None:
    assert [kind.id for kind in stationeries()] == ["plain", "rosemary"]
    assert size("letter").width == pytest.approx(215.9)
    for wrong in (lambda: stationery("gold"), lambda: size("A7"), lambda: envelope_size("B4")):
        with pytest.raises(WrongUsage, match="There is no"):
            wrong()


def test_a_scratch_folder_is_private_and_goes() -> None:
    with scratch() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "x").write_text("private")
        left = folder.with_name(f"amends-{2**22 + 1}-left")  # beyond the highest process id there can be
        left.mkdir()
        assert left in sweep()
        assert folder.exists(), "what is in use stays"
    assert not folder.exists()
    assert not left.exists()


def test_a_warning_of_the_typesetter_is_a_refusal() -> None:
    form = Form(shipped_hand(), stationery(), size("A5"), envelope_size("C6"))
    form = dataclasses.replace(form, hand=dataclasses.replace(form.hand, family="Nobody's Hand"))
    with type_case(form) as case, pytest.raises(Refused, match="unknown font family"):
        Press(case).pdf("letters", [{"lang": "en", "body": [{"p": "I am sorry."}]}])


def test_pages_that_say_something_else_are_refused() -> None:
    form = Form(shipped_hand(), stationery(), size("A5"), envelope_size("C6"))
    one, other = letter("I took it."), letter("I took it and kept it.")
    with type_case(form) as case:
        inkwell = Inkwell(stand_ins(form.hand).drawings)
        pdf = Press(case).pdf("letters", [set_words(x.words, inkwell, x.id) for x in (one, other)])
    assert [extent.first for extent in read_letters(pdf, [one, other], [False, False])] == [0, 1]
    for wrong in ([other, one], [one, one], [one], [one, other, one]):
        with pytest.raises(Refused, match="not what that letter says"):
            read_letters(pdf, wrong, [False] * len(wrong))


def test_what_is_not_of_our_press_is_not_bound(tmp_path) -> None:
    with Binder(tmp_path / "x.pdf", "x") as binder, pytest.raises(NotOurs):
        binder.add(b"%PDF-1.7\nnothing")
    assert list(tmp_path.iterdir()) == []


def test_every_press_has_a_folder_of_its_own() -> None:
    """Enclosed images lie there under the same names, so two presses in one folder could show each other's."""
    form = Form(shipped_hand(), stationery(), size("A5"), envelope_size("C6"))
    with type_case(form) as case:
        roots = {Press(case).root for _ in range(3)}
        assert len(roots) == 3
        assert all(root.stat().st_mode & 0o077 == 0 for root in roots)
    assert not any(root.exists() for root in roots)


def test_a_page_says_its_letters_and_not_what_stood_for_them() -> None:
    hand = shipped_hand()
    pdf = letter_pdf(letter("I took it, and I said that I had not."), hand)
    with pypdfium2.PdfDocument(pdf) as document:
        said = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert "I took it, and I said that I had not." in said
    assert legible(pdf, stand_ins(hand).said) == pdf, "nothing is left to be changed"


def test_what_is_put_into_a_document_leaves_everything_else_where_a_reader_finds_it() -> None:
    pdf = letter_pdf(letter("I took it."), shipped_hand())
    before = taken_apart(pdf)
    longer = {number: b"(" + b"x" * number + b")" for number in list(before.bodies)[2:9:3]}
    after = taken_apart(with_bodies(pdf, longer))
    assert after.bodies == {**before.bodies, **longer}
    assert (after.root, after.pages) == (before.root, before.pages)
    assert with_bodies(pdf, {}) == pdf
