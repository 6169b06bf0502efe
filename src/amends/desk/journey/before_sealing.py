"""Before a letter is sealed: what its writer is told once, in plain words, and whether they sign it.

A signed letter is evidence, and deposit at an office tells that office something: `docs/threat-model.md` has all of
it, these are the sentences of it that a writer must have met (`design/domain.md`, "The whole life of a letter").
"""

from __future__ import annotations

from typing import Final

from amends.desk.drawer import letters as kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.opening import Desk
from amends.errors import Refused
from amends.sentences import marked

_TOLD: Final = "posting told"

SENTENCES: Final = (
    marked(
        "A signed letter is evidence. Whoever has it can show it to others, and to a court, and prove it is yours."
    ),
    marked(
        "Each letter can go without your signature. Then only your words speak for it; whoever reads it can still "
        "show it to others."
    ),
    marked(
        "The office cannot read a letter and never has its key. It knows your name as you gave it, that a letter "
        "lies there, since when and how large it is; whom it is to it knows only as a number, the same for all your "
        "letters to them."
    ),
    marked(
        "If you have it tell somebody by mail, it holds their mail address for that. It sees when a page is visited, "
        "and lets you know nothing but what a recipient chose to tell."
    ),
    marked(
        "Whoever has a link can open that letter. A letter that was opened cannot be made unread; taking it back "
        "closes its link and no more."
    ),
    marked("Whether a letter could injure somebody, only you can answer. You are asked before it leaves."),
)
"""What is said, in the order in which it matters."""


def is_told(desk: Desk) -> bool:
    """Whether the writer of this desk was told."""
    with desk.drawer.transaction() as tx:
        return bool(setting(tx, _TOLD))


def mark_told(desk: Desk) -> None:
    """Puts down that they were; it is not said again unless they look it up."""
    with desk.drawer.transaction() as tx:
        set_down(tx, _TOLD, desk.now.encode())


def choose_signature(desk: Desk, letter: str, *, sign: bool) -> None:
    """Puts down whether a letter goes with the writer's signature; the words stay as they are.

    Raises:
        Refused: it is sealed already, or there is no such letter.
    """
    with desk.drawer.transaction() as tx:
        if not kept.put_sign(tx, letter, sign=sign):
            raise Refused(
                marked("This letter is sealed already, so its signature stays as it is."),
                marked("Take it back and write another."),
            )
        log(tx, WriterAct(desk.now, "sign" if sign else "do not sign", letter))
