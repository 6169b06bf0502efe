"""Envelopes that arrive in pieces, over a line that breaks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from amends.office.ledger.schema import CHUNKS, UPLOADS


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload has come, in bytes."""

    total: int
    received: int


def find(connection: Connection, writer: str, letter: str) -> Upload | None:
    """This writer's upload of this letter."""
    found = select(UPLOADS.c.total, UPLOADS.c.received).where(UPLOADS.c.writer == writer, UPLOADS.c.letter == letter)
    row = connection.execute(found).first()
    return Upload(row.total, row.received) if row else None


def how_many(connection: Connection, writer: str) -> int:
    """How many unfinished uploads this writer has."""
    return connection.execute(select(func.count()).where(UPLOADS.c.writer == writer)).scalar_one()


def begin(connection: Connection, writer: str, letter: str, total: int, at: str) -> None:
    """Make room for an upload."""
    connection.execute(insert(UPLOADS).values(writer=writer, letter=letter, total=total, received=0, touched=at))


def add(connection: Connection, writer: str, letter: str, *, offset: int, data: bytes, at: str) -> None:
    """Write down the next piece."""
    connection.execute(insert(CHUNKS).values(writer=writer, letter=letter, offset=offset, sealed=data))
    mine = update(UPLOADS).where(UPLOADS.c.writer == writer, UPLOADS.c.letter == letter)
    connection.execute(mine.values(received=offset + len(data), touched=at))


def together(connection: Connection, writer: str, letter: str) -> bytes:
    """All pieces so far, in order."""
    pieces = select(CHUNKS.c.sealed).where(CHUNKS.c.writer == writer, CHUNKS.c.letter == letter)
    return b"".join(connection.execute(pieces.order_by(CHUNKS.c.offset)).scalars())


def forget(connection: Connection, writer: str, letter: str) -> None:
    """Forget an upload and its pieces."""
    for table in (CHUNKS, UPLOADS):
        connection.execute(delete(table).where(table.c.writer == writer, table.c.letter == letter))


def forget_untouched_since(connection: Connection, moment: str) -> None:
    """Forget uploads that nobody went on with since this moment."""
    stale = select(UPLOADS.c.writer, UPLOADS.c.letter).where(UPLOADS.c.touched < moment)
    for writer, letter in connection.execute(stale).all():
        connection.execute(delete(CHUNKS).where(and_(CHUNKS.c.writer == writer, CHUNKS.c.letter == letter)))
        connection.execute(delete(UPLOADS).where(and_(UPLOADS.c.writer == writer, UPLOADS.c.letter == letter)))
