"""Getting to know an office, and making sure that no other copy of this desk posts there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from amends.desk.drawer import seals, ways
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.place import which_copy
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.opening import Desk
from amends.desk.post.counter import Counter
from amends.desk.post.links import is_near, office_address
from amends.desk.post.way import Way
from amends.desk.seal.keys import SigningKey, unb64url, verifies
from amends.errors import NeedsMore, Refused, Unsupported
from amends.wire import Invitation, OfficeCard, notice_bytes

_PINNED: Final = "office-notice-key "
_PLACE: Final = "office-copy "
"""Of which copy of this desk the key at an office is; nothing put down means of the first desk."""
_NEXT: Final = "office-next-key "
"""A key that the office may have heard of already, while nobody is sure that it has."""


def at_office(
    desk: Desk, way: Way, invitation: Invitation | None, *, take_over: bool = False, moved: bool = False
) -> tuple[ways.OfficeKnown, Counter]:
    """This desk at an office's counter, enrolled there with a key of its own.

    The key is in the drawer before the office hears of it, so that an enrolment that was cut off can be repeated.

    An office's id is no secret, so another could use it to be handed this desk's letters and links. Therefore an
    office that is known elsewhere is believed here only when it says so under the key by which this desk got to know
    it, or when the writer says that it `moved`.

    Raises:
        OfficeUnreachable: it does not answer.
        NeedsMore: no invitation was brought, another copy of this desk posts there, or the office is known at
            another address.
        Refused: the invitation is not good, or another office calls itself by the name of one that is known.
    """
    card = way.card()
    with desk.drawer.transaction() as tx:
        known = ways.offices(tx).get(card.id)
        pinned = setting(tx, _PINNED + card.id).decode()
        _still_here(card, pinned, desk.now)
        if known and not moved:
            _believed(card, pinned, known)
        proven = known and card.at == way.office and _says(card, pinned, desk.now)
        if known and not moved and not proven and not _same_place(known.url, way.office):
            raise NeedsMore(
                f"{way.office} calls itself the office that this desk knows at {known.url}.",
                "If that office has moved, post with --moved. If you do not know that it has, post nothing there.",
            )
        office = known or ways.OfficeKnown(card.id, way.office, card.name, SigningKey.draw(desk.clock).seed, "")
        office = replace(office, url=way.office, name=card.name)
        ways.put_office(tx, office)
        if card.notice_key and (moved or not pinned):
            set_down(tx, _PINNED + card.id, card.notice_key.encode())
    if office.enrolled:
        office = _in_its_place(desk, way, office, take_over=take_over)
    counter = Counter(way, SigningKey(office.desk_key))
    if not office.enrolled:
        if invitation is None:
            raise NeedsMore(
                f"This desk is not enrolled at {way.office}.",
                "Ask whoever runs the office for an invitation, and bring it with --invitation FILE.",
            )
        counter.enrol(invitation, desk.writer)
        office = replace(office, enrolled=desk.now)
        with desk.drawer.transaction() as tx:
            ways.put_office(tx, office)
            set_down(tx, _PLACE + office.id, which_copy(desk.drawer.place).encode())
            log(tx, WriterAct(desk.now, "enrol", detail=office.id))
    _alone(desk, office, counter, take_over=take_over)
    return office, counter


def enrol(desk: Desk, invitation: Invitation, *, moved: bool = False) -> ways.OfficeKnown:
    """Enrols this desk at the office of an invitation, and posts nothing; again is harmless.

    Raises:
        OfficeUnreachable: it does not answer.
        NeedsMore, Refused: as `at_office` has it.
    """
    with Way(office_address(invitation.office)) as way:
        office, _ = at_office(desk, way, invitation, moved=moved)
    return office


def _believed(card: OfficeCard, pinned: str, known: ways.OfficeKnown) -> None:
    """Goes on only if the card bears the key that this desk got to know with the office.

    Raises:
        Refused: it bears another.
    """
    if pinned and card.notice_key != pinned:
        raise Refused(
            f"What answers calls itself “{known.name}”, but cannot prove it: its key is another one.",
            "Post nothing there. Ask whoever runs the office.",
        )


def _still_here(card: OfficeCard, pinned: str, now: str) -> None:
    """Goes on only if the office does not say that it went elsewhere. There it is held against the key known here.

    Raises:
        NeedsMore: it does, or did once.
        Refused: somebody else says so.
    """
    if card.moved and pinned and not _says(card, pinned, card.until):
        raise Refused(
            f"What answers says that “{card.name}” has moved, and cannot prove that it is that office.",
            "Post nothing there. Ask whoever runs the office where it is.",
        )
    if card.moved and now > card.until:
        raise NeedsMore(
            f"What answers is an old word of “{card.name}”, good until {card.until[:10]}: it has moved.",
            "Ask whoever runs it where it is now, and post with --to and that address.",
        )
    _elsewhere(card)


def _elsewhere(card: OfficeCard) -> None:
    if card.moved:
        raise NeedsMore(
            f"“{card.name}” says that it has moved to {card.at}. Nothing is lost.",
            f"Post with --to {card.at}; this desk makes sure that it is the same office.",
        )


def _says(card: OfficeCard, pinned: str, now: str) -> bool:
    """Whether the office says under the key this desk knows it by where it is, and still does."""
    if not pinned or now > card.until:
        return False
    try:
        key, signature = unb64url(pinned), unb64url(card.signature)
    except Unsupported:
        return False
    return verifies(key, signature, notice_bytes(card.id, card.at, card.until, moved=card.moved))


def _same_place(known: str, here: str) -> bool:
    """Whether two addresses are one office's: the same host, or on this machine or in this house both."""
    before, now = (urlsplit(address).hostname or "" for address in (known, here))
    return before == now or (is_near(before) and is_near(now))


def counter_of(way: Way, office: ways.OfficeKnown) -> Counter:
    """This desk at the counter of an office where it is enrolled, to look and to fetch.

    Raises:
        Refused: another office answers at its address now, so nothing it says of these letters counts.
        NeedsMore: it has moved.
    """
    card = way.card()
    _elsewhere(card)
    if card.id != office.id:
        raise Refused(
            f"At {way.office} another office answers than the one this desk knows as “{office.name}”.",
            "Ask whoever ran it where it went. Nothing was changed here.",
        )
    return Counter(way, SigningKey(office.desk_key))


def acting_counter(desk: Desk, way: Way, office: ways.OfficeKnown) -> Counter:
    """This desk at such a counter, to do something; where it was restored, it takes its old copy's place first.

    Raises:
        Refused: another office answers at its address now, so nothing it says of these letters counts.
        NeedsMore: it has moved, or another copy of this desk has taken its place.
    """
    counter_of(way, office)
    return Counter(way, SigningKey(_in_its_place(desk, way, office, take_over=False).desk_key))


def _in_its_place(desk: Desk, way: Way, office: ways.OfficeKnown, *, take_over: bool) -> ways.OfficeKnown:
    """Makes sure that a desk that was restored has a key of its own at an office, which ends that of its old copy.

    The fresh key is in the drawer before the office hears of it, so that this can be cut off and repeated.

    Raises:
        Superseded: another copy of this desk has taken its place, and this is no take-over.
        NeedsMore: another copy has posted letters that this one lacks.
    """
    copy = which_copy(desk.drawer.place)
    # Another copy may be restored from a backup of this very moment, and must not take this key for its own.
    pending = f"{_NEXT}{office.id} {copy}"
    with desk.drawer.transaction() as tx:
        if setting(tx, _PLACE + office.id) == copy.encode() and not take_over:
            return office
        fresh = setting(tx, pending)
    before = Counter(way, SigningKey(office.desk_key))
    if not fresh:
        if not take_over:  # a copy that lacks letters must not end the one that has them
            _alone(desk, office, before, take_over=False)
        fresh = SigningKey.draw(desk.clock).seed
        with desk.drawer.transaction() as tx:
            set_down(tx, pending, fresh)
    before.take_place(SigningKey(fresh).wire, take_over=take_over)
    with desk.drawer.transaction() as tx:
        ways.put_key(tx, office.id, fresh)
        set_down(tx, pending, b"")
        set_down(tx, _PLACE + office.id, copy.encode())
        log(tx, WriterAct(desk.now, "take place", detail=office.id))
    return replace(office, desk_key=fresh)


def _alone(desk: Desk, office: ways.OfficeKnown, counter: Counter, *, take_over: bool) -> None:
    """Makes sure that everything this desk has at the office is in this drawer.

    A desk that was restored from a backup lacks what the one the backup was made of posted afterwards, and must not
    send its own in the dark.
    """
    with desk.drawer.transaction() as tx:
        handed_over = len(ways.postings(tx))
    there = [letter.id for letter in counter.letters(handed_over)]
    with desk.drawer.transaction() as tx:
        mine = seals.seals_of(tx, there)  # one that is only written here was sealed and posted by the other copy
        strange = set(there) - mine.keys() - ways.known_elsewhere(tx, office.id)
        if strange and take_over:
            ways.put_elsewhere(tx, office.id, sorted(strange))
            log(tx, WriterAct(desk.now, "take over", detail=f"{len(strange)} letters at {office.id}"))
            return
    if strange:
        raise NeedsMore(
            f"Another copy of this desk has posted {len(strange)} letters at {office.url} that this one lacks.",
            "Post from that copy, or restore its newest backup. If it is lost for good: amends post --take-over",
        )
