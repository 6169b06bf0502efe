"""`amends demo`: a small town from end to end, through the same arrows as everything else, then where to look."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import webbrowser
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from amends.cli.asked import Asked
from amends.cli.demo_slip import filled_slip
from amends.cli.frame import standing_alone
from amends.cli.said import Said, count, in_type_line, remark_aloud
from amends.desk import town
from amends.desk.drawer.files import make_private, put
from amends.desk.drawer.place import Place
from amends.desk.journey import hands, mailbag, people, receiving
from amends.desk.journey.letters import take_in_letters
from amends.desk.journey.opening import Desk, make_desk, open_desk
from amends.desk.journey.posting import LinkTo, post_to_office
from amends.desk.journey.printing import print_letters
from amends.desk.journey.scanning import scan
from amends.desk.people.files import Source
from amends.errors import OfficeUnreachable, WrongUsage
from amends.wire import Invitation

PASSPHRASE: Final = "alder bridge"  # noqa: S105 - of a town that does not exist, and said aloud
_FOLDER: Final = "amends-demo"


@dataclass(slots=True)
class _Day:
    """What happened in the town."""

    office: str
    letters: int = 0
    people: int = 0
    pages: int = 0
    in_type: int = 0
    links: tuple[LinkTo, ...] = ()
    refused: list[str] = field(default_factory=list[str])
    answered: list[str] = field(default_factory=list[str])
    on_paper: str = ""


@standing_alone("demo")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--once", is_flag=True, help="Do it and leave.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
def demo(asked: Asked, folder: Path | None, once: bool, no_browser: bool) -> Said:
    """Walks a small town from end to end in a folder of its own, then shows where to look.

    Alder Bridge and everybody in it are invented. What happens there is real: letters are taken in, printed, sealed,
    posted to an office on this machine, opened and answered, on screen and on paper.
    """
    where = (folder or _free(Path(_FOLDER))).absolute()
    if where.exists() and any(where.iterdir()):
        raise WrongUsage(f"{where} is not empty.", "Name a folder that is not there yet.")
    make_private(where)
    place, invitation = Place(where / "desk"), where / "invitation"
    make_desk(place, town.WRITER, PASSPHRASE, asked.clock)
    with _office(where, invitation) as address, open_desk(place, PASSPHRASE, asked.clock) as desk:
        day = _walk(desk, where, address, Invitation.from_bytes(invitation.read_bytes()), asked)
    return _shown(day, where, asked, once=once, browser=not no_browser)


def _walk(desk: Desk, where: Path, address: str, invitation: Invitation, asked: Asked) -> _Day:
    day = _Day(address)
    _tell(asked, "Putting the town on the list …")
    people.take_in_people(desk, town.people_files())
    people.take_in_roll(desk, town.roll_file())
    taken = take_in_letters(desk, town.letter_files(), add_people=True)
    day.letters = len(taken.added)
    day.people = len(people.the_list(desk))
    day.refused = [f"{one.file}: {one.reason}" for one in taken.refused]
    hands.use(desk, lacking="plain")  # four of them have names in letters that no handwriting of ours has
    _tell(asked, "Printing letters, envelopes and reply slips …")
    printed = print_letters(desk, where / "print")
    day.pages = printed.run.pages
    day.in_type = len(printed.in_type)
    day.refused += [f"{one.to}: {one.reason}" for one in printed.left_out]
    _tell(asked, "Sealing, and handing over to the office …")
    posted = post_to_office(desk, address, invitation)
    if posted.vanished:
        raise posted.vanished
    day.links = posted.links
    _tell(asked, "Some open their letters, and answer …")
    _answer(desk, day, where, asked)
    mailbag.fetch(desk)
    return day


def _answer(desk: Desk, day: _Day, where: Path, asked: Asked) -> None:
    """Recipients answer over the office's real addresses; the last of them with a pen, on the slip."""
    by_name: dict[str, LinkTo] = {}
    for link in day.links:
        by_name.setdefault(link.to, link)
    answers = [reply for reply in town.replies() if reply.name in by_name]
    for reply in answers[:-1]:
        receiving.answer(receiving.take(by_name[reply.name].url), reply.text, asked.clock, name=reply.name)
        day.answered.append(reply.name)
    for reply in answers[:2]:
        receiving.tell(receiving.take(by_name[reply.name].url), received=True, read=True)
    if answers:
        last = answers[-1]
        slip = filled_slip(where / "print", by_name[last.name].letter, last.text)
        put(where / "slip.png", slip)
        scan(desk, [Source("slip.png", slip)])
        day.on_paper = last.name


def _shown(day: _Day, where: Path, asked: Asked, *, once: bool, browser: bool) -> Said:
    first = day.links[0] if day.links else None
    said = Said(
        {
            "folder": str(where), "desk": str(where / "desk"), "passphrase": PASSPHRASE, "people": day.people,
            "letters": day.letters, "posted": len(day.links), "pages": day.pages, "answered": day.answered,
            "in_type": day.in_type, "on_paper": day.on_paper, "refused": day.refused, "office": day.office,
            "links": [{"to": one.to, "letter": one.letter, "url": one.url} for one in day.links],
        },
        _lines(day, where),
        day.refused,
    )  # fmt: skip
    if once or first is None:
        return said
    with _office(where, None, port=int(day.office.rpartition(":")[2])):
        for line in said.lines:
            remark_aloud(line)
        remark_aloud("The office stays open until you press Ctrl-C.")
        if browser:
            webbrowser.open(first.url)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.read() if not sys.stdin.isatty() else _wait()
    return Said(said.document, ["The office is closed. The folder stays; delete it when you like."])


def _lines(day: _Day, where: Path) -> list[str]:
    lines = [
        f"{town.WRITER} wrote {count(day.letters, 'letter')}; {len(day.links)} of them lie at the office.",
        f"{count(len(day.answered), 'answer')} came through the office, and one on paper from the slip of "
        f"{day.on_paper or 'nobody'}. All lie unopened.",
        *in_type_line(day.in_type),
        "",
        f"On paper     {where / 'print' / 'letters.pdf'}, envelopes.pdf in the same order",
        f"The desk     amends --desk '{where / 'desk'}' status        passphrase: {PASSPHRASE}",
        f"Answers      amends --desk '{where / 'desk'}' mailbag list",
    ]
    lines += [f"A letter     {one.url}   (to {one.to})" for one in day.links[:2]]
    port, database = day.office.rpartition(":")[2], where / "office.sqlite"
    lines.append(f"The office   amends office --port {port} --database '{database}'        opens it again")
    return lines


@contextlib.contextmanager
def _office(where: Path, invitation: Path | None, *, port: int = 0) -> Generator[str]:
    """An office of the town's own, in a program of its own, as long as it is needed."""
    command = [sys.executable, "-m", "amends", "office", "--port", str(port), "--name", "Alder Bridge Post Room"]
    command += ["--database", str(where / "office.sqlite")]
    command += ["--invitation", str(invitation)] if invitation else []
    with _running(command) as office:
        assert office.stdout is not None
        address = office.stdout.readline().strip()
        if not address.startswith("http"):
            raise OfficeUnreachable("The town's office did not open.", f"Try it alone: {' '.join(command)}")
        yield address


@contextlib.contextmanager
def _running(command: Sequence[str]) -> Generator[subprocess.Popen[str]]:
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _wait() -> None:
    while sys.stdin.readline():
        pass


def _free(folder: Path) -> Path:
    number = 1
    chosen = folder
    while chosen.exists():
        number += 1
        chosen = folder.with_name(f"{folder.name}-{number}")
    return chosen


def _tell(asked: Asked, what: str) -> None:
    if not asked.as_json and sys.stderr.isatty():
        remark_aloud(what)
