"""`amends mailbag scan` and what belongs to it: separator sheets, turning a page, a watched folder."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from amends.cli.asked import Asked
from amends.cli.frame import verb
from amends.cli.mailbag import mailbag
from amends.cli.people import refusal_lines, refusal_rows
from amends.cli.said import Said, code_of, count, remark_aloud
from amends.desk.drawer.files import put
from amends.desk.journey import scanning
from amends.desk.journey.papers import turn as turn_page
from amends.desk.journey.placing import the_reply
from amends.desk.journey.scanning import Scanned
from amends.desk.mailbag.watching import Watched
from amends.desk.paper.separator import separator_sheets
from amends.desk.people.files import Refusal, Source, sources
from amends.errors import WrongUsage

SCANS: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".pdf", ".heic", ".heif", ".webp", ".tif", ".tiff", ".amends", ".eml"}
)
_LOOKS: Final = 2.0
"""Seconds between two looks into a watched folder."""


@verb(mailbag)
@click.argument("files", metavar="[FILE…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--pile", is_flag=True, help="All files, in this order, are one pile of pages.")
@click.option("--fronts", is_flag=True, help="Every page is the front of an envelope.")
@click.option(
    "--watch",
    "watched",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Take in what is put into DIR, until Ctrl-C.",
)
def scan(asked: Asked, files: tuple[Path, ...], *, pile: bool, fronts: bool, watched: Path | None) -> Said:
    """Takes in what came on paper (PDF, TIFF, PNG, JPEG, HEIC; folders too), saved mails, and answers saved as files.

    A pile falls apart into letters: a slip, the front of an envelope or a separator sheet begins one, and the pages
    behind belong to it. The code on a slip places it; the rest lies in the unsorted tray. A picture by itself is a
    letter by itself, unless --pile says otherwise. Nothing is opened.
    """
    if not files and watched is None:
        raise WrongUsage("No file was named.", "Name scans, folders of scans, or a folder to --watch.")
    got, unread = Scanned(), ()
    found: Sequence[Source] = ()
    if files:
        found, unread = sources(files, SCANS)
        with asked.open() as desk:
            got = scanning.scan(desk, found, fronts=fronts, one_pile=pile)
    if watched is not None:
        got = _with(got, _watch(asked, watched, fronts=fronts))
    return _said(got, unread, found)


def _said(got: Scanned, unread: Sequence[Refusal], found: Sequence[Source]) -> Said:
    refused = (*unread, *got.refused)
    lines = [f"{count(got.placed, 'answer')} placed, {got.unsorted} unsorted, {got.same} here already."]
    if got.fronts:
        lines.append(f"{count(got.fronts, 'envelope')} among them. They lie in the mailbag unopened, as they came.")
    if got.bare:
        lines.append(f"On {got.bare} of them nothing seems to be written. They are kept, and not counted as answers.")
    return Said(
        {
            "placed": got.placed, "unsorted": got.unsorted, "same": got.same, "blank": got.bare, "fronts": got.fronts,
            "pages": got.pages, "refused": refusal_rows(refused),
        },
        lines,
        refusal_lines(refused),
        code_of(refused, found) if found or unread else 0,
    )  # fmt: skip


def _with(one: Scanned, other: Scanned) -> Scanned:
    return Scanned(
        one.placed + other.placed,
        one.unsorted + other.unsorted,
        one.same + other.same,
        one.bare + other.bare,
        one.fronts + other.fronts,
        one.pages + other.pages,
        one.refused + other.refused,
    )


def _watch(asked: Asked, folder: Path, *, fronts: bool) -> Scanned:
    """Takes in every file that is put into a folder, once it is whole; what was there before, first."""
    passphrase, got = asked.passphrase(), Scanned()
    for number in (signal.SIGINT, signal.SIGTERM):  # also where it runs in the background or as a service
        signal.signal(number, signal.default_int_handler)
    looking = Watched(folder, SCANS)
    remark_aloud(f"{folder} is watched. What is put there is taken in and stays there too. Ctrl-C ends it.")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            if fresh := looking.come():
                found, unread = sources(fresh, SCANS)
                with asked.open_with(passphrase) as desk:
                    now = scanning.scan(desk, found, fronts=fronts)
                got = _with(got, _with(now, Scanned(refused=unread)))
                for line in (*_said(now, unread, found).lines, *refusal_lines((*unread, *now.refused))):
                    remark_aloud(line)
            time.sleep(_LOOKS)
    return got


@verb(mailbag)
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--sheets", default=4, show_default=True, help="How many.")
@click.option("--letter", is_flag=True, help="US Letter instead of A4.")
def separators(asked: Asked, out: Path, *, sheets: int, letter: bool) -> Said:
    """Makes sheets to lay between letters before a pile is scanned, so that it falls apart into letters again."""
    del asked
    put(out, separator_sheets(sheets, "us-letter" if letter else "a4"))
    return Said({"file": str(out), "sheets": sheets}, [f"Written: {out}"])


@verb(mailbag)
@click.argument("answer", metavar="ID")
@click.argument("page", default=1)
@click.option("--by", "degrees", type=click.Choice(["90", "180", "270"]), default="180", help="Clockwise.")
def turn(asked: Asked, answer: str, page: int, degrees: str) -> Said:
    """Turns a page of an answer on paper that was not seen the right way up. What came stays as it is."""
    with asked.open() as desk:
        with desk.drawer.transaction() as tx:
            reply = the_reply(tx, answer)
        turn_page(desk, reply, page, int(degrees) // 90)
    return Said({"id": reply.id, "page": page, "by": int(degrees)}, [f"Page {page} is turned by {degrees} degrees."])
