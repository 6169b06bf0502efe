"""What a writer's desk may do with letters in a bank. Every answer follows from the deposit and what screeners found.

Nothing a writer is answered here depends on the registry, an order or a release: only on their own acts, on findings,
and on what a round let them know.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal, TypeAlias, cast

from amends.envelope import Json, to_json
from amends.errors import NotOpenable
from amends.office.bank.case import Outcome
from amends.office.bank.policy import Policy, parse
from amends.office.counter.desk import Asked, Desk, known, once
from amends.office.ledger import Connection, cases, events, holds, in_bank, letters, staff
from amends.office.ledger.in_bank import Found, InBank, Parts
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.wire import Deposited, outcomes_bytes

Subject: TypeAlias = Literal["violence", "theft", "driving", "sexual", "neglect", "other"]
SUBJECTS: Final[tuple[Subject, ...]] = ("violence", "theft", "driving", "sexual", "neglect", "other")

Screening: TypeAlias = Literal["waiting", "returned", "rejected", "approved"]


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
        raise Refusal("refused", "This bank takes no letters yet.", "It has no key to seal them to; ask again later.")
    answers = office.bank.policy.answers
    return to_json({
        "amends": 1,
        "bank": office.bank.policy.name,
        "policy": office.bank.sha256,
        "epoch": {"key": epoch.key, "sign": epoch.sign, "since": epoch.since[:10]},
        "answers": {"how_many": answers.how_many, "screened": answers.screened},
    })  # fmt: skip


def deposit(office: Office, asked: Asked, about: str, *, ordered: bool) -> bytes:
    """Take one sealed letter into the bank; the same again is the same.

    Args:
        office: a bank.
        asked: the signed request; its body is the packed envelope.
        about: one of `SUBJECTS`, so that a screener knows before opening.
        ordered: whether a court ordered the letter.

    Raises:
        Refusal: `not-here` (no bank), `nonce`, `signature`, `malformed`, `full`; `refused` with what the bank takes.
    """
    desk = known(office, asked)
    if office.bank is None:
        raise nothing_here()
    if about not in SUBJECTS:
        raise malformed(f"What a letter is about is one of {', '.join(SUBJECTS)}.")
    try:
        sealed = letters.make_ready(asked.body)
    except NotOpenable as error:
        raise malformed(error.message) from error
    envelope = sealed.envelope
    if envelope.copy_of or envelope.key_kind != "age":
        raise Refusal(
            "refused", "This bank reads letters before it offers them.", "Seal the letter to the bank's key alone."
        )
    if ordered and office.bank.policy.writers.court_ordered == "refused":
        raise Refusal(
            "refused", "This bank takes no letters that a court ordered.", "Ask the court which road they take."
        )
    parts = Parts(envelope.front, envelope.letter, envelope.key)
    digest = hashlib.sha256(asked.body).hexdigest()

    def act(connection: Connection) -> bytes:
        assert office.bank is not None
        epoch = staff.epoch(connection)
        if epoch is None:
            raise Refusal("refused", "This bank takes no letters yet.", "It has no key to seal them to.")
        in_bank.keep_policy(connection, office.bank.sha256, office.bank.text, office.now())
        letter = InBank(
            number=0, id=envelope.id, writer=desk.writer, person=envelope.person, policy=office.bank.sha256,
            epoch=epoch.number, about=office.keys.close(about, "in_bank.about", office.clock),
            ordered=ordered, envelope_sha256=digest, since=office.now(), withdrawn="", here=True,
        )  # fmt: skip
        return outcomes_bytes((_put(office, connection, desk, letter, parts),))

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


def withdraw(connection: Connection, letter_id: str, writer: str, at: str) -> bool:
    """Take a letter back, and whatever of it was handed over and is still sealed; whether it was this writer's."""
    if not in_bank.withdraw(connection, letter_id, writer, at, held=holds.is_held(connection, letter_id)):
        return False
    for case in cases.of_letter(connection, letter_id):
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


def _put(office: Office, connection: Connection, desk: Desk, letter: InBank, parts: Parts) -> Deposited:
    before = in_bank.find(connection, letter.id)
    if before is not None:
        same = before.writer == desk.writer and before.envelope_sha256 == letter.envelope_sha256
        return Deposited(letter.id, "already" if same else "refused", "" if same else "Another letter has this id.")
    in_bank.put(connection, letter, parts)
    events.add(connection, [events.Happened("deposited", office.now(), events.by_writer(desk.writer), letter.id)])
    return Deposited(letter.id, "deposited")
