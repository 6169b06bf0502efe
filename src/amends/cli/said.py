"""What a verb answers with: the same thing for a person, for a script and as an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console

DONE: Final = 0
IN_PART: Final = 1
REMARKS_MOST: Final = 20

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
        sys.stdout.write(json.dumps(said.document, ensure_ascii=False, indent=2) + "\n")
    else:
        for line in said.lines:
            sys.stdout.write(line + "\n")
    sys.stdout.flush()
    if as_json:
        return  # the document has them all
    for remark in said.remarks[:REMARKS_MOST]:
        remark_aloud(remark)
    if len(said.remarks) > REMARKS_MOST:
        remark_aloud(f"… and {len(said.remarks) - REMARKS_MOST} more; --json gives them all.")


def remark_aloud(text: str) -> None:
    """A remark on standard error."""
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(text)


def count(number: int, one: str, many: str = "") -> str:
    """A number of things: `1 letter`, `2 letters`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
