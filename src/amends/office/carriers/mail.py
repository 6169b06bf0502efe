"""The road of mail: a short notice, submitted to a relay (RFC 6409) over one connection that is used again.

The notice names neither the writer nor anybody else, and has no key: what it links to opens nothing by itself. Its
Message-ID is the same at every try, so that a mail program that gets it twice can show it once. DKIM is the relay's
affair; it has to cover `List-Unsubscribe` and `List-Unsubscribe-Post`, or mailboxes will not offer the one click of
RFC 8058.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import format_datetime
from html import escape
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from amends.errors import WrongUsage
from amends.office.carriers.seam import Halves, House, Notice, Verdict

AT_ONCE: Final = 50
SECONDS: Final = 30.0
"""How long an answer is waited for. RFC 5321 allows minutes; a submission server answers at once, or not well."""

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
)
"""RFC 5321's Mailbox without quoting, literals and letters beyond ASCII, and therefore without room for a header."""
_SUBJECT: Final = "Something is here for you"
_MARKS: Final = {"to": "to@to.invalid", "token": "0TOKEN0", "letter": "0LETTER0", "date": "0DATE0"}


class _Odd(Exception):
    """The relay answered something else than the question: what it says from here on is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is submitted.

    Attributes:
        tls: from the first byte (`smtps`), after STARTTLS (`smtp`), or not at all, on this machine only.
        sender: the address notices come from, and come back to.
    """

    host: str
    port: int
    tls: str
    user: str
    password: str
    sender: str
    seconds: float = SECONDS

    @classmethod
    def read(cls, url: str) -> Relay:
        """From `smtps://user:password@host:465?from=notice@office.example`.

        Raises:
            WrongUsage: it is no such address.
        """
        parts = urlsplit(url)
        fields = parse_qs(parts.query)
        sender = fields.get("from", [""])[0]
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not is_mailbox(sender):
            raise WrongUsage(
                "The mail relay's address is not understood.",
                "It looks like smtps://user:password@relay.example:465?from=notice@office.example",
            )
        tls = parts.scheme if parts.scheme == "smtps" or not _is_loopback(parts.hostname) else ""
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
        seconds = float(fields.get("seconds", [str(SECONDS)])[0])
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, tls, user, password, sender, seconds)


@dataclass(frozen=True, slots=True)
class Letter:
    """A short mail that somebody asked for; no notice, and of no letter.

    Attributes:
        to: where to.
        token: what it is known by, in its Message-ID and to where it comes back.
    """

    to: str
    token: str
    subject: str
    text: str
    language: str


class Mail:
    """Notices by mail."""

    halves = Halves(
        notice="the office: a mail that says that something is here, and by which link to look",
        key="the desk: on a slip, in words, or in a link that the writer hands on",
    )
    at_once = AT_ONCE

    def __init__(self, relay: Relay, house: House, name: str = "mail") -> None:
        self.name = name
        self._relay = relay
        self._house = house
        self._local, _, self._domain = relay.sender.rpartition("@")
        self._line: smtplib.SMTP | None = None
        self._pipelining = False
        self._form = _form(relay.sender, house)

    def is_address(self, to: str) -> bool:
        """Whether this is an address that mail can go to."""
        return is_mailbox(to)

    def give(self, notices: Sequence[Notice]) -> Sequence[Verdict]:
        """Submit these notices, one after another."""
        verdicts: list[Verdict] = []
        date = format_datetime(self._house.clock.now())
        for notice in notices:
            try:
                verdicts.append(self._give(notice, date))
            except (OSError, smtplib.SMTPException):
                # The relay is not there. The rest is not tried now, so that nobody waits for it fifty times.
                later: Verdict = "later"
                return [*verdicts, *(later for _ in notices[len(verdicts) :])]
        return verdicts

    def close(self) -> None:
        """Say goodbye to the relay."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.quit()
            self._line = None

    def send(self, letter: Letter) -> Verdict:
        """Submit something else than a notice."""
        message = _plain(self._relay.sender, self._house, letter)
        try:
            return self._give(Notice("", letter.token, letter.to), "", message)
        except (OSError, smtplib.SMTPException):
            return "later"

    def message(self, notice: Notice, date: str) -> bytes:
        """The notice as it goes over the line, without the dots that SMTP adds."""
        data = self._form
        values = {"to": notice.to, "token": notice.token, "letter": notice.letter, "date": date}
        for name, mark in _MARKS.items():
            data = data.replace(mark.encode(), values[name].encode())
        return data

    def _give(self, notice: Notice, date: str, message: bytes = b"") -> Verdict:
        for _ in range(2):  # a line that was idle may have been closed by the relay: then once more over a new one
            line = self._line or self._connect()
            try:
                code = self._announce(line, notice)
            except (OSError, smtplib.SMTPException, _Odd):
                self._hang_up()
                continue
            if code != 354:
                return self._refused(line, code)
            return self._hand_over(line, message or self.message(notice, date))
        return "later"

    def _connect(self) -> smtplib.SMTP:
        relay = self._relay
        name = self._domain
        if relay.tls == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                relay.host,
                relay.port,
                local_hostname=name,
                timeout=relay.seconds,
                context=ssl.create_default_context(),
            )
        else:
            line = smtplib.SMTP(relay.host, relay.port, local_hostname=name, timeout=relay.seconds)
        try:
            if relay.tls == "smtp":
                line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
            if relay.user:
                line.login(relay.user, relay.password)
        except BaseException:
            line.close()
            raise
        self._pipelining = line.has_extn("pipelining")
        self._line = line
        return line

    def _announce(self, line: smtplib.SMTP, notice: Notice) -> int:
        """From whom and to whom: 354 if the mail may follow, else the recipient's refusal.

        Raises:
            _Odd: the relay's answers do not fit, or it refuses the office.
        """
        commands = (
            f"MAIL FROM:<{self._local}+{notice.token}@{self._domain}>\r\n",
            f"RCPT TO:<{notice.to}>\r\n",
            "DATA\r\n",
        )
        if self._pipelining:
            line.send("".join(commands))  # RFC 2920: DATA may be the last of a group
            sender, recipient, data = (line.getreply()[0] for _ in commands)
        else:
            sender = _ask(line, commands[0])
            recipient = _ask(line, commands[1]) if sender // 100 == 2 else 0
            data = _ask(line, commands[2]) if recipient // 100 == 2 else recipient
        if sender // 100 != 2 or recipient == 421:
            raise _Odd
        if recipient // 100 == 2 and data == 354:
            return 354
        if recipient // 100 in (4, 5) and data // 100 in (4, 5):
            return recipient
        raise _Odd

    def _refused(self, line: smtplib.SMTP, code: int) -> Verdict:
        try:
            if line.rset()[0] != 250:
                self._hang_up()
        except (OSError, smtplib.SMTPException):
            self._hang_up()
        return "refused" if code // 100 == 5 else "later"

    def _hand_over(self, line: smtplib.SMTP, message: bytes) -> Verdict:
        try:
            line.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            code = line.getreply()[0]
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            return "unsure"  # it may have been taken, and only the answer been lost
        if code // 100 == 2:
            return "given"
        if code // 100 not in (4, 5):
            self._hang_up()
            return "unsure"
        return "refused" if code // 100 == 5 else "later"

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def make(configured: str, house: House) -> Mail:
    """Mail by the relay at this address.

    Raises:
        WrongUsage: it is no relay's address.
    """
    return Mail(Relay.read(configured), house)


def hearers(configured: str, house: House) -> Mail:
    """The same for those who asked to be told of the next letter: a road of its own, which no writer sees.

    Raises:
        WrongUsage: it is no relay's address.
    """
    return Mail(Relay.read(configured), house, "heard")


def is_mailbox(text: str) -> bool:
    """Whether this is an address of the plain kind."""
    return len(text) <= 254 and len(text.partition("@")[0]) <= 64 and bool(_ADDRESS.fullmatch(text))


def _ask(line: smtplib.SMTP, command: str) -> int:
    line.send(command)
    return line.getreply()[0]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _plain(sender: str, house: House, letter: Letter) -> bytes:
    mail = EmailMessage(policy=MAIL_POLICY.clone(max_line_length=900))  # an address that is broken leads nowhere
    mail["From"] = Address(_name(house), addr_spec=sender)
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(house.clock.now())
    mail["Message-ID"] = f"<{letter.token}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail["List-Unsubscribe"] = f"<{house.address}/mail/{letter.token}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(letter.text, cte="7bit" if letter.text.isascii() else "quoted-printable")
    return bytes(mail)


def _name(house: House) -> str:
    return house.name if house.name.isascii() and house.name.isprintable() else "Post Room"


def _form(sender: str, house: House) -> bytes:
    """The notice with marks where each differs. Made once: the library takes longer for a mail than a relay does."""
    look, stop = f"{house.address}/l/{_MARKS['letter']}", f"{house.address}/mail/{_MARKS['token']}"
    mail = EmailMessage(policy=MAIL_POLICY.clone(max_line_length=900))
    name = _name(house)
    mail["From"] = Address(name, addr_spec=sender)
    mail["To"] = _MARKS["to"]
    mail["Subject"] = _SUBJECT
    mail["Date"] = "Thu, 01 Jan 1970 00:00:00 +0000"
    mail["Message-ID"] = f"<{_MARKS['token']}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_TEXT.format(name=name, look=look, stop=stop), cte="7bit")
    html = _HTML.format(name=escape(name), look=escape(look), stop=escape(stop))
    mail.add_alternative(html, subtype="html", cte="7bit")
    return bytes(mail).replace(b"Thu, 01 Jan 1970 00:00:00 +0000", _MARKS["date"].encode(), 1)


_TEXT: Final = """\
Something is here for you, at {name}.

It is a sealed letter. {name} cannot read it and does not say who wrote it.
You need do nothing. It stays here, closed, for as long as you like.

To look at the envelope:
{look}

The key to open it comes to you another way: on a slip of paper, as words,
or in a link. This mail holds none.

To have no more mails like this one, or no more letters:
{stop}
"""
_HTML: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Something is here for you</title></head>
<body>
<p>Something is here for you, at {name}.</p>
<p>It is a sealed letter. {name} cannot read it and does not say who wrote it.
You need do nothing. It stays here, closed, for as long as you like.</p>
<p><a href="{look}">Look at the envelope</a></p>
<p>The key to open it comes to you another way: on a slip of paper, as words,
or in a link. This mail holds none.</p>
<p><a href="{stop}">No more mails like this one, or no more letters</a></p>
</body></html>
"""
