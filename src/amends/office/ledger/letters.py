"""Letters in the ledger: what stands on them, and their sealed parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, Select, case, exists, func, insert, select, update

from amends.envelope import Envelope, Json, unpack_with_record
from amends.office.ledger import stored
from amends.office.ledger.schema import LETTERS, NEVERS, PARTS
from amends.office.ledger.stored import Kept
from amends.wire import PartSeen

_NO_MOMENT: Final = "9999-12-31T23:59:59Z"
_NOWHERE: Final[Mapping[tuple[str, Kept], str]] = {}
_ORIGIN = LETTERS.alias("origin")


@dataclass(frozen=True, slots=True)
class Carried:
    """A letter, or a copy that was passed on, as the office knows it.

    Attributes:
        writer: who deposited it; empty for a copy.
        copy_of: the letter this is a copy of; empty for a letter.
        withdrawn: whether the writer took it back; a copy goes with its letter.
        due: the moment from which it is here for its recipient; empty if it was from the start.
    """

    id: str
    writer: str
    copy_of: str
    act_key: str
    person: str
    key_kind: str
    front: PartSeen
    letter: PartSeen
    key: PartSeen
    since: str
    withdrawn: bool
    due: str

    def is_same(self, sealed: Sealed) -> bool:
        """Whether this is that very envelope, byte for byte."""
        return sealed.row == {
            "id": self.id, "copy_of": self.copy_of or None, "act_key": self.act_key, "person": self.person,
            "key_kind": self.key_kind, "front_bytes": self.front.bytes, "front_sha256": self.front.sha256,
            "letter_bytes": self.letter.bytes, "letter_sha256": self.letter.sha256,
            "key_bytes": self.key.bytes, "key_sha256": self.key.sha256,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope made ready to be written down."""

    envelope: Envelope
    row: dict[str, str | int | None]


def make_ready(packed: bytes) -> Sealed:
    """What will stand in the ledger for this packed envelope; it is taken apart here, outside any transaction.

    Raises:
        Torn, Unsupported: it is no envelope, or not whole.
    """
    envelope, record = unpack_with_record(packed)
    row: dict[str, str | int | None] = {
        "id": envelope.id,
        "copy_of": envelope.copy_of or None,
        "act_key": envelope.act_key,
        "person": envelope.person,
        "key_kind": envelope.key_kind,
    }
    for part in ("front", "letter", "key"):
        seen = cast("dict[str, Json]", record.get(part) or {})
        row[f"{part}_bytes"] = cast("int", seen.get("bytes", 0))
        row[f"{part}_sha256"] = cast("str", seen.get("sha256", ""))
    return Sealed(envelope, row)


def find(connection: Connection, letter_id: str) -> Carried | None:
    """The letter with this id."""
    row = connection.execute(_carried().where(LETTERS.c.id == letter_id)).first()
    return _from_row(row) if row is not None else None


def find_all(connection: Connection, ids: Sequence[str]) -> dict[str, Carried]:
    """Those of these letters that are here."""
    return {row.id: _from_row(row) for row in connection.execute(_carried().where(LETTERS.c.id.in_(ids)))}


def page(connection: Connection, after: str, most: int) -> list[Carried]:
    """All letters and copies in the order of their ids, those after `after`."""
    rows = _carried().where(LETTERS.c.id > after).order_by(LETTERS.c.id).limit(most)
    return [_from_row(row) for row in connection.execute(rows)]


def put(
    connection: Connection,
    sealed: Sequence[Sealed],
    writer: str,
    since: str,
    *,
    names: Mapping[tuple[str, Kept], str] = _NOWHERE,
    due: str = "",
) -> None:
    """Write these envelopes down; none may be here already.

    Args:
        connection: of a writing transaction.
        sealed: the envelopes.
        writer: who deposited them; empty for a copy.
        since: the moment.
        names: where parts of them lie in a store already, by letter and part; the others go into the database.
        due: from when on they are here for readers; empty for now.
    """
    if not sealed:
        return
    same: dict[str, str | None] = {"writer": writer or None, "since": since, "due": due or None}
    connection.execute(insert(LETTERS), [{**one.row, **same} for one in sealed])
    parts: list[dict[str, Any]] = []
    for one in sealed:
        envelope = one.envelope
        for (_, part), data in parts_of(envelope).items():
            if (envelope.id, part) not in names:
                parts.append({"letter": envelope.id, "part": part, "sealed": data})
    if parts:
        connection.execute(insert(PARTS), parts)
    new = {one.envelope.id for one in sealed}
    stored.put(connection, {(owner, part): name for (owner, part), name in names.items() if owner in new})


def parts_of(envelope: Envelope) -> dict[tuple[str, Kept], bytes]:
    """The sealed parts of an envelope, by letter and part."""
    parts: dict[Kept, bytes] = {"front": envelope.front, "letter": envelope.letter, "key": envelope.key}
    return {(envelope.id, part): data for part, data in parts.items() if data}


def withdraw(connection: Connection, letter_id: str, writer: str, at: str) -> bool:
    """Take back this writer's letter; false if there was nothing to take back."""
    mine = update(LETTERS).where(LETTERS.c.id == letter_id, LETTERS.c.writer == writer, LETTERS.c.withdrawn.is_(None))
    due = case((LETTERS.c.due > at, _NO_MOMENT), else_=LETTERS.c.due)  # what nobody could see is never here
    return connection.execute(mine.values(withdrawn=at, due=due)).rowcount == 1


def of_writer(connection: Connection, writer: str, after: str, most: int) -> list[tuple[str, str, bool]]:
    """This writer's letters in the order they came, from the one after `after`: id, since when, whether withdrawn."""
    rows = select(LETTERS.c.id, LETTERS.c.since, LETTERS.c.withdrawn).where(LETTERS.c.writer == writer)
    if after:
        number = select(LETTERS.c.number).where(LETTERS.c.id == after, LETTERS.c.writer == writer).scalar_subquery()
        rows = rows.where(LETTERS.c.number > func.coalesce(number, 0))
    found = connection.execute(rows.order_by(LETTERS.c.number).limit(most))
    return [(row.id, row.since, row.withdrawn is not None) for row in found]


def held(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of these letters that no carrier may move: their recipient wants no more from that writer."""
    wanted = exists().where(NEVERS.c.writer == LETTERS.c.writer, NEVERS.c.person == LETTERS.c.person)
    return set(connection.execute(select(LETTERS.c.id).where(LETTERS.c.id.in_(list(ids)), wanted)).scalars())


def _carried() -> Select[Any]:
    # A copy goes with its letter: what the writer took back is not read under another id either.
    taken = func.coalesce(LETTERS.c.withdrawn, _ORIGIN.c.withdrawn).label("taken")
    return select(LETTERS, taken).select_from(LETTERS.outerjoin(_ORIGIN, LETTERS.c.copy_of == _ORIGIN.c.id))


def _from_row(row: Row[Any]) -> Carried:
    return Carried(
        id=row.id,
        writer=row.writer or "",
        copy_of=row.copy_of or "",
        act_key=row.act_key,
        person=row.person,
        key_kind=row.key_kind,
        front=PartSeen(row.front_bytes, row.front_sha256),
        letter=PartSeen(row.letter_bytes, row.letter_sha256),
        key=PartSeen(row.key_bytes, row.key_sha256),
        since=row.since,
        withdrawn=row.taken is not None,
        due=row.due or "",
    )
