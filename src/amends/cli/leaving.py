"""Before a letter leaves by the command line: what is said once, what is asked, and the out tray."""

from __future__ import annotations

import sys
from typing import Final, Literal, TypeAlias

import click

from amends.cli.asked import Asked
from amends.cli.progress import progress
from amends.cli.said import IN_PART, Said, count, remark_aloud
from amends.desk.journey import before_sealing, out_tray, owed
from amends.desk.journey.letters import letters_named
from amends.desk.journey.opening import Desk
from amends.desk.journey.ready import choose_letters

Gate: TypeAlias = Literal["command", "answered", "held"]
"""How the gate was answered for letters of which nothing was said: by the command itself, at the terminal, or not."""

_NAMES_MOST: Final = 12


GATE: Final = click.option(
    "--gate",
    type=click.Choice(["command", "asked"]),
    default="command",
    help="Whether a letter could injure somebody: this command says no where nothing was said; or as you answered.",
)
"""The option of every verb by which letters leave."""


def ask_gate(
    asked: Asked, desk: Desk, only: tuple[str, ...], way: Literal["seal", "print", "packet"] = "seal"
) -> Gate:
    """At a terminal says once what a seal means, and asks for all letters together what is not answered yet.

    A script is asked nothing: whoever gives the command answers with it (`docs/decisions/the-gate-is-asked-once.md`).
    """
    if asked.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return "command"
    if way == "seal" and not before_sealing.is_told(desk):
        for sentence in before_sealing.SENTENCES:
            remark_aloud(f"- {sentence}")
        before_sealing.mark_told(desk)
    chosen = choose_letters(desk, ("posted",) if way == "packet" else ("ready", "sealed"), only)
    if not chosen.unasked:
        return "answered"
    names = [one.names for one in chosen.unasked]
    shown = ", ".join(names[:_NAMES_MOST]) + (f" and {len(names) - _NAMES_MOST} more" if names[_NAMES_MOST:] else "")
    remark_aloud(f"Of {count(len(names), 'letter')} you have not said whether it could injure somebody: {shown}.")
    remark_aloud("Think of who else lives there, of what they may not know, of old fear.")
    if not click.confirm("Could none of these injure anybody, as far as you can see?", default=False, err=True):
        remark_aloud("Then these stay here. To answer one by one: amends people gate NAME no|unsure|yes")
        return "held"
    for person in {person.id for one in chosen.unasked for person in one.people}:
        owed.answer_gate_if_open(desk, person, "no")
    return "answered"


def unasked_line(letters: int, what: str) -> list[str]:
    """What is said of letters that went by the command alone; nothing where there are none."""
    if not letters:
        return []
    return [
        f"{count(letters, 'letter')} {what} of which you had not said whether it could injure somebody. "
        "To be asked, and to answer: --gate asked, and amends people gate"
    ]


def taken_out(desk: Desk, name: str) -> bool:
    """Takes a letter out of the out tray, where it lies there and has not left."""
    waiting = [letter for letter in letters_named(desk, [name]) if out_tray.waits(desk, letter)]
    return bool(waiting and out_tray.take_back(desk, waiting))


def post_due(asked: Asked) -> Said:
    """Posts what lies in the out tray and whose time has come."""
    posted: list[str] = []
    stayed: list[dict[str, str]] = []
    with asked.open() as desk, progress("Sealing", asked) as step:
        while True:
            done = out_tray.carry(desk, on_letter=step)
            posted += done.posted
            stayed += [{"letter": one.letter, "to": one.to, "reason": one.reason} for one in done.stayed]
            if done.vanished or not (done.posted or done.stayed):
                break
        waiting = out_tray.next_due(desk)
    remarks = [f"Stays here: the letter to {one['to']}: {one['reason']}" for one in stayed]
    remarks += (
        [f"{done.vanished} {count(done.remaining, 'letter')} remain to be handed over."] if done.vanished else []
    )
    code = done.vanished.exit_code if done.vanished else IN_PART if stayed else 0
    return Said(
        {"posted": len(posted), "refused": stayed, "remaining": done.remaining, "next": waiting},
        [f"{count(len(posted), 'letter')} handed over." + (f" The next goes at {waiting}." if waiting else "")],
        remarks,
        code,
    )
