"""Answers by mail: the writer's own mailbox, looked through for what answers a letter; and letters as mails to send.

What is fetched is in the drawer, encrypted, before the next mail is asked for, in one transaction with how far the
mailbox was looked through: nothing is lost and nothing comes twice, wherever this is stopped.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as kept
from amends.desk.drawer import seals
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import Transaction
from amends.desk.drawer.files import make_folder, put
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.opening import Desk
from amends.desk.journey.posting import links_of
from amends.desk.journey.ready import LeftOut, choose_letters
from amends.desk.mailbag.mail import MAIL_BYTES_MOST, Known, Mail, PlacedMail, concerns, place_mail, read_mail
from amends.desk.post.drafts import Draft, draft_mail
from amends.desk.post.folder import self_opening
from amends.desk.post.mailbox import Came, Mailbox, MailboxAddress, Mark, opened
from amends.desk.seal.age import Secret
from amends.desk.seal.opening import open_reply
from amends.desk.seal.reply_address import ReplyTokens, reply_address
from amends.envelope import Json, from_json, to_json
from amends.errors import NotOpenable, Refused, WrongUsage
from amends.wire import AnswerFile

_SETTING: Final = "mailbox"
_ID: Final = 32


@dataclass(frozen=True, slots=True)
class OwnMailbox:
    """The writer's mailbox.

    Attributes:
        address: their mail address, to which letters' tokens are added.
        url: where it is, with user and password.
        mark: how far it was looked through.
    """

    address: str
    url: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class MailFetched:
    """What a look into the mailbox brought.

    Attributes:
        new: answers that are new and placed.
        unsorted: new ones that lie in the unsorted tray.
        same: those that were here already.
        refused: what could not be taken in, with the reason.
    """

    new: int = 0
    unsorted: int = 0
    same: int = 0
    refused: tuple[str, ...] = ()


def use_mailbox(desk: Desk, address: str, url: str) -> None:
    """Has answers fetched from this mailbox from now on, once it let the desk in.

    Raises:
        WrongUsage: the address cannot be given a token, or the mailbox's address is not understood.
        OfficeUnreachable: it does not answer, or does not let the desk in.
    """
    reply_address(address, "a" * 26)
    with opened(MailboxAddress.read(url)):
        pass
    before = the_mailbox(desk)
    mark = before.mark if before and before.url == url else Mark()
    with desk.drawer.transaction() as tx:
        _put_down(tx, OwnMailbox(address, url, mark))
        log(tx, WriterAct(desk.now, "mailbox", detail=address))


def forget_mailbox(desk: Desk) -> None:
    """Has no mailbox looked into any more, and forgets its password."""
    with desk.drawer.transaction() as tx:
        set_down(tx, _SETTING, b"")
        log(tx, WriterAct(desk.now, "mailbox", detail="forgotten"))


def the_mailbox(desk: Desk) -> OwnMailbox | None:
    """The writer's mailbox, if one is set."""
    with desk.drawer.transaction() as tx:
        said = setting(tx, _SETTING)
    if not said:
        return None
    fields = cast("dict[str, Json]", from_json(said))
    mark = Mark(cast("int", fields["validity"]), cast("int", fields["uid"]))
    return OwnMailbox(str(fields["address"]), str(fields["url"]), mark)


def addresses(desk: Desk, only: Iterable[str] = ()) -> tuple[tuple[str, str, str], ...]:
    """For letters that were posted: id, whom it is to, and the address at which it is answered by mail.

    Raises:
        WrongUsage: no mailbox is set.
    """
    own, tokens = _own(desk), ReplyTokens(desk.signer)
    chosen = choose_letters(desk, ("sealed", "posted"), only).letters
    return tuple((one.id, one.names, reply_address(own.address, tokens.of(one.id))) for one in chosen)


def fetch_mail(desk: Desk, *, wait: float = 0.0, sleep: Callable[[float], object] = time.sleep) -> MailFetched:
    """Looks through the mailbox for what is new, if one is set.

    Args:
        desk: the desk.
        wait: seconds to wait for an answer if there is none yet.
        sleep: what waits, where the server cannot tell that something came.

    Raises:
        OfficeUnreachable: the mailbox does not answer.
    """
    own = the_mailbox(desk)
    if own is None:
        return MailFetched()
    known, ends = _known(desk), desk.clock.monotonic() + wait
    with opened(MailboxAddress.read(own.url)) as box:
        while True:
            got, own = _look(desk, box, own, known)
            left = ends - desk.clock.monotonic()
            if got.new or got.unsorted or got.refused or left <= 0:
                return got
            box.wait(left, sleep)


def write_drafts(desk: Desk, out: Path, only: Iterable[str] = ()) -> tuple[tuple[Path, ...], tuple[LeftOut, ...]]:
    """Writes letters that were posted as mails that the writer looks at and sends with their own program.

    A letter at an office goes as its link, one in a folder as the file that opens itself. Words behind which a key is
    are never in the mail.

    Returns:
        The files, and letters of which there is none, with the reason.

    Raises:
        WrongUsage: no mailbox is set.
        Refused: the folder cannot be written to.
    """
    own, tokens = _own(desk), ReplyTokens(desk.signer)
    chosen = choose_letters(desk, ("posted",), only)
    links = {one.letter: one for one in links_of(desk, chosen.letters)}
    make_folder(out)
    files: list[Path] = []
    left_out = list(chosen.left_out)
    for one in chosen.letters:
        to = next((person.emails[0] for person in one.people if person.emails), "")
        if not to:
            left_out.append(LeftOut(one.id, one.names, "No mail address is known."))
            continue
        link = links[one.id]
        page = b""
        if not link.url.startswith(("http://", "https://")):
            with desk.drawer.transaction() as tx:
                page = self_opening(seals.envelope_of(tx, one.id), one.kept.letter.words.lang)
        draft = Draft(one.id, own.address, desk.writer, to, tokens.of(one.id), link.url, bool(link.words), page)
        files.append(out / f"{one.id}.eml")
        put(files[-1], draft_mail(draft))
    return tuple(files), tuple(left_out)


def _look(desk: Desk, box: Mailbox, own: OwnMailbox, known: Known) -> tuple[MailFetched, OwnMailbox]:
    new = unsorted = same = 0
    refused: list[str] = []
    for came in box.new(own.mark, lambda head, parts: concerns(head, known, parts), MAIL_BYTES_MOST):
        own = OwnMailbox(own.address, own.url, came.mark)
        if came.too_large:
            size = f"{came.too_large / 2**20:.0f} MiB"
            refused.append(f"A mail of {size} was left in the mailbox: it is larger than an answer may be.")
        kept_here = _take_in(desk, own, came, known)
        new += any(fresh and letter for letter, fresh in kept_here)
        unsorted += any(fresh and not letter for letter, fresh in kept_here)
        same += bool(kept_here) and not any(fresh for _, fresh in kept_here)
    return MailFetched(new, unsorted, same, tuple(refused)), own


def _take_in(desk: Desk, own: OwnMailbox, came: Came, known: Known) -> list[tuple[str, bool]]:
    """Keeps one mail, if it is one, and how far the mailbox was looked through, together.

    Returns:
        Of each thing that it brought the letter, empty for the unsorted tray, and whether it is new.
    """
    mail = read_mail(came.data) if came.data else None
    brought = _brought(desk, mail, place_mail(mail, known), came.data) if mail else []
    with desk.drawer.transaction() as tx:
        done = [(reply.letter, kept.put_reply(tx, reply, [part])) for reply, part in brought]
        _put_down(tx, own)
    return done


def take_mail(desk: Desk, data: bytes) -> tuple[bool, bool]:
    """Takes in a mail that was saved as a file; returns whether anything of it is new, and whether it is placed.

    Raises:
        Refused: it is no mail.
    """
    mail = read_mail(data)
    if not mail.sender and not mail.tokens and not mail.answers:
        raise Refused("This is no mail that says who sent it.", "Save it again from your mail program.")
    brought = _brought(desk, mail, place_mail(mail, _known(desk)), data)
    with desk.drawer.transaction() as tx:
        fresh = [kept.put_reply(tx, reply, [part]) for reply, part in brought]
    return any(fresh), any(reply.letter for reply, _ in brought)


def _brought(desk: Desk, mail: Mail, placed: PlacedMail, data: bytes) -> list[tuple[kept.Reply, tuple[str, bytes]]]:
    """What a mail brings: each answer in it that opens, and the mail itself where it says more."""
    brought = [
        (_reply(desk, placed.letter, "file", answer.reply), (kept.SEALED, answer.reply)) for answer in placed.answers
    ]
    if _says_more(mail, placed):
        reply = _reply(desk, placed.words, "mail", data, note=_note(mail, placed))
        brought.append((reply, (kept.MAIL, data)))
    return brought


def _says_more(mail: Mail, placed: PlacedMail) -> bool:
    """Whether there is anything in a mail but answers that open."""
    others = set(mail.answers) - set(placed.answers)
    return not placed.answers or bool(mail.text.strip() or mail.attachments or mail.left_out or others)


def _note(mail: Mail, placed: PlacedMail) -> str:
    left_out = "Something in it was left out, because it is too much or too large." if mail.left_out else ""
    return f"{placed.note} {left_out}".strip()


def _reply(desk: Desk, letter: str, kind: kept.ReplyKind, data: bytes, *, note: str = "") -> kept.Reply:
    digest = hashlib.sha256(data).hexdigest()
    return kept.Reply(digest[:_ID], letter, kind, digest, bool(letter), desk.now, note=note)


def _known(desk: Desk) -> Known:
    tokens = ReplyTokens(desk.signer)
    with desk.drawer.transaction() as tx:
        letters = [one.letter for one in letters_kept.letters_in(tx, "sealed", "posted", "withdrawn")]
        emails = {person.id: person.emails for person in list_kept.everybody(tx)}
    written: dict[str, tuple[str, ...]] = {}
    for letter in letters:
        for address in {address.lower() for person in letter.to for address in emails.get(person, ())}:
            written[address] = (*written.get(address, ()), letter.id)

    def opens(answer: AnswerFile) -> bool:
        with desk.drawer.transaction() as tx:
            keys = seals.keys_of(tx, [answer.letter]).get(answer.letter)
        try:
            return keys is not None and bool(open_reply(answer.reply, Secret.read(keys.reply), answer.letter))
        except NotOpenable:
            return False

    return Known({tokens.of(letter.id): letter.id for letter in letters}, written, opens)


def _own(desk: Desk) -> OwnMailbox:
    own = the_mailbox(desk)
    if own is None:
        raise WrongUsage(
            "No mailbox is set, so there is no address to answer to.", "Set yours with: amends mailbag mail set"
        )
    return own


def _put_down(tx: Transaction, own: OwnMailbox) -> None:
    fields: Json = {
        "address": own.address, "url": own.url, "validity": own.mark.validity, "uid": own.mark.uid,
    }  # fmt: skip
    set_down(tx, _SETTING, to_json(fields))
