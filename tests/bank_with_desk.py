"""A writer's desk with one letter, and a letter bank with two readers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey.letters import write
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.journey.people import take_in_people
from amends.desk.people.files import Source
from amends.desk.seal.age import Secret, close_to
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.opening import open_key, open_letter
from amends.desk.seal.remarks import BankRemark, BankRemarks
from amends.office.bank.reading import Finding, find, finding_bytes
from amends.office.ledger import in_bank, staff
from amends.office.ledger.staff import Member
from amends.wire import fingerprint
from tests.office_door import Key, Running, running

PASSPHRASE = "rosemary by the north gate"
PEOPLE = "Name\nAna Duarte\nJoan Whitfield\n"
FIRST = "Dear Ana,\n\nI sold the boat without asking you. I hope you can forgive me.\n\nTomas\n"


@dataclass
class Bank:
    """A running bank with a key of its own, two readers, and a desk with one letter."""

    running: Running
    place: Place
    secret: Secret
    sign: SigningKey
    readers: dict[str, Key]
    members: dict[str, Member]

    @property
    def key(self) -> str:
        return fingerprint(self.secret.recipient, self.sign.ssh)

    @property
    def address(self) -> str:
        return self.running.door.url

    def at_desk(self) -> Any:
        return open_desk(self.place, PASSPHRASE, MACHINE)

    def new_key(self) -> None:
        self.secret, self.sign = Secret.draw(MACHINE), SigningKey.draw(MACHINE)
        with self.running.office.ledger.writing() as connection:
            before = staff.epoch(connection)
            if before is not None:
                staff.end_epoch(connection, before.number, self.running.office.now())
            staff.begin_epoch(connection, self.secret.recipient, self.sign.ssh, self.running.office.now())

    def opened(self, letter: str) -> Any:
        """The letter as a reader's browser opens it."""
        with self.running.office.ledger.reading() as connection:
            parts = in_bank.parts(connection, letter)
        assert parts is not None
        return open_letter(parts.letter, open_key(parts.key, identity=self.secret.text), letter)

    def finds(self, letter: str, who: str, outcome: str, said: str = "") -> None:
        office, words, front = self.running.office, "a" * 64, "b" * 64
        remark = BankRemark("demand", "I hope you can forgive me.", "It asks for something.")
        remarks = BankRemarks(letter, outcome, said, (remark,))
        sealed = close_to(self.opened(letter).header.reply, remarks.to_bytes()) if said else b""
        signature = self.readers[who].sign(finding_bytes(office.id, letter, words, front, outcome))
        with office.ledger.writing() as connection:
            find(office, connection, self.members[who], Finding(letter, words, front, outcome, signature, sealed))


@contextmanager
def bank_with_desk(folder: Path) -> Iterator[Bank]:
    """Both of them, as long as they are needed."""
    place = Place(folder / "desk")
    make_desk(place, "Tomas Reed", PASSPHRASE, MACHINE, work_factor=10)
    with open_desk(place, PASSPHRASE, MACHINE) as desk:
        take_in_people(desk, [Source("alder.csv", PEOPLE.encode())])
        write(desk, "Ana Duarte", FIRST)
    with running(folder, policy="oregon") as office:
        keys = {name: Key() for name in ("first", "second")}
        members = {
            name: Member(MACHINE.bytes(16).hex(), b"name", frozenset({"screener"}), "age1", key.public, b"",
                         office.office.now(), "")
            for name, key in keys.items()
        }  # fmt: skip
        with office.office.ledger.writing() as connection:
            for member in members.values():
                staff.put(connection, member)
        bank = Bank(office, place, Secret.draw(MACHINE), SigningKey.draw(MACHINE), keys, members)
        bank.new_key()
        yield bank
