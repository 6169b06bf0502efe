"""What happened, in order, only ever added to.

Each event's digest covers the event before it, so that a changed, missing or added row shows. What the chain alone
cannot show is that its end was cut off; whoever wants to know that writes down the last digest that `audit` prints.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sqlalchemy import Connection, desc, insert, select

from amends.envelope import to_json
from amends.office.ledger.schema import EVENTS

Kind: TypeAlias = Literal[
    "invited", "enrolled", "desk-moved", "deposited", "held", "withdrawn", "collected",
    "carried", "notice", "unreachable", "hushed", "handed",
    "hear", "hear-no-more",
    "taken-up", "found", "registered", "wished", "forgotten", "verified", "died", "ordered", "order-ended",
    "matched", "told", "chose", "consented", "confirmed", "released", "read-aloud",
    "staff-invited", "staff-enrolled", "staff-entered", "staff-recovered", "staff-left",
    "epoch-begun", "epoch-given", "epoch-ended", "rewrapped", "clerk-certified",
    "writer-checked", "replaced", "taken-in", "reason-taken", "training",
    "new-code", "posted", "looked-up", "looked-for", "outside-taken", "named",
    "answer-taken-up", "answer-found", "answer-taken-in", "answer-gone",
    "round", "discharged", "copy-gone", "held-back", "hold-ended", "exported",
    "open", "keep", "decline", "answer", "take-back", "tell", "pass-on", "not-for-me", "never", "again",
]  # fmt: skip
"""The last line's are a reader's acts, by the names they have on the wire; the lines before it are a bank's."""

START: Final = "0" * 64
OFFICE: Final = "office"
LINK: Final = "link"
READER: Final = "reader"
"""By whom: the office itself, whoever holds the letter's link, or somebody registered with a bank."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened.

    Attributes:
        ref: what else names it: an answer's id, a copy's id, the things told, a round's letters.
        by: `office`, `link`, `reader`, `keep:…` (one private link), `writer:…`, `staff:…`, `packet:…`
            or `round:…`.
    """

    kind: Kind
    at: str
    by: str
    letter: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """What an audit of the events found.

    Attributes:
        events: how many there are.
        last: digest of the last one.
        broken_at: number of the first event that does not follow from the one before; 0 if all do.
    """

    events: int
    last: str
    broken_at: int


def by_writer(writer: str) -> str:
    """How a writer stands in an event."""
    return f"writer:{writer}"


def by_keeper(keep_key: str) -> str:
    """How a private link stands in an event: by a digest, since the key itself need not be written down twice."""
    return f"keep:{hashlib.sha256(keep_key.encode()).hexdigest()[:32]}"


def by_notice(token: str) -> str:
    """How whoever holds a notice stands in an event: by a digest of its token."""
    return f"mail:{hashlib.sha256(token.encode()).hexdigest()[:32]}"


def by_packet(packet: str) -> str:
    """How a go-between stands in an event: by a digest of the packet they have."""
    return f"packet:{hashlib.sha256(packet.encode()).hexdigest()[:32]}"


def by_round(round_id: str) -> str:
    """How a round stands in an event."""
    return f"round:{round_id}"


def digest_of(letters: Iterable[str]) -> str:
    """One name for several letters, whatever their order: SHA-256 over their ids."""
    return hashlib.sha256("\n".join(sorted(letters)).encode()).hexdigest()


def by_staff(member: str) -> str:
    """How a member of a bank's staff stands in an event."""
    return f"staff:{member}"


def add(connection: Connection, happened: Iterable[Happened]) -> None:
    """Write these down, in this order, after everything before."""
    last = connection.execute(
        select(EVENTS.c.number, EVENTS.c.digest).order_by(desc(EVENTS.c.number)).limit(1)
    ).first()
    number, digest = (int(last.number), str(last.digest)) if last else (0, START)
    rows: list[dict[str, str | int]] = []
    for one in happened:
        number += 1
        digest = _digest(digest, number, one)
        rows.append({
            "number": number, "at": one.at, "kind": one.kind, "letter": one.letter,
            "by": one.by, "ref": one.ref, "digest": digest,
        })  # fmt: skip
    if rows:
        connection.execute(insert(EVENTS), rows)


def done_by(connection: Connection, letter: str, by: str) -> list[Happened]:
    """What one party did with one letter, in order."""
    rows = connection.execute(
        select(EVENTS.c.kind, EVENTS.c.at, EVENTS.c.by, EVENTS.c.letter, EVENTS.c.ref)
        .where(EVENTS.c.letter == letter, EVENTS.c.by == by)
        .order_by(EVENTS.c.number)
    )
    return [Happened(*row) for row in rows]


def happened_before(connection: Connection, letter: str, by: str, kind: Kind) -> bool:
    """Whether this party did this with this letter before."""
    found = select(EVENTS.c.number).where(EVENTS.c.letter == letter, EVENTS.c.by == by, EVENTS.c.kind == kind)
    return connection.execute(found.limit(1)).first() is not None


def how_often(connection: Connection, by: str, kind: Kind, since: str) -> int:
    """With how many letters this party did this since a moment."""
    found = select(EVENTS.c.letter).where(EVENTS.c.by == by, EVENTS.c.kind == kind, EVENTS.c.at >= since).distinct()
    return len(connection.execute(found).all())


def happened_by(connection: Connection, ref: str, kind: Kind) -> str:
    """Who did this first to what is named by `ref`; empty if nobody did."""
    found = select(EVENTS.c.by).where(EVENTS.c.ref == ref, EVENTS.c.kind == kind).order_by(EVENTS.c.number)
    return connection.execute(found.limit(1)).scalar_one_or_none() or ""


def last_by(connection: Connection, ref: str, kind: Kind) -> str:
    """Who did this last to what is named by `ref`; empty if nobody did."""
    found = select(EVENTS.c.by).where(EVENTS.c.ref == ref, EVENTS.c.kind == kind).order_by(desc(EVENTS.c.number))
    return connection.execute(found.limit(1)).scalar_one_or_none() or ""


def last_ref(connection: Connection, kind: Kind) -> str:
    """What the last event of this kind names; empty if there is none."""
    found = select(EVENTS.c.ref).where(EVENTS.c.kind == kind).order_by(desc(EVENTS.c.number))
    return connection.execute(found.limit(1)).scalar_one_or_none() or ""


def is_training(connection: Connection) -> bool:
    """Whether the chain begins by saying that nobody here is real."""
    first = connection.execute(select(EVENTS.c.kind).where(EVENTS.c.number == 1)).scalar_one_or_none()
    return first == "training"


def about(connection: Connection, names: Iterable[str]) -> list[Happened]:
    """Every event that names one of these, in order."""
    rows = connection.execute(
        select(EVENTS.c.kind, EVENTS.c.at, EVENTS.c.by, EVENTS.c.letter, EVENTS.c.ref)
        .where(EVENTS.c.ref.in_(sorted(names)))
        .order_by(EVENTS.c.number)
    )
    return [Happened(*row) for row in rows]


def opened(connection: Connection, letter: str) -> bool:
    """Whether this letter was opened by anybody, or read aloud to them."""
    found = select(EVENTS.c.number).where(EVENTS.c.letter == letter, EVENTS.c.kind.in_(("open", "read-aloud")))
    return connection.execute(found.limit(1)).first() is not None


def last_at(connection: Connection) -> str:
    """When the last thing happened; empty if nothing did."""
    return connection.execute(select(EVENTS.c.at).order_by(desc(EVENTS.c.number)).limit(1)).scalar_one_or_none() or ""


def audit(connection: Connection) -> Chain:
    """Follow the chain from its start."""
    count, digest, broken = 0, START, 0
    rows = connection.execute(select(EVENTS).order_by(EVENTS.c.number).execution_options(yield_per=1000))
    for row in rows:
        count += 1
        one = Happened(row.kind, row.at, row.by, row.letter, row.ref)
        digest = _digest(digest, count, one)
        if not broken and (row.number != count or row.digest != digest):
            broken = count
        digest = str(row.digest)
    return Chain(count, digest, broken)


def _digest(previous: str, number: int, one: Happened) -> str:
    line = to_json({
        "number": number, "at": one.at, "kind": one.kind, "letter": one.letter, "by": one.by, "ref": one.ref
    })  # fmt: skip
    return hashlib.sha256(previous.encode() + b"\n" + line).hexdigest()
