"""Who may deposit letters, and who was asked to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Select, func, insert, select, update

from amends.office.ledger.schema import INVITATIONS, OFFICE, SUPERSEDED, WRITERS

ON_PAPER: Final = "paper:"
"""With the writer's own id it stands for a desk key, where they have no desk. No desk signs as that: no key has a
colon."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as the office remembers it.

    Attributes:
        expires: the last moment it can be used.
        used_by: the desk key that used it; empty while nobody did.
    """

    expires: str
    used_by: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who may deposit.

    Attributes:
        name: as their desk said it, or staff where they have none; encrypted.
        known: whether somebody made sure who they are.
        on_paper: whether they have no desk, and write on paper.
    """

    id: str
    name: bytes
    since: str
    known: bool
    on_paper: bool


def whose(connection: Connection, desk_key: str) -> str | None:
    """The id of the writer with this desk key."""
    return connection.execute(select(WRITERS.c.id).where(WRITERS.c.desk_key == desk_key)).scalar_one_or_none()


def whose_before(connection: Connection, desk_key: str) -> str | None:
    """The id of the writer whose desk had this key until a copy of it took its place."""
    return connection.execute(
        select(SUPERSEDED.c.writer).where(SUPERSEDED.c.desk_key == desk_key)
    ).scalar_one_or_none()


def desk_of(connection: Connection, writer_id: str) -> str:
    """The key of a writer's desk."""
    return connection.execute(select(WRITERS.c.desk_key).where(WRITERS.c.id == writer_id)).scalar_one()


def move_desk(connection: Connection, writer_id: str, desk_key: str, at: str) -> None:
    """Put another key in the place of a desk's own, which from now on is past."""
    before = desk_of(connection, writer_id)
    connection.execute(insert(SUPERSEDED).values(desk_key=before, writer=writer_id, until=at))
    connection.execute(update(WRITERS).where(WRITERS.c.id == writer_id).values(desk_key=desk_key))


def how_many(connection: Connection) -> int:
    """How many writers there are."""
    return connection.execute(select(func.count()).select_from(WRITERS)).scalar_one()


def enrol(connection: Connection, writer_id: str, desk_key: str, name: bytes, since: str) -> None:
    """Write down a writer; the name is encrypted."""
    connection.execute(insert(WRITERS).values(id=writer_id, desk_key=desk_key, name=name, since=since))


def enrol_on_paper(connection: Connection, writer_id: str, name: bytes, since: str) -> None:
    """Write down a writer who has no desk; the name is encrypted."""
    enrol(connection, writer_id, ON_PAPER + writer_id, name, since)


def is_on_paper(connection: Connection, writer_id: str) -> bool:
    """Whether this is a writer without a desk."""
    return whose(connection, ON_PAPER + writer_id) is not None


def invite(
    connection: Connection, code_sha256: str, name: bytes, expires: str, *, checked_by: str = "", checked: bytes = b""
) -> None:
    """Write down an invitation; the name is encrypted, and by what somebody made sure who it is for."""
    row = {"code_sha256": code_sha256, "name": name, "expires": expires, "checked_by": checked_by}
    connection.execute(insert(INVITATIONS).values(**row, checked=checked or None))


def is_known(connection: Connection, writer_id: str) -> bool:
    """Whether somebody made sure who this writer is."""
    found = _their_invitations(writer_id).with_only_columns(INVITATIONS.c.code_sha256)
    return connection.execute(found.where(INVITATIONS.c.checked_by != "").limit(1)).first() is not None


def make_known(connection: Connection, writer_id: str, by: str, note: bytes) -> None:
    """Put down that somebody made sure who this writer is, after they enrolled."""
    codes = list(connection.execute(_their_invitations(writer_id)).scalars())
    known = update(INVITATIONS).where(INVITATIONS.c.code_sha256.in_(codes))
    connection.execute(known.values(checked_by=by, checked=note))


def name_of(connection: Connection, writer_id: str) -> bytes:
    """A writer's name, encrypted; empty where there is no such writer."""
    return bytes(
        connection.execute(select(WRITERS.c.name).where(WRITERS.c.id == writer_id)).scalar_one_or_none() or b""
    )


def everybody(connection: Connection) -> list[Writer]:
    """Every writer, in the order they enrolled."""
    rows = connection.execute(select(WRITERS).order_by(WRITERS.c.since))
    return [
        Writer(
            row.id, bytes(row.name), row.since, is_known(connection, row.id), row.desk_key.startswith(ON_PAPER)
        )
        for row in rows
    ]  # fmt: skip


def _their_invitations(writer_id: str) -> Select[tuple[str]]:
    now = select(WRITERS.c.desk_key).where(WRITERS.c.id == writer_id)
    before = select(SUPERSEDED.c.desk_key).where(SUPERSEDED.c.writer == writer_id)
    return select(INVITATIONS.c.code_sha256).where(INVITATIONS.c.used_by.in_(now.union(before)))


def invited(connection: Connection, code_sha256: str) -> Invited | None:
    """The invitation with this code."""
    found = select(INVITATIONS.c.expires, INVITATIONS.c.used_by).where(INVITATIONS.c.code_sha256 == code_sha256)
    row = connection.execute(found).first()
    return Invited(row.expires, row.used_by) if row else None


def use(connection: Connection, code_sha256: str, desk_key: str) -> None:
    """Mark an invitation as used by this desk."""
    used = update(INVITATIONS).where(INVITATIONS.c.code_sha256 == code_sha256)
    connection.execute(used.values(used_by=desk_key))


def office(connection: Connection) -> tuple[str, str] | None:
    """Whose database this is, and where its office was last to be reached."""
    row = connection.execute(select(OFFICE.c.id, OFFICE.c.address)).first()
    return (row.id, row.address) if row else None


def found(connection: Connection, writer_id: str) -> None:
    """Write down whose database this is."""
    connection.execute(insert(OFFICE).values(id=writer_id, address=""))


def reached_at(connection: Connection, address: str) -> None:
    """Write down where the office is to be reached."""
    connection.execute(update(OFFICE).values(address=address))
