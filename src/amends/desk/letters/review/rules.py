"""The rules as data: `spec/review/rules/`, read once and checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from amends.desk.letters.review.patterns import pattern

Weight: TypeAlias = Literal["blocks", "high", "medium", "note"]
Kind: TypeAlias = Literal["passage", "absent", "bank", "order", "share", "named"]
Patterns: TypeAlias = tuple[re.Pattern[str], ...]

LANGUAGES: Final = ("en", "es")
_PACKED: Final = Path(__file__).with_name("rules")
_CHECKOUT: Final = Path(__file__).resolve().parents[5] / "spec" / "review" / "rules"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing the review looks for, in whatever language.

    Attributes:
        id: its name, as in `domain.md`'s table.
        weight: how much it matters in a personal letter.
        bank: the same in an apology-letter bank.
        kind: passage (each match is a remark), bank (like passage, and only there), absent (one remark when nothing
            matches), order (one remark when reasons come before or outweigh what is owned), share (one remark when
            the first outnumbers the second far), named (the program finds it by the list of people).
        why: the reason, said to the writer, by language.
        mend: a way to mend it, by language.
        source: where the rule comes from.
    """

    id: str
    weight: Weight
    bank: Weight
    kind: Kind
    why: Mapping[str, str]
    mend: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """One row of what a rule looks for in one language.

    Attributes:
        find: what it looks for.
        before: no remark where one of these stands in the clause before the passage.
        after: no remark where one of these stands between the passage's beginning and the end of its sentence.
        unless: no remark where one of these stands in its sentence.
        beside: no remark where one of these stands there, or in the sentence before or after.
    """

    find: Patterns
    before: Patterns
    after: Patterns
    unless: Patterns
    beside: Patterns


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the rules look for in one language.

    Attributes:
        cases: rows by rule.
        only: an absent rule is silent in a letter where none of these matches; without any it always speaks.
        silent: a passage rule is silent in a letter where one of these matches.
        against: what an order or a share is weighed against.
        reported: what makes the rest of a sentence somebody's words, or the writer's former ones.
        denied: what in the same or the next sentence takes a passage back.
    """

    cases: Mapping[str, tuple[Case, ...]]
    only: Mapping[str, Patterns]
    silent: Mapping[str, Patterns]
    against: Mapping[str, Patterns]
    reported: Patterns
    denied: Patterns


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """Every rule by its name, in the order of the file.

    Raises:
        ValueError: a row has a weight or a kind that does not exist: a defect of the package.
    """
    rows = cast("list[dict[str, Any]]", _read("rules")["rules"])
    return {row["id"]: _rule(row) for row in rows}


@lru_cache(maxsize=len(LANGUAGES))
def reading(lang: str) -> Reading:
    """What the rules look for in this language.

    Raises:
        ValueError: a row names a list or a rule that does not exist: a defect of the package.
    """
    data = _read(lang)
    lists = cast("dict[str, str]", data["lists"])

    def made(row: dict[str, Any], name: str) -> Patterns:
        return tuple(pattern(one, lists, last=name == "before") for one in row.get(name, ()))

    if unknown := set(data["rules"]) - set(rules()):
        raise ValueError(f"{lang}: no such rule: {', '.join(unknown)}")
    rows: dict[str, dict[str, Any]] = data["rules"]
    return Reading(
        cases={
            rule: tuple(
                Case(**{part: made(case, part) for part in ("find", "before", "after", "unless", "beside")})
                for case in row["cases"]
            )
            for rule, row in rows.items()
        },
        only={rule: made(row, "only") for rule, row in rows.items()},
        silent={rule: made(row, "silent") for rule, row in rows.items()},
        against={rule: made(row, "against") for rule, row in rows.items()},
        reported=made(data, "reported"),
        denied=made(data, "denied"),
    )


def _read(name: str) -> dict[str, Any]:
    folder = _PACKED if _PACKED.is_dir() else _CHECKOUT
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def _rule(row: dict[str, Any]) -> Rule:
    bank = row.get("bank", row["weight"])
    if not {row["weight"], bank} <= set(get_args(Weight)) or row["kind"] not in get_args(Kind):
        raise ValueError(f"rule {row['id']}: no such weight or kind")
    return Rule(row["id"], row["weight"], bank, row["kind"], row["why"], row["mend"], row["source"])
