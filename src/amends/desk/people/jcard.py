"""jCard (RFC 7095): a vCard written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

from amends.desk.people.files import Entry, Read, Refusal, Source, whole_text
from amends.desk.people.vcard import Property, person_of


def read_jcards(source: Source) -> Iterator[Read]:
    """Every card of a file that holds one jCard or a list of them; all stand on line 1 as far as JSON tells."""
    try:
        cards: Any = json.loads(whole_text(source.data))
    except (ValueError, RecursionError) as error:
        yield Refusal(source.name, getattr(error, "lineno", 1), f"This is not JSON: {error}.")
        return
    if not isinstance(cards, list):
        yield Refusal(source.name, 1, 'This is no jCard: it should be a list that begins with "vcard".')
        return
    cards = cast("list[Any]", cards)
    for number, card in enumerate([cards] if cards[:1] == ["vcard"] else cards, 1):
        try:
            yield Entry(source.name, 1, person_of(_properties(card)))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            reason = str(error) if type(error) is ValueError else "It is not of a jCard's form."
            yield Refusal(source.name, 1, f"Card {number}: {reason}")


def _properties(card: list[Any]) -> list[Property]:
    if card[0] != "vcard":
        raise TypeError
    found: list[Property] = []
    for name, params, _, *values in cast("list[list[Any]]", card[1]):
        held = {key.upper(): tuple(_listed(value)) for key, value in cast("dict[str, Any]", params).items()}
        separator = ";" if len(values) == 1 and isinstance(values[0], list) else ","
        value = separator.join(_part(part) for part in _flat(values))
        found.append(Property(str(name).upper(), value, "".join(held.pop("GROUP", ())), held))
    return found


def _listed(value: object) -> list[str]:
    return [str(one) for one in cast("list[Any]", value)] if isinstance(value, list) else [str(value)]


def _flat(values: list[Any]) -> list[Any]:
    return cast("list[Any]", values[0]) if len(values) == 1 and isinstance(values[0], list) else values


def _part(value: object) -> str:
    """One component, escaped as a vCard would."""
    if isinstance(value, list):
        return ",".join(_part(one) for one in cast("list[Any]", value))
    text = str(value).replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace(";", "\\;").replace(",", "\\,")
