"""The out tray: letters that the writer has looked at for the last time, until the moment comes at which they go.

A row says where a letter is to go and when, before anything of it is sealed or sent. It goes with the letter: where
that is posted, or taken out of the tray, no row is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.letters import MANY
from amends.sentences import Sentence

Road: TypeAlias = Literal["link", "words"]
ROADS: Final[tuple[Road, ...]] = ("link", "words")


@dataclass(frozen=True, slots=True)
class Laid:
    """A letter in the tray.

    Attributes:
        letter: its id.
        place: where it is to go: an office's id, or `folder:` and the folder's path.
        road: whether its key goes in the link or behind words.
        mail: whether the office is to tell its recipient by mail.
        looked: digest of what the writer saw at the last look; nothing else goes.
        laid: when it was put there.
        due: before when it does not go.
        stayed: why it did not go when it was to; empty where it waits.
        about: what it concerns, for a letter bank; empty where it goes to none.
        ordered: whether a court ordered it, for a letter bank too.
    """

    letter: str
    place: str
    road: Road
    mail: bool
    looked: str
    laid: str
    due: str
    stayed: str = ""
    about: str = ""
    ordered: bool = False


def lay(tx: Transaction, letters: Iterable[Laid]) -> None:
    """Puts letters into the tray, in the place of what was said of them before."""
    rows = [asdict(one) for one in letters]
    if rows:
        put = insert(schema.out_tray)
        new = {name: put.excluded[name] for name in Laid.__slots__ if name != "letter"}
        tx.execute(put.on_conflict_do_update(index_elements=["letter"], set_=new), rows)


def take_out(tx: Transaction, letters: Sequence[str]) -> None:
    """Takes letters out of the tray."""
    for at in range(0, len(letters), MANY):
        tx.execute(sa.delete(schema.out_tray).where(schema.out_tray.c.letter.in_(letters[at : at + MANY])))


def tray(tx: Transaction) -> tuple[Laid, ...]:
    """What lies in the tray: what goes first stands first, and of what goes together the order of the letters."""
    query = (
        sa.select(schema.out_tray)
        .join(schema.letters, schema.letters.c.id == schema.out_tray.c.letter)
        .order_by(schema.out_tray.c.due, schema.letters.c.place)
    )
    rows = [Laid(*(getattr(row, name) for name in Laid.__slots__)) for row in tx.execute(query)]
    return tuple(replace(one, stayed=Sentence.from_text(one.stayed)) if one.stayed else one for one in rows)


def mark_stayed(tx: Transaction, reasons: Mapping[str, str]) -> None:
    """Puts down why letters did not go."""
    for letter, reason in reasons.items():
        kept = reason.to_text() if isinstance(reason, Sentence) else reason
        tx.execute(sa.update(schema.out_tray).where(schema.out_tray.c.letter == letter).values(stayed=kept))
