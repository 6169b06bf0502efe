"""`amends office`: running an office. It shares nothing with the desk but the envelope."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import click

from amends.cli.asked import Asked
from amends.cli.carrying import carrying_of, carrying_options
from amends.cli.frame import everywhere, verb
from amends.cli.said import IN_PART, Said, count
from amends.clock import stamp
from amends.errors import WrongUsage
from amends.office import care, checking, leaving, running, staffing
from amends.office.bank.roles import ROLES
from amends.office.rounds import keeping
from amends.office.settings import Carrying, Settings, default_database

PORT: Final = 8025
TRAINING_PORT: Final = 8026
_NO_NAME: Final = re.compile(r"[\s/\\:*?\"<>|\x00-\x1f]+")
"""What may part words in a name, and may not stand in the name of a file."""
_STANDING: Final = {(True, False): "well ", (True, True): "to do", (False, True): "amiss", (False, False): "amiss"}
_PORTS: Final = click.IntRange(0, 65535)
_WATCH: Final = click.option(
    "--watch", metavar="PORT", default="", help="Serve /metrics, /live and /ready there (PORT or HOST:PORT)."
)
_LOG: Final = click.option("--log-requests", is_flag=True, help="A line a request: its kind and status, no more.")
_DATABASE: Final = click.option(
    "--database", metavar="URL", default="", help="SQLite file or PostgreSQL URL; else this person's own office."
)


@dataclass(slots=True)
class _Chosen:
    """What stands before a verb of the office and holds for it too."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    relay: str = ""


@click.group(invoke_without_command=True)
@click.option(
    "--host", default="127.0.0.1", metavar="ADDRESS", help="Where to listen; by default this machine alone."
)
@click.option("--port", default=PORT, show_default=True, type=_PORTS, help="The port; 0 takes a free one.")
@_DATABASE
@click.option("--policy", metavar="NAME_OR_FILE", default="", help="A letter bank's policy; see docs/bank-policy.md.")
@click.option(
    "--blobs", metavar="URL", default="", help="Where sealed bytes lie: s3://BUCKET/FOLDER; else in the database."
)
@click.option("--invitation", type=click.Path(path_type=Path), metavar="FILE", help="Write a first invitation there.")
@_WATCH
@_LOG
@click.option("--name", default="", help="What the office calls itself.")
@click.option("--exit-url", default="", metavar="URL", help="Where “Exit this page” leads.")
@click.option("--runs-it", default="", help="Who runs the office, in a sentence or two.")
@click.option("--reached", default="", help="How a letter bank is reached: post, telephone, when.")
@click.option("--talk", default="", help="To whom readers of a letter bank's pages can talk.")
@carrying_options
@click.pass_context
def office(
    context: click.Context,
    *,
    host: str,
    port: int,
    invitation: Path | None,
    watch: str,
    log_requests: bool,
    database: str,
    blobs: str,
    policy: str,
    name: str,
    exit_url: str,
    runs_it: str,
    reached: str,
    talk: str,
    **carrying: object,
) -> None:
    """Runs an office: holds sealed letters, hands them over when asked, and cannot read one.

    Without a verb it serves until it is stopped (Ctrl-C); its first line is its address.
    """
    context.ensure_object(Asked)
    before = {"database": database, "blobs": blobs, "policy": policy, "name": name, "exit_url": exit_url}
    before |= {"runs_it": runs_it, "reached": reached, "talk": talk}
    context.meta[__name__] = _Chosen(before, str(carrying["mail"]))
    if context.invoked_subcommand is None:
        seen = {"watch": watch, "log_requests": log_requests}
        _serve(_settings(""), {**carrying, **seen}, host=host, port=port, invitation=invitation)


everywhere(office)


@verb(office)
@click.option(
    "--host", default="127.0.0.1", metavar="ADDRESS", help="Where to listen; by default this machine alone."
)
@click.option("--port", default=PORT, show_default=True, type=_PORTS, help="The port; 0 takes a free one.")
@_DATABASE
@click.option("--invitation", type=click.Path(path_type=Path), metavar="FILE", help="Write a first invitation there.")
@_WATCH
@_LOG
@carrying_options
def serve(asked: Asked, *, host: str, port: int, database: str, invitation: Path | None, **carrying: object) -> Said:
    """Serves until it is stopped (Ctrl-C); its first line is its address."""
    _serve(_settings(database), carrying, host=host, port=port, invitation=invitation)
    return Said({"stopped": True})


@verb(office)
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to; else NAME.invitation.")
@click.option(
    "--address", default="", metavar="URL", help="Where the office is reached, if not where it was last served."
)
@click.option(
    "--checked", default="", metavar="NOTE", help="How you know who they are; a letter bank may ask for that."
)
@_DATABASE
def invite(asked: Asked, *, name: str, out: Path | None, address: str, checked: str, database: str) -> Said:
    """Invites a writer: a file that lets one desk enrol, once, and not for ever.

    A letter bank's invitation names the key that it reads with. Many banks take letters only from a writer whom
    somebody has checked: say with --checked what you saw, and it is kept, encrypted.
    """
    if not (name := " ".join(name.split())):
        raise WrongUsage("An invitation is for somebody, and no name was given.")
    invitation = running.invite(
        _settings(database), name, address=address, checked=checked.strip(), clock=asked.clock
    )
    file = out or Path(f"{_NO_NAME.sub('-', name).strip('.-') or 'writer'}.invitation")
    running.write_invitation(invitation, file)
    return Said(
        {"invitation": str(file), "office": invitation.office, "expires": invitation.expires},
        [f"The invitation is in {file}, good until {invitation.expires[:10]}. Hand it to {name} and nobody else."],
    )


@verb(office)
@click.option(
    "--seen", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE",
    help="One of its mails, saved as it arrived: whether one click can stop them.",
)  # fmt: skip
@_DATABASE
def check(asked: Asked, database: str, seen: Path | None) -> Said:
    """Looks whether the office is well, and says how to mend what is not. Nothing is changed.

    What only you can look at stands there as “to do”.
    """
    findings = checking.check(_settings(database), asked.clock, seen.read_bytes() if seen else None)
    well = all(finding.well for finding in findings)
    return Said(
        {"well": well, "findings": [asdict(finding) for finding in findings]},
        [
            f"{_STANDING[one.well, bool(one.mend)]}  {one.said}" + (f" {one.mend}" if one.mend else "")
            for one in findings
        ],
        code=0 if well else IN_PART,
    )


@verb(office)
@_DATABASE
def audit(asked: Asked, database: str) -> Said:
    """Follows the chain of events and compares every sealed byte with its digest."""
    found = care.audit(_settings(database))
    damaged = [{"letter": letter, "part": part} for letter, part in found.damaged]
    document = {
        "well": found.well, "events": found.events, "last": found.last, "broken_at": found.broken_at,
        "damaged": damaged,
    }  # fmt: skip
    lines = [f"{count(found.events, 'event')}; the last one is {found.last or 'none'}."]
    if found.broken_at:
        lines.append(f"The chain is broken at event {found.broken_at}.")
    if found.well:
        lines.append("The chain is whole, and every sealed byte is what it was.")
    lines += [f"Letter {one['letter']}: its {one['part']} is not what it was." for one in damaged]
    return Said(document, lines, code=0 if found.well else IN_PART)


@verb(office)
@click.argument("out", type=click.Path(path_type=Path))
@_DATABASE
def backup(asked: Asked, out: Path, database: str) -> Said:
    """Copies the whole office into one file, also while it runs. Its keys are in it: keep it as closed as both."""
    file = care.backup(_settings(database), out, asked.clock)
    return Said({"file": str(file)}, [f"The office is backed up in {file}."])


@verb(office)
@click.argument("file", type=click.Path(path_type=Path))
@_DATABASE
def restore(asked: Asked, file: Path, database: str) -> Said:
    """Puts an office back from a backup, where there is none."""
    settings = _settings(database)
    care.restore(settings, file)
    return Said({"database": settings.database}, [f"The office is back in {settings.database}."])


@verb(office)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--policy", default="", metavar="NAME_OR_FILE", help="By which rules a new town works; else oregon.")
@click.option("--port", default=TRAINING_PORT, show_default=True, type=_PORTS, help="The port; 0 takes a free one.")
def train(asked: Asked, folder: Path, *, policy: str, port: int) -> Said:
    """Serves a letter bank to practise in, with pretend letters; every page of it says so.

    All of it lies in DIR, with the addresses of its staff and the codes of its people. Again opens it again; delete
    the folder when you are done. Nobody in it is real, and no real letter belongs there.
    """
    from amends.cli import train as training_town  # noqa: PLC0415 - only a town has writers as well

    town = training_town.begin(folder, policy or _settings("").policy, asked.clock)
    training_town.serve(town, host="127.0.0.1", port=port)
    return Said({"stopped": True})


@office.group()
def staff() -> None:
    """Who works for a letter bank: invite, list, leave."""


everywhere(staff)


@verb(staff, "invite")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="What they will do.")
@click.option(
    "--address", default="", metavar="URL", help="Where the bank is reached, if not where it was last served."
)
@_DATABASE
def invite_staff(asked: Asked, *, name: str, roles: tuple[str, ...], address: str, database: str) -> Said:
    """Asks somebody to work here: an address at which they enrol, once, within three days."""
    url = staffing.invite(_settings(database), name, frozenset(roles), address=address, clock=asked.clock)
    said = f"Hand this to {name} and nobody else; it is good once, for three days. It opens nothing by itself."
    return Said({"url": url, "roles": sorted(roles)}, [url, said])


@verb(staff, "list")
@_DATABASE
def list_staff(asked: Asked, database: str) -> Said:
    """Lists who works here, and who did."""
    found = staffing.everybody(_settings(database), asked.clock)
    lines = [f"{one.id}  {one.name}, {', '.join(one.roles)}; {one.standing}" for one in found]
    return Said({"staff": [asdict(one) for one in found]}, lines or ["Nobody works here yet."])


@verb(staff, "leave")
@click.argument("who", metavar="ID")
@_DATABASE
def leave(asked: Asked, *, who: str, database: str) -> Said:
    """Lets somebody go: nothing lets them in any more, and a bank's key that they could open ends."""
    ended = staffing.leave(_settings(database), who, asked.clock)
    more = " The bank’s key ended with it: a custodian has to make a new one before letters come in." if ended else ""
    return Said({"left": who, "key_ended": ended}, [f"They work here no more.{more}"])


@verb(office)
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--no-pages", is_flag=True, help="Only the envelopes, without the pages that open themselves.")
@_DATABASE
def export(asked: Asked, out: Path, *, no_pages: bool, database: str) -> Said:
    """Writes every letter that can be opened into a folder, so that links go on working without an office."""
    done = leaving.export(_settings(database), out, asked.clock, pages=not no_pages)
    lines = [f"{count(done.letters, 'letter')} in {out}, as closed as here."]
    if done.waiting:
        lines.append(f"{count(done.waiting, 'letter')} left out: their moment has not come. Repeat it then.")
    lines += [f"Letter {one}: what was kept of it is damaged; see: amends office audit" for one in done.damaged]
    return Said(asdict(done), lines, code=IN_PART if done.waiting or done.damaged else 0)


@verb(office)
@click.argument("url")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", required=True, help="Where to.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it holds.")
@_DATABASE
def moved(asked: Asked, url: str, *, out: Path, days: int, database: str) -> Said:
    """Writes the office's signed word that it is at URL now, to be served at the old address as /api/office."""
    if not url.startswith(("https://", "http://")):
        raise WrongUsage(f"{url} is not an office's address.", "It looks like https://post.example.org")
    until = asked.clock.now() + dt.timedelta(days=days)
    leaving.moved(_settings(database), url.rstrip("/"), out, until)
    said = f"Serve {out} at the old address as /api/office. It holds until {stamp(until)[:10]}; write another before."
    return Said({"file": str(out), "at": url.rstrip("/"), "until": stamp(until)}, [said])


def _serve(settings: Settings, carrying: dict[str, object], *, host: str, port: int, invitation: Path | None) -> None:
    watch, log_requests = str(carrying.pop("watch")), bool(carrying.pop("log_requests"))
    settings, role = replace(settings, carrying=carrying_of(carrying)), carrying["role"]
    if role == "worker":
        running.work(settings)
        return
    running.serve(
        settings, host=host, port=port, invitation=invitation, rounds=role == "all", watch=watch,
        log_requests=log_requests,
    )  # fmt: skip


@verb(office)
@_DATABASE
def sweep(asked: Asked, database: str) -> Said:
    """Takes out of the object store (--blobs) what no letter or answer here names and is older than a day."""
    found = care.sweep_store(_settings(database))
    return Said(
        asdict(found),
        [
            f"{count(found.swept, 'object')} swept, {found.bytes} bytes; "
            f"{found.named} belong to letters and answers, {found.young} are too young to tell."
        ],
    )


@verb(office)
@click.option("--given", "given", flag_value="yes", help="All of them were given.")
@click.option("--give-up", "given", flag_value="no", help="None of them is given any more.")
@_DATABASE
def unsure(asked: Asked, given: str | None, database: str) -> Said:
    """Counts notices of which nobody knows whether they were given (--hold-unsure), and takes your word for them."""
    counted = keeping.unsure(_settings(database), asked.clock, {"yes": True, "no": False}.get(given or ""))
    left = 0 if given else counted
    return Said({"unsure": counted, "left": left}, [f"{count(counted, 'notice')} unsure, {left} left so."])


def _settings(database: str) -> Settings:
    """The office that is meant by what stands before and behind its verb."""
    chosen = click.get_current_context().meta.get(__name__) or _Chosen()
    given: dict[str, Any] = {name: value for name, value in chosen.fields.items() if value and name != "database"}
    given["carrying"] = Carrying(roads={"mail": chosen.relay} if chosen.relay else {})
    return Settings(database or chosen.fields.get("database") or default_database(), **given)
