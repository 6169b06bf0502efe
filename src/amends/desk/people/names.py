"""Names: the one place that knows how two spellings are compared and what the parts of a name are.

Letters are matched to people, salutations to addressees and rolls to the list by what stands here. It works on the
letters of a name alone and guesses nobody's sex, age or origin from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from amends.desk.people.person import Person, PersonKind

HONORIFICS: Final = frozenset(
    """mr mrs ms miss mx messrs dr prof professor doctor sir dame lady lord hon rev reverend fr father sister brother
    nurse captain capt major colonel col sergeant judge herr herrn herren frau fräulein monsieur messieurs madame mme
    mlle mademoiselle señor señora señorita sr sra srta don doña dona senhor senhora signor signora signore baron
    baroness count countess prince princess archduke archduchess duke duchess king queen graf gräfin freiherr ritter
    hofrat hofrath rechnungsrath abbé abbe uncle aunt auntie tía tío tia tio tante onkel oncle pan pani pán paní
    господин госпожа""".split()
)
"""Forms of address that may stand before a name and are no part of it; a name never consists of one alone."""

PARTICLES: Final = frozenset(
    "von van vom zu zum zur de del della dei di da do dos das der den la le les du des ten ter af av al el bin ibn "
    "bint of the y e i".split()
)
"""Small words inside a name. They belong to it, but alone they name nobody."""

SUFFIXES: Final = frozenset("jr jnr junior sr snr senior ii iii iv esq phd md".split())
"""What stands behind a name. It tells father from son, so it is never thrown away."""

_JOINERS: Final = frozenset("& and und y et e i och og en и".split())
_FAMILY: Final = frozenset("family families familie familia famille famiglia família household семья".split())
_ORGANISATION: Final = frozenset(
    """co company ltd limited inc llc plc gmbh ag kg corp corporation society club school church parish council office
    court committee association foundation trust union hospital library university college department bank brothers
    bros shop store café cafe verein ev kirche schule iglesia escuela centre center""".split()
)
RELATIONS: Final = frozenset(
    """friend friends mother mum mom mummy mommy mama mamá father dad daddy papa papá son sons daughter daughters
    brother brothers sister sisters child children nephew niece cousin cousins uncle aunt auntie grandmother
    grandfather grandma grandpa granny gran nan husband wife neighbour neighbours neighbor neighbors sir sirs madam
    gentlemen gentleman ladies boy boys girl girls love darling dear dearest all everyone everybody colleague
    colleagues comrade comrades fellow master copyist landlord landlady teacher coach boss freund freunde freundin
    mutter vater bruder schwester sohn tochter kinder amigo amiga amigos madre padre hermano hermana hijo
    hija""".split()
)
"""Words by which one addresses somebody without naming anybody."""

_POSSESSIVES: Final = frozenset("my our his her their your a an mein meine sein ihr mi mis su sus mon ma mes".split())

_WORD = re.compile(r"[^\W_]+(?:['’\-‐][^\W_]+)*", re.UNICODE)
_SUFFIX_BETWEEN = re.compile(r"^([^,]+), *((?:jr|sr|jnr|snr|ii|iii|iv)\b\.?), *([^,]+)$", re.IGNORECASE)
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def fold(text: str) -> str:
    """A text as compared: compatibility forms united (NFKC), no case, one kind of apostrophe, single blanks."""
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.replace("’", "'").replace("ʼ", "'").replace("‐", "-").split())


def words_in(text: str) -> list[str]:
    """The words of a name or a line, folded, without punctuation."""
    return _WORD.findall(fold(text))


def skeleton(word: str) -> str:
    """A folded word without its accents, German umlauts written out or not: only ever a hint that two may be one."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    for wide, narrow in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ß", "ss"), ("ø", "o"), ("ł", "l")):
        plain = plain.replace(wide, narrow)
    return plain.replace("-", "").replace("'", "")


def has_no_spaces(word: str) -> bool:
    """Whether the word is of a script that sets no spaces between words (Chinese, Japanese)."""
    return bool(_NO_SPACES.search(word))


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart, every part folded.

    Attributes:
        kind: person, family or organisation, as far as the name itself tells.
        given: given names and initials.
        family: words of the family name (particles included), or of an organisation's name.
        suffix: junior, senior, III.
        titles: the honorifics in front.
    """

    kind: PersonKind
    given: tuple[str, ...]
    family: tuple[str, ...]
    suffix: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What two spellings of one name have in common: no titles, no punctuation, given names first."""
        return " ".join((*self.given, *self.family, *self.suffix)) + (
            "" if self.kind == "person" else f" ({self.kind})"
        )

    @property
    def naming(self) -> frozenset[str]:
        """The words that name somebody by themselves: no particle, no mere relation, no "Ltd"."""
        return frozenset(
            word
            for word in (*self.given, *self.family)
            if word not in PARTICLES and word not in RELATIONS and word not in _ORGANISATION
        )


@lru_cache(maxsize=65536)
def parse(text: str) -> Name:
    """Takes a full name apart: `Dr. Ana María Duarte`, `Whitfield, Joan`, `Anna & Ben Carter`."""
    head, comma, tail = _SUFFIX_BETWEEN.sub(r"\1, \3 \2", text).partition(",")
    if comma and _is_inverted(head, tail):
        ends = [word for word in tail.split() if fold(word).strip(".") in SUFFIXES]
        text = " ".join((*(word for word in tail.split() if word not in ends), head, *ends))
    elif comma and not set(words_in(tail)) <= SUFFIXES:
        text = head if words_in(head) else tail  # "Herr Peters, Leipzig": where somebody lives is not their name
    raw = _WORD.findall(unicodedata.normalize("NFKC", text.replace("&", " and ")))
    words = [fold(word) for word in raw]
    kind = _kind(words)
    titles: list[str] = []
    while len(words) > 1 and words[0] in HONORIFICS and words[1] not in ("of", "and"):
        titles.append(words.pop(0))
        raw.pop(0)
    suffix: list[str] = []
    while len(words) > 2 and words[-1] in SUFFIXES:
        suffix.insert(0, words.pop())
    if words[:1] == ["the"] and len(words) > 1:
        words.pop(0)
        raw.pop(0)
    if kind == "organisation":
        return Name(kind, (), tuple(w for w in words if w != "and"), tuple(suffix), tuple(titles))
    words = [word for word in words if word not in _FAMILY] or words
    if kind == "family":
        return _family(words, tuple(suffix), tuple(titles))
    if _describes(words, raw):
        named = tuple(word for word, seen in zip(words, raw, strict=False) if not seen[:1].islower())
        return Name(kind, named or tuple(words), (), tuple(suffix), tuple(titles))
    if titles and len(words) == 1:
        return Name(kind, (), tuple(words), tuple(suffix), tuple(titles))
    at = _family_begins(words)
    return Name(kind, tuple(words[:at]), tuple(words[at:]), tuple(suffix), tuple(titles))


def _describes(words: list[str], raw: list[str]) -> bool:
    """Whether this says who somebody is ("his brother Johann"): only what is written like a name names them."""
    small = [seen[:1].islower() and word not in PARTICLES for word, seen in zip(words, raw, strict=False)]
    return any(small) and (not all(seen.islower() for seen in raw) or words[0] in _POSSESSIVES)


def _is_inverted(head: str, tail: str) -> bool:
    before, after = words_in(head), words_in(tail)
    if not before or not after or before[0] in HONORIFICS or set(after) <= SUFFIXES:
        return False
    if _kind(before) != "person" or (tail.strip()[:1].islower() and not head[:1].islower()) or len(after) > 3:
        return False
    return len([word for word in before if word not in PARTICLES]) == 1


def _kind(words: list[str]) -> PersonKind:
    if set(words) & _FAMILY:
        return "family"
    if len(words) > 1 and set(words) & _ORGANISATION:
        return "organisation"
    inner = words[1:-1]
    if "and" in inner or "und" in inner or (set(inner) & {"y", "et", "и"} and len(words) <= 4):
        return "family"
    return "person"


def _family(words: list[str], suffix: tuple[str, ...], titles: tuple[str, ...]) -> Name:
    words = [word for word in words if word not in HONORIFICS] or words
    joins = [at for at, word in enumerate(words) if word in _JOINERS]
    if not joins:
        at = 0 if len(words) == 1 else _family_begins(words)
        return Name("family", tuple(words[:at]), tuple(words[at:]), suffix, titles)
    last = words[joins[-1] + 1 :]
    at = _family_begins(last) if len(last) > 1 else len(last)
    before = [word for word in words[: joins[-1]] if word not in _JOINERS]
    return Name("family", (*before, *last[:at]), tuple(last[at:]), suffix, titles)


def _family_begins(words: list[str]) -> int:
    """Where the family name begins: at the first particle behind a given name, else at the last word."""
    for at, word in enumerate(words[1:-1], 1):
        if word in PARTICLES:
            return at
    if len(words) > 1 and words[0] in PARTICLES:
        return 0
    return max(len(words) - 1, 0) if len(words) > 1 else 0


def key(text: str) -> str:
    """`Name.key` of a name as written."""
    return parse(text).key


def spelt(text: str) -> str:
    """A name as written, up to case, blanks and Unicode form: the narrowest sense in which two are the same."""
    return fold(text)


@lru_cache(maxsize=65536)
def naming_words(person: Person) -> frozenset[str]:
    """Every word that could stand for this person in a salutation, from all their spellings."""
    words: set[str] = set()
    for name in person.names:
        words |= parse(name).naming
    for part in (person.given, person.family):
        words |= {word for word in words_in(part) if word not in PARTICLES}
    return frozenset(words)


def is_initial_of(short: str, long: str) -> bool:
    """Whether one word is the initial of the other: `f` of `ferdinand`."""
    return len(short) == 1 and len(long) > 1 and long.startswith(short)


def named_keys(person: Person) -> frozenset[str]:
    """The keys of all a person's spellings."""
    return frozenset(found for name in person.names if (found := key(name)))


def is_unnamed(person: Person) -> bool:
    """Whether a relation alone is known of this person ("his nephew", "Mum"), so that no name contradicts it."""
    words = naming_words(person)
    own = _WORD.findall(person.name)
    return not words or all(word in RELATIONS for word in words) or (bool(own) and own[0] in _POSSESSIVES)


class NameIndex:
    """People by their names, for many look-ups."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._spelt: dict[str, list[Person]] = {}
        self._keys: dict[str, list[Person]] = {}
        self._words: dict[str, list[Person]] = {}
        self.has_unnamed = False
        """Whether somebody is listed by a relation alone, so that a given name may be theirs."""
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Puts one more person into the index."""
        for form in {spelt(name) for name in person.names} | {person.id} | {spelt(mail) for mail in person.emails}:
            self._spelt.setdefault(form, []).append(person)
        for form in named_keys(person):
            self._keys.setdefault(form, []).append(person)
        for word in naming_words(person):
            self._words.setdefault(word, []).append(person)
        self.has_unnamed = self.has_unnamed or is_unnamed(person)

    def spelt(self, name: str) -> tuple[Person, ...]:
        """Everybody whose name, other spelling, id or e-mail address is written exactly so."""
        return tuple(self._spelt.get(spelt(name), ()))

    def find(self, name: str) -> tuple[Person, ...]:
        """Everybody this name may mean: those written exactly so, else those whose key is the same (`Name.key`)."""
        return self.spelt(name) or tuple(self._keys.get(key(name), ()))

    def near(self, name: str) -> tuple[Person, ...]:
        """Everybody who shares a word of this name, those with the most first: a hint, never an answer."""
        wanted = parse(name).naming
        found: dict[str, tuple[int, Person]] = {}
        for word in sorted(wanted):
            for person in self._words.get(word, ()):
                found[person.id] = (found.get(person.id, (0, person))[0] + 1, person)
        return tuple(person for _, person in sorted(found.values(), key=lambda hit: (-hit[0], hit[1].name)))

    def bearing(self, word: str) -> tuple[Person, ...]:
        """Everybody whom this one folded word could stand for."""
        return tuple(self._words.get(word, ()))
