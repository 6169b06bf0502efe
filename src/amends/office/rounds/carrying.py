"""One round, carried: into the box, and a notice by the road; resumable at every point.

Nothing here knows the engine. Whatever happened before, carrying a round again goes on where the ledger says it is.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, get_args

from amends.clock import stamp
from amends.errors import AmendsError
from amends.office.carriers.seam import Carrier, Notice, Verdict
from amends.office.ledger import Connection, errands, events, rounds
from amends.office.ledger.errands import Errand
from amends.office.ledger.rounds import Round
from amends.office.office import Office
from amends.office.refusals import Refusal
from amends.office.rounds.troubles import Outdated, in_words

VERSION = "rounds-1"
"""What a round's work consists of. Another version of the program may have another; whoever changes the work so that
a round begun by one cannot be ended by the other counts this up."""

_PATIENCE_SECONDS: Final = 0.5
_LOG: Final = logging.getLogger("amends.office")
_VERDICTS: Final = frozenset(get_args(Verdict))
_ALL_UNSURE: Final[Sequence[Verdict]] = ("unsure",) * 50
_Became: TypeAlias = "list[tuple[Errand, Verdict]]"


class Overtaken(AmendsError):
    """Another worker holds this round now; what it writes counts."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What one round did.

    Attributes:
        placed: letters that came into their box.
        given: notices that were given.
    """

    placed: int
    given: int


def begin(office: Office, carrier: Carrier, round_id: str, holder: str) -> bool:
    """Take what is due into a new round; false if nothing is due, or the road's pace forbids more now.

    Raises:
        Outdated: this is an older version than the one that carries here now.
    """
    now = office.clock.now()
    settings = office.settings.carrying
    counted, pace = settings.pace_of(carrier.name)
    with office.ledger.reading() as connection:
        if not errands.is_due(connection, [carrier.name], stamp(now)):
            return False
        if any(one.is_newer_than(VERSION) for one in rounds.unfinished(connection)):
            raise Outdated(
                "A newer version of amends carries here now; this worker ends what it began and begins nothing more.",
                "Stop it, and start the newer version in its place.",
            )
    with office.ledger.writing() as connection:
        milliseconds = int(now.timestamp() * 1000)
        most = settings.at_once
        if pace is not None:
            most = rounds.may_take(connection, counted, pace, milliseconds, most)
        count = errands.claim(connection, round_id, carrier.name, stamp(now), most) if most else 0
        if not count:
            return False
        rounds.begin(connection, Round(round_id, carrier.name, VERSION, holder), stamp(now))
        if pace is not None:
            rounds.took(connection, counted, pace, milliseconds, count)
    return True


def carry(office: Office, carrier: Carrier, round_id: str, holder: str, stopping: Callable[[], bool]) -> Carried:
    """Carry a round to its end, or, if the worker is to stop, leave the rest of it to later rounds.

    Raises:
        Overtaken: another worker took it in hand meanwhile.
        Refusal: `full`; the round stays open.
    """
    with office.ledger.writing() as connection:
        epoch = rounds.hold(connection, round_id, holder)
        if not epoch:
            return Carried(0, 0)
        _after_a_fall(office, connection, round_id)
        placed = _into_the_box(office, connection, round_id)
        if not carrier.at_once:
            errands.all_carried(connection, round_id, office.now())
            rounds.close(connection, round_id)
            return Carried(placed, 0)
    return Carried(placed, _give(_Mine(office, carrier, round_id, epoch), stopping))


def release(office: Office, round_id: str) -> None:
    """Leave a round's errands to later rounds, because nobody will finish this one."""
    with office.ledger.writing() as connection:
        if rounds.hold(connection, round_id, ""):
            _after_a_fall(office, connection, round_id)
            errands.let_go(connection, round_id)
            rounds.close(connection, round_id)


def _after_a_fall(office: Office, connection: Connection, round_id: str) -> None:
    fallen = errands.unsure(connection, round_id)
    if not fallen:
        return
    if _holds(office):
        errands.settle(connection, round_id, fallen, "unsure", office.now())
    else:
        errands.send_again(connection, round_id)


def _holds(office: Office) -> bool:
    """A bank tells nobody twice, whatever its operator chose: a second mail would be a reminder."""
    return office.settings.carrying.hold_unsure or office.bank is not None


def _into_the_box(office: Office, connection: Connection, round_id: str) -> int:
    errands.stop_unwanted(connection, round_id, office.now())
    placed = errands.into_the_box(connection, round_id, office.now())
    if placed:
        # One event for them all, over which letters these were: the chain holds that as well as one for each would.
        by, ref = events.by_round(round_id), events.digest_of(placed)
        events.add(connection, [events.Happened("carried", office.now(), by, ref=ref)])
    return len(placed)


@dataclass(frozen=True, slots=True)
class _Mine:
    """A round that this worker holds, as long as nobody holds it under a higher number."""

    office: Office
    carrier: Carrier
    id: str
    epoch: int


def _give(mine: _Mine, stopping: Callable[[], bool]) -> int:
    given = 0
    became: _Became = []
    while True:
        count, some = _on(mine, became, stopping)
        given += count
        if not some:
            return given
        verdicts = _asked(mine.carrier, [_notice(mine.office, one) for one in some])
        became = list(zip(some, verdicts, strict=True))


def _on(mine: _Mine, became: _Became, stopping: Callable[[], bool]) -> tuple[int, list[Errand]]:
    """Write down what became of the last notices and take the next; how many were given, and the next.

    While the database is away or full, this waits: what was given is known here alone, and would be given again.
    """
    waits = False
    while True:
        try:
            with mine.office.ledger.writing() as connection:
                if not rounds.is_held(connection, mine.id, mine.epoch):
                    raise Overtaken("Another worker carries this round.")
                count = _write_down(mine, connection, became)
                errands.stop_unwanted(connection, mine.id, mine.office.now())
                some = [] if stopping() else errands.next_to_send(connection, mine.id, mine.carrier.at_once)
                if not some:
                    errands.let_go(connection, mine.id)
                    rounds.close(connection, mine.id)
            return count, some
        except Refusal as trouble:
            if stopping():
                raise
            if not waits:
                _LOG.warning("a round waits: %s", in_words(trouble))
            waits = True
            time.sleep(_PATIENCE_SECONDS)


def _asked(carrier: Carrier, notices: Sequence[Notice]) -> Sequence[Verdict]:
    """What a carrier says became of these; one that falls, or does not answer for each, answers for none."""
    try:
        verdicts = carrier.give(notices)
    except Exception as error:  # a road may be anybody's program; the kind alone, for what it says may name somebody
        _LOG.warning("the carrier %s broke: %s", carrier.name, type(error).__name__)
        return _ALL_UNSURE[: len(notices)]
    if len(verdicts) != len(notices) or not _VERDICTS.issuperset(verdicts):
        _LOG.warning("the carrier %s does not answer as carriers do", carrier.name)
        return _ALL_UNSURE[: len(notices)]
    return verdicts


def _notice(office: Office, errand: Errand) -> Notice:
    to = office.keys.open(errand.address, "errands.address") if errand.address is not None else ""
    return Notice(errand.letter, errand.token, to)


def _write_down(mine: _Mine, connection: Connection, became: _Became) -> int:
    """What became of these notices; how many were given."""
    office, carrier = mine.office, mine.carrier.name
    now, settings = office.now(), office.settings.carrying
    by_verdict: dict[Verdict, list[Errand]] = {"given": [], "refused": [], "later": [], "unsure": []}
    for errand, verdict in became:
        again = verdict == "later" or (verdict == "unsure" and not _holds(office))
        given_up = again and errand.tries >= len(settings.tries)
        by_verdict["refused" if given_up else "later" if again else verdict].append(errand)
    given, refused = [one.letter for one in by_verdict["given"]], [one.letter for one in by_verdict["refused"]]
    # Nothing of it is news if all of this was written down before, and only the answer to that was lost.
    given = given if errands.settle(connection, mine.id, given, "carried", now) else []
    refused = refused if errands.settle(connection, mine.id, refused, "unreachable", now) else []
    errands.settle(connection, mine.id, [one.letter for one in by_verdict["unsure"]], "unsure", now)
    by_tries: dict[int, list[str]] = {}
    for one in by_verdict["later"]:
        by_tries.setdefault(one.tries, []).append(one.letter)
    for tries, letters in by_tries.items():
        due = office.clock.now() + dt.timedelta(seconds=settings.tries[tries])
        errands.put_off(connection, mine.id, letters, stamp(due))
    happened = [events.Happened("notice", now, events.OFFICE, letter, carrier) for letter in given]
    happened += [events.Happened("unreachable", now, events.OFFICE, letter, carrier) for letter in refused]
    events.add(connection, happened)
    return len(given)
