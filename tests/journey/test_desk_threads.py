"""A correspondence goes on where whoever answered chose to hear again, and rests where they did not."""

from __future__ import annotations

from amends.cli.edge import run
from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey.opening import open_desk
from amends.desk.journey.people import person_named
from amends.desk.web.person import person_shown
from tests.journey.test_desk_private import answered
from tests.paper_that_came import a_jpeg, letter_page
from tests.walk import PASSPHRASE, Walk, rows, walk

__all__ = ["walk"]


def begun(walk: Walk, *how: str) -> str:
    """A letter to Joan that was answered; gives the answer's id, opened."""
    walk.new()
    walk.letters(rows(2))
    links = {one["to"]: one["url"] for one in walk("post", "--to", walk.folder / "out").json["links"]}
    answered(walk, links["Joan Whitfield"], "I read it twice.\n", *how)
    (one,) = walk("mailbag", "list").json
    walk("mailbag", "open", one["id"])
    return one["id"]


def page(walk: Walk, words: str) -> str:
    (walk.folder / "page.md").write_text(words, "utf-8")
    return str(walk.folder / "page.md")


def test_who_asked_for_one_letter_gets_one(walk: Walk) -> None:
    reply = begun(walk, "--again")
    first = page(walk, "Dear Joan,\n\nThank you for reading it twice.\n\nTomas\n")
    put = walk("write", "Joan Whitfield", "--reply-to", reply, "--file", first).json
    again = walk(
        "write", "Joan Whitfield", "--reply-to", reply, "--file", page(walk, "Dear Joan,\n\nThank you.\n")
    ).json
    assert (again["letter"], again["draft"]) == (put["letter"], 2)
    assert walk("post", "--to", walk.folder / "out").json["posted"] == 1
    assert put["letter"] in [one["letter"] for one in walk("post", "--to", walk.folder / "out").json["links"]]

    steps = walk("mailbag", "thread", reply).json
    assert [(one["kind"], one["id"]) for one in steps[1:]] == [("answer", reply), ("letter", put["letter"])]
    assert steps == walk("mailbag", "thread", "Joan Whitfield").json
    with open_desk(Place(walk.desk), PASSPHRASE, MACHINE) as desk:
        (begun_with,) = person_shown(desk, person_named(desk, "Joan Whitfield").id).letters
    (heard,) = begun_with.answers
    assert (begun_with.id, heard.reply.id) == (steps[0]["id"], reply)
    assert [one.id for one in heard.letters] == [put["letter"]]
    (row,) = walk("mailbag", "list").json
    assert row["answered_by"] == [put["letter"]]

    more = page(walk, "Dear Joan,\n\nAnd one more thing.\n")
    assert "on its way" in walk("write", "Joan Whitfield", "--reply-to", reply, "--file", more, code=1).json["error"]
    assert "asked for one" in walk("write", "Joan Whitfield", "--file", more, code=1).json["error"]


def test_who_asked_for_none_gets_none_whichever_way_it_is_written(walk: Walk) -> None:
    reply = begun(walk)
    more = page(walk, "Dear Joan,\n\nOne more thing.\n")
    for how in (["--reply-to", reply], ["--another"], []):
        assert "did not ask" in walk("write", "Joan Whitfield", *how, "--file", more, code=1).json["error"]
    taken = walk.letters([{"to": "Joan Whitfield", "text": "Dear Joan,\n\nStill there?\n\nTomas"}], "more.jsonl")
    assert taken["added"] == 1
    for verb in (["post", "--to", walk.folder / "out"], ["print", "--out", walk.folder / "print"]):
        (left,) = [one for one in walk(*verb, code=1).json["refused"] if "did not ask" in one["reason"]]
        assert left["to"] == "Joan Whitfield"
    assert walk("write", "Ana Duarte", "--another", "--file", page(walk, "Dear Ana,\n\nHello.\n")).json["draft"] == 1


def test_a_letter_taken_in_from_a_file_can_be_the_one_they_asked_for(walk: Walk) -> None:
    begun(walk, "--again")
    said = [
        {"to": "Joan Whitfield", "text": f"Dear Joan,\n\nThank you, {word}.\n\nTomas"} for word in ("once", "twice")
    ]
    assert walk.letters(said, "more.jsonl")["added"] == 2
    posted = walk("post", "--to", walk.folder / "out", code=1).json
    assert posted["posted"] == 1
    assert "this one is not it" in posted["refused"][0]["reason"]


def test_of_a_page_on_paper_the_writer_says_what_it_asks_for(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    (walk.folder / "a.jpg").write_bytes(a_jpeg(letter_page()))
    walk("mailbag", "scan", walk.folder / "a.jpg")
    (one,) = walk("mailbag", "list").json
    more = page(walk, "Dear Joan,\n\nI come on Thursday.\n")
    how = ("write", "Joan Whitfield", "--reply-to", one["id"], "--file", more)
    assert "not opened and placed" in walk(*how, code=1).json["error"]
    walk("mailbag", "place", one["id"], "Joan Whitfield")
    walk("mailbag", "open", one["id"])
    assert "on paper" in walk(*how, code=1).json["error"]
    assert walk(*how, "--they-wish").json["draft"] == 1
    assert [step["kind"] for step in walk("mailbag", "thread", one["id"]).json] == ["letter", "answer", "letter"]


def test_a_thread_goes_on_on_paper_too(walk: Walk) -> None:
    reply = begun(walk, "--again")
    first = page(walk, "Dear Joan,\n\nThank you for reading it twice.\n\nTomas\n")
    walk("write", "Joan Whitfield", "--reply-to", reply, "--file", first)
    assert walk("print", "--out", walk.folder / "print").json["letters"] == 3


def test_what_an_answer_was_is_said_in_the_writers_own_words(walk: Walk) -> None:
    reply = begun(walk)
    walk("mailbag", "note", reply, "She read it twice. I can sleep.")
    (one,) = walk("mailbag", "list").json
    assert one["own_words"] == "She read it twice. I can sleep."
    assert walk("mailbag", "thread", reply).json[1]["own_words"] == "She read it twice. I can sleep."
    walk("mailbag", "note", reply, "")
    assert walk("mailbag", "list").json[0]["own_words"] == ""
    walk("mailbag", "note", reply, "x" * 500, code=2)


def test_nothing_is_noted_of_what_is_closed(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    (walk.folder / "a.jpg").write_bytes(a_jpeg(letter_page()))
    walk("mailbag", "scan", walk.folder / "a.jpg")
    (one,) = walk("mailbag", "list").json
    walk("mailbag", "note", one["id"], "Hello", code=1)
    assert run(["mailbag", "thread", one["id"], "--json"]) == 2  # it answers no letter yet
