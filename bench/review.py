"""How often the review's remarks are right, how many it misses, and how soon it finds letters that crossed.

Measured on `spec/review/labelled/`, whose README says what a label means and how the set was parted before any rule
was changed. Precision is the share of remarked items that deserve the remark; recall the share of deserving items
that get it. The figures asked for are the lowest of any rule that weighs high, here or in a bank.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from amends.desk.letters.crossed import crossed
from amends.desk.letters.plain import words_of_text
from amends.desk.letters.review.remarks import Context, review
from amends.desk.letters.review.rules import rules
from amends.desk.letters.review.twin import near_twins
from amends.desk.letters.words import Words
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person
from bench import invented, report

_SET: Final = Path(__file__).resolve().parent.parent / "spec" / "review" / "labelled"
_PARTED: Final = frozenset({4, 6})
"""The rounds that were parted in halves before tuning."""
_FIRST_PARTED: Final = min(_PARTED)
_HELD: Final = 3
"""An earlier round that nobody looked at while tuning."""
_FRESH: Final = 7
"""The first round that was written after the last change to a rule."""
_BORDERING: Final = frozenset({"blame", "excuse"})
"""Blame laid on circumstances is an excuse: what deserves one of the two is not counted for the other."""
_UNLABELLED: Final = frozenset({"sexual"})
"""No labelled text was written for these; their vectors alone hold them, and no figure says how they fare."""
_AMONG: Final = 50
"""How many twins and crossed letters are put among the whole list."""
_PARTS: Final = ("tuning", "held_back", "fresh")


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence or a letter, with the remarks it deserves and those that readers could differ about."""

    text: str
    lang: str
    letter: bool
    deserves: frozenset[str]
    either: frozenset[str]
    round: int

    @property
    def part(self) -> str:
        """Which part it belongs to: tuning, held_back or fresh."""
        if self.round >= _FRESH:
            return "fresh"
        if self.round in _PARTED:
            return "held_back" if hashlib.sha256(self.text.encode()).digest()[0] % 2 else "tuning"
        return "held_back" if self.round == _HELD else "tuning"


@dataclass(slots=True)
class Count:
    """How one rule fared on one part."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def told(self) -> dict[str, float | int]:
        """The two shares, and what they rest on."""
        return {
            "precision": self.right / max(1, self.right + self.wrong),
            "recall": self.right / max(1, self.right + self.missed),
            "deserving": self.right + self.missed,
            "wrong": self.wrong,
        }


def high() -> list[str]:
    """The rules on wording that weigh high or block, here or in a bank."""
    heavy = {"high", "blocks"}
    rows = [rule for rule in rules().values() if heavy & {rule.weight, rule.bank} and rule.kind != "named"]
    return [rule.id for rule in rows if rule.id not in _UNLABELLED]


def items() -> Iterator[Item]:
    """The whole set."""
    for file in sorted(_SET.glob("*.txt")):
        kind, lang = file.stem.split(".")
        lines = "\n".join(line for line in file.read_text("utf-8").split("\n") if not line.startswith("#"))
        round_, _, kind = kind.partition("-")
        letters = kind == "letters"
        if letters:
            pairs = [block.split("\n", 1) for block in lines.split("=== ")[1:]]
        else:
            pairs = [line.split(" | ", 1) for line in lines.split("\n") if line]
        for labels, text in pairs:
            named = {label for label in labels.strip().split(",") if label != "-"}
            either = frozenset(label[1:] for label in named if label.startswith("?"))
            deserves = frozenset(label for label in named if not label.startswith("?"))
            assert deserves | either <= set(rules()), labels
            yield Item(text.strip(), lang, letters, deserves, either, int(round_))


def remarked(item: Item) -> frozenset[str]:
    """The rules that remark on it, read as a bank would; salutation and paragraph stand apart, as in a letter."""
    text = item.text.replace("\n", "\n\n", 1) if item.letter else item.text
    found = frozenset(one.rule for one in review(words_of_text(text, lang=item.lang), Context(bank=True)))
    if item.round < _FIRST_PARTED and "excuse" in found and "blame" in item.deserves:
        found |= {"blame"}  # the early rounds call an excuse blame
    return found


def counted(item: Item) -> list[str]:
    """The rules that an item is counted for."""
    left = set(item.either)
    if item.round < _FIRST_PARTED:
        left |= {"excuse", "threat", "contact"}
    if len(bordering := item.deserves & _BORDERING) == 1:
        left |= _BORDERING - bordering
    return [rule for rule in high() if rule not in left and (rule != "responsibility" or item.letter)]


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    counts = {part: {rule: Count() for rule in high()} for part in _PARTS}
    by_language: dict[str, dict[str, Count]] = {}
    sizes: Counter[str] = Counter()
    last = 0
    for item in items():
        last = max(last, item.round)
        sizes[f"{item.part}_{'letters' if item.letter else 'sentences'}"] += 1
        found = remarked(item)
        for rule in counted(item):
            tallies = [counts[item.part][rule]]
            if item.part != "tuning":
                of_part = by_language.setdefault(f"{item.part}_{item.lang}", {})
                tallies.append(of_part.setdefault(rule, Count()))
            for tally in tallies:
                tally.right += rule in found and rule in item.deserves
                tally.wrong += rule in found and rule not in item.deserves
                tally.missed += rule not in found and rule in item.deserves
            if arguments.misses and item.part == "tuning" and (rule in found) != (rule in item.deserves):
                report.tell(f"{'wrong' if rule in found else 'missed'} {rule} ({item.lang}): {item.text}")
    told = {part: {rule: count.told() for rule, count in rows.items()} for part, rows in counts.items()}
    part = "fresh" if last >= _FRESH else "held_back"
    figures: dict[str, Any] = {
        "precision_min": min(row["precision"] for row in told[part].values()),
        "recall_min": min(row["recall"] for row in told[part].values()),
        "by_rule": told[part],
        "precision_min_held_back": min(row["precision"] for row in told["held_back"].values()),
        "recall_min_held_back": min(row["recall"] for row in told["held_back"].values()),
        "by_rule_held_back": told["held_back"],
        "by_rule_tuning": told["tuning"],
        "by_language": {
            name: {rule: count.told() for rule, count in rows.items()} for name, rows in by_language.items()
        },
        **sizes,
    }
    if arguments.letters:
        figures |= whole_list(arguments.letters)
    return {"figures": figures, "ratios": {}, "machine": report.machine()}


def whole_list(many: int) -> dict[str, float | int]:
    """How soon twins and crossed letters are found among so many, with a few of each put among them.

    A twin is the letter before it with one word more; a crossed letter bears the salutation of somebody else.
    """
    printed = list(invented.Letters(11).take(many))
    people = [Person(f"{number:032x}", one.to_name) for number, one in enumerate(printed)]
    words = [_addressed(one.words, person) for one, person in zip(printed, people, strict=True)]
    step = max(2, many // _AMONG)
    for at in range(1, many, step):
        words[at] = _addressed(replace(words[at - 1], date=words[at].date), people[at])
        words[at - 1] = _addressed(words[at - 1], people[(at + many // 2) % many])
    letters = {person.id: one for person, one in zip(people, words, strict=True)}
    begun, cpu = time.perf_counter(), time.process_time()
    twins = near_twins(letters)
    twins_took = time.perf_counter() - begun
    index = NameIndex(people)
    refused = sum(crossed(one, (person,), index) is not None for one, person in zip(words, people, strict=True))
    crossed_took = time.perf_counter() - begun - twins_took
    cpu_took = time.process_time() - cpu
    put = len(range(1, many, step))
    return {
        "letters": many,
        "seconds_twins": twins_took,
        "seconds_crossed": crossed_took,
        "cpu_seconds_both": cpu_took,
        "twins_put": put,
        "twins_found": sum(1 for at in range(1, many, step) if people[at - 1].id in twins.get(people[at].id, ())),
        "letters_called_twins": len(twins),
        "crossed_put": put,
        "crossed_found": refused,
    }


def _addressed(words: Words, person: Person) -> Words:
    return replace(words, salutation=(f"Dear {person.name},",))


if __name__ == "__main__":
    report.main(
        __doc__ or "",
        measure,
        ("misses", 0, "1 prints what is missed or wrong in the tuning part"),
        ("letters", 10_000, "among how many letters twins and crossed ones are sought; 0 leaves that out"),
    )
