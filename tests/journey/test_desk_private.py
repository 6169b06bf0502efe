"""An answer that asks to stay with the writer stays there: it is in no letter book, and its page says so."""

from __future__ import annotations

import pypdfium2

from tests.paper_that_came import a_jpeg, letter_page
from tests.walk import Walk, rows, walk

__all__ = ["walk"]


def answered(walk: Walk, url: str, words: str, *how: str) -> None:
    (walk.folder / "words.txt").write_text(words, "utf-8")
    file = walk.folder / f"{len(list(walk.folder.glob('*.amends')))}.amends"
    walk("answer", url, "--file", walk.folder / "words.txt", "--out", file, *how)
    walk("mailbag", "scan", file)


def test_what_shall_stay_with_the_writer_is_in_no_book(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(2))
    links = {one["to"]: one["url"] for one in walk("post", "--to", walk.folder / "out").json["links"]}
    answered(walk, links["Joan Whitfield"], "You may show this to anybody.\n")
    answered(walk, links["Ana Duarte"], "I tell nobody but you that I kept the oars.\n", "--private", "--again")
    for one in walk("mailbag", "list").json:
        opened = walk("mailbag", "open", one["id"]).json
        assert opened["private"] is (one["from"] == "Ana Duarte")
    said = walk("book", walk.folder / "book.pdf").json
    assert (said["letters"], said["replies"]) == (2, 1)
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(walk.folder / "book.pdf"))
    assert "show this to anybody" in text
    assert "oars" not in text


def test_a_page_that_the_writer_placed_is_a_plate_and_a_blank_one_is_not(walk: Walk) -> None:
    walk.new()
    walk.letters(rows(1))
    (walk.folder / "a.jpg").write_bytes(a_jpeg(letter_page()))
    (walk.folder / "b.jpg").write_bytes(a_jpeg(letter_page("")))
    walk("mailbag", "scan", walk.folder / "a.jpg", walk.folder / "b.jpg")
    for one in walk("mailbag", "list").json:
        walk("mailbag", "place", one["id"], "Joan Whitfield")
        walk("mailbag", "open", one["id"])
    assert walk("book", walk.folder / "book.pdf").json["replies"] == 1
    assert walk("book", walk.folder / "book.epub").json["replies"] == 1
