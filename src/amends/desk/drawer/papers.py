"""What came on paper: the files as they came, where each page lies in them, fronts, and what was made clean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import schema
from amends.desk.drawer.database import Transaction


@dataclass(frozen=True, slots=True)
class Paper:
    """One side of one sheet of an answer.

    Attributes:
        part, page: in which of the answer's parts it lies, and on which page there, both from 0.
        kind: `slip`, `front` or `page`.
        corners: where it lies there: x and y of its upper left corner and clockwise on, as shares of the picture.
        wide, high: millimetres; 0 where that is not known.
        measured: how that is known (`amends.desk.mailbag.sizes.How`).
        bare: whether nothing seems to be written on it.
        sure_up: how sure the way up is, 0 to 1.
    """

    part: int
    page: int
    kind: str
    corners: tuple[float, ...]
    wide: float
    high: float
    measured: str
    bare: bool
    sure_up: float


@dataclass(frozen=True, slots=True)
class FrontKept:
    """An envelope's front: its picture (JPEG), and the lines printed on it, where these were read."""

    picture: bytes = field(repr=False)
    printed: tuple[str, ...] = ()


def put_scan(tx: Transaction, digest: str, name: str, data: bytes, at: str) -> None:
    """Keeps a file as it came, once."""
    put = insert(schema.scans).values(digest=digest, name=name, bytes=data, taken_in=at)
    tx.execute(put.on_conflict_do_nothing())


def put_from(tx: Transaction, reply: str, scans: Iterable[str]) -> None:
    """Puts down in which kept files an answer came."""
    rows = [{"reply": reply, "scan": scan} for scan in scans]
    if rows:
        tx.execute(insert(schema.reply_scans).on_conflict_do_nothing(), rows)


def scans_of(tx: Transaction, reply: str) -> tuple[tuple[str, bytes], ...]:
    """The files an answer is only a part of, as they came: name and bytes."""
    of, files = schema.reply_scans.c, schema.scans.c
    query = sa.select(files.name, files.bytes).join(schema.reply_scans, of.scan == files.digest)
    return tuple((row.name, row.bytes) for row in tx.execute(query.where(of.reply == reply).order_by(files.digest)))


def closed_beside(tx: Transaction, reply: str) -> int:
    """How many other answers came in the same kept files and are not opened. What was joined counts as one."""
    of, behind, held = schema.reply_scans.c, schema.joined.c, schema.replies.c
    shared = sa.select(of.scan).where(of.reply == reply)
    theirs = (
        sa.select(sa.func.coalesce(behind.behind, of.reply))
        .select_from(schema.reply_scans.outerjoin(schema.joined, behind.reply == of.reply))
        .where(of.scan.in_(shared))
    )
    query = sa.select(sa.func.count()).where(held.id.in_(theirs), held.id != reply, held.opened == "")
    return tx.execute(query).scalar_one()


def put_papers(tx: Transaction, reply: str, papers: Sequence[Paper]) -> None:
    """Puts down the sides of paper of an answer, in order, in the place of what was put down before."""
    table = schema.papers
    tx.execute(sa.delete(table).where(table.c.reply == reply))
    rows = [
        {
            "reply": reply, "at": at, "part": one.part, "page": one.page, "kind": one.kind,
            "corners": json.dumps([round(share, 6) for share in one.corners]), "wide": one.wide, "high": one.high,
            "measured": one.measured, "bare": one.bare, "sure_up": one.sure_up,
        }
        for at, one in enumerate(papers)
    ]  # fmt: skip
    if rows:
        tx.execute(sa.insert(table), rows)


def papers_of(tx: Transaction, reply: str) -> tuple[Paper, ...]:
    """The sides of paper of an answer, in order."""
    table = schema.papers
    rows = tx.execute(sa.select(table).where(table.c.reply == reply).order_by(table.c.at))
    return tuple(
        Paper(
            row.part, row.page, row.kind, tuple(json.loads(row.corners)), row.wide, row.high, row.measured, row.bare,
            row.sure_up,
        )
        for row in rows
    )  # fmt: skip


def is_answer(reply: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The condition that a reply counts as an answer: that it is not on paper on which nothing seems to be written.

    The front of an envelope says nothing of what was in it.
    """
    inside = schema.papers.alias()
    of_it = (inside.c.reply == reply) & (inside.c.kind != "front")
    return ~sa.exists().where(of_it) | sa.exists().where(of_it & ~inside.c.bare)


def bare_ones(tx: Transaction) -> frozenset[str]:
    """Ids of what came on paper on which nothing seems to be written."""
    column = schema.replies.c.id
    return frozenset(tx.execute(sa.select(column).where(~is_answer(column))).scalars())


def put_front(tx: Transaction, reply: str, front: FrontKept) -> None:
    """Keeps an envelope's front."""
    values = {"bytes": front.picture, "printed": json.dumps(front.printed)}
    put = insert(schema.fronts).values(reply=reply, **values)
    tx.execute(put.on_conflict_do_update(index_elements=["reply"], set_=values))


def front_of(tx: Transaction, reply: str) -> FrontKept | None:
    """The front of the envelope that an answer came in, if that was scanned."""
    table = schema.fronts
    row = tx.execute(sa.select(table).where(table.c.reply == reply)).one_or_none()
    return FrontKept(row.bytes, tuple(json.loads(row.printed))) if row else None


def with_fronts(tx: Transaction) -> dict[str, tuple[str, ...]]:
    """Of the answers whose envelope was scanned: what is printed on its front, as far as it was read."""
    table = schema.fronts
    rows = tx.execute(sa.select(table.c.reply, table.c.printed))
    return {row.reply: tuple(json.loads(row.printed)) for row in rows}


def put_clean(tx: Transaction, reply: str, data: bytes) -> None:
    """Keeps the clean pages of an answer."""
    put = insert(schema.cleans).values(reply=reply, bytes=data)
    tx.execute(put.on_conflict_do_update(index_elements=["reply"], set_={"bytes": data}))


def clean_of(tx: Transaction, reply: str) -> bytes:
    """The clean pages of an answer, PDF/A; empty where none were made."""
    table = schema.cleans
    return tx.execute(sa.select(table.c.bytes).where(table.c.reply == reply)).scalar_one_or_none() or b""
