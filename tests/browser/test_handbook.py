"""The pictures of the handbook are taken from pages that are there."""

from __future__ import annotations

import pytest
from PIL import Image

import handbook

pytestmark = pytest.mark.browser


def test_every_picture_of_the_handbook_is_taken_from_a_page_of_a_desk(tmp_path):
    taken = handbook.take_pictures(tmp_path)
    assert taken == set(handbook.PICTURES)
    sizes = {name: Image.open(tmp_path / f"{name}.png").size for name in taken}
    assert set(sizes.values()) == {(1200, 800)}
    assert len({(tmp_path / f"{name}.png").read_bytes() for name in taken}) == len(taken)  # none is of the wrong page
