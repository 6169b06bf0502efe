"""A letter that takes another's place: a corrected one, or the same under a new link.

It goes by the roads on which the old one was, as far as nobody was told yet: whoever had a notice gets no second one,
and whoever could find the old letter by asking finds the new one. The answer is the same whatever became of the old.
"""

from __future__ import annotations

from amends.clock import stamp
from amends.envelope import from_json, is_id, to_json
from amends.errors import Unsupported
from amends.office.counter.desk import Asked, known
from amends.office.ledger import Connection, errands, events, letters
from amends.office.ledger.errands import Standing, Wanted
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed

_ROADS = ("mail", "heard", "held")
"""A slip that goes by hand has its own key inside, and a new letter needs a new one."""


def replace(office: Office, asked: Asked) -> bytes:
    """Take one letter back and put another on its roads; both the desk's own, or nothing happens.

    Raises:
        Refusal: `nonce`, `signature`, `malformed`; `refused` in a bank, which has its own way for this.
    """
    desk = known(office, asked)
    if office.bank is not None:
        raise Refusal(
            "refused", "This office reads letters before it offers them.", "Deposit the mended letter there."
        )
    new, old = _ids(asked.body)

    def act(connection: Connection) -> bytes:
        here = letters.find_all(connection, [new, old])
        if len(here) == 2 and all(letter.writer == desk.writer for letter in here.values()):
            roads = errands.of_letter(connection, old, _ROADS)
            if letters.withdraw(connection, old, desk.writer, office.now()):
                errands.stop(connection, old, office.now())
                by = events.by_writer(desk.writer)
                events.add(connection, [events.Happened("withdrawn", office.now(), by, old, new)])
            _take_over(office, connection, here[new], roads)
        return to_json({"amends": 1, "noted": True})

    return office.once(desk.nonce, act)


def _take_over(office: Office, connection: Connection, new: letters.Carried, roads: list[Standing]) -> None:
    due = max(new.due, stamp(office.clock.now()))
    before = {one.carrier for one in errands.of_letter(connection, new.id, _ROADS)}
    for one in roads:
        if one.carrier in before:
            continue
        token = office.keys.token(new.id, one.carrier)
        waits = one.carrier == "held" or (one.state in ("accepted", "stopped") and not one.sending)
        wanted = Wanted(new.id, one.carrier, token, one.whom, one.address if waits else None)
        errands.accept(connection, [wanted], due, office.now())
        if not waits:
            closed = one.state == "unreachable"
            errands.ends(connection, new.id, one.carrier, "unreachable" if closed else "carried", office.now())


def _ids(body: bytes) -> tuple[str, str]:
    try:
        value = from_json(body)
    except Unsupported as error:
        raise malformed(error.message) from error
    if not isinstance(value, dict) or value.get("amends") != 1 or set(value) != {"amends", "id", "replaces"}:
        raise malformed("The request takes 'id' and 'replaces' and nothing else.")
    new, old = value["id"], value["replaces"]
    if not (isinstance(new, str) and is_id(new) and isinstance(old, str) and is_id(old) and new != old):
        raise malformed("One of the ids is malformed.")
    return new, old
