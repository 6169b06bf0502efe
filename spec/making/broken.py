"""One failure a file: letters, their folders and their fronts."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from amends.desk.letters.words import (
    Scan,
    Words,
    plain_text,
    words_from_json,
)
from amends.desk.seal import folder, sshsig
from amends.desk.seal.age import Secret
from amends.desk.seal.headers import FrontHeader
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.sealing import LetterKeys, Sealed, seal
from amends.envelope import Envelope, Json, to_json
from making.parts import (
    CLOCK,
    STRANGER,
    WRITER,
    b64,
    letter,
    parts,
    picture,
    repad,
    seen,
    sized,
    write,
)

Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def summed(inside: dict[str, bytes], signer: SigningKey | None, namespace: str = sshsig.LETTER) -> dict[str, bytes]:
    """The entries with sums made anew, and signed by whoever wants to."""
    kept = {n: d for n, d in inside.items() if n not in ("SHA256SUMS", "SHA256SUMS.sig", "padding")}
    sums = b"".join(f"{hashlib.sha256(d).hexdigest()}  {n}\n".encode() for n, d in kept.items())
    return kept | {"SHA256SUMS": sums} | ({"SHA256SUMS.sig": sshsig.sign(sums, namespace, signer)} if signer else {})


def with_head(change: Callable[[dict[str, Any]], Any]) -> Change:
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


def pictured(times: int) -> Change:
    """A letter of one picture, shown so often; shown ten thousand times it would fill a browser's memory."""

    def apply(inside: dict[str, bytes]) -> dict[str, bytes]:
        head = json.loads(inside["letter.json"])
        head["words"]["body"] = [{"scan": "scan-1.png", "transcript": [["So it says."]]}] * times
        kept = {name: inside[name] for name in ("mimetype", "hand.woff2")}
        text = plain_text(words_from_json(head["words"])).encode()
        order = {"mimetype": kept["mimetype"], "letter.json": to_json(head), "letter.txt": text}
        return summed(order | {"hand.woff2": kept["hand.woff2"], "scan-1.png": picture()}, WRITER)

    return apply


def changed_inside() -> dict[str, tuple[str, str, Change]]:
    """By name: what was changed in a letter's folder, what a reader says of it, and how it is changed."""
    return changed_sums() | changed_header() | changed_words() | changed_entries()


def changed_sums() -> dict[str, tuple[str, str, Change]]:
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
    }


def changed_header() -> dict[str, tuple[str, str, Change]]:
    return {
        "letter-version-unknown": ("of a version to come", "Unsupported", with_head(lambda h: h.update(amends=2))),
        "letter-version-true": (
            "a version that is true and not one",
            "Unsupported",
            with_head(lambda h: h.update(amends=True)),
        ),
        "letter-field-unknown": (
            "a header with a field that none of ours has",
            "Unsupported",
            with_head(lambda h: h.update(style="body{}")),
        ),
        "letter-draft-false": (
            "a header that says it is no draft, which is said by saying nothing",
            "Unsupported",
            with_head(lambda h: h.update(draft=False)),
        ),
    }


def changed_words() -> dict[str, tuple[str, str, Change]]:
    return {
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
    }


def changed_entries() -> dict[str, tuple[str, str, Change]]:
    return {
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
        "letter-picture-twice": ("one picture that the words show twice", "Forged", pictured(2)),
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

    paddings(inside, secret, envelope)
    bomb()
    folders(inside, secret, envelope)
    fronts(sealed, keys)


def paddings(inside: dict[str, bytes], secret: Secret, envelope: Envelope) -> None:
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


def bomb() -> None:
    huge = sized(100_000, 100_000)
    scanned = Words(body=(Scan("scan-1.png", (("x",),)),))
    sealed = seal(parts(scanned, scans={"scan-1.png": huge}), keys := LetterKeys.draw(CLOCK), CLOCK, signer=WRITER)
    letter(
        "letter-picture-bomb",
        "a picture that says it has ten thousand million pixels",
        sealed.envelope.letter,
        keys.secret,
        sealed.envelope.id,
        "Unsupported",
    )


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
