"""What a bank's readers remarked on a letter, sealed to its writer; `spec/bank.md`, "Findings"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.desk.letters.words import may_stand
from amends.desk.seal.age import Secret
from amends.envelope import VERSION, Json, from_json, to_json
from amends.errors import Forged, Unsupported

_TEXT_MOST: Final = 8_000
_REMARKS_MOST: Final = 200
_OUTCOMES: Final = ("approve", "return", "reject")


@dataclass(frozen=True, slots=True)
class BankRemark:
    """One passage that a reader would have otherwise.

    Attributes:
        rule: a row of `spec/review/`, or empty.
        passage: the writer's own words.
        said: why.
    """

    rule: str
    passage: str
    said: str


@dataclass(frozen=True, slots=True)
class BankRemarks:
    """What one reader said of a letter.

    Attributes:
        letter: its id.
        outcome: `approve`, `return` or `reject`.
        said: a line to the writer; may be empty where remarks say it.
    """

    letter: str
    outcome: str
    said: str
    remarks: tuple[BankRemark, ...]

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        rows: list[Json] = [{"rule": one.rule, "passage": one.passage, "said": one.said} for one in self.remarks]
        return to_json({
            "amends": VERSION, "kind": "remarks", "letter": self.letter, "outcome": self.outcome, "said": self.said,
            "remarks": rows,
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, data: bytes) -> BankRemarks:
        """From canonical JSON that a stranger may have made.

        Raises:
            Unsupported: not exactly of the known form.
        """
        fields = from_json(data)
        known = {"amends", "kind", "letter", "outcome", "said", "remarks"}
        if not isinstance(fields, dict) or set(fields) != known or fields["kind"] != "remarks":
            raise _malformed()
        rows = fields["remarks"]
        if fields["amends"] != VERSION or not isinstance(rows, list) or len(rows) > _REMARKS_MOST:
            raise _malformed()
        outcome = _text(fields["outcome"])
        if outcome not in _OUTCOMES:
            raise _malformed()
        return cls(_text(fields["letter"]), outcome, _text(fields["said"]), tuple(_remark(row) for row in rows))


def open_remarks(sealed: bytes, secret: Secret, letter: str) -> BankRemarks:
    """Opens what was sealed to a letter's reply key.

    Raises:
        Torn, WrongKey, Unsupported: it cannot be opened.
        Forged: it is about another letter.
    """
    found = BankRemarks.from_bytes(secret.open(sealed, "the remarks"))
    if found.letter != letter:
        raise Forged("The bank sent remarks on another letter.", "Ask its staff.")
    return found


def _remark(row: Json) -> BankRemark:
    if not isinstance(row, dict) or set(row) != {"rule", "passage", "said"}:
        raise _malformed()
    return BankRemark(_text(row["rule"]), _text(row["passage"]), _text(row["said"]))


def _text(value: Json) -> str:
    if not isinstance(value, str) or len(value) > _TEXT_MOST:
        raise _malformed()
    return "".join(char if char == "\n" or may_stand(char) else "\ufffd" for char in value)


def _malformed() -> Unsupported:
    return Unsupported("The bank’s remarks are malformed.", "Ask its staff.")
