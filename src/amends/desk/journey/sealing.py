"""Letters into envelopes: set, signed, padded, closed, opened once more to be sure, kept before anything leaves."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import seals
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.hand.subset import subset
from amends.desk.journey.letters import check_words
from amends.desk.journey.look import Look, look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.journey.ready import LeftOut, ToSend, check_page, keys_for
from amends.desk.letters.words import digest, plain_text
from amends.desk.paper.press import Form, type_case
from amends.desk.paper.sealed import LetterPress
from amends.desk.seal.headers import Grant, Scale
from amends.desk.seal.opening import check_front, open_front, open_letter
from amends.desk.seal.sealing import IN_LINK, KeyRoad, LetterKeys, Parts, Sealed, seal
from amends.desk.seal.slip import Slip, slip_code
from amends.envelope import pack
from amends.errors import Forged, NotOpenable, Refused
from amends.sentences import Sentence, marked, whole

BATCH: Final = 32
"""Letters that are sealed and then kept in one transaction: what a kill can cost, in work and never in letters."""
FRONT_HAND_MOST: Final = 28 * 1024
"""Bytes of the hand on a front, which has 32 KiB in all; a long address with many accents wants more than that."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A letter that was sealed: the row for the drawer and its packed envelope."""

    row: seals.Seal
    packed: bytes


@dataclass(frozen=True, slots=True)
class _Table:
    """What all letters of a run are sealed with."""

    desk: Desk
    look: Look
    keys: Mapping[str, LetterKeys]
    pseudonyms: Mapping[str, str]
    road: KeyRoad
    grant: Grant | None


def seal_letters(
    desk: Desk,
    letters: Sequence[ToSend],
    *,
    road: KeyRoad = IN_LINK,
    grant: Grant | None = None,
    on_letter: Callable[[], None] | None = None,
) -> tuple[LeftOut, ...]:
    """Seals letters that are not sealed yet and keeps each with its secrets; gives those that could not be sealed.

    Args:
        desk: the desk.
        letters: the letters; those that are sealed already are left as they are.
        road: how the secrets travel.
        grant: the writer's leave for a bank to read them.
        on_letter: called for every letter that is done.
    """
    with desk.drawer.transaction() as tx:
        have = seals.seals_of(tx, [one.id for one in letters])
        pseudonyms = list_kept.pseudonyms(tx)
    lacking = [one for one in letters if one.id not in have]
    if not lacking:
        return ()
    table = _Table(desk, look(desk), keys_for(desk, [one.id for one in lacking]), pseudonyms, road, grant)
    left_out: list[LeftOut] = []
    with _sealers(table) as run:
        for at in range(0, len(lacking), BATCH):
            outcomes = run(lacking[at : at + BATCH])
            done = [one for one in outcomes if isinstance(one, _Done)]
            left_out += [one for one in outcomes if isinstance(one, LeftOut)]
            with desk.drawer.transaction() as tx:
                seals.put_seals(tx, [(one.row, one.packed) for one in done])
                letters_kept.move_forward(tx, [one.row.letter for one in done], "sealed")
                log(tx, *(WriterAct(desk.now, "seal", one.row.letter) for one in done))
            if on_letter:
                for _ in outcomes:
                    on_letter()
    return tuple(left_out)


@contextmanager
def _sealers(table: _Table) -> Generator[Callable[[Sequence[ToSend]], list[_Done | LeftOut]]]:
    """Several sealers at a time: the typesetter lets go of Python's lock while it works, and it works the longest."""
    presses = threading.local()
    seen = table.look
    form = Form(seen.hand, seen.paper, seen.sheet, seen.cover)
    with type_case(form) as case, ThreadPoolExecutor(_processors(), thread_name_prefix="seal") as pool:

        def one_letter(one: ToSend) -> _Done | LeftOut:
            if not hasattr(presses, "press"):
                presses.press = LetterPress(case, form)
            try:
                return _seal_one(table, one, presses.press)
            except (Refused, NotOpenable) as error:
                return LeftOut(one.id, one.names, whole(error))

        yield lambda letters: list(pool.map(one_letter, letters))


def _seal_one(table: _Table, one: ToSend, press: LetterPress) -> _Done:
    desk, letter, keys = table.desk, one.kept.letter, table.keys[one.id]
    page = check_page(one, on_paper(desk, table.look, letter, one.people[0]))
    code = slip_code(Slip(one.id, keys.reply.recipient), desk.signer) if keys.reply else ""
    address = (page.to_name, *page.address_lines)
    hand = table.look.hand
    parts = Parts(
        id=one.id,
        person=pseudonym(one, table.pseudonyms),
        words=letter.words,
        from_name=page.from_name,
        to=tuple(person.name for person in one.people),
        address=address,
        flap=page.from_name,
        stationery=table.look.paper.id,
        pdf=press.pdf(page, code=code, at=int(desk.clock.now().timestamp())),
        hand=subset(hand, plain_text(letter.words)),
        front_hand=subset(
            hand,
            "\n".join(line for line in (*address, page.from_name) if line not in page.plain),
            most=FRONT_HAND_MOST,
        ),
        scale=Scale(round(hand.measures.size * 100)),
    )
    sealed = seal(
        parts, keys, desk.clock, signer=desk.signer if letter.sign else None, road=table.road, grant=table.grant
    )
    _open_once_more(one, keys, sealed)
    packed = pack(sealed.envelope)
    row = seals.Seal(one.id, sealed.words, table.road.own_key, digest(letter.words), len(packed), desk.now)
    return _Done(row, packed)


def pseudonym(one: ToSend, pseudonyms: Mapping[str, str]) -> str:
    """By which id an office knows whoever a letter is to: one's own; for several, one that follows from theirs."""
    ids = sorted(pseudonyms[person.id] for person in one.people)
    return ids[0] if len(ids) == 1 else hashlib.sha256("\n".join(ids).encode()).hexdigest()[:32]


def _open_once_more(one: ToSend, keys: LetterKeys, sealed: Sealed) -> None:
    """Opens what was sealed with its own key, as its reader will, and holds it against the letter in the drawer.

    Raises:
        Refused, Forged: letters crossed inside the program; the envelope is thrown away.
    """
    envelope = sealed.envelope
    letter = open_letter(envelope.letter, keys.secret, envelope.id)
    check_front(open_front(envelope.front, keys.secret, envelope.id), letter)
    check_words(one.kept, digest(letter.header.words))
    if letter.header.to != tuple(person.name for person in one.people) or letter.whose != "addressed":
        raise Forged(
            Sentence("Letter %(id)s was about to be sealed to somebody else.", id=one.id), marked("Please report it.")
        )


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
