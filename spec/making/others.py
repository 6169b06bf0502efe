"""Side files, answers, slips, envelopes, identities, signed requests, canonical JSON: right ones and wrong ones."""

from __future__ import annotations

from dataclasses import replace

from amends.desk.letters.words import (
    Paragraph,
    Words,
    plain_text,
)
from amends.desk.seal import folder
from amends.desk.seal.age import close_to, close_with_words
from amends.desk.seal.headers import ReplyHeader
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.sealing import LetterKeys
from amends.desk.seal.slip import Slip, slip_code
from amends.envelope import Envelope, bind, pack, to_json
from amends.wire import act_bytes, desk_bytes
from making.parts import (
    CLOCK,
    STRANGER,
    WRITER,
    b64,
    seen,
    write,
)


def others(envelope: Envelope, keys: LetterKeys) -> None:
    """Side files, answers, slips, envelopes, identities, signed requests, canonical JSON."""
    side_files(keys)
    answers(envelope, keys)
    slips(envelope, keys)
    envelopes(envelope)
    identities(keys)
    requests(envelope, keys)
    canonical()


def side_files(keys: LetterKeys) -> None:
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


def answers(envelope: Envelope, keys: LetterKeys) -> None:
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
    unasked = replace(ReplyHeader(envelope.id, "2026-11-30", foreign.words), private=True).to_bytes()
    write(
        "reply-private-false",
        "reply",
        "an answer that says it is not private, which is said by saying nothing",
        "Unsupported",
        secret=keys.reply.text,
        letter=envelope.id,
        closed=b64(
            close_to(
                keys.reply.recipient,
                folder.fill(
                    folder.REPLY,
                    {
                        "reply.json": unasked.replace(b'"private":true', b'"private":false'),
                        "reply.txt": plain_text(foreign.words).encode(),
                    },
                    None,
                ),
            )
        ),
    )


def slips(envelope: Envelope, keys: LetterKeys) -> None:
    assert keys.reply is not None
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


def envelopes(envelope: Envelope) -> None:
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


def identities(keys: LetterKeys) -> None:
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


def requests(envelope: Envelope, keys: LetterKeys) -> None:
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


def canonical() -> None:
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
