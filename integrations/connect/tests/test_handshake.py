"""The border to allauth: who may enter, which secret is opened, and what is believed of an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from integrations.connect.handshake.allauth_adapter import ConnectAdapter
from integrations.connect.handshake.allauth_provider import allauth_provider
from integrations.connect.handshake.browser import country_of
from integrations.connect.handshake.current import set_attempt
from integrations.connect.tests.conftest import YARA, Browser, StartLogin
from integrations.connect.tokens import oauth_apps
from integrations.models import ConnectAttempt, Connection, Grant, OAuthApp, OutboxEvent
from integrations.providers import registry
from integrations.providers.google.provider import read_identity
from integrations.sandbox.google.oauth import token
from integrations.sandbox.models import Rule

ISSUER = "http://testserver/sandbox/google"
GoogleAdapter = allauth_provider(registry.provider("google")).oauth2_adapter_class


@pytest.fixture
def request_of(app: OAuthApp) -> Callable[..., HttpRequest]:
    """A callback's request, with an attempt that was claimed or not."""

    def make(*, claimed: bool = True, attempt: bool = True) -> HttpRequest:
        request = RequestFactory().get("/api/google/callback")
        if attempt:
            claimed_at = timezone.now() if claimed else None
            set_attempt(request, ConnectAttempt(provider="google", oauth_app=app, claimed_at=claimed_at))
        return request

    return make


def id_token(**changes: object) -> str:
    claims = {"iss": ISSUER, "aud": "sandbox-google", "sub": "1", "email": YARA, "exp": time.time() + 60, **changes}
    return jwt.encode(claims, "a key nobody checks, as the answer came straight from Google", algorithm="HS256")


def test_an_identity_token_of_the_right_issuer_and_app_is_believed(request_of: Callable[..., HttpRequest]) -> None:
    consent = GoogleAdapter(request_of()).read_consent({"id_token": id_token(), "access_token": "x"})

    assert (consent.identity.account_id, consent.identity.email) == ("1", YARA)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://accounts.google.com"},
        {"iss": "https://evil.example"},
        {"aud": "somebody-elses-app"},
        {"exp": 1},
    ],
)
def test_any_other_identity_token_is_not(request_of: Callable[..., HttpRequest], changes: dict[str, object]) -> None:
    adapter = GoogleAdapter(request_of())
    with pytest.raises(OAuth2Error):
        adapter.read_consent({"id_token": id_token(**changes), "access_token": "x"})


def test_an_identity_token_is_used_once(request_of: Callable[..., HttpRequest]) -> None:
    cache.clear()
    adapter, answer = GoogleAdapter(request_of()), {"id_token": id_token(jti="once"), "access_token": "x"}
    adapter.read_consent(answer)
    with pytest.raises(OAuth2Error):
        adapter.read_consent(answer)


def test_live_apps_believe_googles_own_issuers(app: OAuthApp, request_of: Callable[..., HttpRequest]) -> None:
    app.environment = OAuthApp.Environment.LIVE
    for issuer in ("https://accounts.google.com", "accounts.google.com"):
        consent = GoogleAdapter(request_of()).read_consent({"id_token": id_token(iss=issuer), "access_token": "x"})
        assert consent.identity.account_id == "1"


def test_without_an_identity_token_userinfo_is_asked(
    start_login: StartLogin, staff_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token, "id_token", lambda *args, **kwargs: "")
    staff_browser.consent(start_login(), YARA)

    connection = Connection.objects.get()
    assert (connection.email, connection.email_verified, connection.status) == (YARA, True, "active")


@pytest.mark.parametrize(
    ("claims", "account_id", "verified"),
    [
        ({"sub": "1", "email_verified": True}, "1", True),
        ({"sub": "1", "email_verified": "true"}, "1", True),
        ({"id": "2", "verified_email": True}, "2", True),
        ({"sub": "1", "email_verified": False, "verified_email": True}, "1", False),
        ({"sub": "1", "email_verified": 1}, "1", False),
        ({"sub": "1"}, "1", False),
    ],
)
def test_the_account_is_read_from_both_kinds_of_answer(
    claims: dict[str, object], account_id: str, verified: bool
) -> None:
    identity = read_identity(claims)
    assert (identity.account_id, identity.email_verified) == (account_id, verified)


@pytest.mark.parametrize("claims", [{}, {"sub": ""}, {"sub": 7}, {"email": YARA}])
def test_an_answer_that_names_no_account_is_refused(claims: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="names no account"):
        read_identity(claims)


@pytest.mark.parametrize("claimed", [False, True])
def test_allauth_is_never_given_the_secret(request_of: Callable[..., HttpRequest], claimed: bool) -> None:
    assert ConnectAdapter().get_provider(request_of(claimed=claimed), "google").app.secret == ""


def test_allauth_is_shown_no_token(request_of: Callable[..., HttpRequest]) -> None:
    answer = {"id_token": id_token(), "access_token": "ya29.secret", "refresh_token": "1//secret"}
    adapter = GoogleAdapter(request_of())
    token = adapter.parse_token(answer)
    login = adapter.complete_login(request_of(), adapter.get_provider().app, token, response=answer)

    assert (token.token, token.token_secret) == ("", "")
    assert login.account.extra_data == {}
    assert login.consent.tokens.access == "ya29.secret"


@pytest.mark.parametrize(("attempt", "provider"), [(False, "google"), (True, "slack")])
def test_nobody_enters_without_an_attempt_of_that_provider(
    request_of: Callable[..., HttpRequest], attempt: bool, provider: str
) -> None:
    request = request_of(attempt=attempt)
    with pytest.raises(ImmediateHttpResponse) as raised:
        ConnectAdapter().get_provider(request, provider)
    assert raised.value.response.status_code == 400


@pytest.mark.parametrize("options", [{"attempt": False}, {"claimed": False}, {}])
def test_a_login_without_a_claimed_attempt_and_a_consent_is_refused(
    request_of: Callable[..., HttpRequest], options: dict[str, bool]
) -> None:
    request = request_of(**options)
    with pytest.raises(ImmediateHttpResponse) as raised:
        ConnectAdapter().pre_social_login(request, SocialLogin())
    assert raised.value.response.status_code == 400
    assert not Connection.objects.exists()


@pytest.mark.parametrize("options", [{"attempt": False}, {"claimed": False}])
def test_an_error_without_a_claimed_attempt_is_refused(
    request_of: Callable[..., HttpRequest], options: dict[str, bool]
) -> None:
    request = request_of(**options)
    with pytest.raises(ImmediateHttpResponse) as raised:
        ConnectAdapter().on_authentication_error(request, None)
    assert raised.value.response.status_code == 400
    assert not OutboxEvent.objects.exists()


def test_no_provider_is_offered_for_signing_in(request_of: Callable[..., HttpRequest]) -> None:
    adapter, request = ConnectAdapter(), request_of()

    assert adapter.list_apps(request) == []
    assert adapter.list_providers(request) == []
    assert not adapter.is_open_for_signup(request, SocialLogin())


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"status": 503}, "could not be reached"),
        ({"drop_after_effect": True}, "could not be reached"),
        ({"error": "invalid_client"}, "does not accept the OAuth app"),
        ({"error": "invalid_grant"}, "reported an error"),
    ],
)
def test_an_exchange_that_fails_says_why_and_leaves_nothing(
    start_login: StartLogin, staff_browser: Browser, rule: dict[str, Any], words: str
) -> None:
    Rule.objects.create(provider="google", method="oauth.token", **rule)
    page = staff_browser.consent(start_login(), YARA)

    assert words in page.content.decode()
    assert not Connection.objects.exists()
    assert not Grant.objects.exists()


def test_a_refused_app_is_reported_to_operators_once(start_login: StartLogin, staff_browser: Browser) -> None:
    Rule.objects.create(provider="google", method="oauth.token", error="invalid_client")
    for _ in range(2):
        staff_browser.consent(start_login(), YARA)

    assert OAuthApp.objects.get().health == "unhealthy"
    assert OutboxEvent.objects.filter(name="oauth_app.unhealthy").count() == 1


def test_a_secret_that_does_not_open_is_said_without_details(start_login: StartLogin, staff_browser: Browser) -> None:
    back = staff_browser.decide(start_login(), YARA)
    OAuthApp.objects.update(secret_sealed="v1.lost.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    page = staff_browser.open(back)

    assert b"set up wrongly" in page.content
    assert b"lost" not in page.content
    assert not Connection.objects.exists()


def test_a_sandbox_that_was_switched_off_is_said(
    start_login: StartLogin, staff_browser: Browser, settings: Any
) -> None:
    back = staff_browser.decide(start_login(), YARA)
    settings.MACHINA_SANDBOX = False
    page = staff_browser.open(back)

    assert b"could not be reached" in page.content
    assert not Connection.objects.exists()


def test_no_refresh_token_needs_another_try(
    start_login: StartLogin, staff_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving = start_login()
    leaving["Location"] = leaving["Location"].replace("access_type=offline", "access_type=online")
    page = staff_browser.consent(leaving, YARA)

    connection = Connection.objects.get()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "no_refresh_token")
    assert not connection.is_default
    assert b"gave no lasting access" in page.content
    assert oauth_apps.app_for("google", None) == connection.oauth_app


@pytest.mark.parametrize(
    ("setting", "sent", "country"),
    [("", "DE", ""), ("X-Country", "de", "DE"), ("X-Country", "XYZ", ""), ("X-Country", "<b>", "")],
)
def test_a_country_is_believed_of_a_configured_proxy_alone(
    settings: Any, setting: str, sent: str, country: str
) -> None:
    settings.CLIENT_COUNTRY_HEADER = setting
    assert country_of(RequestFactory().get("/", headers={"X-Country": sent})) == country
