"""The parts of a letter: which blocks are the salutation, the close, the signature and the postscript.

Only the order of the blocks is read, never changed, so that the parts one after another are the words as they were
written. Where it is unsure what a block is, it stays in the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.desk.letters.lines import flowing, fused, split, together
from amends.desk.letters.words import Block, Line, Paragraph, Words, bare
from amends.desk.people.names import HONORIFICS, PARTICLES, words_in

GREETINGS: Final = frozenset(
    """dear dearest beloved hello hi hey greetings my esteemed honored honoured reverend worthy lieber liebe liebes
    liebste liebster sehr hallo querido querida queridos queridas estimado estimada estimados estimadas hola mi cher
    chère chers chères bonjour caro cara carissimo carissima ciao kära käre drogi droga kochana drahý drahá milá milý
    дорогая дорогой дорогие милая милый sayın sevgili عزيزي عزيزتي אהובתי יקירי prezado prezada""".split()
)
"""Words a salutation begins with, in the languages of the letters we have seen."""

_NO_NAME: Final = frozenset(
    "i we you he she it they is are was were have has had will would shall can could not".split()
)
_CLOSING: Final = re.compile(
    r"(?:and |with |in |i am|i remain|as |ever |your|yours|love|all |best|kind|warm|sincerely|faithfully|"
    r"respectfully|affectionately|truly|until|good-?bye|farewell|take care|from |believe me|un abrazo|un beso|con |"
    r"atentamente|tu |tuyo|tuya|su |saludos|mit |dein|deine|ihr|ihre|liebe grüße|herzlich|hochachtungsvoll|bien à|"
    r"amicalement|votre|ton )",
    re.IGNORECASE,
)
_POSTSCRIPT: Final = re.compile(
    r"\W{0,2}(?:p\. ?(?:p\. ?)?s\.|ps\b|pps\b|n\. ?b\.|nb\b|postscript|p\. ?d\.|pd\b|post scriptum)", re.IGNORECASE
)
_DATE: Final = re.compile(
    r"\b\d{1,4}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december|morning|noon|evening|night)\b",
    re.IGNORECASE,
)
_TAIL: Final = 6
"""How many blocks may stand behind the signature before it is no signature but a heading."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with the lines of its source still apart, since a close and a name are often told by them alone."""

    lines: tuple[Line, ...]

    @property
    def line(self) -> Line:
        """The paragraph run on as one line."""
        return flowing(self.lines)

    @property
    def text(self) -> str:
        """Its bare words."""
        return bare(self.line)


Part = Passage | Block


def arranged(parts: Sequence[Part], *, lang: str, date: str, from_name: str) -> Words:
    """The whole letter.

    Args:
        parts: its paragraphs and other blocks, in order.
        lang: BCP 47 tag.
        date: the date as the writer wrote it, if it stands apart from the words.
        from_name: the name by which its readers know the writer: stands as signature where the letter has none.
    """
    rest = list(parts)
    if not date and len(rest) > 2 and _is_date(rest[0]) and _is_salutation(rest[1]):
        date = _text(rest.pop(0))
    salutation: Line = ()
    if len(rest) > 1 and _is_salutation(rest[0]):
        salutation = _line(rest.pop(0))
    body, close, sign, postscript = _end(rest, from_name)
    if not sign and from_name:
        sign = (from_name,)
    return Words(
        body=tuple(map(_block, body)),
        lang=lang,
        date=date,
        salutation=salutation,
        close=close,
        sign=sign,
        postscript=tuple(map(_block, postscript)),
    )


def _text(part: Part) -> str:
    return part.text if isinstance(part, Passage) else ""


def _line(part: Part) -> Line:
    assert isinstance(part, Passage)
    return part.line


def _block(part: Part) -> Block:
    return Paragraph(part.line) if isinstance(part, Passage) else part


def _is_date(part: Part) -> bool:
    text = _text(part)
    plain = isinstance(part, Passage) and part.line == (text,)
    return plain and len(text) <= 40 and bool(_DATE.search(text)) and len(text.split()) <= 6


def _is_salutation(part: Part) -> bool:
    return looks_like_salutation(_text(part))


def looks_like_salutation(text: str) -> bool:
    """Whether a paragraph is an address to somebody and not yet a sentence: "Dear Joan," or "MY GOOD ADJUTANT,--"."""
    words = words_in(text)
    if not words or len(words) > 12 or len(text) > 100:
        return False
    core = text.rstrip(" ,-–—:!.;…、，：！")
    ending = text[len(core) :].strip()
    if re.search(r"[.!?][\"'”’)]?\s+(?!--)\S", _without_titles(core)) and not core.isupper():
        return False
    greets = words[0] in GREETINGS
    shouted = core.isupper()
    if words[-1] in ("your", "yours"):
        return False
    if set(ending) & set(",-–—、，"):
        return greets or shouted or not set(words) & _NO_NAME
    if set(ending) & set("!:！："):
        return greets or shouted or (len(words) <= 4 and not set(words) & _NO_NAME and _capitalised(core))
    return greets and len(words) <= 6 and not set(words) & _NO_NAME


def _without_titles(text: str) -> str:
    return re.sub(
        r"\b([\w]{1,4})\.",
        lambda found: found[1] if found[1].casefold() in HONORIFICS or len(found[1]) == 1 else found[0],
        text,
    )


def _capitalised(text: str) -> bool:
    raw = re.findall(r"[^\W\d_]+", text)
    return all(not word[0].islower() or word in PARTICLES for word in raw)


# ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _end(parts: list[Part], from_name: str) -> tuple[list[Part], Line, Line, list[Part]]:
    """The parts as body, close, signature and postscript."""
    until = next((at for at, part in enumerate(parts) if at and _POSTSCRIPT.match(_text(part))), len(parts))
    for at in range(until - 1, max(-1, until - 1 - _TAIL), -1):
        part = parts[at]
        if not isinstance(part, Passage):
            continue
        if found := _close_and_sign(part, from_name):
            return parts[:at], found[0], found[1], parts[at + 1 :]
        before = parts[at - 1] if at else None
        closes = isinstance(before, Passage) and is_close(before.text)
        hangs = isinstance(before, Passage) and re.search(r"\byours?,?$", before.text.casefold()) is not None
        last = at == until - 1 and bool(at) and part.text[-1:] not in ".!?,:;"
        if not is_name(part.text, from_name, sure=closes or hangs or last):
            continue
        sign = together(part.lines)
        if closes and at > 1:
            return parts[: at - 1], _line(parts[at - 1]), sign, parts[at + 1 :]
        if at:
            return parts[:at], (), sign, parts[at + 1 :]
    if until < len(parts) and until and is_close(_text(parts[until - 1])):
        return parts[: until - 1], _line(parts[until - 1]), (), parts[until:]
    if len(parts) > 1 and is_close(_text(parts[-1])) and until == len(parts):
        return parts[:-1], _line(parts[-1]), (), []
    return parts, (), (), []


def _close_and_sign(part: Passage, from_name: str) -> tuple[Line, Line] | None:
    """Close and signature in one paragraph, the name on a line of its own: "Yours ever," over "Tom"."""
    lines = [line for whole in part.lines for line in split(whole)]
    for cut in range(1, min(len(lines), 3)):
        head, tail = lines[:cut], lines[cut:]
        if len(tail) <= 3 and is_close(bare(flowing(head))) and is_name(bare(tail[0]), from_name, sure=True):
            return fused(flowing(head)), together(tail)
    return None


def is_close(text: str) -> bool:
    """Whether a paragraph is the close: "Yours ever," or "In haste, your"."""
    words = words_in(text)
    if not words or len(words) > 14 or re.search(r"[.!?]\s+\S", text):
        return False
    if not _CLOSING.match(text):
        return False
    if text.rstrip().endswith((",", "—", "-", "–")) or words[-1] in ("your", "yours"):
        return True
    return len(words) <= 4 and not set(words) & _NO_NAME and "sorry" not in words


def is_name(text: str, from_name: str, *, sure: bool) -> bool:
    """Whether a paragraph is a signature.

    Args:
        text: the paragraph.
        from_name: the name the letter is known to be from.
        sure: whether it stands under a close or at the very end, so that any name will do; else it must be that name
        or
            in capitals.
    """
    words = words_in(text)
    core = text.strip(" .,-–—!*_")
    if not words or len(words) > 6 or len(core) > 48 or core[:1] in "[(\"“'" or re.search(r"[?;:\d]", core):
        return False
    if from_name and words == words_in(from_name):
        return True
    if core.isupper() and len(core) > 2:
        return True
    return sure and _capitalised(core) and not set(words) & _NO_NAME
