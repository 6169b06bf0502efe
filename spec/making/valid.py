"""Valid ones."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from amends.desk.letters.words import (
    Paragraph,
    Scan,
    Words,
    plain_text,
)
from amends.desk.seal import folder, sshsig
from amends.desk.seal.age import Secret
from amends.desk.seal.headers import Grant, ReplyHeader, Scale
from amends.desk.seal.keys import SigningKey, fingerprint
from amends.desk.seal.opening import release_text
from amends.desk.seal.sealing import KeyRoad, LetterKeys, Sealed, pass_on, seal, seal_reply
from amends.desk.seal.slip import Slip, slip_code
from amends.envelope import Envelope, pack
from making.parts import (
    BANK,
    BANK_KEY,
    CLOCK,
    STRANGER,
    WORDS,
    WRITER,
    b64,
    letter,
    parts,
    picture,
    repad,
    result,
    write,
)


def valid() -> tuple[Sealed, LetterKeys]:
    """A sealed letter with all that belongs to it; gives its envelope and keys, to be broken."""
    keys, whole = LetterKeys.draw(CLOCK), parts(hand=b"wOF2 stands in for a font", scale=Scale(110, 95))
    sealed = seal(whole, keys, CLOCK, signer=WRITER)
    envelope = sealed.envelope
    signed = fingerprint(WRITER.ssh)
    letter(
        "letter-signed",
        "a signed letter, addressed to its reader",
        envelope.letter,
        keys.secret,
        envelope.id,
        result=result(WORDS, "addressed", signed),
    )
    write(
        "front-signed",
        "front",
        "its front",
        secret=keys.secret.text,
        letter=envelope.id,
        closed=b64(envelope.front),
        result={"from": "Tomas Reed", "to": ["Ana Duarte"], "address": list(whole.address), "flap": "Tomas Reed"},
    )
    write("envelope-link", "envelope", "the whole envelope", packed=b64(pack(envelope)), id=envelope.id)

    unsigned_and_scanned(signed)
    copy, copy_secret = pass_on(envelope, keys.secret, CLOCK)
    letter(
        "letter-copy",
        "passed on: opens with a key that its header does not name",
        copy.letter,
        copy_secret,
        copy.id,
        result=result(WORDS, "copy", signed),
    )
    write("envelope-copy", "envelope", "the envelope of a copy", packed=b64(pack(copy)), id=copy.id)
    screened(signed)

    side_files()
    answers(envelope, keys)
    assert keys.reply is not None
    write(
        "slip",
        "slip",
        "the code of a reply slip",
        signer=WRITER.wire,
        letter=envelope.id,
        reply=keys.reply.recipient,
        code=slip_code(Slip(envelope.id, keys.reply.recipient), WRITER),
    )
    return sealed, keys


def unsigned_and_scanned(signed: str) -> None:
    bare = seal(parts(), plain_keys := LetterKeys.draw(CLOCK, answerable=False), CLOCK, signer=None)
    letter(
        "letter-unsigned",
        "a letter whose writer left the signature out",
        bare.envelope.letter,
        plain_keys.secret,
        bare.envelope.id,
        result=result(WORDS, "addressed", ""),
    )

    scanned = Words(body=(Scan("scan-1.png", (("Dear Ana, I am sorry.",),)),), salutation=("Dear Ana,",))
    by_hand = seal(
        parts(scanned, scans={"scan-1.png": picture()}), scan_keys := LetterKeys.draw(CLOCK), CLOCK, signer=WRITER
    )
    letter(
        "letter-scan",
        "a page written on paper, with its transcript",
        by_hand.envelope.letter,
        scan_keys.secret,
        by_hand.envelope.id,
        result=result(scanned, "addressed", signed),
    )


def side_files() -> None:
    own = Secret.draw(CLOCK)
    for road, name in ((KeyRoad("words"), "side-words"), (KeyRoad("age", own.recipient), "side-age")):
        by = road.kind
        behind_keys = LetterKeys.draw(CLOCK)
        behind = seal(parts(), behind_keys, CLOCK, signer=WRITER, road=road)
        how = {"words": behind.words.upper().replace("-", "  ")} if by == "words" else {"identity": own.text}
        write(
            name,
            "side",
            f"a secret behind {by}",
            closed=b64(behind.envelope.key),
            result=behind_keys.secret.text,
            **how,
        )
        write(
            f"envelope-{by}",
            "envelope",
            f"an envelope whose secret is behind {by}",
            packed=b64(pack(behind.envelope)),
            id=behind.envelope.id,
        )


def answers(envelope: Envelope, keys: LetterKeys) -> None:
    reply = ReplyHeader(
        envelope.id, "2026-11-30", Words(body=(Paragraph(("I know. I counted it, too.",)),)), "Ana", "one"
    )
    assert keys.reply is not None
    write(
        "reply",
        "reply",
        "an answer",
        secret=keys.reply.text,
        letter=envelope.id,
        closed=b64(seal_reply(reply, keys.reply.recipient)),
        result={"text": plain_text(reply.words), "from": "Ana", "again": "one"},
    )
    kept = replace(reply, private=True)
    write(
        "reply-private",
        "reply",
        "an answer that asks to stay with the writer",
        secret=keys.reply.text,
        letter=envelope.id,
        closed=b64(seal_reply(kept, keys.reply.recipient)),
        result={"text": plain_text(kept.words), "from": "Ana", "again": "one", "private": True},
    )


def screened(signed: str) -> None:
    own, bank, released = Secret.draw(CLOCK), parts(), "5e" * 16
    grant = Grant("Alder Bridge Letter Bank", BANK_KEY.recipient, BANK.ssh)
    keys = LetterKeys.draw(CLOCK)
    sealed = seal(bank, keys, CLOCK, signer=WRITER, grant=grant)
    inside = folder.empty(folder.LETTER, keys.secret.open(sealed.envelope.letter, "it"))
    for name, signer, expect in (("letter-screened", BANK, "ok"), ("letter-release-forged", STRANGER, "Forged")):
        sums = hashlib.sha256(inside["SHA256SUMS"]).hexdigest()
        release = release_text(released, bank.id, sums, own.recipient, SigningKey.to_act(own.raw).wire)
        signature = sshsig.sign(release, sshsig.RELEASE, signer)
        again = repad(inside | {"release.txt": release, "release.txt.sig": signature})
        letter(
            name,
            "read by a bank and sealed again under the writer's grant",
            own.close(again),
            own,
            released,
            expect,
            **({"result": result(WORDS, "screened", signed)} if expect == "ok" else {}),
        )
        if expect == "ok":
            other, copied = Secret.draw(CLOCK), CLOCK.bytes(16).hex()
            what, good = "passed on by whoever a bank let it through to", result(WORDS, "copy", signed)
            letter("letter-screened-copy", what, other.close(again), other, copied, result=good)


def lent_draft() -> None:
    """Made after all others, so that theirs keep the keys they have."""
    lent = seal(parts(draft=True), lent_keys := LetterKeys.draw(CLOCK), CLOCK, signer=None)
    letter(
        "letter-draft",
        "a draft, lent to be read and remarked on",
        lent.envelope.letter,
        lent_keys.secret,
        lent.envelope.id,
        result=result(WORDS, "addressed", "") | {"draft": True},
    )
