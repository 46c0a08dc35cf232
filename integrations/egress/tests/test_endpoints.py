from __future__ import annotations

import pytest
from pytest_django import Settings

from integrations.egress.endpoints import addresses, api_root, origin, private_origins
from integrations.errors import RemoteUnavailable

VENDOR = {"token_url": "https://vendor.example/oauth/token", "issuer": "https://vendor.example"}


def test_a_live_app_uses_the_vendors_own_addresses(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {}
    assert addresses("google", "live", VENDOR) == VENDOR
    assert api_root("google", "live") is None


def test_each_given_key_replaces_one_address_of_live_apps(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {
        "google": {"token_url": "http://127.0.0.1:9/t", "upload_root": "", "x_url": "http://x"}
    }
    assert addresses("google", "live", VENDOR) == VENDOR | {"token_url": "http://127.0.0.1:9/t", "x_url": "http://x"}
    assert addresses("slack", "live", VENDOR) == VENDOR


def test_a_changed_setting_counts_from_the_next_request_on(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "https://one.example"}}
    assert api_root("google", "live") == "https://one.example"
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "https://two.example"}}
    assert api_root("google", "live") == "https://two.example"
    assert api_root("slack", "live") is None


def test_a_sandbox_app_uses_the_sandbox_whatever_replaces_the_vendor(settings: Settings) -> None:
    settings.SANDBOX_ORIGIN = "http://127.0.0.1:8100"
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "https://emulator.example"}}
    assert addresses("google", "sandbox", VENDOR) == {
        "token_url": "http://127.0.0.1:8100/sandbox/google/oauth/token",
        "issuer": "http://127.0.0.1:8100/sandbox/google",
        "api_root": "http://127.0.0.1:8100/sandbox/google",
    }
    assert api_root("google", "sandbox") == "http://127.0.0.1:8100/sandbox/google"


def test_a_sandbox_that_is_off_is_refused_in_words(settings: Settings) -> None:
    settings.MACHINA_SANDBOX = False
    with pytest.raises(RemoteUnavailable, match="sandbox of 'google' is switched off"):
        addresses("google", "sandbox", VENDOR)
    with pytest.raises(RemoteUnavailable, match="sandbox of 'google' is switched off"):
        api_root("google", "sandbox")


def test_private_origins_are_exactly_the_configured_ones(settings: Settings) -> None:
    settings.SANDBOX_ORIGIN = "http://Localhost:8000"
    settings.MACHINA_ENDPOINTS = {
        "google": {"api_root": "https://Emulator.internal:443/google/", "token_url": "http://10.0.0.5:9000/token"}
    }
    assert private_origins() == {"http://localhost:8000", "https://emulator.internal", "http://10.0.0.5:9000"}


def test_the_sandboxes_origin_is_not_private_while_it_is_off(settings: Settings) -> None:
    settings.MACHINA_SANDBOX = False
    settings.MACHINA_ENDPOINTS = {}
    assert private_origins() == frozenset()


@pytest.mark.parametrize(
    ("scheme", "host", "port", "expected"),
    [
        ("https", "a.example", None, "https://a.example"),
        ("https", "a.example", 443, "https://a.example"),
        ("https", "a.example", 80, "https://a.example:80"),
        ("http", "a.example", 80, "http://a.example"),
        ("http", "::1", 8000, "http://[::1]:8000"),
    ],
)
def test_an_origin_has_one_spelling(scheme: str, host: str, port: int | None, expected: str) -> None:
    assert origin(scheme, host, port) == expected
