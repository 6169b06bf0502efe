"""Sealing beside raw age on the same two files, and the way from words to a packed envelope by stage.

    uv run python -m bench.seal --json

`raw_pyrage` is our sealing (headers, sums, two signatures, padding, two age files, the envelope) against pyrage
alone closing the same two padded folders, in letters per processor second. The parts are prepared: page, glyphs,
keys.

`milliseconds_a_letter` has the whole way of the same letters by stage, in this one run: `import` (JSON lines to the
drawer), `page`, `glyphs`, `keys`, `seal`, `pack`, in processor time, and `deposit` (to an office in a process of its
own, as many batches at a time as `amends post` sends), on the clock. `text_to_deposit` is their sum; `open` is the
way back, not in it.
"""

from __future__ import annotations

import argparse
from typing import Any

import pyrage

from amends.clock import MACHINE
from amends.desk.hand.shipped import Hand, shipped_hand
from amends.desk.hand.subset import subset
from amends.desk.letters.words import plain_text
from amends.desk.paper.sealed import letter_press
from amends.desk.paper.setting import PrintLetter
from amends.desk.seal import folder
from amends.desk.seal.headers import Scale
from amends.desk.seal.keys import SigningKey
from amends.desk.seal.opening import open_letter
from amends.desk.seal.sealing import LetterKeys, Parts, seal
from amends.envelope import pack
from bench import ends, report
from bench.invented import Letters

ROUNDS = 5


def prepared(letter: PrintLetter, hand: Hand, page: bytes) -> Parts:
    """A letter with its page and its glyphs, ready to be sealed."""
    address = (letter.to_name, *letter.address_lines)
    return Parts(
        id=letter.id,
        person=MACHINE.bytes(16).hex(),
        words=letter.words,
        from_name=letter.from_name,
        to=(letter.to_name,),
        address=address,
        flap=letter.from_name,
        pdf=page,
        hand=subset(hand, plain_text(letter.words)),
        front_hand=subset(hand, "\n".join((*address, letter.from_name))),
        scale=Scale(round(hand.measures.size * 100)),
    )


def raw(recipients: list[Any], folders: list[tuple[bytes, bytes]]) -> None:
    """What pyrage alone takes to close two files a letter."""
    for recipient, (front, letter) in zip(recipients, folders, strict=True):
        pyrage.encrypt(front, [recipient])
        pyrage.encrypt(letter, [recipient])


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Figures and ratios of one run."""
    hand, signer = shipped_hand(), SigningKey.draw(MACHINE)
    letters = list(Letters(seed=int.from_bytes(MACHINE.bytes(4), "big")).take(arguments.letters))
    report.tell(f"setting {len(letters)} letters")
    pages: list[bytes] = []
    with letter_press(hand) as press:
        setting = report.cpu_seconds(lambda: pages.extend(press.pdf(letter) for letter in letters))
    parts: list[Parts] = []
    reducing = report.cpu_seconds(
        lambda: parts.extend(prepared(letter, hand, page) for letter, page in zip(letters, pages, strict=True))
    )
    keys: list[LetterKeys] = []
    drawing = report.cpu_seconds(lambda: keys.extend(LetterKeys.draw(MACHINE) for _ in parts))
    sealed = [seal(one, own, MACHINE, signer=signer) for one, own in zip(parts, keys, strict=True)]
    folders = [
        (own.secret.open(one.envelope.front, "it"), own.secret.open(one.envelope.letter, "it"))
        for one, own in zip(sealed, keys, strict=True)
    ]
    recipients = [pyrage.x25519.Identity.from_str(own.secret.text).to_public() for own in keys]

    def ours() -> None:
        for one, own in zip(parts, keys, strict=True):
            seal(one, own, MACHINE, signer=signer)

    report.tell("sealing beside raw pyrage, in turn")
    own_seconds, raw_seconds = report.in_turn(ROUNDS, ours, lambda: raw(recipients, folders))
    packed: dict[str, bytes] = {}
    packing = report.cpu_seconds(lambda: packed.update((one.envelope.id, pack(one.envelope)) for one in sealed))
    report.tell("taking the same letters in, and depositing them")
    taking_in, depositing = ends.taking_in(letters), ends.depositing(packed)
    opening = report.cpu_seconds(
        lambda: [
            open_letter(one.envelope.letter, own.secret, one.envelope.id)
            for one, own in zip(sealed, keys, strict=True)
        ]
    )
    stages = {
        "import": taking_in, "page": setting, "glyphs": reducing, "keys": drawing, "seal": own_seconds,
        "pack": packing, "deposit": depositing,
    }  # fmt: skip
    return _reported(stages, opening, raw_seconds, [len(letter) for _, letter in folders])


def _reported(stages: dict[str, float], opening: float, raw_seconds: float, sizes: list[int]) -> dict[str, Any]:
    """The document of one run.

    Args:
        stages: CPU seconds of each, for all letters.
        opening: the same for opening them.
        raw_seconds: the same for raw age on the same bytes.
        sizes: bytes of each letter's folder.
    """
    count, sizes = len(sizes), sorted(sizes)
    each = {stage: 1000 * seconds / count for stage, seconds in stages.items()}
    return {
        "figures": {
            "letters_per_cpu_second": count / stages["seal"],
            "raw_pyrage_letters_per_cpu_second": count / raw_seconds,
            "milliseconds_a_letter": {**each, "text_to_deposit": sum(each.values()), "open": 1000 * opening / count},
            "folder_bytes_median": sizes[count // 2],
            "front_bytes": folder.FRONT.sizes[0],
        },
        "ratios": {"raw_pyrage": raw_seconds / stages["seal"]},
        "machine": report.machine("pyrage", "cryptography", "typst", "uharfbuzz"),
    }


if __name__ == "__main__":
    report.main("Sealing beside raw age", measure, ("letters", 300, "letters to seal"))
