"""Who may do what in a bank: one table, from role to acts. Nobody may do a thing that no role of theirs names."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, cast, get_args

Role: TypeAlias = Literal[
    "registrar",  # knows who registered, verifies them, says which letter is for whom
    "screener",  # reads letters first
    "clerk",  # types in what writers without a desk wrote on paper
    "facilitator",  # reads a letter together with its recipient
    "print-clerk",  # makes what goes by post
    "custodian",  # makes the bank's keys and gives them to colleagues
    "auditor",  # follows the chain of events
    "operator",  # invites staff, and lets them go
]
Act: TypeAlias = Literal[
    "queue",  # see what waits to be read
    "read",  # open a letter that waits, and record a finding
    "register",  # see and change who registered
    "verify",  # say who somebody is, their age, a death, a court's order
    "match",  # say which letter is for whom
    "tell",  # tell somebody that there is a letter, and write down what they decide
    "release",  # seal a letter to its recipient and hand it over
    "transcribe",  # type in a letter that its writer wrote on paper, and tell them what became of it
    "keys",  # make and give the bank's keys
    "audit",  # follow the chain of events
    "staff",  # invite and let go
]

ROLES: Final = cast("tuple[Role, ...]", get_args(Role))
ACTS: Final = cast("tuple[Act, ...]", get_args(Act))

MAY: Final[dict[Role, frozenset[Act]]] = {
    "registrar": frozenset({"register", "verify", "match", "tell", "transcribe"}),
    "screener": frozenset({"queue", "read"}),
    "clerk": frozenset({"transcribe"}),
    "facilitator": frozenset({"tell", "release"}),
    "print-clerk": frozenset({"release"}),
    "custodian": frozenset({"queue", "keys"}),
    "auditor": frozenset({"audit"}),
    "operator": frozenset({"staff"}),
}
"""Least right: an operator, who has the machine, has no role that opens a letter; who verifies does not release. A
clerk, who sits before writers, sees nothing of the registry: no face can tell what it does not know."""

HOLDS_KEYS: Final[frozenset[Role]] = frozenset({"screener", "facilitator", "print-clerk", "custodian"})
"""To whom the bank's keys are sealed: who reads, who releases, and who keeps them."""


def may(roles: frozenset[str], act: Act) -> bool:
    """Whether somebody with these roles may do this."""
    return any(act in MAY[role] for role in ROLES if role in roles)


def acts(roles: frozenset[str]) -> tuple[Act, ...]:
    """Everything that somebody with these roles may do, in the table's order."""
    return tuple(act for act in ACTS if may(roles, act))
