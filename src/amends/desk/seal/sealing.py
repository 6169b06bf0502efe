"""Sealing: a finished letter becomes an envelope and a secret.

The desk keeps both before it gives the envelope to anybody, and never seals the same letter twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from amends.clock import Clock
from amends.desk.letters.words import Words, plain_text
from amends.desk.seal import folder
from amends.desk.seal.age import Secret, close_to, close_with_words
from amends.desk.seal.headers import FrontHeader, Grant, LetterHeader, ReplyHeader, Scale
from amends.desk.seal.keys import SigningKey, b64url
from amends.desk.seal.passphrase import draw_words
from amends.envelope import Envelope, KeyKind
from amends.wire import AnswerToRead, answer_signed

_NO_SCANS: Final[Mapping[str, bytes]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Parts:
    """A finished letter, ready to be sealed.

    Attributes:
        id: the letter's id.
        person: the pseudonym of the person written to, stable for this writer.
        words: what it says.
        from_name: the name by which this person knows the writer.
        to: the names written to.
        address: the lines on the front, the first a name.
        flap: what stands on the back.
        stationery: the paper's name.
        pdf: the page on paper, with the words attached, or empty.
        hand: the subset of the hand that the letter needs (WOFF2), or empty.
        front_hand: the subset that the front needs, or empty.
        scale: how large the hand is set.
        scans: images that the words name, re-encoded.
        draft: whether it is a draft, lent to be read and remarked on.
    """

    id: str
    person: str
    words: Words
    from_name: str
    to: tuple[str, ...]
    address: tuple[str, ...]
    flap: str
    stationery: str = "plain"
    pdf: bytes = b""
    hand: bytes = b""
    front_hand: bytes = b""
    scale: Scale | None = None
    scans: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    draft: bool = False


@dataclass(frozen=True, slots=True)
class LetterKeys:
    """All the keys to one letter, drawn once, before it is printed or sealed for the first time.

    A reply slip already bears the public reply key, and every link must stay the same however often a command is
    repeated; so the desk keeps these before it makes anything with them.

    Attributes:
        secret: the letter secret, which stands in the link.
        act: the key with which its reader acts; derives from the secret.
        reply: what opens an answer; None where none is possible.
    """

    secret: Secret
    act: SigningKey
    reply: Secret | None

    @classmethod
    def draw(cls, clock: Clock, *, answerable: bool = True) -> LetterKeys:
        """Fresh keys."""
        secret = Secret.draw(clock)
        return cls(secret, SigningKey.to_act(secret.raw), Secret.draw(clock) if answerable else None)

    @classmethod
    def read(cls, secret: str, reply: str) -> LetterKeys:
        """The keys that the drawer kept as texts; `reply` is empty where no answer is possible.

        Raises:
            WrongKey: a text is not an age identity.
        """
        kept = Secret.read(secret)
        return cls(kept, SigningKey.to_act(kept.raw), Secret.read(reply) if reply else None)


@dataclass(frozen=True, slots=True)
class KeyRoad:
    """How a letter's secret travels to its reader.

    Attributes:
        kind: in the link, behind words, or wrapped to the reader's own key.
        own_key: that key, `age1…` or `ssh-ed25519 …`; empty otherwise.
    """

    kind: KeyKind = "link"
    own_key: str = ""


IN_LINK: Final = KeyRoad()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed letter. Only the envelope may ever leave the desk.

    Attributes:
        envelope: what the office carries.
        words: the passphrase, where the secret travels by words; otherwise empty.
    """

    envelope: Envelope
    words: str = field(default="", repr=False)


def seal(
    parts: Parts,
    keys: LetterKeys,
    clock: Clock,
    *,
    signer: SigningKey | None,
    road: KeyRoad = IN_LINK,
    grant: Grant | None = None,
) -> Sealed:
    """Signs, pads and closes a letter and its front to the letter's own secret.

    Args:
        parts: the finished letter.
        keys: the letter's keys; they are kept before this is called.
        clock: time and chance.
        signer: the writer's signing key; None leaves the signature out (a signed letter is evidence).
        road: how the secret travels.
        grant: leave for a bank to screen the letter.

    Raises:
        Unsupported: it is too large to be carried, or its front does not fit the one size of fronts.
        WrongKey: the reader's own key is none.
    """
    secret, act = keys.secret, keys.act
    writer = signer.ssh if signer else ""
    header = LetterHeader(
        id=parts.id, sealed=clock.now().date().isoformat(), from_name=parts.from_name, to=parts.to,
        recipient=secret.recipient, act_key=act.wire, words=parts.words, writer=writer,
        reply=keys.reply.recipient if keys.reply else "", hand=parts.scale if parts.hand else None, grant=grant,
        draft=parts.draft,
    )  # fmt: skip
    front = FrontHeader(
        letter=parts.id, from_name=parts.from_name, to=parts.to, address=parts.address, flap=parts.flap,
        stationery=parts.stationery, writer=writer, hand=parts.scale if parts.front_hand else None,
    )  # fmt: skip
    inside = {"letter.json": header.to_bytes(), "letter.txt": plain_text(parts.words).encode(), **parts.scans}
    inside |= {name: data for name, data in (("letter.pdf", parts.pdf), ("hand.woff2", parts.hand)) if data}
    outside = {"front.json": front.to_bytes()} | ({"hand.woff2": parts.front_hand} if parts.front_hand else {})
    words, key = "", b""
    if road.kind == "words":
        words = draw_words(clock)
        key = close_with_words(f"{secret.text}\n".encode(), words, clock)
    elif road.kind == "age":
        key = close_to(road.own_key, f"{secret.text}\n".encode())
    envelope = Envelope(
        id=parts.id,
        act_key=act.wire,
        person=parts.person,
        front=secret.close(folder.fill(folder.FRONT, outside, signer)),
        letter=secret.close(folder.fill(folder.LETTER, inside, signer)),
        key=key,
        key_kind=road.kind,
    )
    return Sealed(envelope, words)


def seal_reply(header: ReplyHeader, reply_recipient: str, scans: Mapping[str, bytes] = _NO_SCANS) -> bytes:
    """An answer, padded and closed to a letter's reply key: the bytes of `reply.age`.

    Raises:
        Unsupported: it is too large.
        WrongKey: not an age recipient.
    """
    inside = {"reply.json": header.to_bytes(), "reply.txt": plain_text(header.words).encode(), **scans}
    return close_to(reply_recipient, folder.fill(folder.REPLY, inside, None))


def seal_to_read(header: ReplyHeader, envelope: str, screening_key: str, act: SigningKey, clock: Clock) -> bytes:
    """An answer that a bank reads first: closed to a key of its own, and that to the bank's; signed by its reader.

    Args:
        header: the answer.
        envelope: the envelope in which the letter was handed over.
        screening_key: the age recipient that the letter's writer named in their grant.
        act: the act key of whoever has the letter.
        clock: chance.

    Raises:
        Unsupported: it is too large.
    """
    fresh = Secret.draw(clock)
    answer = seal_reply(header, fresh.recipient)
    key = close_to(screening_key, f"{fresh.text}\n".encode())
    signature = b64url(act.sign(answer_signed(envelope, hashlib.sha256(answer).hexdigest())))
    return AnswerToRead(envelope, screening_key, signature, answer, key).to_bytes()


def pass_on(envelope: Envelope, secret: Secret, clock: Clock) -> tuple[Envelope, Secret]:
    """A read-only copy of a letter for somebody else: the very same folders, closed to a fresh secret.

    The signed header goes along unchanged, so its reader sees that it is a copy and whose letter it was.

    Raises:
        WrongKey, Unsupported: the secret does not open the envelope.
    """
    fresh = Secret.draw(clock)
    copy = Envelope(
        id=clock.bytes(16).hex(),
        act_key=SigningKey.to_act(fresh.raw).wire,
        person="",
        front=fresh.close(secret.open(envelope.front, folder.FRONT.what)),
        letter=fresh.close(secret.open(envelope.letter, folder.LETTER.what)),
        copy_of=envelope.id,
    )
    return copy, fresh
