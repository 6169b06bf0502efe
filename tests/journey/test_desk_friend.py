"""A friend reads a draft: sealed there, sealed back, and their remarks beside the words they are about."""

from __future__ import annotations

import re

import pytest

from amends.desk.letters.friend import copy_for_friend, paragraphs, remarks_in
from amends.desk.letters.markdown import words_of_markdown
from amends.desk.letters.words import plain_text
from tests.office_door import everything, running
from tests.walk import Walk, walk

__all__ = ["walk"]

DRAFT = "Dear Ana,\n\nI sold the boat without asking you.\n\n> It was ours.\n\n- the oars\n- the *net*\n\nTomas\n"
PASSAGES = ("Dear Ana,", "I sold the boat without asking you.", "> It was ours.", "- the oars - the *net*", "Tomas")


@pytest.fixture
def office(walk: Walk):
    with running(walk.folder / "office") as one:
        walk.new()
        cards = walk.folder / "people.csv"
        cards.write_text("Name\nAna Duarte\nRuth Amsel\n", "utf-8")
        walk("people", "import", cards)
        (walk.folder / "invitation").write_bytes(one.invitation().to_bytes())
        yield one


def written(walk: Walk, text: str = DRAFT, name: str = "Ana Duarte") -> str:
    (walk.folder / "draft.md").write_text(text, "utf-8")
    return walk("write", name, "--file", walk.folder / "draft.md", "--hold").json["letter"]


def enrolled(walk: Walk, office) -> None:
    (walk.folder / "other.md").write_text("Dear Ruth,\n\nI told your brother.\n\nTomas\n", "utf-8")
    walk("write", "Ruth Amsel", "--file", walk.folder / "other.md")
    assert walk("post", "--to", office.door.url, "--invitation", walk.folder / "invitation").json["posted"] == 1


def test_a_friend_reads_a_draft_at_an_office_that_cannot_and_their_remarks_come_back(walk: Walk, office):
    letter = written(walk)
    enrolled(walk, office)
    walk("reading", "send", letter, "Piet", "--to", office.door.url, code=2)  # the writer has not said yes
    lent = walk("reading", "send", "Ana Duarte", "Piet", "--to", office.door.url, "--yes").json
    assert (lent["letter"], lent["draft"], lent["to"]) == (letter, 1, "Piet")
    kept = repr(everything(office.office))
    assert "boat" not in kept
    assert "Piet" not in kept

    seen = walk("open", lent["url"]).json
    assert (seen["to"], seen["signed_by"]) == ("Piet", "")
    assert "This is a draft of a letter to somebody else." in seen["text"]
    assert "[2] I sold the boat without asking you." in seen["text"]
    said = walk.folder / "said.txt"
    said.write_text("It is good.\n\n2: Say when.\nAnd to whom.\n\n> the oars\nNobody will know which.\n", "utf-8")
    walk("answer", lent["url"], "--file", said, "--name", "Piet")
    assert walk("mailbag", "fetch").json["new"] == 1
    assert walk("mailbag", "fetch").json["new"] == 0
    assert walk("mailbag", "list").json == []  # it is no answer to a letter

    remarks = walk("reading", "list", letter).json["remarks"]
    assert [(one["from"], one["draft"], one["passage"], one["says"]) for one in remarks] == [
        ("Piet", 1, "", "It is good."),
        ("Piet", 1, "I sold the boat without asking you.", "Say when.\nAnd to whom."),
        ("Piet", 1, "the oars", "Nobody will know which."),
    ]
    assert walk("post").json["posted"] == 0  # a lent draft is no letter, and no strange one


def test_a_lent_draft_is_taken_back_and_opens_nothing_any_more(walk: Walk, office):
    letter = written(walk)
    enrolled(walk, office)
    lent = walk("reading", "send", letter, "Piet", "--to", office.door.url, "--yes").json
    walk("reading", "back", lent["lent"])
    walk("open", lent["url"], code=5)
    assert walk("reading", "list", letter).json["lent"][0]["back"]


def test_without_an_office_it_goes_as_a_file_behind_words_and_comes_back_as_one(walk: Walk, office):
    letter = written(walk)
    lent = walk("reading", "send", letter, "Piet", "--to", walk.folder / "out", "--words", "--yes").json
    file = walk.folder / "out" / f"{lent['lent']}.html"
    assert b"boat" not in file.read_bytes()
    assert "#" not in lent["url"]
    assert "[2] I sold the boat" in walk("open", file, "--words", lent["words"]).json["text"]
    walk("reading", "back", lent["lent"])
    assert not file.exists()


def test_what_an_office_did_not_take_is_lent_to_nobody(walk: Walk, office):
    letter = written(walk)
    walk("reading", "send", letter, "Piet", "--to", office.door.url, "--yes", code=2)  # not enrolled there
    assert walk("reading", "list", letter).json["lent"] == []
    walk("reading", "send", letter, " ", "--to", walk.folder / "out", "--yes", code=2)
    (walk.folder / "file").write_text("in the way")
    walk("reading", "send", letter, "Piet", "--to", walk.folder / "file", "--yes", code=1)


def test_a_letter_that_is_sealed_is_no_draft_any_more(walk: Walk, office):
    enrolled(walk, office)
    walk("reading", "send", "Ruth Amsel", "Piet", "--to", walk.folder / "out", "--yes", code=2)


# ── numbers and passages ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_paragraph_of_the_copy_has_its_number():
    words, _ = words_of_markdown(DRAFT, lang="en", from_name="Tomas")
    assert paragraphs(words) == PASSAGES
    copy = plain_text(copy_for_friend(words, ("Read this.",)))
    assert re.findall(r"^\[(\d)\]", copy, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    assert copy.startswith("Read this.\n")


@pytest.mark.parametrize(
    ("answer", "remarks"),
    [
        ("All of it is good.", [("", "All of it is good.")]),
        ("2: no\n4) yes", [(PASSAGES[1], "no"), (PASSAGES[3], "yes")]),
        ("[2] no", [(PASSAGES[1], "no")]),
        ("2 - no\n(5) your name?", [(PASSAGES[1], "no"), (PASSAGES[4], "your name?")]),
        ("9: there is no ninth", [("", "9: there is no ninth")]),
        ("In 2019: you said so", [("", "In 2019: you said so")]),
        ("12.5 miles", [("", "12.5 miles")]),
        ("> the boat\n> was mine\nWas it?", [("the boat was mine", "Was it?")]),
        ("> nothing behind it", []),
        ("2:\nno", [("", "2:\nno")]),
        ("", []),
    ],
)
def test_remarks_are_placed_by_number_by_words_or_on_the_whole(answer, remarks):
    assert remarks_in(answer, PASSAGES) == tuple(remarks)
