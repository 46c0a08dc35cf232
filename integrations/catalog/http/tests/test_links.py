"""Links to the next page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.http.links import below, link_in_header
from integrations.errors import RemoteRejected

BASE = "https://api.vendor.example/v1"


@pytest.mark.parametrize(
    ("header", "target"),
    [
        (
            '<https://a.example/?page=2>; rel="next", <https://a.example/?page=9>; rel="last"',
            "https://a.example/?page=2",
        ),
        ('</?page=1>; rel="prev", </?page=3>; rel="next"', "/?page=3"),
        ("</x>; rel=next", "/x"),
        ('</x>; title="a, b; rel=\\"no\\""; rel="last next"', "/x"),
        ('</x>;rel = "NEXT"', "/x"),
        ('</a,b>; rel="next"', "/a,b"),
        ('</x>; rel="prefetch-next"', None),
        ('</x>; rev="next"', None),
        ("</x>", None),
        ("", None),
        ("next", None),
    ],
)
def test_the_link_of_a_relation_is_found(header: str, target: str | None) -> None:
    assert link_in_header(header, "next") == target


@given(st.text())
def test_whatever_stands_in_the_header_is_a_link_or_none(header: str) -> None:
    found = link_in_header(header, "next")
    assert found is None or found in header


@pytest.mark.parametrize(
    ("link", "path", "query"),
    [
        ("https://api.vendor.example/v1/items?page=2&a=b%20c", "/items", {"page": ["2"], "a": ["b c"]}),
        ("https://API.vendor.example:443/v1/other/items?after=", "/other/items", {"after": [""]}),
        ("/v1/items?page=2&page=3", "/items", {"page": ["2", "3"]}),
        ("?page=2", "/items", {"page": ["2"]}),
        ("next/3", "/next/3", {}),
        ("/v1/a%2Fb{c}#part", "/a%2Fb%7Bc%7D", {}),
    ],
)
def test_a_link_below_the_api_is_followed(link: str, path: str, query: dict[str, list[str]]) -> None:
    assert below(BASE, "/items", link) == (path, query)


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1/items",
        "http://api.vendor.example/v1/items",
        "https://api.vendor.example:8443/v1/items",
        "https://api.vendor.example.evil.example/v1/items",
        "https://user@api.vendor.example/v1/items",
        "https://api.vendor.example@evil.example/v1/items",
        "//evil.example/v1/items",
        "/v2/items",
        "/v1",
        "/v1items",
        "/v1/../admin",
        "/v1/%2e%2e/admin",
        "/v1//evil.example/",
        "../../admin",
        "/v1/items\nx",
        "/v1\\items",
        "https://[::1/v1/items",
        "javascript:alert(1)",
        "file:///v1/items",
        "https://127.0.0.1/v1/items",
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(link: str) -> None:
    with pytest.raises(RemoteRejected, match=r"^api\.vendor\.example names a next page outside of its API"):
        below(BASE, "/items", link)
