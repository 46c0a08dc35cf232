"""Every address of the API refuses in the contract's words and statuses, whatever is wrong with a request."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.errors import BY_CODE
from machina.tests.test_every_address import addresses

ROUTES = sorted({each for each in addresses() if each.startswith("/api/") and not each.endswith("/callback")})
UNKNOWN = ["/api/", "/api/nowhere", "/api/v1/", "/api/v1/nowhere/", "/api/v1/calls/7/", "/api/v2/"]
BODIES = [
    ("{", "application/json"),
    ("[]", "application/json"),
    ('"x"', "application/json"),
    ("[" * 100_000, "application/json"),
    ("a=b", "application/x-www-form-urlencoded"),
    ("x", "text/plain"),
    ("<a/>", "application/xml"),
]


@pytest.fixture
def client(db: None) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_key(SYSTEM, 'operator').secret}")
    return client


def problem_of(answer: Any) -> Any:
    """The body of a refusal that is as the contract has it."""
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body.keys() >= {"type", "title", "status", "detail", "code"}
    assert (body["status"], BY_CODE[body["code"]].status) == (answer.status_code, answer.status_code)
    assert body["code"] != "internal_error"
    assert (body["code"] == "input_error") <= bool(body.get("errors"))
    return body


def test_a_method_that_no_route_takes_is_405(client: APIClient) -> None:
    for route in ROUTES:
        answer = client.generic("TRACE", route)
        assert (route, problem_of(answer)["code"]) == (route, "method_not_allowed")
        assert answer["Allow"], route


def test_what_is_not_there_is_404(client: APIClient) -> None:
    for address in UNKNOWN:
        for method in ("GET", "POST", "DELETE"):
            body = problem_of(client.generic(method, address, "{}", content_type="application/json"))
            assert (address, body["code"]) == (address, "not_found")
    assert problem_of(client.get("/api/nobody/status"))["code"] == "not_found"


def test_an_address_without_its_slash_or_with_one_too_many_is_not_there(client: APIClient) -> None:
    for route in ROUTES:
        other = route.removesuffix("/") if route.endswith("/") else f"{route}/"
        if other not in ROUTES and other not in ("/api/schema", "/api/docs"):  # pages for people
            assert (other, problem_of(client.post(other, {}, format="json"))["code"]) == (other, "not_found")


@pytest.mark.parametrize(("content", "kind"), BODIES)
def test_a_body_that_cannot_be_read_is_an_input_error(client: APIClient, content: str, kind: str) -> None:
    for route in ROUTES:
        for method in ("POST", "PUT", "PATCH"):
            answer = client.generic(method, route, content, content_type=kind)
            if answer.status_code >= 400:
                assert problem_of(answer)["code"] in {"input_error", "method_not_allowed", "not_found"}, (method, route)
            else:
                # What takes no body has not looked at it.
                assert (route, answer.status_code) == (route, 200)


def test_an_answer_that_nobody_can_give_is_refused_in_json(client: APIClient) -> None:
    for route in ROUTES:
        answer = client.get(route, headers={"accept": "image/png"})
        if answer.status_code >= 400:
            problem_of(answer)
