"""Tables of people: Google's export in both generations, Outlook's, and any other with or without a column map."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final, get_args

from amends.desk.people import names
from amends.desk.people.files import Entry, Read, Refusal, Source, clean, postal_address, whole_text
from amends.desk.people.headings import MEANINGS, WORK
from amends.desk.people.person import Person, PersonKind, PostalAddress
from amends.errors import WrongUsage

FIELDS: Final = frozenset(
    "name given family also email phone address box extended street city region postcode country note "
    "org kind uid".split()
)
"""What a column map may map to. `address` is a whole address in one cell, its lines separated by line feeds."""

_JOINED: Final = " ::: "
"""How Google puts several values into one cell."""

_NUMBERED = re.compile(r"(e-mail|phone|address) (\d+) - (\w[\w ]*)")
_ADDRESS_PARTS: Final[Mapping[str, str]] = {
    "formatted": "address",
    "street": "street",
    "city": "city",
    "po box": "box",
    "region": "region",
    "postal code": "postcode",
    "country": "country",
    "extended address": "extended",
    "type": "label",
    "label": "label",
}
_PARTS: Final = ("box", "extended", "street", "city", "region", "postcode", "country")

_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1a]")
_LOOKED_AT: Final = 4096


def read_csv(source: Source, columns: Mapping[str, str] | None = None) -> Iterator[Read]:
    """Every row of a table, as an entry or as a refusal, in order.

    Args:
        source: the file; delimiter (comma, semicolon, tab) and encoding are found out.
        columns: what stands in which column, as {field: heading}, for tables whose headings say nothing to us.

    Raises:
        WrongUsage: the map names a field that does not exist or a heading the file does not have.
    """
    text = whole_text(source.data).replace("\r\n", "\n").replace("\r", "\n")
    if _NO_TEXT.search(text[:_LOOKED_AT]):
        yield Refusal(source.name, 0, "This is no address book: it is not text. Give a vCard or CSV file.")
        return
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=False)
    headings: list[str] = []
    slots: list[_Slot] = []
    begins = 1
    try:
        for row in rows:
            line, begins = begins, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not headings:
                headings = [" ".join(cell.split()).casefold() for cell in row]
                slots = _slots(headings, columns, source.name)
                if not any(field in ("name", "given", "family", "org") for field, _ in slots):
                    hint = "Say which column holds the name, for example --map name=COLUMN."
                    yield Refusal(source.name, line, f"No column is known to hold a name. {hint}")
                    return
                continue
            if len(row) > len(headings) and any(cell.strip() for cell in row[len(headings) :]):
                yield Refusal(source.name, line, f"The row has {len(row)} cells under {len(headings)} headings.")
                continue
            try:
                yield Entry(source.name, line, _person(_cells(slots, row)))
            except ValueError as error:
                yield Refusal(source.name, line, str(error))
    except csv.Error as error:
        yield Refusal(source.name, begins, f"The table cannot be read from here on: {error}.")


def _delimiter(text: str) -> str:
    first = text[: text.find("\n")] if "\n" in text else text
    unquoted = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=unquoted.count)


_Slot = tuple[str, int]
"""A field, and for numbered columns (`Address 2 - City`) which of several; 0 for all others."""


def _slots(headings: Sequence[str], columns: Mapping[str, str] | None, file: str) -> list[_Slot]:
    if columns is None:
        return [_slot(heading) for heading in headings]
    slots: list[_Slot] = [("", 0)] * len(headings)
    for field, heading in columns.items():
        if field not in FIELDS:
            raise WrongUsage(f"A column cannot hold {field!r}.", f"It may hold: {', '.join(sorted(FIELDS))}.")
        folded = " ".join(heading.split()).casefold()
        if folded not in headings:
            raise WrongUsage(f"{file} has no column {heading!r}.", f"Its columns are: {', '.join(headings)}.")
        slots[headings.index(folded)] = (field, 0)
    return slots


def _slot(heading: str) -> _Slot:
    if numbered := _NUMBERED.fullmatch(heading):
        what, number, part = numbered[1], int(numbered[2]), numbered[3]
        if what == "address":
            return (_ADDRESS_PARTS.get(part, ""), number)
        return ({"e-mail": "email", "phone": "phone"}[what] if part == "value" else "", number)
    return MEANINGS.get(heading, ("", 0))


def _cells(slots: list[_Slot], row: list[str]) -> dict[_Slot, tuple[str, ...]]:
    """The row's values by slot; of several values in a cell the empty ones stay, so that parts stay aligned."""
    cells: dict[_Slot, tuple[str, ...]] = {}
    for slot, cell in zip(slots, row, strict=False):
        if slot[0] and cell.strip():
            cells[slot] = cells.get(slot, ()) + tuple(clean(value) for value in cell.split(_JOINED.strip()))
    return cells


def _person(cells: dict[_Slot, tuple[str, ...]]) -> Person:
    def one(field: str) -> str:
        return next((value for value in cells.get((field, 0), ()) if value), "")

    def every(field: str) -> tuple[str, ...]:
        found = (value for slot, values in cells.items() if slot[0] == field for value in values if value)
        return tuple(dict.fromkeys(found))

    given = " ".join(filter(None, (one("given"), one("middle"))))
    family = " ".join(filter(None, (one("family"), one("suffix"))))
    org = one("org")
    name = next(filter(None, (one("name"), f"{given} {family}".strip(), *every("also")[:1], org)), "")
    if not name:
        raise ValueError("The row names nobody.")
    kind = one("kind").casefold() or ("organisation" if name == org else names.parse(name).kind)
    if kind not in get_args(PersonKind):
        raise ValueError(f"{kind!r} is not a kind of addressee; it may be {', '.join(get_args(PersonKind))}.")
    return Person(
        id="",
        name=name,
        kind="family" if kind == "family" else "organisation" if kind == "organisation" else "person",
        given=given,
        family=family,
        also=tuple(other for other in every("also") if other != name),
        addresses=_addresses(cells),
        emails=every("email"),
        phones=every("phone"),
        note="\n\n".join(every("note")),
        org=org if org != name else "",
        source_ids=every("uid"),
    )


def _addresses(cells: dict[_Slot, tuple[str, ...]]) -> tuple[PostalAddress, ...]:
    found: list[PostalAddress] = []
    numbers = sorted({number for field, number in cells if field in (*_PARTS, "address")})
    for number in numbers:
        columns = [cells.get((field, number), ()) for field in (*_PARTS, "address")]
        label = " ".join(cells.get(("label", number), ())).casefold()
        kind = "work" if number == WORK else next((word for word in ("home", "work") if word in label), "")
        for parts in zip_longest(*columns, fillvalue=""):
            box, extended, street, city, region, postcode, country, given = parts
            made = postal_address(
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
            if made:
                found.append(made)
    return tuple(dict.fromkeys(found))
