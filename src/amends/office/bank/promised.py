"""A policy may change; what a recipient was promised for a letter that is already here may not.

Each letter keeps the policy under which it was deposited. What holds for it is that policy and today's, taken switch
by switch from whichever is the kinder to the recipient: more protection before a letter, more choice with it, less
said of it, and a longer time to decide.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec

from amends.office.bank.policy import Answers, Keeping, Policy, Recipients, Screening, WriterLearns

_One = TypeVar("_One", bound=str)

_TOLD: Final = ("nobody", "who-asked", "when-approved")
_CONFIRMED: Final = ("no", "yes", "by-telephone")
_MANY: Final = ("none", "one", "any")
_KEPT: Final = ("until-delivered", "until-discharge", "until-requested", "indefinitely")


def for_letter(then: Policy, now: Policy) -> Policy:
    """What holds for a letter that was deposited under `then`, today.

    What concerns only the writer is today's. Nothing in the result is harder on the recipient than `then` was.
    """
    return msgspec.structs.replace(
        now,
        screening=_screening(then.screening, now.screening),
        recipients=_recipients(then.recipients, now.recipients),
        writer_learns=_learns(then.writer_learns, now.writer_learns),
        answers=_answers(then.answers, now.answers),
        keeping=_keeping(then.keeping, now.keeping),
    )


def _screening(then: Screening, now: Screening) -> Screening:
    return Screening(
        readers=max(then.readers, now.readers),
        one_incident=then.one_incident or now.one_incident,
        refuses=_either(then.refuses, now.refuses),
        may_reject=then.may_reject or now.may_reject,
        transcript=then.transcript or now.transcript,
    )


def _recipients(then: Recipients, now: Recipients) -> Recipients:
    return Recipients(
        told=_least(_TOLD, then.told, now.told),
        only_through_bank=then.only_through_bank or now.only_through_bank,
        identity=then.identity or now.identity,
        least_age=min(then.least_age, now.least_age),
        accompanied=then.accompanied or now.accompanied,
        confirmed=_most(_CONFIRMED, then.confirmed, now.confirmed),
        several=then.several or now.several,
        roads=_either(then.roads, now.roads),
        orders_block=then.orders_block or now.orders_block,
    )


def _learns(then: WriterLearns, now: WriterLearns) -> WriterLearns:
    return WriterLearns(
        facts=_either(then.facts, now.facts),
        every_days=max(then.every_days, now.every_days),  # a longer round says less about the day
    )


def _answers(then: Answers, now: Answers) -> Answers:
    # An answer that nobody was to read is read by nobody; one that had no place has one as soon as today allows it.
    if then.how_many == "none" or now.how_many == "none":
        return now if then.how_many == "none" else then
    screened = then.screened and now.screened
    limits = (then.longest_words, now.longest_words)
    return Answers(
        how_many=_most(_MANY, then.how_many, now.how_many),
        screened=screened,
        refuses=_both(then.refuses, now.refuses) if screened else (),
        longest_words=max(limits) if all(limits) else 0,
        reason_given=then.reason_given or now.reason_given,
        said_beforehand=then.said_beforehand or now.said_beforehand,
    )


def _keeping(then: Keeping, now: Keeping) -> Keeping:
    return Keeping(
        kept=_most(_KEPT, then.kept, now.kept),
        screening_copy_days=min(then.screening_copy_days, now.screening_copy_days),
        disclosed_for=_both(then.disclosed_for, now.disclosed_for),
    )


def _either(then: tuple[_One, ...], now: tuple[_One, ...]) -> tuple[_One, ...]:
    return tuple(dict.fromkeys((*then, *now)))


def _both(then: tuple[_One, ...], now: tuple[_One, ...]) -> tuple[_One, ...]:
    return tuple(one for one in now if one in then)


def _most(order: tuple[_One, ...], then: _One, now: _One) -> _One:
    return max(then, now, key=order.index)


def _least(order: tuple[_One, ...], then: _One, now: _One) -> _One:
    return min(then, now, key=order.index)
