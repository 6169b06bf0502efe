"""What the engine of the rounds remembers: ids of rounds, and nothing of letters and people, even where one broke.

So erasing a letter has nothing to erase there.
"""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from sqlalchemy import select

from amends.clock import MACHINE
from amends.envelope import to_json
from amends.office.counter import roads
from amends.office.ledger.schema import ERRANDS, LETTERS, WRITERS
from amends.office.rounds import carrying
from amends.office.rounds.troubles import RoundBroke
from amends.office.rounds.worker import Worker
from amends.wire import outcomes_from
from tests.office_door.inside import InsideDesk
from tests.reading_room import letter
from tests.rounds_at_work import an_office, remembered, states
from tests.rounds_at_work.relay import Relay

TO = "ana@town.example"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    return str(tmp_path / "office.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def office(database, tmp_path):
    with Relay() as relay, an_office(
        database, tmp_path, roads={"mail": relay.url()}, address="https://office.example", tries=(0,) * 9
    ) as office:  # fmt: skip
        yield office


def told_by_mail(office, *letters):
    desk = InsideDesk(office)
    assert desk.deposit(*letters) == ["deposited"] * len(letters)
    wishes = to_json({"amends": 1, "roads": [{"id": one.id, "road": "mail", "to": TO} for one in letters]})
    chosen = outcomes_from(roads.choose(office, desk.asked("/api/desk/roads", wishes)))
    assert [one.outcome for one in chosen] == ["deposited"] * len(letters)
    return desk


def all_of(office, *letters):
    """Everything of these letters, their writer and whom they are for, as it might stand anywhere."""
    found = [TO, "Ana", "Duarte", "Tomas", "three hundred and forty pounds", "somebody"]
    with office.ledger.reading() as connection:
        found += connection.execute(select(WRITERS.c.id)).scalars()
        for one in letters:
            found += [one.id, one.secret, one.envelope.person, one.envelope.act_key]
            row = connection.execute(select(ERRANDS).where(ERRANDS.c.letter == one.id, ERRANDS.c.token != "")).one()
            found += [row.token, row.whom, row.address.hex()]
            found += connection.execute(select(LETTERS.c.letter_sha256).where(LETTERS.c.id == one.id)).scalars()
    return found


def stands_in(memory, text):
    """Whether this stands in any row of any table, in the clear or as the engine may have packed it."""
    packed = [base64.b64encode(text[skip:].encode()).decode()[:-4].rstrip("=") for skip in range(3)]
    forms = [text, text.encode().hex(), *(one for one in packed if len(one) > 3)]
    rows = [repr(row) for table in memory.values() for row in table]
    return any(form in row for form in forms for row in rows)


def test_nothing_of_a_letter_goes_through_the_engine_even_where_its_round_breaks(office, monkeypatch):
    first, second = letter(), letter()
    desk = told_by_mail(office, first, second)
    looked_for = all_of(office, first, second)

    def breaks(*_):
        raise RuntimeError(" ".join(looked_for))

    worker = Worker(office)
    with monkeypatch.context() as broken:
        broken.setattr(carrying, "carry", breaks)
        with pytest.raises(RoundBroke, match=r"^RuntimeError$"):
            worker.once()
    worker.mend()
    worker.once()
    assert states(office)["carried"] == 4  # each by its link and by mail

    memory = remembered(office)
    ids = [row[0] for row in memory["workflow_status"]]
    assert len(ids) >= 2
    assert memory["operation_outputs"]
    assert stands_in(memory, ids[0])
    assert stands_in(memory, "RuntimeError")  # that is all it was told of what broke
    assert [one for one in looked_for if stands_in(memory, one)] == []

    desk.withdraw(first.id)
    with office.ledger.writing() as connection:
        connection.exec_driver_sql(f"DELETE FROM errands WHERE letter = '{first.id}'")
    assert [one for one in looked_for if stands_in(remembered(office), one)] == []
    worker.engine().forget(MACHINE.now() + dt.timedelta(hours=1))
    assert [row for table in ("workflow_status", "operation_outputs") for row in remembered(office)[table]] == []
    worker.stop()
