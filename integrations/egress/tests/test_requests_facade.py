"""The facade, driven by django-allauth's own code where that is what has to work."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
import requests
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from django.test import RequestFactory
from pytest_django import Settings
from requests.auth import HTTPBasicAuth

from integrations.egress.client import Egress
from integrations.egress.requests_facade import FacadeSession, requests_session
from integrations.egress.tests.vendor import Vendor, ok, reset, status

SECRET = "client-secret-7f3a9c"


@pytest.fixture
def session(egress: Egress) -> FacadeSession:
    return FacadeSession(egress)


@pytest.fixture
def allauth_uses_the_facade(session: FacadeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    class Adapter:
        def get_requests_session(self) -> FacadeSession:
            return session

    for module in ("oauth2.client", "google.views"):
        monkeypatch.setattr(f"allauth.socialaccount.providers.{module}.get_adapter", lambda *_: Adapter())


def exchange(url: str, *, basic_auth: bool = False, method: str = "POST") -> Any:
    client = OAuth2Client(
        RequestFactory().get("/"), "client-1", SECRET, method, url, "https://us.example/cb", basic_auth=basic_auth
    )
    return client.get_access_token("code-1", pkce_code_verifier="verifier-1")


@pytest.mark.usefixtures("allauth_uses_the_facade")
def test_allauth_exchanges_a_code(vendor: Vendor) -> None:
    vendor.answers(ok({"access_token": "at", "refresh_token": "rt"}, content_type="application/json; charset=utf-8"))
    assert exchange(f"{vendor.url}/token") == {"access_token": "at", "refresh_token": "rt"}
    (received,) = vendor.received
    assert (received.method, received.path) == ("POST", "/token")
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    assert received.body == (
        b"redirect_uri=https%3A%2F%2Fus.example%2Fcb&grant_type=authorization_code&code=code-1"
        b"&client_id=client-1&client_secret=client-secret-7f3a9c&code_verifier=verifier-1"
    )


@pytest.mark.usefixtures("allauth_uses_the_facade")
def test_allauth_exchanges_a_code_with_basic_authentication(vendor: Vendor) -> None:
    vendor.answers(ok({"access_token": "at"}))
    exchange(f"{vendor.url}/token", basic_auth=True)
    assert vendor.received[0].headers["authorization"] == "Basic Y2xpZW50LTE6Y2xpZW50LXNlY3JldC03ZjNhOWM="
    assert SECRET.encode() not in vendor.received[0].body


@pytest.mark.usefixtures("allauth_uses_the_facade")
def test_allauth_exchanges_a_code_by_get_and_reads_a_form(vendor: Vendor) -> None:
    vendor.answers(ok(b"access_token=at&expires=5", content_type="text/plain"))
    assert exchange(f"{vendor.url}/token?v=1", method="GET") == {"access_token": "at", "expires": "5"}
    assert vendor.received[0].path.startswith("/token?v=1&redirect_uri=https%3A%2F%2Fus.example%2Fcb&")


@pytest.mark.usefixtures("allauth_uses_the_facade")
def test_allauth_reads_a_refused_exchange(vendor: Vendor) -> None:
    vendor.answers(status(400, {"error": "invalid_grant"}))
    with pytest.raises(OAuth2Error, match="invalid_grant"):
        exchange(f"{vendor.url}/token")


@pytest.mark.usefixtures("allauth_uses_the_facade")
@pytest.mark.parametrize("fault", [reset(), status(500), ok(b"{", content_type="application/json")])
def test_what_goes_wrong_in_an_exchange_is_an_error_that_allauth_expects(fault: Any, vendor: Vendor) -> None:
    vendor.answers(fault)
    with pytest.raises((requests.RequestException, OAuth2Error)) as failed:
        exchange(f"{vendor.url}/token")
    assert len(vendor.received) == 1
    assert SECRET not in "".join(traceback.format_exception(failed.value))


@pytest.mark.usefixtures("allauth_uses_the_facade")
def test_allauth_fetches_googles_user(vendor: Vendor) -> None:
    adapter = GoogleOAuth2Adapter(RequestFactory().get("/"))
    adapter.identity_url = f"{vendor.url}/userinfo"
    vendor.answers(ok({"sub": "1"}), status(403))
    assert adapter._fetch_user_info("at-1") == {"sub": "1"}
    assert vendor.received[0].headers["authorization"] == "Bearer at-1"
    with pytest.raises(OAuth2Error, match="user info failed"):
        adapter._fetch_user_info("at-1")


def test_a_code_is_never_sent_twice(session: FacadeSession, vendor: Vendor) -> None:
    vendor.answers(reset(), ok())
    with session, pytest.raises(requests.RequestException, match="may have taken effect"):
        session.post(f"{vendor.url}/token", data={"code": "1"})
    assert len(vendor.received) == 1


def test_a_lookup_is_repeated(session: FacadeSession, vendor: Vendor) -> None:
    vendor.answers(reset(), ok({"sub": "1"}))
    assert session.get(f"{vendor.url}/userinfo").json() == {"sub": "1"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_is_not_followed(method: str, session: FacadeSession, vendor: Vendor) -> None:
    vendor.answers(status(302, location="/elsewhere"))
    response = session.request(method, f"{vendor.url}/", headers={"Authorization": "Bearer at"})
    assert (response.status_code, response.ok) == (302, True)
    assert len(vendor.received) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/token", "https://10.0.0.5/token", "http://vendor.example/token", "nonsense"]
)
def test_an_address_that_is_not_configured_must_be_public_and_encrypted(
    url: str, session: FacadeSession, settings: Settings
) -> None:
    settings.MACHINA_ENDPOINTS = {}
    with pytest.raises(requests.RequestException):
        session.post(url, data={"client_secret": SECRET})


def test_an_answer_can_be_read_as_requests_offers_it(session: FacadeSession, vendor: Vendor) -> None:
    vendor.answers(ok(b'{"a": "\xc3\xbc"}', content_type="application/json"))
    response = session.get(url=f"{vendor.url}/", params={"a": ["1", "2"], "b": None, "c": "x y"}, timeout=5)
    assert vendor.received[0].path == "/?a=1&a=2&c=x+y"
    assert (response.status_code, response.ok, response.text) == (200, True, '{"a": "ü"}')
    assert response.content == b'{"a": "\xc3\xbc"}'
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"a": "ü"}
    response.raise_for_status()


def test_a_refusal_raises_when_asked(session: FacadeSession, vendor: Vendor) -> None:
    vendor.answers(status(404))
    response = session.get(f"{vendor.url}/")
    assert not response.ok
    with pytest.raises(requests.HTTPError, match="answered 404"):
        response.raise_for_status()


def test_an_answer_that_is_not_json_is_a_request_exception_without_its_text(
    session: FacadeSession, vendor: Vendor
) -> None:
    vendor.answers(ok(b"access_token=hidden", content_type="text/plain"))
    response = session.get(f"{vendor.url}/")
    with pytest.raises(requests.RequestException) as unreadable:
        response.json()
    assert isinstance(unreadable.value, ValueError)
    assert "hidden" not in "".join(traceback.format_exception(unreadable.value)) + repr(response)


@pytest.mark.parametrize(
    ("given", "content_type", "body"),
    [
        ({"json": {"a": 1}}, "application/json", b'{"a": 1}'),
        ({"data": {"a": "ü"}}, "application/x-www-form-urlencoded", b"a=%C3%BC"),
        ({"data": [("a", "1"), ("a", "2")]}, "application/x-www-form-urlencoded", b"a=1&a=2"),
        ({"data": "raw ü", "headers": {"content-type": "text/plain"}}, "text/plain", "raw ü".encode()),
        ({"data": b"raw", "headers": {"Content-Type": "text/plain"}}, "text/plain", b"raw"),
    ],
)
def test_bodies_are_encoded_as_requests_does(
    given: dict[str, Any], content_type: str, body: bytes, session: FacadeSession, vendor: Vendor
) -> None:
    session.post(f"{vendor.url}/", **given)
    assert vendor.received[0].headers["content-type"] == content_type
    assert vendor.received[0].body == body


def test_basic_authentication_takes_a_pair_or_an_object(session: FacadeSession, vendor: Vendor) -> None:
    session.get(f"{vendor.url}/", auth=("user", "word"))
    session.get(f"{vendor.url}/", auth=HTTPBasicAuth("user", "word"))
    assert [each.headers["authorization"] for each in vendor.received] == ["Basic dXNlcjp3b3Jk"] * 2


def test_another_way_of_signing_is_refused_in_words(session: FacadeSession, vendor: Vendor) -> None:
    with pytest.raises(requests.RequestException, match="object is not supported"):
        session.get(f"{vendor.url}/", auth=object())
    assert vendor.received == []


def test_the_session_of_the_process_works_without_being_set_up(vendor: Vendor) -> None:
    with requests_session() as session:
        assert session.get(f"{vendor.url}/").json() == {"ok": True}
