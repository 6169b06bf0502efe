"""How often the review's remarks on a high-weight rule are right, and how many it misses.

Measured on `spec/review/labelled/`, whose README says what a label means and how the set was parted before any rule
was tuned on it. Precision is the share of remarked items that deserve the remark; recall the share of deserving items
that get it. The figures asked for are the lowest of any rule on the untouched part.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from amends.desk.letters.plain import words_of_text
from amends.desk.letters.review.remarks import review
from amends.desk.letters.review.rules import rules
from bench import report

_SET: Final = Path(__file__).resolve().parent.parent / "spec" / "review" / "labelled"
_LAST: Final = 3
_BY_NAMES: Final = frozenset({"third-party", "crossed", "twin"})


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
        """Which part it belongs to: tuning, held_back (the other half of the first round), or untouched."""
        if self.round == 1:
            return "held_back" if hashlib.sha256(self.text.encode()).digest()[0] % 2 else "tuning"
        return "untouched" if self.round == _LAST else "tuning"


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
    """The rules on wording that weigh high, here or in a bank."""
    return [rule.id for rule in rules().values() if "high" in (rule.weight, rule.bank) and rule.id not in _BY_NAMES]


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
            assert deserves | either <= set(high()), labels
            yield Item(text.strip(), lang, letters, deserves, either, int(round_))


def remarked(item: Item) -> frozenset[str]:
    """The rules that remark on it. A salutation and its paragraph stand apart, as in a letter."""
    text = item.text.replace("\n", "\n\n", 1) if item.letter else item.text
    return frozenset(one.rule for one in review(words_of_text(text, lang=item.lang)))


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    counts = {part: {rule: Count() for rule in high()} for part in ("tuning", "held_back", "untouched")}
    sizes: dict[str, int] = {}
    languages: dict[str, Count] = {}
    for item in items():
        size = f"{item.part}_{'letters' if item.letter else 'sentences'}"
        sizes[size] = sizes.get(size, 0) + 1
        found = remarked(item)
        for rule in high():
            if rule in item.either or (rule == "responsibility" and not item.letter):
                continue
            tallies = [counts[item.part][rule]]
            if item.part == "untouched":
                tallies.append(languages.setdefault(item.lang, Count()))
            for tally in tallies:
                tally.right += rule in found and rule in item.deserves
                tally.wrong += rule in found and rule not in item.deserves
                tally.missed += rule not in found and rule in item.deserves
            if arguments.misses and item.part == "tuning" and (rule in found) != (rule in item.deserves):
                report.tell(f"{'wrong' if rule in found else 'missed'} {rule}: {item.text}")
    told = {part: {rule: count.told() for rule, count in rows.items()} for part, rows in counts.items()}
    figures: dict[str, Any] = {
        "precision_min": min(row["precision"] for row in told["untouched"].values()),
        "recall_min": min(row["recall"] for row in told["untouched"].values()),
        "by_rule": told["untouched"],
        "by_rule_held_back": told["held_back"],
        "by_rule_tuning": told["tuning"],
        "by_language": {lang: count.told() for lang, count in languages.items()},
        **sizes,
    }
    return {"figures": figures, "ratios": {}, "machine": report.machine()}


if __name__ == "__main__":
    report.main(__doc__ or "", measure, ("misses", 0, "1 prints what is missed or wrong in the tuning part"))
