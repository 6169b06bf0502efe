"""How much of what there is: for whoever runs the office, and never by writer or letter."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select, text

from amends.office.ledger.schema import EVENTS, LETTERS, REPLIES, STORED, UPLOADS, WRITERS


def held(connection: Connection) -> dict[str, int]:
    """Counts, by what is counted."""
    waits = select(func.count()).where(REPLIES.c.state == "waits")
    # Numbers without gaps: the newest one is how many there are, and nothing is gone through.
    tables = {"writers": WRITERS, "uploads": UPLOADS, "stored_objects": STORED}
    return {
        "letters": connection.execute(select(func.coalesce(func.max(LETTERS.c.number), 0))).scalar_one(),
        "events": connection.execute(select(func.coalesce(func.max(EVENTS.c.number), 0))).scalar_one(),
        "answers_waiting": connection.execute(waits).scalar_one(),
        **{name: _count(connection, table) for name, table in tables.items()},
    }


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def answers(connection: Connection) -> bool:
    """Whether the database answers at all."""
    return connection.execute(text("SELECT 1")).scalar_one() == 1
