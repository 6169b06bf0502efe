"""The go-between's page: which slip may be handed over, and that it was."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from amends.office.acts.handing import hand_over
from amends.office.web.body import Asking
from amends.office.web.house import house
from amends.office.web.spoken import form, spoken


@get(["/hand", "/{language:str}/hand"])
async def page(request: Asking) -> Response[bytes]:
    """The form; the same for everybody."""
    return spoken(request).show("hand", packet="", done="", slip="")


@post(["/hand", "/{language:str}/hand"], status_code=200)
async def handed(request: Asking) -> Response[bytes]:
    """A slip is handed over against a code. The packet's name stays in the form, for the next one."""
    here, pages = house(request), spoken(request)
    packet, slip, code = await form(request, "packet", "slip", "code")
    done = await here.work(lambda: hand_over(here.office, packet, slip, code))
    return pages.show("hand", packet=packet[:60], done=done, slip=slip[:60])


ADDRESSES: Final[tuple[HTTPRouteHandler, ...]] = (page, handed)
