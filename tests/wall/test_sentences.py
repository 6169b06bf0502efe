"""Every sentence of the pages is said in every language, with the same names and numbers in it."""

import ast
import re

import pytest

import languages
from amends.sentences import LANGUAGES, preferred, translations

OTHERS = sorted(set(LANGUAGES) - {"en"})
SLOT = re.compile(r"%\(\w+\)s|</?[a-z]+[^>]*>")


def strings(message):
    return [message.string] if isinstance(message.string, str) else [*(message.string or [""])]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_pages_has_its_translation(language):
    catalogue = languages.read(languages.CATALOGUES / f"{language}.po")
    known = {message.id for message in catalogue if message.id}
    said = {message.id for message in languages.found() if message.id}
    assert len(said) > 100
    assert said - known == set(), "python languages.py puts these into the catalogue"
    assert known - said == set(), "no page says these any more: python languages.py takes them out"
    assert languages.lacking(catalogue) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_holds_the_same_names_numbers_and_marks(language):
    for message in languages.read(languages.CATALOGUES / f"{language}.po"):
        ids = [message.id] if isinstance(message.id, str) else [*message.id]
        for string in strings(message) if message.id else ():
            wanted = [sorted(set(SLOT.findall(one))) for one in ids]
            assert sorted(set(SLOT.findall(string))) in wanted, message.id
            assert not message.fuzzy


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_that_ships_speaks(language):
    assert translations(language).gettext("Everyone") != "Everyone"
    assert translations("en").gettext("Everyone") == "Everyone"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("es-MX,es;q=0.9,en;q=0.8", "es"), ("en-GB,es;q=0.5", "en"), ("de,fr;q=0.7", "en"),
        ("de, es;q=0.3", "es"), ("es;q=0, en", "en"), ("es;q=x,,;;", "en"), ("*", "en"), ("ES", "es"),
    ],
)  # fmt: skip
def test_a_page_speaks_as_the_browser_asks(header, language):
    assert preferred(header) == language


def test_what_a_bank_refuses_is_said_in_every_language(root):
    """A refusal's words are for whoever sits there: a bank's staff have them in their own language."""
    bare: list[str] = []
    for path in sorted((root / "src" / "amends" / "office" / "bank").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refusal":
                words = [one for one in call.args[1:] if isinstance(one, (ast.Constant, ast.JoinedStr))]
                bare += [f"{path.name}:{one.lineno}" for one in words]
    assert bare == [], "marked(…) and Sentence(…) put words into the catalogues"
