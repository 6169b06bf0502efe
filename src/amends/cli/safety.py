"""Verbs that keep the desk safe: `backup`, `restore`, `recover`, `wishes`, `passphrase`."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import cast

import click

from amends.cli.asked import PATIENCE, Asked, first_line
from amends.cli.frame import standing_alone
from amends.cli.said import Said
from amends.desk.drawer.files import put
from amends.desk.drawer.place import Place
from amends.desk.journey import keeping, recovery
from amends.desk.journey import wishes as wishes_kept
from amends.desk.paper.leaflet import Leaflet, leaflet_pdf, leaflet_text
from amends.errors import Locked, WrongUsage
from amends.sentences import DEFAULT, LANGUAGES


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

    Of a desk and a copy restored from its backup only one goes on posting: once this one has posted or taken
    something back, the old one is told, and does neither. A copy that lacks letters is told before that.
    """
    where = folder or Path(asked.desk or os.environ.get("AMENDS_DESK") or "")
    if where == Path():
        raise WrongUsage("Say where the desk is to stand.", "amends restore FILE DIR")
    place = Place(where.expanduser().resolve())
    generation = keeping.put_back(file, place, asked.clock)
    return Said(
        {"desk": str(place.root), "generation": generation},
        [
            f"The desk is back in {place.root}. It opens with the passphrase of the day the backup was made.",
            "Once it posts or takes something back, the desk it is a copy of does neither any more.",
        ],
    )


@standing_alone("recover")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Make a recovery sheet there to print: .pdf or .txt.",
)
@click.option(
    "--share", "holders", multiple=True, metavar="NAME", help="Share the key among people; once for each of them."
)
@click.option(
    "--needed",
    default=recovery.NEEDED,
    show_default=True,
    metavar="N",
    help="How many of them open the desk together.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="OUT", help="Where their pages go, to print: .pdf or .txt."
)
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, help="What is printed is in this language."
)
@click.option("--words", default="", metavar="WORDS", help="The words of the sheet; else a prompt.")
@click.option(
    "--parts", is_flag=True, help="Open it with parts of its key, one a line, from standard input or prompts."
)
def recover(  # three acts in one verb, as the contract has it
    asked: Asked,
    *,
    sheet: Path | None,
    holders: tuple[str, ...],
    needed: int,
    out: Path | None,
    language: str,
    words: str,
    parts: bool,
) -> Said:
    """Opens the desk without its passphrase, and gives it a new one.

    By the words of its recovery sheet, or with --parts by enough parts of its key. With --sheet it makes a sheet,
    with --share NAME … --out OUT it shares a key among people you trust: any --needed of them together open the desk.
    """
    if sheet:
        return make_sheet(asked, sheet, language)
    if holders:
        return _share(asked, holders, needed, out, language)
    place = asked.place()
    if parts:
        given = _parts()
        new = asked.new_passphrase("A new passphrase")
        recovery.recover_with_parts(place, given, new, asked.clock, patience=PATIENCE)
        return Said({"recovered": True}, ["The desk opens with the new passphrase. The parts stay good."])
    if not words:
        if not sys.stdin.isatty():
            raise Locked("The words of the recovery sheet were not given.", "Give them with --words.")
        words = click.prompt("The words on the sheet", err=True)
    recovery.recover(place, words, asked.new_passphrase("A new passphrase"), asked.clock, patience=PATIENCE)
    return Said({"recovered": True}, ["The desk opens with the new passphrase. The recovery sheet stays good."])


def make_sheet(asked: Asked, sheet: Path, language: str = DEFAULT) -> Said:
    """Makes a recovery sheet in a file. The file is there before the words are good for anything.

    Raises:
        WrongUsage: there is such a file already.
    """
    _free(sheet)
    passphrase = asked.passphrase()
    with asked.open_with(passphrase) as desk:

        def show(words: str) -> None:
            _print_to(sheet, recovery.sheet_leaflet(desk, words, language), asked)

        recovery.draw_sheet(desk, passphrase, show)
    return Said({"sheet": str(sheet)}, [f"The recovery sheet is in {sheet}. Print it, put it away, delete the file."])


def _share(asked: Asked, holders: tuple[str, ...], needed: int, out: Path | None, language: str) -> Said:
    if out is None:
        raise WrongUsage("Say where the pages for these people go.", "amends recover --share NAME … --out OUT.pdf")
    _free(out)
    passphrase = asked.passphrase()
    with asked.open_with(passphrase) as desk:
        recovery.share_key(desk, passphrase, (holders, needed), language, lambda pages: _print_to(out, pages, asked))
    return Said(
        {"file": str(out), "holders": list(holders), "needed": needed},
        [
            f"A page for each of {len(holders)} people is in {out}: any {needed} of them together open the desk.",
            "Print them, give each theirs, and delete the file. Parts made before open nothing any more.",
        ],
    )


def _parts() -> list[str]:
    if not sys.stdin.isatty():
        return sys.stdin.read().splitlines()
    given: list[str] = []
    while part := click.prompt(
        f"Part {len(given) + 1} (nothing, when these are all)", default="", show_default=False, err=True
    ):
        given.append(part)
    return given


def _free(out: Path) -> None:
    if out.exists():
        raise WrongUsage(f"There is a file {out} already.", "Name another file.")


def _print_to(out: Path, leaflet: Leaflet, asked: Asked) -> None:
    at = int(asked.clock.now().timestamp())
    put(out, leaflet_text(leaflet).encode() if out.suffix.lower() == ".txt" else leaflet_pdf(leaflet, at))


@standing_alone("wishes")
@click.option(
    "--unsent", type=click.Choice(list(wishes_kept.UNSENT)), help="What becomes of letters that are not posted."
)
@click.option(
    "--posted",
    type=click.Choice(list(wishes_kept.POSTED)),
    help="What becomes of those that are posted and not opened.",
)
@click.option("--release", multiple=True, metavar="NAME", help="Somebody who may post or hand over what is ready.")
@click.option("--withdraw", multiple=True, metavar="NAME", help="Somebody who may take back what is not opened.")
@click.option("--answers", multiple=True, metavar="NAME", help="Somebody who may read what people answer.")
@click.option("--tell", multiple=True, metavar="NAME", help="Somebody who is to be told, and may do nothing.")
@click.option(
    "--words", default="", metavar="TEXT", help="Something in your own words; - takes it from standard input."
)
@click.option(
    "--print", "out", type=click.Path(path_type=Path), metavar="OUT", help="Print what is put down: .pdf or .txt."
)
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, help="What is printed is in this language."
)
def wishes(
    asked: Asked,
    *,
    unsent: str | None,
    posted: str | None,
    release: tuple[str, ...],
    withdraw: tuple[str, ...],
    answers: tuple[str, ...],
    tell: tuple[str, ...],
    words: str,
    out: Path | None,
    language: str,
) -> Said:
    """What you wish done with your letters if you die: put down here, printed with the recovery sheet.

    Nothing is done by itself. It is said to people, and what they can do follows from the keys they hold.
    Names that are given stand in the place of all that stood there before, so name everybody each time.
    """
    names = dict.fromkeys((*release, *withdraw, *answers, *tell))
    with asked.open() as desk:
        before = wishes_kept.wishes_of(desk)
        if unsent or posted or names or words:
            said = sys.stdin.read().strip() if words == "-" else words
            people = tuple(
                wishes_kept.Trusted(n, "", release=n in release, withdraw=n in withdraw, answers=n in answers)
                for n in names
            )
            wishes_kept.put_wishes(
                desk,
                wishes_kept.Wishes(
                    cast("wishes_kept.Unsent", unsent or (before.unsent if before else "keep")),
                    cast("wishes_kept.Posted", posted or (before.posted if before else "leave")),
                    people or (before.people if before else ()),
                    said or (before.words if before else ""),
                ),
            )
        now = wishes_kept.wishes_of(desk)
        writer = desk.writer
    if now is None:
        return Said({"wishes": None}, ["Nothing is put down yet. amends wishes --help says how."])
    sheet = Leaflet(language, (wishes_kept.wishes_sheet(writer, now, language),))
    if out:
        _free(out)
        _print_to(out, sheet, asked)
    said = [f"What you wish is in {out}. Print it, and put it where it is found."] if out else []
    return Said({"wishes": asdict(now), "file": str(out) if out else ""}, said or leaflet_text(sheet).splitlines())


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
