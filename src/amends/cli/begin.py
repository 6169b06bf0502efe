"""Verbs with which one begins: `new`, `desk`."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.said import Said
from amends.desk.drawer.place import Place
from amends.desk.journey.opening import make_desk
from amends.desk.web.serving import serve_desk


@standing_alone("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--writer", metavar="NAME", required=True, help="Your name, as it stands under your letters.")
def new(asked: Asked, folder: Path, writer: str) -> Said:
    """Makes a desk in DIR: its keys, its drawer, its writer.

    Everything in it rests encrypted under a passphrase. Nobody can open it without; `amends recover --sheet` makes a
    sheet of paper for the day you forget it.
    """
    place = Place(folder.expanduser().absolute())
    print_of = make_desk(place, writer, asked.new_passphrase(), asked.clock)
    return Said(
        {"desk": str(place.root), "writer": writer, "fingerprint": print_of},
        [
            f"A desk for {writer} stands in {place.root}.",
            f"Letters signed here bear the key {print_of}.",
            "Next: amends people import FILE, or amends letters import FILE --add-people",
        ],
    )


@standing_alone("desk")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="An address of this machine's own.")
@click.option("--port", default=0, metavar="PORT", help="The port; by default a free one.")
def desk(asked: Asked, *, host: str, port: int) -> Said:
    """Sit down at the desk in your browser. The first line is the link to open; Ctrl-C ends it.

    It is for this machine only. Without a passphrase in a file or the environment, the page asks for it; where there
    is no desk yet, the page makes one. The desk locks itself when it is not used, and the other verbs work meanwhile.
    """
    place = asked.place_or_new()
    passphrase = (asked.passphrase_given() or "") if place.is_desk() else ""
    serve_desk(place, passphrase, host=host, port=port, clock=asked.clock)
    return Said({"stopped": True})
