"""The frame around every verb: the options that all of them take, and how what came of it is said."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, Final, ParamSpec

import click

from amends.cli.asked import Asked
from amends.cli.said import Said, say

P = ParamSpec("P")

_EVERYWHERE: Final = (
    ("--desk", "DIR", "The desk; else $AMENDS_DESK, else the nearest one upward."),
    ("--passphrase-file", "FILE", "Holds the passphrase; else $AMENDS_PASSPHRASE, else a prompt."),
)


def _keep(context: click.Context, parameter: click.Parameter, value: str | bool | None) -> None:
    if value and parameter.name:
        setattr(context.find_root().ensure_object(Asked), parameter.name, value)


def everywhere(command: click.Command) -> click.Command:
    """Gives a command or group the options that every verb takes."""
    for flag, metavar, what in _EVERYWHERE:
        option = click.Option([flag], metavar=metavar, expose_value=False, callback=_keep, help=what)
        command.params.append(option)
    as_json = click.Option(
        ["--json", "as_json"], is_flag=True, expose_value=False, callback=_keep, help="Answer with one JSON document."
    )
    command.params.append(as_json)
    return command


def verb(
    group: click.Group, name: str | None = None
) -> Callable[[Callable[Concatenate[Asked, P], Said]], click.Command]:
    """Makes a function that answers with what came of it a verb of this group."""

    def made(function: Callable[Concatenate[Asked, P], Said]) -> click.Command:
        return everywhere(group.command(name)(_saying(function)))

    return made


def standing_alone(name: str) -> Callable[[Callable[Concatenate[Asked, P], Said]], click.Command]:
    """Makes a function that answers with what came of it a verb of the first level."""

    def made(function: Callable[Concatenate[Asked, P], Said]) -> click.Command:
        return everywhere(click.command(name)(_saying(function)))

    return made


def _saying(function: Callable[Concatenate[Asked, P], Said]) -> Callable[P, None]:
    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        context = click.get_current_context()
        one = context.find_root().ensure_object(Asked)
        said = function(one, *args, **kwargs)
        say(said, as_json=one.as_json)
        context.exit(said.code)

    return run
