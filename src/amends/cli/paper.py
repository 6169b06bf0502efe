"""Verbs about paper: `print`, `book`."""

from __future__ import annotations

from pathlib import Path

import click

from amends.cli.asked import Asked
from amends.cli.frame import standing_alone
from amends.cli.leaving import GATE, ask_gate, unasked_line
from amends.cli.progress import progress
from amends.cli.said import IN_PART, Said, count, in_type_line
from amends.desk.journey.book import bind
from amends.desk.journey.letters import letters_named
from amends.desk.journey.look import Wishes
from amends.desk.journey.printing import print_letters
from amends.desk.paper.stationery import ENVELOPES, SIZES
from amends.errors import WrongUsage


@standing_alone("print")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the files go; yours to keep safe.",
)
@click.option("--each", is_flag=True, help="Also one PDF/A-3a + PDF/UA-1 a letter.")
@click.option("--no-slips", is_flag=True, help="Leave out the reply slips.")
@click.option("--outer", is_flag=True, help="Also outer.pdf: neutral envelopes around the others, in the same order.")
@click.option(
    "--sender",
    "senders",
    multiple=True,
    metavar="LINE",
    help="A line of the sender on outer envelopes; may be repeated.",
)
@click.option("--hand", default="", metavar="NAME", help="In this hand; else the one chosen with `amends hand use`.")
@click.option("--stationery", default="", metavar="NAME", help="On this paper.")
@click.option("--sheet", default="", metavar="SIZE", help=f"{', '.join(SIZES)}.")
@click.option("--envelope", default="", metavar="SIZE", help=f"{', '.join(ENVELOPES)}.")
@click.option("--home", default="", metavar="COUNTRY", help="Posted from there: left off addresses in it.")
@GATE
@click.argument("letters", nargs=-1, metavar="[LETTER…]")
def print_(
    asked: Asked, *, out: Path, each: bool, no_slips: bool, outer: bool, senders: tuple[str, ...],
    hand: str, stationery: str, sheet: str, envelope: str,
    home: str, gate: str, letters: tuple[str, ...],
) -> Said:  # fmt: skip
    """Prints letters and envelopes: letters.pdf, envelopes.pdf in the same order, run.csv.

    The order is the same everywhere: letter, reply slip, envelope, and with --outer a neutral envelope around that
    one, in plain type, where the hand on the outside might do harm.

    All letters that are ready, or those named. Each page is read back and held against the words it was made from.
    Whether a letter could injure somebody is asked as `amends post` asks it; what is gone is not asked about again.
    """
    if senders and not outer:
        raise WrongUsage("--sender is the sender of outer envelopes.", "Give it together with --outer.")
    with asked.open() as desk:
        only = letters_named(desk, letters)
        asked_only = gate == "asked" or ask_gate(asked, desk, only, "print") == "held"
        with progress("Printing", asked) as step:
            made = print_letters(
                desk, out, Wishes(hand, stationery, sheet, envelope, home), each=each, slips=not no_slips,
                outer=senders if outer else None, only=only, asked_only=asked_only,
                on_letter=step,
            )  # fmt: skip
    run = made.run
    refused = [{"letter": one.letter, "to": one.to, "reason": one.reason} for one in made.left_out]
    return Said(
        {
            "letters": run.letters, "pages": run.pages, "envelopes": run.envelopes,
            "files": [str(file) for file in run.files], "seconds": round(made.seconds, 3), "refused": refused,
            "in_type": list(made.in_type), "unasked": list(made.unasked),
        },
        [
            f"{count(run.letters, 'letter')} on {count(run.pages, 'page')}, {count(run.envelopes, 'envelope')}.",
            f"The files in {out} are yours to keep safe: names and words stand in them in the clear. "
            "Only you can read them on this machine.",
            *in_type_line(len(made.in_type)),
        ],
        [
            *(f"Left out: the letter to {one.to}: {one.reason}" for one in made.left_out),
            *unasked_line(len(made.unasked), "were printed" if len(made.unasked) > 1 else "was printed"),
        ],
        IN_PART if refused else 0,
    )  # fmt: skip


@standing_alone("book")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.pdf|OUT.epub")
@click.option("--title", default="Letters", help="What stands on the title page.")
@click.option("--years", default="", help="When they were written, in your own words.")
@click.option("--plain", is_flag=True, help="In plain type instead of the hand.")
@click.option("--only", multiple=True, metavar="LETTER", help="Just this one, by id or name; may be repeated.")
@click.option("--leave-out", multiple=True, metavar="LETTER", help="Not this one, nor its answers; may be repeated.")
def book(
    asked: Asked, out: Path, *, title: str, years: str, plain: bool, only: tuple[str, ...], leave_out: tuple[str, ...]
) -> Said:
    """Binds the letter book: the letters you choose of those that are written, with the answers you have opened.

    The same letters and answers give the same bytes, whenever it is bound.
    """
    with asked.open() as desk:
        bound = bind(
            desk, out, title=title, years=years, plain=plain, only=letters_named(desk, only),
            leave_out=letters_named(desk, leave_out),
        )  # fmt: skip
    left_out = [{"id": one.id, "reason": one.reason} for one in bound.left_out]
    return Said(
        {
            "letters": bound.letters, "replies": bound.replies, "pages": bound.pages, "file": str(out),
            "in_type": list(bound.in_type), "left_out": left_out,
        },
        [f"{count(bound.letters, 'letter')}, {count(bound.replies, 'answer')}, {count(bound.pages, 'page')}: {out}"],
        [f"Left out: {one['id']}: {one['reason']}" for one in left_out],
        IN_PART if left_out else 0,
    )  # fmt: skip
