from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from integrations.catalog.http import Cursor, HttpClient, LinkHeader
from integrations.catalog.testing.context import FakeFiles
from integrations.egress.client import Egress
from integrations.egress.http import ServiceHttp
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Vendor, ok, reset, status
from integrations.errors import InputError, OutcomeUnknown, RateLimited, RemoteRejected, RemoteUnavailable


@pytest.fixture
def http(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> HttpClient:
    permit = make_permit(effect="write", vendor="Notion", credential=StaticCredential("token-1"))
    return ServiceHttp(egress, permit, f"{vendor.url}/v1/", FakeFiles())


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


def test_each_verb_is_its_method_and_fills_its_path(http: HttpClient, vendor: Vendor) -> None:
    page = {"page_id": "a/b ü"}
    http.get("/pages/{page_id}", path=page, query={"full": True})
    http.post("/pages/{page_id}", path=page, json={"a": 1})
    http.put("/pages/{page_id}", path=page, form={"a": 1})
    http.patch("/pages/{page_id}", path=page, content=b"x", headers={"content-type": "text/plain"})
    http.delete("/pages/{page_id}", path=page)
    sent = [(each.method, each.path, each.body) for each in vendor.received]
    path = "/v1/pages/a%2Fb%20%C3%BC"
    assert sent == [
        ("GET", f"{path}?full=true", b""),
        ("POST", path, b'{"a": 1}'),
        ("PUT", path, b"a=1"),
        ("PATCH", path, b"x"),
        ("DELETE", path, b""),
    ]


def test_a_value_that_is_no_identifier_does_not_leave(http: HttpClient, vendor: Vendor) -> None:
    with pytest.raises(InputError, match=r"'\.\.' cannot be the page_id of anything"):
        http.delete("/pages/{page_id}", path={"page_id": ".."})
    with pytest.raises(InputError, match="is not a path of this service"):
        http.delete("/pages/{page_id}")
    assert vendor.received == []


@pytest.mark.parametrize("body", [b"<html>", b'{"id": ', b"", b"\xff"])
@pytest.mark.parametrize(
    ("effect", "method", "error"),
    [
        ("write", "GET", RemoteUnavailable),
        ("read", "POST", RemoteUnavailable),
        ("idempotent_write", "PUT", RemoteUnavailable),
        ("write", "POST", OutcomeUnknown),
        ("destructive", "DELETE", OutcomeUnknown),
    ],
)
def test_a_broken_body_is_an_outage_and_after_a_write_the_outcome_is_unknown(
    effect: str,
    method: str,
    error: type[Exception],
    body: bytes,
    egress: Egress,
    vendor: Vendor,
    make_permit: MakePermit,
) -> None:
    vendor.answers(ok(body))
    http = ServiceHttp(egress, make_permit(effect=effect), vendor.url, FakeFiles())
    reply = http.request(method, "/pages")
    assert (reply.body, reply.text) == (body, body.decode(errors="replace"))
    with pytest.raises(error, match="answered with something that is not JSON") as raised:
        reply.json()
    assert type(raised.value) is error


def test_pages_are_followed_with_the_credential_on_each(http: HttpClient, vendor: Vendor) -> None:
    vendor.answers(
        ok([1], link='</v1/pages?page=2>; rel="next"'),
        status(502),
        ok([2], link=f"<{vendor.url}/v1/p?page=3>; rel=next"),
        ok([3]),
    )
    pages = http.pages("GET", "/pages", paging=LinkHeader(), items="", cap=10)
    assert list(pages) == [1, 2, 3]
    assert [each.path for each in vendor.received] == [
        "/v1/pages",
        "/v1/pages?page=2",
        "/v1/pages?page=2",
        "/v1/p?page=3",
    ]
    assert {each.headers["authorization"] for each in vendor.received} == {"Bearer token-1"}


def test_a_next_page_at_another_host_gets_neither_a_request_nor_the_credential(
    http: HttpClient, vendor: Vendor
) -> None:
    other = Vendor()
    try:
        vendor.answers(ok([1], link=f'<{other.url}/v1/pages?page=2>; rel="next"'))
        pages = http.pages("GET", "/pages", paging=LinkHeader(), items="", cap=10)
        with pytest.raises(RemoteRejected, match="outside of its API"):
            list(pages)
        assert other.received == []
    finally:
        other.close()
    assert len(vendor.received) == 1


def test_a_page_that_redirects_to_another_host_leaves_the_credential_behind(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    permit = make_permit(credential=StaticCredential("token-1"))
    vendor.answers(status(302, location="https://10.0.0.1/v1/pages"))
    http = ServiceHttp(egress, permit, vendor.url, FakeFiles())
    with pytest.raises(RemoteRejected, match="redirected to an address that is not allowed"):
        list(http.pages("GET", "/pages", paging=LinkHeader(), items="", cap=10))
    assert len(vendor.received) == 1


def test_page_tokens_are_signed_with_the_secret_of_the_installation(
    http: HttpClient, vendor: Vendor, settings: Settings
) -> None:
    vendor.answers(ok({"value": [1, 2], "next": "c1"}))
    paging = Cursor("cursor", next="next")
    pages = http.pages("GET", "/pages", paging=paging, items="value", cap=1)
    assert list(pages) == [1]
    token = pages.next_page_token
    assert next(http.pages("GET", "/pages", paging=paging, items="value", cap=1, page_token=token)) == 2
    settings.SECRET_KEY = "another secret than before"
    with pytest.raises(InputError, match="is no page_token of this question"):
        http.pages("GET", "/pages", paging=paging, items="value", cap=1, page_token=token)
