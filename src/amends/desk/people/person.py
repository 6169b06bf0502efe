"""The nouns of this room: a person, a postal address, and the roll of everybody who might be considered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PersonKind: TypeAlias = Literal["person", "family", "organisation"]
"""A family is one addressee with one letterbox; an organisation is written to as such."""


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where post reaches somebody.

    Attributes:
        lines: the address as it was given, line by line. It is never corrected: an address-confidentiality programme
            gives out substitutes that look wrong on purpose.
        kind: home, work or whatever the file called it; may be empty.
        box: post-office box.
        extended: flat, floor, care of.
        street: street and number, one or more lines.
        city: city, town or village.
        region: state, county, prefecture.
        postcode: postal code, as given.
        country: name of the country as given, or its two-letter code.
    """

    lines: tuple[str, ...]
    kind: str = ""
    box: str = ""
    extended: str = ""
    street: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One addressee: a person, a family or an organisation.

    Attributes:
        id: 32 hexadecimal digits, drawn when the person is first put on the list; means nothing to anybody else.
        name: as it stands on an envelope.
        kind: person, family or organisation.
        given: given names, where the file tells them apart.
        family: family name, where the file tells it apart.
        also: other spellings and nicknames by which this person goes.
        addresses: postal addresses, the preferred one first.
        emails: e-mail addresses, the preferred one first.
        phones: telephone numbers as given, without `tel:`.
        note: what the writer's address book says of them.
        org: the organisation they belong to.
        source_ids: identifiers in the files they came from, such as a vCard's UID.
    """

    id: str
    name: str
    kind: PersonKind = "person"
    given: str = ""
    family: str = ""
    also: tuple[str, ...] = ()
    addresses: tuple[PostalAddress, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    note: str = ""
    org: str = ""
    source_ids: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every full name and spelling by which this person goes, the one on the envelope first."""
        whole = f"{self.given} {self.family}".strip() if self.given and self.family else ""
        return tuple(dict.fromkeys(name for name in (self.name, whole, *self.also) if name))


@dataclass(frozen=True, slots=True)
class Roll:
    """Everyone of a town, a class or a meeting, by name: something to hold against the list, and nothing more."""

    title: str
    names: tuple[str, ...]
