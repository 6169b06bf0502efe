"""The same office on PostgreSQL, by its URL and nothing else."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from amends.clock import Replay
from amends.envelope import from_json, to_json
from amends.office import care
from amends.office.ledger import LedgerTrouble, at_head, events, migrate
from amends.office.ledger.schema import METADATA
from amends.office.office import open_office
from amends.office.settings import Settings
from amends.wire import Told
from tests.office_door import Key, a_letter, everything
from tests.office_door.inside import InsideDesk, act

pytestmark = pytest.mark.postgres


@pytest.fixture
def settings(postgres, tmp_path):
    return Settings(postgres, keys=tmp_path / "office.keys")


@pytest.fixture
def office(settings):
    office = open_office(settings, Replay("postgres"))
    yield office
    migrate(office.ledger, "base")
    office.close()


def test_a_letter_goes_through_an_office_on_postgresql(office):
    desk, other = InsideDesk(office), InsideDesk(office)
    letter, withdrawn, copy = a_letter("ab" * 16), a_letter(), Key()
    assert desk.deposit(letter, withdrawn) == ["deposited", "deposited"]
    assert desk.deposit(letter) == ["already"]
    assert other.deposit(letter) == ["refused"]
    assert act(office, letter, "open") == letter.envelope.letter
    assert act(office, letter, "keep", to_json({"amends": 1, "keep_key": copy.public})) == b'{"amends":1,"done":true}'
    answered = act(office, letter, "answer", b"sealed", keep=copy)
    told = {"amends": 1, "requested": False, "received": False, "read": True, "not_wanted": False}
    act(office, letter, "tell", to_json(told))
    act(office, letter, "never")
    (reply,) = desk.news().replies
    assert desk.news().told == (Told(letter.id, read=True),)
    assert isinstance(answered, bytes)
    assert from_json(answered) == {"amends": 1, "answer": reply.id, "done": True}
    assert other.collect(reply.id) == "not-here"
    assert desk.collect(reply.id) == b"sealed"
    desk.withdraw(withdrawn.id)
    assert act(office, withdrawn, "open") == "taken-back"
    passed = a_letter(copy_of=letter.id)
    act(office, letter, "pass-on", passed.packed)
    assert act(office, passed, "open") == passed.envelope.letter


def test_the_ledger_has_the_same_form_there_and_its_events_stay(office, settings):
    InsideDesk(office).deposit(a_letter(), a_letter())
    with office.ledger.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    before = everything(office)
    for change in ("UPDATE events SET at = ''", "DELETE FROM events", "TRUNCATE events"):
        with pytest.raises(DBAPIError, match="events stay"), office.ledger.writing() as connection:
            connection.exec_driver_sql(change)
    assert everything(office) == before
    assert care.audit(settings).well
    migrate(office.ledger, "0001")
    assert not at_head(office.ledger)
    migrate(office.ledger)
    after = everything(office)
    both = set(before) - {"box", "errands", "rounds", "paces", "hushed"}  # came later, and goes with the older form
    assert {name: after[name] for name in both} == {name: before[name] for name in both}


def test_a_second_office_is_refused_there_too(office, settings):
    with pytest.raises(LedgerTrouble, match="Another office is running"):
        open_office(settings, Replay("second"))
    InsideDesk(office)
    with office.ledger.reading() as connection:
        assert events.audit(connection).broken_at == 0
