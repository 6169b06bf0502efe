"""What whoever runs an office decides about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import platformdirs

from amends.office.hours import Hours

EXIT_URL: Final = "https://www.wikipedia.org/"
"""Where "Exit this page" leads unless the office says otherwise: somewhere anybody might have been."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often somebody may ask: so many at once, and so many a second in the long run."""

    at_once: float
    a_second: float


_A_DAY: Final = 1 / 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep one visitor from using up what is there for all.

    Attributes:
        visitor: requests from one address, not counting pages and their parts.
        letter: what is asked about one letter from one address; never by all together, which its writer could see.
        asking: askings for a code from one address, each of which sends a mail to somebody.
        askings: the same of everybody together.
        loopback: what takes the place of `visitor` and `letter` for the machine itself: the writer's own desk.
        registering: how often one visitor may register with a bank: a household at once, and then one in two minutes.
        remembered: how many such paces are kept in mind; the longest unused is forgotten first.
        answers: answers to one letter from one address in a day; like the next two counted for each visitor apart and
            never for a letter as a whole: whoever tried them out would learn what others did.
        copies: how often one letter may be passed on from one address in a day.
        keepers: private links to one letter from one address in a day.
        uploads: unfinished uploads of one desk.
        bodies_at_once: large requests that are held in memory at one time; more wait their turn, and one
            visitor never has more than half of the turns.
        body_idle_seconds: how long a request may send nothing before it is given up.
        body_bytes_a_second: how fast it has to come at least, all in all; a telephone line is faster.
    """

    visitor: Pace = Pace(120, 4)
    letter: Pace = Pace(60, 1)
    asking: Pace = Pace(6, 1 / 300)
    askings: Pace = Pace(60, 0.2)
    loopback: Pace = Pace(100_000, 10_000)
    registering: Pace = Pace(5, 1 / 120)
    remembered: int = 10_000
    answers: Pace = Pace(20, 20 * _A_DAY)
    copies: Pace = Pace(3, 3 * _A_DAY)
    keepers: Pace = Pace(16, 16 * _A_DAY)
    uploads: int = 16
    bodies_at_once: int = 6
    body_idle_seconds: float = 30
    body_bytes_a_second: float = 2048


@dataclass(frozen=True, slots=True)
class Carrying:
    """How letters are carried.

    Attributes:
        roads: what is configured for each road that needs it, by the road's name: for mail the relay's URL.
        address: where recipients reach the office; by default where it is served.
        hold_unsure: leave a notice alone of which nobody knows whether it was given, instead of giving it once more.
        delay: how long a letter waits after it was deposited; until then its writer can take it back unseen.
        paces: how fast letters may go by a road, all workers together; as fast as it goes where nothing is said.
        at_once: letters in one round.
        tries: seconds to wait after the first try, the second, and so on; after the last the road is given up.
        addresses_kept: how long an address is kept once its letter is carried; a mail may come back until then.
        idle: seconds between two looks whether there is something to carry.
        returned: a Maildir into which what comes back is delivered.
        post_at: the hours at which letters leave; at once, where nothing is said.
        mailbag_at: the hours at which what came back is read; once a minute, where nothing is said.
        keeping_at: the hours at which what need not be known any more is forgotten, and a bank holds the round of
            its day; once an hour, and with the day's first minute, where nothing is said.
    """

    roads: Mapping[str, str] = field(default_factory=dict[str, str])
    address: str = ""
    hold_unsure: bool = False
    delay: dt.timedelta = dt.timedelta()
    paces: Mapping[str, Pace] = field(default_factory=dict[str, Pace])
    at_once: int = 1000
    tries: tuple[int, ...] = (60, 300, 1800, 7200, 14400, 28800, 86400, 86400)
    addresses_kept: dt.timedelta = dt.timedelta(days=30)
    idle: float = 1.0
    returned: Path | None = None
    post_at: Hours | None = None
    mailbag_at: Hours | None = None
    keeping_at: Hours | None = None

    def pace_of(self, road: str) -> tuple[str, Pace | None]:
        """How fast letters may go by this road, and the road with which they are counted.

        Who asked to hear of the next letter is told through the same relay as everybody: unless a pace of its own
        says otherwise, `heard` and `mail` are counted together, so that the relay gets no more than it takes.
        """
        counted = "mail" if road == "heard" and "heard" not in self.paces else road
        return counted, self.paces.get(counted)

    def leaves(self, moment: dt.datetime) -> dt.datetime:
        """When a letter leaves that may leave from this moment on."""
        return self.post_at.next(moment) if self.post_at is not None else moment


@dataclass(frozen=True, slots=True)
class Settings:
    """One office.

    Attributes:
        database: a path, or a URL as SQLAlchemy reads it (`sqlite:///…`, `postgresql+psycopg://…`).
        keys: the file with the office's id and keys; beside the database unless said otherwise.
        name: what it calls itself to writers and recipients.
        blobs: where new sealed bytes lie: in the database if empty, else `s3://BUCKET/FOLDER`.
        exit_url: where "Exit this page" leads.
        runs_it: one or two sentences about who runs it, for the page `/about`.
        reached: how a bank is reached: by post, by telephone, when.
        talk: to whom somebody can talk who reads a bank's pages.
        built: folder with the reading room's bundle.
        invitation_lives: how long an invitation can be used.
        upload_lives: how long an unfinished upload is kept.
        carrying: how letters are carried.
        policy: a bank's policy, by the name of a ready-made one or its file; empty where the office is no bank.
    """

    database: str
    keys: Path | None = None
    blobs: str = ""
    name: str = "Post Room"
    exit_url: str = EXIT_URL
    runs_it: str = ""
    reached: str = ""
    talk: str = ""
    built: Path = field(default_factory=lambda: Path(__file__).parent.parent / "built" / "room")
    limits: Limits = field(default_factory=Limits)
    invitation_lives: dt.timedelta = dt.timedelta(days=7)
    upload_lives: dt.timedelta = dt.timedelta(days=7)
    carrying: Carrying = field(default_factory=Carrying)
    policy: str = ""

    @property
    def url(self) -> str:
        """The database as a URL."""
        if "://" in self.database:
            return self.database
        return f"sqlite:///{Path(self.database).expanduser().absolute()}"

    @property
    def sqlite(self) -> Path | None:
        """The database file, where it is SQLite."""
        scheme, _, path = self.url.partition(":///")
        return Path(path) if scheme.startswith("sqlite") and path else None

    @property
    def keys_path(self) -> Path:
        """The file with the office's id and keys."""
        if self.keys is not None:
            return self.keys
        beside = self.sqlite
        return beside.with_name(beside.stem + ".keys") if beside else default_folder() / "office.keys"


def default_folder() -> Path:
    """Where this person's office rests unless said otherwise."""
    return Path(platformdirs.user_data_dir("amends", appauthor=False))


def default_database() -> str:
    """The database of this person's office unless said otherwise."""
    return str(default_folder() / "office.sqlite")
