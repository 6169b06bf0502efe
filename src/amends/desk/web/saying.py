"""How the desk's pages say things: templates, dates, numbers, and the words for where somebody stands."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, partial
from typing import Final, cast

import jinja2

from amends.clock import unstamp
from amends.sentences import DEFAULT, LANGUAGES, Sentence, in_language, marked, translations
from amends.wire import Told

LABELS: Final[dict[str, tuple[str, str]]] = {
    "draft": ("draft", marked("Draft")),
    "ready": ("ready", marked("Ready")),
    "sealed": ("ready", marked("Sealed")),
    "posted": ("carried", marked("Posted")),
    "withdrawn": ("never", marked("Taken back")),
}
"""A letter's state -> the look's `data-state`, which gives the disc its shape, and the word beside it."""

SCREENINGS: Final[dict[str, str]] = {
    "waiting": marked("It lies in the bank and waits to be read."),
    "returned": marked("The bank’s readers sent it back to be mended."),
    "rejected": marked("The bank’s readers rejected it."),
    "approved": marked("The bank’s readers let it through. What becomes of it, you learn only from its recipient."),
}
"""How far the reading of a letter has come that lies in a bank."""

SUBJECTS: Final[dict[str, str]] = {
    "violence": marked("Violence"),
    "theft": marked("Theft or fraud"),
    "driving": marked("A crash"),
    "sexual": marked("Sexual violence"),
    "neglect": marked("Neglect or abuse"),
    "other": marked("Something else"),
}
"""What letters in a bank are about, as its readers are told (`wire.SUBJECTS`)."""

STAGES: Final[dict[str, tuple[str, str]]] = {
    "listed": ("unwritten", marked("Listed")),
    "willing": ("unwritten", marked("Willing")),
    "drafted": ("draft", marked("Drafted")),
    "read": ("draft", marked("Read by a friend")),
    "ready": ("ready", marked("Ready")),
    "sealed": ("ready", marked("Sealed")),
    "posted": ("carried", marked("Posted")),
    "answered": ("answered", marked("Answered")),
    "withdrawn": ("never", marked("Taken back")),
    "living": ("handed", marked("Living amends")),
    "deferred": ("not-now", marked("Deferred")),
    "never": ("never", marked("Never")),
}
"""Where somebody stands, in the same two ways."""

KINDS: Final[dict[str, tuple[str, str]]] = {
    "direct": (marked("Direct"), marked("to them, by letter or in person")),
    "partial": (marked("Partial"), marked("as much as can be put right")),
    "deferred": (marked("Deferred"), marked("not before something has come")),
    "living": (marked("Living"), marked("by living otherwise from now on")),
    "indirect": (marked("Indirect"), marked("through somebody or something else; no letter goes to them")),
    "never": (marked("Never"), marked("it would injure them or others; no letter goes to them")),
}
"""The kinds of amends: the word, and what it means."""

INJURIES: Final[dict[str, str]] = {
    "no": marked("No, as far as I can see"),
    "unsure": marked("I am not sure"),
    "yes": marked("Yes"),
}
"""The answers to the gate."""


def told_words(told: Told | None) -> tuple[str, ...]:
    """What a recipient chose to tell, as sentences for the page; none where they told nothing."""
    if told is None:
        return ()
    if told.not_wanted:
        return (marked("Not wanted; finished"),)
    said = {marked("Asked for it"): told.requested, marked("Has it"): told.received, marked("Has read it"): told.read}
    return tuple(word for word, is_so in said.items() if is_so)


def day(written: str, language: str = DEFAULT) -> str:
    """A moment or a day as it is written down, the way one writes it in a letter: `3 November 2026`."""
    if not written:
        return ""
    moment = _moment(written)
    if language == DEFAULT:
        return f"{moment.day} {moment:%B %Y}"
    from babel.dates import format_date  # noqa: PLC0415  # only whoever reads another language waits for it

    return format_date(moment, "long", language)


def at_time(written: str, language: str = DEFAULT) -> str:
    """A moment with its time on the clock of this machine: `3 November 2026, 14:32`."""
    here = unstamp(written).astimezone()
    return f"{day(f'{here:%Y-%m-%d}', language)}, {here:%H:%M}"


def postmark(written: str, language: str = DEFAULT) -> str:
    """The same as short as a postmark has it, without the year: `3 Nov`."""
    moment = _moment(written)
    if language == DEFAULT:
        return f"{moment.day} {moment:%b}"
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(moment, "d MMM", language)


def thousands(number: int, language: str = DEFAULT) -> str:
    """A number as one reads it: `2,204`."""
    if language == DEFAULT:
        return f"{number:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415

    return format_decimal(number, locale=language)


def together(names: tuple[str, ...] | list[str], language: str = DEFAULT) -> str:
    """Names one after another: "Ana, Rui and Ines"."""
    *first, last = names or [""]
    if first and language != DEFAULT:
        from babel.lists import format_list  # noqa: PLC0415

        return format_list([*first, last], locale=language)
    return f"{', '.join(first)} and {last}" if first else last


def _moment(written: str) -> dt.datetime:
    return unstamp(written if "T" in written else f"{written}T00:00:00Z")


def told(said: str, language: str = DEFAULT) -> str:
    """What an error or a room says, in the reader's language: a marked sentence, or one with names in it."""
    if isinstance(said, Sentence) or not said:
        return in_language(said, language)
    return translations(language).gettext(said)


def noted(note: str, *, language: str) -> str:
    """What the desk wrote down of an answer, sentence by sentence, in the reader's language."""
    return " ".join(translations(language).gettext(one) for one in re.split(r"(?<=\.) ", note))


@cache
def templates(language: str = DEFAULT) -> jinja2.Environment:
    """The pages in a language. A sentence is marked with `_`, `ngettext` or `{% trans %}`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("amends.desk.web", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cast("dict[str, object]", environment.policies)["ext.i18n.trimmed"] = True
    install = getattr(environment, "install_gettext_translations")  # noqa: B009  # the extension adds it
    install(translations(language), newstyle=True)
    in_words = {
        "day": day,
        "at_time": at_time,
        "postmark": postmark,
        "together": together,
        "thousands": thousands,
        "noted": noted,
    }
    environment.filters.update({name: partial(said, language=language) for name, said in in_words.items()})
    speaking = partial(told, language=language)
    said: dict[str, object] = {
        "told": speaking,
        "language": language,
        "languages": LANGUAGES,
        "labels": LABELS,
        "screenings": SCREENINGS,
        # Said once here and not once a row of the list, which has fifty.
        "stages": {stage: (shape, speaking(word)) for stage, (shape, word) in STAGES.items()},
        "kinds": {kind: (speaking(word), speaking(meaning)) for kind, (word, meaning) in KINDS.items()},
        "injuries": INJURIES,
        "subjects": SUBJECTS,
    }
    cast("dict[str, object]", environment.globals).update(said)
    return environment
