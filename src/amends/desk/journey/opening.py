"""Making a desk, and opening it with its passphrase."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Final

from amends.clock import Clock, stamp
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.drawer.database import KEY_BYTES
from amends.desk.drawer.files import make_private, plainly, put
from amends.desk.drawer.opening import Drawer, opened
from amends.desk.drawer.place import Place, begin, describe
from amends.desk.drawer.settings import set_down, setting
from amends.desk.seal.age import close_with_words, open_with_words
from amends.desk.seal.keys import SigningKey, fingerprint
from amends.errors import Locked, NotOpenable, Refused, WrongUsage

WORK_FACTOR: Final = 17
"""log2 of scrypt's N for the writer's own passphrase: 128 MiB and a third of a second at each opening."""

WRITER: Final = "writer"
SIGNING_KEY: Final = "signing key"


@dataclass(frozen=True, slots=True)
class Desk:
    """An open desk.

    Attributes:
        drawer: everything it remembers.
        clock: time and chance.
        writer: the writer's usual name.
        signer: the key that signs the writer's letters.
    """

    drawer: Drawer
    clock: Clock
    writer: str
    signer: SigningKey = field(repr=False)

    @property
    def now(self) -> str:
        """The present moment as it is written down."""
        return stamp(self.clock.now())

    @property
    def fingerprint(self) -> str:
        """Of the signing key, as `ssh-keygen -l` prints it."""
        return fingerprint(self.signer.ssh)


def make_desk(place: Place, writer: str, passphrase: str, clock: Clock, *, work_factor: int | None = None) -> str:
    """Makes a desk: its keys, its drawer, its writer. Returns the fingerprint of the writer's signing key.

    `desk.json` is written last: if anything stops this on the way, no desk is there and the command can be repeated.

    Args:
        place: where it is to stand.
        writer: the writer's usual name.
        passphrase: what opens it.
        clock: time and chance.
        work_factor: log2 of scrypt's N, which its key file bears from then on; `WORK_FACTOR` unless it is given.

    Raises:
        WrongUsage: a desk is there already, or name or passphrase is empty.
        Refused: the folder cannot be written to, or the disk is full.
    """
    name = unicodedata.normalize("NFC", " ".join(writer.split()))
    if place.is_desk():
        raise WrongUsage(f"There is a desk in {place.root} already.", "Open it, or name another folder.")
    if not name:
        raise WrongUsage("A desk needs its writer's name.", "Give it with --writer NAME.")
    make_private(place.root)
    key, signer = clock.bytes(KEY_BYTES), SigningKey.draw(clock)
    begin(place)
    wrap(place, key, passphrase, clock, work_factor=work_factor)
    with opened(place, key) as drawer, drawer.transaction() as tx:
        set_down(tx, WRITER, name.encode())
        set_down(tx, SIGNING_KEY, signer.seed)
        log(tx, WriterAct(stamp(clock.now()), "new"))
    describe(place, generation=0)
    return fingerprint(signer.ssh)


def wrap(place: Place, key: bytes, passphrase: str, clock: Clock, *, work_factor: int | None = None) -> None:
    """Puts the drawer key behind a passphrase, in the place of an older one.

    Raises:
        WrongUsage: the passphrase is empty.
    """
    factor = WORK_FACTOR if work_factor is None else work_factor
    put(place.key, close_with_words(key, _spelt(passphrase), clock, work_factor=factor))


def unwrap(place: Place, passphrase: str) -> bytes:
    """The drawer key.

    Raises:
        Locked: the passphrase is wrong.
        Refused: the key file cannot be read.
    """
    try:
        closed = place.key.read_bytes()
    except OSError as error:
        raise plainly(error, place.key) from error
    try:
        key = open_with_words(closed, _spelt(passphrase), "the drawer")
    except NotOpenable as error:
        raise Locked("The passphrase does not open this desk.", "Nothing was changed. Try again.") from error
    if len(key) != KEY_BYTES:
        raise Refused(f"{place.key} does not hold a drawer key.", "Restore the desk from a backup.")
    return key


@contextlib.contextmanager
def open_desk(place: Place, passphrase: str, clock: Clock, *, patience: float = 0.0) -> Generator[Desk]:
    """Opens a desk for one program.

    Raises:
        Locked: the passphrase is wrong, or another program has the desk open.
        Refused: the folder cannot be written to, or is of a newer program.
    """
    with with_key(place, unwrap(place, passphrase), clock, patience=patience) as desk:
        yield desk


@contextlib.contextmanager
def with_key(place: Place, key: bytes, clock: Clock, *, patience: float = 0.0) -> Generator[Desk]:
    """The same where the drawer key is in the hand already.

    Raises:
        Locked: the key is another's, or another program has the desk open.
        Refused: the folder cannot be written to, or is of a newer program.
    """
    with opened(place, key, patience=patience) as drawer:
        with drawer.transaction() as tx:
            writer, seed = setting(tx, WRITER).decode(), setting(tx, SIGNING_KEY)
        yield Desk(drawer, clock, writer, SigningKey(seed))


def _spelt(passphrase: str) -> str:
    """A passphrase in one Unicode spelling: keyboards differ in how they write an accent."""
    spelt = unicodedata.normalize("NFC", passphrase)
    if not spelt.strip():
        raise WrongUsage("The passphrase is empty.", "Choose one that only you can think of; several words are best.")
    return spelt
