"""Which sealed bytes lie in an object store, and under what name. Nothing here touches the store itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select

from amends.office.ledger.schema import LETTERS, PARTS, REPLIES, STORED

Part: TypeAlias = Literal["front", "letter", "key"]
Kept: TypeAlias = Literal["front", "letter", "key", "reply"]
"""A part of a letter, or an answer, which belongs to its own id."""


@dataclass(frozen=True, slots=True)
class Lying:
    """Where sealed bytes lie, and what they have to be.

    Attributes:
        owner: the letter's id, or the answer's.
        sha256: digest of the bytes, hexadecimal.
        here: the bytes, where they lie in the database.
        name: their name in the store; empty where they lie in the database.
    """

    owner: str
    part: Kept
    sha256: str
    here: bytes | None
    name: str


def put(connection: Connection, names: Mapping[tuple[str, Kept], str]) -> None:
    """Write down under what names these lie in the store, by owner and part."""
    rows = [{"owner": owner, "part": part, "name": name} for (owner, part), name in names.items()]
    if rows:
        connection.execute(insert(STORED), rows)


def part(connection: Connection, letter: str, part: Part) -> Lying | None:
    """Where this part of a letter lies."""
    digest = {"front": LETTERS.c.front_sha256, "letter": LETTERS.c.letter_sha256, "key": LETTERS.c.key_sha256}[part]
    here = (PARTS.c.letter == LETTERS.c.id) & (PARTS.c.part == part)
    far = (STORED.c.owner == LETTERS.c.id) & (STORED.c.part == part)
    found = (
        select(digest.label("sha256"), PARTS.c.sealed, STORED.c.name)
        .select_from(LETTERS.outerjoin(PARTS, here).outerjoin(STORED, far))
        .where(LETTERS.c.id == letter, digest != "")
    )
    row = connection.execute(found).first()
    return Lying(letter, part, row.sha256, row.sealed, row.name or "") if row else None


def reply(connection: Connection, reply_id: str) -> Lying | None:
    """Where this answer lies, if it was not taken back."""
    far = (STORED.c.owner == REPLIES.c.id) & (STORED.c.part == "reply")
    found = (
        select(REPLIES.c.sha256, REPLIES.c.sealed, STORED.c.name)
        .select_from(REPLIES.outerjoin(STORED, far))
        .where(REPLIES.c.id == reply_id, REPLIES.c.state != "taken-back")
    )
    row = connection.execute(found).first()
    return Lying(reply_id, "reply", row.sha256, row.sealed, row.name or "") if row else None


def forget(connection: Connection, owner: str, part: Kept) -> None:
    """Forget the name; what lies under it is then an orphan, and swept."""
    connection.execute(delete(STORED).where(STORED.c.owner == owner, STORED.c.part == part))


def named(connection: Connection, names: Sequence[str]) -> set[str]:
    """Those of these names that the ledger knows."""
    return set(connection.execute(select(STORED.c.name).where(STORED.c.name.in_(names))).scalars())


def how_many(connection: Connection) -> int:
    """How many sealed parts lie in a store."""
    return connection.execute(select(func.count()).select_from(STORED)).scalar_one()


def everything(connection: Connection) -> Iterator[Lying]:
    """All sealed bytes there are or ought to be, wherever they lie; read a page at a time."""
    for kept in ("front", "letter", "key"):
        yield from _parts(connection, kept)
    far = (STORED.c.owner == REPLIES.c.id) & (STORED.c.part == "reply")
    rows = (
        select(REPLIES.c.id, REPLIES.c.sha256, REPLIES.c.sealed, STORED.c.name)
        .select_from(REPLIES.outerjoin(STORED, far))
        .where(REPLIES.c.state != "taken-back")
    )
    for row in connection.execute(rows.execution_options(yield_per=20)):
        yield Lying(row.id, "reply", row.sha256, row.sealed, row.name or "")


def sample(connection: Connection, most: int) -> list[Lying]:
    """Some of what lies in a store: the first by name, and names are chance."""
    return far(connection, most)


def far(connection: Connection, most: int | None = None) -> list[Lying]:
    """What lies in a store, with its digest, by name."""
    some = connection.execute(select(STORED).order_by(STORED.c.name).limit(most)).all()
    found = [
        reply(connection, row.owner) if row.part == "reply" else part(connection, row.owner, row.part) for row in some
    ]
    return [one for one in found if one is not None]


def _parts(connection: Connection, kept: Part) -> Iterator[Lying]:
    digest = {"front": LETTERS.c.front_sha256, "letter": LETTERS.c.letter_sha256, "key": LETTERS.c.key_sha256}[kept]
    here = (PARTS.c.letter == LETTERS.c.id) & (PARTS.c.part == kept)
    far = (STORED.c.owner == LETTERS.c.id) & (STORED.c.part == kept)
    rows = (
        select(LETTERS.c.id, digest.label("sha256"), PARTS.c.sealed, STORED.c.name)
        .select_from(LETTERS.outerjoin(PARTS, here).outerjoin(STORED, far))
        .where(digest != "")
    )
    for row in connection.execute(rows.execution_options(yield_per=20)):
        yield Lying(row.id, kept, row.sha256, row.sealed, row.name or "")
