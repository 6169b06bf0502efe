"""What stands in the headers of a letter, of its front and of an answer: frozen nouns, written and read strictly."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Final, cast

from amends.desk.letters.words import Words, may_stand, words_from_json, words_json
from amends.desk.seal.age import recipient_point
from amends.desk.seal.keys import ssh_public
from amends.envelope import VERSION, Json, from_json, is_id, is_key, to_json
from amends.errors import AmendsError, Unsupported

_DAY: Final = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")
NAMES_MOST: Final = 64
TEXT_MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Scale:
    """By how much a page scales a hand and its lines, in whole per cents, so that every hand looks equally large."""

    size: int = 100
    line: int = 100


@dataclass(frozen=True, slots=True)
class Grant:
    """A writer's leave for one bank to read this letter and to seal it again to its recipient.

    Attributes:
        bank: the bank's name.
        key: the age recipient that the letter is sealed to for screening.
        sign: the SSH public key under which the bank signs a release.
    """

    bank: str
    key: str
    sign: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Who took a letter in that came to a bank on paper, and attests it in the place of its writer's signature.

    Attributes:
        by: the clerk's name.
        role: their role in the bank.
        sign: their SSH public key, which the bank's own certifies.
        read_back: how the words were read back: the writer `signed` that they are theirs, or said so `aloud`.
        front: SHA-256 of `front.json`.
    """

    by: str
    role: str
    sign: str
    read_back: str
    front: str


@dataclass(frozen=True, slots=True)
class LetterHeader:
    """The signed header of a letter; `spec/envelope.md`, "The sealed letter".

    `draft` says that it is a draft, lent to be read and remarked on, and no letter to whoever reads it.
    """

    id: str
    sealed: str
    from_name: str
    to: tuple[str, ...]
    recipient: str
    act_key: str
    words: Words
    writer: str = ""
    reply: str = ""
    hand: Scale | None = None
    grant: Grant | None = None
    draft: bool = False
    taken_in: TakenIn | None = None

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        fields: dict[str, Json] = {
            "amends": VERSION, "kind": "letter", "id": self.id, "sealed": self.sealed,
            "from": self.from_name, "to": list(self.to), "recipient": self.recipient,
            "act_key": self.act_key, "words": words_json(self.words),
        }  # fmt: skip
        fields |= _given(writer=self.writer, reply=self.reply) | _scale_json(self.hand)
        if self.grant:
            fields["grant"] = {"bank": self.grant.bank, "key": self.grant.key, "sign": self.grant.sign}
        if self.taken_in:
            fields["taken_in"] = {**asdict(self.taken_in)}
        return to_json(fields | _said(draft=self.draft))

    @classmethod
    def from_bytes(cls, data: bytes) -> LetterHeader:
        """From canonical JSON that a stranger may have made.

        Raises:
            Unsupported: not exactly of the known form.
        """
        read = _Header(data, "letter", {"id", "sealed", "from", "to", "recipient", "act_key", "words"},
                       {"writer", "reply", "hand", "grant", "draft", "taken_in"})  # fmt: skip
        return cls(
            id=read.id("id"), sealed=read.day("sealed"), from_name=read.text("from"), to=read.lines("to"),
            recipient=read.recipient("recipient"), act_key=read.key("act_key"),
            words=words_from_json(read.fields["words"]),
            writer=read.ssh("writer") if "writer" in read.fields else "",
            reply=read.recipient("reply") if "reply" in read.fields else "",
            hand=read.scale(), grant=read.grant(), draft=read.said("draft"), taken_in=read.taken_in(),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FrontHeader:
    """What stands outside, front and back; `spec/envelope.md`, "The sealed front"."""

    letter: str
    from_name: str
    to: tuple[str, ...]
    address: tuple[str, ...]
    flap: str
    stationery: str
    writer: str = ""
    hand: Scale | None = None

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        fields: dict[str, Json] = {
            "amends": VERSION, "kind": "front", "letter": self.letter, "from": self.from_name, "to": list(self.to),
            "address": list(self.address), "flap": self.flap, "stationery": self.stationery,
        }  # fmt: skip
        return to_json(fields | _given(writer=self.writer) | _scale_json(self.hand))

    @classmethod
    def from_bytes(cls, data: bytes) -> FrontHeader:
        """From canonical JSON that a stranger may have made.

        Raises:
            Unsupported: not exactly of the known form.
        """
        read = _Header(data, "front", {"letter", "from", "to", "address", "flap", "stationery"}, {"writer", "hand"})
        return cls(
            letter=read.id("letter"), from_name=read.text("from"), to=read.lines("to"), address=read.lines("address"),
            flap=read.text("flap"), stationery=read.text("stationery"),
            writer=read.ssh("writer") if "writer" in read.fields else "", hand=read.scale(),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReplyHeader:
    """An answer to one letter; `spec/envelope.md`, "An answer".

    Attributes:
        from_name: how it is signed; empty where the answerer gave no name.
        again: whether the writer may write again: `no` or `one`.
        private: whether it shall stay with the writer: it is then in no book, and shown to nobody.
    """

    letter: str
    answered: str
    words: Words
    from_name: str = ""
    again: str = "no"
    private: bool = False

    def to_bytes(self) -> bytes:
        """As canonical JSON."""
        fields: dict[str, Json] = {
            "amends": VERSION, "kind": "reply", "letter": self.letter, "answered": self.answered,
            "words": words_json(self.words), "again": self.again,
        }  # fmt: skip
        return to_json(fields | _given(**{"from": self.from_name}) | _said(private=self.private))

    @classmethod
    def from_bytes(cls, data: bytes) -> ReplyHeader:
        """From canonical JSON that a stranger may have made.

        Raises:
            Unsupported: not exactly of the known form.
        """
        read = _Header(data, "reply", {"letter", "answered", "words", "again"}, {"from", "private"})
        if (again := read.text("again")) not in ("no", "one"):
            raise read.wrong("again")
        return cls(
            letter=read.id("letter"), answered=read.day("answered"), words=words_from_json(read.fields["words"]),
            from_name=read.text("from") if "from" in read.fields else "", again=again,
            private=read.said("private"),
        )  # fmt: skip


def _given(**fields: str) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value}


def _said(**fields: bool) -> dict[str, Json]:
    return {name: True for name, value in fields.items() if value}


def _scale_json(scale: Scale | None) -> dict[str, Json]:
    return {"hand": {"size": scale.size, "line": scale.line}} if scale else {}


class _Header:
    """Reads one header's fields, naming the one that is wrong."""

    def __init__(self, data: bytes, kind: str, need: set[str], may: set[str]) -> None:
        fields = from_json(data)
        self.kind = kind
        if not isinstance(fields, dict):
            raise Unsupported(f"The header of this {kind} is malformed.")
        version = fields.get("amends")  # to Python `true` equals 1, to a browser it does not
        if version != VERSION or version is True or fields.get("kind") != kind:
            raise Unsupported(
                f"This {kind} is of a version this program does not know.", "A newer amends can open it."
            )
        if not need <= fields.keys() - {"amends", "kind"} <= need | may:
            raise Unsupported(f"The header of this {kind} lacks a field, or has one that none of ours has.")
        self.fields = fields

    def wrong(self, name: str) -> Unsupported:
        return Unsupported(f"The header of this {self.kind} has a malformed {name!r}.")

    def _proper(self, value: Json, name: str) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= TEXT_MOST or not all(map(may_stand, value)):
            raise self.wrong(name)
        return value

    def text(self, name: str) -> str:
        return self._proper(self.fields[name], name)

    def lines(self, name: str) -> tuple[str, ...]:
        value = self.fields[name]
        if not isinstance(value, list) or not 0 < len(value) <= NAMES_MOST:
            raise self.wrong(name)
        return tuple(self._proper(line, name) for line in value)

    def _if(self, name: str, good: bool) -> str:
        if not good:
            raise self.wrong(name)
        return cast("str", self.fields[name])

    def id(self, name: str) -> str:
        return self._if(name, is_id(self.text(name)))

    def key(self, name: str) -> str:
        return self._if(name, is_key(self.text(name)))

    def day(self, name: str) -> str:
        return self._if(name, bool(_DAY.fullmatch(self.text(name))))

    def _parsed(self, value: str, name: str, parse: object) -> str:
        try:
            cast("type", parse)(value)
        except AmendsError as error:
            raise self.wrong(name) from error
        return value

    def recipient(self, name: str) -> str:
        value = self.text(name)
        if not value.startswith("age1"):
            raise self.wrong(name)
        return self._parsed(value, name, recipient_point)

    def ssh(self, name: str) -> str:
        return self._parsed(self.text(name), name, ssh_public)

    def said(self, name: str) -> bool:
        """Whether a field is there that is true or left out."""
        if name in self.fields and self.fields[name] is not True:
            raise self.wrong(name)
        return name in self.fields

    def scale(self) -> Scale | None:
        value = self.fields.get("hand")
        if value is None and "hand" not in self.fields:
            return None
        if not isinstance(value, dict) or set(value) != {"size", "line"}:
            raise self.wrong("hand")
        size, line = value["size"], value["line"]
        if not isinstance(size, int) or not isinstance(line, int) or not (20 <= size <= 500 and 20 <= line <= 500):
            raise self.wrong("hand")
        return Scale(size, line)

    def grant(self) -> Grant | None:
        part = self._parts("grant", "bank", "key", "sign")
        if part is None:
            return None
        if not part["key"].startswith("age1"):
            raise self.wrong("grant")
        key = self._parsed(part["key"], "grant", recipient_point)
        return Grant(part["bank"], key, self._parsed(part["sign"], "grant", ssh_public))

    def taken_in(self) -> TakenIn | None:
        # Only beside a grant, never beside a writer's key. Such a letter bears no reply key: it would be in somebody
        # else's hands than the writer's.
        part = self._parts("taken_in", "by", "front", "read_back", "role", "sign")
        if part is None:
            return None
        fits = part["read_back"] in ("signed", "aloud") and "grant" in self.fields
        if not fits or {"writer", "reply"} & set(self.fields):
            raise self.wrong("taken_in")
        return TakenIn(**part)

    def _parts(self, name: str, *names: str) -> dict[str, str] | None:
        """The texts of a field that is an object of these."""
        if name not in self.fields:
            return None
        value = self.fields[name]
        if not isinstance(value, dict) or set(value) != set(names):
            raise self.wrong(name)
        return {part: self._proper(value[part], name) for part in names}
