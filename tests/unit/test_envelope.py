"""The codec of the envelope: whatever can be read is written again to the very same bytes."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.envelope import Envelope, bind, bound_size, from_json, pack, to_json, unbind, unpack
from amends.errors import NotOpenable, Torn, Unsupported

ID = "0123456789abcdef" * 2
KEY = "A" * 43
part_names = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,20}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8")).map(lambda text: unicodedata.normalize("NFC", text))
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inside: st.lists(inside) | st.dictionaries(st.text(st.characters(codec="ascii")), inside),
)


@given(trees)
def test_json_has_one_spelling(tree: object) -> None:
    data = to_json(tree)
    assert from_json(data) == tree
    assert to_json(from_json(data)) == data


@given(trees, st.sampled_from([b" ", b"\n", b"\xef\xbb\xbf"]))
def test_any_other_spelling_is_refused(tree: object, noise: bytes) -> None:
    with pytest.raises(Unsupported):
        from_json(noise + to_json(tree))


@given(st.dictionaries(part_names, st.binary(max_size=2000), min_size=1, max_size=8))
def test_a_folder_is_an_ordinary_zip(parts: dict[str, bytes]) -> None:
    data = bind(parts)
    assert unbind(data) == parts
    assert len(data) == bound_size({name: len(part) for name, part in parts.items()})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts


@given(st.dictionaries(part_names, st.binary(max_size=200), min_size=1, max_size=4), st.data())
def test_a_folder_cut_off_anywhere_is_never_read(parts: dict[str, bytes], data: st.DataObject) -> None:
    whole = bind(parts)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(NotOpenable):
        unbind(whole[:cut])


@given(st.binary(max_size=400))
def test_noise_is_never_a_folder(noise: bytes) -> None:
    try:
        parts = unbind(noise)
    except NotOpenable:
        return
    assert bind(parts) == noise


@given(st.binary(min_size=1, max_size=3000), st.binary(min_size=1, max_size=3000), st.binary(max_size=300))
def test_an_envelope_is_packed_and_unpacked(front: bytes, letter: bytes, key: bytes) -> None:
    envelope = Envelope(ID, KEY, ID, front, letter, key, "words" if key else "link")
    assert unpack(pack(envelope)) == envelope


def test_an_envelope_is_for_a_person_or_is_a_copy() -> None:
    with pytest.raises(Unsupported):
        Envelope(ID, KEY, "", b"f", b"l")
    with pytest.raises(Unsupported):
        Envelope(ID, KEY, ID, b"f", b"l", copy_of=ID)


def test_a_part_that_differs_from_its_record_is_torn() -> None:
    envelope = Envelope(ID, KEY, ID, b"front", b"letter")
    parts = unbind(pack(envelope)) | {"letter.age": b"lettre"}
    with pytest.raises(Torn):
        unpack(bind(parts))


def test_an_envelope_of_a_version_to_come_says_so() -> None:
    parts = unbind(pack(Envelope(ID, KEY, ID, b"front", b"letter")))
    record = from_json(parts["envelope.json"])
    assert isinstance(record, dict)
    with pytest.raises(Unsupported, match="version"):
        unpack(bind(parts | {"envelope.json": to_json(record | {"amends": 2})}))


def test_a_record_that_only_python_takes_for_the_same_is_refused() -> None:
    parts = unbind(pack(Envelope(ID, KEY, ID, b"front", b"letter")))
    parts["envelope.json"] = parts["envelope.json"].replace(b'"amends":1', b'"amends":true')
    with pytest.raises(Unsupported):
        unpack(bind(parts))
