"""Any story of acts, in any order, beside a model of a few lines: letters move on, and no answer is lost."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from amends.clock import Replay
from amends.envelope import from_json, to_json
from amends.office.acts.looking import standing
from amends.office.ledger import events, letters
from amends.office.office import Office, open_office
from amends.office.refusals import Refusal
from amends.office.settings import Settings
from tests.office_door import CHANCE, Key, Link, a_letter
from tests.office_door.inside import InsideDesk, act

DONE = b'{"amends":1,"done":true}'
PEOPLE = ("aa" * 16, "bb" * 16)


def read(answer: bytes | str) -> dict[str, Any]:
    assert isinstance(answer, bytes), answer
    value = from_json(answer)
    assert isinstance(value, dict)
    return value


def stands(office: Office, letter_id: str) -> str:
    try:
        return str(read(standing(office, letter_id))["state"])
    except Refusal as refusal:
        return refusal.code


class Story(RuleBasedStateMachine):
    """Two desks, a few people, and everything that can be done."""

    carried = Bundle("carried")
    answers = Bundle("answers")
    keepers = Bundle("keepers")

    @initialize()
    def an_office_opens(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Replay("story")
        self.settings = Settings(str(Path(self.folder.name) / "office.sqlite"))
        self.office = open_office(self.settings, self.clock)
        self.desks = [InsideDesk(self.office), InsideDesk(self.office)]
        self.whose: dict[str, int] = {}
        self.people: dict[str, str] = {}
        self.withdrawn: set[str] = set()
        self.waiting: dict[str, tuple[str, bytes]] = {}
        self.collected: dict[str, tuple[str, bytes]] = {}
        self.told: dict[str, set[str]] = {}
        self.nevers: set[tuple[int, str]] = set()
        self.left = Counter[str]()
        self.events = 0

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.writers_learn_what_they_were_told_and_nothing_else()
            with self.office.ledger.reading() as connection:
                assert events.audit(connection).broken_at == 0
            self.office.close()
            self.folder.cleanup()

    def expected(self, letter: Link, answer: bytes | str, *, even_withdrawn: bool = False) -> bool:
        """Whether the act went through, which it does unless the letter was withdrawn."""
        if letter.id in self.withdrawn and not even_withdrawn:
            assert answer == "taken-back"
            return False
        assert isinstance(answer, bytes), answer
        return True

    @rule(target=carried, desk=st.integers(0, 1), person=st.sampled_from(PEOPLE))
    def a_letter_is_deposited(self, desk: int, person: str) -> Link:
        letter = a_letter(person, size=200)
        assert self.desks[desk].deposit(letter) == ["deposited"]
        self.whose[letter.id], self.people[letter.id] = desk, person
        return letter

    @rule(letter=carried, desk=st.integers(0, 1))
    def it_is_deposited_again(self, letter: Link, desk: int) -> None:
        expected = "already" if self.whose[letter.id] == desk else "refused"
        assert self.desks[desk].deposit(letter) == [expected]

    @rule(letter=carried, desk=st.integers(0, 1))
    def a_desk_withdraws(self, letter: Link, desk: int) -> None:
        assert self.desks[desk].withdraw(letter.id) == b'{"amends":1,"noted":true}'
        if self.whose[letter.id] == desk:
            self.withdrawn.add(letter.id)

    @rule(letter=carried)
    def it_is_opened(self, letter: Link) -> None:
        answer = act(self.office, letter, "open")
        if self.expected(letter, answer):
            assert answer == letter.envelope.letter

    @rule(letter=carried)
    def it_is_declined(self, letter: Link) -> None:
        self.expected(letter, act(self.office, letter, "decline"))

    @rule(target=answers, letter=carried)
    def it_is_answered(self, letter: Link) -> tuple[Link, str]:
        sealed = CHANCE.bytes(30)
        answer = act(self.office, letter, "answer", sealed)
        if self.left[letter.id] == 20 and letter.id not in self.withdrawn:
            assert answer == "limit"
            return letter, "00" * 16
        if not self.expected(letter, answer):
            return letter, "00" * 16
        self.left[letter.id] += 1
        reply = read(answer)["answer"]
        self.waiting[reply] = (letter.id, sealed)
        return letter, reply

    @rule(answer=answers)
    def an_answer_is_taken_back(self, answer: tuple[Link, str]) -> None:
        letter, reply = answer
        said = act(self.office, letter, "take-back", to_json({"amends": 1, "answer": reply}))
        if self.expected(letter, said):
            if reply in self.collected or reply == "00" * 16:
                assert read(said)["done"] is False
            else:
                assert read(said)["done"] is True
            self.waiting.pop(reply, None)

    @rule(answer=answers, desk=st.integers(0, 1))
    def a_desk_collects(self, answer: tuple[Link, str], desk: int) -> None:
        letter, reply = answer
        said = self.desks[desk].collect(reply)
        here = self.waiting.get(reply) or self.collected.get(reply)
        if here is None or self.whose[letter.id] != desk:
            assert said == "not-here"
            return
        assert said == here[1]
        self.waiting.pop(reply, None)
        self.collected[reply] = here

    @rule(letter=carried, thing=st.sampled_from(["requested", "received", "read", "not_wanted"]))
    def the_writer_is_told(self, letter: Link, thing: str) -> None:
        flags = {name: name == thing for name in ("requested", "received", "read", "not_wanted")}
        if self.expected(letter, act(self.office, letter, "tell", to_json({"amends": 1, **flags}))):
            self.told.setdefault(letter.id, set()).add(thing)

    @rule(letter=carried)
    def no_more_letters(self, letter: Link) -> None:
        assert act(self.office, letter, "never") == DONE
        self.nevers.add((self.whose[letter.id], self.people[letter.id]))

    @rule(letter=carried)
    def letters_again(self, letter: Link) -> None:
        assert act(self.office, letter, "again") == DONE
        self.nevers.discard((self.whose[letter.id], self.people[letter.id]))

    @rule(target=keepers, letter=carried)
    def it_is_kept(self, letter: Link) -> tuple[Link, Key | None]:
        key = Key()
        went = self.expected(letter, act(self.office, letter, "keep", to_json({"amends": 1, "keep_key": key.public})))
        return letter, key if went else None

    @rule(keeper=keepers)
    def it_is_opened_under_a_private_link(self, keeper: tuple[Link, Key | None]) -> None:
        letter, key = keeper
        if key is None:
            return
        assert act(self.office, letter, "open", keep=key) == letter.envelope.letter
        state = read(act(self.office, letter, "state", keep=key))
        assert [done["act"] for done in state["done"]] == ["keep", "open"]
        assert state["withdrawn"] == (letter.id in self.withdrawn)

    @rule(keeper=consumes(keepers))
    def a_private_link_is_lost(self, keeper: tuple[Link, Key | None]) -> None:
        """Nobody asks for what is lost."""

    @rule(days=st.integers(-400, 400))
    def the_clock_jumps(self, days: int) -> None:
        from datetime import timedelta

        self.clock.at += timedelta(days=days)

    @rule()
    def the_office_is_started_again(self) -> None:
        self.office.close()
        self.office = open_office(self.settings, self.clock)
        for desk in self.desks:
            desk.office = self.office

    @rule()
    def writers_learn_what_they_were_told_and_nothing_else(self) -> None:
        for number, desk in enumerate(self.desks):
            news = desk.news()
            mine = {reply: of for reply, (of, _) in (self.waiting | self.collected).items()}
            mine = {reply: of for reply, of in mine.items() if self.whose[of] == number}
            assert {reply.id: reply.letter for reply in news.replies} == mine
            told = {
                one.letter: {name for name in ("requested", "received", "read", "not_wanted") if getattr(one, name)}
                for one in news.told
            }
            assert told == {of: things for of, things in self.told.items() if self.whose[of] == number}

    @invariant()
    def letters_stand_as_they_should(self) -> None:
        if not hasattr(self, "office"):
            return
        for letter_id in self.whose:
            assert stands(self.office, letter_id) == ("taken-back" if letter_id in self.withdrawn else "here")
        with self.office.ledger.reading() as connection:
            held = letters.held(connection, self.whose)
            count = events.audit(connection).events
        assert held == {one for one in self.whose if (self.whose[one], self.people[one]) in self.nevers}
        assert count >= self.events
        self.events = count


TestStory = Story.TestCase
TestStory.settings = settings(max_examples=10, stateful_step_count=40, deadline=None)
