"""Reading a message strictly: what a stranger sent has every field, of the right kind, or is refused."""

from __future__ import annotations

from typing import cast

from amends.clock import stamp, unstamp
from amends.envelope import Json, from_json
from amends.errors import Unsupported


def message(data: bytes) -> dict[str, Json]:
    """A message of the version that is known here.

    Raises:
        Unsupported: another version, or no message.
    """
    value = from_json(data)
    if not isinstance(value, dict) or value.get("amends") != 1:
        raise Unsupported("The message is of a version this program does not know.")
    return value


def text(fields: dict[str, Json], name: str) -> str:
    """A field that is text.

    Raises:
        Unsupported: it is missing, or of another kind.
    """
    value = fields.get(name)
    if not isinstance(value, str):
        raise Unsupported(f"The message lacks {name!r}.")
    return value


def count(fields: dict[str, Json], name: str) -> int:
    """A field that is a whole number, none below zero.

    Raises:
        Unsupported: it is missing, or of another kind.
    """
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unsupported(f"The message lacks {name!r}.")
    return value


def is_moment(text: str) -> bool:
    """Whether this is a moment as `clock.stamp` writes it."""
    try:
        return stamp(unstamp(text)) == text
    except ValueError:
        return False


def rows(fields: dict[str, Json], name: str) -> list[dict[str, Json]]:
    """A field that is a list of objects.

    Raises:
        Unsupported: it is missing, or of another kind.
    """
    value = fields.get(name)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Unsupported(f"The message lacks {name!r}.")
    return cast("list[dict[str, Json]]", value)
