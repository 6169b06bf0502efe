"""The list in order, ready to be turned page by page, filtered and searched, however long it is.

One row a person, made from everything else by `standing.stage` and marked stale by triggers, so that no other
function has to think of it. Whoever asks for a page brings the stale rows up first. Where somebody stands is thereby
decided by one function in Python, and found by an index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.owed import amends_of
from amends.desk.drawer.papers import is_answer
from amends.desk.drawer.people import MANY, everybody, people_by_id, rolls
from amends.desk.people.amends import Amends
from amends.desk.people.person import Person
from amends.desk.people.roll import not_considered
from amends.desk.people.standing import Done, LetterAct, Stage, stage

FEW: Final = 200
"""So many found by words are sorted one by one; where more are found, the list is walked in its order instead."""
_ALONE: Final = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
"""Letters of writings that put no blanks between words: each is made a word, so that a part of a name is found."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is wanted from the list.

    Attributes:
        words: words of a name, an address or a note, all of which have to be there.
        stage: where they stand, or empty for all.
        kind: the kind of amends, or empty for all.
        circle: id of a group or household, or empty for all.
        person: id of one person, or empty for all.
    """

    words: str = ""
    stage: str = ""
    kind: str = ""
    circle: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the order of the list, with what a page of it shows of them."""

    person: str
    stage: Stage
    kind: str
    name: str
    town: str


def folded(text: str) -> str:
    """Text as it is sorted and searched: small letters, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()


# ── bringing it up ────────────────────────────────────────────────────────────────────────────────────────────────


def bring_up(tx: Transaction) -> int:
    """Makes the rows anew that are stale; gives how many."""
    ids = [what for what in tx.execute(sa.select(schema.stale.c.what)).scalars() if what]
    if not ids:
        return 0
    people = people_by_id(tx, ids) if len(ids) <= MANY else {person.id: person for person in everybody(tx)}
    owed, letters = amends_of(tx, ids), _letters_to(tx, ids)
    places = _places(tx, ids)
    rows: list[dict[str, object]] = []
    words: list[dict[str, object]] = []
    for person in (people[one] for one in ids if one in people):
        amends, place = owed.get(person.id, Amends()), places[person.id]
        sort = sort_key(person)
        rows.append({
            "place": place, "person": person.id, "sort": sort, "initial": sort[:1].upper(), "kind": amends.kind,
            "stage": stage(Done(amends.willing, amends.kind, frozenset(letters.get(person.id, ())))),
            "name": person.name, "town": person.addresses[0].city if person.addresses else "",
        })  # fmt: skip
        words.append({"place": place, "words": _words(person)})
    held = [row["place"] for row in rows]
    for at in range(0, len(held), MANY):
        tx.execute(sa.delete(schema.listing).where(schema.listing.c.place.in_(held[at : at + MANY])))
    if rows:
        tx.execute(sa.insert(schema.listing), rows)
        tx.execute(sa.text("INSERT INTO listing_words (rowid, words) VALUES (:place, :words)"), words)
    tx.execute(sa.delete(schema.stale).where(schema.stale.c.what != ""))
    return len(rows)


def sort_key(person: Person) -> str:
    """By family name; no two people have the same."""
    return "\x1f".join((folded(person.family or person.name), folded(person.name), person.id))


def _words(person: Person) -> str:
    lines = [line for address in person.addresses for line in (*address.lines, address.city, address.country)]
    return _ALONE.sub(r" \1 ", folded(" ".join([*person.names, person.org, person.note, *person.emails, *lines])))


def _letters_to(tx: Transaction, ids: Sequence[str]) -> dict[str, list[LetterAct]]:
    """How far the letters to these people have come."""
    to, letters = schema.letter_people.c, schema.letters.c
    read = sa.exists().where(schema.friend_reads.c.letter == letters.id)
    answered = sa.exists().where(schema.replies.c.letter == letters.id, is_answer(schema.replies.c.id))
    query = sa.select(to.person, letters.state, read.label("read"), answered.label("answered")).join(
        schema.letters, letters.id == to.letter
    )
    found: dict[str, list[LetterAct]] = {}
    for at in range(0, len(ids), MANY):
        for row in tx.execute(query.where(to.person.in_(ids[at : at + MANY]))):
            act: LetterAct = (
                "answered" if row.answered else "read" if row.state == "draft" and row.read else row.state
            )
            found.setdefault(row.person, []).append(act)
    return found


def _places(tx: Transaction, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at in range(0, len(ids), MANY):
        query = sa.select(schema.people.c.id, schema.people.c.place)
        found |= {row.id: row.place for row in tx.execute(query.where(schema.people.c.id.in_(ids[at : at + MANY])))}
    return found


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def counts(tx: Transaction) -> dict[str, int]:
    """How many stand where."""
    query = sa.select(schema.listing.c.stage, sa.func.count()).group_by(schema.listing.c.stage)
    return {row[0]: row[1] for row in tx.execute(query)}


def initials(tx: Transaction) -> tuple[str, ...]:
    """With which letters somebody's name begins: one step of the index a letter, not one a person."""
    query = sa.text(
        "WITH RECURSIVE step(i) AS (SELECT min(initial) FROM listing UNION ALL "
        "SELECT (SELECT min(initial) FROM listing WHERE initial > step.i) FROM step WHERE step.i IS NOT NULL) "
        "SELECT i FROM step WHERE i IS NOT NULL AND i != ''"
    )
    return tuple(tx.execute(query).scalars())


def how_many(tx: Transaction, wanted: Wanted) -> int:
    """How many are wanted."""
    if wanted == Wanted(wanted.words) and wanted.words:  # the words alone tell, and no row of the list is looked at
        query = sa.text("SELECT count(*) FROM listing_words WHERE listing_words MATCH :match")
        return tx.execute(query, {"match": _match(wanted.words)}).scalar_one()
    return tx.execute(sa.select(sa.func.count()).select_from(schema.listing).where(*_where(wanted))).scalar_one()


def before(tx: Transaction, wanted: Wanted, sort: str) -> int:
    """How many of them stand before this place."""
    query = (
        sa.select(sa.func.count()).select_from(schema.listing).where(*_where(wanted), schema.listing.c.sort < sort)
    )
    return tx.execute(query).scalar_one()


def sort_of(tx: Transaction, person: str) -> str:
    """Somebody's place in the order; empty where they are not on the list."""
    query = sa.select(schema.listing.c.sort).where(schema.listing.c.person == person)
    return tx.execute(query).scalar() or ""


def page(
    tx: Transaction, wanted: Wanted, size: int, *, after: str = "", until: str = ""
) -> tuple[tuple[Row, ...], bool]:
    """So many of them in the order of the list, and whether more follow.

    Args:
        tx: the transaction.
        wanted: who.
        size: how many.
        after: the place in the order behind which the page begins.
        until: the place before which the page ends, where the page before is asked for.
    """
    many = bool(wanted.words) and _found(tx, wanted.words) > FEW
    held, where = schema.listing.c, _where(wanted, walked=many)
    order = held.sort.desc() if until else held.sort
    if wanted.words and not many:
        order = sa.desc(held.sort.op("||")("")) if until else sa.asc(held.sort.op("||")(""))  # not by the index
    where += (held.sort < until,) if until else (held.sort > after,) if after else ()
    query = (
        sa.select(held.person, held.stage, held.kind, held.name, held.town)
        .where(*where)
        .order_by(order)
        .limit(size + 1)
    )
    rows = [Row(row.person, row.stage, row.kind, row.name, row.town) for row in tx.execute(query)]
    kept = rows[:size]
    return tuple(reversed(kept) if until else kept), len(rows) > size


def _where(wanted: Wanted, *, walked: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
    """What makes somebody wanted; `walked` where the list is walked in its order, and not looked up by its places."""
    held, where = schema.listing.c, list[sa.ColumnElement[bool]]()
    if wanted.stage:
        where.append(held.stage == wanted.stage)
    if wanted.kind:
        where.append(held.kind == wanted.kind)
    if wanted.person:
        where.append(held.person == wanted.person)
    if wanted.circle:
        inside = sa.select(schema.circle_people.c.person).where(schema.circle_people.c.circle == wanted.circle)
        where.append(held.person.in_(inside))
    if wanted.words:
        match = sa.text("SELECT rowid FROM listing_words WHERE listing_words MATCH :match")
        columns = match.bindparams(match=_match(wanted.words)).columns(sa.column("rowid", sa.Integer))
        place = held.place + 0 if walked else held.place  # SQLite uses no index for what is reckoned
        where.append(place.in_(sa.select(columns.subquery().c.rowid)))
    return tuple(where)


def _found(tx: Transaction, words: str) -> int:
    query = "SELECT count(*) FROM (SELECT 1 FROM listing_words WHERE listing_words MATCH :match LIMIT :most)"
    return tx.execute(sa.text(query), {"match": _match(words), "most": FEW + 1}).scalar_one()


def _match(words: str) -> str:
    """What is looked for, as FTS5 is asked: every word, each as the beginning of one."""
    terms = [_ALONE.sub(r" \1 ", word).strip().replace('"', "") for word in folded(words).split()]
    return " ".join(f'"{term}"*' for term in terms if any(c.isalnum() for c in term)) or '""'


# ── the rolls held against it ─────────────────────────────────────────────────────────────────────────────────────


def hold_rolls(tx: Transaction) -> None:
    """Works out anew who on the rolls is not on the list, where somebody or a roll has changed since."""
    if not tx.execute(sa.select(schema.stale.c.what).where(schema.stale.c.what == "")).first():
        return
    known = rolls(tx)
    people = everybody(tx) if known else ()
    tx.execute(sa.delete(schema.roll_missing))
    rows = [
        {"roll": roll.title, "at": at, "name": name}
        for roll in known
        for at, name in enumerate(not_considered(roll, people))
    ]
    if rows:
        tx.execute(sa.insert(schema.roll_missing), rows)
    tx.execute(sa.delete(schema.stale).where(schema.stale.c.what == ""))


def missing(tx: Transaction) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each roll, the names on it that nobody on the list bears."""
    hold_rolls(tx)
    found: dict[str, list[str]] = {title: [] for title in tx.execute(sa.select(schema.rolls.c.title)).scalars()}
    held = schema.roll_missing.c
    for row in tx.execute(sa.select(schema.roll_missing).order_by(held.roll, held.at)):
        found[row.roll].append(row.name)
    return tuple((title, tuple(names)) for title, names in sorted(found.items()))


def how_many_missing(tx: Transaction) -> tuple[tuple[str, int], ...]:
    """For each roll, how many of its names nobody on the list bears."""
    hold_rolls(tx)
    held = sa.func.count(schema.roll_missing.c.name)
    query = (
        sa.select(schema.rolls.c.title, held)
        .outerjoin(schema.roll_missing, schema.roll_missing.c.roll == schema.rolls.c.title)
        .group_by(schema.rolls.c.title)
        .order_by(schema.rolls.c.title)
    )
    return tuple((row[0], row[1]) for row in tx.execute(query))
