"""Screening: what waits to be read, and what a screener found. Only the screener's browser opens the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from amends.envelope import is_sha256
from amends.office.bank.case import Outcome
from amends.office.bank.deposits import screening
from amends.office.bank.policy import Policy, parse
from amends.office.bank.promised import for_letter
from amends.office.bank.roles import may
from amends.office.ledger import Connection, events, in_bank, staff
from amends.office.ledger.in_bank import Found, InBank, Parts
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.office.signatures import is_good
from amends.sentences import marked
from amends.wire import SUBJECTS, Subject

REMARKS_BYTES_MOST: Final = 256 * 1024
_PAGE: Final = 200

Needs: TypeAlias = Literal["first reader", "second reader", "nothing"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter in the queue, before it is opened.

    Attributes:
        about: what it concerns, so that nobody opens one unprepared.
        needs: who has still to read it.
        mine: whether the one who asks has read it already.
        paper: whether it was written on paper, and a clerk typed it in.
        others: whether it is for others to read, since the one who asks typed it in.
    """

    id: str
    number: int
    since: str
    about: Subject
    needs: Needs
    mine: bool
    paper: bool
    others: bool


def finding_bytes(office: str, letter: str, words: str, front: str, outcome: str) -> bytes:
    """What a screener signs; `spec/bank.md`, "Findings"."""
    return f"amends-finding/1\n{office}\n{letter}\n{words}\n{front}\n{outcome}\n".encode()


def policy_of(office: Office, connection: Connection, letter: InBank) -> Policy:
    """What holds for this letter: the policy it came under and today's, whichever is kinder to its recipient."""
    assert office.bank is not None
    if letter.policy == office.bank.sha256:
        return office.bank.policy
    then = in_bank.policies(connection)[letter.policy]
    return for_letter(parse(then.encode(), "the policy it came under"), office.bank.policy)


def queue(office: Office, connection: Connection, screener: Member) -> list[Waiting]:
    """What waits to be read, the longest wait first, at most 200.

    Letters that were read lie here for years until somebody wants them: so it looks through them all.
    """
    waiting: list[Waiting] = []
    after = 0
    while len(waiting) < _PAGE and (letters := in_bank.page(connection, after, _PAGE)):
        after = letters[-1].number
        waiting += _waiting(office, connection, screener, letters)
    return waiting[:_PAGE]


def _waiting(office: Office, connection: Connection, screener: Member, letters: list[InBank]) -> list[Waiting]:
    findings = in_bank.findings(connection, [letter.id for letter in letters])
    waiting: list[Waiting] = []
    for letter in letters:
        found = findings[letter.id]
        policy = policy_of(office, connection, letter)
        needs = _needs(policy, found)
        if needs == "nothing":
            continue
        about = office.keys.open(letter.about, "in_bank.about")
        waiting.append(
            Waiting(
                letter.id, letter.number, letter.since[:10], about if about in SUBJECTS else "other",
                needs, any(one.staff == screener.id for one in found), bool(letter.taken_in),
                _is_for_others(connection, policy, letter, screener),
            )
        )  # fmt: skip
    return waiting


def _is_for_others(connection: Connection, policy: Policy, letter: InBank, screener: Member) -> bool:
    """Whether this member of staff typed it in, and there are enough others."""
    return letter.taken_in == screener.id and enough_others(connection, policy, screener.id)


def enough_others(connection: Connection, policy: Policy, clerk: str) -> bool:
    """Whether enough colleagues read letters for whoever typed one in to leave it to them.

    B11 has two persons judge a letter. Nobody sees a slip of their own fingers, and a writer who wrote on paper has
    signed nothing that a reader could check: so the typist is none of the readers. Where a bank has not that many
    others they are one of them, as the two of B11 are still two; and the only reader of a bank that asks for one
    reads alone.

    Args:
        connection: a transaction.
        policy: what holds for the letter.
        clerk: id of who typed it in.
    """
    here = [one for one in staff.everybody(connection) if one.sign_key and not one.left and may(one.roles, "read")]
    return len([one for one in here if one.id != clerk]) >= max(1, policy.screening.readers)


def read_today(office: Office, connection: Connection, screener: Member) -> int:
    """How many letters a screener took up today, by UTC; the page says it, so that a reader knows when to stop."""
    by = events.by_staff(screener.id)
    return events.how_often(connection, by, "taken-up", office.now()[:10])


def take_up(office: Office, connection: Connection, screener: Member, letter_id: str) -> Parts:
    """The sealed parts of a letter that waits, for a browser that holds the epoch's key. Taking it up is an event.

    Raises:
        Refusal: `not-here`, also where its copy has gone or its writer took it back; `refused` where it waits for no
            reader any more: from then on it is for whoever it is written to.
    """
    letter = in_bank.find(connection, letter_id)
    parts = in_bank.parts(connection, letter_id)
    if letter is None or parts is None or letter.withdrawn:
        raise nothing_here()
    found = in_bank.findings(connection, [letter.id])[letter.id]
    if screening(policy_of(office, connection, letter), found) != "waiting":
        raise Refusal(
            "refused", marked("This letter has been decided already."), marked("Nobody has to read it any more.")
        )
    events.add(connection, [events.Happened("taken-up", office.now(), events.by_staff(screener.id), letter_id)])
    return parts


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as a screener's browser sends it; the fields of `spec/bank.md`."""

    letter: str
    words: str
    front: str
    outcome: str
    signature: str
    remarks: bytes = b""


def find(office: Office, connection: Connection, screener: Member, finding: Finding) -> None:
    """Write down what a screener found.

    A letter that somebody found wanting is with its writer and is not found again until they send other words.

    Raises:
        Refusal: `not-here`, `malformed`, `signature`, `limit`; `refused` where it was decided already.
    """
    letter = in_bank.find(connection, finding.letter)
    if letter is None or letter.withdrawn or not letter.here:
        raise nothing_here()
    if finding.outcome not in get_args(Outcome) or not (is_sha256(finding.words) and is_sha256(finding.front)):
        raise malformed("A finding names the words, the front, and one of approve, return, reject.")
    if len(finding.remarks) > REMARKS_BYTES_MOST:
        raise Refusal("limit", marked("These remarks are too long."), marked("Say less, or in two letters."))
    policy = policy_of(office, connection, letter)
    if finding.outcome == "reject" and not policy.screening.may_reject:
        raise Refusal(
            "refused", marked("This bank's policy lets nobody reject a letter."), marked("Return it with remarks.")
        )
    if finding.outcome != "approve" and not finding.remarks:
        raise Refusal(
            "malformed", marked("A letter that is returned or rejected carries the reason, sealed to its writer.")
        )
    if _is_for_others(connection, policy, letter, screener):
        raise Refusal(
            "refused", marked("You typed this letter in from paper, so colleagues read it."),
            marked("Nothing was written down. It stays in the queue for them."),
        )  # fmt: skip
    signed = finding_bytes(office.id, finding.letter, finding.words, finding.front, finding.outcome)
    if not is_good(screener.sign_key, finding.signature, signed):
        raise Refusal(
            "signature", marked("The signature under this finding does not fit."), marked("Unlock your key again.")
        )
    before = in_bank.findings(connection, [letter.id])[letter.id]
    if screening(policy, before) != "waiting":
        raise Refusal(
            "refused",
            marked("This letter has been decided already."),
            marked("Nothing of what you wrote was lost; see the queue."),
        )
    others = [one for one in before if one.staff != screener.id]
    if any((one.words, one.front) != (finding.words, finding.front) for one in others):
        raise Refusal(
            "refused",
            marked("Another screener found something of other words."),
            marked("Open the letter again; tell a custodian if it stays."),
        )
    in_bank.find_again(
        connection,
        Found(
            letter.id, screener.id, finding.words, finding.front, finding.outcome, finding.signature, finding.remarks,
            office.now(),
        ),
    )  # fmt: skip
    by = events.by_staff(screener.id)
    events.add(connection, [events.Happened("found", office.now(), by, letter.id, finding.outcome)])


def _needs(policy: Policy, found: list[Found]) -> Needs:
    if screening(policy, found) != "waiting":
        return "nothing"
    return "second reader" if any(one.outcome == "approve" for one in found) else "first reader"
