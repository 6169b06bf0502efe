"""`amends mailbag mail`: the mailbox in which answers by mail arrive."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from amends.cli.asked import Asked
from amends.cli.frame import everywhere, verb
from amends.cli.said import IN_PART, Said, count
from amends.desk.journey import mailing as journey
from amends.desk.journey.letters import letters_named
from amends.errors import WrongUsage


@click.group()
def mail() -> None:
    """The mailbox in which answers by mail arrive: set it, show addresses, write drafts, forget it."""


everywhere(mail)


@verb(mail, "set")
@click.argument("address", metavar="ADDRESS")
def set_(asked: Asked, *, address: str) -> Said:
    """Has answers to ADDRESS fetched by `amends mailbag fetch` from the mailbox in $AMENDS_MAILBOX, or asks for it.

    It looks like imaps://user:password@mail.example/INBOX and is kept encrypted. ADDRESS has to be one at which
    ADDRESS with a + and anything behind its name arrives too, as at most providers.
    """
    url = os.environ.get("AMENDS_MAILBOX", "")
    if not url and sys.stdin.isatty():
        url = click.prompt("Mailbox, imaps://user:password@host/folder", hide_input=True, err=True)
    if not url:
        raise WrongUsage("The mailbox was not given.", "Put imaps://user:password@host/folder into $AMENDS_MAILBOX.")
    with asked.open() as desk:
        journey.use_mailbox(desk, address.strip(), url)
    return Said(
        {"address": address.strip(), "host": urlsplit(url).hostname},
        [
            f"Answers to {address.strip()} are fetched from now on. The mailbox is only looked at; nothing in it is "
            "changed, and mail that answers no letter is not kept here."
        ],
    )


@verb(mail)
@click.argument("letters", nargs=-1, metavar="[LETTER…]")
def addresses(asked: Asked, *, letters: tuple[str, ...]) -> Said:
    """The address at which an answer to each letter is placed for certain; give it to its recipient alone."""
    with asked.open() as desk:
        rows = journey.addresses(desk, letters_named(desk, letters))
    return Said(
        [{"letter": letter, "to": to, "address": address} for letter, to, address in rows],
        [f"{to}: {address}" for _, to, address in rows] or ["No letter is sealed yet."],
    )


@verb(mail)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where they go."
)
@click.argument("letters", nargs=-1, metavar="[LETTER…]")
def drafts(asked: Asked, *, out: Path, letters: tuple[str, ...]) -> Said:
    """Writes letters that were posted as mails for you to look at and send with your own mail program.

    Each has the link in it, or the file that opens itself, so whoever reads that mailbox can open the letter; with
    `amends post --words` the words are in no mail. An answer to it is placed for certain.
    """
    with asked.open() as desk:
        files, refused = journey.write_drafts(desk, out, letters_named(desk, letters))
    left_out = [{"letter": one.letter, "to": one.to, "reason": one.reason} for one in refused]
    return Said(
        {"files": [str(file) for file in files], "refused": left_out},
        [f"{count(len(files), 'draft')} in {out}. Open each with your mail program, look at it, and send it."],
        [f"No draft of the letter to {one.to}: {one.reason}" for one in refused],
        IN_PART if refused else 0,
    )


@verb(mail)
def forget(asked: Asked) -> Said:
    """Looks into no mailbox any more, and forgets its password. What was fetched stays."""
    with asked.open() as desk:
        journey.forget_mailbox(desk)
    return Said({"forgotten": True}, ["No mailbox is looked into any more."])
