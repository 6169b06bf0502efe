"""The page under the writer's hands: kept with every pause, before it is a draft and when it could not be one yet."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction


@dataclass(frozen=True, slots=True)
class UnderHand:
    """What somebody is writing.

    Attributes:
        text: Markdown, as it was typed.
        since: when a draft was last made of it, or it was begun.
        at: when it was last typed at.
    """

    text: str
    since: str
    at: str


def under_hand(tx: Transaction, about: str) -> UnderHand | None:
    """The page about a letter, or about somebody to whom there is none yet."""
    row = tx.execute(sa.select(schema.writing).where(schema.writing.c.about == about)).one_or_none()
    return UnderHand(row.text, row.since, row.at) if row else None


def put_under_hand(tx: Transaction, about: str, page: UnderHand) -> None:
    """Puts the page down in the place of what was there."""
    said = {"text": page.text, "since": page.since, "at": page.at}
    put = insert(schema.writing).values(about=about, **said)
    tx.execute(put.on_conflict_do_update(index_elements=["about"], set_=said))


def take_away(tx: Transaction, about: str) -> None:
    """Takes the page away."""
    tx.execute(sa.delete(schema.writing).where(schema.writing.c.about == about))


def not_kept(tx: Transaction) -> frozenset[str]:
    """Letters, and people without one, whose page says something that no draft does."""
    return frozenset(tx.execute(sa.select(schema.writing.c.about)).scalars())
