"""Going through a letter by the rules: remarks beside its passages, and nothing that adds them up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amends.desk.letters.crossed import crossed, mentions
from amends.desk.letters.review.rules import LANGUAGES, Rule, Weight, rules
from amends.desk.letters.words import Words, plain_text, text_of
from amends.desk.people.names import NameIndex
from amends.desk.people.person import Person

_QUOTED = re.compile(r"“[^”\n]{0,600}”|\"[^\"\n]{0,600}\"|«[^»\n]{0,600}»|„[^“\n]{0,600}“|(?m:^> .*$)")
_SUPPOSED = re.compile(r"\b(?:if i|si (?:yo|alguna vez|en algo|acaso|te|le|os|les))\b")
_SENTENCE = re.compile(
    r"[^.!?\n]*(?:(?<=\b(?:Mr|Ms|Dr|St))\.[^.!?\n]*|(?<=\bMrs)\.[^.!?\n]*)*(?:[.!?]+[\"”’)]*|\n|$)"
)


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
    """

    rule: str
    weight: Weight
    start: int
    end: int
    passage: str
    why: str
    source: str


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

    Rules on wording exist for English and Spanish; a letter in another language gets those on names alone.
    """
    context = context or Context()
    text = plain_text(words)
    reading = _Reading(words, text, _unquoted(words, text), context)
    found = list(reading.remarks())
    return tuple(sorted(found, key=lambda remark: (remark.start, remark.end, remark.rule)))


def _unquoted(words: Words, text: str) -> str:
    """The text in small letters with what is quoted blanked out, every character in its place."""
    for line in (words.salutation, words.sign):
        if line:
            shown = text_of(line)
            at = text.find(shown) if line is words.salutation else text.rfind("\n\n" + shown) + 2
            text = text[:at] + " " * len(shown) + text[at + len(shown) :]
    text = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    text = text.replace("’", "'").replace("_", " ").replace("*", " ")
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class _Reading:
    """One letter being read."""

    def __init__(self, words: Words, text: str, plain: str, context: Context) -> None:
        self._words, self._text, self._plain, self._context = words, text, plain, context
        self._lang = words.lang.split("-")[0].casefold()

    def remarks(self) -> Iterator[Remark]:
        yield from self._names()
        if self._lang not in LANGUAGES:
            return
        taken: list[tuple[int, int, str]] = []
        for rule in rules().values():
            if rule.kind == "passage" or (rule.kind == "bank" and self._context.bank):
                for start, end in self._passages(rule):
                    if not any(start < b and a < end and name == rule.id for a, b, name in taken):
                        taken.append((start, end, rule.id))
                        yield self._remark(rule, start, end)
            elif rule.kind == "absent" and self._concerns(rule) and not self._matches(rule):
                yield self._remark(rule, 0, 0)
        yield from self._weak_regret(rules()["weak-regret"])
        yield from self._explanation_first(rules()["explanation-first"])
        yield from self._self_focus(rules()["self-focus"])

    def _remark(self, rule: Rule, start: int, end: int, name: str = "") -> Remark:
        weight = rule.bank if self._context.bank else rule.weight
        return Remark(
            rule.id, weight, start, end, self._text[start:end], rule.why.replace("{name}", name), rule.source
        )

    def _passages(self, rule: Rule) -> Iterator[tuple[int, int]]:
        for pattern in rule.find.get(self._lang, ()):
            for found in pattern.finditer(self._plain):
                begin = max(self._plain.rfind(mark, 0, found.start()) for mark in ".!?\n") + 1
                if rule.before and rule.before.search(self._plain[begin : found.start()]):
                    continue
                if rule.after and rule.after.search(self._sentence_from(found.start())):
                    continue
                end = found.start() + len(found[0].rstrip(" ,\n"))
                yield found.start(), end

    def _concerns(self, rule: Rule) -> bool:
        only = rule.only.get(self._lang, ())
        return not only or any(pattern.search(self._plain) for pattern in only)

    def _sentence_from(self, start: int) -> str:
        found = re.compile(r"[^.!?]*").match(self._plain, start)
        return found[0] if found else ""

    def _matches(self, rule: Rule) -> bool:
        for _, sentence in self._sentences():
            if rule.id == "responsibility" and _SUPPOSED.search(sentence):
                continue
            if any(pattern.search(sentence) for pattern in rule.find.get(self._lang, ())):
                return True
        return False

    def _sentences(self) -> list[tuple[int, str]]:
        return [
            (found.start(), found[0]) for found in re.finditer(r"[^.!?\n]+[.!?]*", self._plain) if found[0].strip()
        ]

    # ── what is measured ──────────────────────────────────────────────────────────────────────────────────────────

    def _weak_regret(self, rule: Rule) -> Iterator[Remark]:
        if any(pattern.search(self._plain) for pattern in rule.strong.get(self._lang, ())):
            return
        for pattern in rule.find.get(self._lang, ()):
            if found := pattern.search(self._plain):
                yield self._remark(rule, found.start(), found.end())
                return

    def _explanation_first(self, rule: Rule) -> Iterator[Remark]:
        """Reasons before the first acknowledgement, or more words of reasons than of acknowledgement."""
        owns = (
            *rules()["responsibility"].find.get(self._lang, ()),
            *rules()["weak-regret"].strong.get(self._lang, ()),
        )
        reasons: list[tuple[int, str]] = []
        acknowledged = 0
        first_owned: int | None = None
        for at, sentence in self._sentences():
            if any(pattern.search(sentence) for pattern in owns):
                acknowledged += len(sentence.split())
                first_owned = at if first_owned is None else first_owned
            elif any(pattern.search(sentence) for pattern in rule.find.get(self._lang, ())):
                reasons.append((at, sentence))
        if not reasons:
            return
        longer = sum(len(sentence.split()) for _, sentence in reasons) > max(acknowledged, 1)
        early = first_owned is None or reasons[0][0] < first_owned
        if longer or (early and len(reasons) > 1):
            at, sentence = reasons[0]
            start = at + len(sentence) - len(sentence.lstrip())
            yield self._remark(rule, start, start + len(sentence.strip()))

    def _self_focus(self, rule: Rule) -> Iterator[Remark]:
        own = sum(len(pattern.findall(self._plain)) for pattern in rule.find.get(self._lang, ()))
        other = sum(len(pattern.findall(self._plain)) for pattern in rule.strong.get(self._lang, ()))
        if own >= 12 and own > 4 * max(other, 1):
            yield self._remark(rule, 0, 0)

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
