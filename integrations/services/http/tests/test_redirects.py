"""SECURITY 8: what a redirect to another origin carries along, over TLS as on the internet."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from integrations.actors import SYSTEM
from integrations.connect.accounts.filled_in import add_account
from integrations.egress import client
from integrations.egress.client import Egress
from integrations.egress.tests.test_tls import PUBLIC, certificate
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.holders import Holder
from integrations.models import Connection
from integrations.services.http.tests.caller import body, error

__all__ = ["certificate"]
KEY = "key-canary-5d1e7b"
NewVendor = Callable[[], Vendor]


@pytest.fixture
def public(certificate: Path, monkeypatch: pytest.MonkeyPatch, db: None, redis_server: object) -> Iterator[NewVendor]:
    """Servers that are reached as vendor.example, each at a port of its own, by the product's own client."""

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        assert address == PUBLIC
        return socket.create_connection(("127.0.0.1", port), timeout=seconds)

    egress = Egress(
        resolve=lambda host, port, seconds: [PUBLIC],
        dial=dial,
        tls=ssl.create_default_context(cafile=str(certificate)),
    )
    monkeypatch.setattr(client, "_shared", egress)
    made: list[Vendor] = []

    def new() -> Vendor:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        made.append(Vendor(context))
        return made[-1]

    yield new
    for each in made:
        each.close()
    egress.close()


def url(vendor: Vendor, path: str = "/v1") -> str:
    return f"https://vendor.example:{vendor.port}{path}"


def account(vendor: Vendor) -> Connection:
    return add_account(SYSTEM, Holder.owner(), "http", fields={"header": "X-Api-Key", "key": KEY}, base_url=url(vendor))


def test_the_key_and_all_headers_stay_behind(public: NewVendor) -> None:
    home, stranger = public(), public()
    connection = account(home)
    home.answers(status(302, location=url(stranger, "/file")))
    stranger.answers(ok({"here": 1}))

    answer = body(url(home), connection=connection.pk, headers={"Authorization": "Bearer own", "X-Trace": "1"})

    assert answer == {"here": 1}
    assert home.received[-1].headers["x-api-key"] == KEY
    sent = stranger.received[0].headers
    assert {"x-api-key", "authorization", "x-trace"}.isdisjoint(sent)
    assert KEY not in str(stranger.received)


def test_on_the_way_back_they_stay_away(public: NewVendor) -> None:
    home, stranger = public(), public()
    connection = account(home)
    home.answers(status(302, location=url(stranger)), ok({"home": 1}))
    stranger.answers(status(307, location=url(home, "/back")))

    assert body(url(home), connection=connection.pk) == {"home": 1}
    assert "x-api-key" not in home.received[-1].headers


def test_at_the_same_origin_they_come_along(public: NewVendor) -> None:
    home = public()
    connection = account(home)
    home.answers(status(302, location="/v2"), ok({"v": 2}))

    assert body(url(home), connection=connection.pk) == {"v": 2}
    assert [each.headers["x-api-key"] for each in home.received[-2:]] == [KEY, KEY]


@pytest.mark.parametrize(
    "location", ["https://10.0.0.1/", "http://vendor.example/", "https://127.0.0.1/", "//localhost:22/"]
)
def test_where_nothing_may_go_nothing_goes(public: NewVendor, location: str) -> None:
    home = public()
    home.answers(status(302, location=location))

    assert error(url(home))["code"] == "remote_rejected"
    assert len(home.received) == 1
