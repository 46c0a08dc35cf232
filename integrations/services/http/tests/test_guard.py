"""SECURITY 7 at this door: an address that could mislead, or leads inside, never leaves, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from integrations.egress import client
from integrations.egress.client import Egress
from integrations.egress.tests.test_guard import CLIMBING, SPELLINGS, Names
from integrations.egress.tests.vendor import Vendor, status
from integrations.services.http.tests.caller import asked, body, error

PUBLIC = "93.184.215.14"
INSIDE = [
    ("https://localhost/", ["127.0.0.1"]),
    ("https://127.0.0.1.nip.io/", ["127.0.0.1"]),
    ("https://metadata.google.internal/", ["169.254.169.254"]),
    ("https://mapped.example/", ["::ffff:10.0.0.1"]),
    ("https://nat64.example/", ["64:ff9b::a00:1"]),
    ("https://one-of-two.example/", [PUBLIC, "10.0.0.1"]),
]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, redis_server: object, db: None) -> Iterator[Names]:
    """A resolver that answers what the test says, under the product's own client."""
    names = Names([PUBLIC])
    egress = Egress(resolve=names.resolve, dial=names.dial)
    monkeypatch.setattr(client, "_shared", egress)
    yield names
    egress.close()


def test_there_are_at_least_56_spellings() -> None:
    assert len({*SPELLINGS, *CLIMBING, *(url for url, _ in INSIDE)}) >= 56


@pytest.mark.parametrize("url", [*SPELLINGS, *CLIMBING])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_could_mislead_never_leaves(names: Names, url: str, method: str) -> None:
    told = error(url, method=method)

    assert (told["code"], told["errors"][0]["field"]) == ("input_error", "url")
    assert (names.asked, names.dialled) == ([], [])


@pytest.mark.parametrize(("url", "addresses"), INSIDE)
def test_a_name_that_leads_inside_is_refused_before_anything_is_dialled(
    names: Names, url: str, addresses: list[str]
) -> None:
    names.answers = [addresses]

    told = error(url)

    assert (told["code"], told["errors"][0]["field"]) == ("input_error", "url")
    assert names.dialled == []
    assert "10.0.0.1" not in told["detail"]


def test_the_address_that_was_checked_is_the_one_that_is_dialled(names: Names) -> None:
    names.answers = [[PUBLIC], ["127.0.0.1"]]

    assert error("https://rebinding.example/")["code"] == "input_error"
    assert (names.asked, names.dialled) == (["rebinding.example"] * 2, [PUBLIC])


@pytest.mark.parametrize(
    "path",
    [
        "/sandbox/_control/reset",
        "/sandbox/_control/rules",
        "/sandbox/google/token",
        "/sandbox/httpx/echo",
        "/api/v1/customers/",
        "/healthz",
        "/admin/",
        "/sandbox/http/../_control/reset",
        "/sandbox/http/%2e%2e/_control/reset",
        "//sandbox/http/echo",
    ],
)
def test_of_machina_itself_nothing_is_reached_but_the_echo(web: str, path: str) -> None:
    """SECURITY 34: a request of ours comes from this machine, and would be let in there."""
    assert error(web + path, method="POST")["code"] == "input_error"
    assert body(f"{web}/sandbox/http/echo", method="POST")["method"] == "POST"


@pytest.mark.parametrize("path", ["/_control/reset", "/x/../../_control/reset", "/..%2f_control/reset"])
def test_nor_under_the_name_that_stands_for_it(web: str, path: str) -> None:
    assert error(path, method="POST")["code"] in ("input_error", "remote_rejected")
    assert asked() == 0


def test_without_the_sandbox_its_name_leads_nowhere(names: Names, settings: Settings) -> None:
    settings.MACHINA_SANDBOX = False

    assert error("/echo")["code"] == "remote_unavailable"
    assert names.asked == ["echo.machina.example"] * 4


def test_a_private_origin_is_reached_once_the_operator_allows_exactly_it(
    vendor: Vendor, settings: Settings, redis_server: object, db: None
) -> None:
    settings.MACHINA_ENDPOINTS = {}
    assert error(f"{vendor.url}/v1")["code"] == "input_error"

    settings.MACHINA_ALLOW_PRIVATE = frozenset({vendor.url})
    assert body(f"{vendor.url}/v1") == {"ok": True}
    assert error(vendor.url.replace("127.0.0.1", "localhost"))["code"] == "input_error"
    assert [each.path for each in vendor.received] == ["/v1"]


def test_a_redirect_never_leads_inside(vendor: Vendor, settings: Settings, redis_server: object, db: None) -> None:
    settings.MACHINA_ENDPOINTS = {}
    settings.MACHINA_ALLOW_PRIVATE = frozenset({vendor.url})
    for location in ("http://127.0.0.1:1/", "https://10.0.0.1/", "https://localhost/", "file:///etc/passwd"):
        vendor.answers(status(302, location=location))
        assert error(f"{vendor.url}/x")["code"] == "remote_rejected", location
