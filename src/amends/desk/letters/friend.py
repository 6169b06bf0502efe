"""A draft as a friend gets it, every paragraph with a number, and their remarks as they come back.

The numbers need nothing of whoever reads: they work in a browser, on a telephone and on paper alike. A remark begins
with the number of its paragraph (`3: …`) or with some words of it behind `>`; anything else is of the whole letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from amends.desk.letters.words import Words, plain_text, words_from_json
from amends.envelope import Json

_NUMBERED: Final = re.compile(r"\s*[\[(]?(\d{1,3})[\])]?\s*[:.)\u2013\u2014-]\s+(?=\S)|\s*[\[(](\d{1,3})[\])]\s*")
_QUOTED: Final = re.compile(r"\s*>\s?(.*)")


def paragraphs(words: Words) -> tuple[str, ...]:
    """A draft's paragraphs as plain text, in reading order: salutation, body, close and all."""
    without = replace(words, date="")
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", plain_text(without)) if part.strip())


def copy_for_friend(words: Words, note: Sequence[str]) -> Words:
    """The words of the copy: what the writer says about it, and the draft with its numbers.

    Args:
        words: the draft.
        note: paragraphs that stand before it.
    """
    numbered = [f"[{number}] {passage}" for number, passage in enumerate(paragraphs(words), 1)]
    body: list[Json] = [{"p": [one]} for one in (*note, *numbered)]
    return words_from_json({"lang": words.lang, "body": body})


def remarks_in(answer: str, passages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What a friend said, as passage and remark; the passage is empty where it is of the whole letter.

    Args:
        answer: the plain text of their answer.
        passages: the paragraphs of the copy, by their numbers from 1.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    quoting = False
    for line in answer.split("\n"):
        number, quoted = _NUMBERED.match(line), _QUOTED.match(line)
        if quoted:
            said = " ".join(quoted[1].split())
            if quoting:
                said = f"{found[-1][0]} {said}".strip()
                found[-1] = (said, [])
            else:
                found.append((said, []))
        elif number and 1 <= (which := int(number[1] or number[2])) <= len(passages):
            found.append((passages[which - 1], [line[number.end() :]]))
        else:
            found[-1][1].append(line)
        quoting = bool(quoted)
    said = ((passage, "\n".join(lines).strip()) for passage, lines in found)
    return tuple((passage, says) for passage, says in said if says)
