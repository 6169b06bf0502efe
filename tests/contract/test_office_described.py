"""The OpenAPI document says what the office does, and what it says holds against requests made up from it."""

from __future__ import annotations

import contextlib
import re
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
import requests
import schemathesis
import yaml
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from amends.envelope import to_json
from amends.office.web.gate import CONTENT_SECURITY_POLICY
from amends.wire import DESK_HEADER, KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER, act_bytes, desk_bytes
from tests.office_door import a_letter, everything, running

EXAMPLES = 8
"""Made-up requests for each address and each kind, right and wrong; some hundreds in all."""
BODIES = ("keep", "answer", "take-back", "tell", "pass-on")
"""The acts that something is sent with."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with running(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def document(office) -> dict[str, Any]:
    return office.door.http.get("/api/openapi.json").json()


def test_the_document_is_served_as_json_and_as_yaml_and_fetches_nothing(office, document):
    answer = office.door.http.get("/api/openapi.yaml")
    assert answer.headers["content-type"].startswith("application/yaml")
    assert yaml.safe_load(answer.text) == document
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    for page in ("/schema", "/api", "/api/redoc", "/api/swagger"):
        assert office.door.http.get(page).status_code == 404


def test_it_has_every_address_of_the_specification_and_no_other(root, document):
    said = (root / "spec/office-api.md").read_text() + (root / "spec/bank.md").read_text()
    asked = set(re.findall(r"(?:GET|POST) (/api/[a-z{}|/-]+)`", said)) | set(
        re.findall(r"^\| `(/api/[^`]+)`", said, re.M)
    )

    def bare(path: str) -> str:
        return re.sub(r"\{[a-z|]+\}", "{}", path)

    described = {bare(path) for path in document["paths"]}
    assert described <= {bare(path) for path in asked} | {"/api/office"}
    assert {bare(path) for path in asked if "/staff/" not in path} <= described


def sent(office, desk, link, case: schemathesis.Case) -> requests.Response:
    """Sends what was made up; what is meant to be right is canonical and well signed, so that it is read."""
    request = case.as_transport_kwargs(base_url=office.door.url)
    if case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
        if "json" in request:
            with contextlib.suppress(ValueError):  # 1.0 is a whole number to a schema, and has no canonical form
                request["data"] = to_json(request["json"])
                del request["json"]
        if KEY_HEADER in case.headers:
            request["url"] = re.sub(r"/letters/[^/]*", f"/letters/{link.id}", request["url"])
            if case.path_parameters["act"] not in BODIES:
                request["data"] = b""
        body, path, nonce = request.get("data") or b"", urlsplit(request["url"]).path, office.door.nonce()
        headers = {}
        if DESK_HEADER in case.headers:
            by = desk.key.sign(desk_bytes(office.door.card.id, path, body, nonce))
            headers = {DESK_HEADER: desk.key.public, NONCE_HEADER: nonce, SIGNATURE_HEADER: by}
        elif KEY_HEADER in case.headers:
            act = case.path_parameters["act"]
            by = link.key.sign(act_bytes(office.door.card.id, link.id, act, body, nonce))
            headers = {KEY_HEADER: "act", NONCE_HEADER: nonce, SIGNATURE_HEADER: by}
        request["headers"].update(headers)
    return requests.request(timeout=120, **request)


def test_made_up_requests_get_what_is_documented_and_change_nothing_of_what_waits(office, document):
    desk, moving = office.desk(), office.desk()
    waiting, acted_on = a_letter(), a_letter()
    assert desk.deposit(waiting, acted_on) == ["deposited", "deposited"]
    before = everything(office.office)
    how = SchemathesisConfig.from_dict({"generation": {"allow-x00": False}})
    schema = schemathesis.openapi.from_dict(document, config=how)
    seen: dict[str, set[int]] = {}
    nothing_to_send: set[str] = set()
    for operation in (described.ok() for described in schema.get_all_operations()):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @hypothesis.seed(7)
            @hypothesis.settings(
                max_examples=EXAMPLES, database=None, suppress_health_check=[*hypothesis.HealthCheck]
            )
            @hypothesis.given(operation.as_strategy(generation_mode=mode))
            def ask(case: schemathesis.Case) -> None:
                asks = moving if case.operation.path == "/api/desk/key" else desk
                answer = sent(office, asks, acted_on, case)
                seen.setdefault(case.operation.path, set()).add(answer.status_code)
                case.validate_response(answer, checks=CHECKS)

            try:
                ask()
            except hypothesis.errors.Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE
                nothing_to_send.add(operation.path)
    assert nothing_to_send <= {"/api/office", "/api/bank"}
    after = everything(office.office)
    for table in ("letters", "parts"):
        assert after[table] == before[table]
    assert office.door.act(waiting, "open").content == waiting.envelope.letter
    # Good signatures were good: each kind of address was read to its end.
    assert {path for path in seen if 200 in seen[path]} >= {
        "/api/office", "/api/nonces", "/api/desk/key", "/api/desk/withdraw", "/api/desk/letters", "/api/desk/news",
        "/api/letters/{letter}/acts/{act}",
    }  # fmt: skip
