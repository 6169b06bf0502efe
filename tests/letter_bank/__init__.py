"""A letter bank from inside: two screeners, a registrar, a writer's desk, and what each may do."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from importlib import resources

from amends.clock import Replay
from amends.envelope import from_json, to_json
from amends.office.bank import cases, deposits, reading, registry
from amends.office.bank.answer_cards import Card as Answers
from amends.office.bank.deposits import Brought
from amends.office.bank.reading import Finding, finding_bytes
from amends.office.bank.registry import Card
from amends.office.counter import asking
from amends.office.ledger import cases as cases_written
from amends.office.ledger import staff
from amends.office.ledger.staff import Member
from amends.office.office import Office, open_office
from amends.office.settings import Settings
from amends.wire import AnswerToRead, answer_signed, fingerprint, outcomes_from
from tests.office_door import Key, Link, a_letter
from tests.office_door.inside import InsideDesk, act

WORDS, FRONT, AGE = "a" * 64, "b" * 64, "age1" + "q" * 58
NOA = Card("Noa Lindqvist", born="1980-05-01", reach="post", at="PO Box 4, Alder Bridge")


def text_of(policy: str) -> str:
    """A ready-made policy's file, to be changed and written anew."""
    return (resources.files("amends.office.bank") / "policies" / f"{policy}.toml").read_text()


def answers_unread(folder) -> str:
    """Delaware's policy, but that nobody in the bank reads an answer: a file's path."""
    text = text_of("delaware").replace("screened = true", "screened = false")
    path = folder / "unread.toml"
    path.write_text(text.replace('refuses = ["threat", "contact", "sexual"]', "refuses = []"), "utf-8")
    return str(path)


def card_text(letter: Link, sealed: Link) -> str:
    """What staff sign when they hand a letter over: to which keys its answers go."""
    return (
        f"amends-answers/1\nenvelope {sealed.id}\nletter {letter.id}\nrecipient {AGE}\n"
        f"act_key {sealed.key.public}\nreply {AGE}\n"
    )


def to_read(sealed: Link, words: bytes = b"sealed words", key: Key | None = None) -> bytes:
    """An answer as a reader's browser seals it to the bank."""
    sha256 = hashlib.sha256(words).hexdigest()
    signature = (key or sealed.key).sign(answer_signed(sealed.id, sha256))
    return AnswerToRead(sealed.id, "age1bank", signature, words, b"sealed key").to_bytes()


class Bank:
    """A bank of one policy, with two screeners, a registrar, and a writer's desk."""

    def __init__(self, folder, policy: str) -> None:
        self.clock = Replay(f"bank {policy}")
        self.office: Office = open_office(Settings(str(folder / "bank.sqlite"), policy=policy), self.clock)
        self.desk = InsideDesk(self.office)
        self.keys = {name: Key() for name in ("first", "second")}
        with self.office.ledger.writing() as connection:
            staff.begin_epoch(connection, "age1bank", "ssh-ed25519 bank", self.office.now())
            self.staff = {
                name: Member(
                    self.clock.bytes(16).hex(), b"name", frozenset({"screener"}), "age1", key.public, b"",
                    self.office.now(), "",
                )
                for name, key in self.keys.items()
            }  # fmt: skip
            for member in self.staff.values():
                staff.put(connection, member)

    @contextmanager
    def writing(self):
        with self.office.ledger.writing() as connection:
            yield connection

    def deposit(self, letter: Link, about: str = "theft", *, ordered: bool = False) -> str:
        return self.deposited(letter, about, ordered=ordered).outcome

    def deposited(self, letter: Link, about: str = "theft", *, ordered: bool = False, replaces: str = ""):
        brought = Brought(about, ordered, fingerprint("age1bank", "ssh-ed25519 bank"), replaces)
        asked = self.desk.asked("/api/desk/bank", letter.packed)
        return outcomes_from(deposits.deposit(self.office, asked, brought))[0]

    def find(self, letter: Link, who: str, outcome: str = "approve", words: str = WORDS) -> None:
        signature = self.keys[who].sign(finding_bytes(self.office.id, letter.id, words, FRONT, outcome))
        remarks = b"" if outcome == "approve" else b"sealed"
        with self.writing() as connection:
            finding = Finding(letter.id, words, FRONT, outcome, signature, remarks)
            reading.find(self.office, connection, self.staff[who], finding)

    def approved(self) -> Link:
        letter = a_letter(key=b"wrapped", key_kind="age")
        assert self.deposit(letter) == "deposited"
        self.find(letter, "first")
        if self.mine(letter)["screening"] == "waiting":
            self.find(letter, "second")
        return letter

    def mine(self, letter: Link):
        asked = self.desk.asked("/api/desk/letters", to_json({"amends": 1, "after": ""}))
        answer = from_json(asking.mine(self.office, asked))
        return next(one for one in answer["letters"] if one["id"] == letter.id)  # pyright: ignore

    def registers(self, wish="tell", *, verified: bool = True, card: Card = NOA) -> str:
        with self.writing() as connection:
            who, _ = registry.register(self.office, connection, card, wish)
            if verified:
                registry.verify(self.office, connection, self.staff["first"].id, who)
        return who

    def case(self, letter: Link, who: str) -> str:
        with self.writing() as connection:
            return cases.match(self.office, connection, self.staff["first"].id, letter.id, who).id

    def step(self, case: str) -> str:
        with self.office.ledger.reading() as connection:
            row = cases_written.find(connection, case)
            assert row is not None
            return cases.step(self.office, connection, row)

    def wanted(self, letter: Link, who: str) -> str:
        case, clerk = self.case(letter, who), self.staff["first"].id
        with self.writing() as connection:
            cases.tell(self.office, connection, clerk, case)
            cases.choose(self.office, connection, who, case, "wants", road="post")
        if self.step(case) == "confirm":
            with self.writing() as connection:
                cases.confirm(self.office, connection, clerk, case, by_telephone=True)
        return case

    def release(self, letter: Link, case: str, sealed: Link | None = None, *, card: bool = False) -> Link:
        sealed = sealed or a_letter(letter.envelope.person)
        signed = Answers(card_text(letter, sealed), "signed by an epoch") if card else None
        with self.writing() as connection:
            cases.release(self.office, connection, self.staff["second"].id, case, sealed.packed, card=signed)
        return sealed

    def seen_by_writer(self, letter: Link) -> tuple[object, ...]:
        news = self.desk.news()
        return self.mine(letter), news, act(self.office, letter, "open"), self.desk.withdraw("0" * 32)
