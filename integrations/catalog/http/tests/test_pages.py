"""Reading page after page: what is asked, where it stops, and how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.http import BodyLink, Cursor, HttpReply, LinkHeader, Offset, PageNumber
from integrations.catalog.http.pages import PageTokens, Place
from integrations.catalog.http.paging import Paging
from integrations.catalog.paging import read_pages
from integrations.catalog.testing.context import FakeFiles
from integrations.catalog.testing.http import FakeHttp
from integrations.catalog.testing.vendor import Vendor
from integrations.errors import InputError, RemoteRejected, RemoteUnavailable

SLACK = Cursor("cursor", next="response_metadata.next_cursor")


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    yield vendor
    vendor.assert_all_used()


@pytest.fixture
def http(vendor: Vendor) -> FakeHttp:
    return FakeHttp(vendor, FakeFiles())


def asked(vendor: Vendor) -> list[dict[str, list[str]]]:
    return [dict(request.query) for request in vendor.requests]


def will_page(vendor: Vendor, path: str, *pages: tuple[object, dict[str, str]]) -> None:
    for body, headers in pages:
        vendor.will_answer("GET", path, body, headers=headers)


def members(*names: str, cursor: str | None = None) -> tuple[object, dict[str, str]]:
    return {"ok": True, "members": list(names), "response_metadata": {"next_cursor": cursor or ""}}, {}


def test_a_cursor_is_followed_to_the_end(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/users.list", members("a", "b", cursor="c1="), members(cursor="c2"), members("c"))
    pages = http.pages("GET", "/users.list", query={"limit": 2}, paging=SLACK, items="members", cap=100)
    assert list(pages) == ["a", "b", "c"]
    assert pages.next_page_token is None
    assert asked(vendor) == [{"limit": ["2"]}, {"limit": ["2"], "cursor": ["c1="]}, {"limit": ["2"], "cursor": ["c2"]}]


def test_a_cursor_of_a_post_goes_into_its_body(http: FakeHttp, vendor: Vendor) -> None:
    notion = Cursor("start_cursor", next="next_cursor", more="has_more")
    vendor.will_answer("POST", "/search", {"results": [1], "has_more": True, "next_cursor": "n1"})
    vendor.will_answer("POST", "/search", {"results": [2], "has_more": False, "next_cursor": "n2"})
    pages = http.pages("POST", "/search", json={"query": "x"}, paging=notion, items="results", cap=100)
    assert list(pages) == [1, 2]
    assert [request.json for request in vendor.requests] == [{"query": "x"}, {"query": "x", "start_cursor": "n1"}]
    vendor.will_answer("POST", "/search", {"results": [1], "has_more": True, "next_cursor": "n1"})
    vendor.will_answer("POST", "/search", {"results": [2]})
    assert list(http.pages("POST", "/search", form={"q": "x"}, paging=notion, items="results", cap=9)) == [1, 2]
    assert [request.body for request in vendor.requests[2:]] == [b"q=x", b"q=x&start_cursor=n1"]


def test_links_in_the_header_are_followed(http: FakeHttp, vendor: Vendor) -> None:
    vendor.will_answer(
        "GET",
        "/repos/o/r/issues",
        [1, 2],
        headers={"Link": '<https://vendor.example/repositories/7/issues?page=2&per_page=2>; rel="next"'},
    )
    vendor.will_answer("GET", "/repositories/7/issues", [3], headers={"Link": '</x>; rel="prev"'})
    pages = http.pages(
        "GET",
        "/repos/{owner}/r/issues",
        path={"owner": "o"},
        query={"per_page": 2},
        headers={"accept": "x"},
        paging=LinkHeader(),
        items="",
        cap=100,
    )
    assert list(pages) == [1, 2, 3]
    assert pages.next_page_token is None
    assert asked(vendor) == [{"per_page": ["2"]}, {"page": ["2"], "per_page": ["2"]}]
    assert [request.headers for request in vendor.requests] == [{"accept": "x"}] * 2


def test_links_in_the_body_are_followed(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/things", ({"value": [1], "next": "?page=2"}, {}), ({"value": [2], "next": None}, {}))
    assert list(http.pages("GET", "/things", paging=BodyLink("next"), items="value", cap=100)) == [1, 2]
    assert asked(vendor) == [{}, {"page": ["2"]}]


@pytest.mark.parametrize("paging", [LinkHeader(), BodyLink("next")])
def test_a_link_to_another_host_is_refused_and_nothing_is_sent(paging: Paging, http: FakeHttp, vendor: Vendor) -> None:
    evil = "https://evil.example/things?page=2"
    will_page(vendor, "/things", ({"value": [1], "next": evil}, {"Link": f'<{evil}>; rel="next"'}))
    pages = http.pages("GET", "/things", paging=paging, items="value", cap=100)
    assert next(pages) == 1
    with pytest.raises(RemoteRejected, match="outside of its API"):
        next(pages)
    assert len(vendor.requests) == 1


def test_numbered_pages_end_with_one_that_is_not_full(http: FakeHttp, vendor: Vendor) -> None:
    paging = PageNumber("page", size_param="per_page", size=2)
    will_page(vendor, "/things", ([1, 2], {}), ([3, 4], {}), ([5], {}))
    assert list(http.pages("GET", "/things", paging=paging, items="", cap=100)) == [1, 2, 3, 4, 5]
    assert asked(vendor) == [{"page": [str(number)], "per_page": ["2"]} for number in (1, 2, 3)]


def test_numbered_pages_may_begin_at_zero_and_say_that_there_are_more(http: FakeHttp, vendor: Vendor) -> None:
    paging = PageNumber("p", more="more", first=0)
    will_page(vendor, "/things", ({"more": True, "value": [1]}, {}), ({"more": False, "value": [2]}, {}))
    assert list(http.pages("GET", "/things", paging=paging, items="value", cap=100)) == [1, 2]
    assert asked(vendor) == [{"p": ["0"]}, {"p": ["1"]}]


def test_an_offset_counts_what_came(http: FakeHttp, vendor: Vendor) -> None:
    paging = Offset(size=2, more="more")
    bodies = [{"value": [1], "more": True}, {"value": [2, 3], "more": True}, {"value": [], "more": True}]
    will_page(vendor, "/things", *((each, {}) for each in bodies))
    assert list(http.pages("GET", "/things", paging=paging, items="value", cap=100)) == [1, 2, 3]
    assert asked(vendor) == [{"offset": [str(offset)], "limit": ["2"]} for offset in (0, 1, 3)]


def test_without_items_whole_replies_are_read(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/users.list", members("a", cursor="c1"), members("b"))
    replies: list[HttpReply] = list(http.pages("GET", "/users.list", paging=SLACK, cap=10))
    assert [reply.json()["members"] for reply in replies] == [["a"], ["b"]]


def test_whole_replies_that_are_lists_are_counted(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/things", ([1, 2], {}), ([3], {}))
    replies = list(http.pages("GET", "/things", paging=PageNumber(size=2), cap=10))
    assert [reply.json() for reply in replies] == [[1, 2], [3]]


def test_pages_that_cannot_be_counted_are_a_mistake(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/things", ({"value": []}, {}))
    with pytest.raises(ValueError, match="Say where the entries of a page stand"):
        next(http.pages("GET", "/things", paging=PageNumber(), cap=10))


@pytest.mark.parametrize(
    ("cap", "read", "requests"), [(1, 1, 1), (2, 2, 1), (3, 3, 2), (4, 4, 2), (5, 5, 3), (6, 5, 3)]
)
def test_no_more_is_read_than_the_cap(cap: int, read: int, requests: int, http: FakeHttp, vendor: Vendor) -> None:
    will_page(
        vendor, "/users.list", *[members("a", "b", cursor="1"), members("c", "d", cursor="2"), members("e")][:requests]
    )
    pages = http.pages("GET", "/users.list", paging=SLACK, items="members", cap=cap)
    assert list(pages) == list("abcde")[:read]
    assert len(vendor.requests) == requests
    assert (pages.next_page_token is None) == (cap >= 5)


def test_a_cap_that_reads_nothing_is_a_mistake(http: FakeHttp) -> None:
    with pytest.raises(ValueError, match="A cap of 0 reads nothing"):
        http.pages("GET", "/users.list", paging=SLACK, items="members", cap=0)


def things(paging: Paging, size: int, total: int) -> Any:
    """A vendor with so many things, whatever the way of paging."""

    def answer(method: str, url: str, **_: object) -> Any:
        query = dict(part.split("=") for part in url.partition("?")[2].split("&") if part)
        start = int(query.get("cursor") or query.get("offset") or (int(query.get("page", 1)) - 1) * size)
        end = min(start + size, total)
        link = f"?cursor={end}" if end < total else ""
        body = {"value": list(range(start, end)), "cursor": str(end) if end < total else None, "next": link}
        vendor = Vendor()
        vendor.will_answer("GET", "/things", body, headers={"link": f"<{link}>; rel=next"} if link else {})
        return vendor.answer("GET", "/things", headers={}, body=b"")

    return answer


@given(
    size=st.integers(1, 5),
    total=st.integers(0, 12),
    caps=st.lists(st.integers(1, 6), min_size=13, max_size=13),
    kind=st.sampled_from(["cursor", "link", "body", "number", "offset"]),
)
def test_reading_on_by_tokens_reads_everything_once(size: int, total: int, caps: list[int], kind: str) -> None:
    ways: dict[str, Paging] = {
        "cursor": Cursor("cursor", next="cursor"),
        "link": LinkHeader(),
        "body": BodyLink("next"),
        "number": PageNumber(size_param="size", size=size),
        "offset": Offset(size=size),
    }
    paging = ways[kind]
    vendor = Vendor()
    vendor.answer = things(paging, size, total)  # type: ignore[method-assign]  # a vendor by rule, not by list
    http, read, token = FakeHttp(vendor, FakeFiles()), list[int](), None
    for cap in caps:
        pages = http.pages("GET", "/things", paging=paging, items="value", cap=cap, page_token=token)
        read.extend(pages)
        token = pages.next_page_token
        if token is None:
            break
    assert token is None
    assert read == list(range(total))


@given(position=st.none() | st.text() | st.integers(), skip=st.integers(0, 10_000), question=st.text())
def test_a_token_is_the_place_it_was_made_of(position: str | int | None, skip: int, question: str) -> None:
    tokens, place = PageTokens(b"key", question), Place(position, skip)
    token = tokens.token(place)
    assert tokens.place(token) == place
    assert (token is None) == (place == Place())
    assert token is None or token.replace("-", "").replace("_", "").isalnum()


def token_of(http: FakeHttp, vendor: Vendor, path: str = "/users.list") -> str:
    will_page(vendor, path, members("a", cursor="c1"))
    pages = http.pages("GET", path, paging=SLACK, items="members", cap=1)
    assert list(pages) == ["a"]
    assert pages.next_page_token is not None
    return pages.next_page_token


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-2], lambda t: t + "AAAA", lambda t: "x" + t[1:], lambda t: "ü", lambda t: "1"]
)
def test_a_token_that_was_tampered_with_is_refused_before_anything_is_sent(
    spoil: Any, http: FakeHttp, vendor: Vendor
) -> None:
    token = spoil(token_of(http, vendor))
    with pytest.raises(InputError, match="is no page_token of this question") as refused:
        http.pages("GET", "/users.list", paging=SLACK, items="members", cap=1, page_token=token)
    assert [each.field for each in refused.value.errors] == ["page_token"]
    assert len(vendor.requests) == 1


def test_a_token_belongs_to_its_question_and_to_its_key(http: FakeHttp, vendor: Vendor) -> None:
    token = token_of(http, vendor)
    other_key = FakeHttp(vendor, FakeFiles(), page_key=b"another key")
    with pytest.raises(InputError):
        http.pages("GET", "/channels.list", paging=SLACK, items="members", cap=1, page_token=token)
    with pytest.raises(InputError):
        http.pages("GET", "/users.list", paging=LinkHeader(), items="members", cap=1, page_token=token)
    with pytest.raises(InputError):
        other_key.pages("GET", "/users.list", paging=SLACK, items="members", cap=1, page_token=token)


def test_an_iterator_that_was_left_early_says_where_to_go_on(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/users.list", members("a", "b", cursor="1"))
    pages = http.pages("GET", "/users.list", paging=SLACK, items="members", cap=9)
    assert next(pages) == "a"
    will_page(vendor, "/users.list", members("a", "b", cursor="1"), members("c"))
    token = pages.next_page_token
    assert list(http.pages("GET", "/users.list", paging=SLACK, items="members", cap=9, page_token=token)) == ["b", "c"]


def test_read_pages_takes_one_page_after_the_other(http: FakeHttp, vendor: Vendor) -> None:
    def fetch(token: str | None) -> tuple[list[str], str | None]:
        return http.page("GET", "/users.list", paging=SLACK, items="members", page_token=token)

    will_page(vendor, "/users.list", members("a", "b", cursor="1"), members("c", cursor="2"), members("d"))
    read, token = read_pages(fetch, page_token=None, cap=3, follow=True)
    assert read == ["a", "b", "c"]
    assert read_pages(fetch, page_token=token, cap=3, follow=False) == (["d"], None)
    assert asked(vendor) == [{}, {"cursor": ["1"]}, {"cursor": ["2"]}]


def test_a_page_that_names_itself_as_the_next_is_not_read_for_ever(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/users.list", members(cursor="c1"), members(cursor="c1"))
    with pytest.raises(RemoteUnavailable, match="names a page as the next after itself"):
        list(http.pages("GET", "/users.list", paging=SLACK, items="members", cap=9))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html>", "not JSON"),
        ({"members": {"a": 1}}, "without a list at 'members'"),
        ({"members": "a"}, "without a list"),
    ],
)
def test_a_page_that_is_none_is_an_outage(body: object, message: str, http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/users.list", (body, {}))
    with pytest.raises(RemoteUnavailable, match=message):
        list(http.pages("GET", "/users.list", paging=SLACK, items="members", cap=9))


@pytest.mark.parametrize("cursor", ["", None, False, [], {}])
def test_what_names_no_page_is_the_end(cursor: object, http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/users.list", ({"members": ["a"], "response_metadata": {"next_cursor": cursor}}, {}))
    assert list(http.pages("GET", "/users.list", paging=SLACK, items="members", cap=9)) == ["a"]


def test_a_list_that_is_left_out_is_empty(http: FakeHttp, vendor: Vendor) -> None:
    will_page(vendor, "/users.list", ({}, {}))
    assert list(http.pages("GET", "/users.list", paging=SLACK, items="members", cap=9)) == []
