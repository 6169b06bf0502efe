"""Asking whether something is here: an address, a code in a mail, and then what is here. Looking changes nothing.

The code and what it belongs to travel in forms alone: they stand in no address, in no cookie and in no history.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from amends.office.acts.asking import ask, found
from amends.office.office import Office
from amends.office.refusals import nothing_here
from amends.office.web.body import Asking
from amends.office.web.house import house
from amends.office.web.spoken import form, spoken


@get(["/ask", "/{language:str}/ask"])
async def page(request: Asking) -> Response[bytes]:
    """The form; the same for everybody."""
    office = _office(request)
    return spoken(request).show("ask", by_mail="mail" in office.settings.carrying.roads, wrong=False, address="")


@post(["/ask", "/{language:str}/ask"], status_code=200)
async def asked(request: Asking) -> Response[bytes]:
    """An address is to be proven: the answer is the same for every address, and no letter is looked up."""
    office, here, pages = _office(request), house(request), spoken(request)
    if "mail" not in office.settings.carrying.roads:
        return pages.show("ask", by_mail=False, wrong=False, address="")
    (address,) = await form(request, "address")
    under = await here.work(lambda: ask(office, address, pages.language))
    if not under:
        return pages.show("ask", 422, by_mail=True, wrong=True, address=address[:254])
    return pages.show("ask-code", asked=under, wrong=False)


@post(["/ask/found", "/{language:str}/ask/found"], status_code=200)
async def proven(request: Asking) -> Response[bytes]:
    """With the code is looked; also what somebody wishes there is done."""
    office, here, pages = _office(request), house(request), spoken(request)
    under, code, wish = await form(request, "asked", "code", "wish")
    seen = await here.work(lambda: found(office, under, code, wish))
    if seen is None:
        return pages.show("ask-code", asked=under[:32], wrong=True)
    return pages.show("ask-found", asked=under, code=code, found=seen, done=bool(wish))


def _office(request: Asking) -> Office:
    office = house(request).office
    if office.bank is not None:
        raise nothing_here()  # a bank has its registry, and rules of its own for whom it tells
    return office


ADDRESSES: Final[tuple[HTTPRouteHandler, ...]] = (page, asked, proven)
