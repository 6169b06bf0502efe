"""Letters of writers without a desk: taken in by a clerk, read by others, and told of as a desk would tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.office.bank import cases, deposits, reading, told_on_paper, writing
from amends.office.bank.deposits import Brought
from amends.office.bank.writing import Made
from amends.office.ledger import events, in_bank, staff
from amends.office.ledger.staff import Member
from amends.office.refusals import Refusal
from amends.wire import fingerprint, outcomes_from
from tests.letter_bank import Bank, text_of
from tests.office_door import Key, Link, a_letter
from tests.office_door.inside import act

SURE = Made("Her papers, at the counter.", guilt=True, asked=True)
KEY = fingerprint("age1bank", "ssh-ed25519 bank")


class Counter(Bank):
    """A bank with a clerk, and a writer who has no desk."""

    def __init__(self, folder, policy: str) -> None:
        super().__init__(folder, policy)
        self.colleague("clerk", "clerk")
        with self.writing() as connection:
            self.writer = writing.enrol_on_paper(self.office, connection, self.staff["clerk"], "Ruth Amsel", SURE)

    def colleague(self, name: str, *roles: str) -> None:
        """A colleague more; who types in is certified by the bank's key."""
        self.keys[name] = Key()
        self.staff[name] = Member(
            self.clock.bytes(16).hex(), b"name", frozenset(roles), "age1", self.keys[name].public, b"",
            self.office.now(), "",
        )  # fmt: skip
        with self.writing() as connection:
            staff.put(connection, self.staff[name])
            staff.certify(connection, 1, self.staff[name].id, "certificate")

    def types_in(self, letter: Link, clerk: str = "clerk", *, replaces: str = "", ordered: bool = False) -> str:
        with self.writing() as connection:
            brought = Brought("theft", ordered, KEY, replaces)
            said = deposits.take_in(
                self.office, connection, self.staff[clerk], self.writer, letter.packed, brought
            )  # fmt: skip
        return outcomes_from(said)[0].outcome

    def on_paper(self, clerk: str = "clerk") -> Link:
        letter = a_letter(key=b"wrapped", key_kind="age")
        assert self.types_in(letter, clerk) == "deposited"
        return letter

    def let_through(self) -> Link:
        letter = self.on_paper()
        for reader in ("first", "second"):
            if self.told(letter).screening == "waiting":
                self.find(letter, reader)
        return letter

    def told(self, letter: Link) -> told_on_paper.Told:
        with self.office.ledger.reading() as connection:
            letters = told_on_paper.letters(self.office, connection, self.writer)
        return next(one for one in letters if one.letter.id == letter.id)

    def waits_for(self, reader: str) -> tuple[bool, bool]:
        """Whether the one letter that waits came on paper, and whether it is for others than this reader."""
        with self.office.ledger.reading() as connection:
            (waiting,) = reading.queue(self.office, connection, self.staff[reader])
        return waiting.paper, waiting.others


@pytest.fixture
def counter(tmp_path, request):
    counter = Counter(tmp_path, getattr(request, "param", "oregon"))
    yield counter
    counter.office.close()


def test_a_letter_on_paper_goes_the_way_of_any_other(counter):
    letter = counter.on_paper()
    assert counter.types_in(letter) == "already"
    assert counter.waits_for("first") == (True, False)
    counter.find(letter, "first")
    assert counter.told(letter).screening == "waiting"
    counter.find(letter, "second")
    assert counter.told(letter).screening == "approved"
    case = counter.wanted(letter, counter.registers())
    sealed = counter.release(letter, case)
    assert act(counter.office, sealed, "open") == sealed.envelope.letter
    by = events.by_staff(counter.staff["clerk"].id)
    with counter.office.ledger.reading() as connection:
        assert events.happened_before(connection, letter.id, by, "taken-in")
        assert events.audit(connection).broken_at == 0


@pytest.mark.parametrize("counter", ["oregon", "delaware"], indirect=True)
def test_what_a_clerk_can_tell_a_writer_is_the_same_whatever_the_recipient_does(counter):
    letters = [counter.let_through() for _ in range(4)]
    seen = [strip(counter, letter) for letter in letters]
    nobody, registered, wants, declines = letters
    counter.case(registered, counter.registers())
    act(counter.office, counter.release(wants, counter.wanted(wants, counter.registers())), "open")
    who = counter.registers("never")
    with counter.writing() as connection:
        case = cases.match(counter.office, connection, counter.staff["first"].id, declines.id, who)
        cases.tell_writers(counter.office, connection)
    assert counter.step(case.id) == "blocked"
    assert [strip(counter, letter) for letter in letters] == seen
    assert len(set(seen)) == 1
    assert nobody is letters[0]


def test_what_a_recipient_lets_the_writer_know_is_told_after_a_round_and_not_before(counter):
    letter, who = counter.let_through(), counter.registers()
    case = counter.wanted(letter, who)
    counter.release(letter, case)
    with counter.writing() as connection:
        cases.consent(counter.office, connection, who, case, frozenset({"requested", "read"}))
    assert counter.told(letter).facts == ()
    with counter.writing() as connection:
        assert cases.tell_writers(counter.office, connection) == 1
    # Oregon's rules give two switches; what a recipient switched on beside them is not told.
    assert counter.told(letter).facts == ("requested",)


def test_whoever_typed_a_letter_in_is_none_of_its_readers_where_there_are_enough_others(counter):
    counter.colleague("both", "clerk", "screener")
    letter = counter.on_paper("both")
    assert counter.waits_for("both") == (True, True)
    with pytest.raises(Refusal, match="colleagues read it"):
        counter.find(letter, "both")
    counter.find(letter, "first")
    counter.find(letter, "second")
    assert counter.told(letter).screening == "approved"


def test_in_a_bank_of_two_readers_the_one_who_typed_is_one_of_two_and_never_alone(counter):
    with counter.writing() as connection:
        staff.leave(connection, counter.staff["second"].id, counter.office.now())
    counter.colleague("both", "clerk", "screener")
    letter = counter.on_paper("both")
    assert counter.waits_for("both") == (True, False)
    counter.find(letter, "both")
    assert counter.told(letter).screening == "waiting"
    counter.find(letter, "first")
    assert counter.told(letter).screening == "approved"


@pytest.mark.parametrize("counter", ["colorado"], indirect=True)
def test_where_one_reader_is_asked_a_colleague_reads_and_only_a_lone_reader_reads_what_they_typed(counter):
    counter.colleague("both", "clerk", "screener")
    letter = counter.on_paper("both")
    with pytest.raises(Refusal, match="colleagues read it"):
        counter.find(letter, "both")
    with counter.writing() as connection:
        for name in ("first", "second"):
            staff.leave(connection, counter.staff[name].id, counter.office.now())
    counter.find(letter, "both")
    assert counter.told(letter).screening == "approved"


def test_the_reason_is_there_to_be_printed_once_a_letter_comes_back_and_another_takes_its_place(counter):
    letter, reader = counter.on_paper(), counter.staff["first"]
    with counter.writing() as connection:
        assert told_on_paper.reasons(counter.office, connection) == []
        with pytest.raises(Refusal):
            told_on_paper.take_reason(counter.office, connection, reader, letter.id)
    counter.find(letter, "first", "return")
    assert counter.told(letter).may_replace
    with counter.writing() as connection:
        assert [one.letter.id for one in told_on_paper.reasons(counter.office, connection)] == [letter.id]
        assert told_on_paper.take_reason(counter.office, connection, reader, letter.id).sealed == (b"sealed",)
        assert events.happened_before(connection, letter.id, events.by_staff(reader.id), "reason-taken")
    another = a_letter(key=b"wrapped", key_kind="age")
    assert counter.types_in(another, replaces=letter.id) == "refused", "to somebody else"
    mended = a_letter(letter.envelope.person, key=b"wrapped", key_kind="age")
    assert counter.types_in(mended, replaces=letter.id) == "deposited"
    assert counter.told(letter).letter.withdrawn
    assert not counter.told(letter).may_replace
    with counter.writing() as connection:
        assert told_on_paper.reasons(counter.office, connection) == []
        with pytest.raises(Refusal):
            told_on_paper.take_reason(counter.office, connection, reader, letter.id)
        (found,) = in_bank.findings(connection, [letter.id])[letter.id]
    assert (found.outcome, found.remarks) == ("return", b""), "what was sealed to the bank goes with the letter"


def test_the_reason_of_a_letter_from_a_desk_is_its_writers_alone(counter):
    letter = a_letter(key=b"wrapped", key_kind="age")
    counter.deposit(letter)
    counter.find(letter, "first", "return")
    with counter.writing() as connection:
        assert told_on_paper.reasons(counter.office, connection) == []
        with pytest.raises(Refusal):
            told_on_paper.take_reason(counter.office, connection, counter.staff["first"], letter.id)


@pytest.mark.parametrize("may", [True, False])
def test_a_letter_is_replaced_on_paper_where_a_desk_might_replace_it(tmp_path, may):
    policy = tmp_path / "policy.toml"
    switch = f"may_update = {str(may).lower()}"
    policy.write_text(text_of("oregon").replace("may_update = true", switch), "utf-8")
    counter = Counter(tmp_path, str(policy))
    letter = counter.on_paper()
    assert counter.told(letter).may_replace is may
    mended = a_letter(letter.envelope.person, key=b"wrapped", key_kind="age")
    assert counter.types_in(mended, replaces=letter.id) == ("deposited" if may else "refused")
    counter.office.close()


def strip(counter: Counter, letter: Link) -> str:
    """Everything that is told of a letter but by what it is known, and when it came."""
    told = counter.told(letter)
    alike = replace(told.letter, id="", number=0, person="", since="", envelope_sha256="", about=b"")
    return str(replace(told, letter=alike))
