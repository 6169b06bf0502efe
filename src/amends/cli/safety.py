"""Verbs that keep the desk safe: `backup`, `restore`, `recover`, `passphrase`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from amends.cli.asked import PATIENCE, Asked, first_line
from amends.cli.frame import standing_alone
from amends.cli.said import Said
from amends.desk.drawer.place import Place
from amends.desk.journey import keeping
from amends.errors import Locked, WrongUsage


@standing_alone("backup")
@click.argument("out", type=click.Path(path_type=Path))
def backup(asked: Asked, out: Path) -> Said:
    """Copies the whole desk into one file. It opens with today's passphrase, or today's recovery sheet."""
    with asked.open() as desk:
        keeping.back_up(desk, out)
    return Said(
        {"file": str(out), "bytes": out.stat().st_size}, [f"The desk is backed up in {out}, encrypted as it lies."]
    )


@standing_alone("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def restore(asked: Asked, file: Path, folder: Path | None) -> Said:
    """Makes a desk again from a backup, in DIR (or where --desk says), where there is none yet.

    Of a desk and a copy restored from its backup only one may go on posting: whichever posts first. The other is
    told.
    """
    where = folder or Path(asked.desk or os.environ.get("AMENDS_DESK") or "")
    if where == Path():
        raise WrongUsage("Say where the desk is to stand.", "amends restore FILE DIR")
    place = Place(where.expanduser().absolute())
    generation = keeping.put_back(file, place, asked.clock)
    return Said(
        {"desk": str(place.root), "generation": generation},
        [f"The desk is back in {place.root}. It opens with the passphrase of the day the backup was made."],
    )


@standing_alone("recover")
@click.option(
    "--sheet", type=click.Path(path_type=Path), metavar="OUT", help="Make a recovery sheet there, a text to print."
)
@click.option("--words", default="", metavar="WORDS", help="The words of the sheet; else a prompt.")
def recover(asked: Asked, sheet: Path | None, words: str) -> Said:
    """Makes a recovery sheet (--sheet), or opens the desk with its words and gives it a new passphrase."""
    if sheet:
        passphrase = asked.passphrase()
        with asked.open_with(passphrase) as desk:
            keeping.make_sheet(desk, passphrase, sheet)
        return Said(
            {"sheet": str(sheet)}, [f"The recovery sheet is in {sheet}. Print it, put it away, delete the file."]
        )
    place = asked.place()
    if not words:
        if not sys.stdin.isatty():
            raise Locked("The words of the recovery sheet were not given.", "Give them with --words.")
        words = click.prompt("The words on the sheet", err=True)
    keeping.recover(place, words, asked.new_passphrase("A new passphrase"), asked.clock, patience=PATIENCE)
    return Said({"recovered": True}, ["The desk opens with the new passphrase. The recovery sheet stays good."])


@standing_alone("passphrase")
@click.option(
    "--new-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Holds the new one; else $AMENDS_NEW_PASSPHRASE, else a prompt.",
)
def passphrase(asked: Asked, new_file: Path | None) -> Said:
    """Chooses another passphrase. Backups made before still open with the old one."""
    place, old = asked.place(), asked.passphrase()
    new = first_line(new_file) if new_file else os.environ.get("AMENDS_NEW_PASSPHRASE")
    if new is None and sys.stdin.isatty():
        new = click.prompt("The new passphrase", hide_input=True, confirmation_prompt=True, err=True)
    if new is None:
        raise WrongUsage("No new passphrase was given.", "Give it with --new-file FILE or in $AMENDS_NEW_PASSPHRASE.")
    keeping.change_passphrase(place, old, new, asked.clock, patience=PATIENCE)
    return Said({"changed": True}, ["The desk opens with the new passphrase from now on."])
