"""The bank's keys: a custodian's browser makes them and seals them to colleagues; here lie only sealed ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from amends.office.bank.roles import HOLDS_KEYS, may
from amends.office.ledger import Connection, answers, events, in_bank, staff
from amends.office.ledger.in_bank import InBank
from amends.office.ledger.staff import Epoch, Member
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.sentences import marked

CUSTODIANS_LEAST: Final = 2
"""So that a lost key is no lost letter: a second person opens what the first cannot any more."""
_SEALED_MOST: Final = 8 * 1024
_CERTIFICATE: Final = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=]{1,70}\n){1,12}-----END SSH SIGNATURE-----\n"
)
_KEY_MOST: Final = 4 * 1024
_REWRAP_PAGE: Final = 200
_AGE: Final = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_SSH: Final = re.compile(r"ssh-ed25519 [A-Za-z0-9+/]{68}={0,2}")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new epoch as a custodian's browser made it.

    Attributes:
        key, sign: its public halves.
        sealed: the secret, sealed to each colleague.
        certificates: its signature over the name and key of each clerk, as an armoured SSHSIG.
    """

    key: str
    sign: str
    sealed: Mapping[str, bytes]
    certificates: Mapping[str, str] = field(default_factory=dict[str, str])


def holders(connection: Connection) -> list[Member]:
    """Everybody to whom the bank's keys belong: enrolled, still here, in a role that opens letters or keeps keys."""
    return [one for one in staff.everybody(connection) if one.age_key and not one.left and one.roles & HOLDS_KEYS]


def clerks(connection: Connection) -> list[Member]:
    """Everybody who may take in what was written on paper, and whose name and key a custodian certifies therefore."""
    here = [one for one in staff.everybody(connection) if one.sign_key and not one.left]
    return [one for one in here if may(one.roles, "transcribe")]


def clerk_role(member: Member) -> str:
    """As what somebody takes letters in; it is certified with their name, and a recipient reads it."""
    return "clerk" if "clerk" in member.roles else "registrar"


def begin(office: Office, connection: Connection, custodian: Member, fresh: Fresh) -> Epoch:
    """Put a new key in the place of the one in use.

    Raises:
        Refusal: `malformed`; `refused` where there are not two custodians, or it is not sealed to everybody it
            belongs to, which happens when somebody enrolled or left a moment ago.
    """
    if not _AGE.fullmatch(fresh.key) or not _SSH.fullmatch(fresh.sign):
        raise malformed("An epoch is an age recipient and an ssh-ed25519 key.")
    here = holders(connection)
    if sum("custodian" in one.roles for one in here) < CUSTODIANS_LEAST:
        raise Refusal(
            "refused", marked("A bank's key is kept by two custodians, and there are fewer."),
            marked("Invite another, and make the key once they have enrolled."),
        )  # fmt: skip
    if {one.id for one in here} != set(fresh.sealed):
        raise Refusal(
            "refused",
            marked("Somebody came or left meanwhile."),
            marked("Load the page again and make the key anew."),
        )
    if any(epoch.key == fresh.key for epoch in staff.epochs(connection)):
        raise Refusal("refused", marked("This key was made before."), marked("Look at the bank's keys."))
    number = staff.begin_epoch(connection, fresh.key, fresh.sign, office.now())
    for member, sealed in fresh.sealed.items():
        _give(connection, number, member, sealed)
    _happened(office, connection, "epoch-begun", custodian, str(number))
    for member, certificate in fresh.certificates.items():
        certify(office, connection, custodian, number=number, member=member, certificate=certificate)
    found = staff.epoch(connection)
    assert found is not None
    return found


def missing(connection: Connection) -> list[tuple[int, Member]]:
    """Epochs that somebody should have and has not: who enrolled later, or came back with a new key."""
    have = {epoch.number: set(staff.who_can_open(connection, epoch.number)) for epoch in staff.epochs(connection)}
    return [(number, one) for number, had in have.items() for one in holders(connection) if one.id not in had]


def give(
    office: Office, connection: Connection, custodian: Member, *, number: int, member: str, sealed: bytes
) -> None:
    """Give a colleague an epoch that they lack.

    Raises:
        Refusal: `not-here`: there is no such epoch, or it is not theirs to have.
    """
    if (number, member) not in {(lacking, one.id) for lacking, one in missing(connection)}:
        raise nothing_here()
    _give(connection, number, member, sealed)
    _happened(office, connection, "epoch-given", custodian, f"{number} {member}")


def certify(
    office: Office, connection: Connection, custodian: Member, *, number: int, member: str, certificate: str
) -> None:
    """Keep what a custodian's browser signed with the key in use over a clerk's name and key.

    Whether it fits is for browsers to say: a clerk's, before it seals a letter, and everybody's who reads one.

    Raises:
        Refusal: `not-here`: they take nothing in; `refused`: that key is not in use any more; `malformed`.
    """
    if member not in {one.id for one in clerks(connection)}:
        raise nothing_here()
    current = staff.epoch(connection)
    if current is None or current.number != number:
        raise Refusal("refused", marked("This is not the key in use any more."), marked("Load the page again."))
    if not _CERTIFICATE.fullmatch(certificate):
        raise malformed("A certificate is an armoured SSH signature.")
    staff.certify(connection, number, member, certificate)
    _happened(office, connection, "clerk-certified", custodian, f"{number} {member}")


def to_rewrap(connection: Connection) -> list[tuple[str, int, bytes]]:
    """Some hundred letters and answers whose key is sealed to an epoch that ended: id, that epoch, the sealed key."""
    found: list[tuple[str, int, bytes]] = []
    left = _REWRAP_PAGE
    for epoch in [one for one in staff.epochs(connection) if one.ended]:
        found += [(one, epoch.number, key) for one, key in answers.sealed_to(connection, epoch.number, _REWRAP_PAGE)]
        letters = in_bank.sealed_to(connection, epoch.number, left)
        left -= len(letters)
        for letter in letters:
            parts = in_bank.parts(connection, letter)
            if parts is not None:
                found.append((letter, epoch.number, parts.key))
    return found


def rewrap(
    office: Office, connection: Connection, custodian: Member, letter_id: str, *, epoch: int, key: bytes
) -> None:
    """Put the key of a letter or answer, sealed to the epoch in use, in the place of one sealed to an ended epoch.

    Raises:
        Refusal: `not-here`; `refused` where the epoch is not the one in use; `malformed`.
    """
    letter = in_bank.find(connection, letter_id) or answers.find(connection, letter_id)
    current = staff.epoch(connection)
    if letter is None or not letter.here:
        raise nothing_here()
    if current is None or current.number != epoch:
        raise Refusal("refused", marked("This is not the key in use any more."), marked("Load the page again."))
    if not 0 < len(key) <= _KEY_MOST:
        raise malformed("The sealed key has a size that none has.")
    if letter.epoch == epoch:
        return
    kept = in_bank if isinstance(letter, InBank) else answers
    kept.rewrap(connection, letter_id, epoch, key)
    by = events.by_staff(custodian.id)
    events.add(connection, [events.Happened("rewrapped", office.now(), by, letter_id, f"{letter.epoch} {epoch}")])


def _give(connection: Connection, number: int, member: str, sealed: bytes) -> None:
    if not 0 < len(sealed) <= _SEALED_MOST:
        raise malformed("The sealed epoch has a size that none has.")
    staff.seal_epoch(connection, number, member, sealed)


def _happened(office: Office, connection: Connection, kind: events.Kind, by: Member, ref: str) -> None:
    events.add(connection, [events.Happened(kind, office.now(), events.by_staff(by.id), ref=ref)])
