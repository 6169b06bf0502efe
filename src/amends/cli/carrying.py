"""How an office carries, as options of `amends office`: by which roads, how fast, with what delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import click

from amends.office.settings import Carrying

T = TypeVar("T")

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
)  # fmt: skip


def carrying_options(verb: Callable[..., T]) -> Callable[..., T]:
    """Give a verb these options; they come as `role` and the rest, to be put together by `carrying_of`."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def carrying_of(chosen: Mapping[str, object]) -> Carrying:
    """What these options say, without `role`."""
    return Carrying(delay=dt.timedelta(minutes=float(str(chosen["delay"]))))
