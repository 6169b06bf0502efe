"""How an office carries, as options of `amends office`: by which roads, how fast, with what delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypedDict, TypeVar, cast

import click

from amends.errors import WrongUsage
from amends.office.carriers.mail import Relay
from amends.office.carriers.seam import names
from amends.office.carriers.silent import ALWAYS
from amends.office.hours import Hours
from amends.office.settings import Carrying, Pace

T = TypeVar("T")


class _Chosen(TypedDict):
    delay: float
    mail: str
    roads: tuple[str, ...]
    paces: tuple[str, ...]
    hold_unsure: bool
    address: str
    returned: Path | None
    post_at: str
    mailbag_at: str
    keeping_at: str
    zone: str


_OPTIONS: Final = (
    click.option(
        "--role",
        type=click.Choice(["all", "web", "worker"]),
        default="all",
        show_default=True,
        help="Answer desks and readers, carry letters, or both. Any number of workers may serve one database.",
    ),
    click.option(
        "--delay", default=0.0, metavar="MINUTES", type=click.FloatRange(0, 60 * 24 * 30),
        help="How long a letter waits after it was posted; until then its writer can take it back unseen.",
    ),
    click.option(
        "--mail", default="", metavar="URL", envvar="AMENDS_MAIL",
        help="The relay for notices, smtps://user:password@host:465?from=ADDRESS; better in $AMENDS_MAIL.",
    ),
    click.option(
        "--road", "roads", multiple=True, metavar="ROAD=TEXT", envvar="AMENDS_ROADS",
        help="A road that somebody else made and that is installed here, and what it needs; or in $AMENDS_ROADS.",
    ),
    click.option(
        "--pace", "paces", multiple=True, metavar="ROAD=COUNT",
        help="How many letters a minute may go by this road, all workers together; else as fast as it goes.",
    ),
    click.option(
        "--hold-unsure", is_flag=True,
        help="Give no notice twice: one of which nobody knows whether it was given is left to you.",
    ),
    click.option(
        "--address", default="", metavar="URL", help="Where recipients reach the office; else where it is served."
    ),
    click.option(
        "--returned", default=None, type=click.Path(path_type=Path, file_okay=False), metavar="MAILDIR",
        help="Where mail that comes back is delivered.",
    ),
    click.option("--post-at", default="", metavar="HH:MM,…", help="The hours at which letters leave; else at once."),
    click.option(
        "--mailbag-at", default="", metavar="HH:MM,…",
        help="The hours at which what came back is read; else every minute.",
    ),
    click.option(
        "--keeping-at", default="", metavar="HH:MM,…",
        help="The hours at which is forgotten what need not be known any more; else each hour.",
    ),
    click.option("--zone", default="UTC", show_default=True, metavar="NAME", help="Whose clock shows these hours."),
)  # fmt: skip


def carrying_options(verb: Callable[..., T]) -> Callable[..., T]:
    """Give a verb these options; they come as `role` and the rest, to be put together by `carrying_of`."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def carrying_of(options: dict[str, object]) -> Carrying:
    """What these options say, without `role`.

    Raises:
        WrongUsage: the relay's address is not understood, or a road, a pace, or the hours are not.
    """
    chosen = cast("_Chosen", options)  # click has checked each
    roads = _of_others(chosen["roads"])
    if chosen["mail"]:
        Relay.read(chosen["mail"])
        roads["mail"] = chosen["mail"]
    return Carrying(
        roads=roads,
        address=chosen["address"].rstrip("/"),
        hold_unsure=chosen["hold_unsure"],
        delay=dt.timedelta(minutes=chosen["delay"]),
        paces={road: _pace(road, count) for road, count in _by_road(chosen["paces"], "--pace mail=100").items()},
        returned=chosen["returned"],
        post_at=_hours(chosen["post_at"], chosen["zone"]),
        mailbag_at=_hours(chosen["mailbag_at"], chosen["zone"]),
        keeping_at=_hours(chosen["keeping_at"], chosen["zone"]),
    )


def _of_others(given: Sequence[str]) -> dict[str, str]:
    roads = _by_road(given, "--road pigeon=/var/loft")
    for road in roads:
        if road in (*ALWAYS, "mail", "heard"):
            raise WrongUsage(f"The road {road} is the office's own.", "For mail, name the relay with --mail.")
    return roads


def _by_road(given: Sequence[str], example: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        road, equals, said = one.partition("=")
        if not equals or road in found:
            raise WrongUsage(f"“{one}” says nothing of a road, or one is named twice.", f"It looks like {example}")
        if road not in names():
            raise WrongUsage(f"There is no road {road!r}.", f"Installed are: {', '.join(names())}.")
        found[road] = said
    return found


def _pace(road: str, count: str) -> Pace:
    try:
        a_minute = float(count)
    except ValueError:
        a_minute = 0.0
    if not 0 < a_minute < float("inf"):
        raise WrongUsage(f"{count!r} is no pace for the road {road}.", "Name how many letters a minute, as a number.")
    return Pace(max(1, a_minute), a_minute / 60)


def _hours(text: str, zone: str) -> Hours | None:
    return Hours.read(text, zone) if text else None
