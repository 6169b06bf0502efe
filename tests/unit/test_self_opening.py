"""The envelope in a self-opening page, which anybody may have made."""

import pytest

from amends.desk.post.folder import envelope_in, is_read_first
from amends.errors import Unsupported


@pytest.mark.parametrize(
    "page",
    [
        b'<script id="envelope">\n UEsD\nBA== \n</script>',
        b'<p><script type="text/plain" id="envelope" >UEsDBA==</script><script id="envelope">AAAA</script>',
        b'<script>other()</script><script id="envelope">UEsDBA==</script>',
    ],
)
def test_the_envelope_is_found(page):
    assert envelope_in(page) == b"PK\x03\x04"


@pytest.mark.parametrize(
    "page",
    [
        b"", b"<p>", b'<script id="other">UEsDBA==</script>', b'<script id="envelope">UEsDBA==',
        b'<script id="envelope">not base64!</script>', b'<script id="envelope">UEs\xff</script>',
    ],
)  # fmt: skip
def test_a_page_without_one_is_refused(page):
    with pytest.raises(Unsupported):
        envelope_in(page)


def test_that_a_bank_reads_answers_first_is_read_from_where_the_envelope_lies_and_from_nowhere_else():
    assert is_read_first(b'<script type="text/plain" id="envelope" data-answers="screened">UEsDBA==</script>')
    assert not is_read_first(b'<script id="envelope" data-answers="">UEsDBA==</script>')
    assert not is_read_first(b'<p data-answers="screened"><script id="envelope">UEsDBA==</script>')
    assert not is_read_first(b"<p>")


MANY = 200_000


@pytest.mark.parametrize(
    "page", [b"<script" * MANY, b'<script id="envelope"' * MANY, b'<script id="envelope">' + b" " * MANY]
)
def test_a_page_made_to_keep_its_reader_busy_is_refused(page):
    """A reader that went back and forth in it would not be done today."""
    with pytest.raises(Unsupported):
        envelope_in(page)
