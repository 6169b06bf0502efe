"""Tables of people: Google's two generations, Outlook's, and whatever a spreadsheet saves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.people.csv_file import read_csv
from amends.desk.people.files import Entry, Refusal, Source
from amends.errors import WrongUsage

OLD = (
    "Name,Given Name,Additional Name,Family Name,Nickname,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
    "Organization 1 - Name\n"
    "Joan Whitfield,Joan,,Whitfield,Mrs W,The till,* myContacts,Home,a@example.org ::: b@example.org,Mobile,1 ::: 2,"
    'Home ::: Work,"2 Market Street\nAlder Bridge ::: 9 Mill Lane\nTarrant",2 Market Street ::: 9 Mill Lane,'
    "Alder Bridge ::: Tarrant,,,AB4 ::: AB9,UK ::: UK,,Ironmongers\n"
)
NEW = (
    "First Name,Middle Name,Last Name,Nickname,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Postal Code\n"
    'Lucía,,Ferrer,,,,* myContacts,Home,l@example.es,Home,"Calle 3\n46003 València",Calle 3,València,46003\n'
    ",,,,Alder Bridge Primary School,,* myContacts,,,,,,,\n"
    ",,,,,,* myContacts,,only@example.org,,,,,\n"
)


def read(text: str | bytes, columns: dict[str, str] | None = None) -> list[Entry | Refusal]:
    return list(read_csv(Source("t.csv", text if isinstance(text, bytes) else text.encode()), columns))


def test_google_before_2024():
    (entry,) = read(OLD)
    assert isinstance(entry, Entry)
    person = entry.person
    assert (person.name, person.given, person.family, person.org) == (
        "Joan Whitfield",
        "Joan",
        "Whitfield",
        "Ironmongers",
    )
    assert person.emails == ("a@example.org", "b@example.org")
    assert person.phones == ("1", "2")
    assert [address.lines for address in person.addresses] == [
        ("2 Market Street", "Alder Bridge"),
        ("9 Mill Lane", "Tarrant"),
    ]
    assert [address.postcode for address in person.addresses] == ["AB4", "AB9"]


def test_google_since_2024_with_an_organisation_and_a_row_that_names_nobody():
    lucia, school, nobody = read(NEW)
    assert isinstance(lucia, Entry)
    assert (lucia.person.name, lucia.person.addresses[0].city) == ("Lucía Ferrer", "València")
    assert isinstance(school, Entry)
    assert (school.person.name, school.person.kind) == ("Alder Bridge Primary School", "organisation")
    assert nobody == Refusal("t.csv", 5, "The row names nobody.")


def test_outlook():
    (entry,) = read(
        "First Name,Last Name,Company,Home Street,Home City,Home Postal Code,Home Country/Region,Business Street,"
        "Business City,E-mail Address,Mobile Phone\n"
        "Anton,Weiss,Zeit AG,Gasse 1,Wien,1060,Austria,Platz 2,Graz,a@example.at,0660\n"
    )
    assert isinstance(entry, Entry)
    home, work = entry.person.addresses
    assert (home.city, home.country, work.city, work.kind) == ("Wien", "Austria", "Graz", "work")


# As Outlook writes them in these languages; what it adds besides (titles, fax, categories) is left out here.
OUTLOOK = {
    "German": "Vorname,Weitere Vornamen,Nachname,Firma,Straße privat,Ort privat,Postleitzahl privat,"
    "Land/Region privat,Straße geschäftlich,Ort geschäftlich,E-Mail-Adresse,E-Mail 2: Adresse,Mobiltelefon,Notizen",
    "Spanish": "Nombre,Segundo nombre,Apellidos,Organización,Calle del domicilio,Ciudad de residencia,"
    "Código postal de residencia,País o región de residencia,Calle del trabajo,Ciudad de trabajo,"
    "Dirección de correo electrónico,Dirección del correo electrónico 2,Teléfono móvil,Notas",
    "French": "Prénom,Deuxième prénom,Nom,Société,Rue (domicile),Ville (domicile),Code postal (domicile),"
    "Pays/Région (domicile),Rue (bureau),Ville (bureau),Adresse de messagerie,Adresse de messagerie 2,"
    "Tél. mobile,Notes",
}


@pytest.mark.parametrize("language", OUTLOOK)
def test_outlook_in_other_languages(language: str):
    row = "Anton,Karl,Weiss,Zeit AG,Gasse 1,Wien,1060,Austria,Platz 2,Graz,a@example.at,b@example.at,0660,the boat"
    (entry,) = read(f"{OUTLOOK[language]}\n{row}\n")
    assert isinstance(entry, Entry)
    person = entry.person
    home, work = person.addresses
    assert (person.name, person.org, person.note) == ("Anton Karl Weiss", "Zeit AG", "the boat")
    assert (home.city, home.country) == ("Wien", "Austria")
    assert (work.city, work.kind) == ("Graz", "work")
    assert (person.emails, person.phones) == (("a@example.at", "b@example.at"), ("0660",))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_delimiter_and_encoding(delimiter: str, encoding: str):
    table = "Vorname;Nachname;Straße;Ort\nJörg;Müller;Hauptstraße 1;Köln\n".replace(";", delimiter)
    (entry,) = read(table.encode(encoding))
    assert isinstance(entry, Entry)
    assert (entry.person.name, entry.person.addresses[0].city) == ("Jörg Müller", "Köln")


def test_any_table_with_a_column_map():
    (entry,) = read('Wer;Wo\n"Brandt, Karin";"Lindenstraße 7\n23552 Lübeck"\n', {"name": "wer", "address": "Wo"})
    assert isinstance(entry, Entry)
    assert entry.person.addresses[0].lines == ("Lindenstraße 7", "23552 Lübeck")


def test_a_map_that_does_not_fit_says_what_would():
    with pytest.raises(WrongUsage, match="no column 'Who'"):
        read("Wer\nA\n", {"name": "Who"})
    with pytest.raises(WrongUsage, match="cannot hold 'shoe'"):
        read("Wer\nA\n", {"shoe": "Wer"})


def test_a_table_without_names_says_how_to_map_it():
    (refusal,) = read("Foo,Bar\n1,2\n")
    assert isinstance(refusal, Refusal)
    assert "--map" in refusal.reason


def test_a_row_with_too_many_cells_is_refused_and_the_rest_goes_in():
    found = read("name,city\nAna,Porto\nJoan,Alder,Bridge\nDes,Leeds\n")
    assert [one.line for one in found if isinstance(one, Refusal)] == [3]
    assert [one.person.name for one in found if isinstance(one, Entry)] == ["Ana", "Des"]


@given(st.binary(max_size=300))
def test_no_table_however_broken_stops_the_import(data: bytes):
    for one in read(b"name,email\n" + data):
        assert isinstance(one, Entry | Refusal)


def test_a_picture_is_not_taken_for_a_table():
    (refused,) = read_csv(Source("me.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256))))
    assert isinstance(refused, Refusal)
    assert "it is not text" in refused.reason
