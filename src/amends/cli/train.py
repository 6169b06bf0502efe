"""`amends office train`: a letter bank to practise in, with pretend letters that come in once it has a key."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from amends.cli.said import remark_aloud
from amends.cli.train_town import REGISTERED, STAFF, WRITERS, PretendWriter
from amends.clock import Clock
from amends.desk.drawer.files import make_private, put
from amends.desk.drawer.place import Place
from amends.desk.journey.banking import ForBank
from amends.desk.journey.letters import write
from amends.desk.journey.opening import make_desk, open_desk
from amends.desk.journey.people import take_in_people
from amends.desk.journey.posting import post_to_office
from amends.desk.journey.status import status
from amends.desk.people.files import Source
from amends.desk.post.way import Way
from amends.errors import AmendsError, WrongUsage
from amends.office import running, training
from amends.office.bank.policy import load_with_text
from amends.office.settings import Settings

PASSPHRASE: Final = "alder bridge"  # noqa: S105 - of writers who do not exist, and said aloud
_LOOK_SECONDS: Final = 1.0
_HEAD: Final = "Training. Nobody and nothing here is real.\n\n"
_CHECKED: Final = "pretend papers"


@dataclass(frozen=True, slots=True)
class Town:
    """A training town in a folder of its own."""

    folder: Path
    clock: Clock
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def settings(self) -> Settings:
        """Its office."""
        return Settings(
            str(self.folder / "bank.sqlite"),
            policy=str(self.folder / "policy.toml"),
            name="Training town letter bank",
            runs_it="Whoever practises here. It is a training town, and no letter in it is for anybody.",
            reached="Not at all: this is a training town.",
            talk="Nobody here: this is a training town. Talk to whoever trains you.",
        )


def begin(folder: Path, policy: str, clock: Clock) -> Town:
    """A training town in this folder: the one that is there, or a new one.

    Args:
        folder: where; a new town needs an empty one.
        policy: by which rules a new town works, the name of a ready-made policy or a file.
        clock: time and chance.

    Raises:
        WrongUsage: something else is in the folder, or it was founded with another policy.
        BadPolicy: the policy cannot be used.
    """
    town = Town(folder.absolute(), clock)
    if training.is_training(town.settings, clock):
        if policy:
            raise WrongUsage(f"The town in {folder} has its policy already.", f"Change {folder / 'policy.toml'}.")
        return town
    if town.folder.exists() and any(town.folder.iterdir()):
        raise WrongUsage(f"{folder} is not empty, and no training town.", "Name a folder that is not there yet.")
    loaded = load_with_text(policy or "oregon")
    if not loaded.policy.screening.readers:
        raise WrongUsage(f"Under the policy {policy} nobody reads letters, so there is nothing to practise.")
    make_private(town.folder)
    put(town.folder / "policy.toml", loaded.text.encode())
    codes = training.found(town.settings, REGISTERED, clock)
    rows = [
        f"{code}  {one.card.name}, born {one.card.born}; wish: {one.wish}"
        for code, one in zip(codes, REGISTERED, strict=True)
    ]
    put(town.folder / "registered.txt", (_HEAD + "Codes to come back with:\n" + "\n".join(rows) + "\n").encode())
    return town


def serve(town: Town, *, host: str, port: int) -> None:
    """Serves the town until it is stopped; its pretend letters come in as soon as a custodian has made a key.

    Raises:
        LedgerTrouble, KeysTrouble, PortTaken: as `running.serve`.
    """
    threads: list[threading.Thread] = []

    def answers(address: str) -> None:
        print(address, flush=True)
        threads.append(threading.Thread(target=_live, args=(town, address), name="town"))
        threads[0].start()

    try:
        running.serve(town.settings, host=host, port=port, clock=town.clock, say=answers)
    finally:
        town.over.set()
        for thread in threads:
            thread.join()


def _live(town: Town, address: str) -> None:
    """What happens in the town while it is served."""
    try:
        _ask_staff_in(town, address)
        while not training.has_key(town.settings, town.clock):
            if town.over.wait(_LOOK_SECONDS):
                return
        for writer in WRITERS:
            if town.over.is_set():
                return
            _deposit(town, address, writer)
        remark_aloud("Pretend letters lie in the bank, and wait to be read.")
    except AmendsError as error:
        remark_aloud(f"{error.message} {error.hint} Stop the town and start it again: it goes on where it was.")


def _ask_staff_in(town: Town, address: str) -> None:
    sheet = town.folder / "staff.txt"
    if not sheet.exists():
        # A passkey is bound to a name; an address in numbers has none, so this machine is called by its own.
        at = address.replace("//127.0.0.1", "//localhost", 1)
        rows = [
            f"{name} ({', '.join(sorted(roles))})\n  {at}/staff/enrol#"
            f"{training.ask_in(town.settings, name, roles, town.clock)}"
            for name, roles in STAFF
        ]
        put(sheet, (_HEAD + "Each opens once, within three days:\n\n" + "\n".join(rows) + "\n").encode())
    remark_aloud(f"Staff come in by the addresses in {sheet}; people who registered by the codes in registered.txt.")
    remark_aloud("Letters come in once two custodians have enrolled and one of them has made the bank's key.")


def _deposit(town: Town, address: str, writer: PretendWriter) -> None:
    """One pretend writer's letter; again is harmless."""
    place = Place(town.folder / "writers" / writer.name.lower().replace(" ", "-"))
    if not place.about.exists():
        make_desk(place, writer.name, PASSPHRASE, town.clock)
    with open_desk(place, PASSPHRASE, town.clock) as desk:
        if not status(desk).letters:
            take_in_people(desk, [Source("people.csv", f"Name\n{writer.to}\n".encode())])
            write(desk, writer.to, writer.text)
        if status(desk).states().get("posted"):
            return
        with Way(address) as way:
            card = way.bank()
        invitation = running.invite(town.settings, writer.name, address=address, checked=_CHECKED, clock=town.clock)
        # A real writer compares the key with the printed leaflet; these have nobody to be deceived by.
        said = ForBank(writer.about, screening_key=card.fingerprint if card else "")
        done = post_to_office(desk, address, invitation, moved=True, for_bank=said)
    for left in done.left_out:
        remark_aloud(f"{writer.name}’s letter stays at their desk: {left.reason}")
