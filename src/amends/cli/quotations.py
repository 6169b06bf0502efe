"""Verbs about quotations: `quotations add`, `list`, `check`, `remove`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from amends.cli.asked import Asked
from amends.cli.frame import everywhere, verb
from amends.cli.said import Said, count
from amends.desk.journey import quotations as journey
from amends.desk.people.files import sources
from amends.errors import WrongUsage


@click.group()
def quotations() -> None:
    """Texts you quote from: yours, or free for anybody. Quotations are found, checked and cited."""


everywhere(quotations)


@verb(quotations)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Instead of the title it gives itself.")
@click.option("--author", default="", help="Instead of the author it names.")
def add(asked: Asked, file: Path, *, title: str, author: str) -> Said:
    """Puts a text on your shelf: plain text or EPUB. It stays at the desk, encrypted, and goes into no letter."""
    found, unread = sources([file], frozenset({".txt", ".epub"}))
    if unread:
        raise WrongUsage(f"{file}: {unread[0].reason}", "Plain text and EPUB can be read.")
    with asked.open() as desk:
        text, new = journey.add_text(desk, found[0], title=title, author=author)
    said = "is on the shelf" if new else "was on the shelf before"
    return Said(
        {
            "id": text.id,
            "title": text.title,
            "author": text.author,
            "words": text.words,
            "parts": len(text.places),
            "added": new,
        },
        [f"{text.title} {said}: {count(text.words, 'word')}, {count(len(text.places), 'heading')}."],
    )


@verb(quotations, "list")
def list_(asked: Asked) -> Said:
    """The texts on your shelf."""
    with asked.open() as desk:
        every = journey.texts_of(desk)
    return Said(
        [{"id": one.id, "title": one.title, "author": one.author, "words": one.words} for one in every],
        [f"{one.id[:8]}  {one.title}{f', {one.author}' if one.author else ''}" for one in every]
        or ["There are no texts yet: amends quotations add FILE"],
    )


@verb(quotations)
@click.argument("letters", metavar="[LETTER…]", nargs=-1)
def check(asked: Asked, letters: tuple[str, ...]) -> Said:
    """Holds quotations in letters against their texts, word by word: those named, or all that are not sealed."""
    with asked.open() as desk:
        found = journey.check(desk, letters)
    return Said(
        [{"letter": letter, **asdict(one)} for letter, one in found],
        [
            f"{letter[:8]}  “{one.passage}”: {one.cited}"
            + ("" if one.exact else f"\n          The text has: “{one.source}”")
            for letter, one in found
        ]
        or ["No quotations were found."],
    )


@verb(quotations)
@click.argument("text")
def remove(asked: Asked, text: str) -> Said:
    """Takes a text off your shelf, by its title or the beginning of its id."""
    with asked.open() as desk:
        gone = journey.take_text_off(desk, text)
    return Said({"id": gone.id, "title": gone.title}, [f"{gone.title} is off the shelf."])
