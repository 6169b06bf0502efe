"""Those who ask whether something is here for them, and what they wish to hear of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from amends.office.ledger.ask_schema import ASKINGS, HEARERS

_COLUMNS: Final = (
    ASKINGS.c.id, ASKINGS.c.token, ASKINGS.c.whom, ASKINGS.c.address, ASKINGS.c.language, ASKINGS.c.tries,
    ASKINGS.c.at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody asked.

    Attributes:
        id: 32 hexadecimal digits, known to whoever asked and to nobody else.
        token: what the mail is known by; whoever asked does not know it.
        whom: a keyed digest of the address.
        address: encrypted.
        language: in which the mail speaks.
        tries: how many wrong codes were given.
        at: when.
    """

    id: str
    token: str
    whom: str
    address: bytes
    language: str
    tries: int
    at: str


def put(connection: Connection, asking: Asking, state: str) -> None:
    """Write it down."""
    connection.execute(
        insert(ASKINGS).values(
            id=asking.id, token=asking.token, whom=asking.whom, address=asking.address, language=asking.language,
            state=state, tries=0, at=asking.at,
        )
    )  # fmt: skip


def how_often(connection: Connection, whom: str, since: str) -> int:
    """How often a code was sent to this address since a moment, or is about to be."""
    count = select(func.count()).where(ASKINGS.c.whom == whom, ASKINGS.c.at >= since, ASKINGS.c.state != "over")
    return connection.execute(count).scalar_one()


def next_to_send(connection: Connection, since: str, most: int) -> list[Asking]:
    """Those whose mail waits, from now on as if it had gone: a code is never sent twice."""
    waits = select(*_COLUMNS).where(ASKINGS.c.state == "waits").order_by(ASKINGS.c.at, ASKINGS.c.id).limit(most)
    found = [Asking(*row) for row in connection.execute(waits)]
    if found:
        mine = update(ASKINGS).where(ASKINGS.c.id.in_([one.id for one in found]))
        connection.execute(mine.values(state="sent"))
    return [one for one in found if one.at >= since]


def any_waits(connection: Connection) -> bool:
    """Whether a code is to be sent."""
    return connection.execute(select(ASKINGS.c.id).where(ASKINGS.c.state == "waits").limit(1)).first() is not None


def send_again(connection: Connection, asking: str) -> None:
    """The relay surely did not take this one: it waits again."""
    connection.execute(update(ASKINGS).where(ASKINGS.c.id == asking).values(state="waits"))


def find(connection: Connection, asking: str) -> Asking | None:
    """What was asked under this id, and a code was sent for; one that went to nobody can only be guessed."""
    mine = select(*_COLUMNS).where(ASKINGS.c.id == asking, ASKINGS.c.state != "over")
    row = connection.execute(mine).first()
    return Asking(*row) if row else None


def whose(connection: Connection, token: str) -> str:
    """The digest of the address to which a mail went; empty if there is no such mail."""
    found = select(ASKINGS.c.whom).where(ASKINGS.c.token == token)
    return connection.execute(found.limit(1)).scalar_one_or_none() or ""


def wrong(connection: Connection, asking: str) -> None:
    """A wrong code was given."""
    connection.execute(update(ASKINGS).where(ASKINGS.c.id == asking).values(tries=ASKINGS.c.tries + 1))


def forget(connection: Connection, before: str) -> int:
    """Forget what was asked before this moment; how much."""
    return connection.execute(delete(ASKINGS).where(ASKINGS.c.at < before)).rowcount


def hear(connection: Connection, whom: str, address: bytes, at: str) -> bool:
    """Tell this address of the next letter for it; whether that is new."""
    if hearer(connection, whom) is not None:
        return False
    connection.execute(insert(HEARERS).values(whom=whom, address=address, at=at))
    return True


def hear_no_more(connection: Connection, whom: str) -> bool:
    """Tell it of no further letter; whether that is new."""
    return connection.execute(delete(HEARERS).where(HEARERS.c.whom == whom)).rowcount > 0


def hearer(connection: Connection, whom: str) -> bytes | None:
    """The address, encrypted, if it wants to be told."""
    return connection.execute(select(HEARERS.c.address).where(HEARERS.c.whom == whom)).scalar_one_or_none()
