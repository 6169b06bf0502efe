"""Nobody is forgotten because of the letters of their name."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pypdfium2
import pytest

from amends.clock import Replay
from amends.desk.hand.shipped import families, shipped_hand, shipped_hands, type_characters
from amends.desk.hand.standins import stand_ins
from amends.desk.hand.subset import subset
from amends.desk.hand.variation import Inkwell
from amends.desk.journey.sealing import FRONT_HAND_MOST
from amends.desk.letters.fields import fields_of
from amends.desk.letters.markdown import read_markdown
from amends.desk.letters.words import Paragraph, Words
from amends.desk.paper.cover import cover_data, cover_text, widths
from amends.desk.paper.press import Form, Press, type_case
from amends.desk.paper.proof import read_envelopes
from amends.desk.paper.run import print_run
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.shaped import shaped_page_texts, unordered
from amends.desk.paper.stationery import envelope_size, size, stationery
from amends.desk.paper.wants import lacking_lines, refuse_missing, wants
from amends.desk.people.files import Refusal, Source
from amends.desk.people.intake import read_people
from amends.desk.seal.headers import Scale
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.opening import open_front
from amends.desk.seal.sealing import LetterKeys, Parts, seal
from amends.errors import Refused

LATIN = {
    "Polish": "Zażółć gęślą jaźń ŁÓDŹ ĄĘ Świętosława",
    "Turkish": "Çağrı Işık İzmir Şükrü Öğüş ĞÜ",
    "Croatian": "Đorđe Žižić Ščepan Ćiro Čačić",
    "Romanian": "Ștefan Țepeș Ăsta înțâră Şerban Ţuţea",
    "Hungarian": "Győző Űrhegyi Őri Szűcs Ágnes",
    "Vietnamese": "Nguyễn Thị Ngọc Ánh Đặng Trưởng Ơn Ưu",
    "Nordic": "Ærø Øst Åse Þórunn Guðrún Bäckström",
    "French": "Œuvre Noël Zoë Façade Lætitia Ÿ",
    "German": "Äpfel Öl Übermaß STRAẞE",
    "Spanish": "¿Qué? ¡Ñandú! Güell",
    "Portuguese": "João Conceição Antônio",
    "Czech": "Řehoř Ďáblice Ťuhýk Nováková Šťastný Ůůň ťuk ďas",
    "Slovak": "Ľubomír Ĺŕ ľad Ôô Žiar",
    "Baltic": "Āboliņš Ķēniņš Ģirts ģimene Įvykis Ųų Ėjo",
    "Maltese": "Ħal Għaxaq Ċirku Żebbuġ",
}
OTHER = {
    "Japanese": ("田中花子", ("〒602-8126", "京都府京都市上京区下立売通12-3", "JAPAN")),
    "Russian": ("Ольга Петрова", ("ул. Ленина, д. 5, кв. 12", "Москва 101000")),
    "Arabic": ("محمد الراشد", ("شارع الملك فهد 12، الطابق 3", "الرياض 11564", "SAUDI ARABIA")),
    "Hebrew": ("מרים כ״ץ", ("רחוב הרצל 12, דירה 4", "6688312 תל אביב-יפו")),
    "Korean": ("김민준", ("서울특별시 종로구 세종대로 209", "03171")),
    "Hindi": ("प्रिया रमन", ("१२, महात्मा गांधी मार्ग", "नई दिल्ली 110001")),
    "Thai": ("สมชาย ใจดี", ("123/4 ถนนสุขุมวิท แขวงคลองตัน", "กรุงเทพมหานคร 10110")),
    "Chinese": ("王小明", ("北京市东城区长安街1号", "100006")),
    "Greek": ("Γιώργος Παπαδόπουλος", ("Οδός Ερμού 15", "105 63 Αθήνα")),
    "Serbian, of both letters": ("Ђорђе (Đorđe) Петровић", ("Кнез Михаилова 5", "11000 Београд")),
}
WORDS = Words(body=(Paragraph(("I am sorry.",)),))
HAND = shipped_hand()


def letter_to(name: str, lines: tuple[str, ...], *, chosen: bool) -> PrintLetter:
    letter = PrintLetter(name[:6], WORDS, name, lines, from_name=name)
    return replace(letter, plain=lacking_lines(letter, HAND)) if chosen else letter


@pytest.mark.parametrize("language", LATIN)
def test_every_hand_writes_the_names_of_europe_and_vietnam(language: str) -> None:
    for hand in shipped_hands():
        assert not set(LATIN[language]) - hand.characters, hand.name


def test_an_i_without_its_dot_is_not_an_i_with_one() -> None:
    from fontTools.ttLib import TTFont

    for hand in shipped_hands():
        font = TTFont(io.BytesIO(hand.ttf))
        glyf, cmap = font["glyf"], font.getBestCmap()
        dotted, dotless = (glyf[cmap[ord(letter)]] for letter in "iı")
        for glyph in (dotted, dotless):
            glyph.recalcBounds(glyf)
        assert dotted.yMax > dotless.yMax + 0.03 * font["head"].unitsPerEm, hand.name


@pytest.mark.parametrize("script", OTHER)
def test_without_the_choice_such_a_name_is_refused_by_its_letters_and_with_it_goes_out(script: str) -> None:
    name, lines = OTHER[script]
    lacking = next(character for character in name if character not in HAND.characters)
    with pytest.raises(Refused, match=f"“{lacking}” .U.{ord(lacking):04X}. in the address") as refused:
        refuse_missing(letter_to(name, lines, chosen=False), HAND)
    assert "--plain-where-lacking" in str(refused.value)
    refuse_missing(letter_to(name, lines, chosen=True), HAND)


def test_an_address_book_in_ten_scripts_comes_back_from_the_envelopes(tmp_path) -> None:
    cards = "".join(
        f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nN:{name};;;;\r\nEND:VCARD\r\n" for name, _ in OTHER.values()
    )
    people = [row for row in read_people(Source("town.vcf", cards.encode())) if not isinstance(row, Refusal)]
    names = [row.person.name for row in people]
    assert names == [unicodedata.normalize("NFC", name) for name, _ in OTHER.values()]
    by_name = {unicodedata.normalize("NFC", name): lines for name, lines in OTHER.values()}
    letters = [letter_to(name, by_name[name], chosen=True) for name in names]
    run = print_run(letters, HAND, stationery(), size("A5"), envelope_size("C6"), tmp_path, at_once=1)
    assert (run.letters, run.refused) == (len(OTHER), ())
    pdf = (tmp_path / "envelopes.pdf").read_bytes()
    for letter, front, back in zip(letters, *[iter(shaped_page_texts(pdf))] * 2, strict=True):
        assert tuple(map(unordered, (front, back))) == tuple(map(unordered, cover_text(letter)))
    for page in pypdfium2.PdfDocument(pdf):
        assert min(page.render(scale=0.5, grayscale=True).to_numpy().flat) < 160, "an envelope with nothing on it"


def test_a_line_is_in_one_kind_of_writing_and_the_others_stay_in_the_hand() -> None:
    letter = letter_to("Anna Петрова", ("Mill Road 6", "ул. Ленина 5"), chosen=True)
    assert letter.plain == {"Anna Петрова", "ул. Ленина 5"}
    form = Form(HAND, stationery(), size("A5"), envelope_size("C6"))
    name, road, street = cover_data(letter, form, widths(HAND), Inkwell(stand_ins(HAND).drawings))["lines"]
    assert isinstance(name, dict)
    assert isinstance(street, dict)
    assert isinstance(road, str)


def test_an_envelope_to_somebody_else_is_still_found_out() -> None:
    form = Form(HAND, stationery(), size("A5"), envelope_size("C6"))
    one, other = (letter_to(name, ("حيفا 7",), chosen=True) for name in ("محمد الراشد", "محمد الرائد"))
    with type_case(form) as case:
        pdf = Press(case).pdf("envelopes", [cover_data(one, form, widths(HAND), Inkwell(stand_ins(HAND).drawings))])
    read_envelopes(pdf, [one])
    with pytest.raises(Refused):
        read_envelopes(pdf, [other])


def test_which_face_draws_a_character_of_three_countries_shows_in_what_stands_beside_it() -> None:
    assert families("花子です") == ("Amends Serif", "Amends Japanese")
    assert families("王小明", "北京市东城区长安街") == ("Amends Serif", "Amends Chinese")
    assert families("김민준", "서울") == ("Amends Serif", "Amends Korean")
    assert families("金 민준") == ("Amends Serif", "Amends Korean", "Amends Japanese")
    assert families("Tomas Reed") == ("Amends Serif",)


def test_the_writer_chooses_plain_type_for_a_block_by_the_number_the_refusal_names() -> None:
    text = "---\nto: Ana\n{}---\nDear Ana,\n\nI am sorry.\n\nOn her bench it says Ольга.\n\nTomas\n"
    row = read_markdown(Source("a.md", text.format("").encode()))
    assert not isinstance(row, Refusal)
    found = wants(PrintLetter("1", row.words, "Ana"), HAND)
    assert {want.where for want in found} == {"block 2"}
    with pytest.raises(Refused, match=r"plain: \[2\]"):
        refuse_missing(PrintLetter("1", row.words, "Ana"), HAND)
    row = read_markdown(Source("a.md", text.format("plain: [2]\n").encode()))
    assert not isinstance(row, Refusal)
    assert not row.remarks
    assert [block.plain for block in row.words.body if isinstance(block, Paragraph)] == [False, True]
    refuse_missing(PrintLetter("1", row.words, "Ana"), HAND)


def test_a_block_that_is_not_there_is_refused() -> None:
    row = read_markdown(Source("a.md", b"---\nto: Ana\nplain: 7\n---\nDear Ana,\n\nI am sorry.\n"))
    assert isinstance(row, Refusal)
    assert "block 7" in row.reason
    with pytest.raises(ValueError, match="plain"):
        fields_of({"to": "Ana", "plain": "often"})


def test_what_even_plain_type_lacks_is_refused_whatever_was_chosen() -> None:
    cuneiform = "\U00012000"
    assert cuneiform not in type_characters()
    with pytest.raises(Refused, match="plain type lacks them too"):
        refuse_missing(letter_to(cuneiform, (), chosen=True), HAND)


def test_the_longest_address_with_the_most_accents_fits_a_sealed_front_in_every_hand() -> None:
    address = (
        "Đorđe Żółkiewski-Łętowska & Þórunn Öğüş", "Wohngemeinschaft „Große Brücke“, 3. Stock, Tür 27/b",
        "Příčná ulice Šťastných Čápů 1847/26, Vchod ĽŇ", "ZX-604 92 Brünn-Kühlhof, Győr-Moson-Sopron vármegye",
        "CZECH REPUBLIC",
    )  # fmt: skip
    clock = Replay("fronts")
    for hand in shipped_hands():
        keys = LetterKeys.draw(clock)
        drawn = subset(hand, "\n".join(address), most=FRONT_HAND_MOST)
        parts = Parts(
            id=clock.bytes(16).hex(), person=clock.bytes(16).hex(), words=WORDS, from_name="Ștefan", to=(address[0],),
            address=address, flap="Ștefan", front_hand=drawn, scale=Scale(100),
        )  # fmt: skip
        front = open_front(
            seal(parts, keys, clock, signer=SigningKey.draw(clock)).envelope.front, keys.secret, parts.id
        )
        assert (front.header.address, front.hand) == (address, drawn), hand.name
