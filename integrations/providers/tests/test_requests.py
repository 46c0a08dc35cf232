"""What is sent to a token address, in each form a vendor may want."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from integrations.providers.addresses import Addresses
from integrations.providers.consent import Tokens
from integrations.providers.requests import (
    Code,
    OAuthClient,
    TokenForm,
    exchange_code,
    revoke_by_get,
    revoke_by_post,
    use_refresh_token,
)

ADDRESSES = Addresses({"token_url": "https://v.example/token", "revoke_url": "https://v.example/revoke"}, ())
CODE = Code(code="c 1", redirect_uri="https://m.example/api/v/callback", verifier="verify-me")
TOKENS = Tokens("access", "refresh", None, None)
BASIC = "Basic bWU6czpjcmV0"  # me:s:cret


def client(form: TokenForm | None = None) -> OAuthClient:
    return OAuthClient("me", "s:cret", ADDRESSES, form or TokenForm())


def test_a_code_is_exchanged_with_its_verifier_and_the_secret_in_the_form() -> None:
    sent = exchange_code(client(), CODE)

    assert (sent.method, sent.url) == ("POST", "https://v.example/token")
    assert sent.headers == {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    assert parse_qs(sent.body.decode(), strict_parsing=True) == {
        "grant_type": ["authorization_code"],
        "code": ["c 1"],
        "redirect_uri": ["https://m.example/api/v/callback"],
        "code_verifier": ["verify-me"],
        "client_id": ["me"],
        "client_secret": ["s:cret"],
    }


def test_by_http_basic_the_secret_is_in_the_header_alone() -> None:
    sent = use_refresh_token(client(TokenForm(authentication="client_secret_basic")), "r-1")

    assert sent.headers["Authorization"] == BASIC
    assert parse_qs(sent.body.decode()) == {"grant_type": ["refresh_token"], "refresh_token": ["r-1"]}


def test_a_json_body_with_headers_of_the_vendors_own() -> None:
    form = TokenForm(authentication="client_secret_basic", body="json", headers={"Notion-Version": "2022-06-28"})
    sent = exchange_code(client(form), CODE)

    assert sent.headers == {
        "Accept": "application/json",
        "Notion-Version": "2022-06-28",
        "Authorization": BASIC,
        "Content-Type": "application/json",
    }
    assert json.loads(sent.body) == {
        "grant_type": "authorization_code",
        "code": "c 1",
        "redirect_uri": "https://m.example/api/v/callback",
        "code_verifier": "verify-me",
    }


@pytest.mark.parametrize(("tokens", "token"), [(TOKENS, "refresh"), (Tokens("access", "", None, None), "access")])
def test_revoking_by_the_standard_names_the_token_that_lasts(tokens: Tokens, token: str) -> None:
    sent = revoke_by_post(client(), tokens)

    assert (sent.method, sent.url) == ("POST", "https://v.example/revoke")
    assert parse_qs(sent.body.decode()) == {"token": [token], "client_id": ["me"], "client_secret": ["s:cret"]}


def test_revoking_by_get_carries_the_access_token_in_its_header() -> None:
    sent = revoke_by_get(client(TokenForm(headers={"X-Version": "2"})), TOKENS)

    assert (sent.method, sent.url, sent.body) == ("GET", "https://v.example/revoke", b"")
    assert sent.headers == {"Accept": "application/json", "Authorization": "Bearer access", "X-Version": "2"}


def test_secrets_are_shown_nowhere() -> None:
    shown = f"{client()!r} {CODE!r} {exchange_code(client(), CODE)!r} {TOKENS!r}"

    assert not any(secret in shown for secret in ("s:cret", "verify-me", "c 1", "access'", "refresh'"))
