"""Links, however mail programs broke them."""

from __future__ import annotations

import base64
import hashlib
import re
import textwrap
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.desk.post.counter import BATCH_BYTES, batches
from amends.desk.post.folder import envelope_in, self_opening
from amends.desk.post.links import is_link, key_in, link_to, office_address, parse_link
from amends.desk.seal.age import identity_text
from amends.desk.seal.keys import b64url
from amends.errors import NotHere, Unsupported, WrongKey, WrongUsage
from amends.wire import BATCH_LETTERS_MOST

OFFICE = "https://post.example.org"
ID = "0123456789abcdef" * 2
SECRET = identity_text(bytes(range(32)))
LINK = link_to(OFFICE, ID, SECRET)


@pytest.mark.parametrize(
    "broken",
    [
        LINK,
        LINK.replace("#", "%23"),
        LINK.replace("#", "%2523"),
        quote(LINK, safe=":/"),
        "\n".join(textwrap.wrap(LINK, 40)),
        f"  {LINK}\u200b ",
        LINK.replace("/l/", "/es/l/"),
        f"https://gone.example.com/?url={quote(LINK, safe='')}",
    ],
)
def test_a_link_is_mended(broken: str) -> None:
    link = parse_link(broken)
    assert (link.office, link.letter, link.secret, link.keep) == (OFFICE, ID, SECRET, b"")


def test_a_private_link_bears_two_secrets() -> None:
    keep = bytes(range(32, 64))
    assert parse_link(f"{LINK}.{b64url(keep)}").keep == keep
    assert parse_link(f"{LINK}.{b64url(keep)},").keep == keep
    with pytest.raises(WrongKey):
        parse_link(f"{LINK}.{b64url(keep)[:-3]}")


def test_what_names_no_letter_is_none() -> None:
    for text in ("https://post.example.org/", f"https://post.example.org/l/{ID[:-1]}#{SECRET}", "https://x"):
        with pytest.raises(NotHere):
            parse_link(text)
    assert not is_link("letter.html#AGE-SECRET-KEY-1")
    assert key_in("nothing here") == ("", b"")


def test_a_secret_never_shows_in_a_repr() -> None:
    assert SECRET not in repr(parse_link(LINK))


@pytest.mark.parametrize(
    "text", ["post.example.org", "https://", "ftp://x", "https://x/l/1", "https://x?y=1", "https://[x", "https://a@x"]
)
def test_what_is_no_office(text: str) -> None:
    with pytest.raises(WrongUsage):
        office_address(text)


@pytest.mark.parametrize(
    "host", ["post.example.org", "93.184.216.34", "[2001:4860:4860::8888]:80", "user@post.example.org"]
)
def test_an_office_across_the_open_network_is_not_spoken_to_in_the_open(host: str) -> None:
    with pytest.raises(WrongUsage):
        office_address(f"http://{host}")


@pytest.mark.parametrize("host", ["localhost:1", "[::1]:8025", "192.168.1.7", "nas", "nas.local", "x.onion"])
def test_an_office_on_this_machine_or_in_the_house_may_be(host: str) -> None:
    assert office_address(f"http://{host}/") == f"http://{host}"


def test_an_address_of_an_office_ends_without_a_slash() -> None:
    assert office_address(" http://127.0.0.1:8025/ ") == "http://127.0.0.1:8025"


@given(
    st.dictionaries(
        st.text("0123456789abcdef", min_size=4, max_size=8), st.integers(1, BATCH_BYTES * 2), max_size=200
    )
)
def test_batches_hold_every_letter_once_and_never_too_much(sizes: dict[str, int]) -> None:
    made = list(batches(sizes))
    assert [letter for batch in made for letter in batch] == list(sizes)
    for batch in made:
        assert 0 < len(batch) <= BATCH_LETTERS_MOST
        assert len(batch) == 1 or sum(sizes[letter] for letter in batch) <= BATCH_BYTES


@pytest.mark.parametrize(("language", "spoken"), [("en-GB", "en"), ("es-MX", "es"), ("fr", "en"), ("../es", "en")])
def test_a_self_opening_page_gives_its_envelope_back(language: str, spoken: str) -> None:
    packed = bytes(range(256)) * 40
    page = self_opening(packed, language)
    assert envelope_in(page) == packed
    assert f'<html lang="{spoken}">' in page.decode()
    policy = page.split(b"<style", 1)[0].decode()
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", page.decode(), re.DOTALL)[-1]
        assert base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode() in policy
    with pytest.raises(Unsupported):
        envelope_in(b"<html></html>")
