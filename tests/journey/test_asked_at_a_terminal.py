"""What only a person at a terminal meets: the question before letters leave, and mending the list by verbs."""

import io
import sys

import pytest

from amends.desk.journey.before_sealing import SENTENCES
from tests.walk import Walk, walk

__all__ = ["walk"]


class Typed(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def typing(monkeypatch):
    def types(said):
        monkeypatch.setattr(sys, "stdin", Typed(said))
        monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True, raising=False)

    return types


@pytest.fixture
def three(walk: Walk) -> Walk:
    walk.new()
    walk.letters([{"to": name, "text": f"Dear {name},\n\nI am sorry.\n"} for name in ("Ana", "Joan", "Ruth")])
    return walk


def test_the_question_is_put_once_for_all_and_a_no_is_kept_for_each(three: Walk, typing) -> None:
    three("people", "gate", "Joan", "yes")
    out = three.folder / "out"
    typing("n\n")
    asked = three("post", "--to", out, as_json=False, code=1)
    assert all(sentence in asked.err for sentence in SENTENCES), "what a seal means is said before"
    assert "Of 2 letters you have not said whether it could injure somebody: Ana, Ruth." in asked.err
    assert "Then these stay here." in asked.err
    assert not any(out.glob("*.amends")), "nothing left"
    typing("\n")
    assert "0 letters handed over" in three("post", "--to", out, as_json=False, code=1).out, "silence is no answer"
    typing("y\n")
    done = three("post", "--to", out, as_json=False, code=1)
    assert SENTENCES[0] not in done.err, "that is said once"
    assert "2 letters handed over" in done.out
    assert "Joan" in done.err
    typing("")
    assert "Could none of these" not in three("post", "--to", out, as_json=False, code=1).err, "it is answered"


def test_paper_puts_the_same_question_and_says_nothing_of_seals(three: Walk, typing) -> None:
    paper = ("print", "--out", three.folder / "paper", "--no-slips")
    typing("n\n")
    asked = three(*paper, as_json=False, code=1)
    assert "Could none of these injure anybody" in asked.err
    assert SENTENCES[0] not in asked.err
    assert asked.out.startswith("0 letters")
    typing("y\n")
    assert three(*paper, as_json=False).out.startswith("3 letters")
    typing("")
    assert "Could none of these" not in three("post", "--to", three.folder / "out", as_json=False).err


def test_two_entries_are_made_one_and_parted_again_by_verbs(walk: Walk) -> None:
    walk.new()
    cards = walk.folder / "cards.csv"
    cards.write_text("Name,E-mail 1 - Value\nAna Duarte,ana@alder.example\nAna D.,\nJoan,\n", "utf-8")
    walk("people", "import", cards)
    merged = walk("people", "merge", "Ana Duarte", "Ana D.").json
    assert merged["name"] == "Ana Duarte"
    assert [one["name"] for one in walk("people", "list").json] == ["Ana Duarte", "Joan"]
    history = walk("people", "changes").json
    assert (history[0]["number"], history[0]["what"], history[0]["undone"]) == (merged["change"], "merge", "")
    assert "Ana D." in walk("people", "changes", as_json=False).out
    assert walk("people", "undo").json == {"number": merged["change"], "put_back": 2, "left": []}
    assert [one["name"] for one in walk("people", "list").json] == ["Ana Duarte", "Ana D.", "Joan"]
    assert walk("people", "changes").json[0]["undone"]
    assert walk("people", "undo").json["number"] == history[1]["number"], "the newest that is not undone"
    assert walk("people", "list").json == []
    assert "nothing" in walk("people", "undo", as_json=False, code=2).err.lower()
    walk("people", "undo", 99, code=5)
