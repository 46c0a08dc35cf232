"""What the guide finds wrong with a provider, and nothing with those that work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.guide import problems_of, unknown_addresses
from integrations.providers.oauth2 import NotRevocable, Revocation
from integrations.providers.requests import revoke_by_get
from integrations.providers.tests.declared import NOTION, SLACK, courier

ADDRESSES = {"authorize_url": "https://courier.example/authorize", "token_url": "https://courier.example/token"}


@pytest.mark.parametrize("provider", [*registry.all_providers().values(), SLACK, NOTION, courier()])
def test_a_whole_provider_lacks_nothing(provider: Provider) -> None:
    assert list(problems_of(provider)) == []


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"key": "Acme"}, "key 'Acme' has to be one word"),
        ({"key": "v1"}, "key 'v1' has to be one word"),
        ({"name": " "}, "give it the name"),
        ({"color": "red"}, "color 'red' is not of the form #1A73E8"),
        ({"documentation_url": "http://courier.example"}, "documentation_url has to be an https address"),
        ({"access_page": ""}, "access_page has to be an https address"),
        ({"folder": Path("/nowhere")}, "it has no icon.svg"),
        ({"addresses": ADDRESSES | {"apiRoot": "https://a.example"}}, "the address 'apiRoot' has to be named"),
        ({"addresses": ADDRESSES | {"x": "http://a.example"}}, "x 'http://a.example' has to be an https address"),
        ({"addresses": ADDRESSES | {"x": "https://a.example/?y=1"}}, "has to be an https address without a query"),
        ({"addresses": ADDRESSES | {"x": "https://me@a.example/"}}, "has to be an https address without a query"),
        ({"addresses": ADDRESSES | {"x": "https:///path"}}, "has to be an https address without a query"),
    ],
)
def test_each_fact_that_is_wrong_is_named(facts: dict[str, Any], problem: str) -> None:
    facts = {"addresses": ADDRESSES} | facts
    (found,) = problems_of(courier(facts=facts, revocation=NotRevocable()))

    assert problem in found


@pytest.mark.parametrize(
    ("credential", "problem"),
    [
        ({"allauth_class": "allauth.nowhere.Provider"}, "cannot be imported: No module named 'allauth.nowhere'"),
        ({"allauth_class": "allauth.socialaccount.models.SocialApp"}, "is no OAuth2Provider of allauth"),
        ({"authorize_params": {"state": "fixed"}}, "authorize_params set 'state', which the handshake sets itself"),
        ({"authorize_params": {"code_challenge": "x"}}, "authorize_params set 'code_challenge'"),
    ],
)
def test_what_is_wrong_with_its_oauth_is_named(credential: dict[str, Any], problem: str) -> None:
    (found,) = problems_of(courier(**credential))

    assert problem in found


@pytest.mark.parametrize("name", ["authorize_url", "token_url"])
def test_addresses_that_oauth_needs_are_missed(name: str) -> None:
    addresses = {key: url for key, url in ADDRESSES.items() if key != name}
    found = list(problems_of(courier(facts={"addresses": addresses}, revocation=NotRevocable())))

    assert found == [f"addresses lack {name}, which OAuth 2 needs"]


def test_revoking_needs_an_address_or_a_plain_word() -> None:
    lacking = "addresses lack revoke_url, to which its tokens are revoked; or say NotRevocable()"
    by_get = Revocation(request=revoke_by_get, ends="token")

    assert list(problems_of(courier(facts={"addresses": ADDRESSES}))) == [lacking]
    assert list(problems_of(courier(facts={"addresses": ADDRESSES}, revocation=by_get))) == [lacking]


def test_only_declared_names_are_replaced() -> None:
    providers = {"courier": courier()}
    replaced = {"courier": {"api_root": "http://x", "token_url": "http://x", "tokenurl": "http://x"}, "acme": {}}

    known = "api_root, authorize_url, revoke_url, token_url, userinfo_url"
    assert list(unknown_addresses(replaced, providers)) == [
        f"MACHINA_ENDPOINTS gives 'courier' the address 'tokenurl'. It has: {known}.",
        "MACHINA_ENDPOINTS names the provider 'acme'. Providers are: courier.",
    ]
