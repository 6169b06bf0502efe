"""Links: where a letter waits and what opens it, and what mail programs made of that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from amends.desk.seal.keys import b64url, unb64url
from amends.errors import NotHere, Unsupported, WrongKey, WrongUsage

_START: Final = re.compile(r"AGE-SECRET-KEY-1", re.IGNORECASE)
_KEY: Final = re.compile(r"(AGE-SECRET-KEY-1[0-9A-Z]*)(?:\.([A-Za-z0-9_-]*))?", re.IGNORECASE)
_LETTER: Final = re.compile(r"(https?://[^/?#]+)(?:/[a-z]{2})?/l/([0-9a-f]{32})(?![0-9a-f])", re.IGNORECASE)
_SPACES: Final = re.compile(r"[\s\u200b\u00ad]+")
_NEAR: Final = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".onion")
_UNFOLDINGS: Final = 4
"""How often a link may have been escaped on its way: once by every rewriter it passed."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a reader was given.

    Attributes:
        office: the office's address, without a slash at the end.
        letter: the letter's id.
        secret: the letter secret as age writes it; empty where the link bears none.
        keep: the keep secret of a private link, 32 bytes; empty where it is the bare link.
    """

    office: str
    letter: str
    secret: str = field(default="", repr=False)
    keep: bytes = field(default=b"", repr=False)


def link_to(office: str, letter: str, secret: str) -> str:
    """The link to a letter; without a secret, where that travels by words."""
    return f"{office}/l/{letter}#{secret}" if secret else f"{office}/l/{letter}"


def private_link(link: Link, keep: bytes) -> str:
    """The link that its reader alone has: the letter's, and behind its secret the reader's own."""
    return f"{link_to(link.office, link.letter, link.secret)}.{b64url(keep)}"


def is_link(text: str) -> bool:
    """Whether this is meant as the link to a letter at an office."""
    return text.strip().lower().startswith(("http://", "https://"))


def parse_link(text: str) -> Link:
    """The link in a text, mended where a program on the way broke it into lines or escaped it.

    Raises:
        NotHere: it names no letter.
        WrongKey: its key is cut off.
    """
    plain = _SPACES.sub("", _unfolded(text))
    head = _START.split(plain, maxsplit=1)[0]
    found = _LETTER.search(head)
    if found is None:
        raise NotHere("This link leads to no letter.", "Use it again exactly as you got it.")
    secret, keep = key_in(plain)
    parts = urlsplit(found[1])
    return Link(f"{parts.scheme.lower()}://{parts.netloc}", found[2].lower(), secret, keep)


def key_in(text: str) -> tuple[str, bytes]:
    """The letter secret and keep secret in a text; each empty where there is none.

    Raises:
        WrongKey: a keep secret is there and not whole.
    """
    found = _KEY.search(_SPACES.sub("", _unfolded(text)))
    if found is None:
        return "", b""
    if not found[2]:
        return found[1], b""
    try:
        keep = unb64url(found[2][:43])
    except Unsupported:
        keep = b""
    if len(keep) != 32:
        raise WrongKey("The private link is not whole.", "Use it again exactly as you got it, to its last letter.")
    return found[1], keep


def office_address(text: str) -> str:
    """An office's address as it is remembered: scheme and host, nothing behind.

    Raises:
        WrongUsage: not an address of an office, or one across the open network that is not `https://`.
    """
    wrong = WrongUsage(f"{text} is not an office's address.", "It looks like https://post.example.org")
    try:
        parts = urlsplit(text.strip())
    except ValueError as error:
        raise wrong from error
    host = parts.hostname or ""
    if (
        parts.scheme not in ("http", "https")
        or not host
        or parts.path.strip("/")
        or parts.query
        or "@" in parts.netloc
    ):
        raise wrong
    if parts.scheme == "http" and not is_near(host):
        raise WrongUsage(
            f"{text} would be spoken to in the open, where others can read along and answer in its place.",
            f"Use https://{parts.netloc}. Plain http:// is for an office on this machine or in the same house.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def is_near(host: str) -> bool:
    """Whether a host is this machine, or can only be in its own network; `.onion` is closed on the way itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_NEAR)
    return address.is_private or address.is_link_local


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, whose lines nobody else can read along."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _unfolded(text: str) -> str:
    for _ in range(_UNFOLDINGS):
        again = unquote(text)
        if again == text:
            break
        text = again
    return text
