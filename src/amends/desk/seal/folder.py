"""What lies inside a sealed part: a bound folder with its type first, sums over its entries, and padding.

`spec/envelope.md` is normative. The same shape serves a letter, its front and an answer; only the names, sizes and
whether it may be signed differ, and those are a `Kind`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from amends.desk.seal import sshsig
from amends.desk.seal.keys import SigningKey
from amends.envelope import bind, bound_size, unbind
from amends.errors import Forged, Unsupported

KIB: Final = 1024
SCAN_NAME: Final = re.compile(r"scan-[1-9][0-9]{0,2}\.(png|jpg)")
CLERK: Final = "clerk.sig"
"""Whose clerk attests a letter that came to a bank on paper."""
_NOT_SUMMED: Final = ("SHA256SUMS", "SHA256SUMS.sig", CLERK, "release.txt", "release.txt.sig", "padding")


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three things that are sealed.

    Attributes:
        what: its name in an error's words.
        mimetype: its type, the folder's first entry.
        head: its header's entry.
        may: further entries, in order; scans stand where `scan` does.
        namespace: what its signature is for; empty where it is never signed.
        sizes: the sizes in bytes that the whole folder may have, smallest first.
        never: what may stand beside the sums of another kind, and not of this.
    """

    what: str
    mimetype: bytes
    head: str
    may: tuple[str, ...]
    namespace: str
    sizes: tuple[int, ...]
    never: tuple[str, ...] = ()


LETTER: Final = Kind(
    "the letter",
    b"application/vnd.amends.letter+zip",
    "letter.json",
    ("letter.txt", "letter.pdf", "hand.woff2", "scan"),
    sshsig.LETTER,
    tuple(32 * KIB << n for n in range(9)),
)
FRONT: Final = Kind(
    "the front of the envelope",
    b"application/vnd.amends.front+zip",
    "front.json",
    ("hand.woff2",),
    sshsig.FRONT,
    (32 * KIB,),
    (CLERK, "release.txt"),
)
REPLY: Final = Kind(
    "the answer",
    b"application/vnd.amends.reply+zip",
    "reply.json",
    ("reply.txt", "scan"),
    "",
    tuple(8 * KIB << n for n in range(11)),
    (CLERK, "SHA256SUMS.sig"),
)


def _rank(kind: Kind, name: str) -> tuple[int, int]:
    """Where an entry stands in the folder's order."""
    order = ("mimetype", kind.head, *kind.may, *_NOT_SUMMED)
    if name in order and name != "scan":
        return order.index(name), 0
    if SCAN_NAME.fullmatch(name) and "scan" in kind.may:
        return order.index("scan"), int(name[5:-4])
    raise Unsupported(f"{kind.what.capitalize()} holds an entry that none may hold ({name!r}).")


def fill(kind: Kind, entries: dict[str, bytes], signer: SigningKey | None) -> bytes:
    """The folder of these entries (without type, sums and padding), signed or not, padded to one of its sizes.

    Raises:
        Unsupported: it is larger than the largest size, or holds what none may hold.
    """
    inside = {"mimetype": kind.mimetype, **dict(sorted(entries.items(), key=lambda item: _rank(kind, item[0])))}
    sums = b"".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode() for name, data in inside.items())
    inside["SHA256SUMS"] = sums
    if signer is not None:
        inside["SHA256SUMS.sig"] = sshsig.sign(sums, kind.namespace, signer)
    bare = bound_size({name: len(data) for name, data in inside.items()} | {"padding": 0})
    size = next((size for size in kind.sizes if size >= bare), 0)
    if not size:
        raise Unsupported(
            f"{kind.what.capitalize()} has {bare:,} bytes, {kind.sizes[-1]:,} at most can be sealed.",
            "Leave out a picture, or write a shorter one.",
        )
    inside["padding"] = bytes(size - bare)
    return bind(inside)


def empty(kind: Kind, plain: bytes) -> dict[str, bytes]:
    """The entries of a folder that a stranger may have made, checked in everything but its signature.

    Raises:
        Torn, Unsupported: not such a folder, of another size, or with other entries.
        Forged: the sums do not fit.
    """
    if len(plain) not in kind.sizes:
        raise Unsupported(f"{kind.what.capitalize()} has a size ({len(plain):,} bytes) that none of ours has.")
    inside = unbind(plain)
    names = list(inside)
    if sorted(names, key=lambda name: _rank(kind, name)) != names:
        raise Unsupported(f"The entries of {kind.what} are not in their order.")
    if inside.get("mimetype") != kind.mimetype or kind.head not in inside or "padding" not in inside:
        raise Unsupported(f"This is not {kind.what}: an entry is missing or of another type.")
    if inside["padding"].count(0) != len(inside["padding"]):
        raise Unsupported(f"The padding of {kind.what} holds something.")
    if any(name in inside for name in kind.never):
        raise Unsupported(f"{kind.what.capitalize()} holds a signature that none may hold.")
    if ("release.txt" in inside) != ("release.txt.sig" in inside):
        raise Unsupported("A release and its signature go together.")
    summed = b"".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode()
        for name, data in inside.items()
        if name not in _NOT_SUMMED
    )
    if inside.get("SHA256SUMS") != summed:
        raise Forged(
            f"The sums of {kind.what} do not fit what is in it.", "It was changed on the way. Do not rely on it."
        )
    return inside


def check_signature(kind: Kind, inside: dict[str, bytes], signer: str, namespace: str = "") -> bool:
    """Whether the folder is signed; a signature that is there must be right.

    Args:
        kind: what it is.
        inside: its entries.
        signer: the key named in its header, or empty.
        namespace: what the signature is made for, where that is not the writer's own.

    Raises:
        Forged: a key is named but nothing is signed, or the other way round, or the signature is wrong.
    """
    signature = inside.get("SHA256SUMS.sig")
    if (signature is not None) != bool(signer):
        raise Forged(f"{kind.what.capitalize()} names a key but is not signed with it.", "Do not rely on it.")
    if signature is None:
        return False
    sshsig.check(signature, inside["SHA256SUMS"], namespace or kind.namespace, signer, kind.what)
    return True
