"""Letters that crossed: one person's words under another's name, the worst that can happen to a letter.

A salutation that names somebody on the list who is not among the letter's own addressees refuses the letter, and
there is no way round. A name elsewhere in the letter is only pointed out. Only the words that stand in the letter
are looked up, so ten thousand letters to ten thousand people cost no more than reading them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from amends.desk.letters.arrange import GREETINGS, looks_like_salutation
from amends.desk.letters.words import Paragraph, Words, bare, plain_text, text_of
from amends.desk.people import names
from amends.desk.people.names import HONORIFICS, PARTICLES, RELATIONS, NameIndex
from amends.desk.people.person import Person
from amends.errors import Refused
from amends.sentences import Sentence, together

_ADJECTIVES: Final = frozenset(
    """good kind old young sweet noble worthy best better great little big poor rich true gentle brave bright early
    late long short strong wise grey gray black white brown green sharp savage moody blessed faithful honest patient
    most very much so ever always valued loved respected""".split()
)
_COMMON: Final = frozenset(
    """a an the to at in on of for from with by it its this that these those who whom whose what when where why how
    may will would can must might mark grace hope joy faith rose bill frank art sue pat dawn summer april june august
    may sunny never no not yes all any each both you your yours me my mine we us our he him his she her hers they
    them their i be is are was were been am do does did have has had if or and but as than then there here now just
    only also dear please thank thanks sorry concern again after before today tomorrow yesterday one two
    three""".split()
)
"""Words that are names too. Alone they count as a name only where the letter leaves no doubt."""
_SOFT: Final = _ADJECTIVES | RELATIONS | _COMMON | GREETINGS
_RUN_END = re.compile(r"--|[,;:!?&()\[\]/—–、，：！；・]|\.{2,}|\b(?:and|und|et|y|e|i|och|og|en|и)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"\W*((?:my |our )?(?:dear|dearest|beloved|hello|hi|hey)\b[^,;:!?—\n]{1,60}?)(?:[,;:!?—]|--)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Crossed:
    """Somebody who is addressed in a letter that is not theirs.

    Attributes:
        person: who is named.
        salutation: the words that name them.
        certain: false where the list knows an addressee by a relation alone ("his nephew"), so that a given name in
        the
            salutation may be theirs; then it is pointed out instead of refused.
    """

    person: Person
    salutation: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody on the list who is named in a letter to somebody else: `start` and `end` count in its plain text."""

    person: Person
    start: int
    end: int


def openings(words: Words) -> Iterator[str]:
    """Every place where the letter speaks to somebody by name before it says anything."""
    if words.salutation:
        yield bare(words.salutation)
    for number, block in enumerate(words.body[:3]):
        if not isinstance(block, Paragraph):
            continue
        text = bare(block.line)
        if looks_like_salutation(text):
            yield text
        elif number == 0 and (found := _OPENING.match(text)):
            yield found[1]


def crossed(words: Words, addressees: Sequence[Person], index: NameIndex) -> Crossed | None:
    """Whoever the salutation names instead of an addressee; None when it names nobody else.

    Of each name in the salutation it is asked who fits it best. It crosses when somebody on the list accounts for
    more of it than every addressee does: "Dear Joan" to Ana, or "Dear Mary Smith" to Mary Jones; not "Dear Ana
    Maria" to Ana when a Maria is on the list too.
    """
    doubtful: Crossed | None = None
    for text in openings(words):
        for run in _runs(text):
            found = _best_other(run, addressees, index)
            if found is None:
                continue
            person, hits = found
            lone = len(hits) == 1 and len(names.naming_words(person)) > 1 and not hits & _family_words(person)
            if not (lone and any(names.is_unnamed(one) for one in addressees)):
                return Crossed(person, text)
            doubtful = doubtful or Crossed(person, text, certain=False)
    return doubtful


def refuse_crossed(words: Words, addressees: Sequence[Person], index: NameIndex) -> None:
    """Lets a letter through that names nobody else in its salutation.

    Raises:
        Refused: it does; both people are named.
    """
    found = crossed(words, addressees, index)
    if found and found.certain:
        to = together([person.name for person in addressees])
        raise Refused(
            Sentence(
                'The letter to %(to)s begins "%(salutation)s", and %(other)s is somebody else on the list.',
                to=to,
                salutation=found.salutation,
                other=found.person.name,
            ),
            Sentence(
                "Nothing has been made of it. Correct the salutation or the addressee; if that is another name of "
                "%(to)s, put it on %(to)s's card as a nickname and import the card again.",
                to=to,
            ),
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """One name in a salutation: its words, and those among them that certainly name somebody."""

    words: tuple[str, ...]
    firm: frozenset[str]


def _runs(text: str) -> Iterator[_Run]:
    for part in _RUN_END.split(text):
        words = names.words_in(part)
        while words and words[0] in GREETINGS - {"worthy"}:
            words.pop(0)
        firm: set[str] = set()
        for at, word in enumerate(words):
            titled = at > 0 and words[at - 1] in HONORIFICS
            alone = len(words) == 1 and word not in RELATIONS
            if word in PARTICLES and not titled:
                continue
            if word not in _SOFT and (word not in HONORIFICS or titled):
                firm.add(word)
            single = alone and word not in GREETINGS
            if (titled or single) and word not in ("all", "you", "me", "it"):
                firm.add(word)
        if firm:
            yield _Run(tuple(words), frozenset(firm))


def _best_other(run: _Run, addressees: Sequence[Person], index: NameIndex) -> tuple[Person, frozenset[str]] | None:
    own_ids = {person.id for person in addressees}
    own = max((_own_score(run, person) for person in addressees), default=0)
    if own >= len({form for word in run.words for form in _forms(word) if len(form) > 1}):
        return None  # nobody can account for more of it: without this, every namesake on the list would be held up
    families = {names.parse(one.name).family[-1:] for one in addressees if one.kind == "family"}
    best: tuple[int, Person, frozenset[str]] | None = None
    seen: set[str] = set()
    for word in sorted(run.firm):
        for form in _forms(word):
            for person in index.bearing(form):
                if person.id in own_ids or person.id in seen:
                    continue
                seen.add(person.id)
                hits = _hits(run, person)
                if not hits or names.parse(person.name).family[-1:] in families - {()}:
                    continue
                if len(hits) > own and (best is None or len(hits) > best[0]):
                    best = (len(hits), person, hits)
    return (best[1], best[2]) if best else None


def _forms(word: str) -> Iterator[str]:
    """The word; where a script sets no blanks, also every name that may stand inside it."""
    yield word
    if names.has_no_spaces(word):
        for size in range(min(len(word), 8), 1, -1):
            yield from (word[at : at + size] for at in range(len(word) - size + 1))


def _hits(run: _Run, person: Person) -> frozenset[str]:
    naming = names.naming_words(person)
    within = frozenset(one for word in run.words for one in _forms(word) if one in naming and len(one) > 1)
    firm = frozenset(one for word in run.firm for one in _forms(word))
    if not within & firm:
        return frozenset()
    if person.kind == "organisation" and not naming <= within | _COMMON:
        return frozenset()
    return within


def _own_score(run: _Run, person: Person) -> int:
    """How many words of a name may stand for the addressee: initials, accents and a plural allowed."""
    naming = names.naming_words(person)
    bones = {names.skeleton(word) for word in naming}
    score = 0
    for word in run.words:
        inside = names.has_no_spaces(word) and any(one in word for one in naming)
        plural = word.removesuffix("es") in naming or word.removesuffix("s") in naming
        initial = any(names.is_initial_of(word, one) or names.is_initial_of(one, word) for one in naming)
        score += word in naming or names.skeleton(word) in bones or inside or plural or initial
    return score


def _family_words(person: Person) -> frozenset[str]:
    words = set(names.words_in(person.family))
    for name in person.names:
        words.update(names.parse(name).family)
    return frozenset(words)


# ── names elsewhere in the letter ─────────────────────────────────────────────────────────────────────────────────

_PART = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_GAP = re.compile(r"\.?[ \n](?:(?:von|van|de|der|den|del|della|da|di|dos|du|la|le|zu|v\.)[ \n])*")


def mentions(words: Words, addressees: Sequence[Person], index: NameIndex) -> tuple[Mention, ...]:
    """Everybody else on the list who is named in the letter outside salutation and signature, once each.

    A run of words written like a name must be somebody's as a whole, so that "Walter Reed" names neither Walter
    Tansley nor Daniel Reed. A family name may stand alone; a given name only when one person on the list bears it,
    it is no common word, and nobody is listed by a relation alone, whose name it might be.
    """
    text = plain_text(words)
    begin = len(text_of(words.salutation)) + (len(words.date) if words.date else 0)
    tail = text_of(words.sign)
    end = text.rfind("\n\n" + tail) if tail else len(text)
    own = frozenset(word for person in addressees for word in names.naming_words(person))
    own_ids = {person.id for person in addressees}
    found: dict[str, Mention] = {}
    for run in _name_runs(text, begin):
        if end <= run[0].start() < end + len(tail) + 2:
            continue
        person = _meant(run, own, index)
        if person is None and len(run) > 1 and _begins_sentence(text, run[0].start()):
            person = _meant(run[1:], own, index)  # "Ask Desmond": a capital that comes of the sentence
            if person and len(run) == 2 and _folded(run[1]) in _family_words(person):
                person = None  # "Walter Reed": a given name we do not know
        if person and person.id not in own_ids | found.keys():
            found[person.id] = Mention(person, *_edges(run, person))
    return tuple(found.values())


def _name_runs(text: str, begin: int) -> Iterator[list[re.Match[str]]]:
    """Words written like a name, those that stand together as one run: `Stephan von Breuning`, `Dr. Bach`."""
    run: list[re.Match[str]] = []
    for part in _PART.finditer(text, begin):
        if part[0][0].islower():
            continue
        if run and not _GAP.fullmatch(text, run[-1].end(), part.start()):
            yield run
            run = []
        elif run and text[run[-1].end()] == "." and _folded(run[-1]) not in HONORIFICS and len(run[-1][0]) > 1:
            yield run  # a full stop between two sentences
            run = []
        run.append(part)
    if run:
        yield run


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 8) : at].rstrip(" \"'“‘(_*>-")
    return not before or before[-1] in ".!?:\n"


def _folded(part: re.Match[str]) -> str:
    return _folded_word(part[0])


@lru_cache(maxsize=65536)
def _folded_word(word: str) -> str:
    return names.fold(re.sub(r"['’]s$", "", word))


def _edges(parts: Sequence[re.Match[str]], person: Person) -> tuple[int, int]:
    naming = names.naming_words(person)
    hits = [part for part in parts if _folded(part) in naming] or list(parts)
    return hits[0].start(), hits[-1].end()


def _meant(parts: Sequence[re.Match[str]], own: frozenset[str], index: NameIndex) -> Person | None:
    """Whom a run of words written like a name means, if it is somebody on the list."""
    words = [_folded(part) for part in parts]
    titled = False
    while len(words) > 1 and (words[0] in _SOFT or words[0] in HONORIFICS):
        titled = words[0] in HONORIFICS
        words.pop(0)
    words = [word for word in words if word not in PARTICLES]
    if not words or (words[0] in _SOFT and len(words) == 1 and not titled) or set(words) <= own:
        return None
    bearers = {one.id: one for word in words if len(word) > 1 for one in index.bearing(word)}
    whole = [one for one in bearers.values() if _accounts(one, words)]
    if len(words) > 1 or not whole:
        return whole[0] if whole else None
    families = [one for one in whole if words[0] in _family_words(one)]
    if families:
        return families[0]
    return whole[0] if len(whole) == 1 and not index.has_unnamed else None


def _accounts(person: Person, words: Sequence[str]) -> bool:
    naming = names.naming_words(person)
    if person.kind == "organisation":
        return naming <= set(words)
    return all(word in naming or any(names.is_initial_of(word, one) for one in naming) for word in words)
