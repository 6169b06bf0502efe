"""What staff do for people who register: each act under the name of who does it, and only where that is their work.

The acts themselves stand in `registry`, `cases` and `keeping`; here they meet a member of staff.
"""

from __future__ import annotations

from typing import Final

from amends.envelope import Json
from amends.office.bank import cases, keeping, registry
from amends.office.bank.case import Wish
from amends.office.bank.registry import Card
from amends.office.bank.roles import Act, may
from amends.office.bank.step import Step
from amends.office.ledger import Connection, registered
from amends.office.ledger import cases as cases_written
from amends.office.ledger.cases import CaseRow
from amends.office.ledger.registered import Order, Registered
from amends.office.ledger.staff import Member
from amends.office.office import Office
from amends.office.refusals import Refusal, nothing_here

_FOUND_MOST: Final = 50


class Desk:
    """The registrar's desk: one member of staff, in one transaction.

    Every act raises `Refusal` (`refused`) for somebody whose work does not include it, or who left.
    """

    def __init__(self, office: Office, connection: Connection, member: Member) -> None:
        self.office, self.connection, self.member = office, connection, member

    def _may(self, act: Act) -> str:
        if self.member.left or not may(self.member.roles, act):
            raise Refusal("refused", "Your work here does not include this.", "Ask whoever invited you.")
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

    def enter(self, card: Card, wish: Wish = "none") -> tuple[str, str]:
        """Write down somebody who registered on paper or by telephone, or whom an approved letter is for."""
        self._may("register")
        return registry.register(self.office, self.connection, card, wish)

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
        """Write a court's order down; it closes every road at once."""
        return registry.order_apart(self.office, self.connection, self._may("verify"), who, writer=writer, note=note)

    def end_order(self, order: str) -> None:
        """An order no longer holds; a second person says so."""
        registry.end_order(self.office, self.connection, self._may("verify"), order)

    def orders(self, who: str) -> list[Order]:
        """Every order about them."""
        self._may("verify")
        return registered.orders(self.connection, who)

    # ── letters ───────────────────────────────────────────────────────────────────────────────────────────────────

    def match(self, letter: str, who: str) -> CaseRow:
        """Say that this letter is for this person. Where people are verified, only after that: nobody looks before.

        Raises:
            Refusal: `refused` while it is not known who they are, where they registered by themselves.
        """
        by = self._may("match")
        one = registered.find(self.connection, who)
        if one is None:
            raise nothing_here()
        assert self.office.bank is not None
        recipients = self.office.bank.policy.recipients
        if recipients.identity and not one.verified and one.wish != "none":
            raise Refusal(
                "refused", "Nobody looks for a letter before it is known who they are.", "Verify them first."
            )
        return cases.match(self.office, self.connection, by, letter, who)

    def step(self, case_id: str) -> Step:
        """What may happen next."""
        self._may("tell")
        case = cases_written.find(self.connection, case_id)
        if case is None:
            raise nothing_here()
        return cases.step(self.office, self.connection, case)

    def tell(self, case_id: str) -> None:
        """Write down that they were told."""
        cases.tell(self.office, self.connection, self._may("tell"), case_id)

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
        self._may("register")
        registry.leave(self.office, self.connection, who)

    def hold(self, ref: str, note: str) -> str:
        """A law says that this letter, or what is known of this person, has to be kept."""
        return keeping.hold(self.office, self.connection, self._may("verify"), ref, note)

    def end_hold(self, hold_id: str) -> None:
        """It has to be kept no longer."""
        keeping.end_hold(self.office, self.connection, self._may("verify"), hold_id)

    def discharged(self, writer: str) -> None:
        """A writer left custody."""
        keeping.discharged(self.office, self.connection, self._may("verify"), writer)
