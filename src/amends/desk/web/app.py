"""The desk's pages as an ASGI application: which addresses there are."""

from __future__ import annotations

from collections.abc import Callable

from amends.desk.web.addresses import (
    banks,
    coming_in,
    handing_on,
    hands,
    keys,
    lending,
    letters,
    looks,
    mailbag,
    mending,
    people,
    quotations,
    sending,
    writing,
)
from amends.desk.web.asking import COOKIE
from amends.desk.web.door import Door
from amends.desk.web.handled import handled
from amends.desk.web.sitting import Sitting

__all__ = ["COOKIE", "application"]

ADDRESSES = [
    coming_in.enter, coming_in.sit_down, coming_in.begin_desk, coming_in.lock, coming_in.unlock, coming_in.language,
    coming_in.away, coming_in.begin_again, coming_in.recover,
    people.all_people, people.find, people.one, people.add, people.put_down, people.promise, people.gather,
    people.promises, people.keep_promise, people.roll, people.friend_has_read,
    mending.importing, mending.bring, mending.editing, mending.edited, mending.removed, mending.twins,
    mending.decided, mending.changes, mending.undo,
    letters.letter, letters.letter_page, letters.version,
    sending.round_, sending.now, sending.told, sending.gate, sending.way, sending.look, sending.lay_out, sending.undo,
    sending.stop, sending.sheet, sending.cover, sending.sign, sending.office, sending.enrolled,
    banks.bank, banks.compared,
    handing_on.all_links, handing_on.link, handing_on.code, handing_on.withdraw, handing_on.relink,
    handing_on.printing, handing_on.stop, handing_on.printed,
    writing.writing, writing.kept_draft, writing.at_the_page, writing.beside, writing.picture, writing.drafts,
    writing.taken_up, writing.shortcuts, writing.shortcut_kept,
    mailbag.bag, mailbag.take_in, mailbag.ask, mailbag.rounds, mailbag.guess, mailbag.separators,
    mailbag.open_envelope, mailbag.confirm, mailbag.place, mailbag.note, mailbag.wished, mailbag.turn_page,
    mailbag.join, mailbag.lay_apart, mailbag.front, mailbag.answer, mailbag.answer_page,
    mailbag.answer_file,
    hands.all_hands, hands.choose, hands.sheet, hands.make, hands.faces, hands.font, hands.box,
    quotations.shelf, quotations.add, quotations.off,
    lending.lend, lending.one, lending.file, lending.back,
    keys.all_keys, keys.passphrase, keys.away, keys.sheet, keys.share, keys.to_print, keys.as_pdf, keys.printed,
    keys.wishes, keys.wishes_to_print, keys.backup,
    looks.style, looks.look_css, looks.script, looks.hand, looks.nothing,
]  # fmt: skip


def application(sitting: Sitting, hosts: Callable[[], frozenset[str]]) -> Door:
    """The pages of one sitting.

    Args:
        sitting: who sits there.
        hosts: the values of `Host` that are this desk's own.
    """
    return Door(handled(ADDRESSES, sitting), hosts)
