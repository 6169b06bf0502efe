"""Asking a friend to read a draft: `reading`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from amends.cli.asked import Asked
from amends.cli.frame import everywhere, verb
from amends.cli.said import Said
from amends.desk.drawer import lent as kept
from amends.desk.journey import lending
from amends.desk.journey.letters import letter_named
from amends.desk.journey.opening import Desk
from amends.desk.post.links import is_link
from amends.errors import WrongUsage


@click.group()
def reading() -> None:
    """A friend reads a draft before it goes, and their remarks come back to you."""


everywhere(reading)


@verb(reading)
@click.argument("letter")
@click.argument("friend")
@click.option("--to", "to", required=True, metavar="OFFICE_OR_DIR", help="An office this desk posts to, or a folder.")
@click.option("--note", default="", metavar="TEXT", help="What you say to them; else what this is and how to answer.")
@click.option("--words", is_flag=True, help="The key is behind words that you tell them, not in the link.")
@click.option("--yes", is_flag=True, help="Yes, they may read this draft; else a prompt.")
def send(asked: Asked, letter: str, friend: str, *, to: str, note: str, words: bool, yes: bool) -> Said:
    """Lends the newest draft of LETTER (its id, or the name of whom it is to) to FRIEND, sealed.

    Nobody on the way can read it, and it is not signed. What they say comes in with `amends mailbag fetch` or
    `mailbag scan FILE`, and stands beside the words.
    """
    with asked.open() as desk:
        one = _named(desk, letter)
        if not yes and not (sys.stdin.isatty() and click.confirm(f"{friend} may read this draft?", err=True)):
            raise WrongUsage("Nothing was lent: you have not said yes.", "Say so with --yes.")
        lent, url = lending.lend(desk, one, friend, to=to if is_link(to) else Path(to), note=note, by_words=words)
    told = [f"The words that open it, to be told in another way: {lent.words}"] if lent.words else []
    return Said(
        {
            "lent": lent.id,
            "letter": lent.letter,
            "draft": lent.number,
            "to": lent.reader,
            "url": url,
            "words": lent.words,
        },
        [f"Draft {lent.number} is lent to {lent.reader}: {url}", *told, "Whoever has this can read the draft."],
    )


@verb(reading, "list")
@click.argument("letter")
def list_(asked: Asked, letter: str) -> Said:
    """Who was asked to read drafts of LETTER, and what they said."""
    with asked.open() as desk, desk.drawer.transaction() as tx:
        one = letter_named(tx, letter).letter.id
        lent, said = kept.lent_of(tx, one), kept.remarks_on(tx, one)
    return Said(
        {
            "lent": [{"id": o.id, "to": o.reader, "draft": o.number, "at": o.at, "back": o.back} for o in lent],
            "remarks": [
                {"from": o.reader, "draft": o.number, "passage": o.passage, "says": o.says, "arrived": o.arrived}
                for o in said
            ],
        },
        [
            *(f"{o.id}  draft {o.number}, {o.reader}{', taken back' if o.back else ''}" for o in lent),
            *(f"{o.reader}: {f'“{o.passage}”: ' if o.passage else ''}{o.says}" for o in said),
        ]
        or ["Nobody was asked."],
    )


@verb(reading)
@click.argument("lent")
def back(asked: Asked, lent: str) -> Said:
    """Takes a lent draft back: its link opens nothing any more. What was read stays read."""
    with asked.open() as desk:
        lending.take_back(desk, lent)
    return Said({"noted": True}, ["It is taken back."])


def _named(desk: Desk, name: str) -> str:
    with desk.drawer.transaction() as tx:
        return letter_named(tx, name).letter.id
