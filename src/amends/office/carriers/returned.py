"""Mail that came back: what a delivery status notification says (RFC 3464), and of which notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Final, cast

MOST: Final = 256 * 1024
"""No more of a returned mail is read; a notice and a report have a few thousand bytes."""
_TOKEN: Final = re.compile(r"\+([0-9a-f]{32})@|<([0-9a-f]{32})@")


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back.

    Attributes:
        token: what the notice is known by.
        failed: whether the road does not lead there; else it only takes longer, or was relayed on.
    """

    token: str
    failed: bool


def read_returned(data: bytes) -> Returned | None:
    """What a mail says that came back; nothing if it is no such mail, or of no notice of ours."""
    mail = message_from_bytes(data[:MOST], _class=EmailMessage, policy=policy.default)
    if mail.get_content_type() != "multipart/report" or mail.get_param("report-type") != "delivery-status":
        return None
    token = _token(mail)
    actions = [action for part in mail.walk() for action in _actions(part)]
    return Returned(token, "failed" in actions) if token and actions else None


def _actions(part: Message) -> Iterator[str]:
    if part.get_content_type() == "message/delivery-status" and part.is_multipart():
        for block in cast("list[Message]", part.get_payload()):
            action = str(block.get("Action", "")).strip().lower()
            if action:
                yield action


def _token(mail: Message) -> str:
    """From where the report was sent to, or from the notice that it brings back."""
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            part = message_from_bytes(payload if isinstance(payload, bytes) else b"")  # noqa: PLW2901 (read on)
        for header in ("To", "X-Original-To", "Delivered-To", "Message-ID"):
            found = _TOKEN.search(str(part.get(header, "")))
            if found and (header != "Message-ID" or part is not mail):
                return found[1] or found[2]
    return ""
