"""Sweeping out of a store what no row of the ledger names: deposits that were broken off, answers taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from amends.office.blobs.store import Blobs
from amends.office.ledger import Ledger, stored

LEFT_ALONE: Final = dt.timedelta(days=1)
"""Younger objects stay: a deposit on its way has written them and is about to name them, within minutes."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: objects that are named, young ones without a name, and those it took away."""

    named: int
    young: int
    swept: int
    bytes: int


def sweep(ledger: Ledger, blobs: Blobs, *, left_alone: dt.timedelta = LEFT_ALONE) -> Swept:
    """Take away what is old and named by no row. Can run at any time, also while the office runs, also twice at once.

    A name is drawn by chance for one deposit and never again, so what is old and not named now will never be.

    Raises:
        Refusal: `later`, because the store does not answer; what was swept so far stays so.
    """
    named = young = swept = freed = 0
    for page in blobs.objects():
        with ledger.reading() as connection:
            known = stored.named(connection, [one.name for one in page])
        orphans = [one for one in page if one.name not in known]
        old = [one for one in orphans if one.age >= left_alone]
        blobs.delete([one.name for one in old])
        named += len(known)
        young += len(orphans) - len(old)
        swept += len(old)
        freed += sum(one.bytes for one in old)
    return Swept(named, young, swept, freed)
