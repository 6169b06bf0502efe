"""What a desk may ask about its own letters, and what it may do with them after depositing."""

from __future__ import annotations

from typing import Final

from amends.envelope import Json, from_json, is_id, to_json
from amends.errors import Unsupported
from amends.office.bank import blocking
from amends.office.bank import deposits as bank_deposits
from amends.office.counter.desk import Asked, known, once
from amends.office.keeping import take_out
from amends.office.ledger import Connection, errands, events, letters, readers, replies, stored
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed
from amends.wire import News

_PAGE: Final = 500


def withdraw(office: Office, asked: Asked) -> bytes:
    """Take a letter back. The answer is the same whatever became of the letter, and for letters that are not here."""
    desk = known(office, asked)
    letter_id = _sent_id(asked.body, "id")

    def act(connection: Connection) -> bytes:
        taken = bank_deposits.withdraw if office.bank else letters.withdraw
        if taken(connection, letter_id, desk.writer, office.now()):
            errands.stop(connection, letter_id, office.now())
            events.add(
                connection, [events.Happened("withdrawn", office.now(), events.by_writer(desk.writer), letter_id)]
            )
        return to_json({"amends": 1, "noted": True})

    return once(office, desk, act)


def mine(office: Office, asked: Asked) -> bytes:
    """The desk's own letters, a page at a time: only what the desk itself did with them."""
    desk = known(office, asked)
    after = _sent_id(asked.body, "after", or_empty=True)

    def act(connection: Connection) -> bytes:
        if office.bank:
            in_bank = bank_deposits.mine(office, connection, desk, after, _PAGE + 1)
            return to_json({"amends": 1, "letters": in_bank[:_PAGE], "more": len(in_bank) > _PAGE})
        found = letters.of_writer(connection, desk.writer, after, _PAGE + 1)
        page: list[Json] = [
            {"id": letter_id, "since": since[:10], "withdrawn": withdrawn}
            for letter_id, since, withdrawn in found[:_PAGE]
        ]
        return to_json({"amends": 1, "letters": page, "more": len(found) > _PAGE})

    return once(office, desk, act)


def news(office: Office, asked: Asked) -> bytes:
    """Answers to the desk's letters, and what recipients chose to tell, a page of each at a time."""
    desk = known(office, asked)
    came_after, told_after = _news_after(asked.body) if asked.body else ("", "")

    def act(connection: Connection) -> bytes:
        if office.bank:
            return blocking.news(office, connection, desk.writer).to_bytes()
        came = replies.of_writer(connection, desk.writer, came_after, _PAGE + 1)
        told = readers.told_to(connection, desk.writer, told_after, _PAGE + 1)
        more = len(came) > _PAGE or len(told) > _PAGE
        return News(tuple(came[:_PAGE]), tuple(told[:_PAGE]), more=more).to_bytes()

    return once(office, desk, act)


def collect(office: Office, asked: Asked, reply: str) -> bytes:
    """The bytes of one answer, which cannot be taken back from now on.

    Raises:
        Refusal: `not-here`, also if it is an answer to somebody else or was taken back.
    """
    desk = known(office, asked)
    _nothing_sent(asked)

    with office.ledger.reading() as connection:
        mine = replies.to_writer(connection, reply, desk.writer)
        lying = stored.reply(connection, reply) if mine else None
    sealed = take_out(office, lying) if lying else b""

    def act(connection: Connection) -> bytes:
        before = replies.to_writer(connection, reply, desk.writer)
        if before is None or blocking.is_closed(office, connection, before.letter):
            raise Refusal("not-here", "No such answer waits here.")
        replies.collect(connection, reply)
        if before.state == "waits":
            by = events.by_writer(desk.writer)
            events.add(connection, [events.Happened("collected", office.now(), by, before.letter, before.id)])
        return sealed

    return once(office, desk, act)


def _news_after(body: bytes) -> tuple[str, str]:
    """After which answer, and after what was told of which letter, a page begins; empty for the start."""
    value = _sent(body, "replies", "told")
    return _id_in(value, "replies", or_empty=True), _id_in(value, "told", or_empty=True)


def _nothing_sent(asked: Asked) -> None:
    if asked.body:
        raise malformed("This request has no body.")


def _sent_id(body: bytes, name: str, *, or_empty: bool = False) -> str:
    return _id_in(_sent(body, name), name, or_empty=or_empty)


def _sent(body: bytes, *names: str) -> dict[str, Json]:
    try:
        value = from_json(body)
    except Unsupported as error:
        raise malformed(error.message) from error
    if not isinstance(value, dict) or value.get("amends") != 1 or set(value) != {"amends", *names}:
        raise malformed(f"The request takes {' and '.join(map(repr, names))} and nothing else.")
    return value


def _id_in(value: dict[str, Json], name: str, *, or_empty: bool) -> str:
    text = value[name]
    if not isinstance(text, str) or not (is_id(text) or (or_empty and not text)):
        raise malformed(f"{name!r} is malformed.")
    return text
