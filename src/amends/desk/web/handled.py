"""Addresses put together, and what is said when one goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from amends.desk.web.asking import Asking, Page, page, told
from amends.desk.web.sitting import Sitting
from amends.errors import AmendsError
from amends.sentences import marked


def handled(addresses: Sequence[HTTPRouteHandler], sitting: Sitting) -> Litestar:
    """These addresses, for one sitting."""
    return Litestar(
        route_handlers=addresses,
        exception_handlers={AmendsError: _told, HTTPException: _odd, Exception: _unforeseen},
        state=State({"sitting": sitting}),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
        debug=False,
    )


def _told(request: Asking, error: Exception) -> Page:
    assert isinstance(error, AmendsError)
    return told(request, error)


def _odd(request: Asking, error: Exception) -> Page:
    assert isinstance(error, HTTPException)
    known = {
        404: marked("Nothing is kept under this address."),
        405: marked("This address is asked in another way."),
    }
    message = known.get(error.status_code, marked("The request is malformed."))
    about = {"heading": marked("Nothing is here"), "message": message, "hint": ""}
    back = ("/", marked("Back to everyone"))
    return page(request, "told.html", {**about, "back": back}, status=error.status_code)


def _unforeseen(_: Asking, error: Exception) -> Page:
    raise error  # the door answers it, and knows what may be logged of it
