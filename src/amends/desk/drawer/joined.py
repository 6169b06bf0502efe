"""Answers on paper that were cut in two and that the writer joined: the pages stand in one, the other is set aside.

What was joined stays as it came, so that it can be laid apart again, and so that the same pages scanned once more are
known to be here.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from amends.desk.drawer import papers, replies, schema
from amends.desk.drawer.database import Transaction


def join(tx: Transaction, first: str, behind: str) -> None:
    """Puts the pages of one answer behind those of another, and sets it aside.

    Args:
        tx: where it happens.
        first: id of the answer whose pages come first, and which goes on.
        behind: id of the other.
    """
    before, sides = replies.parts_of(tx, first), papers.papers_of(tx, first)
    more = replies.parts_of(tx, behind)
    names = {name for name, _ in before}
    rows: list[dict[str, object]] = []
    for at, (name, data) in enumerate(more, len(before)):
        unlike = name if name not in names else f"{at + 1}-{name}"
        names.add(unlike)
        rows.append({"reply": first, "at": at, "name": unlike, "bytes": data})
    tx.execute(sa.insert(schema.reply_parts), rows)
    added = [replace(one, part=one.part + len(before)) for one in papers.papers_of(tx, behind)]
    papers.put_papers(tx, first, [*sides, *added])
    scans = sa.select(sa.literal(first), schema.reply_scans.c.scan).where(schema.reply_scans.c.reply == behind)
    tx.execute(insert(schema.reply_scans).from_select(["reply", "scan"], scans).on_conflict_do_nothing())
    tx.execute(sa.insert(schema.joined).values(reply=behind, behind=first, part=len(before), paper=len(sides)))
    papers.put_clean(tx, first, b"")


def lay_apart(tx: Transaction, first: str) -> tuple[str, ...]:
    """Lays apart what was joined behind an answer; returns the ids of what is by itself again, in order."""
    own, parts, sides = schema.joined.c, schema.reply_parts.c, schema.papers.c
    rows = tx.execute(sa.select(schema.joined).where(own.behind == first).order_by(own.part)).all()
    if not rows:
        return ()
    tx.execute(sa.delete(schema.reply_parts).where(parts.reply == first, parts.at >= rows[0].part))
    tx.execute(sa.delete(schema.papers).where(sides.reply == first, sides.at >= rows[0].paper))
    tx.execute(sa.delete(schema.joined).where(own.behind == first))
    papers.put_clean(tx, first, b"")
    return tuple(row.reply for row in rows)


def has_joined(tx: Transaction, first: str) -> bool:
    """Whether anything was joined behind an answer."""
    own = schema.joined.c
    return tx.execute(sa.select(own.reply).where(own.behind == first).limit(1)).first() is not None
