"""The card of a letter that was handed over: to which keys its answers go, as a member of staff signed it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from amends.envelope import Envelope, from_json, to_json
from amends.office.ledger import Connection, answers
from amends.office.ledger.cases import CaseRow
from amends.office.office import Office
from amends.office.refusals import malformed

_CARD: Final = "answer_cards.card"
_CARD_MOST: Final = 2 * 1024
_CARD_TEXT: Final = re.compile(
    r"amends-answers/1\nenvelope (?P<envelope>[0-9a-f]{32})\nletter (?P<letter>[0-9a-f]{32})\n"
    r"recipient age1[02-9ac-hj-np-z]{58}\nact_key (?P<act_key>[A-Za-z0-9_-]{43})\nreply age1[02-9ac-hj-np-z]{58}\n"
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a member of staff signs when a letter is handed over: to which keys its answers go; `spec/bank.md`."""

    text: str
    signature: str


def put_card(office: Office, connection: Connection, case: CaseRow, card: Card, envelope: Envelope) -> None:
    """Keep the card of a letter that is handed over in this envelope.

    Raises:
        Refusal: `malformed`: it is of another letter, envelope or reader.
    """
    known = _CARD_TEXT.fullmatch(card.text)
    named = (known["envelope"], known["letter"], known["act_key"]) if known else ()
    if named != (envelope.id, case.letter, envelope.act_key) or not 0 < len(card.signature) <= _CARD_MOST:
        raise malformed("What was signed for the answers is of another letter.")
    kept = to_json({"card": card.text, "signature": card.signature}).decode()
    answers.put_card(connection, case.id, office.keys.close(kept, _CARD, office.clock))


def has_card(connection: Connection, case: CaseRow) -> bool:
    """Whether it was signed to which keys an answer in this case goes."""
    return bool(answers.card(connection, case.id))


def card_of(office: Office, connection: Connection, case: CaseRow) -> Card:
    """The card of a case that has one."""
    kept = from_json(office.keys.open(answers.card(connection, case.id), _CARD).encode())
    assert isinstance(kept, dict)
    return Card(str(kept["card"]), str(kept["signature"]))
