from __future__ import annotations

from typing import Any

import pytest

from integrations.catalog.context import HttpClient
from integrations.egress.client import Egress
from integrations.egress.http import ServiceHttp
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Vendor, ok, reset, status
from integrations.errors import InputError, OutcomeUnknown, RateLimited, RemoteRejected


@pytest.fixture
def http(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> HttpClient:
    permit = make_permit(effect="write", vendor="Notion", credential=StaticCredential("token-1"))
    return ServiceHttp(egress, permit, f"{vendor.url}/v1/")


def test_a_path_lies_below_the_base_address(http: HttpClient, vendor: Vendor) -> None:
    vendor.answers(ok({"id": "p"}))
    reply = http.request("get", "/pages/p", query={"a": 1, "b": [True, "ü"], "none": None}, headers={"X-Version": "2"})
    assert (reply.status, reply.json()) == (200, {"id": "p"})
    assert reply.headers["content-type"] == "application/json"
    (received,) = vendor.received
    assert (received.method, received.path) == ("GET", "/v1/pages/p?a=1&b=true&b=%C3%BC")
    assert received.headers["authorization"] == "Bearer token-1"
    assert received.headers["x-version"] == "2"


@pytest.mark.parametrize(
    ("given", "content_type", "body"),
    [
        ({"json": {"a": None}}, "application/json", b'{"a": null}'),
        ({"json": {}}, "application/json", b"{}"),
        ({"form": {"a": "b c"}}, "application/x-www-form-urlencoded", b"a=b+c"),
        ({"content": b"raw", "headers": {"content-type": "image/png"}}, "image/png", b"raw"),
    ],
)
def test_each_kind_of_body_is_sent(
    given: dict[str, Any], content_type: str, body: bytes, http: HttpClient, vendor: Vendor
) -> None:
    http.request("POST", "/pages", **given)
    assert vendor.received[0].headers["content-type"] == content_type
    assert vendor.received[0].body == body


def test_two_bodies_are_a_mistake(http: HttpClient) -> None:
    with pytest.raises(ValueError, match="one of json, form and content"):
        http.request("POST", "/pages", json={}, content=b"")


@pytest.mark.parametrize(
    "path",
    [
        "pages",
        "",
        "//evil.example/",
        "/pages/../../admin",
        "/pages/..",
        "/./pages",
        "/pages/%2e%2e/admin",
        "/pages/%2E%2e%2fadmin",
        "/pages?admin=1",
        "/pages#",
        "/pages\\admin",
        "https://evil.example/",
        "@evil.example/",
        ":1/",
    ],
)
def test_an_identifier_cannot_make_it_another_path(path: str, http: HttpClient, vendor: Vendor) -> None:
    with pytest.raises(InputError, match="is not a path of this service"):
        http.request("GET", path)
    assert vendor.received == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [(status(404), RemoteRejected), (status(429, retry_after="60"), RateLimited), (reset(), OutcomeUnknown)],
)
def test_a_refusal_is_raised(reply: Any, error: type[Exception], http: HttpClient, vendor: Vendor) -> None:
    vendor.answers(reply)
    with pytest.raises(error):
        http.request("POST", "/pages", json={})
    assert len(vendor.received) == 1
