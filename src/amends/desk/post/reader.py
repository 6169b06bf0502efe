"""A recipient's way to one letter: look, which changes nothing, and act, which is signed."""

from __future__ import annotations

from dataclasses import dataclass, field

from amends.desk.post.way import Way
from amends.desk.seal.keys import SigningKey, b64url
from amends.envelope import Json, from_json, to_json
from amends.wire import KEY_HEADER, Act, Standing, act_bytes


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who holds a link.

    Attributes:
        way: the connection to the office.
        letter: the letter's id.
        key: the act key that derives from the letter secret, or the keep key of a private link.
        private: whether it is the keep key.
    """

    way: Way
    letter: str
    key: SigningKey = field(repr=False)
    private: bool = False

    def act(self, act: Act, body: bytes = b"") -> bytes:
        """Does one act and gives the office's answer.

        Raises:
            NotHere, TakenBack, Refused, OfficeUnreachable: as the office answered.
        """
        office = self.way.card().id

        def sign(nonce: str) -> str:
            return b64url(self.key.sign(act_bytes(office, self.letter, act, body, nonce)))

        headers = {KEY_HEADER: f"keep {self.key.wire}" if self.private else "act"}
        return self.way.post_signed(f"/api/letters/{self.letter}/acts/{act}", body, headers, sign)

    def tell(self, **flags: bool) -> None:
        """Lets the writer know; what was told once cannot be untold."""
        told: dict[str, Json] = dict.fromkeys(("requested", "received", "read", "not_wanted"), False)
        self.act("tell", to_json({"amends": 1, **told, **flags}))

    def keep(self, keep_key: str) -> None:
        """Has the office know a private link of this reader's by its public half."""
        self.act("keep", to_json({"amends": 1, "keep_key": keep_key}))

    def take_back(self, answer: str) -> bool:
        """Takes an answer back; false if its writer collected it before."""
        fields = from_json(self.act("take-back", to_json({"amends": 1, "answer": answer})))
        return isinstance(fields, dict) and fields.get("done") is True

    def answer(self, reply: bytes) -> str:
        """Leaves a sealed answer. Returns its id, with which it can be taken back until it is collected."""
        fields = from_json(self.act("answer", reply))
        return str(fields.get("answer", "")) if isinstance(fields, dict) else ""


def standing(way: Way, letter: str) -> Standing:
    """What the office says of a letter to anybody who knows its id."""
    return Standing.from_bytes(way.get(f"/api/letters/{letter}"))


def front(way: Way, letter: str) -> bytes:
    """The sealed front."""
    return way.get(f"/api/letters/{letter}/front")


def side_file(way: Way, letter: str) -> bytes:
    """The side file in which the letter secret travels by words or wrapped to an age recipient."""
    return way.get(f"/api/letters/{letter}/key")
