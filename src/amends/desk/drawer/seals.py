"""Letter secrets and sealed bytes: drawn once, sealed once, and in the drawer before anything leaves the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.letters import MANY


@dataclass(frozen=True, slots=True)
class KeysKept:
    """The two secrets of one letter, as age writes them: the one that opens it, the one that opens its answers."""

    letter: str
    secret: str
    reply: str


@dataclass(frozen=True, slots=True)
class Seal:
    """That a letter is sealed.

    Attributes:
        letter: its id.
        words: the passphrase where the secret travels behind words; otherwise empty.
        own_key: the recipient's own age or SSH key where the secret is wrapped to that; otherwise empty.
        digest: of the words that were sealed.
        size: bytes of the packed envelope.
        sealed: when.
    """

    letter: str
    words: str
    own_key: str
    digest: str
    size: int
    sealed: str


def put_keys(tx: Transaction, keys: Iterable[KeysKept], at: str) -> None:
    """Keeps letters' secrets. Those of a letter that has some are never replaced."""
    rows = [{"letter": k.letter, "secret": k.secret, "reply": k.reply, "drawn": at} for k in keys]
    if rows:
        tx.execute(insert(schema.letter_keys).on_conflict_do_nothing(), rows)


def keys_of(tx: Transaction, ids: Sequence[str]) -> dict[str, KeysKept]:
    """The secrets of these letters, as far as they are drawn."""
    table, found = schema.letter_keys, dict[str, KeysKept]()
    for at in range(0, len(ids), MANY):
        for row in tx.execute(sa.select(table).where(table.c.letter.in_(ids[at : at + MANY]))):
            found[row.letter] = KeysKept(row.letter, row.secret, row.reply)
    return found


def put_seals(tx: Transaction, sealed: Iterable[tuple[Seal, bytes]]) -> None:
    """Keeps sealed letters with their packed envelopes. A letter is sealed once: the table refuses a second seal."""
    rows, packed = list[dict[str, object]](), list[dict[str, object]]()
    for seal, envelope in sealed:
        rows.append(asdict(seal))
        packed.append({"letter": seal.letter, "bytes": envelope})
    if rows:
        tx.execute(sa.insert(schema.seals), rows)
        tx.execute(sa.insert(schema.envelopes), packed)


def seals_of(tx: Transaction, ids: Sequence[str]) -> dict[str, Seal]:
    """The seals of these letters, as far as they are sealed."""
    table, found = schema.seals, dict[str, Seal]()
    for at in range(0, len(ids), MANY):
        for row in tx.execute(sa.select(table).where(table.c.letter.in_(ids[at : at + MANY]))):
            found[row.letter] = Seal(row.letter, row.words, row.own_key, row.digest, row.size, row.sealed)
    return found


def envelope_of(tx: Transaction, letter: str) -> bytes:
    """The packed envelope of a sealed letter; empty when it is not sealed."""
    return tx.execute(sa.select(schema.envelopes.c.bytes).where(schema.envelopes.c.letter == letter)).scalar() or b""


def envelopes_of(tx: Transaction, ids: Sequence[str]) -> dict[str, bytes]:
    """The packed envelopes of these letters; ask for a batch, never for all."""
    query = sa.select(schema.envelopes).where(schema.envelopes.c.letter.in_(ids))
    return {row.letter: row.bytes for row in tx.execute(query)}
