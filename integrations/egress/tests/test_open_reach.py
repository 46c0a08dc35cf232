"""What a request to an address of anybody's choice may reach: the public internet, and what the settings name."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from integrations.egress.client import Egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import AddressRefused, Reach, admit, parse_target
from integrations.egress.hop import Hop
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.egress.tests.vendor import Vendor
from integrations.errors import RemoteRejected

MODELS = "http://10.20.30.40:11434"
SANDBOX = "http://127.0.0.1:8000"
ECHO = f"{SANDBOX}/sandbox/http"


@pytest.fixture(autouse=True)
def _allowed(settings: Settings) -> None:
    settings.MACHINA_ALLOW_PRIVATE = frozenset({MODELS})
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "http://10.9.9.9"}}
    settings.MACHINA_SANDBOX, settings.SANDBOX_ORIGIN = True, SANDBOX


def may(url: str, reach: Reach) -> bool:
    """Whether it may be asked, be it private or not."""
    try:
        admit(parse_target(url), reach)
    except AddressRefused:
        return False
    return True


def test_the_public_internet_is_reached_by_https_alone() -> None:
    assert admit(parse_target("https://api.globex.example/v1"), Reach.open()) is False
    assert not may("http://api.globex.example/v1", Reach.open())


def test_a_private_origin_is_reached_exactly_as_the_setting_has_it() -> None:
    assert admit(parse_target(f"{MODELS}/v1/models"), Reach.open()) is True
    others = [MODELS.replace("40", "41"), MODELS.replace("http:", "https:"), MODELS.replace(":11434", "")]
    assert [may(each, Reach.open()) for each in others] == [False, False, False]


def test_what_replaces_a_vendor_and_the_sandbox_are_not_for_everybody() -> None:
    others = ("http://10.9.9.9/x", f"{SANDBOX}/sandbox/_control/rules")
    assert [may(each, Reach.open()) for each in others] == [False, False]


@pytest.mark.parametrize(
    ("url", "is_reached"),
    [
        (ECHO, True),
        (f"{ECHO}/echo?x=1", True),
        (f"{ECHO}?x=1", True),
        (f"{ECHO}s/echo", False),
        (f"{SANDBOX}/sandbox/_control/reset", False),
        (f"{SANDBOX}/api/v1/customers/", False),
        (f"{SANDBOX}/sandbox/google/token", False),
        (f"{SANDBOX}//sandbox/http/echo", False),
        (f"{SANDBOX}/x?/sandbox/http/", False),
        ("http://127.0.0.1:8001/sandbox/http/echo", False),
        ("http://localhost:8000/sandbox/http/echo", False),
    ],
)
def test_of_an_origin_that_is_ours_only_what_lies_below_an_address_is_reached(url: str, is_reached: bool) -> None:
    assert may(url, Reach.open(ECHO)) is is_reached
    assert may(url, Reach(below=(ECHO,))) is is_reached


@pytest.mark.parametrize("way_up", ["..", "%2e%2e", "..%2f", "..;"])
def test_nothing_leads_up_from_there(way_up: str) -> None:
    with pytest.raises(AddressRefused):
        parse_target(f"{ECHO}/{way_up}/_control/reset")


@pytest.mark.parametrize("location", [MODELS, f"{SANDBOX}/sandbox/http/echo", "https://10.20.30.40/"])
def test_nobody_outside_leads_to_a_private_origin_although_one_may_go_there(location: str) -> None:
    public = Hop(parse_target("https://api.globex.example/"), may_be_private=False)

    with pytest.raises(RemoteRejected, match="not allowed"):
        public.next(location, Reach.open(ECHO))


def test_a_redirect_below_the_address_is_followed_and_one_beside_it_is_not() -> None:
    home = Hop(parse_target(f"{ECHO}/redirect"), may_be_private=True)

    assert home.next("/sandbox/http/echo", Reach.open(ECHO)).may_be_private
    with pytest.raises(RemoteRejected, match="not allowed"):
        home.next("/sandbox/_control/reset", Reach.open(ECHO))


def test_of_a_refusal_without_end_only_the_beginning_is_read(egress: Egress, vendor: Vendor) -> None:
    read: list[int] = []

    def endless(handler: object, vendor: Vendor) -> None:
        wfile = handler.wfile  # type: ignore[attr-defined]  # the script's own handler
        wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
        handler.close_connection = True  # type: ignore[attr-defined]
        try:
            for number in range(200):
                wfile.write(b"x" * 1024 * 1024)
                read.append(number)
        except OSError:
            """Nobody listens any more."""

    vendor.answers(endless)
    permit = Permit(reach=Reach(origins=frozenset({vendor.url})), effect="read", deadline=Deadline(20))
    request = EgressRequest("GET", f"{vendor.url}/x", permit, max_answer=1024 * 1024 * 1024)

    with pytest.raises(RemoteRejected, match="404"), egress.stream(request):
        """Nothing is handed on."""

    assert len(read) < 60
