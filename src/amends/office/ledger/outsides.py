"""What stands outside on letters in a bank, sealed to each registrar."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from amends.office.ledger.bank_schema import OUTSIDES


def put(connection: Connection, letter: str, sealed: Mapping[str, bytes]) -> None:
    """Keep it, for each of these members of staff, in the place of what they had."""
    connection.execute(delete(OUTSIDES).where(OUTSIDES.c.letter == letter, OUTSIDES.c.staff.in_(sorted(sealed))))
    rows = [{"letter": letter, "staff": staff, "sealed": data} for staff, data in sorted(sealed.items())]
    if rows:
        connection.execute(insert(OUTSIDES), rows)


def whose(connection: Connection) -> dict[str, set[str]]:
    """Letter -> who has what stands outside on it."""
    had: dict[str, set[str]] = {}
    for row in connection.execute(select(OUTSIDES.c.letter, OUTSIDES.c.staff)):
        had.setdefault(row.letter, set()).add(row.staff)
    return had


def of(connection: Connection, staff: str) -> dict[str, bytes]:
    """Letter -> what stands outside on it, sealed to this member of staff."""
    rows = connection.execute(select(OUTSIDES.c.letter, OUTSIDES.c.sealed).where(OUTSIDES.c.staff == staff))
    return {row.letter: bytes(row.sealed) for row in rows}
