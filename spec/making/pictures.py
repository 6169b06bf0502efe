"""Pictures each of which is small enough, and all of them together too large; and as many as just go."""

from __future__ import annotations

from amends.desk.letters.words import Scan, Words
from amends.desk.seal.headers import ReplyHeader
from amends.desk.seal.keys import fingerprint
from amends.desk.seal.sealing import LetterKeys, seal, seal_reply
from making.parts import CLOCK, WRITER, b64, letter, parts, result, sized, write


def pictures() -> None:
    """Letters and an answer of several pictures."""
    for name, together, last in (("most", "as large as may be", 6_000), ("in-all", "too large", 6_001)):
        scans = _scans(4) | {"scan-4.png": sized(5_000, last)}
        words = _shown(scans)
        keys = LetterKeys.draw(CLOCK)
        made = seal(parts(words, scans=scans), keys, CLOCK, signer=WRITER).envelope
        what = f"four pictures, each of a size that is shown, and together {together}"
        if name == "most":
            good = result(words, "addressed", fingerprint(WRITER.ssh))
            letter("letter-pictures-most", what, made.letter, keys.secret, made.id, result=good)
        else:
            letter("letter-pictures-in-all", what, made.letter, keys.secret, made.id, "Unsupported")
    keys, of = LetterKeys.draw(CLOCK), CLOCK.bytes(16).hex()
    assert keys.reply is not None
    header = ReplyHeader(of, "2026-11-21", _shown(_scans(5)))
    write(
        "reply-pictures-in-all",
        "reply",
        "an answer of five pictures, each of a size that is shown, and together too large",
        "Unsupported",
        secret=keys.reply.text,
        letter=of,
        closed=b64(seal_reply(header, keys.reply.recipient, _scans(5))),
    )


def _scans(count: int) -> dict[str, bytes]:
    return {f"scan-{number}.png": sized(5_000, 6_000) for number in range(1, count + 1)}


def _shown(scans: dict[str, bytes]) -> Words:
    return Words(body=tuple(Scan(name, (("So it says.",),)) for name in scans))
