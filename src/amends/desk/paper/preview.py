"""A page while it is being written: the press of the print run, kept warm, giving pictures instead of documents.

A press takes most of a second to lay out, and then some twenty milliseconds a letter. So whoever writes has one for
as long as they sit at the desk, and sees the page they will print: same forms, same hand, same outlines.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from amends.desk.hand.standins import stand_ins
from amends.desk.hand.variation import Inkwell
from amends.desk.letters.words import digest
from amends.desk.paper.cover import cover_data, widths
from amends.desk.paper.press import Form, Press, type_case
from amends.desk.paper.setting import PrintLetter, scans, set_words
from amends.desk.paper.wants import refuse_missing


class PreviewPress:
    """A press that stays. Used by one thread; to be closed."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._stack = ExitStack()
        self._press = Press(self._stack.enter_context(type_case(form)))
        self._inkwell = Inkwell(stand_ins(form.hand).drawings)
        self._wide = widths(form.hand)
        self._last: tuple[object, tuple[bytes, ...]] = (None, ())

    def pages(self, letter: PrintLetter) -> tuple[bytes, ...]:
        """The letter's pages as SVG; asked for the same page again, it is not set again.

        Raises:
            Refused: the hand lacks a character; the message names it.
        """
        wanted = (letter.id, digest(letter.words), letter.plain)
        if self._last[0] == wanted:
            return self._last[1]
        inside = replace(letter, to_name="", address_lines=(), from_name="")  # the envelope is looked at apart
        refuse_missing(inside, self.form.hand)
        tree = set_words(letter.words, self._inkwell, letter.id, letter.plain)
        with scans(self._press.root, [tree], [letter]):
            made = self._press.svg("letters", [tree])
        self._last = (wanted, made)
        return made

    def envelope(self, letter: PrintLetter) -> tuple[bytes, ...]:
        """The envelope's front and back as SVG.

        Raises:
            Refused: the hand lacks a character.
        """
        refuse_missing(letter, self.form.hand)
        return self._press.svg("envelopes", [cover_data(letter, self.form, self._wide, self._inkwell)])

    def close(self) -> None:
        """Clears the table: fonts and images go from the scratch folder."""
        self._last = (None, ())
        self._stack.close()
