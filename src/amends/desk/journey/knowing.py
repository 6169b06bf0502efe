"""Whose hand it may be: off until the writer says yes; kept on this desk, shown, handed out, deleted on a word."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer import traces as traces_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.settings import may_guess, set_down, setting
from amends.desk.hand.photograph import Picture, open_photographs
from amends.desk.journey.flat import pictures_of
from amends.desk.journey.opening import Desk
from amends.desk.journey.people import the_one
from amends.desk.knowing.encode import Trace, trace_from_bytes, trace_of
from amends.desk.knowing.learnt import Learnt, learnt
from amends.desk.knowing.match import hands, likely
from amends.desk.knowing.strokes import Strokes
from amends.desk.mailbag.evidence import Suggested, by_strength
from amends.desk.mailbag.placing import VIEWS
from amends.errors import AmendsError, WrongUsage

_SETTING: Final = "knowing hands"
_YES: Final = b"yes"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept of one person's hand.

    Attributes:
        person: id of the person.
        name: what the list calls them.
        answers: ids of the answers it was taken from, each as the writer confirmed it.
        taken: when the newest was taken.
        numbers: how many bytes it has.
    """

    person: str
    name: str
    answers: tuple[str, ...]
    taken: str
    numbers: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What the hands on unplaced pages suggest.

    Attributes:
        at: ids of the answers whose hand was looked at.
        suggested: for some of them, who it may be. The others are in a hand that is not known here.
    """

    at: frozenset[str]
    suggested: dict[str, tuple[Suggested, ...]]


def wanted(tx: Transaction) -> bool:
    """Whether the writer wants hands known. Where nothing was ever said, the answer is no."""
    return setting(tx, _SETTING) == _YES


def want(desk: Desk, yes: bool) -> int:
    """Puts down whether hands shall be known; with yes, looks at the pages that lie here already.

    Returns:
        How many answers have been looked at. With no, none is, and nothing is suggested from then on; what was kept
        stays until it is forgotten.
    """
    with desk.drawer.transaction() as tx:
        set_down(tx, _SETTING, _YES if yes else b"no")
        log(tx, WriterAct(desk.now, "knowing hands", detail="yes" if yes else "no"))
        on_paper = [one for one in kept.replies(tx) if one.kind in ("slip", "unsorted")] if yes else []
        have = (
            {one.reply for one in traces_kept.kept_traces(tx) if one.version == learnt().digest}
            if yes
            else set[str]()
        )
    return sum(look_at(desk, one.id) for one in on_paper if one.id not in have)


def look_at(desk: Desk, reply: str, seen: Sequence[Picture | Strokes] = ()) -> bool:
    """Takes the trace of one answer on paper, where hands shall be known; returns whether it could.

    Where its envelope was scanned, that alone is looked at until the answer is opened.

    Args:
        desk: the desk.
        reply: id of the answer.
        seen: its written pages as they were just seen, laid flat, or the strokes on them; without, what is kept is
            opened again.
    """
    with desk.drawer.transaction() as tx:
        if not wanted(tx) or not may_guess(tx):
            return False
        front = papers_kept.front_of(tx, reply)
        papers, parts = papers_kept.papers_of(tx, reply), kept.parts_of(tx, reply)
        closed = not kept.opened_at(tx, reply)
    if front and closed:
        trace = _trace_of_files([front.picture], learnt())
    elif seen:
        trace = _trace(seen, learnt())
    elif papers:
        inside = [paper for paper in papers if paper.kind != "front" and not paper.bare]
        shown = inside or [paper for paper in papers if paper.kind == "front"]
        trace = _trace((one for _, one in pictures_of(shown, parts)), learnt())
    else:
        trace = _trace_of_files([data for _, data in parts], learnt())
    if trace is None:
        return False
    with desk.drawer.transaction() as tx:
        traces_kept.put_trace(tx, traces_kept.KeptTrace(reply, "", learnt().digest, trace.to_bytes(), desk.now))
    return True


def _trace(pages: Iterable[Picture | Strokes], known: Learnt) -> Trace | None:
    """The trace of an answer's pages."""
    found: Trace | None = None
    for page in islice(pages, VIEWS):
        one = trace_of(page, known)
        found = one if found is None else found + one
    return found


def _trace_of_files(files: Sequence[bytes], known: Learnt) -> Trace | None:
    """The same of files; none where they cannot be opened, since whose hand it is can wait."""
    try:
        return _trace((one.picture for one in open_photographs(files)), known)
    except AmendsError:
        return None


def teach(tx: Transaction, reply: str, person: str) -> bool:
    """Lets a confirmed answer teach whose hand it is; returns whether there was a trace to learn from."""
    return wanted(tx) and traces_kept.say_whose(tx, reply, person)


def looked(tx: Transaction, replies: Sequence[kept.Reply]) -> Looked:
    """What is suggested for these answers."""
    if not wanted(tx):
        return Looked(frozenset(), {})
    known = learnt()
    rows = [one for one in traces_kept.kept_traces(tx) if one.version == known.digest]
    traces = {one.reply: trace_from_bytes(one.data, known) for one in rows}
    open_ = [one.id for one in replies if not one.letter and one.id in traces]
    if not open_:
        return Looked(frozenset(), {})
    people: dict[str, Trace] = {}
    for row in rows:
        if row.person:
            trace = traces[row.reply]
            people[row.person] = people[row.person] + trace if row.person in people else trace
    names = {one.id: one.name for one in list_kept.everybody(tx)}
    among = hands(people, known, [traces[row.reply] for row in rows if not row.person])
    found = {reply: likely(traces[reply], among) for reply in open_}
    pages = {person: sum(row.person == person for row in rows) for person in people}
    return Looked(
        frozenset(open_),
        {
            reply: by_strength(
                Suggested(one.who, names[one.who], one.confidence, _reason(names[one.who], pages[one.who]), "hand")
                for one in some
            )
            for reply, some in found.items()
            if some
        },
    )


def _reason(name: str, answers: int) -> str:
    many = "the answer" if answers == 1 else f"the {answers} answers"
    return f"The hand is like that of {many} you confirmed as written by {name}."


def profiles(desk: Desk) -> tuple[bool, tuple[Profile, ...]]:
    """Whether hands shall be known, and what is kept of whose hand."""
    with desk.drawer.transaction() as tx:
        names = {one.id: one.name for one in list_kept.everybody(tx)}
        rows = [one for one in traces_kept.kept_traces(tx) if one.person]
        on = wanted(tx)
    found: list[Profile] = []
    for person in dict.fromkeys(row.person for row in rows):
        own = [row for row in rows if row.person == person]
        found.append(
            Profile(
                person,
                names[person],
                tuple(row.reply for row in own),
                own[-1].taken,
                sum(len(row.data) for row in own),
            )
        )
    return on, tuple(found)


def hand_out(desk: Desk, name: str) -> dict[str, object]:
    """Everything that is kept of one person's hand, as one document.

    Raises:
        WrongUsage: nobody of that name, or nothing is kept of their hand.
    """
    with desk.drawer.transaction() as tx:
        person = the_one(list_kept.everybody(tx), name)
        rows = [one for one in traces_kept.kept_traces(tx) if one.person == person.id]
    if not rows:
        raise WrongUsage(f"Nothing is kept of {person.name}'s hand.", "See: amends mailbag hands")
    return {
        "person": person.name,
        "traces": [
            {
                "answer": row.reply, "taken": row.taken, "version": row.version,
                "numbers": base64.b64encode(row.data).decode("ascii"),
            }
            for row in rows
        ],
    }  # fmt: skip


def forget(desk: Desk, name: str) -> int:
    """Deletes what is kept of one person's hand, or with no name of every hand; returns how many traces.

    Raises:
        WrongUsage: nobody of that name.
    """
    with desk.drawer.transaction() as tx:
        person = the_one(list_kept.everybody(tx), name) if name else None
        gone = traces_kept.forget_traces(tx, [person.id] if person else None)
        log(tx, WriterAct(desk.now, "forget hand", detail=person.id if person else "all"))
    return gone
