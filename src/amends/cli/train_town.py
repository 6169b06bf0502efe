"""Who is in the training town: colleagues, people who registered, and writers with the letters they deposit.

All are invented. Each letter is there for what a bank has to do with it, and says so to nobody but this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from amends.office.bank.registry import Card
from amends.office.training import Pretend
from amends.wire import Subject


@dataclass(frozen=True, slots=True)
class PretendWriter:
    """Somebody invented who writes.

    Attributes:
        name: who they are.
        to: whom the letter is to.
        about: what it concerns.
        text: the letter in Markdown.
    """

    name: str
    to: str
    about: Subject
    text: str


STAFF: Final = (
    ("M. Sorel", frozenset({"custodian", "screener"})),
    ("J. Adeyemi", frozenset({"custodian", "screener"})),
    ("P. Vance", frozenset({"registrar"})),
    ("D. Obi", frozenset({"clerk"})),
    ("R. Castellanos", frozenset({"facilitator", "print-clerk"})),
    ("L. Brandt", frozenset({"operator", "auditor"})),
)

REGISTERED: Final = (
    Pretend(Card("Ana Duarte", born="1971-03-14", reach="post", at="7 Weir Lane, Alder Bridge"), "tell"),
    Pretend(Card("Joan Whitfield", born="1958-11-02", reach="person", at="Her advocate, at the desk"), "wait"),
    # Nobody wrote to her. Whoever practises lays her pages beside Ana Duarte's: they have to be the same.
    Pretend(Card("Noor Rahman", born="1984-07-21", reach="post", at="PO Box 31, Alder Bridge"), "tell"),
    Pretend(Card("Peter Hale", born="1966-01-30", reach="none", language="es"), "never"),
)

WRITERS: Final = (
    # Can be let through.
    PretendWriter(
        "Cal Morrow", "Ana Duarte", "theft",
        "Dear Ana,\n\nI took the cash box from your shop in March and let you think that your nephew had it. I was "
        "not hungry and nobody made me. I saw you count the drawer twice and said nothing.\n\nThe court has the sum "
        "and I pay on it. That does not give your nephew his summer back. I did that to both of you.\n\nYou owe me "
        "no answer.\n\nCal Morrow\n",
    ),
    # Comes back: it asks for forgiveness, makes its regret conditional, and explains.
    PretendWriter(
        "Dee Ansel", "Joan Whitfield", "violence",
        "Dear Joan,\n\nI am sorry if you were hurt that night. I had been drinking and things got out of hand. "
        "Mistakes were made on both sides.\n\nI hope you can forgive me, I need to hear it from you. Call me at "
        "555 0142.\n\nDee\n",
    ),
    # Is rejected: it threatens.
    PretendWriter(
        "Vic Lorne", "Peter Hale", "violence",
        "Peter,\n\nThey told me to write. You should never have gone to the police. I know where you park, and you "
        "will be sorry when I am out.\n\nVic\n",
    ),
    # Can be let through, for somebody who has not registered: it waits, and nobody is told.
    PretendWriter(
        "Sam Okoro", "Ellis Grant", "driving",
        "Dear Ellis,\n\nI was driving the car that hit your fence and your dog, and I drove on. I heard him. I have "
        "told the police since, late.\n\nI am sorry for what I did, and for the night you spent looking for him.\n\n"
        "Sam Okoro\n",
    ),
)  # fmt: skip
