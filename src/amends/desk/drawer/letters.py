"""Letters, their drafts, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.letters.letter import Letter
from amends.desk.letters.words import Words, digest, words_from_json, words_json
from amends.envelope import from_json, to_json

State: TypeAlias = Literal["draft", "ready", "sealed", "posted", "withdrawn"]
"""How far a letter has come; it never goes back."""

MANY: Final = 500
"""How many ids are asked for in one statement."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as it lies in the drawer.

    Attributes:
        letter: the letter itself.
        state: how far it has come.
        printed: when it was last printed, or empty.
        digest: of its words, as they were when they were put down.
        replaces: the letter that this one stands in for after its link was lost; or empty.
    """

    letter: Letter
    state: State
    printed: str
    digest: str
    replaces: str = ""


def put_letters(
    tx: Transaction, letters: Iterable[Letter], at: str, state: State = "ready", replaces: str = ""
) -> None:
    """Puts new letters into the drawer, each with its first draft."""
    rows: list[dict[str, object]] = []
    people: list[dict[str, object]] = []
    first: list[dict[str, object]] = []
    for letter in letters:
        words = _words_bytes(letter.words)
        rows.append({
            "id": letter.id, "words": words, "digest": digest(letter.words), "from_name": letter.from_name,
            "sign": letter.sign, "row_digest": letter.source_digest, "source": letter.source, "state": state,
            "taken_in": at, "printed": "", "replaces": replaces,
        })  # fmt: skip
        people.extend({"letter": letter.id, "at": n, "person": person} for n, person in enumerate(letter.to))
        first.append({"letter": letter.id, "number": 1, "words": words, "at": at})
    if rows:
        tx.execute(sa.insert(schema.letters), rows)
        tx.execute(sa.insert(schema.letter_people), people)
        tx.execute(sa.insert(schema.drafts), first)


def known_rows(tx: Transaction) -> frozenset[str]:
    """The digests of all rows that were taken in before."""
    return frozenset(tx.execute(sa.select(schema.letters.c.row_digest)).scalars()) - {""}


def add_draft(tx: Transaction, letter: str, words: Words, at: str) -> int:
    """Makes these the words of a letter that is not sealed yet, keeps every earlier draft, and numbers this one."""
    newest = tx.execute(
        sa.select(sa.func.max(schema.drafts.c.number)).where(schema.drafts.c.letter == letter)
    ).scalar()
    number = (newest or 0) + 1
    data = _words_bytes(words)
    tx.execute(sa.insert(schema.drafts).values(letter=letter, number=number, words=data, at=at))
    change = sa.update(schema.letters).where(schema.letters.c.id == letter).values(words=data, digest=digest(words))
    tx.execute(change)
    return number


def drafts_of(tx: Transaction, letter: str) -> tuple[tuple[int, str, Words], ...]:
    """Every draft of a letter: its number, when it was written, and its words."""
    rows = tx.execute(
        sa.select(schema.drafts).where(schema.drafts.c.letter == letter).order_by(schema.drafts.c.number)
    )
    return tuple((row.number, row.at, words_from_json(from_json(row.words))) for row in rows)


def newest_draft(tx: Transaction, ids: Sequence[str]) -> str:
    """When the newest words among these letters were put down; empty where there are none."""
    newest = ""
    for at in range(0, len(ids), MANY):
        query = sa.select(sa.func.max(schema.drafts.c.at)).where(schema.drafts.c.letter.in_(ids[at : at + MANY]))
        newest = max(newest, tx.execute(query).scalar() or "")
    return newest


def letters_in(tx: Transaction, *states: State) -> tuple[Kept, ...]:
    """The letters in these states, or all, in the order in which they were taken in."""
    query = sa.select(schema.letters).order_by(schema.letters.c.place)
    if states:
        query = query.where(schema.letters.c.state.in_(states))
    return _kept(tx, tx.execute(query))


def letters_by_id(tx: Transaction, ids: Sequence[str]) -> dict[str, Kept]:
    """The letters with these ids; unknown ids are left out."""
    found: dict[str, Kept] = {}
    for at in range(0, len(ids), MANY):
        query = sa.select(schema.letters).where(schema.letters.c.id.in_(ids[at : at + MANY]))
        found |= {kept.letter.id: kept for kept in _kept(tx, tx.execute(query))}
    return found


def put_sign(tx: Transaction, letter: str, *, sign: bool) -> bool:
    """Puts down whether a letter will be signed; gives whether that was still open, as it is until it is sealed."""
    chosen = sa.and_(schema.letters.c.id == letter, schema.letters.c.state.in_(("draft", "ready")))
    return bool(tx.execute(sa.update(schema.letters).where(chosen).values(sign=sign)).rowcount)


def move_forward(tx: Transaction, ids: Sequence[str], to: State) -> None:
    """Moves letters to a later state; one that has come further already stays where it is."""
    earlier = schema.ORDER[: schema.ORDER.index(to)]
    for at in range(0, len(ids), MANY):
        tx.execute(
            sa.update(schema.letters)
            .where(schema.letters.c.id.in_(ids[at : at + MANY]), schema.letters.c.state.in_(earlier))
            .values(state=to)
        )


def mark_printed(tx: Transaction, ids: Sequence[str], at: str) -> None:
    """Puts down when letters were printed."""
    for n in range(0, len(ids), MANY):
        chosen = schema.letters.c.id.in_(ids[n : n + MANY])
        tx.execute(sa.update(schema.letters).where(chosen).values(printed=at))


def count_by_state(tx: Transaction) -> dict[str, int]:
    """How many letters are in each state; states that no letter is in are left out."""
    query = sa.select(schema.letters.c.state, sa.func.count()).group_by(schema.letters.c.state)
    return {state: number for state, number in tx.execute(query)}  # noqa: C416 - rows are no pairs to a type checker


def states_by_person(tx: Transaction) -> dict[str, list[tuple[str, State]]]:
    """For everybody who is written to: their letters' ids and states, in order."""
    query = (
        sa.select(schema.letter_people.c.person, schema.letters.c.id, schema.letters.c.state)
        .join(schema.letters, schema.letters.c.id == schema.letter_people.c.letter)
        .order_by(schema.letters.c.place)
    )
    found: dict[str, list[tuple[str, State]]] = {}
    for row in tx.execute(query):
        found.setdefault(row.person, []).append((row.id, row.state))
    return found


def states_to(tx: Transaction, people: Sequence[str]) -> dict[str, list[tuple[str, State]]]:
    """The letters to these people: ids and states, in order."""
    to = schema.letter_people.c
    query = sa.select(to.person, schema.letters.c.id, schema.letters.c.state).join(
        schema.letters, schema.letters.c.id == to.letter
    )
    found: dict[str, list[tuple[str, State]]] = {}
    for row in tx.execute(query.where(to.person.in_(people)).order_by(schema.letters.c.place)):
        found.setdefault(row.person, []).append((row.id, row.state))
    return found


def set_aside(tx: Transaction, letter: str, rule: str, passage: str, at: str) -> None:
    """Puts down that the writer has read a remark and let the passage stand."""
    put = insert(schema.remarks_set_aside).values(letter=letter, rule=rule, passage=passage, at=at)
    tx.execute(put.on_conflict_do_nothing())


def remarks_set_aside(tx: Transaction) -> frozenset[tuple[str, str, str]]:
    """Every remark that was set aside: letter, rule, passage."""
    columns = (
        schema.remarks_set_aside.c.letter, schema.remarks_set_aside.c.rule, schema.remarks_set_aside.c.passage
    )  # fmt: skip
    return frozenset((row.letter, row.rule, row.passage) for row in tx.execute(sa.select(*columns)))


def _words_bytes(words: Words) -> bytes:
    return to_json(words_json(words))


def _kept(tx: Transaction, rows: sa.CursorResult[tuple[object, ...]]) -> tuple[Kept, ...]:
    found = rows.all()
    to: dict[str, list[str]] = {}
    for at in range(0, len(found), MANY):
        ids = [row.id for row in found[at : at + MANY]]
        query = sa.select(schema.letter_people).where(schema.letter_people.c.letter.in_(ids))
        for row in tx.execute(query.order_by(schema.letter_people.c.letter, schema.letter_people.c.at)):
            to.setdefault(row.letter, []).append(row.person)
    return tuple(
        Kept(
            Letter(
                id=row.id,
                to=tuple(to.get(row.id, ())),
                words=words_from_json(from_json(row.words)),
                from_name=row.from_name,
                sign=row.sign,
                source_digest=row.row_digest,
                source=row.source,
            ),
            state=row.state,
            printed=row.printed,
            digest=row.digest,
            replaces=row.replaces,
        )
        for row in found
    )
