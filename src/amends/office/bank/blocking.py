"""An order or a "never" closes every road at once: to the reading room, and back to the writer.

A letter that was handed over is a letter like any other, with one difference: behind it stands a case, and whoever
comes with its link is asked each time whether the road is still open.
"""

from __future__ import annotations

from typing import Final

from amends.office.bank.reading import policy_of
from amends.office.bank.registry import person
from amends.office.bank.step import is_blocked
from amends.office.ledger import Connection, cases, in_bank, registered
from amends.office.ledger.cases import CaseRow
from amends.office.office import Office
from amends.office.refusals import Refusal
from amends.sentences import marked
from amends.wire import Act, News

CLOSED: Final = frozenset[Act]({"open", "keep", "answer", "tell", "pass-on"})
"""What needs an open road. Refusing, taking back, and looking at what one did oneself stay possible."""


def check(office: Office, connection: Connection, envelope: str, act: Act) -> None:
    """Go on only if nothing closes the road between the writer of this letter and its reader.

    Raises:
        Refusal: `refused`, in the same words for an order and for a "never".
    """
    if act in CLOSED and is_closed(office, connection, envelope):
        raise Refusal(
            "refused",
            marked("No road is open to this letter now: somebody said that there should be none, or a court did."),
            marked("The bank can say more to the person it is for."),
        )


def is_closed(office: Office, connection: Connection, envelope: str) -> bool:
    """Whether what was handed over under this id may go no further, in either direction."""
    case = cases.of_envelope(connection, envelope) if office.bank else None
    return case is not None and is_closed_between(office, connection, case)


def news(office: Office, connection: Connection, writer: str) -> News:
    """What this writer has from recipients: facts since the last round, and answers that nothing holds back.

    Answers are named by the letter that the writer deposited, never by the envelope it was handed over in. One that
    an order or a "never" holds back is gone for the writer, as one that was taken back is.
    """
    answers = cases.answers(connection, writer)
    free = tuple(reply for reply, envelope in answers if not is_closed(office, connection, envelope))
    return News(free, cases.told(connection, writer))


def is_closed_between(office: Office, connection: Connection, case: CaseRow) -> bool:
    """Whether an order or a "never" stands in this case."""
    one = registered.find(connection, case.registered)
    letter = in_bank.find(connection, case.letter)
    if one is None or letter is None:
        return True
    return is_blocked(policy_of(office, connection, letter), person(office, connection, one, letter.writer))
