"""The drawer: migrations up and down with data, states that only move forward, a log that is only added to."""

from __future__ import annotations

import dataclasses
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from amends.desk.drawer import acts, bank_schema, letters, migrate, people, replies, schema, seals, texts_schema, ways
from amends.desk.drawer.database import connect
from amends.desk.drawer.opening import Drawer, opened
from amends.desk.drawer.place import Place
from amends.desk.letters.letter import Letter
from amends.desk.letters.words import Paragraph, Words
from amends.desk.people.person import Person, PostalAddress, Roll
from amends.errors import Locked, Refused
from amends.wire import Told

KEY = bytes(range(32))
NOW = "2026-11-22T12:00:00Z"
ANA = Person(
    "a" * 32, "Ana Duarte", given="Ana", family="Duarte", also=("Anita",), emails=("ana@example.org",),
    phones=("+351 1",),
    addresses=(PostalAddress(("Rua 1", "Porto"), city="Porto", street=("Rua 1",)),), source_ids=("uid-1",),
)  # fmt: skip
LETTER = Letter(
    "b" * 32, (ANA.id,), Words((Paragraph(("I am sorry.",)),)), source_digest="c" * 64, source="x.jsonl:1"
)


@pytest.fixture
def drawer(tmp_path: Path) -> Iterator[Drawer]:
    with opened(Place(tmp_path), KEY) as one:
        yield one


def _fill(drawer: Drawer) -> None:
    with drawer.transaction() as tx:
        people.put_on_list(tx, [ANA], ["d" * 32])
        people.put_roll(tx, Roll("town", ("Ana Duarte", "Joan")), NOW)
        letters.put_letters(tx, [LETTER], NOW)
        seals.put_keys(tx, [seals.KeysKept(LETTER.id, "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-2")], NOW)
        seals.put_seals(tx, [(seals.Seal(LETTER.id, "", "", "e" * 64, 6, NOW), b"sealed")])
        ways.bind_to(tx, [LETTER.id], "f" * 32, NOW)
        acts.log(tx, acts.WriterAct(NOW, "seal", LETTER.id))


def _seen(drawer: Drawer) -> object:
    with drawer.transaction() as tx:
        return (
            people.everybody(tx), people.rolls(tx), people.pseudonyms(tx), letters.letters_in(tx),
            seals.keys_of(tx, [LETTER.id]), seals.envelope_of(tx, LETTER.id), ways.postings(tx), acts.all_acts(tx),
        )  # fmt: skip


def test_what_is_put_in_comes_out_the_same(drawer: Drawer) -> None:
    _fill(drawer)
    with drawer.transaction() as tx:
        assert people.everybody(tx) == (ANA,)
        (kept,) = letters.letters_in(tx)
        assert kept.letter == LETTER
        married = dataclasses.replace(ANA, name="Ana Reis", also=("Ana Duarte", "Anita"))
        people.put_again(tx, [married])
        assert people.everybody(tx) == (married,)
        assert letters.known_rows(tx) == {"c" * 64}


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """Not the tables that SQLite's full-text search keeps for itself."""
    return kind != "table" or not str(name).startswith("listing_words")


def test_the_newest_migration_is_the_shape_the_tables_say(drawer: Drawer) -> None:
    with drawer.transaction() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True, "include_name": _is_ours})
        assert bank_schema.META is texts_schema.META is schema.META
        assert compare_metadata(context, schema.META) == []
    folder = Path(migrate.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == migrate.HEAD


def test_down_and_up_again_keeps_what_the_older_shape_can_hold(drawer: Drawer) -> None:
    _fill(drawer)
    before = _seen(drawer)
    steps = [
        step.revision for step in ScriptDirectory(str(Path(migrate.__file__).parent / "migrations")).walk_revisions()
    ]
    for step in steps[1:]:
        with drawer.transaction() as tx:
            migrate.move(tx, step)
        assert migrate.shape_of(drawer.engine) == step
        assert _seen(drawer) == before
    with drawer.transaction() as tx:
        migrate.move(tx, migrate.HEAD)
    assert _seen(drawer) == before
    with drawer.transaction() as tx:
        migrate.move(tx, "base")
        assert sa.inspect(tx).get_table_names() == ["alembic_version"]


def test_an_older_drawer_is_copied_before_it_moves_and_can_be_put_back(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with opened(place, KEY) as drawer:
        _fill(drawer)
        with drawer.transaction() as tx:
            migrate.move(tx, "0001")
    with opened(place, KEY) as drawer:
        assert migrate.shape_of(drawer.engine) == migrate.HEAD
        after = _seen(drawer)
    copy = migrate.kept_copy(place, "0001")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    migrate.put_back(place, "0001")
    engine = connect(place.database, KEY)
    assert migrate.shape_of(engine) == "0001"
    assert _seen(Drawer(place, engine)) == after
    engine.dispose()
    with pytest.raises(Refused):
        migrate.put_back(place, "0001")


def test_a_newer_drawer_is_left_alone(tmp_path: Path) -> None:
    with opened(Place(tmp_path), KEY) as drawer, drawer.transaction() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="newer"), opened(Place(tmp_path), KEY):
        pass


def test_a_letter_never_goes_back(drawer: Drawer) -> None:
    _fill(drawer)
    for state in ("ready", "sealed", "posted", "sealed", "withdrawn", "posted"):
        with drawer.transaction() as tx:
            letters.move_forward(tx, [LETTER.id], state)  # type: ignore[arg-type]
    with drawer.transaction() as tx:
        assert letters.count_by_state(tx) == {"withdrawn": 1}
    with pytest.raises(sa.exc.IntegrityError), drawer.transaction() as tx:
        tx.exec_driver_sql("UPDATE letters SET state = 'ready'")


def test_the_log_is_only_added_to_and_secrets_are_never_replaced(drawer: Drawer) -> None:
    _fill(drawer)
    for change in ("UPDATE acts SET act = 'x'", "DELETE FROM acts"):
        with pytest.raises(sa.exc.IntegrityError), drawer.transaction() as tx:
            tx.exec_driver_sql(change)
    with drawer.transaction() as tx:
        seals.put_keys(tx, [seals.KeysKept(LETTER.id, "other", "other")], NOW)
        assert seals.keys_of(tx, [LETTER.id])[LETTER.id].secret == "AGE-SECRET-KEY-1"
        ways.bind_to(tx, [LETTER.id], "another office", NOW)
        assert ways.postings(tx)[LETTER.id].office == "f" * 32
    with pytest.raises(sa.exc.IntegrityError), drawer.transaction() as tx:
        seals.put_seals(tx, [(seals.Seal(LETTER.id, "", "", "e" * 64, 6, NOW), b"again")])


def test_the_same_answer_comes_in_once_and_what_is_told_only_grows(drawer: Drawer) -> None:
    _fill(drawer)
    reply = replies.Reply("1" * 32, LETTER.id, "office", "2" * 64, certain=True, arrived=NOW)
    with drawer.transaction() as tx:
        assert replies.put_reply(tx, reply, [("reply.age", b"x")])
        assert not replies.put_reply(tx, dataclasses.replace(reply, id="3" * 32), [("reply.age", b"x")])
        assert replies.parts_of(tx, reply.id) == (("reply.age", b"x"),)
        assert replies.put_told(tx, Told(LETTER.id, received=True), NOW)
        assert replies.put_told(tx, Told(LETTER.id, read=True), NOW)
        assert not replies.put_told(tx, Told(LETTER.id), NOW)
        assert replies.told_about(tx)[LETTER.id] == Told(LETTER.id, received=True, read=True)


def test_nothing_lies_there_in_the_clear_and_another_key_opens_nothing(tmp_path: Path) -> None:
    with opened(Place(tmp_path), KEY) as drawer:
        _fill(drawer)
        for path in tmp_path.iterdir():
            assert b"Duarte" not in path.read_bytes()
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    with pytest.raises(Locked), opened(Place(tmp_path), bytes(32)):
        pass


def test_what_raises_leaves_nothing_behind(drawer: Drawer) -> None:
    with pytest.raises(sa.exc.IntegrityError), drawer.transaction() as tx:
        people.put_on_list(tx, [ANA, ANA], ["d" * 32, "e" * 32])
    with drawer.transaction() as tx:
        assert people.everybody(tx) == ()


def test_ten_thousand_letters_go_in_and_out(drawer: Drawer) -> None:
    many = [dataclasses.replace(LETTER, id=f"{n:032x}", source_digest=f"{n:064x}") for n in range(10_000)]
    with drawer.transaction() as tx:
        people.put_on_list(tx, [ANA], ["d" * 32])
        letters.put_letters(tx, many, NOW)
    with drawer.transaction() as tx:
        assert [one.letter.id for one in letters.letters_in(tx)] == [one.id for one in many]
        assert len(letters.letters_by_id(tx, [one.id for one in many[::7]])) == len(many[::7])
        letters.move_forward(tx, [one.id for one in many], "sealed")
        assert letters.count_by_state(tx) == {"sealed": 10_000}
