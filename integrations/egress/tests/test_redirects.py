from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from integrations.egress.client import Egress
from integrations.egress.guard import Reach
from integrations.egress.request import EgressRequest
from integrations.egress.tests.conftest import MakePermit, StaticCredential, in_use
from integrations.egress.tests.vendor import Reply, Vendor, ok, status
from integrations.errors import RemoteRejected

TOKEN = "secret-token-1"


@pytest.fixture
def stranger(vendor: Vendor, settings: Settings) -> Iterator[Vendor]:
    """Another origin that may be private."""
    stranger = Vendor()
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": vendor.url, "token_url": stranger.url}}
    yield stranger
    stranger.close()


def test_a_redirect_on_the_same_origin_is_followed_with_the_credential(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(302, location="/there?x=1"), ok({"there": True}))
    permit = make_permit(credential=StaticCredential(TOKEN))
    response = egress.send(EgressRequest("GET", f"{vendor.url}/here", permit, headers={"X-Own": "1"}))
    assert response.json() == {"there": True}
    assert [received.path for received in vendor.received] == ["/here", "/there?x=1"]
    assert [received.headers["authorization"] for received in vendor.received] == [f"Bearer {TOKEN}"] * 2
    assert vendor.received[1].headers["x-own"] == "1"
    assert in_use(egress) == 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_each_kind_of_redirect_is_followed(
    code: int, method: str, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(code, location="/there"), ok())
    assert egress.send(EgressRequest(method, f"{vendor.url}/", make_permit())).status == 200
    assert [(received.method, received.path) for received in vendor.received] == [(method, "/"), (method, "/there")]


@pytest.mark.parametrize(
    ("code", "reply"),
    [(300, status(300, location="/there")), (304, status(304, location="/there")), (302, status(302))],
)
def test_what_is_no_redirect_is_an_answer(
    code: int, reply: Reply, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(reply, ok())
    assert egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit())).status == code
    assert len(vendor.received) == 1


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/",
        "//0x7f.1/",
        "http://vendor.example/",
        "https://user@vendor.example/",
        "file:///etc/passwd",
        "https://vendor.example:25/",
        "https://localhost/",
    ],
)
def test_a_redirect_to_where_nothing_may_go_is_refused(
    location: str, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(302, location=location))
    with pytest.raises(RemoteRejected, match="redirected to an address that is not allowed"):
        egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(credential=StaticCredential(TOKEN))))
    assert len(vendor.received) == 1


def test_a_redirect_to_another_origin_is_followed_without_credential_and_callers_headers_even_back_home(
    egress: Egress, vendor: Vendor, stranger: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(302, location=f"{stranger.url}/file"), ok({"home": True}))
    stranger.answers(status(307, location=f"{vendor.url}/back"))
    permit = make_permit(credential=StaticCredential(TOKEN), reach=Reach(origins=frozenset({vendor.url, stranger.url})))
    headers = {"X-Api-Key": "k", "Cookie": "c", "Accept": "text/plain"}
    assert egress.send(EgressRequest("GET", f"{vendor.url}/", permit, headers=headers)).json() == {"home": True}
    first, *later = vendor.received[0], *stranger.received, vendor.received[1]
    assert first.headers["authorization"] == f"Bearer {TOKEN}"
    assert [received.path for received in later] == ["/file", "/back"]
    for received in later:
        assert {"authorization", "x-api-key", "cookie"}.isdisjoint(received.headers)
        assert received.headers["accept"] == "text/plain"


def test_a_loop_of_redirects_ends(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(302, location="/again"))
    with pytest.raises(RemoteRejected, match="more than 5 times"):
        egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit()))
    assert len(vendor.received) == 6


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_body_is_never_sent_on_to_where_a_redirect_points(
    code: int, egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(code, location="/elsewhere"))
    response = egress.send(EgressRequest("POST", f"{vendor.url}/", make_permit(effect="write"), body=b"mail"))
    assert response.status == code
    assert len(vendor.received) == 1


def test_redirects_can_be_switched_off(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(302, location="/elsewhere"))
    assert egress.send(EgressRequest("GET", f"{vendor.url}/", make_permit(), max_redirects=0)).status == 302
