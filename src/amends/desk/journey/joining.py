"""A letter on paper that was cut in two, joined by the writer's own eye, and laid apart again on a word.

A pile is cut where it is doubtful, so that nobody's pages come into another's letter; what belongs together only the
writer sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.desk.drawer import answered, joined, traces
from amends.desk.drawer import replies as kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.journey import knowing
from amends.desk.journey.opening import Desk
from amends.desk.journey.placing import the_reply
from amends.errors import Refused, WrongUsage
from amends.sentences import Sentence, marked

ON_PAPER: Final = ("slip", "unsorted")
"""The kinds of answers that come on paper; every other kind is whole."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What was joined, or laid apart.

    Attributes:
        reply: id of the answer whose pages come first.
        letter: id of the letter it answers; or empty.
        others: ids of the answers whose pages stand behind, or by themselves again, in order.
    """

    reply: str
    letter: str
    others: tuple[str, ...]


def join(desk: Desk, first: str, *others: str) -> Joined:
    """Puts the pages of answers on paper behind those of the first, in this order. They are one answer from then on.

    Raises:
        WrongUsage: no such answer, or the same one twice.
        Refused: one is not on paper, or answers another letter than the first, or a letter answers it already.
    """
    with desk.drawer.transaction() as tx:
        one = the_reply(tx, first)
        behind = [the_reply(tx, other) for other in others]
        ids = [one.id, *(other.id for other in behind)]
        if len(set(ids)) < len(ids):
            raise WrongUsage(marked("An answer cannot be joined to itself."), marked("See: amends mailbag list"))
        for other in behind:
            _may_join(tx, one, other)
            joined.join(tx, one.id, other.id)
            _go_along(tx, one.id, other.id)
            log(tx, WriterAct(desk.now, "join", one.letter, f"{one.id} {other.id}"))
    knowing.look_at(desk, one.id)
    return Joined(one.id, one.letter, tuple(other.id for other in behind))


def lay_apart(desk: Desk, first: str) -> Joined:
    """Lays apart everything that was joined behind an answer.

    Raises:
        WrongUsage: no such answer, or nothing was joined to it.
    """
    with desk.drawer.transaction() as tx:
        one = the_reply(tx, first)
        others = joined.lay_apart(tx, one.id)
        if not others:
            raise WrongUsage(
                Sentence("Nothing was joined to the answer %(answer)s.", answer=one.id[:12]),
                marked("See: amends mailbag list"),
            )
        log(tx, WriterAct(desk.now, "lay apart", one.letter, one.id))
    for id_ in (one.id, *others):
        knowing.look_at(desk, id_)
    return Joined(one.id, one.letter, others)


def has_joined(desk: Desk, reply: str) -> bool:
    """Whether pages of another answer stand behind an answer's own; `reply` is its whole id."""
    with desk.drawer.transaction() as tx:
        return joined.has_joined(tx, reply)


def _may_join(tx: Transaction, one: kept.Reply, other: kept.Reply) -> None:
    for each in (one, other):
        if each.kind not in ON_PAPER:
            raise Refused(
                Sentence("The answer %(answer)s did not come on paper, so it is whole.", answer=each.id[:12]),
                marked("Join scanned pages only."),
            )
    if other.letter and other.letter != one.letter:
        raise Refused(
            Sentence(
                "The answer %(answer)s is placed with another letter than %(first)s.",
                answer=other.id[:12],
                first=one.id[:12],
            ),
            marked(
                "Look whose pages they are. Place the first with that letter too, or put the other back: "
                "amends mailbag place, amends mailbag unplace"
            ),
        )
    if other.id in answered.threads(tx).values():
        raise Refused(
            Sentence("A letter of yours answers %(answer)s already.", answer=other.id[:12]),
            marked("Name it first, and the other behind it."),
        )
    if joined.has_joined(tx, other.id):
        raise Refused(
            Sentence("Pages were joined to %(answer)s before.", answer=other.id[:12]),
            Sentence(
                "Lay them apart (amends mailbag join %(answer)s --apart), then name all of them in order.",
                answer=other.id[:12],
            ),
        )


def _go_along(tx: Transaction, first: str, behind: str) -> None:
    """What the joined pages ask for holds for all of them now; what their hand left goes, and is looked at anew."""
    asks = answered.asked(tx)
    mine, theirs = asks.get(first, answered.NOTHING), asks.get(behind, answered.NOTHING)
    both = answered.Asks(_stricter(mine.again, theirs.again), mine.private or theirs.private)
    if both != mine:
        answered.put_asks(tx, first, both)
    traces.forget_trace(tx, behind)


def _stricter(mine: str, theirs: str) -> str:
    return "no" if "no" in (mine, theirs) else mine or theirs
