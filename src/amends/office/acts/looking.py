"""What anybody who knows a letter's id may see. Looking changes nothing and is not written down."""

from __future__ import annotations

from amends.office.bank import in_the_room
from amends.office.keeping import take_out
from amends.office.ledger import Connection, letters, stored
from amends.office.ledger.letters import Carried
from amends.office.ledger.stored import Part
from amends.office.office import Office
from amends.office.refusals import nothing_here, taken_back
from amends.sentences import DEFAULT
from amends.wire import Standing


def standing(office: Office, letter_id: str, language: str = DEFAULT) -> bytes:
    """What stands on the letter; what an answer is held to, in a language.

    Raises:
        Refusal: `not-here`, `taken-back`.
    """
    with office.ledger.reading() as connection:
        letter = _here(office, connection, letter_id)
        answers = "none" if letter.copy_of else in_the_room.answers(office, connection, letter_id)
        rules = "" if answers == "none" else in_the_room.answer_rules(office, connection, letter_id, language)
    return Standing(
        id=letter.id,
        act_key=letter.act_key,
        since=letter.since[:10],
        front=letter.front,
        letter=letter.letter,
        key_kind=letter.key_kind,
        copy=bool(letter.copy_of),
        answers=answers,
        answer_rules=rules,
    ).to_bytes()


def outside(office: Office, letter_id: str, part: Part) -> bytes:
    """The sealed front, or the side file behind which the secret lies. Never the letter.

    Raises:
        Refusal: `not-here`, `taken-back`.
    """
    with office.ledger.reading() as connection:
        _here(office, connection, letter_id)
        lying = stored.part(connection, letter_id, part)
    if lying is None:
        raise nothing_here()
    return take_out(office, lying)


def _here(office: Office, connection: Connection, letter_id: str) -> Carried:
    letter = letters.find(connection, letter_id)
    if letter is None or letter.due > office.now():
        raise nothing_here()
    if letter.withdrawn:
        raise taken_back()
    return letter


def exists(office: Office, letter_id: str) -> None:
    """Go on only if there is such a letter, before much is read for its sake.

    Raises:
        Refusal: `not-here`.
    """
    with office.ledger.reading() as connection:
        letter = letters.find(connection, letter_id)
    if letter is None or letter.due > office.now():
        raise nothing_here()
