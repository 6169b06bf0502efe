"""The registry: people who say what should happen if a letter ever comes. Nobody looks whether there is one.

Everything here takes a person and gives an answer that depends on that person alone.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from typing import Final, get_args

import msgspec

from amends.office.bank.case import Person, Wish
from amends.office.bank.policy import Fact
from amends.office.ledger import Connection, cases, events, holds, registered, writers
from amends.office.ledger.registered import Order, Registered
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here
from amends.sentences import marked

_FIELD: Final = "registered.card"
_TEXT_MOST: Final = 400
READING: Final = ("online", "paper", "with", "aloud")
"""Alone in a browser, on paper, together with a facilitator, read aloud."""
BESIDE: Final = ("guardian", "advocate", "interpreter")
REACHED: Final = ("post", "mail", "person", "none")
FACTS: Final = get_args(Fact)


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
        reading: how they would want to read one: any of `READING`.
        tell: what the writer of a letter may learn, once it is so and a round shows it.
        beside: who is with them: `guardian`, `advocate`, `interpreter`, with a name; a registrar wrote it down.
    """

    name: str
    former: str = ""
    born: str = ""
    reach: str = "none"
    at: str = ""
    language: str = "en"
    needs: str = ""
    reading: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def register(
    office: Office, connection: Connection, card: Card, wish: Wish, *, asked: bool = False, by: str = ""
) -> tuple[str, str]:
    """Write somebody down; their id, and the code they come back with, which is shown once and kept nowhere.

    `by` is the member of staff who does it for them; empty where they do it themselves.

    Raises:
        Refusal: `malformed`: a field is missing, too long, or no date.
    """
    check(card)
    registered_id = office.clock.bytes(16).hex()
    code = fresh_code(office)
    one = Registered(registered_id, closed(office, card), wish, asked, False, "", "", office.now(), "")
    registered.put(connection, one, digest(_bare(code)))
    entered = events.by_staff(by) if by else events.OFFICE
    events.add(connection, [events.Happened("registered", office.now(), entered, ref=registered_id)])
    return registered_id, code


def fresh_code(office: Office) -> str:
    """120 bits in six groups of four, to be copied by hand."""
    code = base64.b32encode(office.clock.bytes(15)).decode().lower()
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def new_code(office: Office, connection: Connection, by: str, who: str) -> str:
    """A code in the place of one that was lost, for somebody whom a registrar has before them."""
    one, code = _here(connection, who), fresh_code(office)
    registered.change(connection, one.id, code_sha256=digest(_bare(code)))
    events.add(connection, [events.Happened("new-code", office.now(), events.by_staff(by), ref=one.id)])
    return code


def come_back(connection: Connection, code: str) -> Registered:
    """Who has this code.

    Raises:
        Refusal: `not-here`, for a wrong code as for one that was never given.
    """
    found = registered.by_code(connection, digest(_bare(code)))
    if found is None:
        raise Refusal(
            "not-here",
            marked("Nobody is registered under this code."),
            marked("Look at the sheet it stands on, or write to us."),
        )
    return found


def say(
    office: Office, connection: Connection, who: str, wish: Wish, card: Card | None = None, *, by: str = ""
) -> None:
    """Change what somebody wishes, and how they may be reached. "Never" can be taken back like any other wish.

    Another name or birth has to be verified anew; another address is asked about again before a letter goes there.
    `by` is the member of staff to whom they said it, by telephone or on paper; empty where they do it themselves.

    Raises:
        Refusal: `not-here`, `malformed`.
    """
    one = _here(connection, who)
    change: dict[str, str | bytes | None] = {"wish": wish}
    if card is not None:
        check(card)
        change["card"] = closed(office, card)
        before = opened(office, one)
        # Who was verified as one person must not become another by filling in a form.
        if (card.name, card.former, card.born) != (before.name, before.former, before.born):
            change["verified"] = None
        if (card.reach, card.at) != (before.reach, before.at):
            cases.ask_again(connection, one.id)
    registered.change(connection, one.id, **change)
    said_to = events.by_staff(by) if by else events.OFFICE
    events.add(connection, [events.Happened("wished", office.now(), said_to, ref=one.id)])


def leave(office: Office, connection: Connection, who: str, *, by: str = "") -> None:
    """Forget somebody. Their row stays without a name, as one who wants none; the chain of events stays whole.

    Where a law holds what is known of them it stays closed, is found by nobody, and goes when the hold ends.
    `by` is the member of staff whom they asked; empty where they do it themselves.
    """
    one = _here(connection, who)
    registered.forget(connection, one.id, office.now(), held=holds.is_held(connection, one.id))
    asked = events.by_staff(by) if by else events.OFFICE
    events.add(connection, [events.Happened("forgotten", office.now(), asked, ref=one.id)])


def verify(office: Office, connection: Connection, by: str, who: str, *, beside: tuple[str, ...] = ()) -> None:
    """A registrar has seen who somebody is, and who is with them: `guardian: …`, `advocate: …`, `interpreter: …`.

    An interpreter speaks for nobody; only a guardian or an advocate makes somebody accompanied.
    """
    one = _here(connection, who)
    card = msgspec.structs.replace(opened(office, one), beside=beside)
    check(card)
    accompanied = any(entry.startswith(("guardian: ", "advocate: ")) for entry in beside)
    registered.change(connection, one.id, verified=office.now(), accompanied=accompanied, card=closed(office, card))
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
            "refused",
            marked("Whoever entered an order cannot end it."),
            marked("Ask a colleague to look at the court's paper."),
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
        order=is_ordered_apart(office, connection, writer, one.id),
        died=bool(one.died),
    )


def is_ordered_apart(office: Office, connection: Connection, writer: str, who: str) -> bool:
    """Whether an order holds between a writer and somebody registered.

    One against a writer holds against everybody who writes here under that name: the same person may stand here
    twice, with a desk and on paper, and may have come a second time after the order did.
    """
    against = {order.writer for order in registered.orders(connection, who) if not order.ended}
    if not against or writer in against:
        return bool(against)
    name = _name(office, connection, writer)
    return any(_name(office, connection, one) == name for one in against)


def _name(office: Office, connection: Connection, writer: str) -> str:
    closed = writers.name_of(connection, writer)
    return " ".join(office.keys.open(closed, "writers.name").casefold().split()) if closed else writer


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
        raise malformed(marked("A name is needed, so that a letter can be found for it."))
    for field in card.__struct_fields__:
        if len(getattr(card, field)) > _TEXT_MOST:
            raise malformed(marked("One of the fields is longer than 400 characters."))
    if card.born:
        try:
            dt.date.fromisoformat(card.born)
        except ValueError as error:
            raise malformed(marked("The date of birth is written as 1990-04-30.")) from error
    if not all(entry.partition(": ")[0] in BESIDE and entry.partition(": ")[2].strip() for entry in card.beside):
        raise malformed(marked("Who is beside them is a guardian, an advocate or an interpreter, with a name."))
    if not set(card.reading) <= set(READING) or not set(card.tell) <= set(FACTS):
        raise malformed(marked("How you would read, or what may be told, is none of the choices."))
    if card.reach not in REACHED:
        raise malformed(marked("How to be reached is by post, by mail, through a person, or not at all."))
    if card.reach != "none" and not card.at.strip():
        raise malformed(marked("Where you can be reached is missing."))


def _bare(code: str) -> str:
    """As it was given, however somebody copied it: 0, 1 and 8 are in no code, and are read as o, l and b."""
    return "".join(code.lower().split()).replace("-", "").translate(str.maketrans("018", "olb"))


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
