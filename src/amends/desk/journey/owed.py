"""What is owed to each: the writer's own words on it, promises, circles, and what a friend has read."""

from __future__ import annotations

from dataclasses import replace

from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import owed as kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer.acts import WriterAct, log
from amends.desk.journey.opening import Desk
from amends.desk.people.amends import Amends, Promise
from amends.errors import NotHere, WrongUsage
from amends.sentences import marked


def put_down(desk: Desk, person: str, amends: Amends) -> None:
    """Puts down what is owed to somebody, in the place of what was put down before.

    Raises:
        NotHere: nobody of this id.
    """
    with desk.drawer.transaction() as tx:
        _somebody(tx, person)
        before = kept.amends_of(tx, [person]).get(person, Amends())
        if amends != before:
            kept.put_amends(tx, person, amends)
            log(tx, *(WriterAct(desk.now, what, detail=person) for what in _what_changed(before, amends)))


def answer_gate(desk: Desk, person: str, injury: str, note: str = "") -> None:
    """Puts down whether a letter to somebody could injure them or others.

    Raises:
        NotHere: nobody of this id.
        WrongUsage: it is none of the answers there are.
    """
    if injury not in ("no", "unsure", "yes"):
        raise WrongUsage(marked("Nothing was answered."), marked("Choose one of the answers, or go back."))
    with desk.drawer.transaction() as tx:
        _somebody(tx, person)
        before = kept.amends_of(tx, [person]).get(person, Amends())
    answered = replace(before, injury="no" if injury == "no" else "yes" if injury == "yes" else "unsure")
    put_down(desk, person, replace(answered, injury_note=note.strip() or before.injury_note))


def answer_gate_if_open(desk: Desk, person: str, injury: str) -> None:
    """The same for somebody of whom nothing is answered yet; what was answered before is left as it is."""
    with desk.drawer.transaction() as tx:
        before = kept.amends_of(tx, [person]).get(person, Amends())
    if not before.injury:
        answer_gate(desk, person, injury)


def promise(desk: Desk, person: str, what: str, due: str = "") -> Promise:
    """Puts a promise to somebody down.

    Raises:
        NotHere: nobody of this id.
        WrongUsage: it does not say what was promised.
    """
    if not what.strip():
        raise WrongUsage(
            marked("The promise is empty."), marked("Say what was promised: the book, the money, a visit.")
        )
    made = Promise(desk.clock.bytes(16).hex(), person, what.strip(), desk.now, due.strip())
    with desk.drawer.transaction() as tx:
        _somebody(tx, person)
        kept.put_promise(tx, made)
        log(tx, WriterAct(desk.now, "promise", detail=made.id))
    return made


def keep_promise(desk: Desk, promise_id: str, *, so: bool) -> Promise:
    """Puts down that a promise was kept, or that it is owed still.

    Raises:
        NotHere: no such promise.
    """
    with desk.drawer.transaction() as tx:
        found = _promise(tx, promise_id)
        kept.mark_kept(tx, promise_id, desk.now if so else "")
        log(tx, WriterAct(desk.now, "keep" if so else "owe", detail=promise_id))
    return replace(found, kept=desk.now if so else "")


def drop_promise(desk: Desk, promise_id: str) -> Promise:
    """Takes a promise off that was put down by mistake.

    Raises:
        NotHere: no such promise.
    """
    with desk.drawer.transaction() as tx:
        found = _promise(tx, promise_id)
        kept.drop_promise(tx, promise_id)
    return found


def gather(desk: Desk, person: str, title: str, kind: kept.CircleKind) -> kept.Circle:
    """Puts somebody into the circle of this title, which is made where there is none.

    Raises:
        NotHere: nobody of this id.
        WrongUsage: it has no name.
    """
    title = " ".join(title.split())
    if not title:
        raise WrongUsage(marked("The group has no name."), marked("Give it one: a family, a street, a class."))
    with desk.drawer.transaction() as tx:
        _somebody(tx, person)
        circle = next((one for one, _ in kept.circles(tx) if one.title == title), None)
        if circle is None:
            circle = kept.Circle(desk.clock.bytes(16).hex(), title, kind)
            kept.put_circle(tx, circle)
        kept.put_into(tx, circle.id, person)
    return circle


def let_go(desk: Desk, person: str, circle: str) -> None:
    """Takes somebody out of a circle; a circle that nobody belongs to any more goes with them."""
    with desk.drawer.transaction() as tx:
        kept.take_out(tx, circle, person)
        if not next((people for one, people in kept.circles(tx) if one.id == circle), 1):
            kept.drop_circle(tx, circle)


def friend_has_read(desk: Desk, letter: str, reader: str) -> None:
    """Puts down that a friend has read the newest draft of a letter.

    Raises:
        NotHere: no such letter.
        WrongUsage: it is sealed, or nobody is named.
    """
    reader = " ".join(reader.split())
    if not reader:
        raise WrongUsage(marked("Nobody is named."), marked("Say who has read it; the name stays at this desk."))
    with desk.drawer.transaction() as tx:
        one = letters_kept.letters_by_id(tx, [letter]).get(letter)
        if one is None:
            raise NotHere(marked("No letter is kept under this address."), marked("Go back to everyone."))
        if one.state not in ("draft", "ready"):
            raise WrongUsage(marked("This letter is sealed already."), marked("Nothing was changed."))
        kept.put_read(tx, kept.FriendRead(letter, letters_kept.drafts_of(tx, letter)[-1][0], reader, desk.now))
        log(tx, WriterAct(desk.now, "read by a friend", letter))


def _what_changed(before: Amends, now: Amends) -> tuple[str, ...]:
    """What of it is an act: being willing, a kind, an answer to the gate; words are nobody's business in a log."""
    found = [f"willing {now.willing}"] if before.willing != now.willing else []
    found += [f"stance {now.kind or 'open'}"] if before.kind != now.kind else []
    found += [f"injury {now.injury or 'open'}"] if before.injury != now.injury else []
    return tuple(found + ([f"no contact {now.no_contact}"] if before.no_contact != now.no_contact else []))


def _somebody(tx: list_kept.Transaction, person: str) -> None:
    if person not in list_kept.people_by_id(tx, [person]):
        raise NotHere(marked("Nobody on the list is kept under this address."), marked("Go back to everyone."))


def _promise(tx: list_kept.Transaction, promise_id: str) -> Promise:
    found = next((one for one in kept.promises(tx) if one.id == promise_id), None)
    if found is None:
        raise NotHere(marked("No such promise is kept."), marked("Go back to the promises."))
    return found
