"""A name and a password of any API."""

from __future__ import annotations

from base64 import b64decode

from integrations.providers.http_basic.provider import provider


def test_they_go_as_basic_has_them_and_the_password_may_be_empty() -> None:
    for password in ("secret-1", ""):
        carried = provider.filled_in.place({"username": "ada", "password": password})
        kind, _, told = carried.headers["Authorization"].partition(" ")
        assert (kind, b64decode(told).decode()) == ("Basic", f"ada:{password}")
