"""A bank's policy in plain words, sentence by sentence: each is there only where it is true of that policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from amends.office.bank.policy import Answers, Policy, Recipients, Screening, Writers
from amends.sentences import marked, translations


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, as its own key, with what stands in it.

    Attributes:
        text: English, with `%(name)s` where something stands in it.
        number: by name, a figure.
        listed: words that are listed under the name `list`.
    """

    text: str
    number: dict[str, int] = field(default_factory=dict[str, int])
    listed: tuple[str, ...] = ()


TELLING: Final = {
    "who-asked": marked("We tell you of a letter only if you asked us to."),
    "when-approved": marked(
        "Where a letter has been approved we may tell you of it though you never asked; not if you said that we "
        "should keep it or that you want none."
    ),
    "nobody": marked("We tell nobody of a letter who does not ask."),
}
_DEFECTS: Final = {
    "threat": marked("threats"),
    "contact": marked("contact details"),
    "sexual": marked("sexual words"),
    "disrespect": marked("disrespect"),
    "demand": marked("demands, such as a plea to be forgiven or to meet"),
    "excuse": marked("excuses"),
    "third-party": marked("what concerns other people"),
}
_ROADS: Final = {
    "post": marked("by post"),
    "mail": marked("by e-mail"),
    "online": marked("online"),
    "telephone": marked("read to you by telephone"),
    "in-person": marked("read together with a facilitator"),
}
_FACTS: Final = {
    "requested": marked("that you asked for the letter"),
    "received": marked("that it has reached you"),
    "read": marked("that you have read it"),
}
_CONFIRMED: Final = {
    "no": marked("Once you said that you want a letter, we do not ask again."),
    "yes": marked("Before a letter is handed over we ask you once more."),
    "by-telephone": marked("Before a letter is handed over we ask you once more, by telephone."),
}
_KEPT: Final = {
    "indefinitely": marked("A letter waits without an end."),
    "until-requested": marked("A letter waits until it is asked for."),
    "until-discharge": marked("A letter waits until its writer is discharged, if nobody it is for has registered."),
    "until-delivered": marked("A letter waits until it is handed over."),
}


def plain(policy: Policy) -> list[tuple[str, list[Sentence]]]:
    """The policy's sentences under their headings."""
    return [
        (marked("What is yours to decide"), list(_yours(policy.recipients))),
        (marked("What the writer learns"), list(_learned(policy))),
        (marked("Writing back"), list(_answers(policy.answers))),
        (marked("Who reads a letter first"), list(_screening(policy.screening))),
        (marked("Who may write"), list(_writers(policy.writers))),
        (marked("How long things are kept"), list(_keeping(policy))),
    ]


def before_saving(policy: Policy) -> list[Sentence]:
    """What somebody should know before they register."""
    wanted = ("age", "identity", "confirmed", "readers", "orders")
    chosen = {
        "age": _age(policy.recipients),
        "identity": _identity(policy.recipients),
        "confirmed": Sentence(_CONFIRMED[policy.recipients.confirmed]),
        "readers": _readers(policy.screening),
        "orders": _orders(policy.recipients),
    }
    return [chosen[name] for name in wanted]


def _yours(recipients: Recipients) -> Iterator[Sentence]:
    yield Sentence(TELLING[recipients.told])
    yield Sentence(
        marked(
            "If you say “never”, every road is closed at once, also for a letter and an answer that are under way. "
            "You can take it back."
        )
    )
    yield _identity(recipients)
    yield _age(recipients)
    yield Sentence(_CONFIRMED[recipients.confirmed])
    yield Sentence(marked("You choose how you get a letter: %(list)s."), listed=_words(_ROADS, recipients.roads))
    if recipients.several:
        yield Sentence(
            marked("A letter may be for several people. Each decides alone, and none learns what another decided.")
        )
    else:
        yield Sentence(marked("A letter is for one person."))
    yield _orders(recipients)
    if recipients.only_through_bank:
        yield Sentence(marked("Writers may send no letter to you around us."))


def _learned(policy: Policy) -> Iterator[Sentence]:
    learns = policy.writer_learns
    if not learns.facts:
        yield Sentence(marked("The writer is told nothing of what you do, whatever it is."))
    else:
        yield Sentence(
            marked("The writer is told only what you switch on: %(list)s. Everything starts off."),
            listed=_words(_FACTS, learns.facts),
        )
        yield Sentence(
            marked(
                "The writer is shown such things on a fixed day, every %(days)s days, so that the day says nothing."
            ),
            {"days": learns.every_days},
        )
    if policy.writers.filed_when_declined:
        yield Sentence(
            marked(
                "A letter that you decline goes into the writer’s case file, and the writer may learn of it there."
            )
        )
    else:
        yield Sentence(marked("If you decline a letter, nothing of that goes into the writer’s case file."))


def answer_rules(answers: Answers) -> list[Sentence]:
    """What an answer is held to, said before a word of one is written: how many, what may not be in it, how long."""
    return [*_how_many(answers), *_held_to(answers)]


def said(language: str, sentence: Sentence) -> str:
    """A sentence in a language."""
    told = translations(language).gettext
    listed = _listed(language, [told(one) for one in sentence.listed])
    return told(sentence.text) % {**sentence.number, "list": listed}


def _listed(language: str, words: list[str]) -> str:
    if not words:
        return ""
    from babel.lists import format_list  # noqa: PLC0415  # only whoever reads the rules waits for it

    return format_list(words, style="or", locale="en_GB" if language == "en" else language)


def _answers(answers: Answers) -> Iterator[Sentence]:
    yield from _how_many(answers)
    if answers.how_many == "none":
        return
    if answers.screened:
        yield Sentence(marked("We read an answer before the writer does."))
        yield Sentence(
            marked(
                "You write one on the page of the letter, where it is sealed to us, or bring or send it on paper. "
                "One that may not go on comes back to you with the reason, and you can mend it."
            )
        )
    else:
        yield Sentence(marked("Nobody here reads an answer."))
    yield from _held_to(answers)
    if answers.reason_given:
        yield Sentence(marked("If an answer comes back to you, we say why and how to mend it."))
    if answers.said_beforehand:
        yield Sentence(marked("Both of you are told beforehand whether an answer is possible, and how far it goes."))


def _how_many(answers: Answers) -> Iterator[Sentence]:
    match answers.how_many:
        case "none":
            yield Sentence(marked("No answer can be sent back through us."))
        case "one":
            yield Sentence(marked("You can answer once. You do not have to."))
        case "any":
            yield Sentence(marked("You can answer as often as you like. You do not have to."))


def _held_to(answers: Answers) -> Iterator[Sentence]:
    if answers.refuses:
        yield Sentence(
            marked("An answer is sent back to you if it holds: %(list)s."), listed=_words(_DEFECTS, answers.refuses)
        )
    if answers.longest_words:
        yield Sentence(marked("An answer has %(words)s words at most."), {"words": answers.longest_words})


def _screening(screening: Screening) -> Iterator[Sentence]:
    yield _readers(screening)
    if screening.refuses:
        yield Sentence(
            marked("No letter is let through that holds: %(list)s."), listed=_words(_DEFECTS, screening.refuses)
        )
    if screening.may_reject:
        yield Sentence(marked("A letter is let through, sent back to be mended, or rejected."))
    else:
        yield Sentence(marked("A letter is let through, or sent back to be mended."))
    if screening.one_incident:
        yield Sentence(marked("A letter is about one thing that happened, and one person."))
    if screening.transcript:
        yield Sentence(marked("A letter written by hand comes with its words in plain type."))


def _writers(writers: Writers) -> Iterator[Sentence]:
    if writers.verified:
        yield Sentence(marked("We check who a writer is before the first letter."))
    else:
        yield Sentence(marked("We do not check who a writer is."))
    if writers.guilt_acknowledged:
        yield Sentence(marked("Only somebody who admits what they did may write."))
    if writers.written_request:
        yield Sentence(marked("A writer asks us in writing and is sent our guidelines first."))
    if writers.court_ordered == "refused":
        yield Sentence(marked("We take no letter that a court ordered."))
    else:
        yield Sentence(marked("We also take letters that a court ordered."))
    if writers.may_update:
        yield Sentence(marked("A writer may replace a letter that is with us."))
    if writers.help_from_outside:
        yield Sentence(marked("An organisation apart from us may help a writer with the words."))
    if writers.brings_benefit:
        yield Sentence(marked("Leaving a letter may count for the writer’s release, custody or parole."))
    else:
        yield Sentence(
            marked("Leaving a letter brings the writer nothing: it does not count for release, custody or parole.")
        )
    if writers.permits_contact:
        yield Sentence(marked("A letter may be followed by further contact."))
    else:
        yield Sentence(marked("A letter gives the writer no right to further contact."))


def _keeping(policy: Policy) -> Iterator[Sentence]:
    keeping = policy.keeping
    yield Sentence(_KEPT[keeping.kept])
    yield Sentence(
        marked("Our own copy of a letter goes %(days)s days after everybody who wants it has it."),
        {"days": keeping.screening_copy_days},
    )
    grounds = set(keeping.disclosed_for)
    if not grounds:
        yield Sentence(marked("Its words are shown to nobody else."))
    if "threat-of-death-or-injury" in grounds:
        yield Sentence(marked("Words that threaten death or injury may be shown to others."))
    if "waiver-by-all" in grounds:
        yield Sentence(marked("Words may be shown to others if everybody concerned agrees in writing."))


def _readers(screening: Screening) -> Sentence:
    if screening.readers == 1:
        return Sentence(marked("One person here reads every letter before it is offered."))
    return Sentence(
        marked("%(readers)s people here read every letter before it is offered."), {"readers": screening.readers}
    )


def _identity(recipients: Recipients) -> Sentence:
    if recipients.identity:
        return Sentence(marked("We check who you are before we look, whether or not there is a letter."))
    return Sentence(marked("We do not check who you are."))


def _age(recipients: Recipients) -> Sentence:
    if not recipients.least_age:
        return Sentence(marked("There is no least age."))
    if recipients.accompanied:
        return Sentence(
            marked("You have to be %(age)s or older, or have a guardian or an advocate beside you."),
            {"age": recipients.least_age},
        )
    return Sentence(marked("You have to be %(age)s or older."), {"age": recipients.least_age})


def _orders(recipients: Recipients) -> Sentence:
    if recipients.orders_block:
        return Sentence(
            marked("If a court’s order forbids contact, no letter is offered, and what is under way stops.")
        )
    return Sentence(marked("A court’s order against contact does not by itself stop a letter here."))


def _words(said: dict[str, str], wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words for name, words in said.items() if name in wanted)
