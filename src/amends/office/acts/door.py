"""The door of all acts: is there such a letter, is the signature good, may this act still be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from amends.office.acts.answering import answer, answers, take_back
from amends.office.acts.beforehand import afterwards, beforehand
from amends.office.acts.keeping import keep, state
from amends.office.acts.opening import open_letter
from amends.office.acts.passing_on import pass_on
from amends.office.acts.reader import Reader, Signer
from amends.office.acts.refusing import again, decline, never, not_for_me
from amends.office.acts.telling import tell
from amends.office.bank import in_the_room
from amends.office.ledger import Connection, events, letters, readers
from amends.office.ledger.letters import Carried
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed, nothing_here, taken_back
from amends.office.signatures import is_good
from amends.wire import ACTS_AFTER_WITHDRAWAL, KEEP_KEYS_TRIED, Act, act_bytes

_ACTS: Final[dict[Act, Callable[[Reader], bytes]]] = {
    "open": open_letter,
    "keep": keep,
    "decline": decline,
    "answer": answer,
    "take-back": take_back,
    "tell": tell,
    "pass-on": pass_on,
    "not-for-me": not_for_me,
    "never": never,
    "again": again,
    "state": state,
    "answers": answers,
}
_KEEPERS_AFTER_WITHDRAWAL: Final = frozenset[Act]({"open", "state", "answers", "take-back"}) | ACTS_AFTER_WITHDRAWAL


def do(
    office: Office,
    letter_id: str,
    act: Act,
    body: bytes,
    *,
    nonce: str,
    signature: str,
    signer: Signer,
    visitor: str = "",
    keep_key: str = "",
) -> bytes:
    """Do one act with one letter; the bytes to answer. `visitor` says where it is done from, `keep_key` which signs.

    Raises:
        Refusal: `nonce`, `not-here`, `signature`, `taken-back`, or what the act itself refuses.
    """
    spent = office.nonces.check(nonce)
    letter, keys = _may_sign(office, letter_id, signer, keep_key)
    signed = act_bytes(office.id, letter_id, act, body, nonce)
    key = next((key for key in keys if is_good(key, signature, signed)), None)
    if key is None:
        raise Refusal("signature", "The signature does not fit this letter.", "Use the link exactly as you got it.")
    by = events.LINK if signer == "act" else events.by_keeper(key)
    ready = beforehand(office, letter, act, body, visitor)

    def now(connection: Connection) -> bytes:
        letter = letters.find(connection, letter_id)  # once more: it may have been withdrawn since the door looked
        if letter is None:
            raise nothing_here()
        _may_still(letter, act, signer)
        reader = Reader(
            connection,
            letter,
            by,
            body,
            office.now(),
            office.clock,
            office.settings.limits,
            visitor,
            office.left_to,
            ready.sealed,
            ready.names,
        )
        in_the_room.before(office, reader, act)
        read_first = in_the_room.instead(office, reader, act)
        done = _ACTS[act](reader) if read_first is None else read_first
        in_the_room.after(office, reader, act)
        return done

    done = office.once(spent, now)
    afterwards(office, ready)
    return done


def _may_sign(office: Office, letter_id: str, signer: Signer, keep_key: str) -> tuple[Carried, list[str]]:
    """The letter, if it may be looked at yet, and the keys under which its reader can sign."""
    with office.ledger.reading() as connection:
        letter = letters.find(connection, letter_id)
        keys = [letter.act_key] if letter and signer == "act" else _keep_keys(connection, letter_id, keep_key)
    if letter is None or letter.due > office.now():
        raise nothing_here()
    return letter, keys


def _keep_keys(connection: Connection, letter: str, named: str) -> list[str]:
    """Which keep keys may have signed: the one that was named. Trying all would cost the more the more there are."""
    if named:
        return [named] if readers.keeps(connection, letter, named) else []
    return readers.keep_keys(connection, letter, KEEP_KEYS_TRIED)


def _may_still(letter: Carried, act: Act, signer: Signer) -> None:
    still = _KEEPERS_AFTER_WITHDRAWAL if signer == "keep" else ACTS_AFTER_WITHDRAWAL
    if letter.withdrawn and act not in still:
        raise taken_back()
    if act == "state" and signer != "keep":
        raise malformed("What was done shows only under a private link.")
