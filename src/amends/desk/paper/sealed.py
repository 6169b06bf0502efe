"""One letter as one document: PDF/A-3a and PDF/UA-1, with its words attached.

This is what lies in a sealed letter, and what `print --each` gives. In twenty years it can be looked at, read aloud,
and its words taken out again, without this program.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from amends.desk.hand.shipped import Hand
from amends.desk.hand.standins import stand_ins
from amends.desk.hand.variation import Inkwell
from amends.desk.letters.words import plain_text, words_json
from amends.desk.paper.press import SEALED, Form, Press, TypeCase, type_case
from amends.desk.paper.proof import read_letters
from amends.desk.paper.setting import PrintLetter, scans, set_words
from amends.desk.paper.slip import slip_data
from amends.desk.paper.stationery import EnvelopeSize, Size, Stationery, envelope_size, size, stationery
from amends.desk.paper.wants import refuse_missing
from amends.envelope import Json, to_json

_ABOUT: Final[Json] = {
    "words": "The words of this letter, as a tree in JSON; the page was made from them.",
    "text": "The words of this letter as plain text.",
}


class LetterPress:
    """Sets letters one by one, each as a document of its own. One a thread; made by `letter_press`."""

    def __init__(self, case: TypeCase, form: Form) -> None:
        self._press = Press(case)
        self._form = form
        self._inkwell = Inkwell(stand_ins(form.hand).drawings)

    def pdf(self, letter: PrintLetter, *, code: str = "", at: int = 0) -> bytes:
        """The letter's document.

        Args:
            letter: the letter.
            code: the reply code of its slip; empty for none.
            at: time stamp of the document, seconds since 1970.

        Raises:
            Refused: the hand lacks a character, or the page does not say what the letter says.
        """
        refuse_missing(letter, self._form.hand)
        data = set_words(letter.words, self._inkwell, letter.id, letter.plain)
        data |= {
            "title": f"Letter to {letter.to_name}",
            "author": letter.from_name,
            "words": to_json(words_json(letter.words)).decode(),
            "text": plain_text(letter.words),
            "about": _ABOUT,
        }
        if code:
            data["slip"] = slip_data(code)
        with scans(self._press.root, [data], [letter]):
            made = self._press.pdf("sealed", data, at=at, standards=SEALED)
        read_letters(made, [letter], [bool(code)])
        return made


@contextmanager
def letter_press(
    hand: Hand, paper: Stationery | None = None, sheet: Size | None = None, cover: EnvelopeSize | None = None
) -> Generator[LetterPress]:
    """A press for single letters in one hand on one paper, for as long as the context lasts."""
    form = Form(hand, paper or stationery(), sheet or size("A5"), cover or envelope_size("C6"))
    with type_case(form) as case:
        yield LetterPress(case, form)


def letter_pdf(letter: PrintLetter, hand: Hand, paper: Stationery | None = None, sheet: Size | None = None) -> bytes:
    """One letter's document. For several, keep a `letter_press`.

    Raises:
        Refused: the hand lacks a character, or the page does not say what the letter says.
    """
    with letter_press(hand, paper, sheet) as press:
        return press.pdf(letter)
