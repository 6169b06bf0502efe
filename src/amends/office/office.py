"""An open office: its settings, clock, keys and ledger, and who may ask it for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from amends.clock import Clock, stamp
from amends.office import keys as keyring
from amends.office.bank.policy import Loaded, load_with_text
from amends.office.blobs import Blobs, StoreTrouble, open_store
from amends.office.keys import KeysTrouble, OfficeKeys
from amends.office.ledger import (
    Connection,
    Ledger,
    LedgerTrouble,
    at_head,
    events,
    migrate,
    slots,
    spent,
    stored,
    uploads,
    writers,
)
from amends.office.nonces import Nonces, Spent
from amends.office.pace import Buckets
from amends.office.refusals import Refusal
from amends.office.settings import Settings

T = TypeVar("T")

_PRUNE_EVERY_MS = 60_000


@dataclass(slots=True)
class Office:
    """Everything an act needs. One office owns its database while it is open.

    Attributes:
        training: whether it is one to practise in, where nobody is real; it is one from its founding, for good.
        policy: what holds here; None where nothing was chosen, which is as `just-me`.
        blobs: where sealed bytes lie that are not in the database.
        left_to: what visitors may still do with letters today; in memory alone.
        pruned: when used nonces and stale uploads were last cleared away, on the clock of `nonces`.
    """

    settings: Settings
    clock: Clock
    keys: OfficeKeys
    ledger: Ledger
    nonces: Nonces
    left_to: Buckets
    training: bool = False
    policy: Loaded | None = None
    blobs: Blobs | None = None
    pruned: int = 0

    @property
    def id(self) -> str:
        """The office's id, 32 hexadecimal digits."""
        return self.keys.office

    @property
    def bank(self) -> Loaded | None:
        """The policy of a letter bank; None where nobody reads for the office."""
        return self.policy if self.policy and self.policy.policy.screening.readers else None

    def now(self) -> str:
        """The present moment, as it is written down."""
        return stamp(self.clock.now())

    def once(self, nonce: Spent, act: Callable[[Connection], T]) -> T:
        """Do this under a nonce, in one transaction; the nonce is used up even if the act is refused.

        Raises:
            Refusal: `nonce`, because it was used before; or whatever the act refuses.
        """
        refusal: Refusal | None = None
        with self.ledger.writing() as connection:
            # Once more, now that it is its turn: what grew too old while it waited may have been forgotten already.
            old = nonce.issued < self.nonces.forgettable() or nonce.run != self.nonces.run
            if old or not spent.spend(connection, nonce.tag, nonce.run, nonce.issued):
                raise Refusal("nonce", "This request's number was used before.", "Fetch another and repeat.")
            self._prune(connection)
            try:
                with connection.begin_nested():
                    return act(connection)
            except Refusal as error:
                if error.code in ("full", "later"):
                    raise
                refusal = error
        raise refusal

    def close(self) -> None:
        """Let the database go."""
        self.ledger.close()

    def _prune(self, connection: Connection) -> None:
        before = self.nonces.forgettable()
        if before - self.pruned < _PRUNE_EVERY_MS:
            return
        spent.forget(connection, self.nonces.run, before)
        uploads.forget_untouched_since(connection, stamp(self.clock.now() - self.settings.upload_lives))
        self.pruned = before


def open_office(settings: Settings, clock: Clock, *, serving: bool = True) -> Office:
    """Open an office, and found it where there is none: its database, its id, its keys.

    Args:
        settings: which office.
        clock: time and chance.
        serving: whether it is to answer desks and readers, which only one process may do for one database.

    Raises:
        LedgerTrouble: another office is running on this database, or a newer version wrote it.
        KeysTrouble: the key file is missing, open to others, or another office's.
        BadPolicy: the bank's policy cannot be used.
        StoreTrouble, WrongUsage: sealed bytes lie in an object store that was not named, or cannot be used.
    """
    ledger = Ledger(settings.url)
    try:
        if serving or not at_head(ledger):
            # Only the serving process may change the form: another might be running on the old one.
            ledger.take()
            _bring_on(ledger)
        keys = _keys(settings, ledger, clock)
        policy = load_with_text(settings.policy) if settings.policy else None
        nonces = Nonces(keys.nonces, keys.office, clock)
        left_to = Buckets(clock, settings.limits.remembered)
        with ledger.reading() as connection:
            training = events.is_training(connection)
        office = Office(settings, clock, keys, ledger, nonces, left_to, training, policy, _store(settings, ledger))
        ledger.when_taken_again(nonces.begin_again)
        if serving:
            with ledger.writing() as connection:
                spent.forget(connection, office.nonces.run, 0)
    except BaseException:
        ledger.close()
        raise
    return office


def _bring_on(ledger: Ledger) -> None:
    if not at_head(ledger) and (working := slots.taken(ledger)):
        raise LedgerTrouble(
            f"This version changes the form of the database, and {', '.join(working)} of an older one still work.",
            "Stop them (SIGTERM); they end what they have in hand. Then start this again.",
        )
    migrate(ledger)


def _store(settings: Settings, ledger: Ledger) -> Blobs | None:
    blobs = open_store(settings.blobs)
    if blobs is None:
        with ledger.reading() as connection:
            far = stored.how_many(connection)
        if far:
            raise StoreTrouble(
                f"{far} sealed parts of this office lie in an object store, and none was named.",
                "Name it with --blobs, as before.",
            )
    return blobs


def _keys(settings: Settings, ledger: Ledger, clock: Clock) -> OfficeKeys:
    path = settings.keys_path
    with ledger.reading() as connection:
        founded = writers.office(connection)
    if founded is None:
        if not path.exists():
            keyring.found(path, clock)
        keys = keyring.read_keys(path)
        with ledger.writing() as connection:
            writers.found(connection, keys.office)
        return keys
    keys = keyring.read_keys(path)
    if keys.office != founded[0]:
        raise KeysTrouble(
            f"The key file {path} belongs to another office than the database.",
            "Name the key file that was made with this database, or restore both from one backup.",
        )
    return keys


__all__ = ["KeysTrouble", "LedgerTrouble", "Office", "open_office"]
