"""By which road a letter's recipient is told: chosen by its writer, letter by letter, after it was deposited.

Where to is routing data. It comes only where the writer chose such a road, rests encrypted, and is forgotten a while
after the letter was carried.
"""

from __future__ import annotations

from dataclasses import dataclass

from amends.clock import stamp
from amends.envelope import Json, from_json, is_id, to_json
from amends.errors import Unsupported
from amends.office.carriers import silent
from amends.office.carriers.seam import Carrier, House, make
from amends.office.counter.desk import Asked, Desk, known, once
from amends.office.ledger import Connection, asking, errands, letters
from amends.office.ledger.errands import Wanted
from amends.office.office import Office
from amends.office.refusals import Refusal, malformed
from amends.sentences import marked
from amends.wire import BATCH_LETTERS_MOST, Deposited, outcomes_bytes

_ADDRESS_MOST = 1000


@dataclass(frozen=True, slots=True)
class _Wish:
    letter: str
    road: str
    to: str


def choose(office: Office, asked: Asked) -> bytes:
    """Have recipients told by a road; what became of each wish, in order. The same again is `already`.

    Raises:
        Refusal: `nonce`, `signature`, `malformed`; `refused` in a bank, which tells recipients by its own rules.
    """
    desk = known(office, asked)
    if office.bank is not None:
        raise Refusal("refused", "This office decides itself whom it tells, and how.", "Deposit without a road.")
    wishes = _read(asked.body)
    return once(office, desk, lambda connection: outcomes_bytes(_choose(office, connection, desk, wishes)))


def closed(office: Office, asked: Asked) -> bytes:
    """The desk's letters whose road does not lead there. Nothing of what a recipient did."""
    desk = known(office, asked)
    if asked.body:
        raise malformed("This request has no body.")

    def act(connection: Connection) -> bytes:
        found = [] if office.bank is not None else errands.ways_closed(connection, desk.writer)
        rows: list[Json] = [{"id": letter, "road": road} for letter, road in found]
        return to_json({"amends": 1, "closed": rows})

    return once(office, desk, act)


def _choose(office: Office, connection: Connection, desk: Desk, wishes: list[_Wish]) -> tuple[Deposited, ...]:
    here = letters.find_all(connection, [one.letter for one in wishes])
    carriers = _carriers(office, wishes)
    outcomes: list[Deposited] = []
    for one in wishes:
        letter, carrier = here.get(one.letter), carriers.get(one.road)
        whom = office.keys.whom(one.road, one.to)
        before = errands.known(connection, [one.letter], one.road).get(one.letter)
        if letter is None or letter.writer != desk.writer:
            outcomes.append(Deposited(one.letter, "refused", marked("No such letter of this desk is here.")))
        elif carrier is None or not carrier.is_address(one.to):
            outcomes.append(
                Deposited(
                    one.letter, "refused", marked("This office has no such road, or it leads to no such address.")
                )
            )
        elif before is not None:
            same = before == whom
            said = "" if same else marked("This letter goes by that road to somebody else already.")
            outcomes.append(Deposited(one.letter, "already" if same else "refused", said))
        else:
            token = office.keys.token(one.letter, one.road)
            # A road without a notice needs the address for nothing but to know it again.
            address = office.keys.close(one.to, "errands.address", office.clock) if carrier.at_once else None
            due = max(letter.due, stamp(office.settings.carrying.leaves(office.clock.now())))
            errands.accept(connection, [Wanted(one.letter, one.road, token, whom, address)], due, office.now())
            _for_who_hears(office, connection, one, due)
            outcomes.append(Deposited(one.letter, "deposited"))
    return tuple(outcomes)


def _for_who_hears(office: Office, connection: Connection, one: _Wish, due: str) -> None:
    """Whoever asked to hear of the next letter is told of it, once, whichever roads its writer chooses."""
    mail = office.keys.whom("mail", one.to)
    if one.road == "held":
        address = asking.hearer(connection, mail)
        if address is not None and errands.known(connection, [one.letter], "mail").get(one.letter) != mail:
            to = office.keys.open(address, "hearers.address")
            token = office.keys.token(one.letter, "heard")
            kept = office.keys.close(to, "errands.address", office.clock)
            errands.accept(connection, [Wanted(one.letter, "heard", token, mail, kept)], due, office.now())
        return
    heard = one.road == "mail" and errands.known(connection, [one.letter], "heard").get(one.letter) == mail
    if heard and errands.forgo(connection, one.letter, "heard", office.now()):
        errands.ends(connection, one.letter, "mail", "carried", office.now())


def _carriers(office: Office, wishes: list[_Wish]) -> dict[str, Carrier]:
    # Asked for addresses only: a carrier opens no connection before it has something to give.
    roads = {**dict.fromkeys(silent.BY_WISH, ""), **office.settings.carrying.roads}
    house = House(office.settings.name, "", office.clock)
    return {road: make(road, roads[road], house) for road in {one.road for one in wishes} & roads.keys()}


def _read(body: bytes) -> list[_Wish]:
    try:
        value = from_json(body)
    except Unsupported as error:
        raise malformed(error.message) from error
    rows = value.get("roads") if isinstance(value, dict) and value.get("amends") == 1 else None
    if not isinstance(rows, list) or len(rows) > BATCH_LETTERS_MOST:
        raise malformed(f"Choose the roads of up to {BATCH_LETTERS_MOST} letters.")
    wishes: list[_Wish] = []
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"id", "road", "to"}:
            raise malformed("A road has a letter's id, a name, and where to.")
        letter, road, to = row["id"], row["road"], row["to"]
        if not (isinstance(letter, str) and is_id(letter) and isinstance(road, str) and isinstance(to, str)):
            raise malformed("A road's fields are text, and its letter an id.")
        if len(road) > 16 or len(to) > _ADDRESS_MOST:
            raise malformed("The road's name or its address is too long.")
        wishes.append(_Wish(letter, road, to))
    if len({(one.letter, one.road) for one in wishes}) < len(wishes):
        raise malformed("A letter's road is named twice.")
    return wishes
