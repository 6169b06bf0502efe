"""Whoever got a letter does without a browser what the reading room offers, and its writer learns what they chose."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.walk import RunningOffice, Walk, office, rows, walk

__all__ = ["office", "walk"]


@pytest.fixture
def link(walk: Walk, office: RunningOffice) -> str:
    """The link to a letter that waits at the office."""
    walk.new()
    walk.letters(rows(1))
    (posted,) = walk("post", "--to", office.address, "--invitation", office.invitation).json["links"]
    return str(posted["url"])


def told(walk: Walk) -> dict[str, Any]:
    """What the writer has learnt of that letter."""
    walk("mailbag", "fetch")
    (letter,) = walk("status").json["each"]
    return {"told": letter["told"], "answers": letter["answers"]}


def test_a_private_link_opens_a_letter_that_was_taken_back(walk: Walk, link: str) -> None:
    private = walk("keep", link).json["url"]
    assert private.startswith(link + ".")
    assert walk("open", private).json["text"] == walk("open", link).json["text"]
    walk("keep", private, code=2)
    walk("withdraw", "Joan Whitfield")
    walk("open", link, code=5)
    assert "ladder" in walk("open", private).json["text"]


def test_the_writer_is_told_what_was_chosen_and_nothing_else(walk: Walk, link: str) -> None:
    nothing = told(walk)
    walk("open", link)
    walk("decline", link)
    walk("not-for-me", link)
    assert told(walk) == nothing
    walk("tell", link, code=2)
    walk("tell", link, "--received")
    learnt = told(walk)
    assert learnt != nothing
    walk("decline", link, "--tell")
    assert told(walk) != learnt


def test_an_answer_is_taken_back_until_its_writer_has_it(
    walk: Walk, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered(text: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return str(walk("answer", link, "--file", "-").json["answer"])

    first, second = answered("Too soon."), answered("Thank you.")
    assert walk("take-back", link, first).json == {"taken_back": True}
    walk("mailbag", "fetch")
    assert walk("take-back", link, second, code=1).json == {"taken_back": False}
    (waiting,) = walk("mailbag", "list").json
    assert walk("mailbag", "open", waiting["id"]).json["text"].strip() == "Thank you."


def test_a_never_can_be_said_and_taken_back_even_after_a_withdrawal(walk: Walk, link: str) -> None:
    walk("withdraw", "Joan Whitfield")
    said = walk("never", link)
    assert said.json == {"done": True}
    assert "amends keep LINK" in walk("never", link, as_json=False).err
    assert walk("again", link).json == {"done": True}
    walk("decline", link, code=5)


def test_a_letter_that_came_as_a_file_has_no_office_to_act_at(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    (carried,) = walk("post", "--to", walk.folder / "carried").json["links"]
    assert "file" in walk("never", carried["url"], code=2).json["error"]
