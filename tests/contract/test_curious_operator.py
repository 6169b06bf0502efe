"""A curious operator with the whole database: no word, no name and no key in it, and what it does say is named."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from amends.clock import MACHINE
from amends.desk.seal.age import Secret
from amends.desk.seal.headers import Grant
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.sealing import KeyRoad
from amends.envelope import pack
from amends.office.bank import accounts, cases, keeping, reading, registry
from amends.office.bank.reading import Finding, finding_bytes
from amends.office.bank.registry import Card
from amends.office.ledger import in_bank, schema, staff
from amends.office.ledger.staff import Member
from amends.office.rounds.worker import Worker
from tests.office_door import Key, Running, running
from tests.reading_room import letter
from tests.rounds_at_work import fill

NAMES = ("Ana Duarte", "Duarte", "Sorel", "Tomas Reed", "Lindqvist")
PRIVATE = (
    "PO Box 4",
    "1980-05-01",
    "a letterhead of the county court",
    "a subpoena",
    "Whitfield",
    "her advocate Ines",
)
WORDS = ("three hundred and forty pounds", "Dear Ana", "because it made you doubt yourself")


@pytest.fixture
def bank(tmp_path):
    with running(tmp_path, policy="oregon") as office:
        yield office


def walk_through(bank: Running, secret: Secret, sign: SigningKey) -> list[str]:
    """From deposit to release, with an order and a hold beside it; every secret that came up on the way."""
    office, readers = bank.office, (Key(), Key())
    code = accounts.invite(office, "M. Sorel", frozenset({"registrar"}))
    with office.ledger.writing() as connection:
        staff.begin_epoch(connection, secret.recipient, sign.ssh, office.now())
        members = [
            Member(MACHINE.bytes(16).hex(), office.keys.close("M. Sorel", "staff.name", office.clock),
                   frozenset({"screener"}), "age1", one.public, b"", office.now(), "")
            for one in readers
        ]  # fmt: skip
        for member in members:
            staff.put(connection, member)
    desk = bank.desk()
    grant = Grant("Oregon Apology Letter Bank", secret.recipient, sign.ssh)
    deposited = letter(road=KeyRoad("age", secret.recipient), grant=grant)
    answer = desk.ask(bank.door.bank(), deposited.packed)
    assert answer.json()["outcomes"][0]["outcome"] == "deposited", answer.text
    words, front = "a" * 64, "b" * 64
    for member, key in zip(members, readers, strict=True):
        signed = key.sign(finding_bytes(office.id, deposited.id, words, front, "approve"))
        with office.ledger.writing() as connection:
            reading.find(office, connection, member, Finding(deposited.id, words, front, "approve", signed, b""))
    clerk, other = (member.id for member in members)
    card = Card("Ana Duarte", former="Ana Whitfield", born="1980-05-01", reach="post", at="PO Box 4, Alder Bridge")
    with office.ledger.writing() as connection:
        who, back = registry.register(office, connection, card, "tell")
        registry.verify(office, connection, clerk, who, beside=("advocate: her advocate Ines",))
        case = cases.match(office, connection, clerk, deposited.id, who).id
        cases.tell(office, connection, clerk, case)
        cases.choose(office, connection, who, case, "wants", road="post")
        cases.confirm(office, connection, clerk, case, by_telephone=True)
        keeping.hold(office, connection, clerk, who, "a subpoena of the county")
        writer = in_bank.find(connection, deposited.id).writer
        third, _ = registry.register(office, connection, Card("Noa Lindqvist"), "wait")
        registry.order_apart(office, connection, clerk, third, writer=writer, note="a letterhead of the county court")
    handed = letter()
    with office.ledger.writing() as connection:
        packed = pack(replace(handed.envelope, person=deposited.envelope.person))
        cases.release(office, connection, other, case, packed)
    fill(office, 1)  # so that there is a round, and the engine a memory, which lies beside the database
    worker = Worker(office)
    assert worker.once() == 1
    worker.stop()
    return [code, back, back.replace("-", ""), secret.text, deposited.secret, handed.secret]


def held(folder: Path) -> bytes:
    """Every byte of the database, also those of pages that are not in use, and its journal."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("office.sqlite*")))


def test_the_whole_database_holds_no_word_no_name_and_no_key(bank, tmp_path):
    secret, sign = Secret.draw(MACHINE), SigningKey.draw(MACHINE)
    secrets = walk_through(bank, secret, sign)
    kept = held(tmp_path)
    assert (tmp_path / "office.sqlite.rounds").stat().st_size > 0
    assert secret.recipient.encode() in kept  # what is looked through is the database that all of it went into
    for looked_for in (*WORDS, *NAMES, *PRIVATE, *secrets):
        assert looked_for.encode() not in kept, looked_for
        assert looked_for.encode("utf-16-le") not in kept, looked_for


def test_the_key_file_opens_the_registry_and_no_letter(bank, tmp_path):
    secret, sign = Secret.draw(MACHINE), SigningKey.draw(MACHINE)
    secrets = walk_through(bank, secret, sign)
    keys = (tmp_path / "office.keys").read_bytes()
    for looked_for in (*WORDS, *secrets):
        assert looked_for.encode() not in keys
    with bank.office.ledger.reading() as connection:
        names = {accounts.name_of(bank.office, one) for one in staff.everybody(connection)}
    assert names == {"M. Sorel"}  # so far it goes, and the page on threats says so


def test_every_table_an_operator_can_look_into_is_named_with_how_its_content_lies_there(root):
    page = (root / "docs" / "threat-model.md").read_text("utf-8")
    table = page.partition("## The routing data")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)(?:\.\w+)?`", table))
    assert {one.name for one in schema.METADATA.sorted_tables} <= named
