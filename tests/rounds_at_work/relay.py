"""A mail relay, real and in good or bad humour: it drops, delays, refuses, answers late or twice."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Humour:
    """How a relay behaves, by the number of the mail that comes.

    Attributes:
        drop_before: every so-manieth mail, the line breaks when its recipient was named.
        drop_after: …when it was taken, before that was said.
        refuse: …its recipient is refused for good.
        later: …it is put off.
        slow: seconds that it takes over every mail.
        late: …the answer comes after so many seconds.
        twice: …the answer comes twice.
    """

    drop_before: int = 0
    drop_after: int = 0
    refuse: int = 0
    later: int = 0
    slow: float = 0
    late: int = 0
    late_seconds: float = 3.0
    twice: int = 0


@dataclass
class Post:
    """What a relay took, by Message-ID, and what came in the mails.

    Attributes:
        sender: who sent each mail last: the sender's name before the token.
        unanswered: what it took without saying so in time.
        stalled: who is waiting for an answer that does not come: the sender's name before the token.
    """

    humour: Humour = field(default_factory=Humour)
    taken: Counter[str] = field(default_factory=Counter)
    mails: list[bytes] = field(default_factory=list)
    sender: dict[str, str] = field(default_factory=dict[str, str])
    keep: bool = False
    count: int = 0
    unanswered: set[str] = field(default_factory=set)
    passwords: list[bytes] = field(default_factory=list)
    stall_at: int = 0
    stalled: str = ""

    def stall(self, more: int) -> None:
        """Take so many mails more, and say nothing to the last: whoever sent it is in the middle of sending."""
        self.stalled, self.stall_at = "", sum(self.taken.values()) + more

    def _every(self, each: int) -> bool:
        return bool(each) and self.count % each == each - 1

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.count += 1
        if self._every(self.humour.refuse):
            return "550 no such mailbox"
        if self._every(self.humour.later):
            return "451 come again"
        if self._every(self.humour.drop_before):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content: Any = envelope.content
        at = content.index(b"Message-ID: <") + 13
        self.taken[content[at : at + 32].decode()] += 1
        self.sender[content[at : at + 32].decode()] = (envelope.mail_from or "").partition("+")[0]
        if self.keep:
            self.mails.append(content)
        if self.stall_at and sum(self.taken.values()) >= self.stall_at and not self.stalled:
            self.stalled = (envelope.mail_from or "").partition("+")[0]
            self.stall_at = 0
            while not server.transport.is_closing():
                await asyncio.sleep(0.01)
            return "421 nobody is there any more"
        if self.humour.slow:
            await asyncio.sleep(self.humour.slow)
        if self._every(self.humour.drop_after):
            self.unanswered.add(content[at : at + 32].decode())
            server.transport.abort()
        if self._every(self.humour.late):
            self.unanswered.add(content[at : at + 32].decode())
            await asyncio.sleep(self.humour.late_seconds)
        if self._every(self.humour.twice):
            return "250 OK\r\n250 OK"
        return "250 OK"


class Relay:
    """A running relay."""

    def __init__(
        self, humour: Humour | None = None, *, keep: bool = False, closed: ssl.SSLContext | None = None,
        closed_at_once: bool = False,
    ) -> None:  # fmt: skip
        self.post = Post(humour or Humour(), keep=keep)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        where: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port}
        if closed is not None:
            where |= {"authenticator": self._knows, "auth_required": True}
            where |= {"ssl_context": closed, "auth_require_tls": False} if closed_at_once else {
                "tls_context": closed, "require_starttls": True
            }  # fmt: skip
        self._controller = Controller(self.post, **where)
        self._lock = threading.Lock()

    def __enter__(self) -> Relay:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def _knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.post.passwords.append(data.password)
        return AuthResult(success=data.password == b"quiet")

    def url(self, seconds: float = 30, sender: str = "notice") -> str:
        """What an operator configures."""
        return f"smtp://127.0.0.1:{self.port}?from={sender}@office.example&seconds={seconds}"
