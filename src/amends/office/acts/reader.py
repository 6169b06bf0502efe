"""Who acts: the letter, the key that signed, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from amends.clock import Clock
from amends.envelope import Json, from_json
from amends.errors import Unsupported
from amends.office.ledger import Connection, events
from amends.office.ledger.events import Kind
from amends.office.ledger.letters import Carried
from amends.office.ledger.stored import Kept
from amends.office.pace import Buckets
from amends.office.refusals import Refusal, malformed
from amends.office.settings import Limits, Pace
from amends.wire import Act

Signer: TypeAlias = Literal["act", "keep"]


def bucket(act: Act, letter: str, visitor: str) -> str:
    """The name under which it is counted how often one visitor does this with one letter."""
    return f"{act} {letter} {visitor}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who proved to hold a letter's link, or a private link to it, and acts now.

    Attributes:
        by: how they stand in an event.
        body: what they sent with the act.
        at: the moment, as it is written down.
        sealed: the sealed letter, for the act that breaks its seal.
        names: where what they sent lies in a store already, by owner and part.
        visitor: where they ask from, kept in memory alone.
        left_to: what visitors may still do with letters today.
    """

    connection: Connection
    letter: Carried
    by: str
    body: bytes
    at: str
    clock: Clock
    limits: Limits
    visitor: str
    left_to: Buckets
    sealed: bytes = b""
    names: Mapping[tuple[str, Kept], str] = field(default_factory=dict[tuple[str, Kept], str])

    def not_too_often(self, act: Act, pace: Pace) -> None:
        """Count one more of what this visitor does with this letter; what others did does not count.

        Raises:
            Refusal: they did it as often as one visitor may in a day.
        """
        if self.left_to.take(bucket(act, self.letter.id, self.visitor), pace):
            raise Refusal(
                "limit", "This was done from here as often as it may be done in one day.", "Do it again tomorrow."
            )

    def write_down(self, kind: Kind, ref: str = "") -> None:
        """Add an event."""
        events.add(self.connection, [events.Happened(kind, self.at, self.by, self.letter.id, ref)])

    def write_down_once(self, kind: Kind) -> None:
        """Add an event unless the same reader did the same before: the office counts no repetitions."""
        if not events.happened_before(self.connection, self.letter.id, self.by, kind):
            self.write_down(kind)

    def only_letters(self) -> None:
        """Go on only with a letter, not with a copy that was passed on.

        Raises:
            Refusal: it is a copy.
        """
        if self.letter.copy_of:
            raise Refusal("refused", "This is a copy that was passed on. It can be opened, and nothing else.")

    def nothing_sent(self) -> None:
        """Go on only if nothing was sent with the act.

        Raises:
            Refusal: something was.
        """
        if self.body:
            raise malformed("This act has no body.")

    def sent(self, *names: str) -> dict[str, Json]:
        """The fields that were sent, exactly these and the version.

        Raises:
            Refusal: other fields, or not canonical JSON.
        """
        try:
            value = from_json(self.body)
        except Unsupported as error:
            raise malformed(error.message) from error
        if not isinstance(value, dict) or value.get("amends") != 1 or set(value) != {"amends", *names}:
            raise malformed("The act's body does not have the fields it should have.")
        return value
