"""Whose hand is it? Off until the writer says yes; suggested, never placed; taught, and forgotten on a word."""

from __future__ import annotations

import base64
from pathlib import Path

import cv2
import numpy as np

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.drawer.traces import kept_traces
from amends.desk.journey.opening import open_desk
from amends.desk.knowing.encode import trace_from_bytes
from amends.desk.knowing.learnt import learnt
from tests.walk import PASSPHRASE, Walk, rows, walk

__all__ = ["walk"]

FONTS = {"Joan Whitfield": cv2.FONT_HERSHEY_SCRIPT_COMPLEX, "Ana Duarte": cv2.FONT_HERSHEY_PLAIN}


def _answer(walk: Walk, name: str, words: str, file: str) -> Path:
    page = np.full((900, 1500, 3), 236, np.uint8)
    for row, line in enumerate(words.split("\n")):
        cv2.putText(page, line, (60, 130 + 110 * row), FONTS[name], 2.0, (60, 40, 30), 3, cv2.LINE_AA)
    cv2.imwrite(str(walk.folder / file), page)
    return walk.folder / file


FIRST = "Dear Tomas, thank you\nfor the letter you wrote\nwe read it in the garden\nand it was good to read"
SECOND = "I have thought about it\nfor some weeks and want\nto say that it is well"


def _unplaced(walk: Walk) -> list[dict[str, object]]:
    return [one for one in walk("mailbag", "list").json if not one["from"]]


def _kept(walk: Walk) -> dict[str, bytes]:
    """What the drawer holds of hands, by the answer it was taken from."""
    with open_desk(Place(walk.desk), PASSPHRASE, MACHINE) as desk, desk.drawer.transaction() as tx:
        return {one.reply: one.data for one in kept_traces(tx)}


def test_nothing_is_looked_at_until_the_writer_says_yes(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(2))
    walk("mailbag", "scan", _answer(walk, "Joan Whitfield", FIRST, "a.png"))
    (one,) = _unplaced(walk)
    assert (one["suggested"], one["hand"], one["certain"]) == ([], "not looked at", False)
    assert walk("mailbag", "knowing").json == {"on": False, "known": 0, "read": 0}
    walk("mailbag", "place", one["id"], "Joan Whitfield")
    assert walk("mailbag", "hands").json["hands"] == []


def test_a_confirmed_answer_teaches_and_can_be_forgotten(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(2))
    walk("mailbag", "scan", _answer(walk, "Joan Whitfield", FIRST, "a.png"))
    assert walk("mailbag", "knowing", "on").json["read"] == 1
    (one,) = _unplaced(walk)
    assert (one["suggested"], one["hand"]) == ([], "not known")
    walk("mailbag", "confirm", one["id"], code=2)
    placed = walk("mailbag", "confirm", one["id"], "--hand-of", "Joan Whitfield").json
    assert (placed["to"], placed["taught"]) == ("Joan Whitfield", "Joan Whitfield")
    (row,) = walk("mailbag", "list").json
    assert (row["from"], row["certain"], row["opened"]) == ("Joan Whitfield", False, False)

    walk("mailbag", "scan", _answer(walk, "Joan Whitfield", FIRST + "\n" + SECOND, "b.png"))
    (again,) = _unplaced(walk)
    (guess,) = again["suggested"]
    assert guess["name"] == "Joan Whitfield"
    assert guess["evidence"] == "hand"
    assert "confirmed" in guess["reason"]
    (kept,) = walk("mailbag", "hands", "--export", "Joan Whitfield").json["traces"]
    assert (kept["answer"], kept["version"]) == (row["id"], learnt().digest)
    taken = trace_from_bytes(base64.b64decode(kept["numbers"]), learnt())
    assert not taken.bare
    assert _kept(walk) == {row["id"]: taken.to_bytes(), again["id"]: _kept(walk)[again["id"]]}

    walk("mailbag", "knowing", "off")
    (quiet,) = _unplaced(walk)
    assert (quiet["suggested"], quiet["hand"]) == ([], "not looked at")
    assert walk("mailbag", "hands", "--forget", "Joan Whitfield").json == {"hands": [], "forgotten": 1}
    walk("mailbag", "hands", "--export", "Joan Whitfield", code=2)
    assert list(_kept(walk)) == [again["id"]]
    assert walk("mailbag", "hands", "--forget-all").json["forgotten"] == 1
    assert _kept(walk) == {}


def test_what_was_placed_by_eye_can_be_put_back(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(2))
    walk("mailbag", "knowing", "on")
    walk("mailbag", "scan", _answer(walk, "Ana Duarte", FIRST, "a.png"))
    (one,) = _unplaced(walk)
    assert walk("mailbag", "place", one["id"], "Ana Duarte").json["taught"] == "Ana Duarte"
    assert walk("mailbag", "unplace", one["id"]).json["letter"] == ""
    assert walk("mailbag", "hands").json["hands"] == []
    assert len(_unplaced(walk)) == 1
