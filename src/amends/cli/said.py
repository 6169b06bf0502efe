"""What a verb answers with: the same thing for a person, for a script and as an exit code."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from amends.errors import WrongUsage

DONE: Final = 0
IN_PART: Final = 1
REMARKS_MOST: Final = 20
_ACTS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal would not show but do. An office, a file's name or a page from a stranger may hold any of it."""

Document = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a verb.

    Attributes:
        document: for scripts, as the contract has it.
        lines: for people.
        remarks: what else they should know; goes to standard error.
        code: 0 when all is done, 1 when something was refused, or the code of what stood in the way.
    """

    document: Document
    lines: Sequence[str] = ()
    remarks: Sequence[str] = ()
    code: int = DONE


def say(said: Said, *, as_json: bool) -> None:
    """Says it: the document alone on standard output, or the lines; remarks to standard error."""
    if as_json:
        document = json.dumps(said.document, ensure_ascii=False, indent=2)
        sys.stdout.write(_ACTS.sub(lambda one: f"\\u{ord(one[0]):04x}", document) + "\n")
    else:
        for line in said.lines:
            sys.stdout.write(_shown(line) + "\n")
    sys.stdout.flush()
    if as_json:
        return  # the document has them all
    for remark in said.remarks[:REMARKS_MOST]:
        remark_aloud(remark)
    if len(said.remarks) > REMARKS_MOST:
        remark_aloud(f"… and {len(said.remarks) - REMARKS_MOST} more; --json gives them all.")


def code_of(refused: Sequence[object], found: Sequence[object]) -> int:
    """The exit code of a verb that takes files in: 2 where none of those named could be read."""
    return DONE if not refused else IN_PART if found else WrongUsage.exit_code


def in_type_line(letters: int) -> list[str]:
    """What is said where lines stand in plain type, because the hand lacks a letter of them."""
    having = "has a line" if letters == 1 else "have lines"
    return [f"{count(letters, 'letter')} {having} in plain type, where the hand lacks a letter."] if letters else []


def remark_aloud(text: str) -> None:
    """A remark on standard error."""
    from rich.console import Console  # noqa: PLC0415  # most verbs have nothing to remark

    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(_shown(text))


def _shown(text: str) -> str:
    return _ACTS.sub("\ufffd", text)


def count(number: int, one: str, many: str = "") -> str:
    """A number of things: `1 letter`, `2 letters`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
