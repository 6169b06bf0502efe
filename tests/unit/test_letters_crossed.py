"""Letters never cross: whoever the salutation names must be an addressee."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.clock import Replay
from amends.desk import town
from amends.desk.letters.crossed import crossed, mentions, refuse_crossed
from amends.desk.letters.intake import LettersImported, import_letters
from amends.desk.letters.plain import words_of_text
from amends.desk.letters.words import plain_text
from amends.desk.people.files import Source
from amends.desk.people.intake import import_people
from amends.desk.people.names import NameIndex, parse
from amends.desk.people.person import Person
from amends.errors import Refused

LIST = [
    "Ana Duarte", "Joan Whitfield", "Mary Jones", "Mary Smith", "Maria Lopez", "Neil Young", "Herr Kind", "May Chen",
    "F. Ries", "Ferdinand Ries", "Carl Holz", "his Nephew", "Mum", "田中花子", "鈴木一郎", "Ольга Петрова",
    "The Carter family", "Ben Carter", "Alder Bridge Cricket Club", "Steiner & Co.", "Tobias Haslinger", "Zmeskall",
]  # fmt: skip
PEOPLE = {name: Person(f"{number:032x}", name, parse(name).kind) for number, name in enumerate(LIST)}
INDEX = NameIndex(PEOPLE.values())


def named(to: str | tuple[str, ...], salutation: str) -> str:
    addressees = [PEOPLE[name] for name in ((to,) if isinstance(to, str) else to)]
    found = crossed(words_of_text(f"{salutation}\n\nI took the ladder.\n\nTom"), addressees, INDEX)
    return "" if found is None else found.person.name if found.certain else f"{found.person.name}?"


@pytest.mark.parametrize(
    ("to", "salutation", "who"),
    [
        ("Ana Duarte", "Dear Joan,", "Joan Whitfield"),
        ("Ana Duarte", "JOAN,--", "Joan Whitfield"),
        ("Ana Duarte", "Dear Mrs Whitfield:", "Joan Whitfield"),
        ("Ana Duarte", "Dear Ana, dear Joan,", "Joan Whitfield"),
        ("Ana Duarte", "My dearest Joan!", "Joan Whitfield"),
        ("Mary Jones", "Dear Mary Smith,", "Mary Smith"),
        (("Mary Jones", "Ana Duarte"), "Dear Mary Smith,", "Mary Smith"),
        ("Ana Duarte", "Dear Mr Young,", "Neil Young"),
        ("Ana Duarte", "Dear May,", "May Chen"),
        ("Ana Duarte", "Dear Kind,", "Herr Kind"),
        ("鈴木一郎", "田中花子様、", "田中花子"),
        ("Ana Duarte", "Дорогая Ольга,", "Ольга Петрова"),
        ("The Carter family", "Dear Joan,", "Joan Whitfield"),
        ("his Nephew", "Dear Carl Holz,", "Carl Holz"),
        ("Mum", "Dear Carl,", "Carl Holz?"),
        ("his Nephew", "MY DEAR GOOD CARL,--", "Carl Holz?"),
    ],
)
def test_a_salutation_that_names_somebody_else(to: str | tuple[str, ...], salutation: str, who: str):
    assert named(to, salutation) == who


@pytest.mark.parametrize(
    ("to", "salutation"),
    [
        ("Ana Duarte", "Dear Ana,"),
        ("Ana Duarte", "Dear Ana Maria,"),
        ("Ana Duarte", "Dear Senhora Duarte,"),
        ("Ana Duarte", "To whom it may concern,"),
        ("Ana Duarte", "My dear young friend,"),
        ("Ana Duarte", "Dear Mum,"),
        ("F. Ries", "MY DEAR KIND RIES,--"),
        ("F. Ries", "Dear Ferdinand Ries,"),
        ("Ferdinand Ries", "Dear F.,"),
        ("Steiner & Co.", "MY KIND FRIEND,--"),
        ("Carl Holz", "MY WORTHY HOLZ--BE NO LONGER HOLZ [WOOD]!"),
        ("Tobias Haslinger", "BEST OF ALL TOBIASES,--"),
        ("Zmeskall", "DEAR Z.,--"),
        ("The Carter family", "Dear Anna and Ben,"),
        (("Mary Jones", "Mary Smith"), "Dear Mary and Mary,"),
        (("Ana Duarte", "Joan Whitfield"), "Dear Joan, dear Ana,"),
        ("田中花子", "親愛なる花子様、"),
        ("Alder Bridge Cricket Club", "To the Committee,"),
    ],
)
def test_a_salutation_that_names_nobody_else(to: str | tuple[str, ...], salutation: str):
    assert named(to, salutation) == ""


def test_a_salutation_inside_the_first_paragraph_is_one_too():
    words = words_of_text("Dear Joan, I took the ladder and left it in the rain. I am sorry.")
    with pytest.raises(Refused, match=r"letter to Ana Duarte begins .*Joan Whitfield"):
        refuse_crossed(words, [PEOPLE["Ana Duarte"]], INDEX)


@given(st.permutations(["Ana Berg", "Joan Moor", "Piotr Lis", "Siân Rees"]), st.booleans())
def test_in_any_shuffled_run_exactly_the_shuffled_are_refused(order: list[str], first: bool):
    names = sorted(order)
    people = [Person(f"{number:032x}", name) for number, name in enumerate(names)]
    rows = [
        {"to": to, "text": f"Dear {greeted.split()[0] if first else greeted},\n\nI owe you number {n}."}
        for n, (to, greeted) in enumerate(zip(names, order, strict=True))
    ]
    outcome = take(rows, people)
    right = [n for n, (to, greeted) in enumerate(zip(names, order, strict=True)) if to == greeted]
    assert [people.index(next(p for p in people if p.id == letter.to[0])) for letter in outcome.added] == right
    assert [refusal.line - 1 for refusal in outcome.refused] == [n for n in range(4) if n not in right]


def take(rows: list[dict[str, str]], people: list[Person], **options: bool) -> LettersImported:
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    return import_letters([Source("run.jsonl", lines)], people, (), Replay(), **options)


# ── merely named ──────────────────────────────────────────────────────────────────────────────────────────────────


def mentioned(text: str, people: list[str], to: str) -> list[tuple[str, str]]:
    listed = {name: Person(f"{number:032x}", name) for number, name in enumerate(people)}
    words = words_of_text(text)
    shown = plain_text(words)
    found = mentions(words, [listed[to]], NameIndex(listed.values()))
    return [(one.person.name, shown[one.start : one.end]) for one in found]


def test_who_is_named_elsewhere_is_found_in_place():
    told = "Ask Desmond Okafor. May I say that Mrs Whitfield knew? Walter Reed did."
    text = f"Dear Ana,\n\n{told}\n\nYours,\n\nDaniel Reed"
    people = ["Ana Duarte", "Desmond Okafor", "Joan Whitfield", "Walter Tansley", "Daniel Reed", "May Chen"]
    assert mentioned(text, people, "Ana Duarte") == [
        ("Desmond Okafor", "Desmond Okafor"),
        ("Joan Whitfield", "Whitfield"),
    ]


def test_a_given_name_counts_where_it_can_only_be_one():
    text = "Dear Ana,\n\nI told Daniel about it, and Mary."
    assert mentioned(text, ["Ana Duarte", "Daniel Reed", "Mary Jones", "Mary Smith"], "Ana Duarte") == [
        ("Daniel Reed", "Daniel")
    ]
    assert mentioned(text, ["Ana Duarte", "Daniel Reed", "my brother"], "Ana Duarte") == []


# ── taking letters in ─────────────────────────────────────────────────────────────────────────────────────────────


def test_all_the_real_letters_go_in_and_none_is_refused_falsely(shared: Path):
    source = Source("letters.jsonl", (shared / "data" / "beethoven" / "letters.jsonl").read_bytes())
    outcome = import_letters([source], (), (), Replay(), add_people=True)
    assert (len(outcome.added), len(outcome.new_people), outcome.refused) == (261, 78, ())
    naming = [remark for remark in outcome.remarks if remark.remark.startswith("Also on the list")]
    assert 70 <= len(naming) <= 95  # 87 by the count of the people who gave us the letters, twins counted apart
    again = import_letters(
        [source], outcome.new_people, {letter.source_digest for letter in outcome.added}, Replay("2"), add_people=True
    )
    assert (again.added, again.new_people, len(again.same)) == ((), (), 261)


def test_the_letters_of_the_town_all_find_their_people():
    people = import_people(town.people_files(), (), Replay()).added
    outcome = import_letters(town.letter_files(), people, (), Replay("letters"))
    assert (len(outcome.added), outcome.refused) == (41, ())
    by = {person.id: person for person in people}
    written = {by[one].name for letter in outcome.added for one in letter.to}
    assert {person.name for person in people} - written == {"Anton Weiss", "Victor Sandys"}
    to_family = [letter for letter in outcome.added if by[letter.to[0]].name == "Familie Brandt"]
    assert len(to_family) == 2
    assert {reply.name for reply in town.replies()} <= written


def test_a_name_that_may_mean_several_is_not_guessed():
    people = [Person("a" * 32, "Dr. Ana Duarte"), Person("b" * 32, "Prof. Ana Duarte")]
    (refusal,) = take([{"to": "Ana Duarte", "text": "I took it."}], people).refused
    assert "several" in refusal.reason
    assert take([{"to": "b" * 32, "text": "I took it."}], people).added[0].to == ("b" * 32,)


def test_a_name_that_is_on_nobodys_list():
    people = [Person("a" * 32, "Ana Duarte")]
    (refusal,) = take([{"to": "Anna Duarte", "text": "I took it."}], people).refused
    assert "Did you mean Ana Duarte?" in refusal.reason
    outcome = take([{"to": "Anna Duarte", "text": "I took it."}], people, add_people=True)
    assert [person.name for person in outcome.new_people] == ["Anna Duarte"]


def test_the_same_letter_twice_in_one_run_goes_once():
    rows = [{"to": "Ana", "text": "I took it."}] * 2
    outcome = take(rows, [], add_people=True)
    assert (len(outcome.added), len(outcome.same), len(outcome.new_people)) == (1, 1, 1)
