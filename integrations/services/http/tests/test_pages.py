"""Lists page by page: all ways to page give the same 25 orders, up to the caps."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.catalog.testing.context import FakeContext, fake_context
from integrations.errors import RemoteRejected, RemoteUnavailable
from integrations.services.http.models.paging import HttpPaging
from integrations.services.http.models.sending import HttpRequest
from integrations.services.http.operations.request import request
from integrations.services.http.tests.caller import asked, error, run

EVERY_WAY: list[tuple[str, dict[str, Any]]] = [
    ("/orders", {"kind": "link_header", "items": "orders"}),
    ("/orders?plain=true", {"kind": "link_header"}),
    ("/orders", {"kind": "link", "items": "orders", "next": "next"}),
    ("/orders", {"kind": "cursor", "items": "orders", "next": "next_cursor"}),
    ("/orders?cursor=", {"kind": "cursor", "items": "orders", "next": "next_cursor", "more": "has_more"}),
    ("/orders", {"kind": "page", "items": "orders", "size": 10, "size_param": "limit"}),
    ("/orders?limit=7", {"kind": "page", "items": "orders", "more": "has_more"}),
    ("/orders?plain=true", {"kind": "offset", "size": 10, "size_param": "limit"}),
    ("/orders", {"kind": "offset", "items": "orders", "size": 5, "size_param": "limit"}),
]


@pytest.mark.parametrize(("url", "paging"), EVERY_WAY)
def test_all_entries_are_read(web: str, url: str, paging: dict[str, Any]) -> None:
    answer = run(url, paging=paging)

    assert [each["order_id"] for each in answer["body"]] == list(range(1001, 1026))
    assert (answer["status"], answer["has_more"]) == (200, False)


@pytest.mark.parametrize(
    ("caps", "count", "pages"), [({"max_pages": 2}, 20, 2), ({"max_items": 12}, 12, 2), ({"max_items": 10}, 10, 1)]
)
def test_it_stops_at_its_caps_and_says_so(web: str, caps: dict[str, int], count: int, pages: int) -> None:
    answer = run("/orders", paging={"kind": "cursor", "items": "orders", "next": "next_cursor", **caps})

    assert (len(answer["body"]), answer["has_more"], asked("http.orders")) == (count, True, pages)


def test_query_and_headers_go_with_every_page(web: str) -> None:
    answer = run("/orders", query={"limit": 20}, paging={"kind": "link_header", "items": "orders"})

    assert (len(answer["body"]), asked("http.orders")) == (25, 2)


def test_a_page_that_fails_is_the_error(web: str) -> None:
    assert error("/status/503?retry_after=600", paging={"kind": "page"})["code"] == "remote_unavailable"


def test_a_page_without_its_list_says_what_to_name(web: str) -> None:
    told = error("/orders", paging={"kind": "page", "items": "has_more"})

    assert "without a list at 'has_more'" in told["detail"]


def read(ctx: FakeContext, **paging: Any) -> Any:
    data = HttpRequest(url="https://api.globex.example/v1/orders", paging=HttpPaging(items="orders", **paging))
    return request(ctx, data)


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1/orders?page=2",
        "//evil.example/orders",
        "https://api.globex.example@evil.example/",
        "https://api.globex.example:8443/",
        "http://api.globex.example/",
        "https://[",
    ],
)
def test_a_link_to_another_host_is_not_followed(link: str) -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/v1/orders", {"orders": [1], "next": link})

        with pytest.raises(RemoteRejected, match="at another host"):
            read(ctx, kind="link", next="next")

        assert len(ctx.vendor.requests) == 1


def test_a_page_that_follows_itself_ends() -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/v1/orders", {"orders": [1], "next": "c"})
        ctx.vendor.will_answer("GET", "/v1/orders", {"orders": [1], "next": "c"})

        with pytest.raises(RemoteUnavailable, match="after itself"):
            read(ctx, kind="cursor", next="next")


def test_a_list_that_is_left_out_is_empty() -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/v1/orders", {"count": 0})

        assert read(ctx, kind="cursor", next="next").body == []
