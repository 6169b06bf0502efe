"""Makes `spec/vectors/`: valid envelopes, letters, fronts and answers, and one failure a file.

    uv run python spec/make_vectors.py

Keys and ids follow from a seed, but age closes with chance of its own, so a second run gives other bytes of the same
meaning. Each file says what it is, which keys go with it, and what a reader must make of it: `ok` with a result, or
the name of an error in `amends.errors` and `room/errors.ts`. `tests/contract/test_vectors.py` and
`room/test/vectors.test.ts` run them all.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from amends.clock import Replay
from amends.desk.letters.words import (
    Emphasis,
    Items,
    LineBreak,
    Paragraph,
    Quotation,
    Scan,
    Underlined,
    Words,
    digest,
    plain_text,
)
from amends.desk.seal import folder, sshsig
from amends.desk.seal.age import Secret, close_to, close_with_words
from amends.desk.seal.headers import FrontHeader, Grant, ReplyHeader, Scale
from amends.desk.seal.keys import SigningKey, fingerprint
from amends.desk.seal.opening import release_text
from amends.desk.seal.sealing import LetterKeys, Parts, Sealed, pass_on, seal, seal_reply
from amends.desk.seal.slip import Slip, slip_code
from amends.envelope import Envelope, Json, bind, pack, to_json
from amends.wire import act_bytes, desk_bytes

VECTORS = Path(__file__).parent / "vectors"
CLOCK = Replay("vectors")
WRITER = SigningKey.draw(CLOCK)
STRANGER = SigningKey.draw(CLOCK)
BANK = SigningKey.draw(CLOCK)
BANK_KEY = Secret.draw(CLOCK)

WORDS = Words(
    lang="en",
    date="14 October 2026",
    salutation=("Dear Ana,",),
    body=(
        Paragraph(
            (
                "I took three hundred and forty pounds from your till, and let you think you had ",
                Emphasis(("miscounted",)),
                ".",
            )
        ),
        Paragraph(
            (
                "It was ",
                Underlined(("my", Emphasis((" own",)))),
                " doing.",
                LineBreak(),
                "All of it – naïve as I was, ‘borrowing’.",
            )
        ),
        Quotation((("Thus conscience does make cowards of us all",), ("And thus the native hue of resolution",))),
        Items((("the money is with the Post Room",), ("the drawer key is in this envelope",)), ordered=True),
        Paragraph(("Ça ne se répare pas ≠ 谢",), plain=True),
    ),
    close=("You do not have to answer.",),
    sign=("Tomas", LineBreak(), "(the Saturday boy)"),
    postscript=(Paragraph(("P.S. The cat is well.",)),),
)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def seen(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def parts(words: Words = WORDS, **more: Any) -> Parts:
    return Parts(
        **{
            "id": CLOCK.bytes(16).hex(),
            "person": CLOCK.bytes(16).hex(),
            "words": words,
            "from_name": "Tomas Reed",
            "to": ("Ana Duarte",),
            "address": ("Ana Duarte", "c/o The Post Room", "Alder Bridge"),
            "flap": "Tomas Reed",
            **more,
        }
    )


def write(name: str, kind: str, what: str, expect: str = "ok", **fields: Any) -> None:
    vector = {"name": name, "kind": kind, "what": what, "expect": expect, **fields}
    (VECTORS / f"{name}.json").write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n", "utf-8")


def letter(
    name: str, what: str, closed: bytes, secret: Secret, envelope: str, expect: str = "ok", **more: Any
) -> None:
    fields = {"secret": secret.text, "envelope": envelope, "seen": seen(closed), "closed": b64(closed)} | more
    write(name, "letter", what, expect, **fields)


def result(words: Words, whose: str, signed_by: str) -> dict[str, Any]:
    return {"text": plain_text(words), "digest": digest(words), "whose": whose, "signed_by": signed_by}


# ── valid ones ────────────────────────────────────────────────────────────────────────────────────────────────────


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (24, 16), 220).save(out, "PNG")
    return out.getvalue()


def valid() -> tuple[Sealed, LetterKeys, Parts]:
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

    for by, name in (("words", "side-words"), ("age", "side-age")):
        own = Secret.draw(CLOCK)
        behind_keys = LetterKeys.draw(CLOCK)
        behind = seal(parts(), behind_keys, CLOCK, signer=WRITER, by=by, age_recipient=own.recipient)  # pyright: ignore[reportArgumentType]
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
    write(
        "slip",
        "slip",
        "the code of a reply slip",
        signer=WRITER.wire,
        letter=envelope.id,
        reply=keys.reply.recipient,
        code=slip_code(Slip(envelope.id, keys.reply.recipient), WRITER),
    )
    return sealed, keys, whole


def screened(signed: str) -> None:
    own, bank = Secret.draw(CLOCK), parts()
    grant = Grant("Alder Bridge Letter Bank", BANK_KEY.recipient, BANK.ssh)
    keys = LetterKeys.draw(CLOCK)
    sealed = seal(bank, keys, CLOCK, signer=WRITER, grant=grant)
    inside = folder.empty(folder.LETTER, keys.secret.open(sealed.envelope.letter, "it"))
    for name, signer, expect in (("letter-screened", BANK, "ok"), ("letter-release-forged", STRANGER, "Forged")):
        sums = hashlib.sha256(inside["SHA256SUMS"]).hexdigest()
        release = release_text(bank.id, sums, own.recipient, SigningKey.to_act(own.raw).wire)
        signature = sshsig.sign(release, sshsig.RELEASE, signer)
        again = repad(inside | {"release.txt": release, "release.txt.sig": signature})
        letter(
            name,
            "read by a bank and sealed again under the writer's grant",
            own.close(again),
            own,
            bank.id,
            expect,
            **({"result": result(WORDS, "screened", signed)} if expect == "ok" else {}),
        )


def repad(inside: dict[str, bytes], kind: folder.Kind = folder.LETTER, padding: bytes | None = None) -> bytes:
    """Binds these entries, sums and signature as they are, with the right amount of padding."""
    inside = {name: data for name, data in inside.items() if name != "padding"}
    if padding is not None:
        return bind(inside | {"padding": padding})
    bare = len(bind(inside | {"padding": b""}))
    size = next(size for size in kind.sizes if size >= bare)
    return bind(inside | {"padding": bytes(size - bare)})


# ── one failure a file ────────────────────────────────────────────────────────────────────────────────────────────

Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def summed(inside: dict[str, bytes], signer: SigningKey | None, namespace: str = sshsig.LETTER) -> dict[str, bytes]:
    """The entries with sums made anew, and signed by whoever wants to."""
    kept = {n: d for n, d in inside.items() if n not in ("SHA256SUMS", "SHA256SUMS.sig", "padding")}
    sums = b"".join(f"{hashlib.sha256(d).hexdigest()}  {n}\n".encode() for n, d in kept.items())
    return kept | {"SHA256SUMS": sums} | ({"SHA256SUMS.sig": sshsig.sign(sums, namespace, signer)} if signer else {})


def with_head(change: Callable[[dict[str, Any]], Any], *, text: bool = True) -> Change:
    """A letter signed by its writer whose header was changed, and its text too, so that only the change is wrong."""

    def apply(inside: dict[str, bytes]) -> dict[str, bytes]:
        head = json.loads(inside["letter.json"])
        change(head)
        return summed(inside | {"letter.json": to_json(head)}, WRITER)

    return apply


def body(*blocks: Json) -> Callable[[dict[str, Any]], None]:
    def change(head: dict[str, Any]) -> None:
        head["words"]["body"] = list(blocks)

    return change


def nested(depth: int) -> Json:
    line: Json = ["so"]
    for _ in range(depth):
        line = [{"em": line}]
    return {"p": line}


def changed_inside() -> dict[str, tuple[str, str, Change]]:
    return {
        "letter-text-differs": (
            "letter.txt says something else than the words",
            "Forged",
            lambda i: summed(i | {"letter.txt": b"Dear Ana,\n\nYou owe me.\n"}, WRITER),
        ),
        "letter-sums-differ": (
            "an entry was changed after the sums were made",
            "Forged",
            lambda i: i | {"letter.txt": i["letter.txt"] + b" "},
        ),
        "letter-forged": ("somebody else signed in the writer's name", "Forged", lambda i: summed(i, STRANGER)),
        "letter-signature-for-something-else": (
            "the writer's signature, made for a front",
            "Forged",
            lambda i: summed(i, WRITER, sshsig.FRONT),
        ),
        "letter-signature-cut-out": (
            "the header names a key but nothing is signed",
            "Forged",
            lambda i: summed(i, None),
        ),
        "letter-signature-without-key": (
            "signed, but the header names no key",
            "Forged",
            with_head(lambda h: h.pop("writer")),
        ),
        "letter-recipient-swapped": (
            "the signed header was rewritten to another recipient",
            "Forged",
            lambda i: i | {"letter.json": i["letter.json"].replace(b"Ana Duarte", b"Bea Duarte")},
        ),
        "letter-version-unknown": ("of a version to come", "Unsupported", with_head(lambda h: h.update(amends=2))),
        "letter-field-unknown": (
            "a header with a field that none of ours has",
            "Unsupported",
            with_head(lambda h: h.update(style="body{}")),
        ),
        "letter-remote-resource": (
            "the words name something on the network",
            "Unsupported",
            with_head(body({"img": "https://example.org/seen.png"})),
        ),
        "letter-html": ("a block of markup", "Unsupported", with_head(body({"html": "<script>alert(1)</script>"}))),
        "letter-turned-text": (
            "a character that turns the direction of writing",
            "Unsupported",
            with_head(body({"p": ["I owe you \u202e043 pounds"]})),
        ),
        "letter-control-character": (
            "a control character in the words",
            "Unsupported",
            with_head(body({"p": ["bell\u0007"]})),
        ),
        "letter-nested-too-deep": ("emphasis in emphasis, forty deep", "Unsupported", with_head(body(nested(40)))),
        "letter-two-strings": (
            "two strings side by side, so one text has two trees",
            "Unsupported",
            with_head(body({"p": ["I am", " sorry"]})),
        ),
        "letter-empty-field": (
            "an empty field that should be left out",
            "Unsupported",
            with_head(lambda h: h["words"].update(postscript=[])),
        ),
        "letter-json-spaced": (
            "JSON that is not in canonical form",
            "Unsupported",
            lambda i: summed(i | {"letter.json": i["letter.json"].replace(b'":', b'": ', 1)}, WRITER),
        ),
        "letter-picture-unnamed": (
            "a picture that the words do not name",
            "Forged",
            lambda i: summed(
                {
                    **{n: d for n, d in i.items() if n in ("mimetype", "letter.json", "letter.txt", "hand.woff2")},
                    "scan-1.png": picture(),
                },
                WRITER,
            ),
        ),
        "letter-order": (
            "entries in another order",
            "Unsupported",
            lambda i: summed({n: i[n] for n in ("mimetype", "letter.txt", "letter.json", "hand.woff2")}, WRITER),
        ),
        "letter-entry-unknown": (
            "an entry that none of ours has",
            "Unsupported",
            lambda i: summed(
                {**{n: d for n, d in i.items() if not n.startswith("SHA")}, "index.html": b"<p>"}, WRITER
            ),
        ),
    }


def failures(sealed: Sealed, keys: LetterKeys) -> None:
    envelope, secret = sealed.envelope, keys.secret
    closed = envelope.letter
    plain = secret.open(closed, "it")
    inside = folder.empty(folder.LETTER, plain)
    whole = seen(closed)

    letter(
        "letter-torn", "the last thousand bytes are missing", closed[:-1000], secret, envelope.id, "Torn", seen=whole
    )
    flipped = bytearray(closed)
    flipped[len(closed) // 2] ^= 1
    letter("letter-flipped", "one bit changed on the way", bytes(flipped), secret, envelope.id, "Torn", seen=whole)
    letter(
        "letter-flipped-by-the-office",
        "one bit changed, and the record with it",
        bytes(flipped),
        secret,
        envelope.id,
        "WrongKey",
    )
    letter(
        "letter-wrong-key",
        "whole, but the key is another letter's",
        closed,
        Secret.draw(CLOCK),
        envelope.id,
        "WrongKey",
    )
    letter("letter-not-age", "not an age file", b"<html>" + closed[6:], secret, envelope.id, "Unsupported")
    for name, (what, expect, change) in changed_inside().items():
        letter(name, what, secret.close(repad(change(inside))), secret, envelope.id, expect)

    letter(
        "letter-padding-used",
        "something hides in the padding",
        secret.close(repad(inside, padding=b"x" + inside["padding"][1:])),
        secret,
        envelope.id,
        "Unsupported",
    )
    letter(
        "letter-size",
        "of a size that none of ours has",
        secret.close(repad(inside, padding=inside["padding"] + b"\0")),
        secret,
        envelope.id,
        "Unsupported",
    )
    huge = picture()
    huge = huge[:16] + (100_000).to_bytes(4, "big") * 2 + huge[24:]
    scanned = Words(body=(Scan("scan-1.png", (("x",),)),))
    bomb = seal(parts(scanned, scans={"scan-1.png": huge}), bomb_keys := LetterKeys.draw(CLOCK), CLOCK, signer=WRITER)
    letter(
        "letter-picture-bomb",
        "a picture that says it has ten thousand million pixels",
        bomb.envelope.letter,
        bomb_keys.secret,
        bomb.envelope.id,
        "Unsupported",
    )
    folders(inside, secret, envelope)
    fronts(sealed, keys)
    others(envelope, keys)


def folders(inside: dict[str, bytes], secret: Secret, envelope: Envelope) -> None:
    """Letters whose folder is a ZIP, but not one of ours."""

    def zipped(method: int, *entries: tuple[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, data in entries:
                archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
        return out.getvalue().ljust(32 * 1024, b"\0")[: 32 * 1024]

    own = list(inside.items())
    for name, what, made in (
        (
            "letter-zip-bomb",
            "a compressed entry of a gigabyte",
            zipped(zipfile.ZIP_DEFLATED, ("letter.json", bytes(1 << 24))),
        ),
        (
            "letter-path-traversal",
            "an entry that climbs out of its folder",
            zipped(zipfile.ZIP_STORED, ("../../letter.json", b"{}")),
        ),
        ("letter-duplicate-entry", "two entries of one name", zipped(zipfile.ZIP_STORED, *own[:2], own[1])),
    ):
        letter(name, what, secret.close(made), secret, envelope.id, "Unsupported")


def fronts(sealed: Sealed, keys: LetterKeys) -> None:
    envelope, secret = sealed.envelope, keys.secret
    inside = folder.empty(folder.FRONT, secret.open(envelope.front, "it"))
    head = FrontHeader.from_bytes(inside["front.json"])

    def front(signer: SigningKey | None, **change: Any) -> bytes:
        fields = {name: getattr(head, name) for name in head.__dataclass_fields__} | change
        made = {"mimetype": inside["mimetype"], "front.json": FrontHeader(**fields).to_bytes()}
        return secret.close(repad(summed(made, signer, sshsig.FRONT), folder.FRONT))

    common = {"secret": secret.text, "letter": envelope.id}
    write(
        "front-other-letter",
        "front",
        "signed, but another letter's",
        "Forged",
        closed=b64(front(WRITER, letter=CLOCK.bytes(16).hex())),
        **common,
    )
    write("front-forged", "front", "signed by somebody else", "Forged", closed=b64(front(STRANGER)), **common)
    write(
        "front-differs",
        "pair",
        "a front that names somebody else than the letter in it",
        "Forged",
        closed=b64(front(WRITER, to=("Bea Duarte",))),
        closed_letter=b64(envelope.letter),
        **common,
    )
    write(
        "front-unsigned",
        "pair",
        "an unsigned front on a signed letter",
        "Forged",
        closed=b64(front(None, writer="")),
        closed_letter=b64(envelope.letter),
        **common,
    )
    write(
        "front-fits",
        "pair",
        "a front that says what its letter says",
        closed=b64(envelope.front),
        closed_letter=b64(envelope.letter),
        **common,
    )


def others(envelope: Envelope, keys: LetterKeys) -> None:
    """Side files, answers, slips, envelopes, identities, signed requests, canonical JSON."""
    words = "sierra-epidermis-synergy-stump-clutch-flatly"
    text = f"{keys.secret.text}\n".encode()
    write(
        "side-words-wrong",
        "side",
        "words that do not fit",
        "WrongKey",
        closed=b64(close_with_words(text, words, CLOCK)),
        words="sierra-epidermis-synergy-stump-clutch-flat",
    )
    heavy = close_with_words(text, words, CLOCK, work_factor=10).replace(b" 10\n", b" 19\n", 1)
    write(
        "side-work-factor",
        "side",
        "asks for more work than anybody should do for a stranger",
        "Unsupported",
        closed=b64(heavy),
        words=words,
    )
    assert keys.reply is not None
    foreign = ReplyHeader(CLOCK.bytes(16).hex(), "2026-11-30", Words(body=(Paragraph(("So be it.",)),)))
    write(
        "reply-other-letter",
        "reply",
        "an answer sealed for another letter",
        "Forged",
        secret=keys.reply.text,
        letter=envelope.id,
        closed=b64(
            close_to(
                keys.reply.recipient,
                folder.fill(
                    folder.REPLY,
                    {"reply.json": foreign.to_bytes(), "reply.txt": plain_text(foreign.words).encode()},
                    None,
                ),
            )
        ),
    )
    write(
        "slip-forged",
        "slip",
        "a slip that another desk printed",
        "Forged",
        signer=WRITER.wire,
        code=slip_code(Slip(envelope.id, keys.reply.recipient), STRANGER),
    )
    write(
        "slip-something-else",
        "slip",
        "another code on the page",
        "Unsupported",
        signer=WRITER.wire,
        code="HTTPS://EXAMPLE.ORG",
    )

    packed = pack(envelope)
    for name, what, made, expect in (
        ("envelope-torn", "the end is missing", packed[:-3000], "Torn"),
        ("envelope-trailing", "something follows the end", packed + b"\0", "Unsupported"),
        (
            "envelope-part-changed",
            "bytes of a part changed on the way",
            pack(envelope).replace(envelope.front[200:216], bytes(16)),
            "Torn",
        ),
        ("envelope-oversized", "a front larger than any of ours", oversized(envelope), "Unsupported"),
    ):
        write(name, "envelope", what, expect, packed=b64(made))

    secret = keys.secret.text
    write(
        "identity",
        "identity",
        "a secret, and what derives from it",
        text=secret,
        recipient=keys.secret.recipient,
        act_key=keys.act.wire,
        keep_key=SigningKey.to_keep(keys.secret.raw).wire,
    )
    write(
        "identity-small",
        "identity",
        "the same in small letters",
        text=secret.lower(),
        recipient=keys.secret.recipient,
        act_key=keys.act.wire,
        keep_key=SigningKey.to_keep(keys.secret.raw).wire,
    )
    write("identity-cut-off", "identity", "the last four letters are missing", "WrongKey", text=secret[:-4])
    swapped = secret[:20] + ("Q" if secret[20] != "Q" else "P") + secret[21:]
    write("identity-mistyped", "identity", "one letter is another", "WrongKey", text=swapped)
    office, nonce = CLOCK.bytes(16).hex(), "n" * 60
    answer = to_json({"amends": 1, "answer": envelope.id})
    write(
        "act-signed",
        "signed",
        "a reader's act",
        seed=b64(keys.act.seed),
        body=b64(answer),
        office=office,
        nonce=nonce,
        letter=envelope.id,
        act="take-back",
        message=act_bytes(office, envelope.id, "take-back", answer, nonce).decode(),
        signature=b64(keys.act.sign(act_bytes(office, envelope.id, "take-back", answer, nonce))),
    )
    write(
        "desk-signed",
        "signed",
        "a desk's request",
        seed=b64(WRITER.seed),
        body=b64(b""),
        office=office,
        nonce=nonce,
        path="/api/desk/news",
        message=desk_bytes(office, "/api/desk/news", b"", nonce).decode(),
        signature=b64(WRITER.sign(desk_bytes(office, "/api/desk/news", b"", nonce))),
    )
    for name, what, data, expect in (
        ("json-canonical", "canonical JSON", to_json({"b": [1, True, None], "a": "é\n\u2028\x7f"}), "ok"),
        ("json-not-normal", "a string that is not in NFC", b'{"a":"e\xcc\x81"}', "Unsupported"),
        ("json-float", "a number with a fraction", b'{"a":1.5}', "Unsupported"),
        ("json-key-twice", "a key given twice", b'{"a":1,"a":1}', "Unsupported"),
        ("json-unsorted", "keys out of order", b'{"b":1,"a":1}', "Unsupported"),
        ("json-huge-number", "a number past 2^53", b'{"a":9007199254740993}', "Unsupported"),
        ("json-lone-surrogate", "half a character", b'{"a":"\\ud800"}', "Unsupported"),
    ):
        write(name, "json", what, expect, data=b64(data))


def oversized(envelope: Envelope) -> bytes:
    front = envelope.front + bytes(64 * 1024)
    record = envelope.record() | {"front": seen(front)}
    return bind({"envelope.json": to_json(record), "front.age": front, "letter.age": envelope.letter})  # pyright: ignore[reportArgumentType]


def main() -> None:
    VECTORS.mkdir(exist_ok=True)
    for old in VECTORS.glob("*.json"):
        old.unlink()
    sealed, keys, _ = valid()
    failures(sealed, keys)
    print(f"{len(list(VECTORS.glob('*.json')))} vectors")


if __name__ == "__main__":
    main()
