"""vCards as phones and mail programs really write them."""

from __future__ import annotations

import json

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.people.files import Entry, Refusal, Source
from amends.desk.people.jcard import read_jcards
from amends.desk.people.person import Person
from amends.desk.people.vcard import read_vcards


def cards(data: bytes | str) -> list[Entry | Refusal]:
    return list(read_vcards(Source("book.vcf", data if isinstance(data, bytes) else data.encode())))


def only(data: bytes | str) -> Person:
    (entry,) = cards(data)
    assert isinstance(entry, Entry), entry
    return entry.person


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def test_an_apple_export_with_its_groups():
    person = only(
        card(
            "N:Duarte;Ana;María;;",
            "FN:Ana María Duarte",
            "item1.EMAIL;type=INTERNET:ana@example.pt",
            "item1.X-ABLabel:_$!<Other>!$_",
            "item2.ADR;type=HOME;type=pref:;;Rua das Flores 61\\, 3º;Porto;;4050-265;",
            "item2.X-ABADR:pt",
            "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD",
            " AAAAAAAAAAAA",
        )
    )
    assert (person.name, person.given, person.family) == ("Ana María Duarte", "Ana María", "Duarte")
    assert person.emails == ("ana@example.pt",)
    (address,) = person.addresses
    assert (address.street, address.city, address.postcode, address.country) == (
        ("Rua das Flores 61, 3º",),
        "Porto",
        "4050-265",
        "PT",
    )


def test_version_four_with_uri_telephone_label_and_preference():
    person = only(
        card(
            "FN:田中花子",
            "N:田中;花子;;;",
            "NICKNAME:Hanako Tanaka,Hanako",
            "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",
            "EMAIL:second@example.jp",
            "EMAIL;PREF=1:first@example.jp",
            "TEL;VALUE=uri;TYPE=home:tel:+81-75-000-0000",
            'ADR;LABEL="〒602\\n京都市上京区":;;下立売通12;京都市;京都府;602;Japan',
            version="4.0",
        )
    )
    assert person.name == "田中花子"
    assert person.also == ("花子 田中", "Hanako Tanaka", "Hanako")
    assert person.emails == ("first@example.jp", "second@example.jp")
    assert person.phones == ("+81-75-000-0000",)
    assert person.addresses[0].lines == ("〒602", "京都市上京区")
    assert person.source_ids == ("4fbe8971-0bc3-424c-9c26-36c3e1eff6b1",)


def test_the_extended_address_of_rfc_9554():
    person = only(card("FN:A B", "ADR:;;;Oslo;;0150;Norway;;7;2;14;Storgata;;;;;;", version="4.0"))
    assert person.addresses[0].street == ("14 Storgata",)
    assert "7" in person.addresses[0].extended


def test_quoted_printable_of_version_two():
    person = only(
        card(
            "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
            "NOTE;QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=C3=9Fe=0D=0Aaus=",
            " K=C3=B6ln",
            "TEL;CELL;VOICE:0170 1",
            version="2.1",
        )
    )
    assert person.name == "Jörg Müller"
    assert person.note == "Grüße\nausKöln"


def test_quoted_printable_in_small_letters_with_bytes_as_they_are_between():
    data = "N;charset=iso-8859-1;encoding=quoted-printable:M=FCller;J\xf6rg\\, Andr=E9".encode("latin-1")
    assert only(b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n").name == "Jörg, André Müller"


@pytest.mark.parametrize(
    ("note", "read"),
    [
        ("Owed, since 1998; eleven pounds", "Owed, since 1998; eleven pounds"),
        ("a\\, b\\; c\\nd\\\\n\\:", "a, b; c\nd\\n:"),
        ("C:\\Users", "C:\\Users"),
        ("ends in a backslash\\", "ends in a backslash\\"),
        ("two lines\r\nand no fold", "two lines\nand no fold"),
    ],
)
def test_no_word_of_a_note_is_lost(note: str, read: str):
    assert only(card("FN:Joan", f"NOTE:{note}")).note == read


def test_a_second_surname_is_said_once():
    person = only(card("N:Ortega,Ruiz;Lucía;Inés,Pilar;;;Ruiz;", version="4.0"))
    assert (person.given, person.family) == ("Lucía Inés Pilar", "Ortega Ruiz")


@pytest.mark.parametrize("end", ['"', '"x":1', '"x"y:1', ";=:1", ";:1", ":1"])
def test_a_line_that_is_nearly_right_takes_no_longer_than_one_that_is(end: str):
    """vobject's own pattern would try two to the sixtieth ways of reading this."""
    assert len(cards(card("FN:Joan", "TEL;TYPE=" + "home," * 60 + "home" + end))) == 1


def test_a_large_picture_is_left_and_a_person_of_a_megabyte_refused():
    picture = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(["A" * 74] * 30_000)
    assert only(card("FN:Joan", picture, "TEL:1")).phones == ("1",)
    (refused,) = cards(card("FN:Joan", "NOTE:" + "a" * 1_100_000))
    assert isinstance(refused, Refusal)
    assert "bytes" in refused.reason


def test_a_line_folded_in_the_middle_of_a_character():
    whole = card("FN:Jürgen Grün").encode()
    at = whole.index("ü".encode()) + 1
    assert only(whole[:at] + b"\r\n " + whole[at:]).name == "Jürgen Grün"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_every_encoding_that_books_come_in(encoding: str):
    assert only(card("FN:Siân Müller", "N:Müller;Siân;;;").encode(encoding)).name == "Siân Müller"


def test_one_line_in_an_older_encoding_does_not_spoil_the_others():
    data = card("FN:Zoë Ōe", "N:Ōe;Zoë;;;").encode() + card("FN:J\xfcrgen").encode("latin-1")
    assert [one.person.name for one in cards(data) if isinstance(one, Entry)] == ["Zoë Ōe", "Jürgen"]


@pytest.mark.parametrize(
    ("lines", "name", "kind"),
    [
        (("N:Whitfield;Joan;;Mrs;",), "Joan Whitfield", "person"),
        (
            ("N:;;;;", "ORG:Alder Bridge Cricket Club;Committee"),
            "Alder Bridge Cricket Club, Committee",
            "organisation",
        ),
        (("KIND:org", "FN:The Weir"), "The Weir", "organisation"),
        (("FN:The Weir", "ORG:The Weir", "X-ABShowAs:COMPANY"), "The Weir", "organisation"),
        (("KIND:group", "FN:The Okonkwos", "N:Okonkwo;;;;"), "The Okonkwos", "family"),
        (("FN:Familie Brandt",), "Familie Brandt", "family"),
        (("FN:Anna & Ben Carter",), "Anna & Ben Carter", "family"),
        (("EMAIL:someone@example.org",), "someone@example.org", "person"),
        (("NICKNAME:Shorty",), "Shorty", "person"),
    ],
)
def test_names_that_are_missing_and_kinds_that_are_told(lines: tuple[str, ...], name: str, kind: str):
    person = only(card(*lines))
    assert (person.name, person.kind) == (name, kind)


def test_one_broken_card_is_refused_with_its_line_and_the_rest_goes_in():
    data = (
        card("FN:One")
        + card("TEL:1")
        + "BEGIN:VCARD\r\nFN:Torn\r\n"
        + card("FN:Two")
        + card("FN:Three", "what is this")
        + card("FN:Work", "KIND:group", "MEMBER:urn:uuid:1")
        + card("FN:Four")
        + "BEGIN:VCARD\r\nFN:Cut off"
    )
    found = cards(data)
    assert [one.person.name for one in found if isinstance(one, Entry)] == ["One", "Two", "Four"]
    refused = [one for one in found if isinstance(one, Refusal)]
    assert [one.line for one in refused] == [5, 9, 15, 20, 30]
    lines = data.split("\r\n")
    assert all(lines[one.line - 1] == "BEGIN:VCARD" and one.file == "book.vcf" and one.reason for one in refused)


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Zl", "Zp"]), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)


@given(given=TEXT, family=TEXT, note=TEXT)
def test_what_another_program_writes_is_read_as_it_was_meant(given: str, family: str, note: str):
    """vobject serves as the other program: it escapes and folds by itself."""
    import unicodedata

    made = vobject.vCard()
    made.add("n").value = vobject.vcard.Name(family=family, given=given)
    made.add("fn").value = f"{given} {family}"
    made.add("note").value = note
    person = only(made.serialize())

    def kept(text: str) -> str:
        return unicodedata.normalize("NFC", text).strip()

    assert person.name == kept(f"{given} {family}")
    assert person.given == kept(given)
    assert person.family == kept(family)
    assert person.note == kept(note)


def test_a_jcard_says_the_same():
    data = [
        "vcard",
        [
            ["version", {}, "text", "4.0"],
            ["fn", {}, "text", "Ana Duarte; the elder"],
            ["n", {}, "text", ["Duarte", "Ana", "", "", ""]],
            ["adr", {"type": "home"}, "text", ["", "", "Rua, 61", "Porto", "", "4050", "Portugal"]],
            ["tel", {"type": ["home"]}, "uri", "tel:+351-1"],
        ],
    ]
    (entry,) = read_jcards(Source("a.json", json.dumps(data).encode()))
    assert isinstance(entry, Entry)
    assert entry.person.name == "Ana Duarte; the elder"
    assert entry.person.addresses[0].street == ("Rua, 61",)
    assert entry.person.phones == ("+351-1",)


@given(st.binary(max_size=400))
def test_no_file_however_broken_stops_the_import(data: bytes):
    for read in read_vcards(Source("x", b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n")):
        assert isinstance(read, Entry | Refusal)
    for read in read_jcards(Source("x", data)):
        assert isinstance(read, Entry | Refusal)
