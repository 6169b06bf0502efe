"""Letters in plain text: paragraphs parted by a blank line, wrapped or not, verse and lists as people type them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from amends.desk.letters.arrange import Part, Passage, arranged
from amends.desk.letters.lines import forbidden, marked, normal, split
from amends.desk.letters.words import Items, Quotation, Words

_ITEM = re.compile(r"(?:[-•]|(\d{1,3})[.)]) +(?=\S)")
_WRAPPED_LEAST: Final = 60
_WRAPPED_MOST: Final = 100


def words_of_text(text: str, *, lang: str = "en", date: str = "", from_name: str = "") -> Words:
    """The tree of a letter in plain text.

    A line that ends where the next word would still have fitted was ended on purpose and keeps its break; others were
    wrapped and run on. A block with every line indented is verse. `*x*` is emphasised, `_x_` underlined.

    Raises:
        ValueError: there are no words, or a character that may not stand in a letter.
    """
    text = normal(text)
    if wrong := forbidden(text):
        raise ValueError(wrong)
    width = wrap_width(text)
    blocks = [block for block in re.split(r"\n(?:[^\S\n]*\n)+", text) if block.strip()]
    if not blocks:
        raise ValueError("The letter has no words.")
    return arranged([_part(block.strip("\n"), width) for block in blocks], lang=lang, date=date, from_name=from_name)


def wrap_width(text: str) -> int:
    """The column at which a text was wrapped; 0 where it was not, so that every line feed in it is meant."""
    widest = max(map(len, text.split("\n")), default=0)
    return widest if _WRAPPED_LEAST <= widest <= _WRAPPED_MOST else 0


def meant(line: str, following: str, width: int) -> bool:
    """Whether a line feed was meant: the next word would have fitted well before the wrapping column."""
    return not width or len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) <= width * 3 // 4


def _part(block: str, width: int) -> Part:
    rows = [row for row in block.split("\n") if row.strip()]
    if all(row.startswith("  ") for row in rows):
        return Quotation(split(marked("\n".join(row.strip() for row in rows))))
    if items := _items(rows):
        return items
    text = rows[0].strip()
    for row, following in pairwise(rows):
        text += ("\n" if meant(row, following, width) else " ") + following.strip()
    # Marks may reach over a break; close and signature are looked for line by line all the same.
    return Passage((marked(text),))


def _items(rows: list[str]) -> Items | None:
    marks = [_ITEM.match(row) for row in rows]
    if not marks[0] or not all(mark or row.startswith("  ") for mark, row in zip(marks, rows, strict=True)):
        return None
    numbers = [mark[1] for mark in marks if mark]
    if any(numbers) and numbers != [str(n) for n in range(1, len(numbers) + 1)]:
        return None
    texts: list[str] = []
    for mark, row in zip(marks, rows, strict=True):
        if mark:
            texts.append(row[mark.end() :].strip())
        else:
            texts[-1] += " " + row.strip()
    if len(texts) < 2:
        return None
    return Items(tuple(marked(text) for text in texts), ordered=any(numbers))
