"""Words of others in a letter are found, held against their text word by word, and cited."""

from __future__ import annotations

import io
import zipfile

import pytest

from amends.desk.letters.quoting.epub import PARTS_MOST
from amends.desk.letters.quoting.finding import Hit, find_quoted, grams, tokens
from amends.desk.letters.quoting.texts import read_source
from amends.errors import Refused
from tests.walk import Walk, rows, walk

__all__ = ["walk"]

PLAY = """\
The Project Gutenberg eBook of A Midsummer Night's Dream

Title: A Midsummer Night's Dream
Author: William Shakespeare

*** START OF THE PROJECT GUTENBERG EBOOK A MIDSUMMER NIGHT'S DREAM ***

A MIDSUMMER NIGHT'S DREAM

ACT III
SCENE I. The wood.

TITANIA. What angel wakes me from my flow\u2019ry bed?
BOTTOM. The finch, the sparrow, and the lark,
The plain-song cuckoo gray.
Act one part of it with me, said he.

SCENE II. Another part of the wood.

PUCK. Lord, what fools these mortals be!

ACT V, SCENE I. Athens.

PUCK. If we shadows have offended,
Think but this, and all is mended.

*** END OF THE PROJECT GUTENBERG EBOOK A MIDSUMMER NIGHT'S DREAM ***
Donations are gratefully accepted by the foundation whose name stands here.
"""
FOOLS = "Lord, what fools these mortals be"


def found_in(letter: str, text: str = PLAY):
    source = read_source("play.txt", text.encode())
    index: dict[int, list[Hit]] = {}
    words = tokens(source.text)
    for at, gram in enumerate(grams(words)):
        index.setdefault(gram, []).append(Hit("play", at))
    look_up = lambda wanted: {one: index[one] for one in wanted if one in index}  # noqa: E731
    return [
        (one.passage, one.exact, one.source) for one in find_quoted(letter, look_up, lambda _: (source.text, words))
    ]


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_play_knows_its_title_and_where_its_acts_and_scenes_begin():
    source = read_source("play.txt", PLAY.encode())
    assert (source.title, source.author) == ("A Midsummer Night's Dream", "William Shakespeare")
    assert [where for _, where in source.places] == ["III", "III.1", "III.2", "V.1"]
    assert "gratefully" not in source.text
    assert all(source.text[at:].startswith(("ACT", "SCENE")) for at, _ in source.places)


@pytest.mark.parametrize(
    ("heading", "cited"),
    [
        ("CHAPTER IV", "chapter 4"), ("Chapter 12. The letter", "chapter 12"), ("Book the First", "book 1"),
        ("SONNET CXVI", "sonnet 116"), ("STAVE TWO", "stave 2"), ("PART THE SECOND", "part 2"),
        ("Part one of it was lost", None), ("PSALM 51", "psalm 51"), ("Chapter and verse", None),
    ],
)  # fmt: skip
def test_headings_are_known_by_their_form(heading, cited):
    source = read_source("x.txt", f"A Book\n\n{heading}\n\nsome words here\n".encode())
    assert [where for _, where in source.places] == ([cited] if cited else [])


def epub(**parts: str) -> bytes:
    container = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    package = (
        "<package><metadata><dc:title>Great &amp; Small</dc:title><dc:creator>A. Writer</dc:creator></metadata>"
        '<manifest><item id="two" href="two%20b.xhtml"/><item id="one" href="one.xhtml"/></manifest>'
        '<spine><itemref idref="one"/><itemref idref="two"/></spine></package>'
    )
    one = "<html><head><title>no</title></head><body><h2>Chapter 1</h2><p>It was the best<sup>1</sup> of\ntimes</p>"
    two = "<body><h2>Chapter 2</h2><p>it was the worst of <i>times</i></p><script>alert(1)</script></body>"
    files = {
        "META-INF/container.xml": container,
        "OPS/book.opf": package,
        "OPS/one.xhtml": one,
        "OPS/two b.xhtml": two,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (files | parts).items():
            book.writestr(name, text)
    return out.getvalue()


def test_an_epub_is_read_in_the_order_of_its_spine():
    source = read_source("book.epub", epub())
    assert (source.title, source.author) == ("Great & Small", "A. Writer")
    assert source.text.split("\n") == [
        "Chapter 1",
        "It was the best of times",
        "Chapter 2",
        "it was the worst of times",
    ]
    assert [where for _, where in source.places] == ["chapter 1", "chapter 2"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (epub(**{"META-INF/encryption.xml": "<encryption/>"}), "locked by its seller"),
        (epub(**{f"p{n}": "" for n in range(PARTS_MOST)}), "more than a book"),
        (epub(bomb="0" * (65 * 1024 * 1024)), "more than a book"),
        (epub()[:-40], "no EPUB"),
        (b"PK\x03\x04 and nothing", "no EPUB"),
        (b"\x00\x01\x02 a picture", "no text"),
        (b" \n \n", "no words"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_words(data, why):
    with pytest.raises(Refused, match=why):
        read_source("book.epub", data)


def test_entities_of_a_books_own_unfold_to_nothing():
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><body><p>words &b; here</p></body>'
    assert "aaaa" not in read_source("book.epub", epub(**{"OPS/one.xhtml": lol})).text


# ── finding ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("letter", "found"),
    [
        (f"He said: \u201c{FOOLS}!\u201d", [(FOOLS, True, FOOLS)]),
        ('"lord what FOOLS these mortals be"', [("lord what FOOLS these mortals be", True, FOOLS)]),
        ("\u201cLord, what fools we mortals be\u201d", [("Lord, what fools we mortals be", False, FOOLS)]),
        ("\u201cLord, what fools mortals be\u201d", [("Lord, what fools mortals be", False, FOOLS)]),
        (f"> {FOOLS}", [(FOOLS, True, FOOLS)]),
        ("> If we shadows have offended,\n> think but this and all is mended\n",
         [("If we shadows have offended, > think but this and all is mended", True,
           "If we shadows have offended, Think but this, and all is mended")]),
        ("I heard the finch, the sparrow and the lark, the plain song.",
         [("the finch, the sparrow and the lark, the plain song", True,
           "The finch, the sparrow, and the lark, The plain-song")]),
        ("What angel wakes me? I asked, and the sparrow said nothing.", []),
        ("\u201cI never said these mortals were fools, my lord\u201d", []),
        ("\u201cNo words of this are his at all\u201d", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_quotation_is_found_and_held_word_by_word(letter, found):
    assert found_in(letter) == found


def test_two_quotations_in_one_letter_are_held_each_against_its_own_place():
    letter = "\u201cLord, what fools all mortals be\u201d and \u201cThink but this, and all is mended\u201d"
    assert [(exact, source) for _, exact, source in found_in(letter)] == [
        (False, FOOLS),
        (True, "Think but this, and all is mended"),
    ]


# ── at the desk ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_writer_adds_a_play_and_is_shown_what_it_says(walk: Walk):
    walk.new()
    (walk.folder / "play.txt").write_text(PLAY, "utf-8")
    for new in (True, False):
        added = walk("quotations", "add", walk.folder / "play.txt").json
        assert (added["title"], added["parts"], added["added"]) == ("A Midsummer Night's Dream", 4, new)
    (walk.folder / "own.txt").write_text("My diary\n\nThe boat lay in the reeds all that long winter.\n", "utf-8")
    walk("quotations", "add", walk.folder / "own.txt", "--title", "Diary")
    assert [one["title"] for one in walk("quotations", "list").json] == ["A Midsummer Night's Dream", "Diary"]
    walk("quotations", "add", walk.folder / "nothing.txt", code=2)
    walk("quotations", "add", walk.desk / "drawer.db", code=1)

    letter = "Dear Ana,\n\n> Lord, what fools all mortals be!\n\nThe boat lay in the reeds all that long winter.\n"
    walk.letters([rows(1)[0] | {"to": "Ana Duarte", "text": letter}])
    said = walk("quotations", "check").json
    assert [(one["cited"], one["exact"], one["source"]) for one in said] == [
        ("A Midsummer Night's Dream, III.2", False, FOOLS),
        ("Diary", True, "The boat lay in the reeds all that long winter"),
    ]
    assert walk("quotations", "check", "Ana Duarte").json == said
    told = walk("quotations", "check", as_json=False).out
    assert f"The text has: \u201c{FOOLS}\u201d" in told
    walk("quotations", "remove", "diary")
    assert len(walk("quotations", "check").json) == 1
    walk("quotations", "remove", "diary", code=2)


def test_texts_and_their_index_rest_encrypted(walk: Walk):
    walk.new()
    (walk.folder / "play.txt").write_text(PLAY, "utf-8")
    walk("quotations", "add", walk.folder / "play.txt")
    for file in walk.desk.rglob("*"):
        assert not file.is_file() or b"mortals" not in file.read_bytes(), file
