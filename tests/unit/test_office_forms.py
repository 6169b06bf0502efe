"""Every form the ledger ever had, with what was written into it, on both databases: forth, back, and forth again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from amends.office.ledger import Ledger, at_head, migrate, readers, replies

WRITER, OTHER = "a" * 32, "b" * 32


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request, tmp_path):
    url = request.getfixturevalue("postgres") if request.param == "postgresql" else f"sqlite:///{tmp_path}/old.sqlite"
    ledger = Ledger(url)
    yield ledger
    ledger.close()


def filled(ledger):
    """Letters of two writers, answers and things told, as the fourth form had them."""
    rows = []
    for number, writer in enumerate([WRITER, WRITER, OTHER, WRITER], start=1):
        rows.append(
            f"INSERT INTO letters VALUES ({number}, '{number:032x}', '{writer}', NULL, 'k', 'p{number}', 'link', "
            "1, 'f', 1, 'l', 0, '', '2026-11-01T00:00:00Z', NULL, NULL)"
        )
    # The answers to one writer came in another order than their letters, two of them in the same second.
    for reply, letter, at in (("d", 4, "02"), ("c", 1, "03"), ("e", 3, "01"), ("b", 2, "03")):
        rows.append(f"INSERT INTO replies VALUES ('{reply * 32}', '{letter:032x}', '{at}', 1, 's', 'waits', NULL)")
    for letter in (4, 2, 3):
        rows.append(f"INSERT INTO told VALUES ('{letter:032x}', TRUE, FALSE, FALSE, FALSE)")
    with ledger.writing() as connection:
        for writer in (WRITER, OTHER):
            connection.execute(
                text("INSERT INTO writers VALUES (:id, :key, :name, '2026')"),
                {"id": writer, "key": writer, "name": b"n"},
            )
        for row in rows:
            connection.execute(text(row))


def rows_of(ledger):
    with ledger.reading() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]
            for table in ("letters", "replies", "told", "writers")
        }


def test_what_an_older_office_wrote_is_found_page_by_page_and_survives_the_way_back(ledger):
    migrate(ledger, "0004")
    filled(ledger)
    before = rows_of(ledger)
    migrate(ledger)
    assert at_head(ledger)
    with ledger.reading() as connection:
        first = replies.of_writer(connection, WRITER, "", 2)
        rest = replies.of_writer(connection, WRITER, first[-1].id, 2)
        assert [one.id[0] for one in (*first, *rest)] == ["d", "b", "c"]
        assert [one.id[0] for one in replies.of_writer(connection, OTHER, "", 9)] == ["e"]
        (told,) = readers.told_to(connection, WRITER, "", 1)
        assert told.letter == f"{2:032x}"
        assert [one.letter for one in readers.told_to(connection, WRITER, told.letter, 9)] == [f"{4:032x}"]
    migrate(ledger, "0004")
    assert rows_of(ledger) == before
    migrate(ledger)
    with ledger.reading() as connection:
        assert len(replies.of_writer(connection, WRITER, "", 9)) == 3
    migrate(ledger, "base")
    with pytest.raises(Exception, match="letters"):
        rows_of(ledger)
