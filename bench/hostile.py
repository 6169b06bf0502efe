"""A hundred thousand hostile requests: is anything lost, is anybody let in, does memory stay flat.

Against a real office process, over real sockets on the loopback address, byte by byte: sizes that lie, headers
without end, ids and paths that mean something elsewhere, encodings that are none, signatures of others, requests that
were overheard, and requests that break off. What they are follows from `--seed`.

Let in: an answer of 2xx to anything that needs a signature, a code or a token. Lost: any row that is another one
afterwards, or a letter that does not open, or an event or a sealed byte that is not what it was.
"""

from __future__ import annotations

import argparse
import gzip
import socket
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import psutil

from amends.clock import MACHINE
from amends.envelope import to_json
from amends.office import care
from amends.office.office import open_office
from amends.office.settings import Settings
from amends.wire import DESK_HEADER, KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER, Invitation, act_bytes
from bench import report
from bench.office import Office as Process
from tests.office_door import Desk, Door, Link, a_letter, everything, text

_HANDS: Final = 4
_SECONDS: Final = 2.0
"""So long an answer is waited for."""
_WARM: Final = 0.2
"""The share of requests after which memory is first looked at: by then everything is loaded that ever is."""
_OPEN: Final = (b"/health", b"/about", b"/l/", b"/api/office", b"/api/openapi", b"/api/nonces", b"/hand", b"/mail/")
"""What answers everybody: pages, and what says nothing of anybody. A mail's page is the same for every token."""
_ACTS: Final = (
    "open", "keep", "decline", "not-for-me", "never", "again", "answer", "take-back", "tell", "pass-on", "state", "",
    "OPEN", "open%00", "../open", "æ",
)  # fmt: skip
_DESKS: Final = (
    "/api/writers", "/api/desk/key", "/api/desk/deposits", "/api/desk/withdraw", "/api/desk/letters",
    "/api/desk/news",
    "/api/desk/roads", "/api/desk/roads/closed", "/api/desk/uploads/{id}", "/api/desk/uploads/{id}/0/3000",
    "/api/desk/uploads/{id}/-1/99999999999999999999", "/api/desk/replies/{id}",
)  # fmt: skip
_TEXTS: Final = (
    b"\x00", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"%00", b"%2e%2e%2f", b"..;/", b"' OR 1=1 --", b"${jndi:ldap://x}",
    b"{{7*7}}",
    "\u202eexe".encode(), b"\\..\\", b"A" * 300, b"%c0%ae", b"\xf0\x9f\x95\x8a", b";DROP TABLE letters",
)  # fmt: skip


@dataclass(frozen=True)
class Overheard:
    """What somebody on the way could know: ids, and a whole request that was signed and used."""

    letters: Sequence[str]
    requests: Sequence[bytes]


@dataclass
class Found:
    """What the office said to all of it."""

    said: Counter[int] = field(default_factory=Counter[int])
    let_in: list[bytes] = field(default_factory=list[bytes])
    first_bytes: int = 0
    most_bytes: int = 0


def hostile(chance: Random, known: Overheard) -> tuple[bytes, bool]:
    """One hostile request, and whether its sender hangs up behind it; else an answer is waited for."""
    kind, hangs_up = chance.choice(_KINDS)
    return kind(chance, known), hangs_up


def some_of_them(count: int, known: Overheard) -> list[bytes]:
    """So many of them, each from a seed of its own."""
    return [hostile(Random(seed), known)[0] for seed in range(count)]


def _line(method: str, path: bytes, headers: Sequence[tuple[bytes, bytes]], body: bytes = b"") -> bytes:
    lines = [method.encode() + b" " + path + b" HTTP/1.1", b"Host: office", b"Connection: close"]
    return b"\r\n".join([*lines, *(name + b": " + value for name, value in headers), b"", body])


def _sized(body: bytes) -> tuple[bytes, bytes]:
    return b"Content-Length", str(len(body)).encode()


def _an_id(chance: Random, known: Overheard) -> bytes:
    good = chance.choice(known.letters).encode()
    odd = chance.choice(_TEXTS)
    return chance.choice([
        good, good.upper(), good[:-1], good + b"0", odd, good[:16] + odd, b"0" * 32,
        good + b"%23AGE-SECRET-KEY-1QQQ", b"-1",
    ])  # fmt: skip


def _signed_by_nobody(chance: Random) -> list[tuple[bytes, bytes]]:
    key, made_up = text(chance.randbytes(32)).encode(), chance.randbytes(64).hex().encode()
    odd = chance.choice([*_TEXTS, b"", made_up, key, b"=" * 86, b"A" * 86])
    return [
        (chance.choice([DESK_HEADER, KEY_HEADER]).encode(), chance.choice([key, odd, b"act", b"keep"])),
        (NONCE_HEADER.encode(), chance.choice([odd, b"A" * 59, made_up[:59]])),
        (SIGNATURE_HEADER.encode(), chance.choice([odd, b"A" * 86])),
    ]


def _body(chance: Random) -> bytes:
    return chance.choice([
        b"", b"{}", b"[" * 20_000, b'{"a":' * 5_000, b'{"amends":1,"amends":1}', b'{"amends":1e999}', b"9" * 5_000,
        b"\xef\xbb\xbf{}",
        b'{"amends":1,"count":64,"x":"\\ud800"}', to_json({"amends": 1, "id": "0" * 32}),
        chance.randbytes(chance.choice([1, 700, 40_000])),
        b"PK\x03\x04" + chance.randbytes(500), gzip.compress(b"0" * 200_000, mtime=0), b"\x00" * 9_000,
        b'{"amends":NaN}', b'"' + b"\\u0000" * 900 + b'"',
    ])  # fmt: skip


def _an_act(chance: Random, known: Overheard) -> bytes:
    path = b"/api/letters/" + _an_id(chance, known) + b"/acts/" + chance.choice(_ACTS).encode()
    body = _body(chance)
    return _line("POST", path, [_sized(body), *_signed_by_nobody(chance)], body)


def _a_desk(chance: Random, known: Overheard) -> bytes:
    path = chance.choice(_DESKS).encode().replace(b"{id}", _an_id(chance, known))
    body = _body(chance)
    return _line("POST", path, [_sized(body), *_signed_by_nobody(chance)], body)


def _looking(chance: Random, known: Overheard) -> bytes:
    path = chance.choice([
        b"/api/letters/%s", b"/api/letters/%s/front", b"/api/letters/%s/key", b"/l/%s", b"/mail/%s", b"/%s",
        b"/api/%s",
        b"//%s",        b"/about/%s", b"/%%2e%%2e/%%2e%%2e/etc/passwd?%s", b"/room.js/../%s",
    ]) % _an_id(chance, known)  # fmt: skip
    return _line(
        chance.choice(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "POST"]),
        path,
        [(b"Content-Length", b"0")],
    )


def _headers(chance: Random, known: Overheard) -> bytes:
    many = [(b"X-%d" % number, b"v" * chance.choice([1, 50])) for number in range(chance.choice([5, 90, 2_000]))]
    long = [(b"Cookie", b"c" * chance.choice([4_000, 70_000]))]
    odd = [
        (
            chance.choice([b"Accept-Encoding", b"Content-Type", b"X-Forwarded-For", b"Host", b"Range", b"Cookie"]),
            chance.choice(_TEXTS),
        )
    ]
    return _line(
        "GET", b"/api/letters/" + chance.choice(known.letters).encode(), chance.choice([many, long, odd, odd])
    )


def _sizes_that_lie(chance: Random, known: Overheard) -> bytes:
    path = b"/api/letters/" + chance.choice(known.letters).encode() + b"/acts/answer"
    lies = chance.choice([b"-1", b"+5", b"5, 6", b"0x10", b"99999999999999999999", b"33554433", b"1e3", b"", b"5"])
    if chance.random() < 0.3:
        chunks = chance.choice(
            [b"ffffffffffffffff\r\nx", b"5\r\nhello\r\nzz\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"-5\r\nhello\r\n"]
        )
        both = [
            (b"Transfer-Encoding", chance.choice([b"chunked", b"chunked, identity", b"xchunked"])),
            (b"Content-Length", b"5"),
        ]
        return _line("POST", path, both[: chance.choice([1, 2])], chunks)
    return _line("POST", path, [(b"Content-Length", lies), *_signed_by_nobody(chance)], b"hello")


def _no_http(chance: Random, known: Overheard) -> bytes:
    return chance.choice([
        b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 50,
        chance.randbytes(200),
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\nHost: x\n\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", b"POST / HTTP/1.1\r\nHost : x\r\n\r\n",
    ])  # fmt: skip


def _once_more(chance: Random, known: Overheard) -> bytes:
    """What was overheard, as it was or with a byte changed."""
    whole = bytearray(chance.choice(known.requests))
    if chance.random() < 0.7:
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return bytes(whole)


def _broken_off(chance: Random, known: Overheard) -> bytes:
    whole = chance.choice([_an_act, _a_desk])(chance, known)
    return whole[: chance.randrange(1, len(whole))]


_KINDS: Final[tuple[tuple[Callable[[Random, Overheard], bytes], bool], ...]] = (
    (_an_act, False), (_an_act, False), (_a_desk, False), (_a_desk, False), (_looking, False), (_headers, False),
    (_once_more, False), (_once_more, True), (_sizes_that_lie, True), (_no_http, True), (_broken_off, True),
)  # fmt: skip


def _answers(
    where: tuple[str, int], requests: Iterator[tuple[bytes, bool]], found: Found, lock: threading.Lock
) -> None:
    """Send each over a line of its own, and read what comes."""
    for request, hangs_up in requests:
        with closing(socket.create_connection(where, timeout=_SECONDS)) as line:
            said = b""
            with suppress(OSError):
                line.sendall(request)
                if hangs_up:
                    line.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while len(said) < 64 and (more := line.recv(65536)):
                    said += more
        status = int(said[9:12]) if said[:7] == b"HTTP/1." and said[9:12].isdigit() else 0
        with lock:
            found.said[status] += 1
            if 200 <= status < 300 and _needs_more(request):
                found.let_in.append(request[:200])


def _needs_more(request: bytes) -> bool:
    """Whether this would have to be let in. Who has a letter's id may see that it is here, and its sealed front."""
    method, path = [*request.split(b" ", 2), b"", b""][:2]
    looks = method in (b"GET", b"HEAD") and not path.startswith((b"/api/desk", b"/api/staff"))
    return not looks and not path.startswith(_OPEN)


def attack(count: int, seed: int, folder: Path) -> dict[str, Any]:
    """Found an office with letters, send it all this, and look what became of it."""
    office = Process(folder)
    try:
        door = Door(office.url)
        desk, letters = Desk(door), [a_letter() for _ in range(20)]
        desk.enrol(Invitation.from_bytes(office.invitation.read_bytes()).code)
        desk.deposit(*letters)
        answers = [door.act(one, "answer", b"sealed " + one.id.encode()).json()["answer"] for one in letters]
        known = Overheard([one.id for one in letters], [_used(door, one) for one in letters])
        before = _held(folder)
        found = _sent(office, count, seed, known)
        opened = sum(door.act(one, "open").content == one.envelope.letter for one in letters)
        collected = sum(desk.collect(reply).status_code == 200 for reply in answers)
        alive = office.process.poll() is None and door.http.get("/health").text == "ok"
        door.http.close()
    finally:
        office.stop()
    after, audit = _held(folder), care.audit(Settings(str(office.database)))
    # Our own looking afterwards opened and collected; nothing else may have changed.
    changed = sorted(name for name in before if name not in _OURS and before[name] != after[name])
    return {
        "requests": found.said.total(), "said": dict(sorted(found.said.items())), "let_in": len(found.let_in),
        "let_in_by": [one.decode("latin-1") for one in found.let_in[:5]],
        "lost": 2 * len(letters) - opened - collected, "tables_changed": changed, "chain_and_bytes_whole": audit.well,
        "alive": alive, "megabytes_warm": found.first_bytes / 2**20, "megabytes_most": found.most_bytes / 2**20,
    }  # fmt: skip


_OURS: Final = frozenset({"spent", "events", "replies"})


def _sent(office: Process, count: int, seed: int, known: Overheard) -> Found:
    found, lock, process = Found(), threading.Lock(), psutil.Process(office.process.pid)
    where = ("127.0.0.1", int(office.url.rpartition(":")[2]))

    def share(hand: int) -> Iterator[tuple[bytes, bool]]:
        chance = Random(f"{seed} {hand}")
        for number in range(count // _HANDS):
            if number % 50 == 0:
                now = process.memory_info().rss
                if number < _WARM * count / _HANDS:
                    found.first_bytes = max(found.first_bytes, now)
                found.most_bytes = max(found.most_bytes, now)
            yield hostile(chance, known)

    hands = [threading.Thread(target=_answers, args=(where, share(hand), found, lock)) for hand in range(_HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return found


def _used(door: Door, letter: Link) -> bytes:
    """A whole signed request, as it went over the line: the recipient opened the letter."""
    nonce = door.nonce()
    signature = letter.key.sign(act_bytes(door.card.id, letter.id, "open", b"", nonce))
    headers = {NONCE_HEADER: nonce, SIGNATURE_HEADER: signature, KEY_HEADER: "act"}
    path = f"/api/letters/{letter.id}/acts/open"
    answer = door.http.post(path, content=b"", headers=headers)
    assert answer.status_code == 200, answer.text
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return _line("POST", path.encode(), [*pairs, (b"Content-Length", b"0")])


def _held(folder: Path) -> dict[str, Any]:
    office = open_office(Settings(str(folder / "office.sqlite")), MACHINE, serving=False)
    try:
        return everything(office)
    finally:
        office.close()


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    with tempfile.TemporaryDirectory(prefix="amends-hostile-") as folder:
        found = attack(options.requests, options.seed, Path(folder))
    return {
        "figures": found,
        "ratios": {"memory_warm_to_most": found["megabytes_warm"] / found["megabytes_most"]},
        "machine": report.machine("litestar", "uvicorn"),
    }


if __name__ == "__main__":
    report.main(
        "A hundred thousand hostile requests", measure, ("requests", 100_000, "how many requests"),
        ("seed", 1, "of what they are"),
    )  # fmt: skip
