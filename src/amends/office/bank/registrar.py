"""What staff do for people who register: each act under the name of who does it, and only where that is their work.

The acts themselves stand in `registry`, `cases` and `keeping`; here they meet a member of staff.
"""

from __future__ import annotations

from typing import Final

import msgspec

from amends.envelope import Json
from amends.office.bank import cases, keeping, outsides, records, registry
from amends.office.bank.case import Choice, Wish
from amends.office.bank.outsides import Outside
from amends.office.bank.policy import Fact
from amends.office.bank.records import Record
from amends.office.bank.registry import Card
from amends.office.bank.roles import Act, may
from amends.office.bank.step import Step
from amends.office.ledger import Connection, events, registered, writers
from amends.office.ledger import cases as cases_written
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.registered import Order, Registered
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, nothing_here
from amends.sentences import marked

_FOUND_MOST: Final = 50


class Desk:
    """The registrar's desk: one member of staff, in one transaction.

    Every act raises `Refusal` (`refused`) for somebody whose work does not include it, or who left.
    """

    def __init__(self, office: Office, connection: Connection, member: Member) -> None:
        self.office, self.connection, self.member = office, connection, member

    def _may(self, act: Act) -> str:
        if self.member.left or not may(self.member.roles, act):
            raise Refusal(
                "refused", marked("Your work here does not include this."), marked("Ask whoever invited you.")
            )
        return self.member.id

    # ── people ────────────────────────────────────────────────────────────────────────────────────────────────────

    def look_for(self, text: str) -> list[tuple[Registered, Card]]:
        """People whose name, or a name they had before, holds this text; none for an empty one, and 50 at most.

        Names are encrypted, so this opens every card: a bank has thousands, not millions.
        """
        self._may("register")
        wanted, found, after = text.casefold().strip(), list[tuple[Registered, Card]](), ""
        while wanted and (page := registered.page(self.connection, after, 500)):
            after = page[-1].id
            for one in page:
                card = registry.opened(self.office, one)
                if wanted in f"{card.name}\n{card.former}".casefold():
                    found.append((one, card))
            if len(found) >= _FOUND_MOST:
                break
        return found[:_FOUND_MOST]

    def newest(self) -> list[tuple[Registered, Card]]:
        """Who registered last, the latest first, 50 at most."""
        self._may("register")
        rows = registered.newest(self.connection, _FOUND_MOST)
        return [(one, registry.opened(self.office, one)) for one in rows]

    def look_at(self, who: str) -> Record:
        """All that stands here of one person. That somebody looked is an event."""
        by = events.by_staff(self._may("register"))
        record = records.record(self.office, self.connection, who)
        events.add(self.connection, [events.Happened("looked-up", self.office.now(), by, ref=who)])
        return record

    def enter(self, card: Card, wish: Wish = "none") -> tuple[str, str]:
        """Write down somebody who registered on paper or by telephone, or whom an approved letter is for."""
        self._may("register")
        return registry.register(self.office, self.connection, card, wish, by=self.member.id)

    def say(self, who: str, wish: Wish, card: Card | None = None) -> None:
        """Write down what they wish, and how they are reached, as they said it by telephone or on paper."""
        by, one = self._may("register"), registered.find(self.connection, who)
        if card is not None and one is not None and one.card:
            # Who is beside them is written down where it is checked, and nowhere else.
            card = msgspec.structs.replace(card, beside=registry.opened(self.office, one).beside)
        registry.say(self.office, self.connection, who, wish, card, by=by)

    def new_code(self, who: str) -> str:
        """A new code for somebody who lost theirs and was verified; the old one opens nothing any more."""
        by = self._may("verify")
        return registry.new_code(self.office, self.connection, by, who)

    def verify(self, who: str, beside: tuple[str, ...] = ()) -> None:
        """Write down that they are who they say, and who is with them."""
        registry.verify(self.office, self.connection, self._may("verify"), who, beside=beside)

    def died(self, who: str) -> None:
        """Write a death down."""
        registry.died(self.office, self.connection, self._may("verify"), who)

    def order_apart(self, who: str, writer: str, note: str) -> str:
        """Write a court's order down; it closes every road at once.

        Raises:
            Refusal: `not-here`; `malformed` without a note that says which court.
        """
        if not note.strip():
            raise Refusal("malformed", marked("An order says which court made it, and under what number."))
        if writer not in {one.id for one in writers.everybody(self.connection)}:
            raise nothing_here()
        return registry.order_apart(self.office, self.connection, self._may("verify"), who, writer=writer, note=note)

    def end_order(self, order: str) -> None:
        """An order no longer holds; a second person says so."""
        registry.end_order(self.office, self.connection, self._may("verify"), order)

    def orders(self, who: str) -> list[Order]:
        """Every order about them."""
        self._may("verify")
        return registered.orders(self.connection, who)

    # ── letters ───────────────────────────────────────────────────────────────────────────────────────────────────

    def look_for_letters(self, who: str) -> list[Outside]:
        """What stands outside on the letters of this bank, to see whether one is for this person.

        Raises:
            Refusal: `refused` while it is not known who they are, where they registered by themselves.
        """
        by = self._may("match")
        self._check_known(who)
        events.add(self.connection, [events.Happened("looked-for", self.office.now(), events.by_staff(by), ref=who)])
        return outsides.of_letters(self.office, self.connection, self.member)

    def letters(self) -> list[Outside]:
        """What stands outside on the letters of this bank that may be offered."""
        self._may("match")
        return outsides.of_letters(self.office, self.connection, self.member)

    def match(self, letter: str, who: str) -> CaseRow:
        """Say that this letter is for this person. Where people are verified, only after that: nobody looks before.

        Raises:
            Refusal: `refused` while it is not known who they are, where they registered by themselves.
        """
        by = self._may("match")
        self._check_known(who)
        return cases.match(self.office, self.connection, by, letter, who)

    def _check_known(self, who: str) -> None:
        one = registered.find(self.connection, who)
        if one is None or one.left:
            raise nothing_here()
        assert self.office.bank is not None
        recipients = self.office.bank.policy.recipients
        if recipients.identity and not one.verified and not self._entered_for_a_letter(who, one.wish):
            raise Refusal(
                "refused",
                marked("Nobody looks for a letter before it is known who they are."),
                marked("Verify them first."),
            )

    def _entered_for_a_letter(self, who: str, wish: str) -> bool:
        """Whether the bank wrote them down because a letter is for them, and nobody ever said a word for them."""
        entered = events.happened_by(self.connection, who, "registered").startswith(events.by_staff(""))
        return wish == "none" and entered and not events.happened_by(self.connection, who, "wished")

    def case(self, case_id: str) -> CaseRow:
        """One letter and one person it is for."""
        self._may("tell")
        case = cases_written.find(self.connection, case_id)
        if case is None:
            raise nothing_here()
        return case

    def step(self, case_id: str) -> Step:
        """What may happen next."""
        return cases.step(self.office, self.connection, self.case(case_id))

    def tell(self, case_id: str) -> None:
        """Write down that they were told."""
        cases.tell(self.office, self.connection, self._may("tell"), case_id)

    def choose(self, case: CaseRow, choice: Choice, road: str = "") -> None:
        """What they decided, as they said it by telephone or on paper."""
        by = self._may("tell")
        cases.choose(self.office, self.connection, case.registered, case.id, choice, road=road, by=by)

    def consent(self, case: CaseRow, facts: frozenset[Fact]) -> None:
        """What the writer may learn, as they said it by telephone or on paper."""
        by = self._may("tell")
        cases.consent(self.office, self.connection, case.registered, case.id, facts, by=by)

    def confirm_by_telephone(self, case_id: str) -> None:
        """They were called, and still want it."""
        cases.confirm(self.office, self.connection, self._may("tell"), case_id, by_telephone=True)

    def confirm_in_writing(self, case_id: str) -> None:
        """They confirmed it on paper or at the counter, and still want it."""
        cases.confirm(self.office, self.connection, self._may("tell"), case_id, by_telephone=False)

    def read_aloud(self, case_id: str) -> None:
        """A facilitator read it to them."""
        cases.read_aloud(self.office, self.connection, self._may("release"), case_id)

    # ── keeping and forgetting ────────────────────────────────────────────────────────────────────────────────────

    def export(self, who: str) -> dict[str, Json]:
        """All that is kept of one person, for them."""
        return keeping.export(self.office, self.connection, who, by=self._may("register"))

    def forget(self, who: str) -> None:
        """They asked on paper or by telephone to be forgotten."""
        registry.leave(self.office, self.connection, who, by=self._may("register"))

    def hold(self, ref: str, note: str) -> str:
        """A law says that this letter, or what is known of this person, has to be kept."""
        return keeping.hold(self.office, self.connection, self._may("verify"), ref, note)

    def end_hold(self, hold_id: str) -> None:
        """It has to be kept no longer."""
        keeping.end_hold(self.office, self.connection, self._may("verify"), hold_id)

    def discharged(self, writer: str) -> None:
        """A writer left custody."""
        keeping.discharged(self.office, self.connection, self._may("verify"), writer)
