"""How the pages look: the stylesheets, and the writer's hand."""

from __future__ import annotations

from importlib.resources import files

from litestar import Response, get

from amends.desk.web.asking import Asking, Page, is_seated, seated, sitting_of


@get("/look.css")
async def look_css() -> Page:
    """The one stylesheet of all pages."""
    built = files("amends").joinpath("built", "room", "look.css")
    return Response(built.read_bytes() if built.is_file() else b"", media_type="text/css")


@get("/desk.js")
async def script() -> Page:
    """The one small script of the desk's pages; each of them works without it."""
    built = files("amends").joinpath("built", "room", "desk.js")
    return Response(built.read_bytes() if built.is_file() else b"", media_type="text/javascript")


@get("/desk.css")
async def style(request: Asking) -> Page:
    """What only the desk's pages need, and the hand."""
    plain = files("amends.desk.web").joinpath("pages", "desk.css").read_text("utf-8")
    here = sitting_of(request)
    if not is_seated(request) or here.is_locked():
        return Response(plain.encode(), media_type="text/css")
    from amends.desk.journey.look import look  # noqa: PLC0415  # the door needs no hand

    size = await here.at_desk(lambda desk: look(desk).hand.measures.size)
    face = (
        '@font-face { font-family: "Hand"; src: url("/hand.woff2") format("woff2"); font-display: block; }\n'
        f":root {{ --letter-size: {size:.3f}; --front-size: {size:.3f}; }}\n"
    )
    return Response((plain + face).encode(), media_type="text/css")


@get("/hand.woff2")
async def hand(request: Asking) -> Page:
    """The writer's hand, for the desk's own pages."""
    from amends.desk.journey.look import look  # noqa: PLC0415

    made = await seated(request).at_desk(lambda desk: look(desk).hand.woff2)
    return Response(made, media_type="font/woff2")


@get("/favicon.ico")
async def nothing() -> Page:
    """No picture."""
    return Response(b"", status_code=204)
