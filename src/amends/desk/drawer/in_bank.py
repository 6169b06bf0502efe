"""Letters that lie in a letter bank: what their readers found, and what they remarked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import bank_schema as schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.letters import MANY
from amends.wire import Screening


@dataclass(frozen=True, slots=True)
class InBank:
    """A letter that lies in a bank.

    Attributes:
        letter: its id.
        office: the bank's id as an office.
        about: what the writer said it is about.
        ordered: whether a court ordered it.
        screening: how far its reading has come, as the bank last said.
        heard: when that was last asked.
        reads_answers: whether the bank said, when the letter was deposited, that it reads answers before the writer.
    """

    letter: str
    office: str
    about: str
    ordered: bool
    screening: Screening
    heard: str
    reads_answers: bool = False


def put(tx: Transaction, one: InBank) -> None:
    """Puts down that a letter lies in a bank, once."""
    values = {
        "letter": one.letter, "office": one.office, "about": one.about, "ordered": one.ordered,
        "screening": one.screening, "heard": one.heard, "reads_answers": one.reads_answers,
    }  # fmt: skip
    tx.execute(insert(schema.in_bank).values(values).on_conflict_do_nothing())


def of_office(tx: Transaction, office: str) -> dict[str, InBank]:
    """This desk's letters in one bank, by id."""
    return _found(tx, sa.select(schema.in_bank).where(schema.in_bank.c.office == office))


def of_letters(tx: Transaction, letters: Sequence[str]) -> dict[str, InBank]:
    """Those of these letters that lie in a bank, by id."""
    found: dict[str, InBank] = {}
    for at in range(0, len(letters), MANY):
        found |= _found(tx, sa.select(schema.in_bank).where(schema.in_bank.c.letter.in_(letters[at : at + MANY])))
    return found


def everywhere(tx: Transaction) -> dict[str, InBank]:
    """Every letter that lies in a bank, by id."""
    return _found(tx, sa.select(schema.in_bank))


def hear(tx: Transaction, letter: str, screening: Screening, at: str, remarks: Sequence[bytes]) -> None:
    """Puts down how far a letter's reading has come, with the remarks in the place of those from before."""
    mine = schema.in_bank.c.letter == letter
    tx.execute(sa.update(schema.in_bank).where(mine).values(screening=screening, heard=at))
    tx.execute(sa.delete(schema.bank_remarks).where(schema.bank_remarks.c.letter == letter))
    rows = [{"letter": letter, "at": n, "said": said} for n, said in enumerate(remarks)]
    if rows:
        tx.execute(sa.insert(schema.bank_remarks), rows)


def remarks_on(tx: Transaction, letter: str) -> tuple[bytes, ...]:
    """What was remarked on a letter, each as its canonical JSON, in order."""
    said = schema.bank_remarks.c
    return tuple(tx.execute(sa.select(said.said).where(said.letter == letter).order_by(said.at)).scalars())


def _found(tx: Transaction, query: sa.Select[tuple[object, ...]]) -> dict[str, InBank]:
    return {
        row.letter: InBank(
            row.letter,
            row.office,
            row.about,
            row.ordered,
            cast("Screening", row.screening),
            row.heard,
            row.reads_answers,
        )
        for row in tx.execute(query)
    }
