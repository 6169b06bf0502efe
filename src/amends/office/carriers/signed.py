"""Whether a mail of the office's can be stopped with one click, seen from the mailbox it arrived in.

RFC 8058, section 4: a mailbox offers the one click only where a DKIM signature covers `List-Unsubscribe` and
`List-Unsubscribe-Post`. The relay signs, so neither the office nor the DNS knows what is covered: only a mail that
arrived shows it. Which headers a signature names is read here (RFC 6376, section 3.5); whether it is good was the
mailbox's to find out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Final

ONE_CLICK: Final = ("list-unsubscribe", "list-unsubscribe-post")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a mail that arrived shows.

    Attributes:
        ours: whether it bears what the office's mails bear, so that something could be covered.
        signed_by: the domains that signed it.
        left_out: the headers that the best of the signatures does not cover; empty if it covers both.
    """

    ours: bool
    signed_by: tuple[str, ...]
    left_out: tuple[str, ...]


def read_seen(data: bytes) -> Seen:
    """What this mail shows; of a file that is no mail, that it is none of the office's."""
    mail: Message = BytesHeaderParser(policy=compat32).parsebytes(data)
    signatures = [_tags(str(one)) for one in mail.get_all("DKIM-Signature", [])]
    covered = [set(tags.get("h", "").lower().split(":")) for tags in signatures]
    left_out = min(
        ([name for name in ONE_CLICK if name not in names] for names in covered), key=len, default=ONE_CLICK
    )
    return Seen(
        ours=all(mail[name] for name in ONE_CLICK),
        signed_by=tuple(sorted({tags["d"] for tags in signatures if "d" in tags})),
        left_out=tuple(left_out),
    )


def _tags(signature: str) -> dict[str, str]:
    parts = (one.partition("=") for one in _SPACE.sub("", signature).split(";"))
    return {name: value for name, equals, value in parts if equals}
