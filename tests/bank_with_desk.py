"""A writer's desk with one letter, and a letter bank with two readers."""

from __future__ import annotations

import hashlib
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
from amends.desk.letters.words import plain_text
from amends.desk.people.files import Source
from amends.desk.seal import folder, sshsig
from amends.desk.seal.age import Secret, close_to
from amends.desk.seal.headers import ReplyHeader
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.opening import open_key, open_letter
from amends.desk.seal.remarks import BankRemark, BankRemarks
from amends.desk.seal.sealing import seal_to_read
from amends.envelope import bind
from amends.office.bank import answers, cases, registry
from amends.office.bank.reading import Finding, find, finding_bytes
from amends.office.bank.registry import Card
from amends.office.ledger import Connection, events, in_bank, letters, replies, staff
from amends.office.ledger import cases as cases_kept
from amends.office.ledger.staff import Member
from amends.wire import AnswerToRead, fingerprint
from tests.office_door import Key, Running, a_letter, running

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
    def handed_over(self, letter: str) -> Iterator[tuple[Connection, in_bank.InBank, cases_kept.CaseRow]]:
        """The letter lies with Ana Duarte, in an envelope of its own; what comes of it is written here."""
        office, sealed = self.running.office, a_letter()
        with office.ledger.writing() as connection:
            lies = in_bank.find(connection, letter)
            assert lies is not None
            who, _ = registry.register(office, connection, Card("Ana Duarte"), "tell")
            case = cases.match(office, connection, "clerk", letter, who)
            letters.put(connection, [letters.make_ready(sealed.packed)], lies.writer, office.now())
            cases_kept.change(connection, case.id, envelope=sealed.id)
            handed = cases_kept.find(connection, case.id)
            assert handed is not None
            yield connection, lies, handed

    def lets_through(self, header: ReplyHeader) -> None:
        """An answer was left for the bank, and its readers approve it and seal it on to the writer."""
        act, office, writer = SigningKey.draw(MACHINE), self.running.office, self.opened(header.letter).header.reply
        with self.handed_over(header.letter) as (connection, _, case):
            left = seal_to_read(header, case.envelope, self.secret.recipient, act, MACHINE)
            answer = answers.leave(office, connection, case, left, answers.Leaver(events.LINK, act.wire))
            digest = AnswerToRead.from_bytes(left).sha256
            signed = answers.finding_bytes(office.id, answer, digest, "approve")
            for who, key in self.readers.items():
                if replies.how_many(connection, case.envelope):
                    break  # enough of them have read it
                found = answers.Finding(
                    answer, digest, "approve", key.sign(signed), reply=self._sealed_on(header, writer)
                )
                answers.find(office, connection, self.members[who], found)
            assert replies.how_many(connection, case.envelope) == 1

    def _sealed_on(self, header: ReplyHeader, writer: str) -> bytes:
        """An answer as a reader's browser seals it to the writer, signed by the bank; `spec/bank.md`, "Answers"."""
        entries = {"reply.json": header.to_bytes(), "reply.txt": plain_text(header.words).encode()}
        padded = folder.fill(folder.REPLY, entries, None)
        inside = folder.empty(folder.REPLY, padded)
        sums = hashlib.sha256(inside["SHA256SUMS"]).hexdigest()
        named = f"letter {header.letter}\nsums {sums}\nrecipient {writer}\nfrom reader\n"
        release = f"amends-answer-release/1\n{named}".encode()
        signature = sshsig.sign(release, sshsig.ANSWER, self.sign)
        del inside["padding"]  # which comes last, and makes up the size
        inside |= {"release.txt": release, "release.txt.sig": signature}
        return close_to(
            writer, bind({**inside, "padding": bytes(len(padded) - len(bind({**inside, "padding": b""})))})
        )


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
