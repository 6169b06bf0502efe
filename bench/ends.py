"""The two ends of the way from text to deposit: taking letters in at a desk, and handing sealed ones to an office."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from amends.clock import MACHINE
from amends.desk.drawer.place import Place
from amends.desk.journey import opening
from amends.desk.journey.letters import take_in_letters
from amends.desk.journey.posting import AT_ONCE
from amends.desk.letters.words import plain_text
from amends.desk.paper.setting import PrintLetter
from amends.desk.people.files import Source
from amends.desk.post.counter import Counter, batches
from amends.desk.post.way import Way
from amends.desk.seal.keys import SigningKey
from amends.wire import Invitation
from bench import report
from bench.office import Office

_PASSPHRASE = "rosemary by the north gate"


def taking_in(letters: Sequence[PrintLetter]) -> float:
    """Processor seconds from JSON lines to letters that rest in a drawer, their people with them."""
    rows = [{"to": letter.to_name, "text": plain_text(letter.words)} for letter in letters]
    source = Source("letters.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
    with tempfile.TemporaryDirectory() as name:
        place = Place(Path(name) / "desk")
        opening.make_desk(place, "Tomas Reed", _PASSPHRASE, MACHINE)
        with opening.open_desk(place, _PASSPHRASE, MACHINE) as desk:
            kept: list[int] = []
            seconds = report.cpu_seconds(
                lambda: kept.append(len(take_in_letters(desk, [source], add_people=True).added))
            )
    assert kept == [len(letters)], f"only {kept} of {len(letters)} letters were taken in"
    return seconds


def depositing(packed: dict[str, bytes]) -> float:
    """Seconds on the clock until an office, in a process of its own, has these envelopes on its disk.

    As many batches are on the way at one time as `amends post` keeps there.
    """
    with tempfile.TemporaryDirectory() as name:
        office = Office(Path(name))
        try:
            with Way(office.url) as way:
                counter = Counter(way, SigningKey.draw(MACHINE))
                counter.enrol(Invitation.from_bytes(office.invitation.read_bytes()), "bench")
                started = time.perf_counter()
                coming = batches({letter: len(data) for letter, data in packed.items()})
                bodies = [{letter: packed[letter] for letter in batch} for batch in coming]
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    outcomes = [one for done in pool.map(counter.deposit, bodies) for one in done]
                seconds = time.perf_counter() - started
        finally:
            office.stop()
    assert {one.outcome for one in outcomes} == {"deposited"}
    assert len(outcomes) == len(packed)
    return seconds
