"""Leaving a sealed answer, and taking it back while it waits."""

from __future__ import annotations

import hashlib

from amends.envelope import is_id, to_json
from amends.office.acts.reader import Reader
from amends.office.ledger import replies
from amends.office.refusals import Refusal, malformed
from amends.wire import REPLY_BYTES_MOST, WaitingReply


def answer(reader: Reader) -> bytes:
    """Keep a sealed answer for the writer; the same bytes again are the same answer, and not a second one."""
    reader.only_letters()
    sealed, letter = reader.body, reader.letter.id
    if not sealed:
        raise malformed("The answer is empty.")
    if len(sealed) > REPLY_BYTES_MOST:
        raise Refusal("too-large", f"An answer may have {REPLY_BYTES_MOST} bytes at most.")
    digest = hashlib.sha256(sealed).hexdigest()
    reply_id = replies.same(reader.connection, letter, digest)
    if not reply_id:
        reader.not_too_often("answer", reader.limits.answers)
        # Where it lies in a store already, its id was drawn then.
        owner, name = next(((owner, name) for (owner, _), name in reader.names.items()), ("", ""))
        reply_id = owner or reader.clock.bytes(16).hex()
        waiting = WaitingReply(reply_id, letter, reader.at, len(sealed), digest)
        replies.put(reader.connection, waiting, reader.letter.writer, sealed, name)
        reader.write_down("answer", reply_id)
    return to_json({"amends": 1, "answer": reply_id, "done": True})


def take_back(reader: Reader) -> bytes:
    """Take an answer back: true unless it was collected before, or was never here."""
    reader.only_letters()
    reply_id = reader.sent("answer")["answer"]
    if not isinstance(reply_id, str) or not is_id(reply_id):
        raise malformed("The answer's id is malformed.")
    reply = replies.find(reader.connection, reply_id, reader.letter.id)
    if reply is not None and reply.state == "waits":
        replies.take_back(reader.connection, reply_id)
        reader.write_down("take-back", reply_id)
    return to_json({"amends": 1, "done": reply is not None and reply.state != "collected"})


def answers(reader: Reader) -> bytes:
    """What became of one's answers where a bank reads them first; nobody does here."""
    reader.nothing_sent()
    return to_json({"amends": 1, "answers": []})
