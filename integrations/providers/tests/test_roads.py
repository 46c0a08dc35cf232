"""Where a request to an address of anybody's choice may lead, as an account and as nobody."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from integrations.egress.guard import AddressRefused, admit, parse_target
from integrations.providers.reaching import Reached, Roads
from integrations.providers.registry import provider

ECHO = "https://echo.machina.example"
SANDBOX = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _addresses(settings: Settings) -> None:
    settings.MACHINA_SANDBOX, settings.SANDBOX_ORIGIN = True, SANDBOX
    settings.MACHINA_ENDPOINTS = {}


def test_nobody_goes_anywhere_and_the_sandboxs_name_is_the_sandbox() -> None:
    roads = Roads.as_nobody()

    assert roads.placed("https://api.globex.example/x?y=1") == "https://api.globex.example/x?y=1"
    assert roads.placed(f"{ECHO}/orders?limit=2") == f"{SANDBOX}/sandbox/http/orders?limit=2"
    assert roads.placed(f"{ECHO}:8443/orders") == f"{ECHO}:8443/orders"


def test_without_the_sandbox_its_name_is_one_like_any_other(settings: Settings) -> None:
    settings.MACHINA_SANDBOX = False

    assert Roads.as_nobody().placed(f"{ECHO}/orders") == f"{ECHO}/orders"


def test_an_account_goes_to_the_hosts_of_its_providers_services() -> None:
    roads = Roads.as_account(provider("google"), "live")

    assert roads.placed("https://gmail.googleapis.com/gmail/v1") == "https://gmail.googleapis.com/gmail/v1"
    for url in ("https://api.globex.example/", f"{ECHO}/echo", "https://gmail.googleapis.com:8443/"):
        with pytest.raises(AddressRefused, match=r"Google accounts .* gmail\.googleapis\.com"):
            roads.placed(url)


def test_what_stands_in_for_the_vendor_stands_in_for_all_its_hosts(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "http://10.1.1.1:9000/root/"}}
    for environment, root in (("live", "http://10.1.1.1:9000/root"), ("sandbox", f"{SANDBOX}/sandbox/google")):
        roads = Roads.as_account(provider("google"), environment)
        url = roads.placed("https://gmail.googleapis.com/gmail/v1?a=b")
        assert url == f"{root}/gmail/v1?a=b"
        assert admit(parse_target(url), roads.reach)
        with pytest.raises(AddressRefused):
            roads.placed(f"{root.rpartition('/')[0]}/elsewhere")


def test_an_account_with_an_address_of_its_own_goes_there_alone() -> None:
    roads = Roads.as_account(provider("http"), "live", base_url="https://api.globex.example/v1")

    assert roads.placed("https://api.globex.example/v2") == "https://api.globex.example/v2"
    with pytest.raises(AddressRefused, match=r"https://api\.globex\.example alone"):
        roads.placed("https://api.globex.example.evil.example/")


def test_at_the_sandboxs_name_it_goes_below_the_sandboxs_web_alone() -> None:
    roads = Roads.as_account(provider("http"), "live", base_url=f"{ECHO}/private/echo")
    reached = Reached.at("http", "live", hosts=(), base_url=f"{ECHO}/private/echo")

    assert roads.placed(f"{ECHO}/echo") == f"{SANDBOX}/sandbox/http/echo"
    assert reached.url == f"{SANDBOX}/sandbox/http/private/echo"
    for reach in (roads.reach, reached.reach):
        with pytest.raises(AddressRefused):
            admit(parse_target(f"{SANDBOX}/sandbox/_control/reset"), reach)
