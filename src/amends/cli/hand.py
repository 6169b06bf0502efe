"""`amends hand`: your own handwriting."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from amends.cli.asked import Asked
from amends.cli.frame import everywhere, verb
from amends.cli.people import refusal_lines
from amends.cli.said import Said, count
from amends.desk.drawer.files import put
from amends.desk.hand.draw import make_sheet
from amends.desk.hand.repertoire import JOINED
from amends.desk.hand.report import report_pdf
from amends.desk.journey import hands as journey
from amends.desk.people.files import sources
from amends.errors import Refused

PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".heic", ".heif", ".webp", ".tif", ".tiff", ".pdf"})


@click.group()
def hand() -> None:
    """Your own handwriting: print a sheet, fill it in, photograph it, and letters are written in your hand."""


everywhere(hand)


@verb(hand)
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.pdf")
@click.option("--paper", default="a4", type=click.Choice(["a4", "letter"]), help="The paper it is printed on.")
@click.option(
    "--language", "languages", multiple=True, default=("en",), metavar="TAG", help="Languages you write in."
)
@click.option(
    "--only", default="", metavar="TEXTS", help="Ask only for these, parted by blanks: for a second sitting."
)
@click.option("--missing", default="", metavar="HAND", help="Ask only for what this hand lacks or what went wrong.")
@click.option(
    "--joined", is_flag=True, help="Ask for pairs of letters: for a joined-up hand, beside the first sheet."
)
def sheet(
    asked: Asked, out: Path, *, paper: str, languages: tuple[str, ...], only: str, missing: str, joined: bool
) -> Said:
    """Makes the specimen sheet to print and fill in."""
    wanted = only.split()
    if missing:
        with asked.open() as desk:
            wanted += journey.second_sheet(desk, missing)
    if joined:
        wanted += JOINED
    put(out, make_sheet(paper, languages, wanted or None))
    return Said(
        {"file": str(out), "asks": wanted},
        [f"The sheet is in {out}. Print it at its full size, fill it in, photograph every page."],
    )


@verb(hand)
@click.argument("images", metavar="IMAGE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--name", default="mine", show_default=True, help="What to call it.")
@click.option("--anew", is_flag=True, help="Leave out the pages of earlier sittings that the desk keeps.")
@click.option("--use", "use_it", is_flag=True, help="Write all letters in it from now on.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="OUT.pdf", help="Show there which boxes went wrong."
)
def make(asked: Asked, images: tuple[Path, ...], *, name: str, anew: bool, use_it: bool, report: Path | None) -> Said:
    """Makes a hand from photographs or scans of the filled sheet.

    Of a later sitting only the new photographs are needed: the desk keeps what it read on the pages before.
    """
    found, unread = sources(images, PICTURES)
    if unread:
        raise Refused(refusal_lines(unread)[0].removeprefix("Refused: "))
    with asked.open() as desk:
        made = journey.make_own(desk, found, name, anew=anew)
        if use_it:
            journey.use(desk, hand=name)
    missing, earlier = list(made.missing), len(made.pages) - len(made.flats)
    if report:
        put(report, report_pdf(made.remarks, made.pictures))
    wrong = count(len(made.remarks), "box", "boxes")
    look = f"They are shown in {report}." if report else "`amends desk` shows them, and so does --report OUT.pdf."
    return Said(
        {
            "hand": name, "glyphs": made.glyphs, "alternates": made.alternates, "missing": missing,
            "seconds": round(made.seconds, 3), "remarks": [str(remark) for remark in made.remarks],
            "composed": list(made.composed), "again": list(made.again), "report": str(report or ""),
            "pages": len(made.pages), "earlier": earlier,
        },
        [
            f"The hand {name} has {count(made.glyphs, 'glyph')}.",
            *([f"With it: {count(earlier, 'page')} of earlier sittings."] if earlier else []),
            *([f"It lacks, or has in one form only: {' '.join(missing)}"] if missing else []),
            *([f"{wrong} of the sheet went wrong. {look}"] if made.remarks else []),
            *([f"To ask for these again: amends hand sheet OUT.pdf --missing {name}"] if made.again else []),
            *([] if use_it else [f"To write in it: amends hand use {name}"]),
        ],
    )  # fmt: skip


@verb(hand, "list")
@click.option("--out", type=click.Path(path_type=Path), metavar="OUT.pdf", help="Show there a line of each.")
def list_(asked: Asked, *, out: Path | None) -> Said:
    """The hands one can write in: your own, and those that come with this program."""
    with asked.open() as desk:
        found = journey.hands(desk)
        if out:
            put(out, journey.samples(desk))
    return Said(
        [asdict(one) for one in found],
        [
            *(f"{'*' if one.chosen else ' '} {one.id:<10} {one.name}. {one.about}" for one in found),
            f"A line of each is in {out}." if out else "To see a line of each: amends hand list --out OUT.pdf",
        ],
    )


@verb(hand)
@click.argument("name", default="")
@click.option("--stationery", default="", metavar="NAME", help="The paper.")
@click.option("--sheet", default="", metavar="SIZE", help="A5, A4, Letter.")
@click.option("--envelope", default="", metavar="SIZE", help="C6, #10.")
@click.option("--home", default="", metavar="COUNTRY", help="Posted from there: left off addresses in it.")
@click.option(
    "--plain-where-lacking/--refuse-where-lacking",
    "plain",
    default=None,
    help="Set names, addresses and other single lines the hand lacks a letter of in plain type, as whole lines; or, "
    "as usual, leave such letters out and say why.",
)
def use(
    asked: Asked, name: str, *, stationery: str, sheet: str, envelope: str, home: str, plain: bool | None
) -> Said:
    """Chooses the hand, and if you like the paper, for all letters from now on."""
    wished = {"hand": name, "stationery": stationery, "sheet": sheet, "envelope": envelope, "home": home}
    wished["lacking"] = "" if plain is None else "plain" if plain else "refuse"
    with asked.open() as desk:
        journey.use(desk, **wished)
        chosen = journey.wishes(desk)
    look = [v for k, v in asdict(chosen).items() if v and k != "lacking"]
    look += ["lines the hand lacks a letter of in plain type"] if chosen.lacking == "plain" else []
    return Said(asdict(chosen), [f"From now on: {', '.join(look) or 'as usual'}."])
