"""The verb with which one begins: `new`."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.said import Said
from amends.desk.drawer.files import put
from amends.desk.drawer.place import Place
from amends.desk.journey import recovery
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.paper.leaflet import leaflet_pdf
from amends.errors import WrongUsage
from amends.sentences import DEFAULT, LANGUAGES


@standing_alone("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--writer", metavar="NAME", required=True, help="Your name, as it stands under your letters.")
@click.option(
    "--sheet", type=click.Path(path_type=Path), metavar="OUT", help="Where the recovery sheet goes; else beside DIR."
)
@click.option("--no-sheet", is_flag=True, help="Make no recovery sheet now.")
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, help="The sheet is in this language."
)
def new(asked: Asked, folder: Path, *, writer: str, sheet: Path | None, no_sheet: bool, language: str) -> Said:
    """Makes a desk in DIR: its keys, its drawer, its writer, and a recovery sheet to print.

    Everything in it rests encrypted under a passphrase, and nobody opens it without: not whoever finds the machine,
    not an office, not the makers of this program. Nobody can tell it to you again either. Several words that belong
    together for you and nobody else are best. The sheet has words that open the desk when the passphrase is
    forgotten: print it, put it away, delete the file.
    """
    place = Place(folder.expanduser().absolute())
    out = sheet or place.root.with_name(f"{place.root.name}-recovery-sheet.pdf")
    if not no_sheet and not place.is_desk() and out.exists():
        raise WrongUsage(f"There is a file {out} already.", "Name another with --sheet OUT.")
    passphrase = asked.new_passphrase()
    print_of = make_desk(place, writer, passphrase, asked.clock)
    printed = [] if no_sheet else _sheet(asked, place, passphrase, out, language)
    return Said(
        {"desk": str(place.root), "writer": writer, "fingerprint": print_of, "sheet": "" if no_sheet else str(out)},
        [
            f"A desk for {writer} stands in {place.root}.",
            f"Letters signed here bear the key {print_of}.",
            *printed,
            "Next: amends people import FILE, or amends letters import FILE --add-people",
        ],
    )


def _sheet(asked: Asked, place: Place, passphrase: str, out: Path, language: str) -> list[str]:
    with open_desk(place, passphrase, asked.clock) as desk:

        def show(words: str) -> None:
            put(out, leaflet_pdf(recovery.sheet_leaflet(desk, words, language), int(asked.clock.now().timestamp())))

        recovery.draw_sheet(desk, passphrase, show)
    return [f"Its recovery sheet is in {out}. Print it, put it away, delete the file."]
