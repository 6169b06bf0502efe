"""vCards: versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350, with RFC 9554), as phones and mail programs write them.

vobject reads the lines: groups, parameters, quoted-printable, escapes, structured values. Ours is what stands before
and behind it. Before: the file is cut into cards, so that one which cannot be read is refused with its line while the
others are taken in, and what real exports break is mended (lines folded in the middle of a character, UTF-16, Latin-1
that calls itself UTF-8, notes with bare line breaks). Behind: what version 4 adds, and from properties to a person.
Pictures, sounds and keys are left, and nothing that a card points to is followed.

Three things of vobject 0.9.9 are kept away from, which is why its `readComponents` is not used: its behaviours cut a
text at the first comma that has no backslash, its address knows seven fields of eighteen, and its pattern of a line
takes exponential time over one that is nearly right.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from vobject.base import VObjectError, textLineToContentLine
from vobject.icalendar import stringToTextValues
from vobject.vcard import splitFields

from amends.desk.people import names
from amends.desk.people.files import Entry, Read, Refusal, Source, clean, line_text, postal_address, whole_text
from amends.desk.people.person import Person, PersonKind, PostalAddress

_BYTES_MOST: Final = 1024 * 1024
"""A card that is longer without its pictures is not a person's; vobject takes some ten times the memory of a line."""
_LEFT: Final = (b"PHOTO", b"LOGO", b"SOUND", b"KEY")
_BARE: Final = (b"NOTE", b"LABEL", *_LEFT)
"""What old programs write over several lines without folding it."""
_FIELDS: Final = 18
"""An address of RFC 9554 has so many."""
_ESCAPABLE: Final = '\\;,:nN"'
_HEAD = re.compile(rb'([\w-]++\.)?+([A-Za-z][\w-]*+)((?:;(?:[^":;]++|"[^"]*+")*+)*+):')
_PARAM = re.compile(r';\s*+([\w-]++(?:=(?:"[^"]*+"|[^",;:]*+)(?:,(?:"[^"]*+"|[^",;:]*+))*+)?+)\s*+(?=;|$)', re.ASCII)
"""A parameter that vobject's own pattern takes at its first attempt; others are left out."""
_CODING = re.compile(r"(?i)ENCODING=|CHARSET=|QUOTED-PRINTABLE$|BASE64$|[78]BIT$")
_CHARSET = re.compile(rb"(?i);\s*+CHARSET=\"?+([\w.:-]++)")


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: `item1.ADR;TYPE=home:;;Mill Lane 3;…`, its value still escaped."""

    name: str
    value: str
    group: str = ""
    params: dict[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])

    def text(self) -> str:
        """The value as one text."""
        return _text(self.value)

    def fields(self) -> list[tuple[str, ...]]:
        """The value as a structured one: fields between semicolons, in each the values between commas."""
        fields: list[tuple[str, ...]] = []
        for one in splitFields(_ended(self.value)):
            values = [one] if isinstance(one, str) else one
            fields.append(tuple(filter(None, [clean(value) for value in values])))
        return fields + [()] * (_FIELDS - len(fields))

    def values(self) -> tuple[str, ...]:
        """The value as a list with commas."""
        return tuple(clean(one) for one in stringToTextValues(_ended(self.value), ",", _ESCAPABLE))

    def types(self) -> frozenset[str]:
        """The TYPE words in small letters."""
        return frozenset(word.casefold() for word in self.params.get("TYPE", ()))

    def preference(self) -> int:
        """1 for the most preferred, 101 where nothing is said."""
        if "pref" in self.types():
            return 1
        first = self.params.get("PREF", ("",))[0]
        return int(first) if first.isdecimal() and len(first) < 4 else 101


def _text(value: str) -> str:
    return clean(stringToTextValues(_ended(value), None, _ESCAPABLE)[0])


def _ended(value: str) -> str:
    """A value whose last backslash escapes something: of one that does not, vobject makes the letters "eof"."""
    return value + "\\" if (len(value) - len(value.rstrip("\\"))) % 2 else value


def read_vcards(source: Source) -> Iterator[Read]:
    """Every card of a file, as an entry or as a refusal, in order."""
    data = source.data
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n")[:11].upper().startswith(b"BEGIN:VCARD"):
        data = whole_text(data).encode()
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for number, card, broken in _cards(line.rstrip(b"\n") for line in io.BytesIO(data)):
        try:
            if broken:
                raise ValueError(broken)
            yield Entry(source.name, number, person_of([_property(line) for line in _unfolded(card)]))
        except (ValueError, VObjectError) as error:
            yield Refusal(source.name, number, str(error))


def _cards(lines: Iterable[bytes]) -> Iterator[tuple[int, list[bytes], str]]:
    """The cards as (line of BEGIN, lines between, what is wrong)."""
    begun, depth, card = 0, 0, list[bytes]()
    for number, line in enumerate(lines, 1):
        mark = line.strip().upper()
        if mark == b"BEGIN:VCARD":
            inside_agent = bool(card) and card[-1].strip().upper().rstrip(b":").startswith(b"AGENT")
            if begun and not inside_agent:
                yield begun, card, f"The card has no END:VCARD before the next begins on line {number}."
            if begun and inside_agent:
                depth += 1
            else:
                begun, card = number, []
        elif mark == b"END:VCARD" and begun:
            if depth:
                depth -= 1
                continue
            yield begun, card, ""
            begun, card = 0, []
        elif begun and not depth:
            card.append(line)
    if begun:
        yield begun, card, "The file ends before the card does (no END:VCARD)."


def _unfolded(card: list[bytes]) -> list[bytes]:
    """Logical lines without pictures: folds undone on bytes, since old programs fold between those of one character.

    Raises:
        ValueError: it is too long for a card.
    """
    lines: list[bytearray] = []
    soft = False
    for line in card:
        if soft:
            lines[-1][-1:] = line.lstrip(b" \t")
        elif not line.strip():
            continue
        elif lines and line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:]
        elif lines and lines[-1][:5].upper().startswith(_BARE) and not _HEAD.match(line):
            lines[-1] += b"\\n" + line
        else:
            lines.append(bytearray(line))
        soft = line.endswith(b"=") and b"QUOTED-PRINTABLE" in lines[-1][:200].split(b":", 1)[0].upper()
    kept = [bytes(line) for line in lines if not (head := _HEAD.match(line)) or head[2].upper() not in _LEFT]
    if sum(map(len, kept)) > _BYTES_MOST:
        raise ValueError(f"The card has more than {_BYTES_MOST} bytes besides its pictures.")
    return kept


def _property(line: bytes) -> Property:
    """One logical line, read by vobject.

    It gets the line in one encoding and with parameters it knows how to take; quoted-printable it decodes as Latin-1,
    which keeps the bytes as they are until the encoding they name, or another that fits, is found.
    """
    head = _HEAD.match(line)
    if not head:
        raise ValueError(f"This line of the card is none of a vCard's: {line_text(line)[:60]!r}.")
    named = _CHARSET.search(head[3])
    charset = named[1].decode("ascii") if named else ""
    params = [one for one in _PARAM.findall(line_text(head[3])) if not _CODING.match(one)]
    value = line[head.end() :]
    if quoted := b"QUOTED-PRINTABLE" in head[3].upper():
        params.append("ENCODING=QUOTED-PRINTABLE;CHARSET=latin-1")
        value = re.sub(rb"[\x80-\xff]", lambda byte: b"=%02X" % ord(byte[0]), value)
    begun = ((head[1] or b"") + head[2]).decode("ascii")
    read = textLineToContentLine(";".join((begun, *params)) + ":" + line_text(value, charset))
    text = line_text(read.value.encode("latin-1"), charset) if quoted else read.value
    given = {key: tuple(_caret(one.strip()) for one in values) for key, values in read.params.items()}
    types = [word for one in (*given.get("TYPE", ()), *read.singletonparams) for word in one.split(",")]
    return Property(
        read.name.upper(), text, (read.group or "").casefold(), given | ({"TYPE": tuple(types)} if types else {})
    )


def _caret(value: str) -> str:
    """RFC 6868: how a parameter holds quotation marks and line ends."""
    return re.sub(r"\^([n'^])", lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], value)


# ── from properties to a person ───────────────────────────────────────────────────────────────────────────────────


def person_of(card: list[Property]) -> Person:
    """The person on a card, without an id.

    Raises:
        ValueError: nobody is named on it, or it is a list of other cards.
    """
    by: dict[str, list[Property]] = {}
    for one in sorted(card, key=Property.preference):
        by.setdefault(one.name, []).append(one)
    parts = by["N"][0].fields() if "N" in by else [()] * _FIELDS
    given = " ".join((*parts[1], *parts[2]))
    family = " ".join(_unique((*parts[0], *parts[5])))  # RFC 9554: a second surname may stand in both fields
    org = ", ".join(part for unit in by["ORG"][0].fields() for part in unit) if "ORG" in by else ""
    composed = " ".join(filter(None, (given, family)))
    emails = _unique(one.text().removeprefix("mailto:") for one in by.get("EMAIL", ()))
    nicknames = [name for one in by.get("NICKNAME", ()) for name in one.values()]
    full = [one.text() for one in by.get("FN", ())]
    spellings = _unique((*full, composed, *nicknames[:1], org, *emails[:1]))
    if not spellings:
        raise ValueError("The card names nobody: it has neither FN nor N, nor an organisation or address to go by.")
    name, addresses = spellings[0], _addresses(by)
    kind = _kind(by, name, org, bool(addresses))
    also = _unique(
        (*full[1:], *([composed] if composed and names.key(composed) != names.key(name) else ()), *nicknames)
    )
    return Person(
        id="",
        name=name,
        kind=kind,
        given=given,
        family=family,
        also=tuple(other for other in also if other != name),
        addresses=addresses,
        emails=emails,
        phones=_unique(re.sub(r"(?i)^tel:", "", one.text()) for one in by.get("TEL", ())),
        note="\n\n".join(filter(None, (one.text() for one in by.get("NOTE", ())))),
        org=org if org != name else "",
        source_ids=_unique(re.sub(r"(?i)^urn:uuid:", "", one.text()) for one in by.get("UID", ())),
    )


def _kind(by: dict[str, list[Property]], name: str, org: str, has_address: bool) -> PersonKind:
    told = [one.text().casefold() for key in ("KIND", "X-ADDRESSBOOKSERVER-KIND") for one in by.get(key, ())]
    shown = [one.text().casefold() for one in by.get("X-ABSHOWAS", ())]
    if "group" in told:
        if ("MEMBER" in by or "X-ADDRESSBOOKSERVER-MEMBER" in by) and not has_address:
            raise ValueError(f"{name!r} is a list of other cards, not somebody to write to.")
        return "family"
    if "org" in told or "organization" in told or "company" in shown or name == org:
        return "organisation"
    return "person" if "individual" in told else names.parse(name).kind


def _addresses(by: dict[str, list[Property]]) -> tuple[PostalAddress, ...]:
    found: list[PostalAddress] = []
    labels = by.get("LABEL", [])
    codes = {one.group: one.text().upper() for one in by.get("X-ABADR", ()) if one.group}
    for one in by.get("ADR", ()):
        parts = [re.sub(r",? *\n *", "\n", ", ".join(values)).strip(", ") for values in one.fields()]
        if not parts[2]:
            parts[2] = " ".join(filter(None, (parts[10], parts[11])))  # RFC 9554: number and name of the street
        if not parts[1]:
            parts[1] = ", ".join(filter(None, (parts[12], parts[9], parts[8], parts[7])))
        same = [label for label in labels if label.types() == one.types()]
        given = _text(one.params["LABEL"][0]) if "LABEL" in one.params else ""
        if not given and len(same) == 1:
            given = same[0].text()
        kind = next((word for word in ("home", "work") if word in one.types()), "")
        box, extended, street, city, region, postcode, country = parts[:7]
        country = country or codes.get(one.group, "")
        address = postal_address(
            box=box,
            extended=extended,
            street=street,
            city=city,
            region=region,
            postcode=postcode,
            country=country,
            kind=kind,
            as_given=given,
        )
        if address and any((*parts[:6], given)):
            found.append(address)
    if not found:
        found = [made for one in labels if (made := postal_address(as_given=one.text()))]
    return tuple(dict.fromkeys(found))


def _unique(values: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
