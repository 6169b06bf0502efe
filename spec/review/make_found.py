"""Writes `found.json`: what the rules find in every labelled sentence and letter, to be found by both languages.

uv run python spec/review/make_found.py
"""

from __future__ import annotations

import json
from pathlib import Path

from amends.desk.letters.review.finding import find

HERE = Path(__file__).resolve().parent
WHOLLY_TUNING = frozenset({1, 2, 5})
"""The rounds of which nothing is held back: what stands in `found.json` can be seen by whoever changes a rule."""
MORE = (
    (
        "Dear Sorry-But 🐐,\n\nI am sorry 🎻 but it rained.\n\n“Mistakes were made,” you said.\n\nTom If\n",
        "en",
        ("Dear Sorry-But 🐐,", "Tom If"),
    ),
    ("Mr. Holt, mistakes were _made_.\n\n> You made me do it.\n\nİ was drunk, so I hit you.\n", "en", ("", "")),
)


def texts() -> list[tuple[str, str, tuple[str, str]]]:
    """Every text of those rounds with its language, and its salutation and signature."""
    found = [(text, lang, own) for text, lang, own in MORE]
    for file in sorted((HERE / "labelled").glob("*.txt")):
        kind, lang = file.stem.split(".")
        if int(kind.partition("-")[0]) not in WHOLLY_TUNING:
            continue
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
        if kind.endswith("letters"):
            blocks = [block.split("\n", 1)[1].strip() for block in "\n".join(lines).split("=== ")[1:]]
            for block in blocks:
                salutation, _, body = block.partition("\n")
                found.append((f"{salutation}\n\n{body}\n", lang, (salutation, "")))
        else:
            found += [(line.split(" | ", 1)[1] + "\n", lang, ("", "")) for line in lines if line]
    return found


def main() -> None:
    """Writes the file: every tenth text, the odd ones as a bank reads them."""
    rows = [
        {
            "text": text, "lang": lang, "bank": number % 2 == 1, "own": own,
            "found": [[one.rule, one.start, one.end] for one in find(text, lang, own, bank=number % 2 == 1)],
        }
        for number, (text, lang, own) in enumerate([*texts()[:2], *texts()[2::7]])
    ]  # fmt: skip
    written = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / "found.json").write_text(f"[\n{written}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
