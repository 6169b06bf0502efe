"""The rules as data: `rules.toml`, read once and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias, cast, get_args

Weight: TypeAlias = Literal["blocks", "high", "medium", "note"]
Kind: TypeAlias = Literal["passage", "absent", "measured", "bank"]
Patterns: TypeAlias = "Mapping[str, tuple[re.Pattern[str], ...]]"

LANGUAGES: Final = ("en", "es")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing the review looks for.

    Attributes:
        id: its name, as in `domain.md`'s table.
        weight: how much it matters; `bank` the same in an apology-letter bank.
        kind: passage (each match is a remark), absent (one remark when nothing matches), measured (the program
        counts),
            bank (like passage, and only there).
        why: the reason, said to the writer.
        source: where the rule comes from.
        find: what it looks for, by language.
        strong: a second set that some measured rules weigh against the first.
        only: an absent rule is silent in a letter where none of these matches; empty where it always speaks.
        before: no remark where this matches in the sentence before the passage.
        after: no remark where this matches in the sentence from the passage on.
    """

    id: str
    weight: Weight
    bank: Weight
    kind: Kind
    why: str
    source: str
    find: Patterns = field(default_factory=dict[str, "tuple[re.Pattern[str], ...]"])
    strong: Patterns = field(default_factory=dict[str, "tuple[re.Pattern[str], ...]"])
    only: Patterns = field(default_factory=dict[str, "tuple[re.Pattern[str], ...]"])
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """Every rule by its name, in the order of the file.

    Raises:
        ValueError: the file has a weight, a kind or a pattern that does not exist: a defect of the package.
    """
    data = tomllib.loads((files("amends.desk.letters.review") / "rules.toml").read_text("utf-8"))
    return {row["id"]: _rule(row) for row in cast("list[dict[str, Any]]", data["rule"])}


def _rule(row: dict[str, Any]) -> Rule:
    weight, kind = row["weight"], row["kind"]
    bank = row.get("bank", weight)
    if not {weight, bank} <= set(get_args(Weight)) or kind not in get_args(Kind):
        raise ValueError(f"rule {row['id']}: no such weight or kind")
    unless: dict[str, str] = row.get("unless", {})
    return Rule(
        id=row["id"],
        weight=weight,
        bank=bank,
        kind=kind,
        why=row["why"],
        source=row["source"],
        find=_patterns(row.get("find", {})),
        strong=_patterns(row.get("strong", {})),
        only=_patterns(row.get("only", {})),
        before=re.compile(unless["before"]) if "before" in unless else None,
        after=re.compile(unless["after"]) if "after" in unless else None,
    )


def _patterns(table: dict[str, list[str]]) -> Patterns:
    return {lang: tuple(re.compile(pattern) for pattern in patterns) for lang, patterns in table.items()}
