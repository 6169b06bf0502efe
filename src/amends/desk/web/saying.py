"""How the desk's pages say things: templates, dates, and the words for a state."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final, cast

import jinja2

from amends.clock import unstamp
from amends.wire import Told

LABELS: Final[dict[str, tuple[str, str]]] = {
    "unwritten": ("unwritten", "No letter yet"),
    "draft": ("draft", "Draft"),
    "ready": ("ready", "Ready"),
    "sealed": ("ready", "Sealed"),
    "posted": ("carried", "With an office"),
    "told": ("handed", "Let you know"),
    "answered": ("answered", "Answered"),
    "withdrawn": ("never", "Taken back"),
    "deferred": ("not-now", "Not now"),
    "never": ("never", "No letter, by choice"),
}
"""A state of the desk -> the look's `data-state`, which gives the disc its shape, and the word beside it."""


def told_words(told: Told | None) -> str:
    """What a recipient chose to tell, in words; empty where they told nothing."""
    if told is None:
        return ""
    if told.not_wanted:
        return "Not wanted; finished"
    said = {"asked for it": told.requested, "has it": told.received, "has read it": told.read}
    words = [word for word, is_so in said.items() if is_so]
    return " and ".join(words).capitalize()


def day(written: str) -> str:
    """A moment or a day as it is written down, the way one writes it in a letter: `3 November 2026`."""
    return f"{(moment := _moment(written)).day} {moment:%B %Y}" if written else ""


def postmark(written: str) -> str:
    """The same as short as a postmark has it, without the year: `3 Nov`."""
    return f"{(moment := _moment(written)).day} {moment:%b}" if written else ""


def _moment(written: str) -> dt.datetime:
    return unstamp(written if "T" in written else f"{written}T00:00:00Z")


def count(number: int, one: str, many: str = "") -> str:
    """A number of things: `1 letter`, `2,204 letters`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def together(names: tuple[str, ...] | list[str]) -> str:
    """Names one after another: "Ana, Rui and Ines"."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


@cache
def templates() -> jinja2.Environment:
    """The pages."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("amends.desk.web", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day, postmark=postmark, together=together)
    said: dict[str, object] = {"count": count, "labels": LABELS}
    cast("dict[str, object]", environment.globals).update(said)
    return environment
