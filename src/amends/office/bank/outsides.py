"""Whom letters are for: a registrar has to know it and opens no letter; who may open one reads no registry.

So the outside alone, names and address, is sealed to each registrar in the browser of a colleague who opened the
letter, or who opens its outside. The office sees neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from amends.office.bank.deposits import screening
from amends.office.bank.reading import policy_of
from amends.office.bank.roles import may
from amends.office.ledger import Connection, cases, events, in_bank, outsides, staff, writers
from amends.office.ledger.in_bank import InBank, Parts
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.sentences import marked

_SEALED_MOST: Final = 8 * 1024
_PAGE: Final = 200
NAMING_BYTES_MOST: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outside:
    """A letter that may be offered, as a registrar sees it.

    Attributes:
        writer: the writer's name.
        sealed: what stands outside, sealed to the registrar who asks; empty where nobody did yet.
        cases: for how many people it is said to be.
    """

    letter: InBank
    writer: str
    sealed: bytes
    cases: int


def registrars(connection: Connection) -> list[Member]:
    """Everybody who says which letter is for whom: enrolled, and still here."""
    return [one for one in staff.everybody(connection) if one.age_key and not one.left and may(one.roles, "match")]


def of_letters(office: Office, connection: Connection, registrar: Member) -> list[Outside]:
    """Every letter that was approved and is still here, in the order they came."""
    mine = outsides.of(connection, registrar.id)
    names = {row.id: office.keys.open(row.name, "writers.name") for row in writers.everybody(connection)}
    return [
        Outside(
            letter,
            names.get(letter.writer, ""),
            mine.get(letter.id, b""),
            len(cases.of_letter(connection, letter.id)),
        )
        for letter in _approved(office, connection)
    ]


def lacking(office: Office, connection: Connection) -> list[str]:
    """Approved letters whose outside some registrar has not been given: a new letter, or a new colleague."""
    to = {one.id for one in registrars(connection)}
    had = outsides.whose(connection)
    return [letter.id for letter in _approved(office, connection) if to - had.get(letter.id, set())]


def take(office: Office, connection: Connection, member: Member, letter_id: str) -> Parts:
    """The sealed outside of an approved letter, with its key, for a browser that opens it; the letter stays here.

    Raises:
        Refusal: `not-here`, `refused`.
    """
    letter, parts = _one(office, connection, letter_id), in_bank.parts(connection, letter_id)
    if parts is None:
        raise nothing_here()
    by = events.by_staff(member.id)
    events.add(connection, [events.Happened("outside-taken", office.now(), by, letter.id)])
    return Parts(parts.front, b"", parts.key)


def name(office: Office, connection: Connection, member: Member, letter_id: str, sealed: Mapping[str, bytes]) -> None:
    """Keep what stands outside on an approved letter, sealed to registrars.

    Raises:
        Refusal: `not-here`; `refused`; `malformed`: to somebody who is none, or too large.
    """
    letter = _one(office, connection, letter_id)
    if not sealed or set(sealed) - {one.id for one in registrars(connection)}:
        raise malformed("An outside is sealed to registrars, and to nobody else.")
    if any(not data or len(data) > _SEALED_MOST for data in sealed.values()):
        raise malformed("What stands outside is a few lines.")
    outsides.put(connection, letter.id, sealed)
    events.add(connection, [events.Happened("named", office.now(), events.by_staff(member.id), letter.id)])


def _one(office: Office, connection: Connection, letter_id: str) -> InBank:
    letter = in_bank.find(connection, letter_id)
    if letter is None or letter.withdrawn or not letter.here:
        raise nothing_here()
    if not _is_approved(office, connection, letter):
        raise Refusal("refused", marked("It has still to be read."), marked("Nothing was changed."))
    return letter


def _approved(office: Office, connection: Connection) -> list[InBank]:
    found: list[InBank] = []
    after = 0
    while page := in_bank.page(connection, after, _PAGE):
        after = page[-1].number
        findings = in_bank.findings(connection, [letter.id for letter in page])
        found += [
            letter
            for letter in page
            if screening(policy_of(office, connection, letter), findings[letter.id]) == "approved"
        ]
    return found


def _is_approved(office: Office, connection: Connection, letter: InBank) -> bool:
    found = in_bank.findings(connection, [letter.id])[letter.id]
    return screening(policy_of(office, connection, letter), found) == "approved"
