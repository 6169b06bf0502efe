"""Letters from files: the parts told apart, the marks kept, and no word ever lost."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.letters.jsonlines import read_json_lines
from amends.desk.letters.letter import LetterRow
from amends.desk.letters.markdown import read_markdown, words_of_markdown
from amends.desk.letters.plain import words_of_text
from amends.desk.letters.words import (
    Emphasis,
    Items,
    LineBreak,
    Paragraph,
    Quotation,
    Underlined,
    Words,
    bare,
    lines_of,
    plain_text,
    words_from_json,
    words_json,
)
from amends.desk.people.files import Refusal, Source


def spoken(words: Words) -> list[str]:
    """Every word of the tree in reading order, without marks."""
    text = " ".join((words.date, *(bare(line) for line in lines_of(words))))
    return without_marks(text)


def without_marks(text: str) -> list[str]:
    return re.sub(r"[*_]", "", unicodedata.normalize("NFC", text)).split()


def md(text: str) -> LetterRow:
    row = read_markdown(Source("a.md", text.encode()))
    assert isinstance(row, LetterRow), row
    return row


# ── the real letters ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def beethoven(shared: Path) -> list[tuple[dict[str, str], LetterRow]]:
    data = (shared / "data" / "beethoven" / "letters.jsonl").read_bytes()
    rows = list(read_json_lines(Source("letters.jsonl", data)))
    given = [json.loads(line) for line in data.decode().splitlines()]
    assert len(rows) == len(given) == 261
    assert not [row for row in rows if isinstance(row, Refusal)]
    return [(one, row) for one, row in zip(given, rows, strict=True) if isinstance(row, LetterRow)]


def test_no_word_of_the_real_letters_is_lost(beethoven: list[tuple[dict[str, str], LetterRow]]):
    for one, row in beethoven:
        assert spoken(row.words) == without_marks(f"{one['date']} {one['text']}"), one["number"]


def test_every_real_letter_is_a_tree_that_strangers_can_read(beethoven: list[tuple[dict[str, str], LetterRow]]):
    for _, row in beethoven:
        assert words_from_json(words_json(row.words)) == row.words


def test_the_parts_of_real_letters(beethoven: list[tuple[dict[str, str], LetterRow]]):
    by = {one["number"]: row.words for one, row in beethoven}
    assert bare(by[218].salutation) == "MY GOOD ADJUTANT,--"
    assert not by[216].salutation  # "The Adjutant's innocence is admitted, and there is an end of it!"
    assert (bare(by[219].close), bare(by[219].sign)) == ("Your", "BEETHOVEN.")
    assert bare(by[263].close).startswith("I remain, the humble servant")
    assert by[224].postscript[0] == Paragraph(
        ("P.S.--N.B. Though I would gladly profit by your kind offer of living in your garden-house, various "
         "circumstances render this impossible. My kind regards to all your family.",)
    )  # fmt: skip
    verse = by[216].postscript[0]
    assert isinstance(verse, Quotation)
    assert [bare(line) for line in verse.lines] == [
        "The best generalissimus for the good,",
        "But the devil himself for the bad!",
    ]
    assert by[423].date == "Tuesday Morning."


# ── plain text ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_wrapped_lines_run_on_and_meant_breaks_stay():
    wrapped = (
        "I took the ladder that stood behind your shed, the long one, and I never\n"
        "brought it back, though you asked me twice and were civil about it.\n\n"
        "14 Weir Lane\nAlder Bridge"
    )
    first, second = words_of_text(wrapped).body
    assert isinstance(first, Paragraph)
    assert LineBreak() not in first.line
    assert second == Paragraph(("14 Weir Lane", LineBreak(), "Alder Bridge"))


def test_marks_in_plain_text():
    (block,) = words_of_text("I _did_ say *so*, _twice *over*_, under_score and 2 * 3 * 4 ________").body
    assert block == Paragraph(
        (
            "I ",
            Underlined(("did",)),
            " say ",
            Emphasis(("so",)),
            ", ",
            Underlined(("twice ", Emphasis(("over",)))),
            ", under_score and 2 * 3 * 4 ________",
        )
    )


def test_a_mark_over_the_lines_of_a_verse():
    (verse,) = words_of_text("  _Presto\n  e piano_").body
    assert verse == Quotation(((Underlined(("Presto",)),), (Underlined(("e piano",)),)))


PIECE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=12)
LETTER = st.lists(
    st.one_of(
        PIECE,
        st.sampled_from(["Dear Joan,", "\n", "\n\n", "  ", "P.S. ", "- ", "1. ", "_a_", "*b*", "Yours,", "TOM"]),
    ),
    min_size=1,
    max_size=40,
).map("".join)


def allowed(text: str) -> bool:
    return bool(text.strip()) and not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)


@given(LETTER.filter(allowed))
def test_no_word_of_plain_text_is_ever_lost(text: str):
    words = words_of_text(text)
    want = [one for one in without_marks(text) if one not in ("-", "•")]
    got = [one for one in spoken(words) if one not in ("-", "•")]
    dropped = [one for one in want if re.fullmatch(r"\d{1,3}[.)]", one)]
    assert [one for one in got if one not in dropped] == [one for one in want if one not in dropped]
    assert words_from_json(words_json(words)) == words


def test_what_may_not_stand_in_a_letter_is_named_with_its_line():
    with pytest.raises(ValueError, match=r"Line 2 .*U\+202E"):
        words_of_text("Dear Joan,\nsee \u202etxt")
    with pytest.raises(ValueError, match="no words"):
        words_of_text(" \n\n ")


# ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────────────


WHOLE = """---
to: [Joan Whitfield, Ana Duarte]
from_name: Tommy
date: 2024-05-03
sign: no
---
Dear Joan, dear Ana,

I *did* take __it__ and _wrote_ **this** down.\\
Twice.

> somebody said
> a line of verse

    The best of us
    go first.

1. one
2. two

Yours ever,
Tommy

P.S. The bucket.
"""


def test_a_whole_letter_in_markdown():
    row = md(WHOLE)
    assert (row.to, row.from_name, row.sign, row.date) == (
        ("Joan Whitfield", "Ana Duarte"),
        "Tommy",
        False,
        "2024-05-03",
    )
    words = row.words
    assert (bare(words.salutation), bare(words.close), bare(words.sign)) == (
        "Dear Joan, dear Ana,",
        "Yours ever,",
        "Tommy",
    )
    assert words.body == (
        Paragraph(
            (
                "I ",
                Emphasis(("did",)),
                " take ",
                Underlined(("it",)),
                " and ",
                Underlined(("wrote",)),
                " ",
                Underlined(("this",)),
                " down.",
                LineBreak(),
                "Twice.",
            )
        ),
        Quotation((("somebody said",), ("a line of verse",))),
        Quotation((("The best of us",), ("go first.",))),
        Items((("one",), ("two",)), ordered=True),
    )
    assert words.postscript == (Paragraph(("P.S. The bucket.",)),)
    assert not row.remarks


def test_a_year_at_the_beginning_of_a_line_is_a_word():
    words, _ = words_of_markdown("1819. It was wet.")
    assert plain_text(words) == "1819. It was wet.\n"


def test_the_name_they_know_stands_where_the_letter_has_no_signature():
    row = md("---\nto: Ana\nfrom_name: Uncle Tom\n---\nDear Ana,\n\nI kept your ladder for a year.\n")
    assert row.words.sign == ("Uncle Tom",)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("See [the wall](https://example.org/wall).", "https://example.org/wall"),
        ("![the wall](wall.jpg)", "wall.jpg"),
        ("# The wall", "no headings"),
        ("a\n\n***\n\nb", "line across"),
        ("- a\n  - b", "list inside a list"),
        ("```\nthe wall\n```", "program text"),
    ],
)
def test_what_a_letter_cannot_hold_leaves_a_remark_and_its_words(text: str, remark: str):
    words, remarks = words_of_markdown(text, line=7)
    assert len(remarks) == 1
    assert remark in remarks[0]
    assert remarks[0].startswith("Line 7" if "***" not in text and "- b" not in text else "Line ")
    shown = re.sub(r"\(\S+?\)|[\[\]!#`*-]", "", text).split()
    assert [word for word in spoken(words) if word not in ("-", "–")] == shown or remark == "no headings"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nto: A\n---\nfine\n\nthen <b>this</b>\n", 6),
        ("---\nto: A\n---\n\n<div>\nthis\n</div>\n", 5),
        ("---\nto: [A\n---\nHello\n", 2),
        ("Hello\n", 1),
        ("---\nfrom_name: T\n---\nHello\n", 1),
        ("---\nto: A\nsign: perhaps\n---\nHello\n", 1),
        ("---\nto: A\n---\nturn &#x202e;round\n", 1),
    ],
)
def test_what_is_refused_names_its_line(text: str, line: int):
    refusal = read_markdown(Source("a.md", text.encode()))
    assert isinstance(refusal, Refusal)
    assert (refusal.file, refusal.line) == ("a.md", line)
    assert refusal.reason


WORD = st.text("abcdefgäöß", min_size=1, max_size=8)
MARKED = st.one_of(WORD, WORD.map("*{}*".format), WORD.map("_{}_".format), WORD.map("**{}**".format))
PROSE = st.lists(MARKED, min_size=1, max_size=12).map(" ".join)
BLOCK = st.one_of(
    PROSE,
    PROSE.map(lambda text: "> " + text),
    PROSE.map(lambda text: "    " + text),
    st.lists(PROSE, min_size=1, max_size=3).map(lambda lines: "\n".join("- " + line for line in lines)),
    st.lists(PROSE, min_size=2, max_size=3).map("\n".join),
    st.lists(PROSE, min_size=2, max_size=3).map("\\\n".join),
)


@given(st.lists(BLOCK, min_size=1, max_size=6))
def test_no_word_of_markdown_is_ever_lost(blocks: list[str]):
    text = "\n\n".join(blocks)
    words, remarks = words_of_markdown(text)
    assert sorted(spoken(words)) == sorted(re.sub(r"[*_>\\-]", "", text).split())
    assert not remarks
    assert words_from_json(words_json(words)) == words


@given(st.text(max_size=200))
def test_any_text_is_a_letter_or_a_reason(text: str):
    row = read_markdown(Source("a.md", ("---\nto: A\n---\n" + text).encode("utf-8", "replace")))
    if isinstance(row, LetterRow):
        assert words_from_json(words_json(row.words)) == row.words
    else:
        assert row.reason


# ── JSON lines ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bad_line_is_refused_and_the_rest_goes_in():
    lines = [
        '{"to": "A", "text": "one"}',
        "{",
        "[]",
        '{"to": "A"}',
        '{"to": [], "text": "x"}',
        '{"to": ["A", "B"], "text": "two"}',
    ]
    found = list(read_json_lines(Source("l.jsonl", "\n".join(lines).encode())))
    assert [row.line for row in found if isinstance(row, LetterRow)] == [1, 6]
    assert [row.line for row in found if isinstance(row, Refusal)] == [2, 3, 4, 5]


def rows(*values: dict[str, object]) -> Iterator[LetterRow]:
    for row in read_json_lines(Source("l", "\n".join(json.dumps(value) for value in values).encode())):
        assert isinstance(row, LetterRow)
        yield row


def test_the_digest_knows_a_letter_again_and_tells_any_change():
    base: dict[str, object] = {"to": "A", "text": "I took it."}
    first, again, *others = rows(
        base, {**base, "number": 7}, {**base, "to": "B"}, {**base, "text": "I took that."}, {**base, "sign": False},
        {**base, "from_name": "T"}, {**base, "date": "May"},
    )  # fmt: skip
    assert first.digest == again.digest
    assert len({first.digest, *(row.digest for row in others)}) == 6
