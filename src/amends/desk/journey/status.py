"""Who is written to, who is not, and where each letter is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from amends.desk.drawer import in_bank, ways
from amends.desk.drawer import letters as letters_kept
from amends.desk.drawer import papers as papers_kept
from amends.desk.drawer import people as list_kept
from amends.desk.drawer import replies as replies_kept
from amends.desk.drawer.place import check_format
from amends.desk.journey import banking
from amends.desk.journey.opening import Desk
from amends.desk.people.roll import not_considered
from amends.desk.seal.remarks import BankRemarks
from amends.wire import Told


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One letter, and where it is. Where its link was made anew, what came to either counts.

    Attributes:
        id: the letter's id.
        to: names of the people it is written to.
        state: how far it has come.
        printed: when it was last printed, or empty.
        place: the office or folder it went to, or empty.
        told: what its recipient chose to tell.
        answers: how many answers came.
        replaces: the letter whose place it took when its link was lost, or empty.
        screening: in a letter bank, how far its reading has come, as was last heard; otherwise empty.
        remarks: what the bank's readers remarked on it.
    """

    id: str
    to: tuple[str, ...]
    state: letters_kept.State
    printed: str
    place: str
    told: Told
    answers: int
    replaces: str
    screening: str = ""
    remarks: tuple[BankRemarks, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """The desk at a glance.

    Attributes:
        writer: whose desk it is.
        people: how many are on the list.
        letters: every letter; where one was sealed anew under another link, that one in the place of both.
        unwritten: names of those on the list to whom no letter is written, and who may be written to.
        waiting: names of those on the list whose stance is deferred or never, with that stance.
        rolls: for each roll, the names on it that nobody on the list bears.
        answers: how many answers came, and how many of them are unopened; what came back blank is not among them.
        generation: how often the desk was restored from a backup.
    """

    writer: str
    people: int
    letters: tuple[Whereabouts, ...]
    unwritten: tuple[str, ...]
    waiting: tuple[tuple[str, str], ...]
    rolls: tuple[tuple[str, tuple[str, ...]], ...]
    answers: tuple[int, int]
    generation: int

    def states(self) -> dict[str, int]:
        """How many letters are in each state."""
        counts = dict.fromkeys(("draft", "ready", "sealed", "posted", "withdrawn"), 0)
        for letter in self.letters:
            counts[letter.state] += 1
        return {state: number for state, number in counts.items() if number}


def status(desk: Desk) -> Status:
    """The desk at a glance."""
    with desk.drawer.transaction() as tx:
        people, stances = list_kept.everybody(tx), list_kept.standings(tx)
        letters, places = letters_kept.letters_in(tx), ways.postings(tx)
        offices, told = ways.offices(tx), replies_kept.told_about(tx)
        banks = in_bank.everywhere(tx)
        remarks = {letter: banking.remarks_on(tx, letter) for letter in banks}
        bare, rolls = papers_kept.bare_ones(tx), list_kept.rolls(tx)
        replies = [reply for reply in replies_kept.replies(tx) if reply.id not in bare]
    names = {person.id: person.name for person in people}
    written = {person for one in letters for person in one.letter.to}
    stands_for = _stands_for(letters)
    answers = Counter(stands_for.get(reply.letter, "") for reply in replies)
    where = {
        letter: offices[posting.office].url if posting.office in offices else posting.office.removeprefix("folder:")
        for letter, posting in places.items()
    }
    return Status(
        writer=desk.writer,
        people=len(people),
        letters=tuple(
            Whereabouts(
                id=one.letter.id,
                to=tuple(names[person] for person in one.letter.to),
                state=one.state,
                printed=one.printed,
                place=where.get(one.letter.id, ""),
                told=_told(one.letter.id, [told[id_] for id_ in told if stands_for.get(id_) == one.letter.id]),
                answers=answers[one.letter.id],
                replaces=one.replaces,
                screening=banks[one.letter.id].screening if one.letter.id in banks else "",
                remarks=remarks.get(one.letter.id, ()),
            )
            for one in letters
            if stands_for[one.letter.id] == one.letter.id
        ),
        unwritten=tuple(p.name for p in people if p.id not in written and stances[p.id].stance == "open"),
        waiting=tuple((p.name, stances[p.id].stance) for p in people if stances[p.id].stance != "open"),
        rolls=tuple((roll.title, not_considered(roll, people)) for roll in rolls),
        answers=(len(replies), sum(not reply.opened for reply in replies)),
        generation=check_format(desk.drawer.place),
    )


def _stands_for(letters: Sequence[letters_kept.Kept]) -> dict[str, str]:
    """For each letter the one that is counted: its successor once it was taken back itself, and not before."""
    states = {one.letter.id: one.state for one in letters}
    counted = {id_: id_ for id_ in states}
    for one in reversed(letters):  # a successor comes after what it stands in for
        if one.replaces in counted:
            old, new = one.replaces, one.letter.id
            if states[old] == "withdrawn":
                counted[old] = counted[new]
            else:
                counted[new] = old
    return counted


def _told(letter: str, said: Sequence[Told]) -> Told:
    flags = ("requested", "received", "read", "not_wanted")
    return Told(letter, **{flag: any(getattr(one, flag) for one in said) for flag in flags})
