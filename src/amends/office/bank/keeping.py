"""Keeping and forgetting: what a law holds, how long a screening copy stays, and all that concerns one person.

When a copy goes, its writer sees nothing of it: what they are shown of a letter never depends on whether it is here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from amends.clock import unstamp
from amends.envelope import Json
from amends.office.bank.policy import Policy
from amends.office.bank.reading import policy_of
from amends.office.bank.registry import opened
from amends.office.ledger import Connection, answers, cases, events, holds, in_bank, registered
from amends.office.ledger.answers import Answer
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.holds import Hold
from amends.office.ledger.in_bank import InBank
from amends.office.ledger.registered import Order
from amends.office.office import Office
from amends.office.refusals import Refusal, nothing_here
from amends.sentences import marked

_PAGE: Final = 500
_NOTE: Final = "holds.note"
_CALLED: Final = re.compile(r"\s*(?:[Kk]-?\s*)?([0-9]{1,9})\s*", re.ASCII)
_WITH_THEM: Final = ("declined", "not-mine")


def hold(office: Office, connection: Connection, by: str, ref: str, note: str) -> str:
    """A law says that this letter, or what is known of this person, has to be kept; the hold's id.

    Raises:
        Refusal: `not-here`; `malformed` without a note that says which law.
    """
    if not note.strip():
        raise Refusal("malformed", marked("A hold says which law or court asks for it."))
    if in_bank.find(connection, ref) is None and registered.find(connection, ref) is None:
        raise nothing_here()
    one = Hold(office.clock.bytes(16).hex(), ref, office.keys.close(note, _NOTE, office.clock), office.now())
    holds.put(connection, one)
    events.add(connection, [events.Happened("held-back", office.now(), events.by_staff(by), ref=one.id)])
    return one.id


@dataclass(frozen=True, slots=True)
class Held:
    """A hold on a letter.

    Attributes:
        number: by which colleagues call the letter.
        note: which law or court.
        here: whether its screening copy is still here.
    """

    hold: Hold
    number: int
    note: str
    here: bool


def held(office: Office, connection: Connection) -> list[Held]:
    """Every hold on a letter, ended ones too, the newest first. Nothing of the letter but its number is in it."""
    return [
        Held(one, number, office.keys.open(one.note, _NOTE), here)
        for one, number, here in holds.on_letters(connection)
    ]


def hold_letter(office: Office, connection: Connection, by: str, called: str, note: str) -> str:
    """A law says that the letter which colleagues call by this number has to be kept; the hold's id.

    Args:
        office: a bank.
        connection: a transaction.
        by: the member of staff.
        called: the number, as `7` or `K-7`.
        note: which law or court asks for it.

    Raises:
        Refusal: `refused`: there is no such letter, or its copy went; `malformed` without a note.
    """
    number = _CALLED.fullmatch(called)
    letter = in_bank.numbered(connection, int(number[1])) if number else None
    if letter is None:
        raise Refusal("refused", marked("No letter here is called that."), marked("Write its number, as in K-7."))
    if not letter.here:
        raise Refusal(
            "refused", marked("The copy of this letter is not here any more."), marked("Nothing is left to be held.")
        )
    return hold(office, connection, by, letter.id, note)


def end_hold_of_letter(office: Office, connection: Connection, by: str, hold_id: str) -> None:
    """A letter has to be kept no longer.

    Raises:
        Refusal: `not-here`, also where it is a hold on a person, or ended.
    """
    one = holds.find(connection, hold_id)
    if one is None or in_bank.find(connection, one.ref) is None:
        raise nothing_here()
    end_hold(office, connection, by, hold_id)


def end_hold(office: Office, connection: Connection, by: str, hold_id: str) -> None:
    """It has to be kept no longer. Who asked meanwhile to be forgotten is forgotten now.

    Raises:
        Refusal: `not-here`.
    """
    ref = holds.end(connection, hold_id, office.now())
    if not ref:
        raise nothing_here()
    events.add(connection, [events.Happened("hold-ended", office.now(), events.by_staff(by), ref=hold_id)])
    one = registered.find(connection, ref)
    if one is not None and one.left and not holds.is_held(connection, ref):
        registered.erase(connection, ref)


def discharged(office: Office, connection: Connection, by: str, writer: str) -> None:
    """A writer left custody. Where letters wait until then, those that are for nobody go with the next round."""
    events.add(connection, [events.Happened("discharged", office.now(), events.by_staff(by), ref=writer)])


def clear(office: Office, connection: Connection) -> int:
    """Let go of every screening copy whose time is over, and of answers that only a law kept; how many."""
    gone, after = _clear_answers(office, connection), 0
    while page := in_bank.copies(connection, after, _PAGE):
        after = page[-1].number
        for letter in page:
            if not _is_over(office, connection, letter) or holds.is_held(connection, letter.id):
                continue
            in_bank.let_go(connection, letter.id)
            events.add(connection, [events.Happened("copy-gone", office.now(), events.OFFICE, letter.id)])
            gone += 1
    return gone


def _clear_answers(office: Office, connection: Connection) -> int:
    gone = 0
    for answer in answers.decided(connection):
        case = cases.find(connection, answer.case)
        if case and (holds.is_held(connection, case.letter) or holds.is_held(connection, case.registered)):
            continue
        answers.let_go(connection, answer.id)
        events.add(connection, [events.Happened("answer-gone", office.now(), events.OFFICE, ref=answer.id)])
        gone += 1
    return gone


def export(office: Office, connection: Connection, who: str, *, by: str = "") -> dict[str, Json]:
    """All that is kept of one person, as they may have it themselves: a letter they were not told of is not in it.

    Args:
        office: a bank.
        connection: a transaction.
        who: the registered person's id.
        by: the member of staff who asks; empty where they ask themselves.

    Raises:
        Refusal: `not-here`, also for who was forgotten.
    """
    one = registered.find(connection, who)
    if one is None or not one.card:
        raise nothing_here()
    card = opened(office, one)
    told = [case for case in cases.of_person(connection, who) if case.told]
    orders = registered.orders(connection, who)
    left = [answer for case in told for answer in answers.of_case(connection, case.id)]
    names = [who, *(case.id for case in told), *(order.id for order in orders), *(answer.id for answer in left)]
    asked_by = events.by_staff(by) if by else events.READER
    events.add(connection, [events.Happened("exported", office.now(), asked_by, ref=who)])
    return {
        "amends": 1,
        "card": {field: _plain(getattr(card, field)) for field in card.__struct_fields__},
        "wish": one.wish, "asked": one.asked, "since": one.since, "verified": one.verified,
        "orders": [_of_order(office, order) for order in orders],
        "letters": [_of_case(case) for case in told],
        "answers": [_of_answer(answer) for answer in left],
        # A matching is not told of before the letter is: when it happened stays out, as the letter does. So does what
        # a writer did, such as fetching an answer: that is theirs.
        "done": [
            {"at": one.at, "what": one.kind, "by": "staff" if one.by.startswith("staff:") else one.by}
            for one in events.about(connection, names)
            if one.kind not in ("matched", "looked-up", "looked-for", "exported", "held-back", "hold-ended")
            and not one.by.startswith(events.by_writer(""))
        ],
    }  # fmt: skip


def _is_over(office: Office, connection: Connection, letter: InBank) -> bool:
    policy = policy_of(office, connection, letter)
    about = cases.of_letter(connection, letter.id)
    released = [case for case in about if case.released]
    if released:
        return all(_is_done(connection, case) for case in about) and _days_since(office, released) >= (
            policy.keeping.screening_copy_days
        )
    if letter.withdrawn:
        return True  # a hold kept it when it was taken back
    return _waits_until_discharge(policy) and not about and _is_discharged(connection, letter.writer)


def _is_done(connection: Connection, case: CaseRow) -> bool:
    """Whether nothing will be made of the copy for this person: they have it, do not want it, or cannot be asked."""
    one = registered.find(connection, case.registered)
    if case.released or case.choice in _WITH_THEM or one is None:
        return True
    return bool(one.died or one.left or one.wish == "never")


def _days_since(office: Office, released: list[CaseRow]) -> int:
    last = max(unstamp(case.released) for case in released)
    return (office.clock.now() - last) // dt.timedelta(days=1)


def _waits_until_discharge(policy: Policy) -> bool:
    return policy.keeping.kept == "until-discharge"


def _is_discharged(connection: Connection, writer: str) -> bool:
    return bool(events.last_by(connection, writer, "discharged"))


def _of_case(case: CaseRow) -> Json:
    learns: list[Json] = [fact for fact in ("requested", "received", "read") if getattr(case, fact)]
    return {
        "told": case.told, "choice": case.choice, "road": case.road, "confirmed": case.confirmed,
        "writer_may_learn": learns, "released": case.released,
    }  # fmt: skip


def _of_answer(answer: Answer) -> Json:
    # The words are sealed, to the bank's readers or to the writer: nobody at this desk could give them.
    paper = answer.by.startswith("staff:")
    return {"left": answer.arrived, "state": answer.state, "decided": answer.decided, "on_paper": paper}


def _plain(value: str | tuple[str, ...]) -> Json:
    return value if isinstance(value, str) else list(value)


def _of_order(office: Office, order: Order) -> Json:
    note = office.keys.open(order.note, "orders.note") if order.note else ""
    return {"since": order.since, "ended": order.ended, "note": note}
