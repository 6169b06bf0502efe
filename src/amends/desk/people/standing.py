"""Where somebody stands: derived from the writer's own acts and what recipients sent back, and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from amends.desk.people.amends import Kind

Stage: TypeAlias = Literal[
    "listed", "willing", "drafted", "read", "ready", "sealed", "posted", "answered", "withdrawn", "living",
    "deferred", "never",
]  # fmt: skip
"""On the list and no more; willing; a draft is written; a friend has read one; ready; sealed; handed over; an answer
came; taken back; amends by living otherwise; not now; never."""
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

LetterAct: TypeAlias = Literal["draft", "read", "ready", "sealed", "posted", "withdrawn", "answered"]
"""How far one letter has come: its state, or that a friend has read its draft, or that an answer to it came."""
_ON_THE_WAY: Final[tuple[tuple[LetterAct, Stage], ...]] = (
    ("sealed", "sealed"), ("ready", "ready"), ("read", "read"), ("draft", "drafted"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about one person.

    Attributes:
        willing: whether the writer said that they are willing.
        kind: the kind of amends that was decided on.
        letters: how far the letters to them have come, in no order.
    """

    willing: bool = False
    kind: Kind = ""
    letters: frozenset[LetterAct] = frozenset()


def stage(done: Done) -> Stage:
    """Where somebody stands.

    What has left the desk cannot be undone by a decision, so an answer and a posted letter come first. Then the
    decision that no letter goes now, or ever; then the letter that has come furthest; then what is there without one.
    """
    decided: tuple[tuple[bool, Stage], ...] = (
        ("answered" in done.letters, "answered"),
        ("posted" in done.letters, "posted"),
        (done.kind == "never", "never"),
        (done.kind == "deferred", "deferred"),
        *((act in done.letters, reached) for act, reached in _ON_THE_WAY),
        ("withdrawn" in done.letters, "withdrawn"),
        (done.kind == "living", "living"),
        (done.willing or bool(done.kind), "willing"),
    )
    for so, reached in decided:
        if so:
            return reached
    return "listed"
