"""A mail relay, real and in good or bad humour: it drops, delays, refuses, answers late or twice."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Awaitable
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
        late: …the answer comes when whoever sent it waits for it no more.
        twice: …the answer comes twice.
    """

    drop_before: int = 0
    drop_after: int = 0
    refuse: int = 0
    later: int = 0
    slow: float = 0
    late: int = 0
    twice: int = 0


@dataclass
class Post:
    """What a relay took, by Message-ID, and what came in the mails.

    Attributes:
        sender: who sent each mail last: the sender's name before the token.
        unanswered: what it took without saying so in time.
        stalled: who is waiting for an answer that does not come: the sender's name before the token.
        waits_at: the mail, by its number, whose answer waits until `goes_on` is set; none if 0.
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
    waits_at: int = 0
    goes_on: threading.Event = field(default_factory=threading.Event)

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
            return await _too_late(server)
        while sum(self.taken.values()) == self.waits_at and not self.goes_on.is_set():
            await asyncio.sleep(0.01)
        if self.humour.slow:
            await asyncio.sleep(self.humour.slow)
        if self._every(self.humour.drop_after):
            self.unanswered.add(content[at : at + 32].decode())
            server.transport.abort()
        if self._every(self.humour.late):
            self.unanswered.add(content[at : at + 32].decode())
            return await _too_late(server)
        if self._every(self.humour.twice):
            return "250 OK\r\n250 OK"
        return "250 OK"


async def _too_late(server: SMTP) -> str:
    """An answer that nobody hears: whoever waited for it fell, or gave up."""
    while not server.transport.is_closing():
        await asyncio.sleep(0.01)
    return "421 nobody is there any more"


class _AtOpenDoor(Controller):
    """Takes the mails of a door that is open already: a port that was only found free may be another's by then."""

    def __init__(self, post: Post, door: socket.socket, **where: Any) -> None:
        super().__init__(post, *door.getsockname(), ready_timeout=120, **where)
        self._door = door

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._door, ssl=self.ssl_context)


class Relay:
    """A running relay."""

    def __init__(
        self, humour: Humour | None = None, *, keep: bool = False, closed: ssl.SSLContext | None = None,
        closed_at_once: bool = False,
    ) -> None:  # fmt: skip
        self.post = Post(humour or Humour(), keep=keep)
        door = socket.create_server(("127.0.0.1", 0))
        self.port = door.getsockname()[1]
        where: dict[str, Any] = {}
        if closed is not None:
            where |= {"authenticator": self._knows, "auth_required": True}
            where |= {"ssl_context": closed, "auth_require_tls": False} if closed_at_once else {
                "tls_context": closed, "require_starttls": True
            }  # fmt: skip
        self._controller = _AtOpenDoor(self.post, door, **where)

    def __enter__(self) -> Relay:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def _knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.post.passwords.append(data.password)
        return AuthResult(success=data.password == b"quiet", handled=False)  # so that it says so itself

    def url(self, seconds: float = 120, sender: str = "notice") -> str:
        """What an operator configures."""
        return f"smtp://127.0.0.1:{self.port}?from={sender}@office.example&seconds={seconds}"
