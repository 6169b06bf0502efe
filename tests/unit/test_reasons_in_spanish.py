"""Why a letter stays is said in the language of whoever reads it, names and all, however long ago it was noted."""

import ast
from pathlib import Path

import pytest

import amends
from amends.desk.hand.shipped import shipped_hand
from amends.desk.journey import ready
from amends.desk.letters.plain import words_of_text
from amends.desk.paper.setting import PrintLetter
from amends.desk.paper.wants import refuse_missing
from amends.desk.people.amends import Amends, held_back
from amends.desk.web.saying import told
from amends.errors import Refused
from amends.sentences import Sentence, marked, sentences, together, whole

SRC = Path(amends.__file__).parent
SAY_WHY = (
    "desk/people/amends.py", "desk/letters/crossed.py", "desk/paper/wants.py", "desk/paper/proof.py",
    "desk/paper/outer.py", "desk/paper/packet.py", "desk/paper/press.py", "desk/paper/setting.py",
    "desk/post/way.py", "desk/journey/ready.py", "desk/journey/consent.py", "desk/journey/sealing.py",
    "desk/journey/posting.py", "desk/journey/telling.py", "desk/journey/out_tray.py", "desk/journey/banking.py",
)  # fmt: skip
"""Where it is decided that a letter stays."""
REASONS = {"Refused", "LeftOut", "Held", "Forged", "NeedsMore", "WrongUsage", "OfficeUnreachable", "NotHere", "Busy"}


def unmarked(source: str) -> list[str]:
    """What a call that gives a reason says in bare English: no marked sentence, and no name of one."""
    found: list[str] = []
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REASONS:
            bare = [one for one in call.args if isinstance(one, ast.JoinedStr | ast.Constant)]
            found += [ast.unparse(one) for one in bare if not (isinstance(one, ast.Constant) and one.value == "")]
    return found


@pytest.mark.parametrize("file", SAY_WHY)
def test_no_reason_is_bare_english(file):
    assert unmarked((SRC / file).read_text("utf-8")) == []


def test_that_rule_bites():
    assert unmarked('Refused(f"{name} waits.", marked("Wait."))') == ["f'{name} waits.'"]
    assert unmarked('LeftOut(one.id, one.names, "It waits.")') == ["'It waits.'"]


@pytest.mark.parametrize(
    ("amends", "said"),
    [
        (Amends(no_contact=True), "No hay que ponerse en contacto con Ana Duarte."),
        (Amends(kind="never"), "A Ana Duarte no se le escribirá."),
        (Amends(kind="indirect"), "Las enmiendas a Ana Duarte son indirectas"),
        (Amends(kind="deferred", until="spring"), "Ana Duarte espera hasta: spring."),
        (Amends(kind="deferred"), "Ana Duarte espera."),
        (Amends(injury="yes"), "podría dañar a alguien"),
        (Amends(injury="unsure"), "quizá una carta a Ana Duarte"),
    ],
)
def test_whoever_is_held_back_is_held_back_in_spanish(amends, said):
    held = held_back(amends, "Ana Duarte")
    assert held
    error = Refused(held.why, held.what_now)
    assert str(whole(error)) == str(error)
    assert told(whole(error), "es").startswith(told(held.why, "es"))
    assert said in told(whole(error), "es")
    assert told(held.what_now, "es") != held.what_now


def test_what_a_hand_lacks_is_said_in_spanish_place_by_place():
    letter = PrintLetter("0" * 32, words_of_text("Dear Ana,\n\nЯ is last.\n\nTomas\n"), "Ana")
    with pytest.raises(Refused) as refused:
        refuse_missing(letter, shipped_hand())
    said = told(whole(refused.value), "es")
    assert "«Я» (U+042F; bloque 1), cerca de" in said
    assert "U+042F) in the block 1" in str(refused.value)


def test_a_reason_that_was_kept_is_read_again_in_any_language():
    both = together(["Ana", "Rui"])
    reason = sentences(ready.unanswered(both), marked("No mail address is known."), "The office’s own words.")
    kept = Sentence.from_text(reason.to_text())
    assert (kept, told(kept, "es")) == (reason, told(reason, "es"))
    assert "Falta responder si una carta a Ana y Rui podría dañar" in told(kept, "es")
    assert "No se conoce ninguna dirección de correo. The office’s own words." in told(kept, "es")
    assert Sentence.from_text("As an older desk kept it.") == "As an older desk kept it."


def test_a_name_is_never_taken_for_a_sentence():
    assert told(Sentence("%(name)s waits.", name="Please report it."), "es") == "Please report it. espera."
