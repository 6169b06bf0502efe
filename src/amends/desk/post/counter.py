"""A desk at an office's counter: every request signed with the key that is bound to that office."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from amends.desk.post.way import Way, WrongOffset
from amends.desk.seal.keys import SigningKey, b64url
from amends.desk.seal.opening import check_whole
from amends.envelope import Json, from_json, is_id, to_json
from amends.errors import NeedsMore, Unsupported
from amends.wire import (
    BATCH_BYTES_MOST,
    BATCH_LETTERS_MOST,
    DESK_HEADER,
    SCREENINGS,
    UPLOAD_CHUNK_BYTES,
    Deposited,
    Invitation,
    News,
    Outcome,
    PartSeen,
    Screening,
    Told,
    WaitingReply,
    batch,
    desk_bytes,
    outcomes_from,
    remarks_named,
)

BATCH_BYTES: int = BATCH_BYTES_MOST // 2
"""What we put into one batch: half of what may be, so that its ZIP directory never tips it over."""


ELSEWHERE_MOST: int = 100_000
"""Letters of a lost copy of this desk that an office may list besides this desk's own."""
LISTED_LEAST: int = 100
"""What a page of that list holds where more follow (`spec/office-api.md`)."""


@dataclass(frozen=True, slots=True)
class AtOffice:
    """A letter of this desk as the office has it; in a letter bank, with how far its reading has come."""

    id: str
    withdrawn: bool
    screening: Screening | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """This desk at one office.

    Attributes:
        way: the connection.
        key: the desk key bound to this office.
    """

    way: Way
    key: SigningKey = field(repr=False)

    def enrol(self, invitation: Invitation, name: str) -> None:
        """Enrols the desk. The same desk may bring its invitation again.

        Raises:
            NeedsMore: the invitation is for another office.
            Refused: it is used, or too old.
        """
        if invitation.office_id != self.way.card().id:
            raise NeedsMore(
                f"The invitation is for another office than {self.way.office}.", "Ask this office for one."
            )
        self._ask("/api/writers", to_json({"amends": 1, "code": invitation.code, "name": name}))

    def take_place(self, key: str, *, take_over: bool) -> None:
        """Puts a fresh desk key in the place of this one, which the office listens to no longer. Again is harmless.

        Args:
            key: public half of the fresh key.
            take_over: also where another copy of this desk took its place before.

        Raises:
            Superseded: one did, and this is no take-over.
        """
        self._ask("/api/desk/key", to_json({"amends": 1, "key": key, "take_over": take_over}))

    def deposit(self, envelopes: dict[str, bytes]) -> tuple[Deposited, ...]:
        """Deposits a batch of packed envelopes, by id: all of it, or, when the office vanishes, perhaps none.

        Raises:
            Unsupported: the office answered about something else.
        """
        if len(envelopes) == 1:
            ((letter, packed),) = envelopes.items()
            if len(packed) > BATCH_BYTES // 4:
                return _about(envelopes, self._upload(letter, packed))
        return _about(envelopes, outcomes_from(self._ask("/api/desk/deposits", batch(envelopes))))

    def deposit_in_bank(
        self, letter: str, packed: bytes, *, about: str, ordered: bool, key: str, replaces: str = ""
    ) -> Deposited:
        """Deposits one packed envelope in a letter bank, in the place of another letter where one is named.

        Args:
            letter: its id.
            packed: the envelope.
            about: what it concerns.
            ordered: whether a court ordered it.
            key: fingerprint of the key that it is sealed to.
            replaces: the id of a letter of this desk in that bank; or empty.

        Raises:
            Refused: the bank takes nothing under this key, or not from this writer.
            Unsupported: the bank answered about something else.
        """
        path = f"/api/desk/bank/{about}/{'ordered' if ordered else 'own'}/{key}"
        answer = self._ask(f"{path}/{replaces}" if replaces else path, packed)
        (done,) = _about({letter: packed}, outcomes_from(answer)) or (Deposited(letter, "refused", "No answer."),)
        return done

    def remarks(self, letter: str) -> tuple[bytes, ...]:
        """What a bank's readers remarked on a letter, each still sealed to its reply key."""
        return remarks_named(self._ask(f"/api/desk/remarks/{letter}"))

    def by_road(self, road: str, addresses: dict[str, str]) -> tuple[Deposited, ...]:
        """Has these letters, by id, go by a road as well: `mail`, `hand` or `held`; again is harmless.

        Args:
            road: its name.
            addresses: where to, in the road's own form, by the letter's id.

        Raises:
            Unsupported: the office answered about something else.
        """
        found: list[Deposited] = []
        letters = list(addresses)
        for at in range(0, len(letters), BATCH_LETTERS_MOST):
            some = {letter: addresses[letter] for letter in letters[at : at + BATCH_LETTERS_MOST]}
            roads: list[Json] = [{"id": letter, "road": road, "to": to} for letter, to in some.items()]
            body = to_json({"amends": 1, "roads": roads})
            found += _about(dict.fromkeys(some, b""), outcomes_from(self._ask("/api/desk/roads", body)))
        return tuple(found)

    def roads_closed(self) -> list[str]:
        """Letters of this desk that nobody can be told of by mail at the address that was given."""
        rows = _fields(self._ask("/api/desk/roads/closed")).get("closed")
        found: list[Json] = rows if isinstance(rows, list) else []
        return [str(row["id"]) for row in found if isinstance(row, dict) and is_id(str(row.get("id")))]

    def withdraw(self, letter: str) -> None:
        """Takes a letter back. The office answers alike whatever its recipient did."""
        self._ask("/api/desk/withdraw", to_json({"amends": 1, "id": letter}))

    def replace(self, new: str, old: str) -> None:
        """Has a letter take another's place, on the roads that one went by; answered alike whatever became of it."""
        self._ask("/api/desk/replace", to_json({"amends": 1, "id": new, "replaces": old}))

    def letters(self, mine: int) -> Iterator[AtOffice]:
        """Every letter of this desk that the office has, in the order in which they came there.

        Args:
            mine: how many letters this desk has handed to offices. An office that lists far more is not listened to
                for ever: beyond that there can only be what a lost copy of this desk posted.

        Raises:
            Unsupported: the list goes in circles, has pages that are all but empty, or does not end.
        """
        after, more, seen = "", True, set[str]()
        while more:
            rows, more = _listed(self._ask("/api/desk/letters", to_json({"amends": 1, "after": after})))
            fresh = {row.id for row in rows} - seen
            seen |= fresh
            endless = len(seen) > mine + ELSEWHERE_MOST or (more and len(rows) < LISTED_LEAST)
            if endless or len(fresh) < len(rows):
                raise Unsupported(
                    "The office’s list of this desk’s letters does not end, or goes in circles. Nothing was sent.",
                    "Ask whoever runs the office.",
                )
            yield from rows
            after = rows[-1].id if rows else after

    def news(self) -> News:
        """What waits for the writer: every page of it.

        Raises:
            Unsupported: the office goes round in circles.
        """
        replies: dict[str, WaitingReply] = {}
        told: dict[str, Told] = {}
        came_last = told_last = ""
        while True:
            after = to_json({"amends": 1, "replies": came_last, "told": told_last})
            page = News.from_bytes(self._ask("/api/desk/news", after))
            before = len(replies) + len(told)
            replies |= {one.id: one for one in page.replies}
            told |= {one.letter: one for one in page.told}
            if not page.more:
                return News(tuple(replies.values()), tuple(told.values()))
            if len(replies) + len(told) == before:
                raise Unsupported("The office gives the same news again and again.", "Ask whoever runs it.")
            came_last = page.replies[-1].id if page.replies else came_last
            told_last = page.told[-1].letter if page.told else told_last

    def reply(self, waiting: WaitingReply) -> bytes:
        """The sealed bytes of one answer; from then on it cannot be taken back.

        Raises:
            Torn: it did not arrive whole.
            NotHere: it was taken back.
        """
        data = self._ask(f"/api/desk/replies/{waiting.id}")
        check_whole(data, PartSeen(waiting.bytes, waiting.sha256), "the answer")
        return data

    def _upload(self, letter: str, packed: bytes) -> tuple[Deposited, ...]:
        """Deposits one large envelope in pieces, going on from what the office has."""
        total = len(packed)
        at = _received(self._ask(f"/api/desk/uploads/{letter}"), total)
        # Twice as often as there are pieces: an office may lose count now and then, but not for ever.
        for _ in range(2 * (total // UPLOAD_CHUNK_BYTES + 2)):
            piece = packed[at : at + UPLOAD_CHUNK_BYTES]
            if not piece:
                break
            try:
                answer = self._ask(f"/api/desk/uploads/{letter}/{at}/{total}", piece)
            except WrongOffset as error:
                if error.received == at or not 0 <= error.received <= total:
                    raise
                at = error.received
                continue
            fields = _fields(answer)
            if "outcomes" in fields:
                return outcomes_from(to_json({"amends": 1, "outcomes": fields["outcomes"]}))
            at = _received(answer, total)
        raise Unsupported(f"The office lost count of letter {letter}.")

    def _ask(self, path: str, body: bytes = b"") -> bytes:
        office = self.way.card().id

        def sign(nonce: str) -> str:
            return b64url(self.key.sign(desk_bytes(office, path, body, nonce)))

        return self.way.post_signed(path, body, {DESK_HEADER: self.key.wire}, sign)


def batches(sizes: dict[str, int]) -> Iterator[list[str]]:
    """Splits letters, by id with their sizes, into batches that an office takes; a large one goes alone."""
    here: list[str] = []
    weight = 0
    for letter, size in sizes.items():
        if here and (len(here) == BATCH_LETTERS_MOST or weight + size > BATCH_BYTES):
            yield here
            here, weight = [], 0
        here.append(letter)
        weight += size
    if here:
        yield here


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _about(envelopes: dict[str, bytes], outcomes: tuple[Deposited, ...]) -> tuple[Deposited, ...]:
    """What an office says of these letters: of none twice, and of no other."""
    ids = [one.id for one in outcomes]
    known = {one.outcome for one in outcomes} <= set(get_args(Outcome))
    if not known or len(set(ids)) < len(ids) or not envelopes.keys() >= set(ids):
        raise Unsupported("The office answered about other letters than it was given.", "Ask whoever runs it.")
    return outcomes


def _received(data: bytes, total: int) -> int:
    received = _fields(data).get("received")
    if not isinstance(received, int) or isinstance(received, bool) or not 0 <= received <= total:
        raise Unsupported("The office's answer is malformed.")
    return received


def _listed(data: bytes) -> tuple[list[AtOffice], bool]:
    """A page of the list of letters, and whether more follow."""
    fields = _fields(data)
    rows, found = fields.get("letters"), list[AtOffice]()
    for row in rows if isinstance(rows, list) else [None]:
        letter = row.get("id") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(letter, str) or not is_id(letter):
            raise Unsupported("The office's list of this desk's letters is malformed.", "Ask whoever runs it.")
        read: Screening | None = next((one for one in SCREENINGS if one == row.get("screening")), None)
        found.append(AtOffice(letter, row.get("withdrawn") is True, read))
    return found, fields.get("more") is True


def _fields(data: bytes) -> dict[str, Json]:
    value = from_json(data)
    if not isinstance(value, dict):
        raise Unsupported("The office's answer is malformed.")
    return value
