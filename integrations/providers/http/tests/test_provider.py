"""A key of any API: in which header it goes, and what may not be one."""

from __future__ import annotations

import pytest

from integrations.errors import InputError
from integrations.providers.http.provider import HEADER, KEY, provider


def placed(header: str, key: str) -> tuple[dict[str, str], tuple[str, ...]]:
    carried = provider.filled_in.place({"header": header, "key": key})
    return dict(carried.headers), carried.secrets


def test_without_a_header_it_is_a_bearer_token() -> None:
    assert placed("", "abc") == ({"Authorization": "Bearer abc"}, ("abc",))


def test_in_a_header_it_stands_as_it_is() -> None:
    assert placed("X-Api-Key", "abc")[0] == {"X-Api-Key": "abc"}


def test_of_a_word_and_a_key_the_key_alone_is_a_secret_as_well() -> None:
    headers, secrets = placed("Authorization", "Token abc-1")

    assert headers == {"Authorization": "Token abc-1"}
    assert set(secrets) == {"Token abc-1", "abc-1"}


@pytest.mark.parametrize("name", ["X-Api-Key", "authorization", "Private-Token", "x_key"])
def test_a_header_of_its_own_may_be_named(name: str) -> None:
    assert HEADER.problem(name) == ""


@pytest.mark.parametrize("name", ["Host", "HOST", "content-type", "Cookie", "Proxy-Authorization", "TE", "a b", "a:b"])
def test_the_connections_own_headers_may_not(name: str) -> None:
    assert "is no Header, such as X-Api-Key" in HEADER.problem(name)


@pytest.mark.parametrize("key", ["a\r\nX-B: b", "grün", " "])
def test_a_key_that_would_break_out_of_its_header_is_refused_unseen(key: str) -> None:
    assert KEY.problem(key).startswith("This is no Key")


@pytest.mark.parametrize(
    "address", ["http://api.globex.example", "https://10.0.0.1", "https://a@b.example", "https://api.example/?a=1", ""]
)
def test_an_address_is_public_and_https(address: str) -> None:
    base = provider.filled_in.base_url
    assert base is not None
    with pytest.raises(InputError):
        base.address({}, address)
