"""How fast address books are read and held against a list, and how much memory that takes.

Cards from a seed, of people that nobody is: version 3.0 with Apple's groups, 4.0, and 2.1 with quoted-printable, a
picture in every tenth. The floor is vobject alone over the same cards, which neither sorts out who is who nor keeps a
line number. Then 10,000 cards are imported over a list of 10,000, of which some are the same, some bring a new
telephone number, and the rest are new; the outcome must be exactly that.
"""

from __future__ import annotations

import argparse
import base64
import quopri
import random
import resource
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import vobject

from amends.clock import Replay
from amends.desk.people.files import Entry, Source
from amends.desk.people.intake import Imported, import_people
from amends.desk.people.person import Person
from amends.desk.people.vcard import read_vcards
from bench import report

_GIVEN: Final = (
    "Ana Ben Clara Desmond Edith Farouk Grace Håkon Iris Joan Kaspar Louise María Ned Olive Piet Quentin Rósa Søren"
).split()
_SOUNDS: Final = "al ber cor den el fin gar hol is jen kel lor mar nor os pel quin ros sel tor um ver win yar".split()
_ENDINGS: Final = "ford ham wick stone well bury worth field brook ley gate more müller sen".split()
_ROADS: Final = "Willow Lane,Mill Road,Castle Street,Rua das Flores,Birch Avenue,Große Gasse,Chapel Row".split(",")
_PLACES: Final = "Alder Bridge,Porto,Kilmarsh,Brückheim,Ost Weir".split(",")
_SAME_OF_TEN: Final = 2
_MORE_OF_TEN: Final = 1
_MEMORY: Final = (
    "import sys; from bench.people import Replay, import_people, peak, prepared; "
    "listed, new = prepared(int(sys.argv[1])); import_people([new], listed, Replay('new')); print(peak())"
)


def cards(count: int, seed: int, first: int = 0, more: bool = False) -> Iterator[str]:
    """So many cards; the same seed and number give the same person, with `more` one telephone number richer."""
    for number in range(first, first + count):
        chance = random.Random(f"{seed} {number}")
        given = chance.choice(_GIVEN)
        family = (chance.choice(_SOUNDS) + chance.choice(_SOUNDS) + chance.choice(_ENDINGS)).capitalize()
        street = f"{chance.randint(1, 199)} {chance.choice(_ROADS)}"
        place, code = chance.choice(_PLACES), f"{number:05}"
        note = f"Lent me a ladder, {1970 + number % 50}; it stood in the rain from {place} to the Große Gasse"
        mail = f"{given[0].lower()}.{number}@example.org"
        lines = [f"EMAIL;TYPE=INTERNET:{mail}", f"TEL;TYPE=HOME:+44 1632 {number:06}"]
        if more:
            lines.append(f"TEL;TYPE=CELL:+44 7700 {number:06}")
        match number % 3:
            case 0:
                version = "3.0"
                lines += [f"FN:{given} {family}", f"N:{family};{given};;;", f"NOTE:{_escaped(note)}"]
                lines += [f"item1.ADR;type=HOME;type=pref:;;{street};{place};;{code};", "item1.X-ABADR:gb"]
            case 1:
                version = "4.0"
                lines += [f"FN:{given} {family}", f"N:{family};{given};;;", f"NOTE:{_escaped(note)}"]
                lines += [f"UID:urn:uuid:{number:08x}-0000-4000-8000-000000000000"]
                lines += [f'ADR;LABEL="{street}\\n{code} {place}":;;{street};{place};;{code};United Kingdom']
            case _:
                version = "2.1"
                lines += [f"N;{_QP}:{_quoted(f'{family};{given}')}", f"NOTE;{_QP}:{_quoted(note)}"]
                lines += [f"FN;{_QP}:{_quoted(f'{given} {family}')}"]
                lines += [f"ADR;HOME;{_QP}:{_quoted(f';;{street};{place};;{code};')}"]
        if number % 10 == 0:
            lines.append(f"PHOTO;ENCODING=b;TYPE=JPEG:{base64.b64encode(chance.randbytes(6000)).decode()}")
        folded = "\r\n".join(line if _QP in line else _folded(line) for line in lines)
        yield f"BEGIN:VCARD\r\nVERSION:{version}\r\n{folded}\r\nEND:VCARD\r\n"


_QP: Final = "CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE"


def _quoted(text: str) -> str:
    return quopri.encodestring(text.encode()).decode().replace("=\n", "=\r\n")


def _escaped(text: str) -> str:
    return text.replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> str:
    return "\r\n ".join([line[:70], *(line[at : at + 69] for at in range(70, len(line), 69))])


def book(name: str, *parts: Iterator[str]) -> Source:
    """A file of cards."""
    return Source(name, "".join(card for part in parts for card in part).encode())


def prepared(count: int) -> tuple[tuple[Person, ...], Source]:
    """A list of so many people, and a book as long in which some of them stand again."""
    same, more = count * _SAME_OF_TEN // 10, count * _MORE_OF_TEN // 10
    listed = import_people([book("list.vcf", cards(count, 1))], (), Replay()).added
    assert len(listed) == count, "two invented people passed for one"
    new = book("new.vcf", cards(same, 1), cards(more, 1, same, more=True), cards(count - same - more, 1, count))
    return listed, new


def checked(found: Imported, count: int) -> Imported:
    """The outcome, which must be exactly what the book was made for."""
    same, more = count * _SAME_OF_TEN // 10, count * _MORE_OF_TEN // 10
    told = len(found.added), len(found.same), len(found.merged), len(found.refused)
    assert told == (count - same - more, same, more, 0), told
    return found


def peak() -> int:
    """The most memory this process has held, in bytes.

    Linux counts into `ru_maxrss` what the process that started this one held, so there its own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    report.tell(f"reading {arguments.cards} cards, with vobject alone in turn")
    source = book("cards.vcf", cards(arguments.cards, 2))
    text = source.data.decode()
    read = [one for one in read_vcards(source) if isinstance(one, Entry)]
    assert len(read) == arguments.cards
    assert all(one.person.addresses and one.person.note.endswith("Große Gasse") for one in read)
    ours, theirs = report.in_turn(
        arguments.rounds,
        lambda: deque(read_vcards(source), maxlen=0),
        lambda: deque(vobject.readComponents(text, allowQP=True), maxlen=0),
    )
    report.tell(f"importing {arguments.people} people over a list of {arguments.people}")
    listed, new = prepared(arguments.people)
    held: list[Imported] = []
    seconds = report.cpu_seconds(lambda: held.append(import_people([new], listed, Replay("new"))))
    found = checked(held[0], arguments.people)
    base, most = (
        int(subprocess.check_output([sys.executable, "-c", _MEMORY, str(count)])) for count in (10, arguments.people)
    )
    figures: dict[str, Any] = {
        "cards_per_cpu_second": arguments.cards / ours,
        "vobject_cards_per_cpu_second": arguments.cards / theirs,
        "import_cpu_seconds": seconds,
        "people": arguments.people,
        "added": len(found.added),
        "same": len(found.same),
        "merged": len(found.merged),
        "pairs_that_may_be_one": len(found.twins),
        "memory_peak_mb": most / 1e6,
        "memory_of_ten_people_mb": base / 1e6,
    }
    return {"figures": figures, "ratios": {"vobject": theirs / ours}, "machine": report.machine("vobject")}


if __name__ == "__main__":
    report.main(
        __doc__ or "",
        measure,
        ("cards", 3000, "how many cards to read against vobject"),
        ("rounds", 3, "how often, in turn"),
        ("people", 10_000, "how many to import, and how many stand on the list"),
    )
