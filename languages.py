"""The sentences of the pages, and their catalogues: `python languages.py` puts what is new into each `.po` file.

A sentence is found where a template marks it (`_`, `ngettext`, `{% trans %}`) or Python does (`marked`,
`Sentence`). What is found no more is taken out. `tests/wall/test_sentences.py`
holds the catalogues against the pages.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parent
SOURCES: Final = ROOT / "src" / "amends"
CATALOGUES: Final = SOURCES / "languages"
_PAGES: Final = ("**/pages/**.html", "jinja2", {"_": None, "gettext": None, "ngettext": (1, 2)})
_LEFT: Final = (b'"POT-', b'"PO-', b'"Project', b'"Report', b'"Last-', b'"Language-Team', b'"Generated')
_PYTHON: Final = ("**.py", "python", {"marked": None, "Sentence": None})


def found() -> Catalog:
    """Every sentence that a page may say, with where it stands."""
    catalogue = Catalog(project="amends", charset="utf-8", header_comment="# What the pages of amends say.")
    for pattern, method, keywords in (_PYTHON, _PAGES):
        options = {pattern: {"trimmed": "true"}}
        for file, _, sentence, _, _ in extract_from_dir(
            SOURCES, [(pattern, method)], options_map=options, keywords=keywords
        ):
            if sentence[0].strip():  # a name that another room gives something else
                catalogue.add(sentence, locations=[(file, 0)])
    return catalogue


def read(path: Path) -> Catalog:
    """A catalogue as it is committed."""
    return read_po(BytesIO(path.read_bytes()), locale=path.stem)


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file: without lines and days, which would change with every commit."""
    out = BytesIO()
    write_po(
        out, catalogue, width=118, sort_by_file=True, omit_header=False, include_lineno=False, ignore_obsolete=True
    )
    return b"\n".join(line for line in out.getvalue().split(b"\n") if not line.startswith(_LEFT))


def main() -> None:
    """Brings every catalogue up to what the pages say."""
    for path in sorted(CATALOGUES.glob("*.po")):
        catalogue = read(path)
        catalogue.update(found(), no_fuzzy_matching=True)
        path.write_bytes(written(catalogue))
        print(
            f"{path.relative_to(ROOT)}: {len(catalogue)} sentences, {len(lacking(catalogue))} without a translation"
        )


def lacking(catalogue: Catalog) -> list[str]:
    """The sentences of a catalogue that say nothing in its language."""
    said = {one.id: [one.string] if isinstance(one.string, str) else [*(one.string or ("",))] for one in catalogue}
    return [str(sentence) for sentence, strings in said.items() if sentence and not all(strings)]


if __name__ == "__main__":
    main()
