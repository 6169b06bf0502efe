"""The files that an answer on paper came in, given back untouched where it is only a part of them.

Such a file may hold what somebody else wrote and the writer has not opened. It is handed out when nothing in it is
closed any more, and not before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from amends.desk.drawer import papers as papers_kept
from amends.desk.journey.opening import Desk
from amends.desk.journey.placing import the_reply
from amends.errors import Refused
from amends.sentences import marked


@dataclass(frozen=True, slots=True)
class Originals:
    """The files of which an answer is only a part.

    Attributes:
        scans: each as it came, by name; none while anything in them is closed, and none where the answer's own pages
            are all that came.
        closed: how many other answers in them are not opened.
    """

    scans: tuple[tuple[str, bytes], ...] = field(repr=False)
    closed: int


def originals_of(desk: Desk, name: str) -> Originals:
    """The files an answer came in.

    Args:
        desk: the desk.
        name: id of the answer, or how that begins.

    Raises:
        WrongUsage: no such answer, or several.
        Refused: it is not opened.
    """
    with desk.drawer.transaction() as tx:
        reply = the_reply(tx, name)
        if not reply.opened:
            raise Refused(marked("This envelope is not opened."), marked("Open it from the mailbag first."))
        closed = papers_kept.closed_beside(tx, reply.id)
        kept = () if closed else papers_kept.scans_of(tx, reply.id)
    return Originals(tuple((f"scan-{at}-{_alone(whole)}", data) for at, (whole, data) in enumerate(kept, 1)), closed)


def _alone(name: str) -> str:
    """A file's own name, without the folders it lay in."""
    return PurePath(name.replace("\\", "/")).name
