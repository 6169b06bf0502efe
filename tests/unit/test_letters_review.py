"""The review: remarks where the rules say so, and silence where a person would see nothing wrong."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from amends.clock import Replay
from amends.desk import town
from amends.desk.letters.intake import import_letters
from amends.desk.letters.plain import words_of_text
from amends.desk.letters.review.finding import find
from amends.desk.letters.review.remarks import Context, Remark, review
from amends.desk.letters.review.rules import rules
from amends.desk.letters.review.twin import near_twins
from amends.desk.letters.words import plain_text
from amends.desk.people.intake import import_people
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person

VECTORS = sorted((Path(__file__).resolve().parents[2] / "spec" / "review" / "vectors").glob("*.json"))


def remarks_of(text: str, lang: str = "en", context: Context | None = None) -> list[Remark]:
    return list(review(words_of_text(text, lang=lang), context))


def test_there_are_vectors_for_every_rule_on_wording():
    seen = {json.loads(file.read_text("utf-8"))["rule"] for file in VECTORS}
    assert seen == {rule.id for rule in rules().values() if rule.kind != "named"}


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_a_rule_remarks_on_what_it_should_and_leaves_the_rest(file: Path):
    vector = json.loads(file.read_text("utf-8"))
    rule, lang, context = vector["rule"], vector["lang"], Context(bank=vector.get("bank", False))
    for text in vector["remarked"]:
        assert rule in {remark.rule for remark in remarks_of(text, lang, context)}, text
    for text in vector["left"]:
        assert rule not in {remark.rule for remark in remarks_of(text, lang, context)}, text


def test_what_is_found_is_what_the_browser_finds():
    rows = json.loads((VECTORS[0].parent.parent / "found.json").read_text("utf-8"))
    assert len(rows) > 100
    for row in rows:
        found = find(row["text"], row["lang"], tuple(row["own"]), bank=row["bank"])
        assert [[one.rule, one.start, one.end] for one in found] == row["found"], row["text"]


def test_a_remark_stands_beside_its_very_passage():
    words = words_of_text("Dear Joan,\n\nI _did_ it. I'm sorry if I upset you. Mistakes were made.\n\nYours,\n\nTom")
    text = plain_text(words)
    found = [remark for remark in review(words) if remark.passage]
    assert [remark.passage for remark in found] == ["sorry if I upset you", "Mistakes were made"]
    for remark in found:
        assert text[remark.start : remark.end] == remark.passage
        assert remark.why
        assert remark.source


def test_nothing_adds_the_remarks_up():
    fields = {field.name for field in dataclasses.fields(Remark)}
    assert fields == {"rule", "weight", "start", "end", "passage", "why", "source", "mend"}


def test_what_is_quoted_is_not_the_writers():
    quoted = "  You said, I am sorry if I hurt you.\n  Mistakes were made."
    text = f"I lied. You lost your place.\n\n{quoted}\n\nI will tell them."
    assert not [remark for remark in remarks_of(text) if remark.passage]


def test_a_bank_takes_asking_more_seriously_and_stops_addresses():
    text = "I hit you. You lost a tooth. I will pay. Please forgive me. I am at tom@example.org."
    at_home = {remark.rule: remark.weight for remark in remarks_of(text)}
    in_bank = {remark.rule: remark.weight for remark in remarks_of(text, context=Context(bank=True))}
    assert at_home["demand"] == "note"
    assert in_bank["demand"] == "high"
    assert "contact" not in at_home
    assert in_bank["contact"] == "blocks"


def test_somebody_else_on_the_list_is_pointed_out():
    ana, joan = Person("a" * 32, "Ana Duarte"), Person("b" * 32, "Joan Whitfield")
    words = words_of_text("Dear Ana,\n\nWhen Joan Whitfield told me what you had lost, I laughed.\n\nTom")
    found = [
        remark
        for remark in review(words, Context(addressees=(ana,), index=NameIndex([ana, joan])))
        if remark.rule == "third-party"
    ]
    assert [remark.passage for remark in found] == ["Joan Whitfield"]
    assert "Joan Whitfield is named" in found[0].why


def test_two_letters_nearly_the_same_are_twins():
    body = "I took the ladder from your yard in March and left it out in the rain at {} until the rungs went soft."
    letters = {
        "one": words_of_text(body.format("the mill")),
        "two": words_of_text(body.format("the weir")),
        "three": words_of_text("You lent me a coat the winter my own was stolen, and I pawned it for eleven pounds."),
    }
    assert near_twins(letters) == {"one": ("two",), "two": ("one",)}


def test_a_letter_in_a_language_without_rules_gets_none_on_its_wording():
    assert remarks_of("Es tut mir leid.", "de") == []


def test_the_letter_that_was_written_twice_shows_why():
    people = import_people(town.people_files(), (), Replay()).added
    letters = import_letters(town.letter_files(), people, (), Replay()).added
    peggy = next(letter for letter in letters if "peggy" in letter.source)
    found = [(remark.rule, remark.passage) for remark in review(peggy.words) if remark.passage]
    assert ("agentless", "mistakes were made") in found
    assert any(
        one.startswith("sorry if the business with the bonfire") for rule, one in found if rule == "conditional"
    )
