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


def keep_day(office: Office) -> bool:
    """Hold the day's round, once, however many workers ask and however often one falls; whether this call held it."""
    if office.bank is None:
        return False
    today = office.clock.now().date()
    with office.ledger.reading() as connection:
        if events.last_ref(connection, "round") >= today.isoformat():
            return False
    with office.ledger.writing() as connection:
        last = events.last_ref(connection, "round")  # once more: another worker may have held it meanwhile
        if last >= today.isoformat():
            return False
        before = dt.date.fromisoformat(last) if last else today - dt.timedelta(days=1)
        tell_writers(office, connection, lambda days: falls(days, before, today))
        keeping.clear(office, connection)
        events.add(connection, [events.Happened("round", office.now(), events.OFFICE, ref=today.isoformat())])
    return True


def falls(every: int, before: dt.date, today: dt.date) -> bool:
    """Whether a round of every so many days comes after `before` and not after `today`."""
    return today.toordinal() // every > before.toordinal() // every
