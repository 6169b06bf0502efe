"""`amends desk`: the desk in the browser. It is a file of its own, so that it waits for nothing it does not need."""

from __future__ import annotations

import click

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.said import Said
from amends.desk.web.serving import serve_desk


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
