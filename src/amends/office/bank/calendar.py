"""A bank's calendar: once a day, whether or not there is anything, so that a round says nothing by coming.

A round that comes every thirty days comes on the same days for everybody: those whose number, counted from the
first of January of the year 1, can be divided by thirty. An office that slept through one holds it when it wakes.
"""

from __future__ import annotations

import datetime as dt

from amends.office.bank import keeping
from amends.office.bank.cases import tell_writers
from amends.office.ledger import events
from amends.office.office import Office


def keep_day(office: Office, today: dt.date | None = None) -> bool:
    """Hold the day's round, once, however many workers ask and however often one falls; whether this call held it.

    Args:
        office: the bank.
        today: the day, if it is not that of UTC.
    """
    if office.bank is None:
        return False
    today = today or office.clock.now().date()
    yesterday = today - dt.timedelta(days=1)
    with office.ledger.reading() as connection:
        if _was_held(events.last_ref(connection, "round"), today):
            return False
    with office.ledger.writing() as connection:
        last = events.last_ref(connection, "round")  # once more: another worker may have held it meanwhile
        if _was_held(last, today):
            return False
        before = min(dt.date.fromisoformat(last), yesterday) if last else yesterday
        tell_writers(office, connection, lambda days: falls(days, before, today))
        keeping.clear(office, connection)
        events.add(connection, [events.Happened("round", office.now(), events.OFFICE, ref=today.isoformat())])
    return True


def _was_held(last: str, today: dt.date) -> bool:
    # A round of a day yet to come was held under a clock that stood wrong, and keeps none from being held now.
    return bool(last) and today <= dt.date.fromisoformat(last) <= today + dt.timedelta(days=1)


def falls(every: int, before: dt.date, today: dt.date) -> bool:
    """Whether a round of every so many days comes after `before` and not after `today`."""
    return today.toordinal() // every > before.toordinal() // every
