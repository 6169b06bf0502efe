"""A mailbox over IMAP (RFC 9051): what came since the last time, and nothing that is none of the desk's business.

What was looked at is remembered by its number (UID) and by what the numbers are of (UIDVALIDITY); if a server begins
to count anew, everything is looked at once more. Nothing in the mailbox is changed, not even whether a mail was seen.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from amends.desk.post.links import is_loopback
from amends.errors import OfficeUnreachable, WrongUsage

SECONDS: Final = 30.0
AT_ONCE: Final = 100
IDLE_SECONDS_MOST: Final = 25 * 60
"""RFC 2177 has a client idle for 29 minutes at the most."""
LOOK_AGAIN_SECONDS: Final = 60.0
"""How long to wait before looking again, where a server cannot tell that something came."""

_UID: Final = re.compile(rb"UID (\d+)")
_HEAD: Final = re.compile(rb"BODY\[HEADER\] \{\d+\}$", re.IGNORECASE)
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Where a mailbox is, and who opens it.

    Attributes:
        tls: from the first byte (`imaps`), after STARTTLS (`imap`), or not at all, on this machine only.
    """

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @classmethod
    def read(cls, url: str) -> MailboxAddress:
        """From `imaps://user:password@host:993/INBOX`.

        Raises:
            WrongUsage: it is no such address.
        """
        wrong = WrongUsage(
            "The mailbox's address is not understood.", "It looks like imaps://user:password@mail.example/INBOX"
        )
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError as error:
            raise wrong from error
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username or parts.query:
            raise wrong
        tls = parts.scheme if parts.scheme == "imaps" or not is_loopback(parts.hostname) else ""
        folder = unquote(parts.path.strip("/")) or "INBOX"
        user, password = unquote(parts.username), unquote(parts.password or "")
        return cls(parts.hostname, port or (993 if parts.scheme == "imaps" else 143), tls, user, password, folder)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a mailbox was looked through: the numbers' own number, and the last mail's."""

    validity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class Came:
    """A mail that is new.

    Attributes:
        mark: how far the mailbox was looked through with it.
        data: the mail; empty where it is none of the desk's business, or too large.
        too_large: its size, where it is.
    """

    mark: Mark
    data: bytes = b""
    too_large: int = 0


class Mailbox:
    """An open mailbox. Use it in a `with` block of `opened`."""

    def __init__(self, box: BaseMailBox, name: str) -> None:
        self._box = box
        self._name = name

    def new(self, after: Mark, wanted: Callable[[bytes, bytes], bool], most: int) -> Iterator[Came]:
        """What came after this mark, in order.

        Args:
            after: how far it was looked through before.
            wanted: whether a mail with this header and this structure is to be fetched.
            most: bytes of the largest mail that is fetched.

        Raises:
            OfficeUnreachable: the mailbox went away.
        """
        with _told_plainly(self._name):
            validity = self._box.folder.status(options=["UIDVALIDITY"])["UIDVALIDITY"]
            last = after.uid if validity == after.validity else 0
            # `n:*` has the last mail even where its number is smaller than n (RFC 9051, 6.4.8).
            found = sorted(uid for uid in map(int, self._box.uids(f"UID {last + 1}:*")) if uid > last)
            if not found and validity != after.validity:
                yield Came(Mark(validity, 0))
            for at in range(0, len(found), AT_ONCE):
                some = found[at : at + AT_ONCE]
                heads = self._heads(some)
                for uid in some:
                    size, head, structure = heads.get(uid, (0, b"", b""))
                    mark = Mark(validity, uid)
                    if not head or not wanted(head, structure):
                        yield Came(mark)
                    elif size > most:
                        yield Came(mark, too_large=size)
                    else:
                        yield Came(mark, self._whole(uid))

    def wait(self, seconds: float, sleep: Callable[[float], object]) -> None:
        """Waits until something may have come, or this time is over: by IDLE where the server has it (RFC 2177).

        Raises:
            OfficeUnreachable: the mailbox went away.
        """
        with _told_plainly(self._name):
            if "IDLE" in self._box.client.capabilities:
                self._box.idle.wait(timeout=min(seconds, IDLE_SECONDS_MOST))
            else:
                sleep(min(seconds, LOOK_AGAIN_SECONDS))
                self._box.client.noop()

    def _heads(self, uids: list[int]) -> dict[int, tuple[int, bytes, bytes]]:
        """Size, header and structure of these mails."""
        what = "(UID RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER])"
        rows: list[Any] = self._box.client.uid("FETCH", ",".join(map(str, uids)), what)[1]
        found: dict[int, tuple[int, bytes, bytes]] = {}
        said = head = b""
        for row in rows:  # a mail is pairs of what is said and a literal behind it, and then the rest, alone
            if isinstance(row, tuple):
                before, literal = cast("tuple[bytes, bytes]", row)
                is_head = _HEAD.search(before) is not None
                head = literal if is_head else head  # any other is a name that could not stand in quotes
                said += before + b" " + (b"" if is_head else literal)
                continue
            said += cast("bytes", row or b"")
            uid, size = _UID.search(said), _SIZE.search(said)
            if uid and size and head:
                found[int(uid[1])] = (int(size[1]), head, said)
            said = head = b""
        return found

    def _whole(self, uid: int) -> bytes:
        rows: list[Any] = self._box.client.uid("FETCH", str(uid), "(BODY.PEEK[])")[1]
        return next((cast("bytes", row[1]) for row in rows if isinstance(row, tuple)), b"")


@contextmanager
def opened(address: MailboxAddress) -> Generator[Mailbox]:
    """A mailbox, open for looking only.

    Raises:
        OfficeUnreachable: it does not answer, or does not let this user in.
    """
    name = f"{address.user} at {address.host}"
    with _told_plainly(name):
        box = _connect(address)
    try:
        with _told_plainly(name):
            box.login(address.user, address.password, initial_folder=None)
            cast("Any", box.folder).set(address.folder, readonly=True)
        yield Mailbox(box, name)
    finally:
        try:
            cast("Any", box).logout()
        except (OSError, ImapToolsError, box.client.error):
            box.client.shutdown()


def _connect(address: MailboxAddress) -> BaseMailBox:
    context = ssl.create_default_context()
    if address.tls == "imaps":
        return MailBox(address.host, address.port, SECONDS, ssl_context=context)
    if address.tls == "imap":
        return MailBoxStartTls(address.host, address.port, SECONDS, ssl_context=context)
    return MailBoxUnencrypted(address.host, address.port, SECONDS)


@contextmanager
def _told_plainly(name: str) -> Generator[None]:
    import imaplib  # noqa: PLC0415  # for its error alone

    try:
        yield
    except ImapToolsError as error:
        kind = type(error).__name__
        hint = "Check user and password." if "Login" in kind else "Check the folder's name."
        raise OfficeUnreachable(f"The mailbox of {name} does not let this desk in.", hint) from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise OfficeUnreachable(
            f"The mailbox of {name} does not answer.", "Nothing is lost. Repeat the command when it answers again."
        ) from error
