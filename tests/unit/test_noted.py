"""What the desk wrote down of an answer is said in the language of whoever reads it."""

from __future__ import annotations

import pytest

from amends.desk.journey.placing import BY_EYE, IN_TRAY
from amends.desk.mailbag.placing import APART, NO_CODE, SEVERAL
from amends.desk.web.saying import noted


@pytest.mark.parametrize("note", [BY_EYE, IN_TRAY, NO_CODE, SEVERAL, APART])
def test_every_sentence_of_a_note_is_said_in_spanish(note):
    assert noted(note, language="en") == note
    assert noted(note, language="es") != note


def test_of_two_sentences_each_is_said_and_what_has_no_other_words_stays():
    said = noted(f"{SEVERAL} {APART} From ana@alder.example.", language="es")
    assert said == f"{noted(SEVERAL, language='es')} {noted(APART, language='es')} From ana@alder.example."
