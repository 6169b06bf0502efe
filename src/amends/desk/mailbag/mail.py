"""An answer by mail: what it says, which letter it answers, and what of it is left out.

A mail is anybody's to write. So its letter is certain only where the token of that letter, which nobody can guess, is
in it, or an answer inside opens with that letter's key, and where nothing in it speaks against that. Everything else
that concerns a letter lies in the unsorted tray. Nothing of a mail is run, and nothing that it points to is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from itertools import islice
from typing import Final, cast

from amends.clock import stamp
from amends.errors import NotOpenable
from amends.wire import AnswerFile

MAIL_BYTES_MOST: Final = 16 * 1024 * 1024
"""An answer as a file has 10 MiB at most (`wire.REPLY_BYTES_MOST`), and a third more in a mail."""
PARTS_MOST: Final = 60
ATTACHMENTS_MOST: Final = 20
ATTACHED_BYTES_MOST: Final = 10 * 1024 * 1024
TEXT_MOST: Final = 200_000
NESTED_MOST: Final = 16
"""Parts inside parts: every line is compared with each of them, so many of them and many lines take hours."""
PARTINGS_MOST: Final = 10_000
"""Lines that could begin a part: each would be an object of its own."""

_TOKEN: Final = re.compile(r"\+([a-z2-7]{26})@|<([a-z2-7]{26})\.", re.IGNORECASE)
_TO: Final = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-delivered-to")
_THREAD: Final = ("in-reply-to", "references")
_HARMLESS: Final = re.compile(
    r"\.(?:txt|pdf|png|jpe?g|gif|webp|heic|heif|tiff?|mp3|m4a|ogg|opus|wav)$", re.IGNORECASE
)
_NESTED: Final = re.compile(rb"boundary\s*[*=]", re.IGNORECASE)
_PARTING: Final = re.compile(rb"[\r\n]--")
_UNSAFE: Final = re.compile(r"[^\w.-]+|(?<=\.)\.+")
_ODD: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail, under a name that no system runs."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is shown.

    Attributes:
        sender: the address it says it is from, in small letters; anybody can write anything there.
        sent: when it says it was sent, as `clock.stamp` writes it; empty where it does not say.
        tokens: what stands in it that has the form of a letter's token.
        text: what it says.
        answers: answers in it that were saved from a self-opening letter.
        attachments: other files.
        left_out: how many parts were left out, because they are too many or too large.
    """

    sender: str
    sent: str
    tokens: tuple[str, ...]
    text: str = ""
    answers: tuple[AnswerFile, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class PlacedMail:
    """Where a mail belongs.

    Attributes:
        letter: the letter it answers; empty for the unsorted tray.
        answers: the sealed answers in it that open, each once.
        note: why it is not placed, or what is odd about it.
        words: the letter that what is written beside such answers belongs to; empty for the unsorted tray.
    """

    letter: str
    answers: tuple[AnswerFile, ...] = ()
    note: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a desk knows, by which mails are placed.

    Attributes:
        letters: a letter's id, by its token.
        written: letters by the mail address of somebody they are to, in small letters.
        opens: whether an answer is sealed to its letter's reply key.
    """

    letters: Mapping[str, str]
    written: Mapping[str, tuple[str, ...]]
    opens: Callable[[AnswerFile], bool]


def concerns(head: bytes, known: Known, structure: bytes = b"") -> bool:
    """Whether a mail of which this is the head could be an answer; what could not is none of the desk's business.

    Args:
        head: its header.
        known: what the desk knows.
        structure: what the server says of its parts, in which names of files stand.
    """
    mail = _read(head)
    return bool(_tokens(mail)) or _sender(mail) in known.written or b".amends" in structure.lower()


def read_mail(data: bytes) -> Mail:
    """What a mail says. Whatever is in it, this ends, and nothing of it is run."""
    mail = _read(data[:MAIL_BYTES_MOST])
    answers: list[AnswerFile] = []
    attachments: list[Attachment] = []
    plain: list[str] = []
    marked_up: list[str] = []
    left_out = room = 0
    parts = _leaves(mail)
    for number, part in enumerate(parts):
        name, said = _name(part), _payload(part)
        if number >= PARTS_MOST or room + len(said) > ATTACHED_BYTES_MOST + TEXT_MOST:
            left_out += 1
            continue
        room += len(said)
        answer = _answer(said)
        if answer is not None:
            answers.append(answer)
        elif not name and part.get_content_type() in ("text/plain", "text/html"):
            (plain if part.get_content_type() == "text/plain" else marked_up).append(_text(part, said))
        elif len(attachments) < ATTACHMENTS_MOST:
            attachments.append(Attachment(harmless(name, len(attachments) + 1), said))
        else:
            left_out += 1
    text = "\n\n".join(plain) or "\n\n".join(map(_without_marks, marked_up))
    text = _ODD.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    left_out += len(text) > TEXT_MOST
    return Mail(
        _sender(mail), _sent(mail), _tokens(mail), text[:TEXT_MOST], tuple(answers), tuple(attachments), left_out
    )


def place_mail(mail: Mail, known: Known) -> PlacedMail:
    """Which letter a mail answers, if that is certain."""
    opened = [answer for answer in mail.answers if known.opens(answer)]
    tokens = {known.letters[token] for token in mail.tokens if token in known.letters}
    letters = {answer.letter for answer in opened} | tokens
    theirs = known.written.get(mail.sender, ())
    if not letters:
        return PlacedMail("", note=_why_unsorted(mail, theirs))
    if len(letters) > 1:
        return PlacedMail("", note="It names several letters, and answers one of them at the most.")
    (letter,) = letters
    answers = tuple(dict.fromkeys(opened))
    if theirs and letter not in theirs:
        note = f"It names one person’s letter and comes from {mail.sender}, who got another."
        return PlacedMail(letter if answers else "", answers, note)  # a seal proves itself, and no words beside it
    note = "" if theirs else f"From {mail.sender or 'nobody named'}, an address that is not on the list."
    return PlacedMail(letter, answers, note, letter)


def _why_unsorted(mail: Mail, theirs: Sequence[str]) -> str:
    if len(theirs) == 1:
        return f"From {mail.sender}, an address on the list. Anybody can write that there."
    if theirs:
        return f"From {mail.sender}, to whom several letters went."
    return "An answer in it is not for this desk." if mail.answers else "No letter of this desk is named in it."


def harmless(name: str, number: int) -> str:
    """A name under which nothing is run when somebody double-clicks it."""
    plain = _UNSAFE.sub("-", _ODD.sub("", name.replace("\\", "/").rpartition("/")[2])).strip(".-")[-60:]
    plain = plain or f"part-{number}"
    return plain if _HARMLESS.search(plain) else f"{plain}.data"


def _read(data: bytes) -> EmailMessage:
    """A mail; one that is folded too often, or in too many parts, with its head read and the rest as one part."""
    often = islice(_NESTED.finditer(data), NESTED_MOST, None), islice(_PARTING.finditer(data), PARTINGS_MOST, None)
    if all(next(one, None) is None for one in often):
        try:
            return cast("EmailMessage", message_from_bytes(data, _class=EmailMessage, policy=policy.compat32))
        except RecursionError:
            pass  # mails inside mails; read as those above
    return cast("EmailMessage", BytesHeaderParser(EmailMessage, policy=policy.compat32).parsebytes(data))


def _said(mail: Message, names: Iterable[str]) -> str:
    """These headers as they came: what a library makes of them could fail on what a stranger wrote."""
    return "\n".join(str(value) for name in names for value in mail.get_all(name, []))[:20_000]


def _tokens(mail: Message) -> tuple[str, ...]:
    found = _TOKEN.finditer(_said(mail, (*_TO, *_THREAD)))
    return tuple(dict.fromkeys((one[1] or one[2]).lower() for one in found))


def _sender(mail: Message) -> str:
    senders = [address for _, address in getaddresses([_said(mail, ["from"])[:2000]]) if "@" in address]
    return senders[0].lower()[:254] if len(senders) == 1 else ""


def _sent(mail: Message) -> str:
    try:
        return stamp(parsedate_to_datetime(_said(mail, ["date"])[:100]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _leaves(mail: Message) -> list[Message]:
    """The parts of a mail that have no parts. A mail inside a mail is left as it is."""
    found: list[Message] = []
    waiting: list[Message] = [mail]
    while waiting and len(found) <= PARTS_MOST * 2:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting = [*cast("Sequence[Message]", part.get_payload())[: PARTS_MOST * 2], *waiting]
        else:
            found.append(part)
    return found


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError):  # what is said of its alphabet, or the number of its pieces, is nonsense
        return ""


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else bytes(part)
    except (MessageError, ValueError, LookupError, RecursionError):
        return b""


def _text(part: Message, said: bytes) -> str:
    try:
        return said.decode(part.get_content_charset("utf-8"), "replace")
    except (ValueError, LookupError):  # no alphabet, or one that cannot stand for what is odd
        return said.decode("utf-8", "replace")


def _answer(data: bytes) -> AnswerFile | None:
    if data[:2] != b"PK" or b"answer.json" not in data[:128]:
        return None
    try:
        return AnswerFile.from_bytes(data)
    except NotOpenable:
        return None


class _Words(HTMLParser):
    """The words of a page, and nothing that it would do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("script", "style", "title"):
            self._silent += 1
        elif tag in ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"):
            self.said.append("\n\n" if tag == "p" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("p", "div", "blockquote"):
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(" ".join(data.split("\n")))


def _without_marks(page: str) -> str:
    words = _Words()
    try:
        words.feed(page[: 4 * TEXT_MOST])
    except (ValueError, AssertionError):  # no page at all; then as it came, which nothing runs either
        return page
    lines = (" ".join(line.split()) for line in "".join(words.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
