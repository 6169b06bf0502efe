"""`amends packet`: sealed slips for somebody who carries them by hand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from amends.cli.asked import Asked
from amends.cli.frame import everywhere, verb
from amends.cli.leaving import GATE, ask_gate, unasked_line
from amends.cli.said import IN_PART, Said, count
from amends.desk.journey import packet as journey
from amends.desk.journey.letters import letters_named

_NOTHING: Final[dict[str, object]] = {
    "packet": "", "slips": [], "refused": [], "not_at_office": [], "files": [], "unasked": []
}  # fmt: skip


@click.group()
def packet() -> None:
    """Sealed slips for a go-between: make them, and put down who was given theirs."""


everywhere(packet)


@verb(packet)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the files go.",
)
@click.option("--for", "go_between", required=True, metavar="NAME", help="Who will carry them.")
@GATE
@click.argument("letters", nargs=-1, metavar="[LETTER…]")
def make(asked: Asked, *, out: Path, go_between: str, gate: str, letters: tuple[str, ...]) -> Said:
    """Makes slips.pdf, a sheet to fold for each recipient, and list.pdf, for whoever carries them.

    All letters that were posted, or those named. Give each recipient their code yourself, and nobody else: a slip is
    handed over against it. The codes stand in no file.

    Whether a letter could injure somebody is asked as `amends post` asks it, where it was not answered then.
    """
    with asked.open() as desk:
        only = letters_named(desk, letters)
        asked_only = gate == "asked" or ask_gate(asked, desk, only, "packet") == "held"
        made = journey.make_packet(desk, out, go_between, only, asked_only=asked_only)
    left_out = [{"letter": one.letter, "to": one.to, "reason": one.reason} for one in made.left_out]
    not_taken = [{"letter": one.letter, "to": one.to, "reason": one.reason} for one in made.not_at_office]
    remarks = [f"Left out: the letter to {one.to}: {one.reason}" for one in made.left_out]
    remarks += [f"The office has no code for the slip to {one.to}: {one.reason}" for one in made.not_at_office]
    remarks += unasked_line(len(made.unasked), "are in it" if len(made.unasked) > 1 else "is in it")
    if not made.slips:
        return Said({**_NOTHING, "refused": left_out}, ["No slip was made."], remarks, IN_PART)
    return Said(
        {
            "packet": made.name, "slips": [asdict(one) for one in made.slips], "refused": left_out,
            "not_at_office": not_taken, "files": [str(file) for file in made.files], "unasked": list(made.unasked),
        },
        [
            *(f"{one.mark}  {one.code}  {one.to}" for one in made.slips),
            f"{count(len(made.slips), 'slip')} for {go_between} in {out}, and a list. Print on one side, fold in "
            "three at the marks so that the hatched third lies on the words, and close the open edge.",
            "The code beside each name is for that person alone. Tell it to them yourself.",
        ],
        remarks,
        IN_PART if left_out or not_taken else 0,
    )  # fmt: skip


@verb(packet, "list")
def list_(asked: Asked) -> Said:
    """Every slip there can be, with its code, and when it was put down as handed over."""
    with asked.open() as desk:
        slips = journey.the_slips(desk)
    lines = [f"{one.mark}  {one.code}  {one.handed[:10] or '          '}  {one.to}" for one in slips]
    return Said([asdict(one) for one in slips], lines or ["No letter was posted yet."])


@verb(packet)
@click.argument("mark", metavar="SLIP")
@click.argument("code", metavar="CODE")
def handed(asked: Asked, mark: str, code: str) -> Said:
    """Puts down that a slip was handed over against its code, as the go-between's list has it. Again is harmless."""
    with asked.open() as desk:
        one, fresh = journey.put_down(desk, mark, code)
    said = "has their slip" if fresh else f"was put down as having it on {one.handed[:10]} already"
    return Said({**asdict(one), "new": fresh}, [f"{one.to} {said}."])
