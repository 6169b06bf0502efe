"""Letters as JSON lines: objects with `to` and `text`, maybe `date`, `from_name`, `sign`, `lang`, `plain`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from amends.desk.letters.fields import Fields, fields_of, in_type
from amends.desk.letters.letter import LetterRow
from amends.desk.letters.lines import normal
from amends.desk.letters.plain import words_of_text
from amends.desk.people.files import Refusal, Source, whole_text

ReadLetter: TypeAlias = LetterRow | Refusal


def read_json_lines(source: Source) -> Iterator[ReadLetter]:
    """Every letter of a file, as a row or as a refusal, in order."""
    for number, line in enumerate(whole_text(source.data).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _row(source.name, number, line)
        except (ValueError, RecursionError) as error:
            yield Refusal(source.name, number, _said(error))


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"This line is not JSON: {error.msg} at column {error.colno}."
    return str(error) if isinstance(error, ValueError) else "This line is nested too deep to be a letter."


def _row(file: str, number: int, line: str) -> LetterRow:
    row: Any = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError('This line is no letter: it should be an object with "to" and "text".')
    row = cast("dict[str, Any]", row)
    if not isinstance(row.get("text"), str):
        raise ValueError('The letter has no "text".')
    fields: Fields = fields_of(row)
    words = words_of_text(normal(row["text"]), lang=fields.lang, date=fields.date, from_name=fields.from_name)
    words = in_type(words, fields.plain)
    return LetterRow(file, number, fields.to, words, fields.from_name, fields.sign)
