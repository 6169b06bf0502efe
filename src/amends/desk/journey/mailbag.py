"""What came back: fetched, scanned, listed, and opened one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer import seals, ways
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.lent import taken_in
from amends.desk.journey import banking, knowing
from amends.desk.journey.enrolling import counter_of
from amends.desk.journey.lending import came_back
from amends.desk.journey.opening import Desk
from amends.desk.journey.telling import not_told
from amends.desk.letters.words import bare
from amends.desk.mailbag.evidence import Suggested
from amends.desk.mailbag.mail import read_mail
from amends.desk.mailbag.pages import PAGES_IN_ALL_MOST, pages_of, together
from amends.desk.mailbag.placing import Placed, place
from amends.desk.people.files import Refusal, Source
from amends.desk.post.way import Way
from amends.desk.seal.age import Secret
from amends.desk.seal.opening import open_reply
from amends.desk.seal.slip import Slip
from amends.errors import AmendsError, NotHere, NotOpenable, OfficeUnreachable, Refused, WrongUsage
from amends.wire import AnswerFile

_ID: int = 32


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a round to the offices brought.

    Attributes:
        offices: how many were asked.
        new: answers that are new.
        same: answers that were here already.
        told: letters of which a recipient let the writer know something new.
        screened: letters in a bank whose reading has come further.
        refused: answers that could not be taken in, with the reason.
        unreachable: what to say of an office that did not answer; empty when all did.
        closed: to whom letters are that the office cannot tell by the road that was chosen.
    """

    offices: int
    new: int
    same: int
    told: int
    refused: tuple[str, ...]
    unreachable: tuple[OfficeUnreachable, ...]
    screened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scanned:
    """What scanned files came to: answers that are placed, those in the unsorted tray, those here already."""

    placed: int
    unsorted: int
    same: int
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class InMailbag:
    """Something in the mailbag.

    Attributes:
        reply: what came.
        people: names of those to whom the letter is written that it answers; none in the unsorted tray.
        suggested: for what lies in the unsorted tray, whom it may be from; only the writer places it.
        looked_at: whether its hand was looked at. With nothing suggested, it is a hand that is not known here.
    """

    reply: kept.Reply
    people: tuple[str, ...]
    suggested: tuple[Suggested, ...] = ()
    looked_at: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer that was opened.

    Attributes:
        item: what it is.
        text: what it says; empty for pages on paper.
        signed: how it is signed, where it is.
        again: whether the writer may write again, as far as it says: `one`, `no`, or empty.
        files: scans and pages, by name.
        letter: the letter it answers, if it is placed.
        salutation: how that letter begins.
    """

    item: InMailbag
    text: str
    signed: str
    again: str
    files: tuple[tuple[str, bytes], ...]
    letter: letters_kept.Kept | None
    salutation: str


def fetch(desk: Desk) -> Fetched:
    """Asks every office this desk is enrolled at; what comes is in the drawer before the next thing is asked for."""
    with desk.drawer.transaction() as tx:
        offices = [office for office in ways.offices(tx).values() if office.enrolled]
        have = {reply.digest for reply in kept.replies(tx)} | taken_in(tx)
    new = same = told = 0
    refused: list[str] = []
    unreachable: list[OfficeUnreachable] = []
    screened: list[str] = []
    closed: list[str] = []
    for office in offices:
        try:
            with Way(office.url) as way:
                counter = counter_of(way, office)
                news = counter.news()
                with desk.drawer.transaction() as tx:
                    known = letters_kept.letters_by_id(tx, [one.letter for one in news.told])
                    told += sum(kept.put_told(tx, one, desk.now) for one in news.told if one.letter in known)
                for waiting in news.replies:
                    if waiting.sha256 in have:
                        same += 1
                        continue
                    try:
                        data = counter.reply(waiting)
                        new += _put_away(desk, waiting.letter, "office", data, waiting.arrived)
                    except (NotOpenable, Refused, NotHere) as error:
                        refused.append(f"The answer {waiting.id} at {office.url}: {error}")
                heard, torn = banking.hear(desk, office.id, counter)
                screened += heard
                refused += torn
                closed += not_told(desk, counter)
        except OfficeUnreachable as error:
            unreachable.append(error)
        except Refused as error:
            refused.append(str(error))
    return Fetched(len(offices), new, same, told, tuple(refused), tuple(unreachable), tuple(screened), tuple(closed))


def scan(desk: Desk, files: Sequence[Source]) -> Scanned:
    """Takes in scanned slips, photographs of them, and answers that were saved as files."""
    placed = unsorted = same = 0
    room = PAGES_IN_ALL_MOST
    refused: list[Refusal] = []
    for file in files:
        try:
            if _is_answer_file(file.data):
                fresh = _take_answer_file(desk, file)
                placed, same = placed + fresh, same + (not fresh)
                continue
            pages = list(pages_of(file.name, file.data))
            if len(pages) > room:
                raise Refused(
                    f"At most {PAGES_IN_ALL_MOST:,} pages are taken in at once.", "Scan this file by itself."
                )
            room -= len(pages)
            for group in place(pages, desk.signer.public, lambda slip: _is_ours(desk, slip)):
                if not _put_pages(desk, group):
                    same += 1
                elif group.letter:
                    placed += 1
                else:
                    unsorted += 1
        except AmendsError as error:
            refused.append(Refusal(file.name, 0, str(error)))
    return Scanned(placed, unsorted, same, tuple(refused))


def the_mailbag(desk: Desk) -> tuple[InMailbag, ...]:
    """Everything that came back, what is unopened first."""
    with desk.drawer.transaction() as tx:
        replies = kept.replies(tx)
        letters = letters_kept.letters_by_id(tx, list({reply.letter for reply in replies if reply.letter}))
        names = {person.id: person.name for person in list_kept.everybody(tx)}
        hands = knowing.looked(tx, replies)
    return tuple(
        InMailbag(
            reply,
            tuple(names[one] for one in letters[reply.letter].letter.to) if reply.letter else (),
            hands.suggested.get(reply.id, ()),
            reply.id in hands.at,
        )
        for reply in replies
    )


def open_one(desk: Desk, name: str) -> Opened:
    """Opens one answer, by its id or the beginning of it; opening it again shows the same.

    Raises:
        WrongUsage: there is none, or several begin so.
        NotOpenable: it is torn, or was sealed to another key.
    """
    found = [one for one in the_mailbag(desk) if one.reply.id.startswith(name.lower())]
    if len(found) != 1:
        raise WrongUsage(
            f"{'Several answers begin' if found else 'No answer begins'} with {name}.", "See: amends mailbag list"
        )
    (item,) = found
    reply = item.reply
    with desk.drawer.transaction() as tx:
        parts = kept.parts_of(tx, reply.id)
        letter = letters_kept.letters_by_id(tx, [reply.letter]).get(reply.letter) if reply.letter else None
        keys = seals.keys_of(tx, [reply.letter]).get(reply.letter) if reply.letter else None
    text = signed = again = ""
    if reply.kind in ("office", "file") and keys:
        opened = open_reply(parts[0][1], Secret.read(keys.reply), reply.letter)
        text, signed, again = opened.text, opened.header.from_name, opened.header.again
        parts = tuple(opened.scans.items())
    elif reply.kind == "mail":
        mail = read_mail(parts[0][1])
        text, parts = mail.text, tuple((one.name, one.data) for one in mail.attachments)
    with desk.drawer.transaction() as tx:
        kept.mark_opened(tx, reply.id, desk.now)
        if not reply.opened:
            log(tx, WriterAct(desk.now, "open answer", reply.letter, reply.id))
    salutation = bare(letter.letter.words.salutation) if letter else ""
    return Opened(item, text, signed, again, parts, letter, salutation)


def _is_answer_file(data: bytes) -> bool:
    return data[:2] == b"PK" and b"answer.json" in data[:128]


def _take_answer_file(desk: Desk, file: Source) -> bool:
    answer = AnswerFile.from_bytes(file.data)
    lent = came_back(desk, answer.letter, answer.reply, desk.now)
    if lent is not None:
        return lent
    with desk.drawer.transaction() as tx:
        keys = seals.keys_of(tx, [answer.letter]).get(answer.letter)
    if keys is None:
        raise Refused(f"{file.name} answers a letter that is not in this drawer.", "Perhaps it is for another desk.")
    open_reply(answer.reply, Secret.read(keys.reply), answer.letter)  # that it opens is what makes it certain
    return _put_away(desk, answer.letter, "file", answer.reply, desk.now)


def _put_away(desk: Desk, letter: str, kind: kept.ReplyKind, data: bytes, arrived: str) -> bool:
    """Keeps sealed bytes that answer a letter; returns whether they are new."""
    lent = came_back(desk, letter, data, arrived)
    if lent is not None:
        return lent
    digest = hashlib.sha256(data).hexdigest()
    with desk.drawer.transaction() as tx:
        if letter not in letters_kept.letters_by_id(tx, [letter]):
            raise Refused(
                "It answers a letter that is not in this drawer.", "Perhaps another copy of this desk posted it."
            )
        reply = kept.Reply(digest[:_ID], letter, kind, digest, certain=True, arrived=arrived)
        return kept.put_reply(tx, reply, [("reply.age", data)])


def _put_pages(desk: Desk, group: Placed) -> bool:
    """Keeps pages as they came; returns whether they are new."""
    name, data = together(group.pages)
    digest = hashlib.sha256(data).hexdigest()
    reply = kept.Reply(
        id=digest[:_ID],
        letter=group.letter,
        kind="slip" if group.letter else "unsorted",
        digest=digest,
        certain=bool(group.letter),
        arrived=desk.now,
        note=group.note,
    )
    with desk.drawer.transaction() as tx:
        fresh = kept.put_reply(tx, reply, [(name, data)])
    if fresh:
        knowing.look_at(desk, reply.id)
    return fresh


def _is_ours(desk: Desk, slip: Slip) -> bool:
    with desk.drawer.transaction() as tx:
        keys = seals.keys_of(tx, [slip.letter]).get(slip.letter)
    return keys is not None and bool(keys.reply) and Secret.read(keys.reply).recipient == slip.reply
