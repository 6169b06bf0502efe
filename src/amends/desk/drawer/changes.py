"""What was done to the list, kept whole, so that it can be undone: imports, edits, merges, removals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import sqlalchemy as sa

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.people import MANY

What: TypeAlias = Literal["import", "edit", "merge", "remove"]
Snapshot: TypeAlias = "dict[str, list[dict[str, Any]]]"
"""Every row that is kept of one person, by table."""

_OWN: Final = (
    schema.spellings, schema.addresses, schema.emails, schema.phones, schema.sources, schema.amends, schema.promises,
    schema.circle_people,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the list.

    Attributes:
        number: which.
        at: when.
        what: of which kind.
        told: what there is to say of it: names, numbers, and for a merge the letters that moved.
        undone: when it was undone; or empty.
    """

    number: int
    at: str
    what: What
    told: Mapping[str, Any]
    undone: str = ""


def snapshots(tx: Transaction, ids: Sequence[str]) -> dict[str, Snapshot]:
    """Everything kept of these people; who is not on the list is left out."""
    found: dict[str, Snapshot] = {}
    for at in range(0, len(ids), MANY):
        some = ids[at : at + MANY]
        for row in tx.execute(sa.select(schema.people).where(schema.people.c.id.in_(some))).mappings():
            found[row["id"]] = {"people": [dict(row)]}
        for table in _OWN:
            query = sa.select(table).where(table.c.person.in_(some)).order_by(*table.primary_key.columns)
            for row in tx.execute(query).mappings():
                found[row["person"]].setdefault(table.name, []).append(dict(row))
    return found


def digest(snapshot: Snapshot | None) -> str:
    """What a snapshot is told apart by; empty where there is nobody."""
    return hashlib.sha256(_text(snapshot).encode()).hexdigest() if snapshot else ""


def put_change(
    tx: Transaction, what: What, at: str, told: Mapping[str, Any], before: Mapping[str, Snapshot | None]
) -> int:
    """Puts a change down that has just been made, with everything that was there before it; gives its number.

    Args:
        tx: the transaction in which it was made.
        what: of which kind.
        at: when.
        told: what there is to say of it.
        before: for everybody it touched, what was kept of them before; None where they were not on the list.
    """
    told_text = json.dumps(told, ensure_ascii=False)
    made = tx.execute(sa.insert(schema.changes).values(at=at, what=what, told=told_text, undone=""))
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])
    now = snapshots(tx, list(before))
    rows = [
        {"change": number, "person": one, "before": _text(old) if old else "", "after": digest(now.get(one))}
        for one, old in before.items()
    ]
    if rows:
        tx.execute(sa.insert(schema.change_people), rows)
    return number


def changes(tx: Transaction, most: int = 100) -> tuple[Change, ...]:
    """The changes of the list, the newest first."""
    query = sa.select(schema.changes).order_by(schema.changes.c.number.desc()).limit(most)
    return tuple(Change(row.number, row.at, row.what, json.loads(row.told), row.undone) for row in tx.execute(query))


def change(tx: Transaction, number: int) -> Change | None:
    """One of them."""
    row = tx.execute(sa.select(schema.changes).where(schema.changes.c.number == number)).first()
    return Change(row.number, row.at, row.what, json.loads(row.told), row.undone) if row else None


def touched(tx: Transaction, number: int) -> dict[str, tuple[Snapshot | None, str]]:
    """Whom a change touched: what was kept of them before, and the digest of what was afterwards."""
    query = sa.select(schema.change_people).where(schema.change_people.c.change == number)
    return {row.person: (json.loads(row.before) if row.before else None, row.after) for row in tx.execute(query)}


def mark_undone(tx: Transaction, number: int, at: str) -> None:
    """Puts down that a change was undone."""
    tx.execute(sa.update(schema.changes).where(schema.changes.c.number == number).values(undone=at))


def put_back(tx: Transaction, person: str, before: Snapshot | None) -> None:
    """Puts somebody back to what was kept of them, or off the list where they were not on it."""
    if before is None:
        tx.execute(sa.delete(schema.people).where(schema.people.c.id == person))
        return
    (row,) = before["people"]
    there = tx.execute(sa.select(schema.people.c.place).where(schema.people.c.id == person)).first()
    if there:
        tx.execute(sa.update(schema.people).where(schema.people.c.id == person).values(**row))
        for table in _OWN:
            tx.execute(sa.delete(table).where(table.c.person == person))
    else:
        tx.execute(sa.insert(schema.people).values(**row))
    known = frozenset(tx.execute(sa.select(schema.circles.c.id)).scalars())
    for table in _OWN:
        rows = [
            one for one in before.get(table.name, []) if table is not schema.circle_people or one["circle"] in known
        ]
        if rows:
            tx.execute(sa.insert(table), rows)


def take_off(tx: Transaction, person: str) -> None:
    """Takes somebody off the list, with everything kept of them but letters, of which there must be none."""
    put_back(tx, person, None)


# ── letters of two who are one ────────────────────────────────────────────────────────────────────────────────────


def letters_to(tx: Transaction, person: str) -> tuple[str, ...]:
    """Ids of the letters to somebody."""
    to = schema.letter_people.c
    return tuple(tx.execute(sa.select(to.letter).where(to.person == person).order_by(to.letter)).scalars())


def readdress(tx: Transaction, letters: Sequence[str], old: str, new: str) -> None:
    """Makes letters to one entry letters to another, which is the same person."""
    to = schema.letter_people.c
    for at in range(0, len(letters), MANY):
        chosen = sa.and_(to.letter.in_(letters[at : at + MANY]), to.person == old)
        tx.execute(sa.update(schema.letter_people).where(chosen).values(person=new))


def _text(snapshot: Snapshot | None) -> str:
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True) if snapshot else ""


def names_in(snapshot: Snapshot | None) -> str:
    """The name in a snapshot."""
    return str(snapshot["people"][0]["name"]) if snapshot else ""
