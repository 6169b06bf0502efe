"""A letter that a scan cut in two is joined by the writer, goes on as one, and can be laid apart again."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey import joining
from amends.desk.journey.opening import open_desk
from amends.errors import Refused
from amends.sentences import in_language, whole
from tests.journey.test_desk_piles import papers_of, put, slips
from tests.paper_that_came import a_jpeg, letter_page
from tests.walk import PASSPHRASE, Walk, walk

__all__ = ["walk"]


def test_a_letter_cut_in_two_becomes_one_and_two_again(walk: Walk) -> None:
    (first,) = slips(walk, 1)
    files = [put(walk, "1.jpg", a_jpeg(first)), put(walk, "2.jpg", a_jpeg(letter_page()))]
    walk("mailbag", "knowing", "on")
    assert walk("mailbag", "scan", *files).json["unsorted"] == 1
    rest, slip = sorted(walk("mailbag", "list").json, key=lambda one: one["certain"])
    assert walk("status").json["answers"] == {"all": 1, "unopened": 1}  # the slip by itself is blank

    assert "another letter" in walk("mailbag", "join", rest["id"], slip["id"], code=1).json["error"]
    with open_desk(Place(walk.desk), PASSPHRASE, MACHINE) as desk, pytest.raises(Refused) as refused:
        joining.join(desk, rest["id"], slip["id"])
    assert "está ubicada con otra carta" in in_language(whole(refused.value), "es")
    walk("mailbag", "join", slip["id"], slip["id"], code=2)
    walk("mailbag", "join", slip["id"], code=2)
    joined = walk("mailbag", "join", slip["id"], rest["id"]).json
    assert joined == {"id": slip["id"], "letter": slip["letter"], "joined": [rest["id"]]}

    (one,) = walk("mailbag", "list").json
    assert (one["id"], one["certain"]) == (slip["id"], True)
    assert walk("status").json["answers"] == {"all": 1, "unopened": 1}
    seen = walk("mailbag", "open", one["id"], "--out", walk.folder / "seen").json["files"]
    assert [Path(name).read_bytes() for name in seen[:2]] == [file.read_bytes() for file in files]
    assert len(pypdfium2.PdfDocument(seen[2])) == 1  # a blank slip is not in the clean pages
    assert [side.kind for side in papers_of(walk, slip["id"])] == ["slip", "page"]
    again = put(walk, "same.jpg", files[1].read_bytes())
    assert walk("mailbag", "scan", again).json["same"] == 1
    assert len(walk("mailbag", "list").json) == 1

    assert walk("mailbag", "turn", slip["id"], "2", "--by", "180").json["page"] == 2
    assert walk("mailbag", "join", slip["id"], "--apart").json["apart"] == [rest["id"]]
    assert {row["id"] for row in walk("mailbag", "list").json} == {slip["id"], rest["id"]}
    assert [len(papers_of(walk, id_)) for id_ in (slip["id"], rest["id"])] == [1, 1]
    assert walk("mailbag", "hands", "--forget-all").json["forgotten"] == 2
    walk("mailbag", "join", slip["id"], "--apart", code=2)
