"""What recipients decided: who keeps a letter, what the writer is told, from whom no more is wanted."""

from __future__ import annotations

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from amends.office.ledger.events import LINK
from amends.office.ledger.schema import EVENTS, KEPT, LETTERS, NEVERS, TOLD
from amends.wire import Told


def keep_keys(connection: Connection, letter: str, most: int) -> list[str]:
    """The public keys of those who keep this letter: the first so many."""
    found = select(KEPT.c.keep_key).where(KEPT.c.letter == letter).order_by(KEPT.c.at, KEPT.c.keep_key)
    return list(connection.execute(found.limit(most)).scalars())


def keeps(connection: Connection, letter: str, keep_key: str) -> bool:
    """Whether whoever has this key keeps this letter."""
    found = select(KEPT.c.at).where(KEPT.c.letter == letter, KEPT.c.keep_key == keep_key)
    return connection.execute(found).first() is not None


def keep(connection: Connection, letter: str, keep_key: str, at: str) -> None:
    """Remember that whoever has this key keeps this letter."""
    connection.execute(insert(KEPT).values(letter=letter, keep_key=keep_key, at=at))


def wants_no_more(connection: Connection, writer: str, person: str) -> bool:
    """Whether this person wants no more from this writer."""
    found = select(NEVERS.c.at).where(NEVERS.c.writer == writer, NEVERS.c.person == person)
    return connection.execute(found).first() is not None


def who_wants_no_more(connection: Connection, writer: str, person: str) -> set[str]:
    """Under which links, as they stand in an event, this wish was said and still holds.

    What was said under a private link holds until it is taken back under that same one: the writer has the bare link
    too, and can make private links. What was said under the bare link can be taken back under any.
    """
    if not wants_no_more(connection, writer, person):
        return set()
    said = (
        select(EVENTS.c.by, EVENTS.c.kind)
        .join(LETTERS, LETTERS.c.id == EVENTS.c.letter)
        .where(LETTERS.c.writer == writer, LETTERS.c.person == person, EVENTS.c.kind.in_(("never", "again")))
        .order_by(EVENTS.c.number)
    )
    holding: set[str] = set()
    for row in connection.execute(said):
        holding = holding | {row.by} if row.kind == "never" else holding - {row.by, LINK}
    return holding


def no_more(connection: Connection, writer: str, person: str, at: str) -> None:
    """No more letters from this writer to this person."""
    connection.execute(insert(NEVERS).values(writer=writer, person=person, at=at))


def more_again(connection: Connection, writer: str, person: str) -> None:
    """Letters from this writer to this person may go on."""
    connection.execute(delete(NEVERS).where(and_(NEVERS.c.writer == writer, NEVERS.c.person == person)))


def told(connection: Connection, letter: str) -> Told:
    """What the writer was let know about this letter so far."""
    row = connection.execute(select(TOLD).where(TOLD.c.letter == letter)).first()
    return Told(letter, row.requested, row.received, row.read, row.not_wanted) if row else Told(letter)


def tell(connection: Connection, told: Told) -> None:
    """Write down what the writer is now let know; the caller has added it to what was told before."""
    flags = {"requested": told.requested, "received": told.received, "read": told.read, "not_wanted": told.not_wanted}
    if not connection.execute(update(TOLD).where(TOLD.c.letter == told.letter).values(flags)).rowcount:
        letter = select(LETTERS.c.writer, LETTERS.c.number).where(LETTERS.c.id == told.letter)
        row = connection.execute(letter).one()
        connection.execute(insert(TOLD).values(letter=told.letter, writer=row.writer, number=row.number, **flags))


def told_to(connection: Connection, writer: str, after: str, most: int) -> list[Told]:
    """What recipients let this writer know, in the order the letters came, from the one after the letter `after`."""
    rows = select(TOLD).where(TOLD.c.writer == writer)
    if after:
        number = select(LETTERS.c.number).where(LETTERS.c.id == after, LETTERS.c.writer == writer).scalar_subquery()
        rows = rows.where(TOLD.c.number > func.coalesce(number, 0))
    found = connection.execute(rows.order_by(TOLD.c.number).limit(most))
    return [Told(row.letter, row.requested, row.received, row.read, row.not_wanted) for row in found]
