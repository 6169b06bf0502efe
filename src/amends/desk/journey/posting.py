"""Handing sealed letters over, to one office or into one folder; again is harmless.

Every letter is bound to one place before anything of it leaves the desk, and stays bound there: whatever happens on
the way, no letter goes twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from amends.desk.drawer import in_bank, out_tray, seals, ways
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.journey import banking
from amends.desk.journey.banking import Bank, ForBank
from amends.desk.journey.enrolling import at_office
from amends.desk.journey.look import look, on_paper
from amends.desk.journey.opening import Desk
from amends.desk.journey.ready import Choice, LeftOut, ToSend, choose_letters, hold_unasked
from amends.desk.journey.sealing import seal_letters
from amends.desk.post import folder
from amends.desk.post.counter import Counter, batches
from amends.desk.post.links import link_to
from amends.desk.post.way import Way
from amends.desk.seal.sealing import IN_LINK, KeyRoad
from amends.errors import NeedsMore, OfficeUnreachable, WrongUsage
from amends.sentences import Sentence, marked
from amends.wire import BankCard, Deposited, Invitation

FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A letter's link, and the words behind which its key is, where it is not in the link."""

    letter: str
    to: str
    url: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of posting.

    Attributes:
        posted: ids of letters that went now.
        already: ids of letters that were there before.
        links: the link of every letter that is there now, in the order of the letters.
        left_out: letters that did not go, with the reason.
        elsewhere: letters that went to another place before: id, whom it is to, that place.
        remaining: letters that still have to go, because the office vanished.
        vanished: what to say of that; None where it did not.
        in_type: how many of the letters have a line in plain type, because the hand lacks a letter of it.
        unasked: ids of letters that went now, of whose people the writer has not said whether it could injure
            somebody; none where that is asked.
        waiting: ids of letters that were left in the out tray, since none of them was named.
        bank: the letter bank they went to; None where it was an ordinary office or a folder.
    """

    posted: tuple[str, ...]
    already: tuple[str, ...]
    links: tuple[LinkTo, ...]
    left_out: tuple[LeftOut, ...]
    elsewhere: tuple[tuple[str, str, str], ...]
    remaining: int = 0
    vanished: OfficeUnreachable | None = None
    in_type: int = 0
    unasked: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    bank: BankCard | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """Letters that are sealed and bound here, and those that are not."""

    chosen: Choice
    letters: tuple[ToSend, ...]
    left_out: tuple[LeftOut, ...]
    elsewhere: tuple[tuple[str, str, str], ...]
    sizes: dict[str, int]
    before: frozenset[str]
    waiting: tuple[str, ...]


AT_ONCE: Final = 2
"""Batches on the way to an office at one time; more only wait for its disk, and each is up to 16 MiB of memory."""

Step = Callable[[], None]
PERSONAL: Final = ForBank()


def post_to_office(
    desk: Desk,
    address: str,
    invitation: Invitation | None = None,
    *,
    road: KeyRoad = IN_LINK,
    only: Iterable[str] = (),
    asked_only: bool = False,
    take_over: bool = False,
    moved: bool = False,
    for_bank: ForBank | None = PERSONAL,
    on_letter: Step | None = None,
) -> Posted:
    """Seals what is ready and deposits it at an office.

    Args:
        desk: the desk.
        address: the office's address.
        invitation: enrols the desk there, the first time.
        road: how the secrets travel.
        only: ids of letters; where none is named all but those in the out tray, which have a time of their own.
        asked_only: leave here what the writer has not answered the gate for; elsewhere the command is the answer.
        take_over: go on although another copy of this desk has posted letters that this one does not have.
        moved: the office was at another address before.
        for_bank: what is said beside the letters where the office is a letter bank, which reads them first; None
            where nobody was asked for that, so that they go to no bank.
        on_letter: called for every letter that is sealed.

    Raises:
        OfficeUnreachable: the office did not answer before anything was sent.
        Refused: the desk is not enrolled there, another copy of it posts there, or the office is known elsewhere.
    """
    with Way(address) as way:
        office, counter = at_office(desk, way, invitation, take_over=take_over, moved=moved)
        card = way.bank()
        if card and road != IN_LINK:
            raise WrongUsage(
                Sentence("%(bank)s reads letters first, so their keys go to it and nowhere else.", bank=card.bank)
            )
        if card and for_bank is None:
            raise NeedsMore(
                Sentence(
                    "%(bank)s reads letters before it offers them, and you were not asked about that.", bank=card.bank
                ),
                marked("Take these letters back, and choose it once more as where they go."),
            )
        bank = banking.meet(desk, office, card, for_bank, invitation) if card and for_bank else None
        only = tuple(only)
        if bank:
            banking.begin_anew(desk, bank, counter, only)
            only = _with_successors(desk, only)
        ready = _make_ready(desk, office.id, road, only, on_letter, asked_only=asked_only, bank=bank)
        waiting = {letter: size for letter, size in ready.sizes.items() if letter not in ready.before}
        if bank:
            posted, not_taken, vanished = banking.deposit_all(desk, counter, bank, tuple(waiting))
        else:
            posted, not_taken, vanished = _deposit_all(desk, counter, waiting)
    names = {one.id: one.names for one in ready.letters}
    refused = [LeftOut(letter, names[letter], reason) for letter, reason in not_taken]
    remaining = len(waiting) - len(posted) - len(refused)
    done = _outcome(desk, ready, posted, refused=refused, remaining=remaining, vanished=vanished)
    return replace(done, bank=bank.card) if bank else done


def post_to_folder(
    desk: Desk,
    where: Path,
    *,
    road: KeyRoad = IN_LINK,
    only: Iterable[str] = (),
    asked_only: bool = False,
    on_letter: Step | None = None,
) -> Posted:
    """Seals what is ready and writes it into a folder, for whoever carries it by hand.

    A letter that went there before is written again only if its files are gone.

    Raises:
        Refused: the folder cannot be written to, or the disk is full.
    """
    folder.make_folder(where)
    place = FOLDER + str(where.resolve())
    ready = _make_ready(desk, place, road, only, on_letter, asked_only=asked_only)
    posted: list[str] = []
    for one in ready.letters:
        with desk.drawer.transaction() as tx:
            packed = seals.envelope_of(tx, one.id)
        if one.id not in ready.before or not folder.is_there(where, one.id):
            folder.put_letter(where, one.id, packed, one.kept.letter.words.lang)
        if one.id not in ready.before:
            _mark(desk, [one.id])
            posted.append(one.id)
    return _outcome(desk, ready, posted)


def links_of(desk: Desk, letters: Sequence[ToSend]) -> tuple[LinkTo, ...]:
    """The links of letters that went somewhere."""
    ids = [one.id for one in letters]
    with desk.drawer.transaction() as tx:
        keys, sealed, postings, offices = (
            seals.keys_of(tx, ids),
            seals.seals_of(tx, ids),
            ways.postings(tx),
            ways.offices(tx),
        )
        unread = in_bank.of_letters(tx, ids)
    found: list[LinkTo] = []
    for one in letters:
        posting = postings.get(one.id)
        if posting is None or not posting.posted or one.id in unread:
            continue  # what lies in a bank opens nothing for its recipient: the bank hands over another envelope
        words = sealed[one.id].words
        secret = "" if words or sealed[one.id].own_key else keys[one.id].secret
        if posting.office.startswith(FOLDER):
            page = folder.page_address(Path(posting.office.removeprefix(FOLDER)), one.id)
            url = f"{page}#{secret}" if secret else page
        else:
            url = link_to(offices[posting.office].url, one.id, secret)
        found.append(LinkTo(one.id, one.names, url, words))
    return tuple(found)


def _with_successors(desk: Desk, only: tuple[str, ...]) -> tuple[str, ...]:
    """These letters, and what stands in the place of one of them."""
    with desk.drawer.transaction() as tx:
        after = {one.replaces: one.letter.id for one in letters_kept.letters_in(tx) if one.replaces}
    return (*only, *(after[one] for one in only if one in after))


def _make_ready(
    desk: Desk,
    place: str,
    road: KeyRoad,
    only: Iterable[str],
    on_letter: Step | None,
    *,
    asked_only: bool,
    bank: Bank | None = None,
) -> _Ready:
    """Seals what is ready and binds it to this place; what is bound elsewhere stays there."""
    only = tuple(only)
    chosen = choose_letters(desk, ("ready", "sealed", "posted"), only)
    if asked_only:
        chosen = hold_unasked(chosen)
    with desk.drawer.transaction() as tx:
        bound, offices = ways.postings(tx), ways.offices(tx)
        waiting = {one.letter for one in out_tray.tray(tx) if not bound.get(one.letter)} if not only else set[str]()
    going = [one for one in chosen.letters if one.id not in waiting]
    away = {one.id for one in going if one.id in bound and bound[one.id].office != place}
    here = [one for one in going if one.id not in away]
    elsewhere = tuple((one.id, one.names, _name_of(bound[one.id].office, offices)) for one in going if one.id in away)
    unfit = banking.unfit(desk, place, here, bank)
    out = {one.letter for one in unfit}
    here = [one for one in here if one.id not in out]
    road, grant = (bank.road, bank.grant) if bank else (road, None)
    not_sealed = (*unfit, *seal_letters(desk, here, road=road, grant=grant, on_letter=on_letter))
    out = {one.letter for one in not_sealed}
    here = [one for one in here if one.id not in out]
    ids = [one.id for one in here]
    with desk.drawer.transaction() as tx:
        ways.bind_to(tx, ids, place, desk.now)
        sealed = seals.seals_of(tx, ids)
    return _Ready(
        chosen,
        tuple(here),
        (*chosen.left_out, *not_sealed),
        elsewhere,
        {letter: sealed[letter].size for letter in ids},
        frozenset(letter for letter, posting in bound.items() if posting.posted),
        tuple(sorted(waiting)),
    )


def _deposit_all(
    desk: Desk, counter: Counter, waiting: dict[str, int]
) -> tuple[list[str], list[tuple[str, str]], OfficeUnreachable | None]:
    """Deposits what waits; gives what is there now, what the office refused and why, and how it vanished if it did.

    A few batches are on the way at a time, since an office checks one while it writes another to its disk. The drawer
    is asked and written to here alone, batch by batch in their order.
    """
    posted: list[str] = []
    refused: list[tuple[str, str]] = []
    vanished: OfficeUnreachable | None = None
    flying: deque[Future[tuple[Deposited, ...]]] = deque()
    coming = batches(waiting)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="post") as pool:
        while True:
            batch = next(coming, None) if vanished is None else None
            if batch is not None:
                with desk.drawer.transaction() as tx:
                    packed = seals.envelopes_of(tx, batch)
                flying.append(pool.submit(counter.deposit, {letter: packed[letter] for letter in batch}))
            if not flying:
                return posted, refused, vanished
            if batch is not None and len(flying) < AT_ONCE:
                continue
            try:
                outcomes = flying.popleft().result()
            except OfficeUnreachable as error:
                vanished = error
                continue
            here = [one.id for one in outcomes if one.outcome in ("deposited", "already")]
            _mark(desk, here)
            posted += here
            refused += [
                (one.id, Sentence("The office refused it: %(reason)s", reason=Sentence(one.reason)))
                for one in outcomes
                if one.outcome == "refused"
            ]


def _mark(desk: Desk, letters: Sequence[str]) -> None:
    with desk.drawer.transaction() as tx:
        ways.mark_posted(tx, letters, desk.now)
        letters_kept.move_forward(tx, letters, "posted")
        log(tx, *(WriterAct(desk.now, "post", letter) for letter in letters))


def _outcome(
    desk: Desk,
    ready: _Ready,
    posted: Sequence[str],
    *,
    refused: Sequence[LeftOut] = (),
    remaining: int = 0,
    vanished: OfficeUnreachable | None = None,
) -> Posted:
    already = tuple(one.id for one in ready.letters if one.id in ready.before)
    links, left_out = links_of(desk, ready.letters), (*ready.left_out, *refused)
    went = frozenset(posted)
    return Posted(
        tuple(posted), already, links, left_out, ready.elsewhere, remaining, vanished,
        in_type=_in_type(desk, ready.letters),
        unasked=tuple(one.id for one in ready.chosen.unasked if one.id in went),
        waiting=ready.waiting,
    )  # fmt: skip


def _in_type(desk: Desk, letters: Sequence[ToSend]) -> int:
    """How many of these letters have a line in plain type."""
    seen = look(desk)
    if not seen.plain_where_lacking:
        return 0
    return sum(bool(on_paper(desk, seen, one.kept.letter, one.people[0]).plain) for one in letters)


def _name_of(place: str, offices: dict[str, ways.OfficeKnown]) -> str:
    return offices[place].url if place in offices else place.removeprefix(FOLDER)
