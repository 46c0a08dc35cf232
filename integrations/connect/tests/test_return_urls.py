"""Return addresses: exact origin, path prefix, and the spellings that try to slip past both."""

from __future__ import annotations

import pytest

from integrations.connect.operator_settings import return_addresses
from integrations.connect.return_urls import allowed_origin, is_allowed, is_well_formed
from integrations.models import OperatorSettings

LIST = ["https://app.acme.example/done", "https://portal.acme.example", "http://localhost:3000/back/"]


@pytest.mark.parametrize(
    "address",
    [
        "https://app.acme.example/done",
        "https://app.acme.example/done/",
        "https://app.acme.example/done/globex?from=machina#top",
        "https://APP.acme.example/done",
        "https://app.acme.example:443/done",
        "https://portal.acme.example/anything",
        "https://portal.acme.example",
        "http://localhost:3000/back",
        "http://localhost:3000/back/x",
    ],
)
def test_addresses_under_the_list_are_allowed(address: str) -> None:
    assert is_allowed(address, LIST)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/done",
        "//app.acme.example/done",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://app.acme.example/done",
        "https://app.acme.example:444/done",
        "https://app.acme.example/donex",
        "https://app.acme.example/don",
        "https://app.acme.example/done/../admin",
        "https://app.acme.example/done/%2e%2e/admin",
        "https://app.acme.example/done/..%2fadmin",
        "https://app.acme.example/done\\..\\admin",
        "https://app.acme.example.evil.example/done",
        "https://evil.example/https://app.acme.example/done",
        "https://app.acme.example@evil.example/done",
        "https://app.acme.example:pw@evil.example/done",
        "https://evil.example\\@app.acme.example/done",
        "https://app.acme.example\t.evil.example/done",
        "https://app.acme.example/done\n",
        "https://[::1",
        "https://app.acme.example:99999/done",
        "http://localhost:3001/back",
    ],
)
def test_everything_else_is_not(address: str) -> None:
    assert not is_allowed(address, LIST)


def test_an_empty_list_allows_nothing() -> None:
    assert not is_allowed("https://app.acme.example/done", [])


def test_a_malformed_entry_allows_nothing() -> None:
    assert not is_well_formed("https://user@app.acme.example/")
    assert not is_allowed("https://app.acme.example/", ["https://user@app.acme.example/", "app.acme.example", ""])


@pytest.mark.parametrize("stored", [None, "https://app.acme.example", {"a": 1}, 7, ["https://user@x.example", None, 3]])
def test_what_is_no_list_of_addresses_allows_nothing(stored: object) -> None:
    assert return_addresses(OperatorSettings(return_urls=stored)) == []


def test_good_entries_count_beside_bad_ones() -> None:
    operator = OperatorSettings(return_urls=["https://app.acme.example/done", "javascript:alert(1)"])
    assert return_addresses(operator) == ["https://app.acme.example/done"]


@pytest.mark.parametrize(
    ("origin", "as_browsers_write_it"),
    [
        ("https://app.acme.example", "https://app.acme.example"),
        ("https://APP.acme.example:443/", "https://app.acme.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://localhost", None),
        ("http://app.acme.example", None),
        ("https://app.acme.example/done", None),
        ("https://app.acme.example?x", None),
        ("https://user@app.acme.example", None),
        ("https://app.acme.example.evil.example", None),
        ("https://evil.example", None),
        ("*", None),
        ("null", None),
        ("", None),
    ],
)
def test_an_origin_is_that_of_an_address_on_the_list(origin: str, as_browsers_write_it: str | None) -> None:
    assert allowed_origin(origin, LIST) == as_browsers_write_it
