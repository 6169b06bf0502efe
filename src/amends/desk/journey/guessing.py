"""Whom what lies in the tray may be from, by everything that speaks for somebody; and the one switch that ends it.

Nothing that is suggested here places anything. Nothing is opened for it either: what is looked at is the front of
an envelope, the head of a mail, and a page itself only where it came without one and the writer wants hands known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.settings import let_guess, may_guess
from amends.desk.hand.photograph import Picture
from amends.desk.journey import knowing
from amends.desk.journey.opening import Desk
from amends.desk.mailbag.evidence import Suggested, by_strength
from amends.desk.mailbag.mail import read_mail
from amends.desk.mailbag.matching import by_print, by_sender
from amends.desk.mailbag.printed import print_in


@dataclass(frozen=True, slots=True)
class Guessed:
    """What is suggested for what lies in the tray.

    Attributes:
        suggested: by the answer's id, the strongest first; only those for whom a letter is written.
        looked_at: ids of the answers whose hand was looked at.
    """

    suggested: dict[str, tuple[Suggested, ...]]
    looked_at: frozenset[str]


def want(desk: Desk, *, yes: bool) -> None:
    """Puts down whether anything shall be guessed. With no, no front is read and no hand looked at."""
    with desk.drawer.transaction() as tx:
        let_guess(tx, so=yes)
        log(tx, WriterAct(desk.now, "guessing", detail="yes" if yes else "no"))


def is_wanted(desk: Desk) -> bool:
    """Whether anything is guessed; it is, until the writer says no."""
    with desk.drawer.transaction() as tx:
        return may_guess(tx)


def print_on(desk: Desk, face: bytes) -> tuple[str, ...]:
    """What is printed on an envelope's front (JPEG), line by line; nothing where guessing is off."""
    with desk.drawer.transaction() as tx:
        if not may_guess(tx):
            return ()
    picture: Picture | None = cv2.imdecode(np.frombuffer(face, np.uint8), cv2.IMREAD_COLOR)  # pyright: ignore[reportAssignmentType]
    return tuple(line.text for line in print_in(picture, few=True)) if picture is not None else ()


def guessed(desk: Desk, tx: Transaction, replies: Sequence[kept.Reply]) -> Guessed:
    """What is suggested for those of these answers that nothing places."""
    if not may_guess(tx):
        return Guessed({}, frozenset())
    hands = knowing.looked(tx, replies)
    people = list_kept.everybody(tx)
    written_to = letters_kept.states_by_person(tx)
    some = [person for person in people if written_to.get(person.id)]
    printed = papers_kept.with_fronts(tx)
    found: dict[str, tuple[Suggested, ...]] = {}
    for reply in replies:
        if reply.letter:
            continue
        by_head = by_sender(_sender(tx, reply), some)
        by_front = by_print(printed.get(reply.id, ()), some, desk.writer)
        if every := by_strength((*by_front, *by_head, *hands.suggested.get(reply.id, ()))):
            found[reply.id] = every
    return Guessed(found, hands.at)


def _sender(tx: Transaction, reply: kept.Reply) -> str:
    """Who a mail says it comes from; nobody where it is no mail."""
    if reply.kind != "mail":
        return ""
    return read_mail(kept.parts_of(tx, reply.id)[0][1]).sender
