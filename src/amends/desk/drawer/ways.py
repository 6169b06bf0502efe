"""The offices this desk is enrolled at, and where each letter went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.letters import MANY


@dataclass(frozen=True, slots=True)
class OfficeKnown:
    """An office this desk is enrolled at.

    Attributes:
        id: as the office names itself.
        url: its address, without a slash at the end.
        name: what it calls itself.
        desk_key: seed of the key with which this desk signs at this office and nowhere else.
        enrolled: when; empty while the enrolment has been begun and not been answered.
    """

    id: str
    url: str
    name: str
    desk_key: bytes
    enrolled: str


@dataclass(frozen=True, slots=True)
class Posting:
    """Where one letter goes.

    Attributes:
        letter: its id.
        office: the office's id, or `folder:` and the folder's path.
        bound: when it was decided that the letter goes there, before anything was sent.
        posted: when it arrived there; empty while that is not sure.
        withdrawn: when it was taken back; or empty.
    """

    letter: str
    office: str
    bound: str
    posted: str = ""
    withdrawn: str = ""


def put_office(tx: Transaction, office: OfficeKnown) -> None:
    """Remembers an office, or what is new about it. Its desk key is replaced by `put_key` alone."""
    values = {
        "id": office.id, "url": office.url, "name": office.name,
        "desk_key": office.desk_key, "enrolled": office.enrolled,
    }  # fmt: skip
    put = insert(schema.offices).values(values)
    new = {name: put.excluded[name] for name in ("url", "name", "enrolled")}
    tx.execute(put.on_conflict_do_update(index_elements=["id"], set_=new))


def put_key(tx: Transaction, office: str, desk_key: bytes) -> None:
    """Puts another desk key in the place of the one with which this desk signed at an office."""
    changed = sa.update(schema.offices).where(schema.offices.c.id == office)
    tx.execute(changed.values(desk_key=desk_key))


def offices(tx: Transaction) -> dict[str, OfficeKnown]:
    """Every office this desk knows, by id."""
    return {
        row.id: OfficeKnown(row.id, row.url, row.name, row.desk_key, row.enrolled)
        for row in tx.execute(sa.select(schema.offices).order_by(schema.offices.c.enrolled))
    }


def bind_to(tx: Transaction, letters: Iterable[str], office: str, at: str) -> None:
    """Decides where letters go. One that is bound already stays where it is bound."""
    rows = [{"letter": letter, "office": office, "bound": at, "posted": "", "withdrawn": ""} for letter in letters]
    if rows:
        tx.execute(insert(schema.postings).on_conflict_do_nothing(), rows)


def mark_posted(tx: Transaction, letters: Sequence[str], at: str) -> None:
    """Puts down that letters arrived where they were bound to; what lay in the out tray lies there no more.

    One whose recipient is still to be told by mail stays in the tray until that is done.
    """
    for n in range(0, len(letters), MANY):
        some = letters[n : n + MANY]
        chosen = schema.postings.c.letter.in_(some)
        tx.execute(sa.update(schema.postings).where(chosen, schema.postings.c.posted == "").values(posted=at))
        tx.execute(sa.delete(schema.out_tray).where(schema.out_tray.c.letter.in_(some), ~schema.out_tray.c.mail))


def mark_withdrawn(tx: Transaction, letter: str, at: str) -> None:
    """Puts down that a letter was taken back; one that was before was taken back then."""
    chosen = schema.postings.c.letter == letter
    tx.execute(sa.update(schema.postings).where(chosen, schema.postings.c.withdrawn == "").values(withdrawn=at))


def postings(tx: Transaction) -> dict[str, Posting]:
    """Where every letter is bound, by the letter's id."""
    return {
        row.letter: Posting(row.letter, row.office, row.bound, row.posted, row.withdrawn)
        for row in tx.execute(sa.select(schema.postings))
    }


def put_elsewhere(tx: Transaction, office: str, letters: Iterable[str]) -> None:
    """Accepts that a lost copy of this desk posted these letters."""
    rows = [{"office": office, "letter": letter} for letter in letters]
    if rows:
        tx.execute(insert(schema.elsewhere).on_conflict_do_nothing(), rows)


def known_elsewhere(tx: Transaction, office: str) -> frozenset[str]:
    """Letters at this office that a lost copy of this desk posted, as far as the writer has accepted that."""
    query = sa.select(schema.elsewhere.c.letter).where(schema.elsewhere.c.office == office)
    return frozenset(tx.execute(query).scalars())
