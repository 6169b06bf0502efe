"""vCards: versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350, with RFC 9554), as phones and mail programs write them.

Real exports break the RFCs in known ways, and each is met here: Apple's `item1.` groups, lines folded in the middle
of a character, byte order marks, UTF-16, Latin-1 that calls itself UTF-8, quoted-printable, bare type words, missing
N or FN. One card that cannot be read is refused with its line; the others are taken in. Pictures, sounds and keys
are left.
"""

from __future__ import annotations

import quopri
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from amends.desk.people import names
from amends.desk.people.files import Entry, Read, Refusal, Source, line_text, postal_address, whole_text
from amends.desk.people.person import Person, PersonKind, PostalAddress

_LINES_MOST: Final = 5000
"""A card longer than this is not a person's."""
_LEFT: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_HEAD = re.compile(rb"(?:([\w-]+)\.)?([A-Za-z][\w-]*)((?:;(?:[^\":;]|\"[^\"]*\")*)*):", re.ASCII)
_TOKEN = re.compile(r"\\.|[^\\]|\\$", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: `item1.ADR;TYPE=home:;;Mill Lane 3;…`, its value still escaped."""

    name: str
    value: str
    group: str = ""
    params: dict[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])

    def types(self) -> frozenset[str]:
        """The TYPE words in small letters."""
        return frozenset(word.casefold() for word in self.params.get("TYPE", ()))

    def preference(self) -> int:
        """1 for the most preferred, 101 where nothing is said."""
        if "pref" in self.types():
            return 1
        first = self.params.get("PREF", ("",))[0]
        return int(first) if first.isdecimal() else 101


def read_vcards(source: Source) -> Iterator[Read]:
    """Every card of a file, as an entry or as a refusal, in order."""
    data = source.data
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n")[:11].upper().startswith(b"BEGIN:VCARD"):
        data = whole_text(data).encode()
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    for number, card, broken in _cards(lines):
        try:
            if broken:
                raise ValueError(broken)
            yield Entry(source.name, number, person_of(_properties(card)))
        except ValueError as error:
            yield Refusal(source.name, number, str(error))


def _cards(lines: list[bytes]) -> Iterator[tuple[int, list[bytes], str]]:
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
            yield begun, card, "" if len(card) <= _LINES_MOST else f"The card has more than {_LINES_MOST} lines."
            begun, card = 0, []
        elif begun and not depth:
            card.append(line)
    if begun:
        yield begun, card, "The file ends before the card does (no END:VCARD)."


def _properties(card: list[bytes]) -> list[Property]:
    found: list[Property] = []
    for line in _unfolded(card):
        head = _HEAD.match(line)
        if not head:
            raise ValueError(f"This line of the card is none of a vCard's: {line_text(line)[:60]!r}.")
        name = head[2].decode("ascii").upper()
        if name in _LEFT:
            continue
        params = _params(line_text(head[3]))
        group = (head[1] or b"").decode("ascii").casefold()
        value = line[head.end() :]
        if "QUOTED-PRINTABLE" in (word.upper() for word in params.get("ENCODING", ())):
            value = quopri.decodestring(value)
        text = line_text(value, next(iter(params.get("CHARSET", ())), ""))
        found.append(Property(name, text.replace("\r\n", "\n"), group, params))
    return found


def _unfolded(card: list[bytes]) -> list[bytes]:
    """Logical lines: folds undone on the bytes, since old programs fold between the bytes of one character."""
    lines: list[bytes] = []
    soft = False
    for line in card:
        if lines and soft:
            lines[-1] = lines[-1][:-1] + line.lstrip(b" \t") if line.strip() else lines[-1][:-1]
        elif lines and line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:]
        elif lines and line.strip() and not _HEAD.match(line) and lines[-1].upper().startswith((b"NOTE", b"LABEL")):
            lines[-1] += b"\\n" + line  # a note whose line breaks were written as they are
        elif line.strip():
            lines.append(line)
        soft = bool(lines) and lines[-1].endswith(b"=") and b"QUOTED-PRINTABLE" in lines[-1].split(b":", 1)[0].upper()
    return lines


def _params(text: str) -> dict[str, tuple[str, ...]]:
    params: dict[str, tuple[str, ...]] = {}
    for part in re.findall(r";((?:[^\";]|\"[^\"]*\")*)", text):
        name, equals, value = part.partition("=")
        if not equals:  # vCard 2.1 writes TEL;HOME and NOTE;QUOTED-PRINTABLE
            word = name.strip().upper()
            name, value = ("ENCODING" if word in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "TYPE"), name
        values = tuple(_caret(one.strip().strip('"')) for one in re.findall(r'"[^"]*"|[^,]+', value))
        if name.strip().upper() == "TYPE":
            values = tuple(word for one in values for word in one.split(","))
        params[name.strip().upper()] = params.get(name.strip().upper(), ()) + values
    return params


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
    parts = [_plain(part) for part in _split(by["N"][0].value, ";")] if "N" in by else []
    parts += [""] * (7 - len(parts))
    family, given = " ".join(filter(None, (parts[0], parts[5]))), " ".join(filter(None, (parts[1], parts[2])))
    org = ", ".join(filter(None, (_plain(part) for part in _split(by["ORG"][0].value, ";")))) if "ORG" in by else ""
    composed = " ".join(filter(None, (given, family)))
    emails = _unique(_plain(one.value).removeprefix("mailto:") for one in by.get("EMAIL", ()))
    nicknames = [_plain(part) for one in by.get("NICKNAME", ()) for part in _split(one.value, ",")]
    full = [_plain(one.value) for one in by.get("FN", ())]
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
        phones=_unique(re.sub(r"(?i)^tel:", "", _plain(one.value)) for one in by.get("TEL", ())),
        note="\n\n".join(filter(None, (_plain(one.value) for one in by.get("NOTE", ())))),
        org=org if org != name else "",
        source_ids=_unique(re.sub(r"(?i)^urn:uuid:", "", _plain(one.value)) for one in by.get("UID", ())),
    )


def _kind(by: dict[str, list[Property]], name: str, org: str, has_address: bool) -> PersonKind:
    told = [_plain(one.value).casefold() for key in ("KIND", "X-ADDRESSBOOKSERVER-KIND") for one in by.get(key, ())]
    shown = [_plain(one.value).casefold() for one in by.get("X-ABSHOWAS", ())]
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
    codes = {one.group: _plain(one.value).upper() for one in by.get("X-ABADR", ()) if one.group}
    for one in by.get("ADR", ()):
        parts = [", ".join(_plain(item) for item in _split(part, ",")) for part in _split(one.value, ";")]
        parts = [re.sub(r",? *\n *", "\n", part).strip(", ") for part in parts] + [""] * 18
        if not parts[2]:
            parts[2] = " ".join(filter(None, (parts[10], parts[11])))  # RFC 9554: number and name of the street
        if not parts[1]:
            parts[1] = ", ".join(filter(None, (parts[12], parts[9], parts[8], parts[7])))
        same = [label for label in labels if label.types() == one.types()]
        given = _plain(one.params["LABEL"][0]) if "LABEL" in one.params else ""
        if not given and len(same) == 1:
            given = _plain(same[0].value)
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
        found = [made for one in labels if (made := postal_address(as_given=_plain(one.value)))]
    return tuple(dict.fromkeys(found))


def _split(value: str, at: str) -> list[str]:
    if "\\" not in value:
        return value.split(at)
    parts = [""]
    for token in _TOKEN.findall(value):
        if token == at:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _plain(value: str) -> str:
    """A value without escapes, in NFC, without control characters."""
    text = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if "\\" in value else value
    return clean(text)


def clean(text: str) -> str:
    """Text of an address book as we keep it: NFC, line feeds, no control or private characters, no outer blanks."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():
        text = "".join(
            c for c in text.replace("\t", " ") if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co")
        )
    return text.strip()


def _unique(values: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
