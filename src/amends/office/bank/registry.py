"""The registry: people who say what should happen if a letter ever comes. Nobody looks whether there is one.

Everything here takes a person and gives an answer that depends on that person alone.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from typing import Final

import msgspec

from amends.office.bank.case import Person, Wish
from amends.office.ledger import Connection, events, registered
from amends.office.ledger.registered import Order, Registered
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here

_FIELD: Final = "registered.card"
_TEXT_MOST: Final = 400


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who somebody is and how they may be reached; rests encrypted, and is shown to a registrar only.

    Attributes:
        name: as they say it.
        former: names they had before, one a line.
        born: `YYYY-MM-DD`; empty if not said.
        reach: `post`, `mail`, `person` (somebody they name) or `none` (they ask).
        at: the address, mail address, or who speaks for them.
        language: in which they want to be spoken to.
        needs: what would help: large print, an interpreter, somebody beside them.
    """

    name: str
    former: str = ""
    born: str = ""
    reach: str = "none"
    at: str = ""
    language: str = "en"
    needs: str = ""


def register(
    office: Office, connection: Connection, card: Card, wish: Wish, *, asked: bool = False
) -> tuple[str, str]:
    """Write somebody down; their id, and the code they come back with, which is shown once and kept nowhere.

    Raises:
        Refusal: `malformed`: a field is missing, too long, or no date.
    """
    check(card)
    registered_id = office.clock.bytes(16).hex()
    code = base64.b32encode(office.clock.bytes(15)).decode().lower()
    one = Registered(registered_id, closed(office, card), wish, asked, False, "", "", office.now(), "")
    registered.put(connection, one, digest(code))
    events.add(connection, [events.Happened("registered", office.now(), events.OFFICE, ref=registered_id)])
    return registered_id, "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def come_back(connection: Connection, code: str) -> Registered:
    """Who has this code.

    Raises:
        Refusal: `not-here`, for a wrong code as for one that was never given.
    """
    found = registered.by_code(connection, digest("".join(code.lower().split()).replace("-", "")))
    if found is None:
        raise Refusal(
            "not-here", "Nobody is registered under this code.", "Look at the sheet it stands on, or write to us."
        )
    return found


def say(office: Office, connection: Connection, who: str, wish: Wish, card: Card | None = None) -> None:
    """Change what somebody wishes, and how they may be reached. "Never" can be taken back like any other wish.

    Raises:
        Refusal: `not-here`, `malformed`.
    """
    one = _here(connection, who)
    change: dict[str, str | bytes] = {"wish": wish}
    if card is not None:
        check(card)
        change["card"] = closed(office, card)
    registered.change(connection, one.id, **change)
    events.add(connection, [events.Happened("wished", office.now(), events.OFFICE, ref=one.id)])


def leave(office: Office, connection: Connection, who: str) -> None:
    """Forget somebody. Their row stays without a name, as one who wants none; the chain of events stays whole."""
    one = _here(connection, who)
    registered.forget(connection, one.id, office.now())
    events.add(connection, [events.Happened("forgotten", office.now(), events.OFFICE, ref=one.id)])


def verify(office: Office, connection: Connection, by: str, who: str, *, accompanied: bool = False) -> None:
    """A registrar has seen who somebody is, and whether a guardian or advocate is with them."""
    one = _here(connection, who)
    registered.change(connection, one.id, verified=office.now(), accompanied=accompanied)
    events.add(connection, [events.Happened("verified", office.now(), events.by_staff(by), ref=one.id)])


def died(office: Office, connection: Connection, by: str, who: str) -> None:
    """Write a death down. No letter is passed on for it, and nobody is told."""
    one = _here(connection, who)
    registered.change(connection, one.id, died=office.now())
    events.add(connection, [events.Happened("died", office.now(), events.by_staff(by), ref=one.id)])


def order_apart(office: Office, connection: Connection, by: str, who: str, *, writer: str, note: str) -> str:
    """Write a court's order down; its id. From this moment no road is open between the two.

    Args:
        office: a bank.
        connection: a transaction.
        by: the member of staff who saw the order; it takes effect at once, and ends only by a second person.
        who: the registered person's id.
        writer: the writer's id here.
        note: court and number, to be found again; encrypted.
    """
    one = _here(connection, who)
    order = Order(
        office.clock.bytes(16).hex(), writer, one.id, office.keys.close(note, "orders.note", office.clock),
        office.now(), "",
    )  # fmt: skip
    registered.order(connection, order)
    events.add(connection, [events.Happened("ordered", office.now(), events.by_staff(by), ref=order.id)])
    return order.id


def end_order(office: Office, connection: Connection, by: str, order: str) -> None:
    """An order no longer holds. Whoever entered it cannot end it: a forged order does little harm, a lifted one much.

    Raises:
        Refusal: `not-here`; `refused` if the same person entered it.
    """
    if events.happened_by(connection, order, "ordered") == events.by_staff(by):
        raise Refusal(
            "refused", "Whoever entered an order cannot end it.", "Ask a colleague to look at the court's paper."
        )
    if not registered.end_order(connection, order, office.now()):
        raise nothing_here()
    events.add(connection, [events.Happened("order-ended", office.now(), events.by_staff(by), ref=order)])


def person(office: Office, connection: Connection, one: Registered, writer: str) -> Person:
    """A registered person as `next_step` asks for them."""
    born = opened(office, one).born if one.card else ""
    return Person(
        wish=one.wish,  # pyright: ignore[reportArgumentType]
        asked=one.asked,
        identity=bool(one.verified),
        age=_age(born, office.clock.now().date()),
        accompanied=one.accompanied,
        order=registered.is_ordered_apart(connection, writer, one.id),
        died=bool(one.died),
    )


def opened(office: Office, one: Registered) -> Card:
    """Their card, in the clear."""
    return msgspec.json.decode(office.keys.open(one.card, _FIELD), type=Card)


def closed(office: Office, card: Card) -> bytes:
    """A card, encrypted."""
    return office.keys.close(msgspec.json.encode(card).decode(), _FIELD, office.clock)


def check(card: Card) -> None:
    """Refuse a card nobody could use.

    Raises:
        Refusal: `malformed`, with the field.
    """
    if not card.name.strip():
        raise malformed("A name is needed, so that a letter can be found for it.")
    for field in card.__struct_fields__:
        if len(getattr(card, field)) > _TEXT_MOST:
            raise malformed(f"{field} is longer than {_TEXT_MOST} characters.")
    if card.born:
        try:
            dt.date.fromisoformat(card.born)
        except ValueError as error:
            raise malformed("The date of birth is written as 1990-04-30.") from error
    if card.reach not in ("post", "mail", "person", "none"):
        raise malformed("How to be reached is by post, by mail, through a person, or not at all.")
    if card.reach != "none" and not card.at.strip():
        raise malformed("Where you can be reached is missing.")


def digest(code: str) -> str:
    """How a code is kept."""
    return hashlib.sha256(f"amends-registry/1\n{code}\n".encode()).hexdigest()


def _here(connection: Connection, who: str) -> Registered:
    one = registered.find(connection, who)
    if one is None or one.left:
        raise nothing_here()
    return one


def _age(born: str, today: dt.date) -> int | None:
    if not born:
        return None
    day = dt.date.fromisoformat(born)
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
