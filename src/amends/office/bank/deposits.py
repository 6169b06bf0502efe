"""What a writer's desk may do with letters in a bank. Every answer follows from the deposit and what screeners found.

Nothing a writer is answered here depends on the registry, an order or a release: only on their own acts, on findings,
and on what a round let them know.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast

from amends.envelope import Envelope, Json, bind, is_id, to_json
from amends.errors import NotOpenable
from amends.office.bank.case import Outcome
from amends.office.bank.policy import Policy, parse
from amends.office.counter.desk import Asked, Desk, known, once
from amends.office.ledger import Connection, cases, events, holds, in_bank, letters, staff, writers
from amends.office.ledger.in_bank import Found, InBank, Parts
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.sentences import marked
from amends.wire import SUBJECTS, Deposited, Screening, fingerprint, outcomes_bytes


@dataclass(frozen=True, slots=True)
class Brought:
    """What a desk says beside a sealed letter.

    Attributes:
        about: one of `SUBJECTS`, so that a screener knows before opening.
        ordered: whether a court ordered the letter.
        key: fingerprint of the key that the letter is sealed to; what it is sealed to, the office cannot see itself.
        replaces: the letter of this writer's whose place it takes; or empty.
    """

    about: str
    ordered: bool
    key: str
    replaces: str = ""


def card(office: Office) -> bytes:
    """What a bank says of itself to any desk: its policy, and the key that letters are sealed to.

    Raises:
        Refusal: `not-here`, where the office is no bank; `refused` while no custodian has made a key.
    """
    if office.bank is None:
        raise nothing_here()
    with office.ledger.reading() as connection:
        epoch = staff.epoch(connection)
    if epoch is None:
        raise Refusal(
            "refused",
            marked("This bank takes no letters yet."),
            marked("It has no key to seal them to; ask again later."),
        )
    answers = office.bank.policy.answers
    return to_json({
        "amends": 1,
        "bank": office.bank.policy.name,
        "policy": office.bank.sha256,
        "epoch": {"key": epoch.key, "sign": epoch.sign, "since": epoch.since[:10]},
        "verified": office.bank.policy.writers.verified,
        "answers": {"how_many": answers.how_many, "screened": answers.screened},
    })  # fmt: skip


def deposit(office: Office, asked: Asked, brought: Brought) -> bytes:
    """Take one sealed letter into the bank; the same again is the same.

    Raises:
        Refusal: `not-here` (no bank), `nonce`, `signature`, `malformed`, `full`; `refused` with what the bank takes.
    """
    desk = known(office, asked)
    sealed = _sealed(office, asked.body, brought)

    def act(connection: Connection) -> bytes:
        return outcomes_bytes((_lay(office, connection, desk.writer, sealed, brought),))

    return once(office, desk, act)


def take_in(  # noqa: PLR0917  # who, for whom, what, as the request has it
    office: Office, connection: Connection, clerk: Member, writer: str, body: bytes, brought: Brought
) -> bytes:
    """Take in a letter that a writer without a desk wrote on paper, as a clerk attested and sealed it.

    From then on it is a letter like any other, under the same states.

    Raises:
        Refusal: `not-here`: there is no such writer, or they have a desk of their own; `malformed`; `refused` as a
            desk's deposit is, and while no custodian has certified this clerk under the key in use.
    """
    if not writers.is_on_paper(connection, writer):
        raise nothing_here()
    sealed = _sealed(office, body, brought)
    epoch = staff.epoch(connection)
    if epoch is not None and clerk.id not in staff.certificates(connection, epoch.number):
        raise Refusal(
            "refused", marked("No custodian has said yet that your key is yours."),
            marked("One does so on the page “The bank’s keys”; after that a letter can be taken in."),
        )  # fmt: skip
    return outcomes_bytes((_lay(office, connection, writer, sealed, brought, clerk.id),))


def _sealed(office: Office, body: bytes, brought: Brought) -> tuple[Envelope, str]:
    """The letter, if it is one that this bank could read and takes; and the digest of what was sent."""
    if office.bank is None:
        raise nothing_here()
    if brought.about not in SUBJECTS:
        raise malformed(f"What a letter is about is one of {', '.join(SUBJECTS)}.")
    try:
        envelope = letters.make_ready(body).envelope
    except NotOpenable as error:
        raise malformed(error.message) from error
    if envelope.copy_of or envelope.key_kind != "age":
        raise Refusal(
            "refused",
            marked("This bank reads letters before it offers them."),
            marked("Seal the letter to the bank's key alone."),
        )
    if brought.ordered and office.bank.policy.writers.court_ordered == "refused":
        raise Refusal(
            "refused",
            marked("This bank takes no letters that a court ordered."),
            marked("Ask the court which road they take."),
        )
    return envelope, hashlib.sha256(body).hexdigest()


def _lay(  # noqa: PLR0917  # whose, what and by whom
    office: Office,
    connection: Connection,
    writer: str,
    sealed: tuple[Envelope, str],
    brought: Brought,
    clerk: str = "",
) -> Deposited:
    """Lay a letter with those that wait; `clerk` took it in where it came on paper."""
    assert office.bank is not None
    envelope, digest = sealed
    epoch = _in_use(office, connection, writer, brought)
    in_bank.keep_policy(connection, office.bank.sha256, office.bank.text, office.now())
    letter = InBank(
        number=0, id=envelope.id, writer=writer, person=envelope.person, policy=office.bank.sha256,
        epoch=epoch, about=office.keys.close(brought.about, "in_bank.about", office.clock),
        ordered=brought.ordered, envelope_sha256=digest, since=office.now(), withdrawn="", here=True,
        taken_in=clerk,
    )  # fmt: skip
    parts = Parts(envelope.front, envelope.letter, envelope.key)
    return _put(office, connection, letter, parts, brought.replaces)


def remarks(office: Office, asked: Asked, letter_id: str) -> bytes:
    """What screeners remarked on one of the desk's letters, as they sealed it to its writer: a bound folder.

    Remarks are given once the reading came to something, not while a second reader has still to read.

    Raises:
        Refusal: `not-here`, also for another writer's letter.
    """
    desk = known(office, asked)

    def act(connection: Connection) -> bytes:
        letter = in_bank.find(connection, letter_id)
        if office.bank is None or letter is None or letter.writer != desk.writer:
            raise nothing_here()
        found = in_bank.findings(connection, [letter_id])[letter_id]
        policy = parse(in_bank.policies(connection)[letter.policy].encode(), "policy")
        if screening(policy, found) == "waiting":
            return b""
        said = [one.remarks for one in found if one.remarks]
        return bind({f"{n}.age": sealed for n, sealed in enumerate(said, 1)}) if said else b""

    return once(office, desk, act)


def mine(office: Office, connection: Connection, desk: Desk, after: str, most: int) -> list[Json]:
    """The desk's letters in the bank, and how far the reading of each has come."""
    found = in_bank.of_writer(connection, desk.writer, after, most)
    findings = in_bank.findings(connection, [letter.id for letter in found])
    texts = in_bank.policies(connection)
    return [
        {
            "id": letter.id,
            "since": letter.since[:10],
            "withdrawn": bool(letter.withdrawn),
            "screening": screening(parse(texts[letter.policy].encode(), "policy"), findings[letter.id]),
        }
        for letter in found
    ]


def withdraw(connection: Connection, letter_id: str, writer: str, at: str, *, released: bool = True) -> bool:
    """Take a letter back; whether it was this writer's.

    Args:
        connection: a transaction.
        letter_id: which.
        writer: whose.
        at: when.
        released: take back also what of it was handed over and is still sealed. A letter that is only replaced stays
            with whoever has it.
    """
    if not in_bank.withdraw(connection, letter_id, writer, at, held=holds.is_held(connection, letter_id)):
        return False
    for case in cases.of_letter(connection, letter_id) if released else ():
        if case.envelope and not events.opened(connection, case.envelope):
            letters.withdraw(connection, case.envelope, writer, at)
    return True


def screening(policy: Policy, findings: list[Found]) -> Screening:
    """How far the reading has come, as its writer is told."""
    outcomes = [cast("Outcome", found.outcome) for found in findings]
    if "reject" in outcomes and policy.screening.may_reject:
        return "rejected"
    if set(outcomes) & {"return", "reject"}:
        return "returned"
    return "approved" if outcomes.count("approve") >= policy.screening.readers else "waiting"


def _in_use(office: Office, connection: Connection, writer: str, brought: Brought) -> int:
    """The epoch in use, if it is what the letter is sealed to and the bank knows who brings it."""
    assert office.bank is not None
    epoch = staff.epoch(connection)
    if epoch is None:
        raise Refusal("refused", marked("This bank takes no letters yet."), marked("It has no key to seal them to."))
    if fingerprint(epoch.key, epoch.sign) != brought.key:
        raise Refusal(
            "refused", marked("The bank’s key has changed since this letter was sealed."),
            marked("Compare the new fingerprint with the bank’s leaflet, and seal the letter anew."),
        )  # fmt: skip
    if office.bank.policy.writers.verified and not writers.is_known(connection, writer):
        raise Refusal(
            "refused", marked("This bank has to know who a writer is before it takes a letter."),
            marked("Ask its staff what they need to see; the letter stays where it is."),
        )  # fmt: skip
    return epoch.number


def _put(office: Office, connection: Connection, letter: InBank, parts: Parts, replaces: str) -> Deposited:
    before = in_bank.find(connection, letter.id)
    if before is not None:
        same = before.writer == letter.writer and before.envelope_sha256 == letter.envelope_sha256
        return Deposited(
            letter.id, "already" if same else "refused", "" if same else marked("Another letter has this id.")
        )
    if replaces and (refused := _may_not_replace(office, connection, letter, replaces)):
        return Deposited(letter.id, "refused", refused)
    in_bank.put(connection, letter, parts)
    by = events.by_staff(letter.taken_in) if letter.taken_in else events.by_writer(letter.writer)
    kind = "taken-in" if letter.taken_in else "deposited"
    whose = letter.writer if letter.taken_in else ""
    events.add(connection, [events.Happened(kind, office.now(), by, letter.id, whose)])
    if replaces:
        withdraw(connection, replaces, letter.writer, office.now(), released=False)
        cases.move(connection, replaces, letter.id)
        events.add(connection, [events.Happened("replaced", office.now(), by, letter.id, replaces)])
    return Deposited(letter.id, "deposited")


def _may_not_replace(office: Office, connection: Connection, letter: InBank, replaces: str) -> str:
    """Why this letter may not take the place of that one; empty if it may. Whether anybody wants it plays no part.

    What was returned to be mended may come back mended, also where a bank lets nothing else be replaced (B21).
    """
    assert office.bank is not None
    before = in_bank.find(connection, replaces) if is_id(replaces) else None
    if before is None or before.writer != letter.writer or before.person != letter.person or before.withdrawn:
        return "There is no letter of yours here, to the same person, whose place it could take."
    policy = parse(in_bank.policies(connection)[before.policy].encode(), "policy")
    state = screening(policy, in_bank.findings(connection, [replaces])[replaces])
    if state == "rejected":
        return "A letter that was rejected is not replaced. Another letter is a letter of its own."
    if state != "returned" and not office.bank.policy.writers.may_update:
        return "This bank replaces only what it returned. The letter can be taken back."
    return ""
