"""Going through a letter by the rules: remarks beside its passages, and nothing that adds them up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from amends.desk.letters.crossed import crossed, mentions
from amends.desk.letters.review.finding import find
from amends.desk.letters.review.rules import LANGUAGES, Rule, Weight, rules
from amends.desk.letters.words import Words, plain_text, text_of
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark beside a passage.

    Attributes:
        rule: id of the rule.
        weight: blocks, high, medium or note.
        start: where the passage begins in the letter's plain text.
        end: where it ends; equal to `start` where the remark is on the whole letter.
        passage: the words it is about; empty for the whole letter.
        why: the reason, said to the writer.
        source: where the rule comes from.
        mend: a way to mend it, said to the writer.
    """

    rule: str
    weight: Weight
    start: int
    end: int
    passage: str
    why: str
    source: str
    mend: str


@dataclass(frozen=True, slots=True)
class Context:
    """What besides its words is known of a letter when it is reviewed.

    Attributes:
        bank: whether it goes to an apology-letter bank.
        addressees: whom it is written to.
        index: the list, to see who else is named; None leaves that out.
        twin_of: names of the people with a nearly identical letter (`twin.near_twins`).
    """

    bank: bool = False
    addressees: tuple[Person, ...] = ()
    index: NameIndex | None = None
    twin_of: tuple[str, ...] = ()


def review(words: Words, context: Context | None = None) -> tuple[Remark, ...]:
    """The remarks on a letter, those on the whole of it first, then in the order of their passages.

    Rules on wording exist for English and Spanish; a letter in another language gets those on names alone. Reasons
    are said in the language of the letter.
    """
    context = context or Context()
    return tuple(sorted(_Reviewed(words, context).remarks(), key=lambda one: (one.start, one.end, one.rule)))


class _Reviewed:
    """One letter being gone through."""

    def __init__(self, words: Words, context: Context) -> None:
        self._words, self._text, self._context = words, plain_text(words), context
        lang = words.lang.split("-")[0].lower()
        self._lang = lang if lang in LANGUAGES else LANGUAGES[0]

    def remarks(self) -> Iterator[Remark]:
        yield from self._names()
        own = (text_of(self._words.salutation), text_of(self._words.sign))
        for found in find(self._text, self._words.lang, own, bank=self._context.bank):
            yield self._remark(rules()[found.rule], found.start, found.end)

    def _remark(self, rule: Rule, start: int, end: int, name: str = "") -> Remark:
        weight = rule.bank if self._context.bank else rule.weight
        why, mend = (said[self._lang].replace("{name}", name) for said in (rule.why, rule.mend))
        return Remark(rule.id, weight, start, end, self._text[start:end], why, rule.source, mend)

    def _names(self) -> Iterator[Remark]:
        context = self._context
        if context.index is not None:
            if found := crossed(self._words, context.addressees, context.index):
                at = max(self._text.find(found.salutation), 0)
                rule = rules()["crossed" if found.certain else "third-party"]
                yield self._remark(rule, at, at + len(found.salutation), found.person.name)
            for mention in mentions(self._words, context.addressees, context.index):
                yield self._remark(rules()["third-party"], mention.start, mention.end, mention.person.name)
        if context.twin_of:
            yield self._remark(rules()["twin"], 0, 0, ", ".join(context.twin_of))
