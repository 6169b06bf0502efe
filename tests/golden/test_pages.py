"""A letter, its envelope and its slip look as they did; and a change that anybody would see is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.golden import DIFFERS, FOLDER, LAYOUTS, LETTER, Laid, differs, pictures, wider

A5 = LAYOUTS["a5-plain"]
HINT = "If that is meant, look at the pages, then make them anew: python -m tests.golden"


def golden(name: str) -> dict[str, str]:
    kept = sorted(FOLDER.glob(f"{name}.*.txt"))
    return {path.name.split(".")[1]: path.read_text("utf-8") for path in kept}


@pytest.mark.parametrize("name", LAYOUTS)
def test_pages_look_as_they_did(name: str) -> None:
    now, before = pictures(LAYOUTS[name]), golden(name)
    assert set(now) == set(before), HINT
    changed = {page: round(differs(now[page], before[page]), 3) for page in now}
    assert all(by <= DIFFERS for by in changed.values()), f"{changed}: {HINT}"


def test_other_alternates_of_the_same_letters_are_no_change() -> None:
    other = replace(A5, letter=replace(LETTER, id="b" * 32))
    assert 0 < differs(pictures(other)["page-1"], golden("a5-plain")["page-1"]) <= DIFFERS


@pytest.mark.parametrize(
    ("bent", "seen_on"),
    [
        (replace(A5, sheet=wider(A5.sheet, 3)), "page-1"),
        (replace(A5, sheet=replace(A5.sheet, pitch=A5.sheet.pitch + 1)), "page-1"),
        (replace(A5, sheet=replace(A5.sheet, type=A5.sheet.type * 1.1)), "page-1"),
        (replace(A5, sheet=replace(A5.sheet, head=A5.sheet.head + 3)), "page-1"),
        (replace(A5, hand="ana"), "page-1"),
        (replace(A5, paper="rosemary"), "page-1"),
        (replace(A5, letter=replace(LETTER, words=replace(LETTER.words, body=LETTER.words.body[1:]))), "page-1"),
        (replace(A5, letter=replace(LETTER, address_lines=LETTER.address_lines[1:])), "front"),
        (replace(A5, cover=replace(A5.cover, left=A5.cover.left + 6)), "front"),
        (replace(A5, cover=replace(A5.cover, flap=A5.cover.flap + 6)), "back"),
    ],
    ids=[
        "wider margins", "lines further apart", "larger writing", "a lower head", "another hand", "another paper",
        "a paragraph gone", "a line of the address gone", "the address elsewhere", "the sender's name elsewhere",
    ],
)  # fmt: skip
def test_a_change_that_anybody_would_see_is_noticed(bent: Laid, seen_on: str) -> None:
    assert differs(pictures(bent)[seen_on], golden("a5-plain")[seen_on]) > DIFFERS
