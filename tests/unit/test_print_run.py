"""The print run: many small ones, in which no letter ever crosses, and the three files keep one order."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from amends.desk.hand.shipped import shipped_hand
from amends.desk.letters.words import Emphasis, Paragraph, Scan, Words, bare, lines_of
from amends.desk.paper import run as printing
from amends.desk.paper.attached import attached_words
from amends.desk.paper.reading import page_texts, slow_page_texts
from amends.desk.paper.run import print_run
from amends.desk.paper.setting import Draft, PrintLetter
from amends.desk.paper.stationery import envelope_size, size, stationery

NAMES = ["Ana Duarte", "Ana Duarte", "Joan Whitfield", "Desmond Okafor", "Li"]
SAID = st.lists(
    st.sampled_from(
        "I am sorry that took the letters from your desk, and never said so; you noticed. It was me…".split()
    ),
    min_size=1,
    max_size=260,
).map(" ".join)


@st.composite
def letters(draw: st.DrawFn) -> list[PrintLetter]:
    made: list[PrintLetter] = []
    for number in range(draw(st.integers(1, 9))):
        paragraphs = draw(st.lists(SAID, min_size=1, max_size=4))
        body = [Paragraph((said,)) for said in paragraphs]
        if draw(st.booleans()):
            body.append(Paragraph(("And ", Emphasis(("once more",)), " I am sorry.")))
        if draw(st.integers(0, 9)) == 0:
            body.append(Paragraph(("漢",)))  # no hand of ours writes that, so this letter is refused
        to = draw(st.sampled_from(NAMES))
        sign = ("Tomas",) if draw(st.booleans()) else ()
        words = Words(
            tuple(body), salutation=(f"Dear {to.split()[0]},",), close=("Yours,",) if sign else (), sign=sign
        )
        address = draw(st.sampled_from([(), ("12 Mill Road", "LEEDS"), ("Hauptstraße 5", "50667 KÖLN", "GERMANY")]))
        made.append(PrintLetter(f"{number:032x}", words, to, address, draw(st.sampled_from(["", "Tomas Reed"]))))
    return made


def run(some: list[PrintLetter], out: Path, **more):
    return print_run(some, shipped_hand(), stationery(), size("A5"), envelope_size("C6"), out, at_once=2, **more)


def bare_text(*parts: str) -> str:
    return "".join("".join(parts).split())


def rows_of(out: Path) -> list[dict[str, str]]:
    with (out / "run.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@settings(max_examples=25)
@given(letters(), st.integers(1, 4))
def test_no_letter_crosses_and_three_files_keep_one_order(some: list[PrintLetter], part: int) -> None:
    refused = [letter.id for letter in some if any("漢" in bare(line) for line in lines_of(letter.words))]
    taken = [letter for letter in some if letter.id not in refused]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "PART", part)
        out = Path(folder)
        done = run(some, out)
        assert [left.id for left in done.refused] == refused
        assert done.letters == done.envelopes == len(taken)
        if not taken:
            assert done.files == ()
            return
        pages = slow_page_texts((out / "letters.pdf").read_bytes())
        covers = slow_page_texts((out / "envelopes.pdf").read_bytes())
        rows = rows_of(out)
        assert [row["letter"] for row in rows] == [letter.id for letter in taken]
        assert len(pages) == done.pages == int(rows[-1]["last page"])
        after = 1
        for row, letter in zip(rows, taken, strict=True):
            first, last = int(row["first page"]), int(row["last page"])
            assert first == after
            after = last + 1
            said = bare_text(
                *(
                    page if n == 0 else page.rstrip().removesuffix(str(n + 1))
                    for n, page in enumerate(pages[first - 1 : last])
                )
            )
            assert said == bare_text(*map(bare, lines_of(letter.words)))
            assert bare_text(covers[int(row["envelope front"]) - 1]) == bare_text(
                letter.to_name, *letter.address_lines
            )
            assert bare_text(covers[int(row["envelope back"]) - 1]) == bare_text(letter.from_name)
        assert after == len(pages) + 1
        assert len(covers) == 2 * len(taken)


def one(number: int, said: str = "I took the letters, and I am sorry.") -> PrintLetter:
    words = Words((Paragraph((said,)),), salutation=("Dear Ana,",), close=("Yours,",), sign=("Tomas",))
    return PrintLetter(f"{number:032x}", words, "Ana Duarte", ("12 Mill Road", "LEEDS"), "Tomas Reed")


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    some = [one(n) for n in range(60)]
    for name in ("a", "b"):
        run(some, tmp_path / name)
    for file in ("letters.pdf", "envelopes.pdf", "run.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_bound_run_is_a_sound_document(tmp_path: Path) -> None:
    run([one(n) for n in range(90)], tmp_path)
    for name, pages in (("letters.pdf", 90), ("envelopes.pdf", 180)):
        with pikepdf.open(tmp_path / name) as document:
            assert document.check_pdf_syntax() == []
            assert len(document.pages) == pages
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_each_letter_as_a_document_of_its_own(tmp_path: Path) -> None:
    some = [one(n, f"This is the letter {n}.") for n in range(3)]
    done = run(some, tmp_path, each=True, slips={some[1].id: "AMENDS1:ABCDEFGH"})
    rows = rows_of(tmp_path)
    for letter, row in zip(some, rows, strict=True):
        pdf = (tmp_path / row["file"]).read_bytes()
        assert bare(letter.words.body[0].line) in str(attached_words(pdf))
    assert [int(row["last page"]) - int(row["first page"]) for row in rows] == [0, 1, 0], (
        "the slip is a page of its own"
    )
    assert len(done.files) == 6


def test_mixed_up_pages_never_leave_the_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The defect this guards against, made on purpose: one letter's words set for another's row."""
    some = [one(n, f"Letter {n}, to nobody else.") for n in range(5)]
    right = printing.drafted

    def crossed(words: Words, *rest) -> Draft:
        return right(some[4].words if words is some[2].words else words, *rest)

    monkeypatch.setattr(printing, "drafted", crossed)
    done = run(some, tmp_path)
    assert [left.id for left in done.refused] == [some[2].id]
    assert "is not what that letter says" in done.refused[0].reason
    assert done.letters == 4


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    words = Words((Paragraph(("I am sorry.",)),))
    run([PrintLetter("a" * 32, words, "=1+1", (), "")], tmp_path)
    assert rows_of(tmp_path)[0]["to"] == "'=1+1"


def test_nothing_is_left_behind_when_the_run_breaks_off(tmp_path: Path) -> None:
    def broken():
        yield from (one(n) for n in range(45))
        raise RuntimeError("the drawer was closed")

    run([one(0)], tmp_path)
    before = (tmp_path / "letters.pdf").read_bytes()
    with pytest.raises(RuntimeError, match="drawer"):
        run(broken(), tmp_path)
    assert (tmp_path / "letters.pdf").read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_text_is_clean_for_search_and_copy(tmp_path: Path) -> None:
    said = "I am sorry, sorry, sorry that the sorry letter said sorry and sorry again, and I was never sorry enough."
    run([one(0, said)], tmp_path)
    pdf = (tmp_path / "letters.pdf").read_bytes()
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = text.get_text_bounded()
    assert "  " not in found
    assert said in " ".join(found.split())
    assert text.search("am sorry, sorry, sorry that").get_next() is not None
    assert len(set(page_texts(pdf)[0].split("sorry"))) > 3, "the seeds are there, and nobody sees them"


def test_pages_written_by_hand_do_not_cross_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two presses at work at once, every letter with a scan of a grey of its own under the same name."""
    monkeypatch.setattr(printing, "PART", 2)
    some: list[PrintLetter] = []
    for number in range(16):
        png = io.BytesIO()
        Image.new("L", (40, 20), 10 + 15 * number).save(png, "PNG")
        words = Words((Scan("page", ((f"Letter {number}.",),)),))
        some.append(PrintLetter(f"{number:032x}", words, "Ana", images={"page": png.getvalue()}))
    assert run(some, tmp_path).letters == 16
    document = pypdfium2.PdfDocument(tmp_path / "letters.pdf")
    for number in range(16):
        page = document[number].render().to_pil().convert("L")
        assert page.getpixel((page.width // 2, page.height // 7)) == pytest.approx(10 + 15 * number, abs=3)
