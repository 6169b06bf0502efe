"""Letters that came to a bank on paper: attested by a clerk of its, and every way in which they are not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from amends.clock import Replay
from amends.desk.letters.words import Scan, Words, plain_text
from amends.desk.seal import folder, sshsig
from amends.desk.seal.age import Secret
from amends.desk.seal.attesting import clerk_text
from amends.desk.seal.headers import FrontHeader, Grant, LetterHeader, TakenIn
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.opening import release_text
from amends.envelope import Envelope, pack, to_json
from making.parts import BANK, BANK_KEY, STRANGER, WORDS, WRITER, b64, letter, picture, repad, result, write

CLOCK = Replay("vectors on paper")
CLERK = SigningKey.draw(CLOCK)
GRANT = Grant("Alder Bridge Letter Bank", BANK_KEY.recipient, BANK.ssh)
BY = "P. Vance, clerk of Alder Bridge Letter Bank"
Entries = dict[str, bytes]


@dataclass(frozen=True)
class OnPaper:
    """A letter as a clerk's browser seals it: its keys and the entries of its folder."""

    secret: Secret
    header: LetterHeader
    front: FrontHeader
    inside: Entries

    def closed(self, inside: Entries | None = None) -> bytes:
        """Sealed to its own secret, as it is or changed."""
        return self.secret.close(repad(self.inside if inside is None else inside))


def taken_in(words: Words = WORDS, scans: Entries | None = None) -> OnPaper:
    """A right one."""
    secret, letter_id = Secret.draw(CLOCK), CLOCK.bytes(16).hex()
    to = ("Ana Duarte",)
    front = FrontHeader(letter_id, "Tomas Reed", to, ("Ana Duarte", "c/o The Post Room"), "Tomas Reed", "plain")
    outside = hashlib.sha256(front.to_bytes()).hexdigest()
    header = LetterHeader(
        id=letter_id, sealed="2026-11-28", from_name="Tomas Reed", to=to, recipient=secret.recipient,
        act_key=SigningKey.to_act(secret.raw).wire, words=words, grant=GRANT,
        taken_in=TakenIn("P. Vance", "clerk", CLERK.ssh, "signed", outside),
    )  # fmt: skip
    return OnPaper(secret, header, front, attested(header, scans or {}))


def attested(
    header: LetterHeader,
    scans: Entries,
    *,
    clerk: SigningKey = CLERK,
    bank: SigningKey = BANK,
    namespace: str = sshsig.ATTESTATION,
) -> Entries:
    """The folder of this header, attested by this clerk, who is one of this bank's."""
    entries = {"letter.json": header.to_bytes(), "letter.txt": plain_text(header.words).encode(), **scans}
    inside = folder.empty(folder.LETTER, folder.fill(folder.LETTER, entries, None))
    assert header.taken_in is not None
    signed = sshsig.sign(inside["SHA256SUMS"], namespace, clerk)
    certificate = sshsig.sign(clerk_text(header.taken_in), sshsig.CLERK, bank)
    return inside | {"SHA256SUMS.sig": signed, folder.CLERK: certificate}


def released(one: OnPaper, envelope: str, own: Secret) -> Entries:
    """Let through by the bank, to this secret."""
    sums = hashlib.sha256(one.inside["SHA256SUMS"]).hexdigest()
    release = release_text(envelope, one.header.id, sums, own.recipient, SigningKey.to_act(own.raw).wire)
    return one.inside | {"release.txt": release, "release.txt.sig": sshsig.sign(release, sshsig.RELEASE, BANK)}


def good(words: Words, whose: str) -> dict[str, Any]:
    return {"result": result(words, whose, "") | {"attested_by": BY}}


def on_paper() -> None:
    """All of them."""
    one = taken_in()
    name = "letter-taken-in"
    what = "came to a bank on paper, as its readers open it"
    letter(name, what, one.closed(), one.secret, one.header.id, unread=True, **good(WORDS, "addressed"))
    what = "the same, opened by somebody to whom no bank let it through"
    letter(f"{name}-not-released", what, one.closed(), one.secret, one.header.id, "Forged")

    scanned = Words(body=(Scan("scan-1.png", (("Dear Ana, I am sorry.",),)),))
    page, own, envelope = taken_in(scanned, {"scan-1.png": picture()}), Secret.draw(CLOCK), "5f" * 16
    whole = released(page, envelope, own)
    what = "a page written by hand, let through to its reader"
    letter(f"{name}-released", what, own.close(repad(whole)), own, envelope, **good(scanned, "screened"))
    front = own.close(folder.fill(folder.FRONT, {"front.json": page.front.to_bytes()}, None))
    act_key = SigningKey.to_act(own.raw).wire
    packed = pack(Envelope(envelope, act_key, CLOCK.bytes(16).hex(), front, own.close(repad(whole))))
    what = "a letter on paper as its bank handed it over; it opens with the secret"
    write("envelope-taken-in", "envelope", what, packed=b64(packed), id=envelope, secret=own.text)
    other, copied = Secret.draw(CLOCK), CLOCK.bytes(16).hex()
    what = "passed on by whoever it was let through to"
    letter(f"{name}-copy", what, other.close(repad(whole)), other, copied, **good(scanned, "copy"))
    for wrong, (what, expect, change) in ways(one).items():
        letter(f"{name}-{wrong}", what, one.closed(change()), one.secret, one.header.id, expect, unread=True)
    fronts(one)


def ways(one: OnPaper) -> dict[str, tuple[str, str, Callable[[], Entries]]]:
    """The ways in which an attestation is none."""
    header, inside = one.header, one.inside
    taken = header.taken_in
    assert taken is not None
    certificate = {folder.CLERK: inside[folder.CLERK]}
    foreign = replace(header, taken_in=replace(taken, sign=STRANGER.ssh))
    renamed = replace(header, taken_in=replace(taken, by="R. Castellanos"))

    def without(*names: str) -> Entries:
        return {name: data for name, data in inside.items() if name not in names}

    def with_head(*, signer: SigningKey | None = CLERK, **change: Any) -> Entries:
        head = json.loads(header.to_bytes()) | change
        kept = {"letter.json": to_json({k: v for k, v in head.items() if v}), "letter.txt": inside["letter.txt"]}
        made = folder.empty(folder.LETTER, folder.fill(folder.LETTER, kept, None))
        sums = made["SHA256SUMS"]
        return (
            made | ({"SHA256SUMS.sig": sshsig.sign(sums, sshsig.ATTESTATION, signer)} if signer else {}) | certificate
        )

    return {
        "unattested": (
            "says that it came on paper, and nobody attests it", "Forged", lambda: without("SHA256SUMS.sig"),
        ),
        "of-nobody": ("attested, and no bank says whose clerk that is", "Forged", lambda: without(folder.CLERK)),
        "by-a-stranger": (
            "somebody else signed in the clerk's place", "Forged", lambda: attested(header, {}, clerk=STRANGER),
        ),
        "of-no-clerk": (
            "the clerk's key is certified by no key of this bank's", "Forged",
            lambda: attested(header, {}, bank=STRANGER),
        ),
        "uncertified": (
            "a stranger attests, under the certificate of a clerk", "Forged",
            lambda: attested(foreign, {}, clerk=STRANGER) | certificate,
        ),
        "another-name": (
            "a clerk attests under another's name", "Forged", lambda: attested(renamed, {}) | certificate,
        ),
        "other-words": (
            "the words were changed after the clerk attested them", "Forged",
            lambda: with_head(sealed="2026-11-29") | {"SHA256SUMS.sig": inside["SHA256SUMS.sig"]},
        ),
        "as-the-writers": (
            "the clerk signed as a writer does, and not as a clerk", "Forged",
            lambda: attested(header, {}, namespace=sshsig.LETTER),
        ),
        "unsaid": (
            "a clerk's, but it does not say that it came on paper", "Forged",
            lambda: with_head(signer=None, taken_in=None),
        ),
        "ungranted": ("came on paper to no bank", "Unsupported", lambda: with_head(grant=None)),
        "and-signed": (
            "came on paper, and bears a writer's key", "Unsupported", lambda: with_head(writer=WRITER.ssh),
        ),
        "answerable": (
            "came on paper, and has answers sealed to somebody", "Unsupported",
            lambda: with_head(reply=BANK_KEY.recipient),
        ),
        "read-back-unknown": (
            "read back in a way that none of ours is", "Unsupported",
            lambda: with_head(taken_in=json.loads(header.to_bytes())["taken_in"] | {"read_back": "never"}),
        ),
    }  # fmt: skip


def fronts(one: OnPaper) -> None:
    """The front that was attested, another, and one that is attested itself."""
    common = {"secret": one.secret.text, "letter": one.header.id}
    moved = replace(one.front, address=("Ana Duarte", "at another address"))
    for name, front, expect in (("fits", one.front, "ok"), ("differs", moved, "Forged")):
        closed = one.secret.close(folder.fill(folder.FRONT, {"front.json": front.to_bytes()}, None))
        write(
            f"front-taken-in-{name}", "pair", f"the front of a letter that came on paper {name}", expect,
            closed=b64(closed), closed_letter=b64(one.closed()), unread=True, **common,
        )  # fmt: skip
    plain = folder.fill(folder.FRONT, {"front.json": one.front.to_bytes()}, None)
    beside = folder.empty(folder.FRONT, plain) | {folder.CLERK: one.inside[folder.CLERK]}
    closed = one.secret.close(repad(beside, folder.FRONT))
    write("front-attested", "front", "a front that is attested itself", "Unsupported", closed=b64(closed), **common)
