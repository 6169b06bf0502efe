"""Taking people in: nobody twice, nobody lost, and twins shown rather than merged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.clock import Replay
from amends.desk import town
from amends.desk.people import names
from amends.desk.people.files import Source
from amends.desk.people.intake import Imported, import_people
from amends.desk.people.person import Person
from amends.desk.people.roll import not_considered, read_roll


def vcf(*cards: str) -> Source:
    text = "".join(f"BEGIN:VCARD\nVERSION:3.0\n{card.replace('|', chr(10))}\nEND:VCARD\n" for card in cards)
    return Source("a.vcf", text.encode())


def take(*files: Source, onto: tuple[Person, ...] = ()) -> Imported:
    return import_people(files, onto, Replay("ids" + str(len(onto))))


def test_importing_twice_adds_nobody_twice():
    first = take(*town.people_files())
    again = take(*town.people_files(), onto=first.added)
    assert len(first.added) == 43
    assert not first.refused
    assert not again.added
    assert not again.merged
    assert len(again.same) == 43


@given(st.lists(st.sampled_from(["Ana Duarte", "J. Reed", "Joan Reed", "田中花子", "Steiner & Co."]), min_size=1))
def test_the_same_book_again_is_always_the_same_people(listed: list[str]):
    book = vcf(*(f"FN:{name}" for name in listed))
    first = take(book)
    assert {person.name for person in first.added} == set(listed)
    assert not take(book, onto=first.added).added


def test_the_same_uid_is_the_same_person_even_under_another_name():
    old = take(vcf("UID:7|FN:Ruth Reed")).added
    new = take(vcf("UID:7|FN:Ruth Calder|EMAIL:ruth@example.org"), onto=old)
    assert not new.added
    (ruth,) = new.merged
    assert (ruth.id, ruth.name, ruth.also, ruth.emails) == (
        old[0].id,
        "Ruth Reed",
        ("Ruth Calder",),
        ("ruth@example.org",),
    )


def test_the_same_name_and_a_shared_address_are_the_same_person():
    old = take(vcf("FN:Dr. Joan Whitfield|ADR:;;2 Market St;Alder Bridge;;;")).added
    new = take(vcf("FN:Whitfield\\, Joan|TEL:1234567|ADR:;;2 Market St.;Alder Bridge;;;"), onto=old)
    assert not new.added
    assert new.merged[0].phones == ("1234567",)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            "FN:John Smith|EMAIL:old@example.org|TEL:555 0100 100",
            "FN:John Smith|EMAIL:young@example.org|TEL:555 0100 100",
            "same",
        ),
        ("UID:1|FN:John Smith|TEL:5550100100", "UID:2|FN:John Smith|TEL:5550100100", "same"),
        ("FN:F. Ries|EMAIL:a@example.org", "FN:Ferdinand Ries", "initial"),
        ("FN:Haslinger|TEL:123456", "FN:Tobias Haslinger", "family name alone"),
        ("FN:Jürgen Grün|TEL:123456", "FN:Juergen Gruen", "accents"),
        ("FN:Ana Duarte|EMAIL:x@example.org", "FN:A. M. Ferreira|EMAIL:x@example.org", "e-mail"),
    ],
)
def test_probable_twins_are_shown_and_left_alone(one: str, other: str, reason: str):
    outcome = take(vcf(one, other))
    assert len(outcome.added) == 2
    (twin,) = outcome.twins
    assert reason in twin.reason
    assert {twin.one.id, twin.other.id} == {person.id for person in outcome.added}


def test_father_and_son_of_one_name_are_two():
    outcome = take(vcf("FN:John Smith Sr.|TEL:5550100100", "FN:John Smith Jr.|TEL:5550100100"))
    assert len(outcome.added) == 2
    assert not outcome.twins


def test_a_file_of_nothing_is_refused_by_name():
    assert [one.file for one in take(Source("empty.csv", b"")).refused] == ["empty.csv"]


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Ana María Duarte", "duarte, ana maría"),
        ("Herr Peters, Leipzig", "PETERS"),
        ("Steiner & Co.", "Steiner & Co"),
        ("Anna & Ben Carter", "Anna and Ben Carter"),
        ("Sean O’Brien", "Sean O'Brien"),
        ("The Brandt family", "Familie Brandt"),
        ("Ｊｏａｎ Ｗｈｉｔｆｉｅｌｄ", "Joan Whitfield"),
        ("Smith, Jr., John", "John Smith jr"),
    ],
)
def test_spellings_of_one_name(one: str, other: str):
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Smith Jr.", "John Smith"),
        ("The Reed family", "Reed"),
        ("Ольга Петрова", "Олег Петров"),
        ("Artaria", "Artaria & Co."),
    ],
)
def test_names_that_are_not_the_same(one: str, other: str):
    assert names.key(one) != names.key(other)


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart(text: str):
    parsed = names.parse(text)
    assert names.parse(text) == parsed
    assert parsed.naming <= {*parsed.given, *parsed.family}


# ── the roll ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_roll_of_the_town_says_who_has_not_been_considered():
    people = take(*town.people_files()).added
    missing = not_considered(read_roll(town.roll_file()), people)
    assert missing == ("Miss Jean Amory", "Malcolm Stott", "Maureen Pike", "Bethan Howells", "Derek Lomax")


def test_a_roll_may_be_a_table_or_cards():
    assert read_roll(Source("class 5.csv", b"Name\nAna Duarte\nJoan Whitfield\n")).names == (
        "Ana Duarte",
        "Joan Whitfield",
    )
    assert read_roll(vcf("FN:Ana Duarte")).title == "a"


def test_a_member_of_a_family_has_been_considered():
    people = take(vcf("FN:Anna & Ben Carter", "FN:J. Reed")).added
    roll = read_roll(Source("r.txt", b"Ben Carter\nCleo Carter\nJonas Reed\n# nobody\n\n"))
    assert not_considered(roll, people) == ("Cleo Carter",)
