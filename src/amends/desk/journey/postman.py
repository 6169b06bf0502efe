"""When the mailbag comes: once a day, once a week, or when it is called for; never at every ping.

Whatever arrives meanwhile waits where it is. The writer looks into the bag when they want to, and not at a sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, TypeAlias, get_args

from amends.clock import unstamp
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.settings import set_down, setting
from amends.desk.journey.mailbag import Fetched, fetch
from amends.desk.journey.mailing import MailFetched, fetch_mail, the_mailbox
from amends.desk.journey.opening import Desk
from amends.errors import OfficeUnreachable

Comes: TypeAlias = Literal["called", "daily", "weekly"]
ROUNDS: Final[tuple[Comes, ...]] = get_args(Comes)
_EVERY: Final = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_COMES: Final = "bag comes"
_CAME: Final = "bag came"


@dataclass(frozen=True, slots=True)
class Round:
    """When the bag comes, and when it last came; empty where it never did."""

    comes: Comes
    came: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What one round brought, from offices and from the writer's mailbox.

    Attributes:
        offices: from the offices.
        mails: from the mailbox.
        has_mailbox: whether one is set.
        unreachable: what did not answer; empty when all did.
    """

    offices: Fetched
    mails: MailFetched
    has_mailbox: bool
    unreachable: tuple[OfficeUnreachable, ...]


def round_of(desk: Desk) -> Round:
    """When the bag comes. Where nothing was ever said, it comes when it is called for."""
    with desk.drawer.transaction() as tx:
        said, came = setting(tx, _COMES).decode(), setting(tx, _CAME).decode()
    return Round(said if said in ROUNDS else "called", came)


def let_come(desk: Desk, comes: Comes) -> None:
    """Puts down when the bag shall come."""
    with desk.drawer.transaction() as tx:
        set_down(tx, _COMES, comes.encode())
        log(tx, WriterAct(desk.now, "the bag comes", detail=comes))


def is_due(desk: Desk) -> bool:
    """Whether a round is due; one that is only called for never is."""
    said = round_of(desk)
    if said.comes == "called":
        return False
    return not said.came or desk.clock.now() - unstamp(said.came) >= _EVERY[said.comes]


def come(desk: Desk, *, wait: float = 0.0) -> Brought:
    """Goes one round: asks every office, and looks into the mailbox, where one is set.

    Args:
        desk: the desk.
        wait: seconds to wait for a mail, where none has come.
    """
    offices = fetch(desk)
    unreachable = list(offices.unreachable)
    has_mailbox, mails = the_mailbox(desk) is not None, MailFetched()
    try:
        mails = fetch_mail(desk, wait=wait)
    except OfficeUnreachable as error:
        unreachable.append(error)
    if not unreachable:
        with desk.drawer.transaction() as tx:
            set_down(tx, _CAME, desk.now.encode())
    return Brought(offices, mails, has_mailbox, tuple(unreachable))
