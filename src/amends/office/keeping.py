"""Sealed bytes, wherever they lie: put away before a transaction names them, taken out after it let somebody in.

A store is asked between transactions, never in one: a slow store would hold up everybody who writes.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from typing import Final

from amends.office.blobs import fresh_name
from amends.office.ledger.stored import Kept, Lying
from amends.office.office import Office
from amends.office.refusals import Refusal, damaged, later

_LOG: Final = logging.getLogger("amends.office")


def take_out(office: Office, lying: Lying) -> bytes:
    """These bytes, compared with their digest.

    Raises:
        Refusal: `broken`, because they are not what was put away; `later`, because the store does not answer.
    """
    data = lying.here
    if data is None and lying.name:
        if office.blobs is None:
            raise later()
        data = office.blobs.get(lying.name)
    if data is None or hashlib.sha256(data).hexdigest() != lying.sha256:
        _LOG.error("sealed bytes are not what was put away; run: amends office audit")
        raise damaged()
    return bytes(data)


def put_away(office: Office, parts: Mapping[tuple[str, Kept], bytes]) -> dict[tuple[str, Kept], str]:
    """Write these into the store, by owner and part, and give the names they lie under; nothing without a store.

    If what follows fails, they are orphans, and swept.

    Raises:
        Refusal: `later`, because the store does not answer.
    """
    if office.blobs is None:
        return {}
    names: dict[tuple[str, Kept], str] = {}
    for owned, data in parts.items():
        names[owned] = fresh_name(office.clock)
        office.blobs.put(names[owned], data)
    return names


def let_go(office: Office, lying: Lying | None) -> None:
    """Take what a transaction just stopped naming out of the store. If that fails, the sweep does it later."""
    if lying is None or not lying.name or office.blobs is None:
        return
    try:
        office.blobs.delete([lying.name])
    except Refusal:
        _LOG.warning("an object could not be taken out of the store; the sweep will")
