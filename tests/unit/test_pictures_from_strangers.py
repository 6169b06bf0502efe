"""Pictures that came back: only what a phone or a scanner makes is opened, whatever a file is called."""

from __future__ import annotations

import io

import pytest
from PIL import EpsImagePlugin, Image

from amends.desk.hand.photograph import open_photographs
from amends.errors import Refused

POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n0 0 9 9 rectfill\nshowpage\n%%EOF\n"


def a_picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP", "TIFF"])
def test_what_phones_and_scanners_make_is_opened(kind: str) -> None:
    (photograph,) = open_photographs([a_picture(kind)])
    assert photograph.picture.shape == (30, 40, 3)


@pytest.mark.parametrize("kind", ["PCX", "ICNS", "TGA", "SGI", "DDS"])
def test_what_they_never_make_is_refused(kind: str) -> None:
    with pytest.raises(Refused):
        open_photographs([a_picture(kind)])


def test_no_program_is_run_on_what_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[object] = []
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *given, **_: run.append(given))
    with pytest.raises(Refused):
        open_photographs([POSTSCRIPT])
    assert run == []
