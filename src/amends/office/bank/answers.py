"""Answers that the bank reads before the writer does: left, read in a browser, passed on or given back.

An answer is sealed to a key that the bank's readers hold. What they let through, a reader's browser seals again to
the writer, and only then is it an answer like any other: before that, and of one that was given back, the writer
sees nothing.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from amends.envelope import Json, is_sha256
from amends.errors import AmendsError
from amends.office.bank import accounts
from amends.office.bank.answer_cards import card_of, has_card
from amends.office.bank.blocking import is_closed_between
from amends.office.bank.case import Outcome
from amends.office.bank.epochs import clerk_role
from amends.office.bank.policy import Policy
from amends.office.bank.reading import REMARKS_BYTES_MOST, Needs, enough_others, policy_of
from amends.office.bank.step import may_answer
from amends.office.ledger import Connection, answers, cases, events, holds, in_bank, letters, replies, staff
from amends.office.ledger.answers import Answer, Found, Sealed
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.in_bank import InBank
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.office.signatures import is_good
from amends.sentences import Sentence, marked
from amends.wire import REPLY_BYTES_MOST, SUBJECTS, AnswerToRead, Subject, WaitingReply, answer_signed

_PAGE: Final = 200
_KEY_MOST: Final = 4 * 1024


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer in the queue, before it is opened.

    Attributes:
        about: what the letter concerns that it answers.
        paper: whether it came on paper, and was typed in here.
        needs: who has still to read it; a custodian, where it is sealed to a key that has ended.
        mine: whether the one who asks has read it already.
        others: whether it is for others to read, since the one who asks typed it in.
    """

    id: str
    number: int
    since: str
    about: Subject
    paper: bool
    needs: Needs | Literal["custodian"]
    mine: bool
    others: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as a screener's browser sends it.

    Attributes:
        sha256: digest of the sealed answer it is of.
        remarks: the reason, sealed to whoever answered.
        reply: the answer sealed to the writer, where it is let through.
    """

    answer: str
    sha256: str
    outcome: str
    signature: str
    remarks: bytes = b""
    reply: bytes = b""


def finding_bytes(office: str, answer: str, sha256: str, outcome: str) -> bytes:
    """What a screener signs; `spec/bank.md`, "Answers"."""
    return f"amends-answer-finding/1\n{office}\n{answer}\n{sha256}\n{outcome}\n".encode()


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who leaves an answer: how they stand in an event, and the public key that has to have signed it."""

    by: str
    key: str


def leave(office: Office, connection: Connection, case: CaseRow, body: bytes, leaver: Leaver) -> str:
    """Keep an answer until it is read; the same bytes again are the same answer. Its id.

    Args:
        office: a bank.
        connection: a transaction.
        case: the letter and the person it answers for.
        body: the answer as it was sealed to the bank.
        leaver: who leaves it.

    Raises:
        Refusal: `malformed`, `too-large`, `signature`; `refused` where no more answers go back.
    """
    given = _given(body)
    if given.envelope != case.envelope:
        raise malformed("This answers another letter.")
    if not is_good(leaver.key, given.signature, answer_signed(given.envelope, given.sha256)):
        raise Refusal(
            "signature", marked("The signature under this answer does not fit."), marked("Write it from the letter.")
        )
    epoch = next((one for one in staff.epochs(connection) if one.key == given.screening_key), None)
    if epoch is None:
        strange = marked("This answer is sealed to a key that the bank does not have.")
        raise Refusal("refused", strange, marked("Nothing was sent or kept."))
    before = answers.same(connection, case.id, given.sha256)
    if before is not None:
        return before.id
    _, policy = _letter(office, connection, case)
    if not may_answer(policy, count(connection, case)):
        raise Refusal(
            "refused", marked("No more answers go back from here."), marked("Nothing was sent, and nobody is told.")
        )
    answer = Answer(
        number=0, id=office.clock.bytes(16).hex(), case=case.id, by=leaver.by, epoch=epoch.number,
        sha256=given.sha256, signature=given.signature, arrived=office.now(), state="waits", decided="", here=True,
    )  # fmt: skip
    answers.put(connection, answer, Sealed(given.answer, given.key))
    return answer.id


def count(connection: Connection, case: CaseRow) -> int:
    """How many answers in this case count: those that went back, and those that wait to be read."""
    return replies.how_many(connection, case.envelope) + answers.how_many_wait(connection, case.id)


def take_in(office: Office, connection: Connection, clerk: Member, case_id: str, body: bytes) -> str:
    """Keep an answer that came on paper, as a member of staff typed it in and signed that; or one as a file. Its id.

    Raises:
        Refusal: `not-here`, also where answers are not read here; as `leave`.
    """
    case = cases.find(connection, case_id)
    if case is None or not case.released or not takes(office, connection, case):
        raise nothing_here()
    given = _given(body)
    envelope = letters.find(connection, case.envelope)
    signed = answer_signed(given.envelope, given.sha256)
    leaver = Leaver(events.by_staff(clerk.id), clerk.sign_key)
    if envelope is not None and is_good(envelope.act_key, given.signature, signed):
        leaver = Leaver(events.LINK, envelope.act_key)  # a file, which its reader signed
    kept = leave(office, connection, case, body, leaver)
    events.add(connection, [_happened(office, "answer-taken-in", clerk, case, kept)])
    return kept


def takes(office: Office, connection: Connection, case: CaseRow) -> bool:
    """Whether an answer in this case may be left for the bank to read, by any road."""
    _, policy = _letter(office, connection, case)
    return (
        policy.answers.screened
        and policy.answers.how_many != "none"
        and has_card(connection, case)
        and not is_closed_between(office, connection, case)
    )


def take_back(office: Office, connection: Connection, case: CaseRow, answer_id: str, by: str) -> bool | None:
    """Take an answer back that waits to be read, and forget it. None where this is no such answer.

    What a law holds stays, closed: nobody here reads it, and it goes when the hold ends.
    """
    answer = answers.find(connection, answer_id)
    if answer is None or answer.case != case.id or answer.state == "passed-on":
        return None
    if answer.state == "waits":
        answers.decide(connection, answer.id, "taken-back", office.now())
        _let_go(connection, answer, case)
        events.add(connection, [events.Happened("take-back", office.now(), by, case.envelope, answer.id)])
    return True


def mine(connection: Connection, case: CaseRow, by: str) -> list[Json]:
    """What became of the answers that somebody left, as they may see it, with the reason, sealed to them."""
    return [
        {
            "id": one.id, "state": one.state, "arrived": one.arrived[:10],
            "remarks": base64.b64encode(answers.remarks(connection, one.id)).decode(),
        }
        for one in answers.of_case(connection, case.id)
        if one.by == by and one.state != "taken-back"
    ]  # fmt: skip


def queue(office: Office, connection: Connection, screener: Member) -> list[Waiting]:
    """Answers that wait to be read, the longest wait first, at most 200; none to which a road is closed."""
    waiting: list[Waiting] = []
    after = 0
    while len(waiting) < _PAGE and (found := answers.waiting(connection, after, _PAGE)):
        after = found[-1].number
        waiting += _open(office, connection, screener, found)
    return waiting[:_PAGE]


def _open(office: Office, connection: Connection, screener: Member, found: list[Answer]) -> list[Waiting]:
    findings = answers.findings(connection, [one.id for one in found])
    waiting: list[Waiting] = []
    for one in found:
        case = _case(connection, one)
        if is_closed_between(office, connection, case):
            continue
        letter, policy = _letter(office, connection, case)
        about = office.keys.open(letter.about, "in_bank.about")
        approved = any(each.outcome == "approve" for each in findings[one.id])
        reader = "second reader" if approved else "first reader"
        waiting.append(
            Waiting(
                one.id, one.number, one.arrived[:10], about if about in SUBJECTS else "other",
                one.by.startswith("staff:"), "custodian" if _is_behind(connection, one) else reader,
                any(each.staff == screener.id for each in findings[one.id]),
                _is_for_others(connection, policy, one, screener),
            )
        )  # fmt: skip
    return waiting


def take_up(
    office: Office, connection: Connection, screener: Member, answer_id: str
) -> tuple[dict[str, Json], Sealed]:
    """The sealed parts of an answer, and what is needed to trust it and to pass it on. Taking it up is an event.

    Raises:
        Refusal: `not-here`, also where it was taken back, or a road is closed; `refused` until a custodian wrapped it
            anew, where it is sealed to a key that has ended.
    """
    answer, case = _waiting(office, connection, answer_id)
    if _is_behind(connection, answer):
        raise Refusal(
            "refused", marked("This answer is sealed to a key of the bank’s that has ended."),
            marked("A custodian wraps it anew on the page “The bank’s keys”; after that it opens."),
        )  # fmt: skip
    sealed = answers.sealed(connection, answer.id)
    if sealed is None:
        raise nothing_here()
    _, policy = _letter(office, connection, case)
    card = card_of(office, connection, case)
    events.add(connection, [_happened(office, "answer-taken-up", screener, case, answer.id)])
    clerk = staff.find(connection, answer.by.removeprefix("staff:")) if answer.by.startswith("staff:") else None
    beside: dict[str, Json] = {
        "amends": 1, "answer": answer.id, "card": card.text, "card_signature": card.signature,
        "signature": answer.signature, "sha256": answer.sha256, **_typist(office, connection, clerk),
        "refuses": [*policy.answers.refuses], "longest_words": policy.answers.longest_words,
    }  # fmt: skip
    return beside, sealed


def _typist(office: Office, connection: Connection, clerk: Member | None) -> dict[str, Json]:
    """Who typed an answer in, with what a custodian signed over their name and key; empty where nobody did."""
    by = clerk.id if clerk else ""
    of_epochs = [staff.certificates(connection, epoch.number) for epoch in staff.epochs(connection)]
    certificate = next((found[by] for found in reversed(of_epochs) if by in found), "")
    known = clerk if certificate else None
    return {
        "typed_by": clerk.sign_key if clerk else "", "typed_name": accounts.name_of(office, known) if known else "",
        "typed_as": clerk_role(known) if known else "", "certificate": certificate,
    }  # fmt: skip


def find(office: Office, connection: Connection, screener: Member, finding: Finding) -> None:
    """Write down what a screener found of an answer; the last that is needed passes it on.

    Raises:
        Refusal: `not-here`, `malformed`, `signature`, `limit`; `refused` where it was decided already, or where
            whoever typed it in leaves it to colleagues.
    """
    answer, case = _waiting(office, connection, finding.answer)
    letter, policy = _letter(office, connection, case)
    if _is_for_others(connection, policy, answer, screener):
        raise Refusal(
            "refused", marked("You typed this answer in from paper, so colleagues read it."),
            marked("Nothing was written down. It stays in the queue for them."),
        )  # fmt: skip
    outcome = _outcome(policy, answer, finding)
    signed = finding_bytes(office.id, answer.id, answer.sha256, outcome)
    if not is_good(screener.sign_key, finding.signature, signed):
        raise Refusal(
            "signature", marked("The signature under this finding does not fit."), marked("Unlock your key again.")
        )
    at = office.now()
    answers.find_again(connection, Found(answer.id, screener.id, outcome, finding.signature, at))
    by = events.by_staff(screener.id)
    events.add(connection, [events.Happened("answer-found", at, by, answer.id, outcome)])
    found = answers.findings(connection, [answer.id])[answer.id]
    if outcome != "approve":
        state = "rejected" if outcome == "reject" else "returned"
        answers.decide(connection, answer.id, state, at, remarks=finding.remarks)
    elif len(found) < max(1, policy.screening.readers):
        return
    else:
        digest = hashlib.sha256(finding.reply).hexdigest()
        waiting = WaitingReply(answer.id, case.envelope, at, len(finding.reply), digest)
        replies.put(connection, waiting, letter.writer, finding.reply, "")
        answers.decide(connection, answer.id, "passed-on", at)
    _let_go(connection, answer, case)


def _let_go(connection: Connection, answer: Answer, case: CaseRow) -> None:
    """Let the sealed bytes go, unless a law holds the letter or the person."""
    if not holds.is_held(connection, case.letter) and not holds.is_held(connection, case.registered):
        answers.let_go(connection, answer.id)


def _outcome(policy: Policy, answer: Answer, finding: Finding) -> Outcome:
    if finding.outcome not in get_args(Outcome) or not is_sha256(finding.sha256):
        raise malformed("A finding names the sealed answer, and one of approve, return, reject.")
    if finding.sha256 != answer.sha256:
        raise Refusal("refused", marked("This is a finding of another answer."), marked("Open it again."))
    if finding.outcome == "reject" and not policy.screening.may_reject:
        unasked = marked("This bank's policy lets nobody reject an answer.")
        raise Refusal("refused", unasked, marked("Return it with the reason."))
    if finding.outcome != "approve" and not finding.remarks:
        bare = marked("An answer that is given back carries the reason, sealed to whoever wrote it.")
        raise Refusal("malformed", bare)
    if len(finding.remarks) > REMARKS_BYTES_MOST:
        raise Refusal("limit", marked("This reason is too long."), marked("Say less."))
    if finding.outcome == "approve" and not 0 < len(finding.reply) <= REPLY_BYTES_MOST:
        raise malformed("An answer that is let through comes sealed to the writer.")
    return cast("Outcome", finding.outcome)


def _given(body: bytes) -> AnswerToRead:
    if len(body) > REPLY_BYTES_MOST:
        raise Refusal("too-large", Sentence("An answer may have %(most)s bytes at most.", most=str(REPLY_BYTES_MOST)))
    try:
        given = AnswerToRead.from_bytes(body)
    except AmendsError as error:
        raise malformed(error.message) from error
    if not given.answer or not 0 < len(given.key) <= _KEY_MOST:
        raise malformed("The answer is empty, or its sealed key has a size that none has.")
    return given


def _waiting(office: Office, connection: Connection, answer_id: str) -> tuple[Answer, CaseRow]:
    answer = answers.find(connection, answer_id)
    if answer is None or answer.state == "taken-back":
        raise nothing_here()
    if answer.state != "waits":
        raise Refusal(
            "refused", marked("This answer has been decided already."), marked("Nothing was changed; see the queue.")
        )
    case = _case(connection, answer)
    if is_closed_between(office, connection, case):
        raise nothing_here()
    return answer, case


def _is_behind(connection: Connection, answer: Answer) -> bool:
    """Whether it is sealed to a key that has ended, which somebody who left may still hold."""
    now = staff.epoch(connection)
    return now is None or answer.epoch != now.number


def _is_for_others(connection: Connection, policy: Policy, answer: Answer, screener: Member) -> bool:
    """Whether this member of staff typed it in, and there are enough others: nobody passes on what they typed."""
    return answer.by == events.by_staff(screener.id) and enough_others(connection, policy, screener.id)


def _case(connection: Connection, answer: Answer) -> CaseRow:
    case = cases.find(connection, answer.case)
    assert case is not None, "an answer names its case"
    return case


def _letter(office: Office, connection: Connection, case: CaseRow) -> tuple[InBank, Policy]:
    letter = in_bank.find(connection, case.letter)
    assert letter is not None, "a case names its letter"
    return letter, policy_of(office, connection, letter)


def _happened(office: Office, kind: events.Kind, by: Member, case: CaseRow, ref: str) -> events.Happened:
    return events.Happened(kind, office.now(), events.by_staff(by.id), case.letter, ref)
