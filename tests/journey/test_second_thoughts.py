"""Second thoughts after posting: a corrected letter in the place of one that was posted."""

from __future__ import annotations

import pytest

from tests.walk import office, walk

__all__ = ["office", "walk"]

NEW = "Dear Joan,\n\nI took the ladder, and I lied about it to your father as well. I am sorry for both."


@pytest.fixture
def desk(walk, office, tmp_path):
    walk.new()
    walk.letters([
        {"to": "Joan Whitfield", "text": "Dear Joan,\n\nI took the ladder. I am sorry."},
        {"to": "Ada Moss", "text": "Dear Ada,\n\nI am sorry about the boat."},
    ])  # fmt: skip
    walk("post", "--invitation", office.invitation)
    (tmp_path / "new.md").write_text(NEW, "utf-8")
    return walk


def link_to(desk, name):
    return next(one["url"] for one in desk("post").json["links"] if one["to"] == name)


def test_a_corrected_letter_takes_the_place_of_the_other_whether_that_was_opened_or_not(desk, tmp_path):
    said = []
    for name, text in (("Joan Whitfield", NEW), ("Ada Moss", NEW.replace("Joan", "Ada"))):
        old = link_to(desk, name)
        if name == "Ada Moss":
            desk("open", old)
        (tmp_path / "new.md").write_text(text, "utf-8")
        corrected = desk("correct", name, "--file", tmp_path / "new.md").json
        assert "lied about it" in desk("open", corrected["url"]).json["text"]
        gone = desk("open", old, code=5, as_json=False)
        assert corrected["letter"] not in gone.err + gone.out
        said.append((corrected["noted"], gone.err))
    assert said[0] == said[1]
    assert desk("status").json["states"] == {"posted": 2}
    assert len(desk("post").json["links"]) == 2


def test_a_correction_that_was_cut_off_is_gone_on_with_and_another_is_not_mixed_into_it(desk, office, tmp_path):
    old = link_to(desk, "Joan Whitfield")
    office.close()
    desk("correct", "Joan Whitfield", "--file", tmp_path / "new.md", code=4)
    (tmp_path / "other.md").write_text("Dear Joan,\n\nNever mind.", "utf-8")
    desk("correct", "Joan Whitfield", "--file", tmp_path / "other.md", code=1)
    office.open()
    corrected = desk("correct", "Joan Whitfield", "--file", tmp_path / "new.md").json
    assert "lied about it" in desk("open", corrected["url"]).json["text"]
    desk("open", old, code=5)
    assert desk("status").json["states"] == {"posted": 2}


def test_what_cannot_take_its_place_changes_nothing(desk, tmp_path):
    old = link_to(desk, "Joan Whitfield")
    (tmp_path / "crossed.md").write_text("Dear Ada,\n\nI am sorry.", "utf-8")
    assert "Ada" in desk("correct", "Joan Whitfield", "--file", tmp_path / "crossed.md", code=1, as_json=False).err
    (tmp_path / "empty.md").write_text("\n", "utf-8")
    desk("correct", "Joan Whitfield", "--file", tmp_path / "empty.md", code=2)
    desk("open", old)
