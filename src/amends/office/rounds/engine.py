"""The engine under the rounds: DBOS, with the id of a round as its only input.

Its memory lies beside the ledger and may be lost; see `ledger.beside`. Executor ids are the workers' places, which
stay the same through restarts, so that whoever comes back finishes its own; what a dead worker left is taken over by
any other (`worker`). Nothing here needs a service of the engine's makers.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID

from amends.office.ledger import Ledger, said_plainly
from amends.office.ledger.beside import memory_of_rounds
from amends.office.refusals import Refusal
from amends.office.rounds.carrying import VERSION
from amends.office.rounds.troubles import RoundBroke, in_words

Work: TypeAlias = Callable[[str], int]
"""Carries the round with this id; how many letters it placed."""
Standing: TypeAlias = Literal["unknown", "begun", "waits", "over"]

_STANDINGS: Final[dict[str, Standing]] = {"PENDING": "begun", "ENQUEUED": "waits", "DELAYED": "waits"}
_OVER: Final = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_SOME: Final = 500
_RECOVERIES: Final = 1_000_000
"""A round is never given up because its workers fell too often: it may have been the machine's fault."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the engine knows of a round.

    Attributes:
        standing: `begun` by the worker named, `waits` to be begun, `over`, or `unknown`.
        worker: who began it.
    """

    standing: Standing
    worker: str
    version: str


_works: dict[str, Work] = {}
"""What the running engine does with a round; one engine a process, so one entry."""


@DBOS.step(name="carry")
def _carry(round_id: str) -> int:
    try:
        return _works["carry"](round_id)
    except Exception as error:
        if not isinstance(error, Refusal):  # what only waits for room or for the database is said by who waits
            logging.getLogger("amends.office").error("a round broke: %s", in_words(error))
        raise RoundBroke(in_words(error)) from None


@DBOS.workflow(name="round", max_recovery_attempts=_RECOVERIES)
def _round(round_id: str) -> int:
    return _carry(round_id)


def _hush() -> None:
    """Let the engine say nothing of its own: it names rounds, and writes to whatever was open when it was loaded."""
    said = logging.getLogger("dbos")
    said.setLevel(logging.CRITICAL)
    for handler in [*said.handlers]:
        said.removeHandler(handler)
    said.addHandler(logging.NullHandler())


class Engine:
    """The running engine.

    Raises:
        Refusal: `full` or `later`; it could not begin its memory, and does not run.
    """

    @said_plainly()
    def __init__(self, ledger: Ledger, worker: str, work: Work) -> None:
        _hush()
        _works["carry"] = work
        self._memory = memory_of_rounds(ledger)
        config: DBOSConfig = {
            "name": "amends-office",
            "system_database_url": self._memory.address,
            "system_database_engine": self._memory.connections,
            "application_version": VERSION,
            "executor_id": worker,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "log_level": "CRITICAL",
        }
        try:
            DBOS(config=config)
            DBOS.launch()
        except BaseException:
            self.close()
            raise

    @said_plainly()
    def carry(self, round_id: str) -> None:
        """Carry a round, here and now; again is harmless.

        Raises:
            RoundBroke: it could not be finished; `known` says it is over.
            Refusal: `full` or `later`; the engine could not write down that it began or ended it.
        """
        with SetWorkflowID(round_id):
            handle = DBOS.start_workflow(_round, round_id)
        handle.get_result()

    @said_plainly()
    def known(self, round_id: str) -> Known:
        """What is known of a round."""
        status = DBOS.get_workflow_status(round_id)
        if status is None:
            return Known("unknown", "", "")
        return Known(_STANDINGS.get(status.status, "over"), status.executor_id or "", status.app_version or "")

    @said_plainly()
    def take_over(self, round_id: str) -> None:
        """Let any worker carry a round that a dead one began."""
        DBOS.resume_workflow(round_id)

    @said_plainly()
    def give_up(self, round_id: str) -> None:
        """Let nobody carry a round any more."""
        DBOS.cancel_workflow(round_id)

    @said_plainly()
    def forget(self, before: dt.datetime) -> int:
        """Forget rounds that were over before this moment; how many."""
        count = 0
        while over := DBOS.list_workflows(
            status=_OVER, completed_before=before.isoformat(), limit=_SOME, load_input=False, load_output=False
        ):
            DBOS.delete_workflows([one.workflow_id for one in over])
            count += len(over)
        return count

    def stopping(self) -> None:
        """Wait no more for a server that is away; else go on until `close`."""
        self._memory.leave()

    def close(self) -> None:
        """Stop; rounds that are under way have to be over."""
        self.stopping()
        DBOS.destroy()
        self._memory.connections.dispose()
        _works.clear()
