"""The people on the list, and the rolls held against it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias, cast

import sqlalchemy as sa

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.people.person import Person, PostalAddress, Roll

Stance: TypeAlias = Literal["open", "deferred", "never"]
"""Whether the writer may write to somebody: yes; not yet, until a day or for now; never, since it would do harm."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the writer stands with somebody on the list."""

    stance: Stance
    until: str = ""


MANY: Final = 500
"""How many ids are asked for in one statement."""
_FACTS: Final[dict[str, sa.Table]] = {
    "also": schema.spellings,
    "addresses": schema.addresses,
    "emails": schema.emails,
    "phones": schema.phones,
    "source_ids": schema.sources,
}


def put_on_list(tx: Transaction, newcomers: Iterable[Person], pseudonyms: Iterable[str]) -> None:
    """Puts people on the list, each with the id by which offices will know them."""
    rows: list[dict[str, object]] = []
    people: list[Person] = []
    for person, pseudonym in zip(newcomers, pseudonyms, strict=True):
        rows.append({**_row(person), "pseudonym": pseudonym, "stance": "open", "until": ""})
        people.append(person)
    if rows:
        tx.execute(sa.insert(schema.people), rows)
        _put_facts(tx, people)


def put_again(tx: Transaction, people: Sequence[Person]) -> None:
    """Puts what is known of people in the place of what was known; their ids and standings stay."""
    for person in people:
        tx.execute(sa.update(schema.people).where(schema.people.c.id == person.id).values(**_row(person)))
        for table in _FACTS.values():
            tx.execute(sa.delete(table).where(table.c.person == person.id))
    _put_facts(tx, people)


def everybody(tx: Transaction) -> tuple[Person, ...]:
    """Everybody on the list, in the order in which they were put there."""
    return _people(tx, None)


def people_by_id(tx: Transaction, ids: Sequence[str]) -> dict[str, Person]:
    """The people with these ids; unknown ids are left out."""
    found: dict[str, Person] = {}
    for at in range(0, len(ids), MANY):
        found |= {person.id: person for person in _people(tx, ids[at : at + MANY])}
    return found


def _people(tx: Transaction, ids: Sequence[str] | None) -> tuple[Person, ...]:
    facts: dict[str, dict[str, list[str]]] = {field: {} for field in _FACTS}
    for field, table in _FACTS.items():
        query = sa.select(table.c.person, table.c.text).order_by(table.c.person, table.c.at)
        for row in tx.execute(query if ids is None else query.where(table.c.person.in_(ids))):
            facts[field].setdefault(row.person, []).append(row.text)
    query = sa.select(schema.people).order_by(schema.people.c.place)
    return tuple(
        Person(
            id=row.id,
            name=row.name,
            kind=row.kind,
            given=row.given,
            family=row.family,
            note=row.note,
            org=row.org,
            also=tuple(facts["also"].get(row.id, ())),
            addresses=tuple(_address(text) for text in facts["addresses"].get(row.id, ())),
            emails=tuple(facts["emails"].get(row.id, ())),
            phones=tuple(facts["phones"].get(row.id, ())),
            source_ids=tuple(facts["source_ids"].get(row.id, ())),
        )
        for row in tx.execute(query if ids is None else query.where(schema.people.c.id.in_(ids)))
    )


def pseudonyms(tx: Transaction) -> dict[str, str]:
    """By whose id an office knows them by which id."""
    return {row.id: row.pseudonym for row in tx.execute(sa.select(schema.people.c.id, schema.people.c.pseudonym))}


def standings(tx: Transaction) -> dict[str, Standing]:
    """Where the writer stands with everybody on the list, by id."""
    columns = (schema.people.c.id, schema.people.c.stance, schema.people.c.until)
    return {row.id: Standing(row.stance, row.until) for row in tx.execute(sa.select(*columns))}


def put_roll(tx: Transaction, roll: Roll, at: str) -> None:
    """Takes in a roll, in the place of an older one of the same title."""
    tx.execute(sa.delete(schema.rolls).where(schema.rolls.c.title == roll.title))
    tx.execute(sa.insert(schema.rolls).values(title=roll.title, taken_in=at))
    if roll.names:
        rows = [{"roll": roll.title, "at": at, "name": name} for at, name in enumerate(roll.names)]
        tx.execute(sa.insert(schema.roll_names), rows)


def rolls(tx: Transaction) -> tuple[Roll, ...]:
    """Every roll, by title."""
    names: dict[str, list[str]] = {
        row.title: [] for row in tx.execute(sa.select(schema.rolls.c.title).order_by(schema.rolls.c.title))
    }
    for row in tx.execute(sa.select(schema.roll_names).order_by(schema.roll_names.c.roll, schema.roll_names.c.at)):
        names[row.roll].append(row.name)
    return tuple(Roll(title, tuple(found)) for title, found in names.items())


def _row(person: Person) -> dict[str, object]:
    return {field: getattr(person, field) for field in ("id", "name", "kind", "given", "family", "note", "org")}


def _put_facts(tx: Transaction, people: Iterable[Person]) -> None:
    rows: dict[str, list[dict[str, object]]] = {field: [] for field in _FACTS}
    for person in people:
        for field in _FACTS:
            for at, value in enumerate(cast("tuple[object, ...]", getattr(person, field))):
                text = _address_text(value) if isinstance(value, PostalAddress) else value
                rows[field].append({"person": person.id, "at": at, "text": text})
    for field, table in _FACTS.items():
        if rows[field]:
            tx.execute(sa.insert(table), rows[field])


def _address_text(address: PostalAddress) -> str:
    return json.dumps(asdict(address), ensure_ascii=False)


def _address(text: str) -> PostalAddress:
    fields = cast("dict[str, Any]", json.loads(text))
    fields |= {"lines": tuple(fields["lines"]), "street": tuple(fields["street"])}
    return PostalAddress(**fields)
