"""The outermost edge: the verbs put together, and whatever goes wrong said in words."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import os
import sys
import traceback
from typing import Final, cast

import click
from platformdirs import user_log_path

from amends.cli.asked import Asked
from amends.cli.frame import everywhere
from amends.cli.map import ATTRIBUTES, DESCRIPTION, JOURNEY
from amends.cli.said import Said, remark_aloud, say
from amends.clock import stamp
from amends.errors import AmendsError, WrongUsage

if sys.platform != "win32":
    import resource

_UNFORESEEN: Final = 1
_OWNER_ALONE: Final = 0o077
"""What is taken away from files and folders: letters, envelopes and links stand in them in the clear."""
_STOPPED: Final = 130  # as a shell reports a program that was interrupted


class Journey(click.Group):
    """The verbs in the order of the journey, each loaded only when it is called: the program starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the order of the journey."""
        return [name for _, verbs in JOURNEY for name in verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of this name."""
        for _, verbs in JOURNEY:
            if cmd_name in verbs:
                module, _ = verbs[cmd_name]
                return cast(
                    "click.Command",
                    getattr(
                        importlib.import_module(f"amends.cli.{module}"),
                        ATTRIBUTES.get(cmd_name, cmd_name.replace("-", "_")),
                    ),
                )
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs as a map: a heading for every stretch of the way."""
        for stretch, verbs in JOURNEY:
            with formatter.section(stretch):
                formatter.write_dl([(name, what) for name, (_, what) in verbs.items()])


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"amends {importlib.metadata.version('amends')}")
        context.exit()


amends = everywhere(
    Journey(
        "amends", help=DESCRIPTION, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
    )
)
amends.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_version,
        help="Say which version this is.",
    )
)


def main() -> None:
    """Runs the command line and ends the program with the exit code of the contract; a traceback is a defect."""
    _leave_no_dump()
    sys.exit(run(sys.argv[1:]))


def _leave_no_dump() -> None:
    """Keeps the system from writing this program's memory to a disk when it dies: words and keys are in it."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code. Whatever it writes, only its owner can read."""
    before = os.umask(_OWNER_ALONE)
    try:
        return _run(arguments)
    finally:
        os.umask(before)


def _run(arguments: list[str]) -> int:
    one = Asked(as_json="--json" in arguments)
    try:
        code = amends.main(args=arguments, prog_name="amends", standalone_mode=False, obj=one)
    except AmendsError as error:
        code = _told(error, one)
    except click.ClickException as error:
        code = _misunderstood(error, one)
    except (click.Abort, KeyboardInterrupt):
        remark_aloud("Stopped. Nothing is half-done; the same command goes on from here.")
        code = _STOPPED
    except BrokenPipeError:
        # Whoever read along has gone; a sink in the place of standard output lets the program end without a word.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _UNFORESEEN
    except Exception as error:  # the edge: nobody above could say it in words
        code = _unforeseen(error, one)
    return code if isinstance(code, int) else 0


def _misunderstood(error: click.ClickException, one: Asked) -> int:
    if one.as_json:
        say(Said({"error": error.format_message(), "hint": "", "code": WrongUsage.exit_code}), as_json=True)
    error.show()
    return WrongUsage.exit_code


def _told(error: AmendsError, one: Asked) -> int:
    if one.as_json:
        say(Said({"error": error.message, "hint": error.hint, "code": error.exit_code}), as_json=True)
    remark_aloud(f"{error.message}\n{error.hint}".rstrip())
    return error.exit_code


def _unforeseen(error: Exception, one: Asked) -> int:
    """Says that something went wrong that nobody foresaw, and keeps where it was, but no word and no name."""
    places = "".join(
        f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in traceback.extract_tb(error.__traceback__)
    )
    kind = type(error).__name__
    kept = ""
    with contextlib.suppress(OSError):
        log = user_log_path("amends", ensure_exists=True) / "amends.log"
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{stamp(one.clock.now())} {kind}\n{places}")
        kept = f" Where in the program is kept in {log}; it holds no word and no name of yours."
    message = f"Something went wrong that was not foreseen ({kind})."
    if one.as_json:
        say(Said({"error": message, "hint": kept.strip(), "code": _UNFORESEEN}), as_json=True)
    remark_aloud(f"{message} What was kept so far is safe; the command can be repeated.{kept}")
    return _UNFORESEEN
