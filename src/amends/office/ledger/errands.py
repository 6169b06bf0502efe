"""Errands: one letter by one road each, and the box it is carried into.

States only move forward: `accepted`, perhaps `unsure`, then `carried`; or `unreachable`, which may still come after
`carried` when a mail comes back; or `stopped`. A notice that has to be tried again stays `accepted` with one more
try. Everything here is done for many letters with one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Update,
    and_,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    text,
    true,
    update,
)

from amends.office.ledger.schema import BOX, ERRANDS, HUSHED, LETTERS, NEVERS

State: TypeAlias = Literal["accepted", "unsure", "carried", "unreachable", "stopped"]

FORWARD: Final[dict[State, frozenset[State]]] = {
    "accepted": frozenset({"unsure", "carried", "unreachable", "stopped"}),
    "unsure": frozenset({"carried", "unreachable", "stopped"}),
    "carried": frozenset({"unreachable"}),
    "unreachable": frozenset(),
    "stopped": frozenset(),
}
"""Where an errand may go from where it is."""

# Databases use an index of some rows only for a condition that says the same as the index, and not by a parameter.
_WAITS: Final = text("errands.state = 'accepted' AND errands.round = ''")
_IN_ROUND: Final = text("errands.round <> ''")
_HAS_TOKEN: Final = text("errands.token <> ''")
_HAS_WHOM: Final = text("errands.whom <> ''")

MANY: Final = 500
"""How many names go into one statement; SQLite takes many more, but plans them no better."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One letter by one road.

    Attributes:
        token: what its notice is known by, the same at every try.
        address: encrypted; nothing where the road needs none or it was forgotten.
        tries: how often its notice was tried before.
    """

    letter: str
    token: str
    address: bytes | None
    tries: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a letter is by one road.

    Attributes:
        sending: whether its notice may be on its way just now.
        whom: keyed digest of where to.
        address: encrypted; nothing where the road needs none or it was forgotten.
    """

    carrier: str
    state: State
    sending: bool
    whom: str
    address: bytes | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An errand to be written down."""

    letter: str
    carrier: str
    token: str = ""
    whom: str = ""
    address: bytes | None = None


def accept(connection: Connection, wanted: Sequence[Wanted], due: str, at: str) -> None:
    """Write errands down; none of them may be here."""
    if wanted:
        rows: list[dict[str, Any]] = [
            {
                "letter": one.letter, "carrier": one.carrier, "state": "accepted", "due": due, "sending": False,
                "tries": 0, "token": one.token, "whom": one.whom, "address": one.address, "at": at,
            }
            for one in wanted
        ]  # fmt: skip
        connection.execute(insert(ERRANDS), rows)


def known(connection: Connection, letters: Sequence[str], carrier: str) -> dict[str, str]:
    """Those of these letters that go by this road, with the digest of where to."""
    found = select(ERRANDS.c.letter, ERRANDS.c.whom).where(
        ERRANDS.c.letter.in_(letters), ERRANDS.c.carrier == carrier
    )
    return {row.letter: row.whom for row in connection.execute(found)}


def is_due(connection: Connection, carriers: Sequence[str], now: str) -> bool:
    """Whether a round would have something to carry."""
    return connection.execute(select(exists(_waiting(carriers, now)))).scalar_one()


def claim(connection: Connection, round_id: str, carrier: str, now: str, most: int) -> int:
    """Take errands that are due into a round, the longest due first; how many."""
    some = _waiting([carrier], now).order_by(ERRANDS.c.due, ERRANDS.c.letter).limit(most)
    mine = update(ERRANDS).where(ERRANDS.c.carrier == carrier, ERRANDS.c.letter.in_(some)).values(round=round_id)
    return connection.execute(mine).rowcount


def _waiting(carriers: Sequence[str], now: str) -> Select[tuple[str]]:
    wants_no_more = exists().where(NEVERS.c.writer == LETTERS.c.writer, NEVERS.c.person == LETTERS.c.person)
    return (
        select(ERRANDS.c.letter)
        .join(LETTERS, LETTERS.c.id == ERRANDS.c.letter)
        .where(
            ERRANDS.c.carrier.in_(carriers), _WAITS, ERRANDS.c.due <= now,
            LETTERS.c.withdrawn.is_(None), ~wants_no_more,
        )
    )  # fmt: skip


def into_the_box(connection: Connection, round_id: str, now: str) -> list[str]:
    """Carry a round's letters into their box; those that were not in it before."""
    there = exists().where(BOX.c.letter == ERRANDS.c.letter)
    new = _IN_ROUND, ERRANDS.c.round == round_id, ~there
    placed = list(connection.execute(select(ERRANDS.c.letter).where(*new).order_by(ERRANDS.c.letter)).scalars())
    if placed:
        rows = select(ERRANDS.c.letter, literal(round_id), literal(now)).where(*new)
        connection.execute(insert(BOX).from_select(["letter", "round", "at"], rows))
    return placed


def stop_unwanted(connection: Connection, round_id: str, now: str) -> None:
    """Give no notice of what was withdrawn meanwhile, or at an address that wants none."""
    taken = exists().where(LETTERS.c.id == ERRANDS.c.letter, LETTERS.c.withdrawn.is_not(None))
    hushed = exists().where(HUSHED.c.whom == ERRANDS.c.whom)
    connection.execute(_mine(round_id, taken).values(state="stopped", round="", at=now))
    connection.execute(_mine(round_id, ERRANDS.c.whom != "", hushed).values(state="stopped", round="", at=now))


def all_carried(connection: Connection, round_id: str, now: str) -> None:
    """What is left of a round by a road on which the office has no notice to give is carried."""
    connection.execute(_mine(round_id).values(state="carried", round="", at=now))


def next_to_send(connection: Connection, round_id: str, most: int) -> list[Errand]:
    """The next of a round to give notice of; until what became of them is recorded, nobody can be sure."""
    unsent = (_IN_ROUND, ERRANDS.c.round == round_id, ERRANDS.c.state == "accepted", ERRANDS.c.sending == false())
    some = select(ERRANDS.c.letter, ERRANDS.c.token, ERRANDS.c.address, ERRANDS.c.tries).where(*unsent)
    found = [Errand(*row) for row in connection.execute(some.order_by(ERRANDS.c.letter).limit(most))]
    if found:
        chosen = ERRANDS.c.letter.in_([one.letter for one in found])
        connection.execute(_mine(round_id, chosen).values(sending=True))
    return found


def settle(connection: Connection, round_id: str, letters: Sequence[str], state: State, now: str) -> int:
    """These errands of a round came to an end, or to where only the operator goes on; for how many that is news."""
    count = 0
    for some in _in_parts(letters):
        settled = _mine(round_id, ERRANDS.c.letter.in_(some)).values(state=state, round="", sending=False, at=now)
        count += connection.execute(settled).rowcount
    return count


def put_off(connection: Connection, round_id: str, letters: Sequence[str], due: str) -> None:
    """Try these again, in a later round."""
    for some in _in_parts(letters):
        later = _mine(round_id, ERRANDS.c.letter.in_(some))
        connection.execute(later.values(round="", sending=False, tries=ERRANDS.c.tries + 1, due=due))


def unsure(connection: Connection, round_id: str) -> list[str]:
    """Those of a round of which nobody knows whether their notice was given: its worker fell while giving it."""
    found = select(ERRANDS.c.letter).where(_IN_ROUND, ERRANDS.c.round == round_id, ERRANDS.c.sending == true())
    return list(connection.execute(found).scalars())


def send_again(connection: Connection, round_id: str) -> None:
    """Give those notices once more, in the same round."""
    twice = _mine(round_id, ERRANDS.c.sending == true())
    connection.execute(twice.values(sending=False, tries=ERRANDS.c.tries + 1))


def let_go(connection: Connection, round_id: str) -> None:
    """Leave what a round has not carried to later ones."""
    connection.execute(_mine(round_id).values(round=""))


def stop(connection: Connection, letter: str, now: str) -> None:
    """Give no notice of this letter that was not given yet."""
    mine = update(ERRANDS).where(ERRANDS.c.letter == letter, ERRANDS.c.state.in_(("accepted", "unsure")))
    connection.execute(mine.where(ERRANDS.c.round == "").values(state="stopped", at=now))


def decide_unsure(connection: Connection, *, given: bool, now: str) -> int:
    """What the operator says of all that is unsure: that it was given, or that it was not and is given up."""
    held = update(ERRANDS).where(ERRANDS.c.state == "unsure")
    return connection.execute(held.values(state="carried" if given else "unreachable", at=now)).rowcount


def came_back(connection: Connection, token: str, now: str) -> str:
    """The letter whose notice came back, if that is news; else nothing."""
    mine = _HAS_TOKEN, ERRANDS.c.token == token, ERRANDS.c.state.in_(("accepted", "unsure", "carried"))
    letter = connection.execute(select(ERRANDS.c.letter).where(*mine)).scalar_one_or_none()
    if letter is not None:
        connection.execute(update(ERRANDS).where(*mine).values(state="unreachable", at=now, address=None))
    return letter or ""


def whose(connection: Connection, token: str) -> tuple[str, str] | None:
    """The letter and the digest of the address that a notice's token stands for."""
    row = connection.execute(
        select(ERRANDS.c.letter, ERRANDS.c.whom).where(_HAS_TOKEN, ERRANDS.c.token == token)
    ).first()
    return (row.letter, row.whom) if row else None


def forgo(connection: Connection, letter: str, carrier: str, now: str) -> bool:
    """Do without this errand, because another does the same; whether its notice was given or is on its way."""
    mine = and_(ERRANDS.c.letter == letter, ERRANDS.c.carrier == carrier)
    waits = update(ERRANDS).where(mine, ERRANDS.c.state == "accepted", ERRANDS.c.round == "")
    if connection.execute(waits.values(state="stopped", at=now)).rowcount:
        return False
    given = select(ERRANDS.c.letter).where(mine, ERRANDS.c.state != "stopped")
    return connection.execute(given).first() is not None


def ends(connection: Connection, letter: str, carrier: str, state: State, now: str) -> None:
    """This errand, which was just accepted, ends so at once, because another did the same before."""
    mine = update(ERRANDS).where(ERRANDS.c.letter == letter, ERRANDS.c.carrier == carrier)
    connection.execute(mine.where(ERRANDS.c.state == "accepted").values(state=state, at=now))


def of_letter(connection: Connection, letter: str, carriers: Sequence[str]) -> list[Standing]:
    """How far a letter is by each of these roads that it goes by."""
    columns = ERRANDS.c.carrier, ERRANDS.c.state, ERRANDS.c.round != "", ERRANDS.c.whom, ERRANDS.c.address
    found = select(*columns).where(ERRANDS.c.letter == letter, ERRANDS.c.carrier.in_(carriers))
    return [Standing(*row) for row in connection.execute(found.order_by(ERRANDS.c.carrier))]


def told_at(connection: Connection, whoms: Sequence[str]) -> list[str]:
    """The letters that have an errand to one of these digests of an address, each once."""
    found = select(ERRANDS.c.letter).where(_HAS_WHOM, ERRANDS.c.whom.in_(whoms)).distinct()
    return list(connection.execute(found).scalars())


def forget_addresses(connection: Connection, before: str) -> int:
    """Forget the addresses of errands that came to their end before this moment; how many."""
    over = update(ERRANDS).where(
        ERRANDS.c.state.in_(("carried", "unreachable", "stopped")),
        ERRANDS.c.at < before,
        ERRANDS.c.address.is_not(None),
    )
    return connection.execute(over.values(address=None)).rowcount


def hush(connection: Connection, whom: str, at: str) -> bool:
    """No more notices to this address; whether that is new."""
    if is_hushed(connection, whom):
        return False
    connection.execute(insert(HUSHED).values(whom=whom, at=at))
    return True


def unhush(connection: Connection, whom: str) -> bool:
    """Notices to this address again; whether that is new."""
    return connection.execute(HUSHED.delete().where(HUSHED.c.whom == whom)).rowcount > 0


def is_hushed(connection: Connection, whom: str) -> bool:
    """Whether this address wants no notices."""
    return connection.execute(select(HUSHED.c.at).where(HUSHED.c.whom == whom)).first() is not None


def counted(connection: Connection) -> dict[tuple[str, State], int]:
    """How many errands there are, by road and state."""
    rows = select(ERRANDS.c.carrier, ERRANDS.c.state, func.count()).group_by(ERRANDS.c.carrier, ERRANDS.c.state)
    return {(row[0], row[1]): row[2] for row in connection.execute(rows)}


def ways_closed(connection: Connection, writer: str) -> list[tuple[str, str]]:
    """This writer's letters and the roads by which they cannot be told of; none that a recipient asked for."""
    rows = (
        select(ERRANDS.c.letter, ERRANDS.c.carrier)
        .join(LETTERS, LETTERS.c.id == ERRANDS.c.letter)
        .where(LETTERS.c.writer == writer, ERRANDS.c.state == "unreachable", ERRANDS.c.carrier != "heard")
        .order_by(LETTERS.c.number)
    )
    return [(row.letter, row.carrier) for row in connection.execute(rows)]


def _mine(round_id: str, *more: ColumnElement[bool]) -> Update:
    return update(ERRANDS).where(and_(_IN_ROUND, ERRANDS.c.round == round_id, ERRANDS.c.state == "accepted", *more))


def _in_parts(letters: Sequence[str]) -> Iterable[Sequence[str]]:
    return (letters[at : at + MANY] for at in range(0, len(letters), MANY))
