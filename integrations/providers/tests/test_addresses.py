"""Addresses by name, in the sandbox and live, and whose issuer is believed."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from integrations.providers import registry
from integrations.providers.tests.declared import courier

GOOGLE = registry.provider("google")


def test_a_provider_may_give_its_addresses_any_names(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {
        "courier": {"token_url": "http://127.0.0.1:9/t", "upload_root": "http://127.0.0.1:9/up"}
    }
    found = courier().addresses_in("live")

    assert found["token_url"] == "http://127.0.0.1:9/t"
    assert found["upload_root"] == "http://127.0.0.1:9/up"
    assert found["authorize_url"] == "https://courier.example/authorize"
    assert found.origins == {"http://127.0.0.1:9", "https://courier.example"}
    assert (len(found), set(found)) == (5, {*courier().addresses, "upload_root"})


def test_an_address_that_the_vendor_has_not_is_missing() -> None:
    with pytest.raises(KeyError):
        courier().addresses_in("live")["issuer"]
    assert courier().addresses_in("live").issuers == ()


def test_the_vendors_spellings_count_for_its_own_issuer_alone(settings: Settings) -> None:
    assert GOOGLE.addresses_in("live").issuers == ("https://accounts.google.com", "accounts.google.com")
    settings.MACHINA_ENDPOINTS = {"google": {"issuer": "https://emulator.example"}}
    assert GOOGLE.addresses_in("live").issuers == ("https://emulator.example",)
    settings.SANDBOX_ORIGIN = "http://127.0.0.1:8100"
    assert GOOGLE.addresses_in("sandbox").issuers == ("http://127.0.0.1:8100/sandbox/google",)


def test_the_names_that_may_be_replaced() -> None:
    names = ("api_root", "authorize_url", "issuer", "revoke_url", "token_url", "userinfo_url")
    assert GOOGLE.address_names == names
