"""The office's addresses as an OpenAPI document, for whoever writes another desk or another room.

`spec/office-api.md` is normative. What stands here is held against it, and against a running office, by tests.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal, TypeAlias, cast, get_args

import yaml
from litestar import Litestar, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import (
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
)

from amends.office.refusals import STATUS, Code
from amends.office.web.body import Asking
from amends.wire import ACTS, ANSWER_ROADS, DESK_HEADER, KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER

Signer: TypeAlias = Literal["nobody", "desk", "reader"]

_BYTES: Final = "application/octet-stream"
_JSON: Final = "application/json"
_ALWAYS: Final[tuple[Code, ...]] = ("limit", "later", "broken")
_BODY: Final[tuple[Code, ...]] = ("malformed", "too-large")
_SIGNED: Final[tuple[Code, ...]] = (*_BODY, "nonce", "signature", "full")


def _text(pattern: str = "", *, among: tuple[str, ...] = ()) -> Schema:
    return Schema(type=OpenAPIType.STRING, pattern=pattern or None, enum=list(among) or None)


def _many(items: Schema, most: int | None = None) -> Schema:
    return Schema(type=OpenAPIType.ARRAY, items=items, max_items=most)


def _open(**properties: Schema) -> Schema:
    return Schema(type=OpenAPIType.OBJECT, properties={**properties}, required=sorted(properties))


def _object(**properties: Schema) -> Schema:
    return replace(_open(**properties), additional_properties=False)


def message(**properties: Schema) -> Schema:
    """A message: an object of exactly these fields, with the version beside them."""
    return _object(amends=Schema(const=1), **properties)


def _at_least(**properties: Schema) -> Schema:
    return _open(amends=Schema(const=1), **properties)


ANY: Final = _text()
BOOL: Final = Schema(type=OpenAPIType.BOOLEAN)
COUNT: Final = Schema(type=OpenAPIType.INTEGER, minimum=0)
DAY: Final = _text(r"^\d{4}-\d{2}-\d{2}$")
ID: Final = _text(r"^[0-9a-f]{32}$")
ID_OR_NONE: Final = _text(r"^([0-9a-f]{32})?$")
KEY: Final = _text(r"^[A-Za-z0-9_-]{43}$")
_WHICH: Final = _text(r"^(act|keep( [A-Za-z0-9_-]{43})?)$")
SHA256: Final = _text(r"^[0-9a-f]{64}$")
BYTES: Final = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)

_SEEN: Final = _object(bytes=COUNT, sha256=SHA256)
CARD: Final = message(
    id=ID,
    name=ANY,
    exit_url=ANY,
    notice_key=KEY,
    at=ANY,
    moved=BOOL,
    signature=_text(r"^([A-Za-z0-9_-]{86})?$"),
    until=_text(r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)?$"),
)
NONCES_WANTED: Final = message(count=Schema(type=OpenAPIType.INTEGER, minimum=1, maximum=64))
NONCES: Final = message(nonces=_many(_text(r"^[A-Za-z0-9_-]{40,120}$"), 64))
STANDING: Final = message(
    state=Schema(const="here"), id=ID, act_key=KEY, since=DAY, copy=BOOL, front=_SEEN, letter=_SEEN,
    key_kind=_text(among=("link", "words", "age")),
    answers=_text(among=ANSWER_ROADS), answer_rules=ANY,
)  # fmt: skip
ENROLMENT: Final = message(code=ANY, name=ANY)
ENROLLED: Final = message(enrolled=BOOL)
MOVING: Final = message(key=KEY, take_over=BOOL)
MOVED: Final = message(moved=BOOL)
NAMED: Final = message(id=ID)
REPLACES: Final = message(id=ID, replaces=ID)
NOTED: Final = message(noted=BOOL)
AFTER: Final = message(after=ID_OR_NONE)
OUTCOMES: Final = message(
    outcomes=_many(_object(id=ID, outcome=_text(among=("deposited", "already", "refused")), reason=ANY))
)
# A last piece is answered with its outcome too, a bank says more of its letters, and each act has its own answer.
RECEIVED: Final = _at_least(received=COUNT)
LETTERS: Final = message(letters=_many(_open(id=ID, since=DAY, withdrawn=BOOL)), more=BOOL)
DONE: Final = _at_least()
BANK: Final = _at_least(bank=ANY, policy=SHA256)
ROADS: Final = message(roads=_many(_object(id=ID, road=ANY, to=ANY), 64))
CLOSED: Final = message(closed=_many(_object(id=ID, road=ANY)))
NEWS_WANTED: Final = message(replies=ID_OR_NONE, told=ID_OR_NONE)
NEWS: Final = message(
    replies=_many(_object(id=ID, letter=ID, arrived=ANY, bytes=COUNT, sha256=SHA256)),
    told=_many(_object(letter=ID, requested=BOOL, received=BOOL, read=BOOL, not_wanted=BOOL)),
    more=BOOL,
)
_IN_PATH: Final = {
    "letter": ID,
    "reply": ID,
    "offset": _text(r"^(0|[1-9]\d{0,11})$"),
    "total": _text(r"^(0|[1-9]\d{0,11})$"),
    "act": _text(among=ACTS),
    "whose": _text(among=("own", "ordered")),
}
_HEADERS: Final[dict[Signer, tuple[tuple[str, Schema], ...]]] = {
    "nobody": (),
    "desk": ((DESK_HEADER, KEY), (NONCE_HEADER, ANY), (SIGNATURE_HEADER, ANY)),
    "reader": (
        (KEY_HEADER, _WHICH),
        (NONCE_HEADER, ANY),
        (SIGNATURE_HEADER, ANY),
    ),
}


def described(
    answer: Schema | tuple[Schema, ...], *codes: Code, takes: Schema | None = None, signer: Signer = "nobody"
) -> type[Operation]:
    """How one address is described.

    Args:
        answer: what is answered when it is done, or one of several; `BYTES` for sealed bytes.
        codes: how it may be refused, besides what may befall every such request.
        takes: what is sent; `BYTES` for sealed bytes, None where nothing is.
        signer: whose signature is on it.
    """
    usual = _SIGNED if signer != "nobody" else _BODY if takes else ()
    usual = (*usual, "superseded") if signer == "desk" else usual
    answers = answer if isinstance(answer, tuple) else (answer,)
    refusals = sorted({*codes, *usual, *_ALWAYS}, key=get_args(Code).index)

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            known = [one for one in self.parameters or () if isinstance(one, Parameter)]
            for one in known:
                one.schema = _IN_PATH.get(one.name, ID)
                one.description = None
            headers = [
                Parameter(name=name, param_in="header", schema=it, required=True) for name, it in _HEADERS[signer]
            ]
            self.parameters = [*known, *headers] or None
            self.request_body = None
            if takes is not None:
                # News may be asked for with nothing, and every other body may turn out to be empty.
                self.request_body = RequestBody(_content(takes), required=takes is not NEWS_WANTED)
            self.responses = {"200": OpenAPIResponse("Done.", content=_content(*answers)), **_refusals(refusals)}

    return Described


def _content(*schemas: Schema) -> dict[str, OpenAPIMediaType]:
    return {_BYTES if schema is BYTES else _JSON: OpenAPIMediaType(schema=schema) for schema in schemas}


def _refusals(codes: Sequence[str]) -> dict[str, OpenAPIResponse]:
    together: dict[int, list[str]] = {}
    for code in codes:
        together.setdefault(STATUS[cast("Code", code)], []).append(code)
    return {
        str(status): OpenAPIResponse(", ".join(of), content=_content(_error(of))) for status, of in together.items()
    }


def _error(codes: list[str]) -> Schema:
    fields: dict[str, Reference | Schema] = {
        "amends": Schema(const=1), "error": _text(among=tuple(codes)), "message": ANY, "hint": ANY,
    }  # fmt: skip
    required = sorted(fields)
    if "offset" in codes:
        fields["received"] = COUNT  # how much has come
    return Schema(type=OpenAPIType.OBJECT, properties=fields, required=required, additional_properties=False)


def documents(addresses: Sequence[HTTPRouteHandler]) -> tuple[bytes, bytes]:
    """The document about these addresses, as JSON and as YAML."""
    about = OpenAPIConfig(
        title="amends: an office",
        version="1",
        description="spec/office-api.md is normative, and says what is signed and how.",
        use_handler_docstrings=True,
    )
    # An application that is never served: one that is would show pages which fetch scripts from elsewhere.
    schema = Litestar([*addresses], openapi_config=about, logging_config=None).openapi_schema.to_schema()
    return json.dumps(schema, indent=1).encode(), yaml.safe_dump(schema, sort_keys=False).encode()


def handlers(addresses: Sequence[HTTPRouteHandler]) -> Sequence[HTTPRouteHandler]:
    """The addresses of that document; it is made when it is first asked for."""
    made = cache(lambda: documents(addresses))

    @get("/api/openapi.json")
    async def as_json(request: Asking) -> Response[bytes]:
        return Response(made()[0], media_type=_JSON)

    @get("/api/openapi.yaml")
    async def as_yaml(request: Asking) -> Response[bytes]:
        return Response(made()[1], media_type="application/yaml")

    return [as_json, as_yaml]
