"""What one bank has decided: a TOML file, every switch with the published rule it comes from.

The rules are numbered as in `spec/bank/rules.toml`, where each stands with the banks that publish it. Banks disagree;
that is why none of this is in the code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from amends.errors import AmendsError

Road: TypeAlias = Literal["post", "mail", "online", "telephone", "in-person"]
"""How a letter reaches its reader; the last two are read together with a facilitator."""

Fact: TypeAlias = Literal["requested", "received", "read"]
"""What a recipient may let the writer know, each by itself."""

Whom: TypeAlias = Literal["who-asked", "when-approved", "nobody"]
Confirmation: TypeAlias = Literal["no", "yes", "by-telephone"]
Kept: TypeAlias = Literal["indefinitely", "until-requested", "until-discharge", "until-delivered"]
Replies: TypeAlias = Literal["none", "one", "any"]
Defect: TypeAlias = Literal["threat", "contact", "sexual", "disrespect", "demand", "excuse", "third-party"]

_FOLDER: Final = Path(__file__).parent / "policies"


class BadPolicy(AmendsError):
    """A policy file cannot be used as it is."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file. Every switch has to be there: a bank that has not decided has no policy yet."""


class Writers(_Part, frozen=True):
    """Who may deposit, and what it brings them."""

    verified: Annotated[bool, Meta(description="Staff verify a writer before the first deposit. (B18)")]
    guilt_acknowledged: Annotated[bool, Meta(description="Only who acknowledges guilt may write. (B18)")]
    written_request: Annotated[bool, Meta(description="A writer asks in writing and is sent the guidelines. (B18)")]
    court_ordered: Annotated[
        Literal["refused", "taken"],
        Meta(
            description="What becomes of a letter that a court ordered: no gift, so it may take another road. (B27)"
        ),
    ]
    may_update: Annotated[bool, Meta(description="A deposited letter may be replaced by its writer. (B21)")]
    help_from_outside: Annotated[
        bool, Meta(description="A community organisation helps with drafting, apart from the bank. (B33)")
    ]
    brings_benefit: Annotated[
        bool, Meta(description="Whether depositing may count for release, custody or parole. No bank says yes. (B20)")
    ]
    permits_contact: Annotated[
        bool, Meta(description="Whether a deposit allows any further contact. No bank says yes. (B32)")
    ]
    filed_when_declined: Annotated[
        bool, Meta(description="A declined letter goes into the writer's case file; some forbid any filing. (B20)")
    ]


class Screening(_Part, frozen=True):
    """Who reads a letter before it is offered, and what is never let through."""

    readers: Annotated[int, Meta(ge=0, le=2, description="How many persons approve a letter; 0: nobody reads. (B11)")]
    one_incident: Annotated[bool, Meta(description="A letter is about one incident and one victim. (B15)")]
    refuses: Annotated[tuple[Defect, ...], Meta(description="What a screened letter may not hold. (B12, B16, B17)")]
    may_reject: Annotated[
        bool,
        Meta(description="Besides approving and returning, a letter may be rejected, with the reason. (B13)"),
    ]
    transcript: Annotated[bool, Meta(description="A letter written by hand carries its transcript. (B31)")]


class Recipients(_Part, frozen=True):
    """Who is told of a letter, and what has to be true before one is handed over."""

    told: Annotated[
        Whom,
        Meta(
            description="Who hears that there is a letter: only `who-asked`, others too `when-approved`, or "
            "`nobody` but by the writer's own hand. (B1, B2, B2', B3, B34)"
        ),
    ]
    only_through_bank: Annotated[bool, Meta(description="No letter goes around the bank. (B1)")]
    identity: Annotated[bool, Meta(description="Who somebody is gets verified before the bank looks. (B5)")]
    least_age: Annotated[int, Meta(ge=0, le=25, description="Youngest reader, in years; 0: no limit. (B6)")]
    accompanied: Annotated[
        bool, Meta(description="Who is younger may read with a guardian or advocate beside them. (B6)")
    ]
    confirmed: Annotated[Confirmation, Meta(description="Consent is asked for again at release. (B4)")]
    several: Annotated[bool, Meta(description="One letter may be for several, each deciding alone. (B28)")]
    roads: Annotated[tuple[Road, ...], Meta(min_length=1, description="How a letter may reach its reader. (B7, B8)")]
    orders_block: Annotated[bool, Meta(description="A no-contact or protection order holds a letter back. (B10)")]


class WriterLearns(_Part, frozen=True):
    """What a recipient may let the writer know. Everything starts off; nothing else is ever told."""

    facts: Annotated[tuple[Fact, ...], Meta(description="The switches a recipient is given. (B9)")]
    every_days: Annotated[
        int, Meta(ge=1, le=92, description="Released facts show only in rounds, this many days apart. (B9)")
    ]


class Answers(_Part, frozen=True):
    """Whether a recipient can write back."""

    how_many: Annotated[Replies, Meta(description="No answer, one, or any number. (B23, B25)")]
    screened: Annotated[bool, Meta(description="The bank reads answers before the writer does. (B23)")]
    refuses: Annotated[tuple[Defect, ...], Meta(description="What a screened answer may not hold. (B23)")]
    longest_words: Annotated[int, Meta(ge=0, description="Reasonable length, in words; 0: no limit. (B23)")]
    reason_given: Annotated[bool, Meta(description="A returned answer carries the reason and how to mend it. (B14)")]
    said_beforehand: Annotated[
        bool, Meta(description="Both learn beforehand how far the exchange goes, and if an answer is possible. (B24)")
    ]


class Keeping(_Part, frozen=True):
    """How long, and what may be said of a letter to others."""

    kept: Annotated[Kept, Meta(description="How long a letter waits. (B22)")]
    screening_copy_days: Annotated[
        int, Meta(ge=0, le=3650, description="Days after release until the screening copy goes. (B22)")
    ]
    disclosed_for: Annotated[
        tuple[Literal["threat-of-death-or-injury", "waiver-by-all"], ...],
        Meta(description="The only grounds on which words may be disclosed. (B26)"),
    ]


class Policy(_Part, frozen=True):
    """One bank's decisions.

    Attributes:
        name: what it calls itself to writers and recipients.
        kind: a `bank`, or somebody who carries letters for people they know.
        languages: every page is complete in these; ISO 639-1. (B30)
        sources: where the rules were read.
        unpublished: the switches on which this bank publishes nothing, set with care for the recipient.
    """

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    kind: Literal["bank", "sponsor", "school", "just-me"]
    languages: Annotated[tuple[Literal["en", "es"], ...], Meta(min_length=1)]
    sources: tuple[str, ...]
    unpublished: tuple[str, ...]
    writers: Writers
    screening: Screening
    recipients: Recipients
    writer_learns: WriterLearns
    answers: Answers
    keeping: Keeping


class Loaded(msgspec.Struct, frozen=True):
    """A policy with the very text it was read from, by whose digest letters remember what they came under."""

    policy: Policy
    text: str
    sha256: str


def ready_made() -> tuple[str, ...]:
    """The names of the policies that come with the program, in order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load(name_or_path: str | Path) -> Policy:
    """One of the ready-made policies by its name, or a bank's own file.

    Raises:
        BadPolicy: there is none, it is no TOML, a switch is missing or unknown, or two contradict each other.
    """
    return load_with_text(name_or_path).policy


def load_with_text(name_or_path: str | Path) -> Loaded:
    """As `load`, with the file's text.

    Raises:
        BadPolicy: as `load`.
    """
    path = _FOLDER / f"{name_or_path}.toml" if str(name_or_path) in ready_made() else Path(name_or_path)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise BadPolicy(
            f"The policy {name_or_path} cannot be read: {error.strerror}.",
            f"Name a file, or one of these: {', '.join(ready_made())}.",
        ) from error
    return Loaded(parse(text, str(path.name)), text.decode(), hashlib.sha256(text).hexdigest())


def parse(text: bytes, called: str) -> Policy:
    """A policy from the bytes of its file.

    Args:
        text: UTF-8.
        called: how the file is named in a message.

    Raises:
        BadPolicy: as `load`.
    """
    try:
        policy = msgspec.toml.decode(text, type=Policy)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        place = where.strip("`$.") or "the top of the file"
        raise BadPolicy(
            f"{called}, {place}: {what}.", "docs/bank-policy.md has every switch and its values."
        ) from error
    except msgspec.DecodeError as error:
        raise BadPolicy(f"{called} is not TOML: {error}.", "Mend that line.") from error
    for why in contradictions(policy):
        raise BadPolicy(f"{called}: {why}", "Change one of the two.")
    return policy


def contradictions(policy: Policy) -> Iterator[str]:
    """What in a policy cannot be true at the same time."""
    if not policy.screening.readers:
        if policy.recipients.only_through_bank:
            yield "recipients.only_through_bank needs somebody who reads: screening.readers is 0."
        if policy.screening.refuses:
            yield "screening.refuses names what nobody would look for: screening.readers is 0."
        if policy.screening.may_reject:
            yield "screening.may_reject needs somebody who reads: screening.readers is 0."
    if policy.recipients.told == "nobody" and policy.recipients.only_through_bank:
        yield "recipients.told is 'nobody' and no letter may go around the bank, so none could ever arrive."
    answers = policy.answers
    if answers.how_many == "none" and (answers.screened or answers.refuses or answers.longest_words):
        yield "answers.how_many is 'none', so nothing else about answers can be set."
    if answers.refuses and not answers.screened:
        yield "answers.refuses names what nobody would look for: answers.screened is off."
    if policy.recipients.accompanied and not policy.recipients.least_age:
        yield "recipients.accompanied speaks of the younger, and recipients.least_age sets no age."
    unknown = set(policy.unpublished) - set(switches())
    if unknown:
        yield f"unpublished names what is no switch: {', '.join(sorted(unknown))}."


def switches() -> dict[str, str]:
    """Every switch as `table.name` -> what it decides, with the rule it comes from."""
    return {
        f"{table}.{name}": described
        for table, part in _PARTS.items()
        for name, described in _described(msgspec.json.schema(part), part.__name__)
    }


_PARTS: Final[dict[str, type[_Part]]] = {
    "writers": Writers,
    "screening": Screening,
    "recipients": Recipients,
    "writer_learns": WriterLearns,
    "answers": Answers,
    "keeping": Keeping,
}


def _described(schema: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for switch, drawn in schema["$defs"][name]["properties"].items():
        yield switch, drawn["description"]
