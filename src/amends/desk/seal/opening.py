"""Opening: an envelope and a secret become a letter that can be relied on, or an error that says why not.

Whoever wrote the letter is treated as hostile: the tree of words is the only thing that is shown, and everything else
in the folder has to agree with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal, TypeAlias

from PIL import Image, UnidentifiedImageError

from amends.desk.letters.words import Block, Scan, Words, plain_text, words_json
from amends.desk.paper.attached import attached_words
from amends.desk.seal import folder, sshsig
from amends.desk.seal.age import Secret, open_with_words
from amends.desk.seal.attesting import check_clerk
from amends.desk.seal.headers import FrontHeader, Grant, LetterHeader, ReplyHeader
from amends.desk.seal.keys import SigningKey, fingerprint
from amends.desk.seal.passphrase import tidy_words
from amends.errors import Forged, Torn, Unsupported
from amends.wire import PartSeen

IMAGE_PIXELS_MOST: Final = 40_000_000
IMAGES_PIXELS_MOST: Final = 120_000_000
"""In all images of one letter or answer: thirteen pages of A4 at 300 dpi."""

ForWhom: TypeAlias = Literal["addressed", "screened", "copy"]
"""To you; read first by the bank whom the writer allowed; or passed on. See `spec/envelope.md`."""


@dataclass(frozen=True, slots=True)
class Front:
    """The outside of an envelope that has been looked at: front and back, and the glyphs they need (WOFF2)."""

    header: FrontHeader
    hand: bytes


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """A letter that has been opened and checked.

    Attributes:
        header: its signed header, with the words.
        text: the words as plain text.
        signed_by: fingerprint of the key that signed it, `SHA256:…`, or empty.
        whose: whether it is addressed to the key that opened it.
        entries: what lay in the folder, by name, for unpacking; `padding` left out.
        attested_by: who took it in where it came to a bank on paper, as `NAME, ROLE of BANK`; otherwise empty.
    """

    header: LetterHeader
    text: str
    signed_by: str
    whose: ForWhom
    entries: Mapping[str, bytes]
    attested_by: str = ""


@dataclass(frozen=True, slots=True)
class OpenedReply:
    """An answer that has been opened and checked.

    Attributes:
        header: what stands in it.
        text: its words as plain text.
        scans: the pages enclosed, by name.
        read_by: the bank that read it first and signed that, or empty.
        on_paper: whether it came to that bank on paper, and was typed in there.
    """

    header: ReplyHeader
    text: str
    scans: Mapping[str, bytes]
    read_by: str = ""
    on_paper: bool = False


def check_whole(data: bytes, seen: PartSeen, what: str) -> None:
    """Checks a closed part against the envelope's record, before any key is tried.

    Raises:
        Torn: bytes are missing or changed.
    """
    if len(data) != seen.bytes or hashlib.sha256(data).hexdigest() != seen.sha256:
        raise Torn(
            f"{what.capitalize()} did not arrive whole ({len(data):,} of {seen.bytes:,} bytes).",
            "Try once more. What is here is still sealed.",
        )


def open_key(side_file: bytes, *, words: str = "", identity: str = "") -> Secret:
    """The letter secret in an envelope's side file, opened with words or with the recipient's own age identity.

    Raises:
        WrongKey: the words or the identity do not fit.
        Unsupported, Torn: the side file is malformed.
    """
    if words:
        text = open_with_words(side_file, tidy_words(words), "the side file")
    else:
        text = Secret.read(identity).open(side_file, "the side file")
    return Secret.read(text.decode("ascii", "replace"))


def open_front(closed: bytes, secret: Secret, letter: str) -> Front:
    """Looks at the outside of an envelope.

    Args:
        closed: bytes of `front.age`.
        secret: the letter secret.
        letter: the letter's id on the envelope, or empty for a copy, whose header bears the original's.

    Raises:
        WrongKey, Torn, Unsupported, Forged: as `amends.errors` says.
    """
    inside = folder.empty(folder.FRONT, secret.open(closed, folder.FRONT.what))
    header = FrontHeader.from_bytes(inside["front.json"])
    folder.check_signature(folder.FRONT, inside, header.writer)
    if letter and header.letter != letter:
        raise Forged("The front of this envelope belongs to another letter.", "Do not rely on it.")
    return Front(header, inside.get("hand.woff2", b""))


def open_letter(closed: bytes, secret: Secret, envelope: str, *, unread: bool = False) -> OpenedLetter:
    """Opens a letter and checks everything in it against its words.

    Args:
        closed: bytes of `letter.age`.
        secret: the letter secret.
        envelope: the envelope's id.
        unread: it is opened to be read first. A letter that came on paper, and that no bank has let through yet,
            opens for nobody else.

    Raises:
        WrongKey: the secret does not open it.
        Torn, Unsupported: it is damaged, or of a form this program does not know.
        Forged: the signature is wrong, or the text, the PDF or a picture is not what the words say.
    """
    inside = folder.empty(folder.LETTER, secret.open(closed, folder.LETTER.what))
    header = LetterHeader.from_bytes(inside["letter.json"])
    if header.taken_in:
        folder.check_signature(folder.LETTER, inside, header.taken_in.sign, sshsig.ATTESTATION)
    else:
        folder.check_signature(folder.LETTER, inside, header.writer)
    attested_by = check_clerk(header, inside)
    text = _check_text(inside, "letter.txt", header.words)
    _check_scans(inside, header.words)
    if "letter.pdf" in inside and attached_words(inside["letter.pdf"]) != words_json(header.words):
        raise Forged("The page enclosed with the letter bears other words.", "Rely on the text, not on the page.")
    del inside["padding"]
    return OpenedLetter(
        header,
        text,
        fingerprint(header.writer) if header.writer else "",
        _for_whom(secret, header, inside, envelope, unread=unread),
        inside,
        attested_by,
    )


def open_reply(closed: bytes, secret: Secret, letter: str, grant: Grant | None = None) -> OpenedReply:
    """Opens an answer to one letter.

    Args:
        closed: bytes of `reply.age`.
        secret: the letter's reply secret.
        letter: its id.
        grant: the leave that the letter gave a bank; what another signed says nothing.

    Raises:
        WrongKey, Torn, Unsupported, Forged: as `amends.errors` says; `Forged` too when it answers another letter.
    """
    inside = folder.empty(folder.REPLY, secret.open(closed, folder.REPLY.what))
    header = ReplyHeader.from_bytes(inside["reply.json"])
    if header.letter != letter:
        raise Forged("This answer was sealed for another letter.", "Keep it unplaced; do not rely on it.")
    text = _check_text(inside, "reply.txt", header.words)
    _check_scans(inside, header.words)
    scans = {name: data for name, data in inside.items() if folder.SCAN_NAME.fullmatch(name)}
    came = _let_through(secret, header, inside, grant) if grant else ""
    return OpenedReply(header, text, scans, grant.bank if grant and came else "", came == "paper")


def check_front(front: Front, letter: OpenedLetter) -> None:
    """Checks, once the letter is open, that its envelope says the same.

    Raises:
        Forged: it names another letter, writer or person.
    """
    outside, inside = front.header, letter.header
    if (outside.letter, outside.from_name, outside.to, outside.writer) != (
        inside.id, inside.from_name, inside.to, inside.writer,
    ):  # fmt: skip
        raise Forged("The envelope says something else than the letter in it.", "Do not rely on it.")
    attested = inside.taken_in.front if inside.taken_in else ""
    if attested and attested != hashlib.sha256(outside.to_bytes()).hexdigest():
        raise Forged("The clerk who took this letter in attests another envelope.", "Do not rely on it.")


def _check_text(inside: dict[str, bytes], name: str, words: Words) -> str:
    text = plain_text(words)
    if inside.get(name) != text.encode():
        raise Forged(
            "The plain text is not what the words say.", "It was made to deceive a reader. Do not rely on it."
        )
    return text


def _check_scans(inside: dict[str, bytes], words: Words) -> None:
    blocks: tuple[Block, ...] = (*words.body, *words.postscript)
    named = [block.image for block in blocks if isinstance(block, Scan)]
    enclosed = [name for name in inside if folder.SCAN_NAME.fullmatch(name)]
    if sorted(named) != sorted(enclosed):
        raise Forged("The pictures enclosed are not those that the words name.", "Do not rely on it.")
    room = IMAGES_PIXELS_MOST
    for name in enclosed:
        try:
            with Image.open(BytesIO(inside[name]), formats=("PNG",) if name.endswith(".png") else ("JPEG",)) as image:
                width, height = image.size
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
            raise Unsupported(f"The enclosed picture {name} is not an image of its kind.") from error
        if width * height > IMAGE_PIXELS_MOST:
            raise Unsupported(f"The enclosed picture {name} has more than {IMAGE_PIXELS_MOST:,} pixels.")
        room -= width * height
    if room < 0:
        raise Unsupported(f"The enclosed pictures have more than {IMAGES_PIXELS_MOST:,} pixels together.")


def _for_whom(key: Secret, header: LetterHeader, inside: dict[str, bytes], envelope: str, *, unread: bool) -> ForWhom:
    act_key = SigningKey.to_act(key.raw).wire
    release = inside.get("release.txt")
    addressed = header.id == envelope and header.recipient == key.recipient and header.act_key == act_key
    if addressed and release is not None:
        raise Unsupported("A letter that was never screened bears a release.")
    if release is None and (unread or header.taken_in is None):
        return "addressed" if addressed else "copy"
    sums = hashlib.sha256(inside["SHA256SUMS"]).hexdigest()
    # To whoever passed it on it was released with another key; a bank signs nothing else in this namespace.
    ours = release is not None and f"\nletter {header.id}\nsums {sums}\n".encode() in release
    if release is None or header.grant is None or "SHA256SUMS.sig" not in inside or not ours:
        raise Forged("No bank let this letter through, or it let through another.", "Do not rely on it.")
    sshsig.check(inside["release.txt.sig"], release, sshsig.RELEASE, header.grant.sign, "the bank's release")
    mine = release == release_text(envelope, header.id, sums, key.recipient, act_key)
    return "screened" if mine else "copy"


def _let_through(key: Secret, header: ReplyHeader, inside: dict[str, bytes], grant: Grant) -> str:
    """How an answer came to the bank that let it through: from the `reader`, or on `paper`; empty if to none."""
    release = inside.get("release.txt")
    if release is None:
        return ""
    sums = hashlib.sha256(inside["SHA256SUMS"]).hexdigest()
    expected = {let_through_text(header.letter, sums, key.recipient, one): one for one in ("reader", "paper")}
    came = expected.get(release, "")
    if not came:
        raise Forged("What the bank signed is for another answer.", "Do not rely on it.")
    sshsig.check(inside["release.txt.sig"], release, sshsig.ANSWER, grant.sign, "the bank that read this answer")
    return came


def let_through_text(letter: str, sums: str, recipient: str, came: str) -> bytes:
    """What a bank signs when it lets an answer through; `spec/bank.md`, "Answers"."""
    named = f"letter {letter}\nsums {sums}\nrecipient {recipient}\nfrom {came}\n"
    return f"amends-answer-release/1\n{named}".encode()


def release_text(envelope: str, letter: str, sums: str, recipient: str, act_key: str) -> bytes:
    """What a bank signs when it seals a screened letter again; `spec/envelope.md`, "Screened"."""
    named = f"envelope {envelope}\nletter {letter}\nsums {sums}\nrecipient {recipient}\nact_key {act_key}\n"
    return f"amends-release/1\n{named}".encode()
