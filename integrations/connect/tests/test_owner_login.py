"""Owner mode, over real HTTP to the sandbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth.models import User
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import selectors
from integrations.connect.accounts.disconnect import disconnect
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.tests.conftest import THEO, YARA, Browser, StartLogin
from integrations.connect.tokens.oauth_apps import app_of, save_app
from integrations.holders import Holder
from integrations.models import AuditEvent, ConnectAttempt, Connection, Grant, OAuthApp, OutboxEvent

GMAIL_READ = "https://www.googleapis.com/auth/gmail.readonly"


def test_the_way_to_google_asks_for_exactly_what_the_services_need(start_login: StartLogin, sandbox: str) -> None:
    leaving = start_login(["gmail"])

    asked = urlsplit(leaving["Location"])
    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{sandbox}/sandbox/google/o/oauth2/v2/auth"
    assert query["client_id"] == "sandbox-google"
    assert query["redirect_uri"] == f"{sandbox}/api/google/callback"
    assert query["access_type"] == "offline"
    assert query["prompt"] == "consent select_account"
    assert query["code_challenge_method"] == "S256"
    assert "include_granted_scopes" not in query
    assert set(query["scope"].split()) == {
        "openid",
        "email",
        "profile",
        "https://www.googleapis.com/auth/gmail.send",
        "https://www.googleapis.com/auth/gmail.readonly",
        "https://www.googleapis.com/auth/gmail.modify",
        "https://www.googleapis.com/auth/gmail.settings.basic",
    }


def test_an_operator_connects_an_account(start_login: StartLogin, staff_browser: Browser, operator: Actor) -> None:
    page = staff_browser.consent(start_login(), YARA)

    connection = Connection.objects.get()
    assert page.status_code == 200
    assert (connection.customer, connection.email, connection.status) == (None, YARA, "active")
    assert connection.is_default
    assert connection.account_domain == "globex.example"
    assert selectors.account_status(operator, "google", Holder.owner())["connected"]
    assert b'data-success="true"' in page.content
    assert b"You can close this window" in page.content
    event = OutboxEvent.objects.get(name="connection.connected")
    assert event.payload == {
        "success": True,
        "connection": str(connection.pk),
        "customer_id": None,
        "provider": "google",
        "email": YARA,
        "status": "active",
        "error": None,
        "staff_id": str(User.objects.get().pk),
    }
    assert AuditEvent.objects.filter(action="connect.connection.connect", object_id=str(connection.pk)).exists()


def test_no_user_account_or_token_of_allauth_is_made(start_login: StartLogin, staff_browser: Browser) -> None:
    staff_browser.consent(start_login(), YARA)

    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()
    assert staff_browser.client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_pages_of_the_window_keep_the_editor_in_reach_and_tell_nobody(
    start_login: StartLogin, staff_browser: Browser
) -> None:
    leaving = start_login()
    page = staff_browser.consent(leaving, YARA)

    for answer in (leaving, page):
        assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"


def test_a_refusal_connects_nothing_and_says_so(start_login: StartLogin, staff_browser: Browser) -> None:
    page = staff_browser.consent(start_login(), YARA, allow=False)

    assert b"You did not give access at Google" in page.content
    assert not Connection.objects.exists()
    assert not Grant.objects.exists()
    event = OutboxEvent.objects.get(name="connection.connected")
    assert event.payload["success"] is False
    assert event.payload["error"]["code"] == "not_connected"


def test_an_unticked_scope_is_named(start_login: StartLogin, staff_browser: Browser) -> None:
    page = staff_browser.consent(start_login(), YARA, scopes=["openid", "email", "profile", GMAIL_READ])

    connection = Connection.objects.get()
    assert (connection.status, connection.status_reason) == ("scope_missing", "not_granted")
    assert GMAIL_READ in connection.scopes
    assert b"not everything was allowed" in page.content
    assert OutboxEvent.objects.get(name="connection.connected").payload["error"]["code"] == "scope_missing"


def test_a_start_page_opens_once(start_login: StartLogin, staff_browser: Browser, operator: Actor) -> None:
    url = begin_login(operator, "google", ["gmail"], staff_browser.client.session.session_key, holder=Holder.owner())

    assert staff_browser.open(url).status_code == 302
    assert staff_browser.open(url).status_code == 403


def test_a_start_page_belongs_to_one_staff_session(
    start_login: StartLogin, staff_browser: Browser, operator: Actor, ada: User
) -> None:
    url = begin_login(operator, "google", ["gmail"], staff_browser.client.session.session_key, holder=Holder.owner())
    thief = Browser()
    thief.client.force_login(ada)

    assert thief.open(url).status_code == 403
    assert staff_browser.open(url).status_code == 302


def test_a_start_page_ends_after_a_minute(start_login: StartLogin, staff_browser: Browser, operator: Actor) -> None:
    url = begin_login(operator, "google", ["gmail"], staff_browser.client.session.session_key, holder=Holder.owner())
    ConnectAttempt.objects.update(start_expires_at=timezone.now() - timedelta(seconds=1))

    assert staff_browser.open(url).status_code == 403
    assert not ConnectAttempt.objects.exclude(started_at=None).exists()


def test_connecting_again_keeps_the_id_and_replaces_the_tokens(start_login: StartLogin, staff_browser: Browser) -> None:
    staff_browser.consent(start_login(), YARA)
    before, grant_before = Connection.objects.get(), Grant.objects.get()
    staff_browser.consent(start_login(), YARA)

    after, grant_after = Connection.objects.get(), Grant.objects.get()
    assert (after.pk, after.grant_id) == (before.pk, before.grant_id)
    assert grant_after.access_sealed != grant_before.access_sealed
    assert grant_after.version == grant_before.version + 1


def test_a_second_account_is_a_second_connection_and_not_the_default(
    start_login: StartLogin, staff_browser: Browser
) -> None:
    staff_browser.consent(start_login(), YARA)
    staff_browser.consent(start_login(), THEO)

    assert dict(Connection.objects.values_list("email", "is_default")) == {YARA: True, THEO: False}


def test_more_services_are_asked_for_together_with_those_already_granted(
    start_login: StartLogin, staff_browser: Browser
) -> None:
    staff_browser.consent(start_login(["gmail"]), YARA)
    leaving = start_login(["google_calendar"])

    scopes = parse_qs(urlsplit(leaving["Location"]).query)["scope"][0].split()
    assert GMAIL_READ in scopes
    staff_browser.consent(leaving, YARA)
    assert Connection.objects.get().services == ["gmail", "google_calendar"]


def test_a_narrower_consent_takes_nothing_away_from_a_connection_that_works(
    start_login: StartLogin, staff_browser: Browser
) -> None:
    staff_browser.consent(start_login(["gmail"]), YARA)
    before, grant_before = Connection.objects.get(), Grant.objects.get()
    page = staff_browser.consent(start_login(["gmail"]), YARA, scopes=["openid", "email", GMAIL_READ])

    after = Connection.objects.get()
    assert (after.status, after.scopes) == ("active", before.scopes)
    assert Grant.objects.get().access_sealed == grant_before.access_sealed
    assert b"not everything was allowed" in page.content


def test_reconnecting_accepts_the_same_account_alone(start_login: StartLogin, staff_browser: Browser) -> None:
    staff_browser.consent(start_login(), YARA)
    before = Connection.objects.get()
    page = staff_browser.consent(start_login(reconnect=before), THEO)

    assert b"another Google account" in page.content
    assert Connection.objects.get().email == YARA
    assert Grant.objects.count() == 1


def test_a_disconnected_account_comes_back_under_its_old_id(
    start_login: StartLogin, staff_browser: Browser, operator: Actor
) -> None:
    staff_browser.consent(start_login(), YARA)
    before = Connection.objects.get()
    disconnect(operator, before)
    staff_browser.consent(start_login(), YARA)

    after = Connection.objects.get()
    assert (after.pk, after.status, after.is_default) == (before.pk, "active", True)


def test_live_apps_use_the_endpoints_of_the_settings(
    sandbox: str, settings: Any, staff_browser: Browser, operator: Actor
) -> None:
    root = f"{sandbox}/sandbox/google"
    settings.MACHINA_ENDPOINTS = {
        "google": {
            "authorize_url": f"{root}/o/oauth2/v2/auth",
            "token_url": f"{root}/token",
            "userinfo_url": f"{root}/userinfo",
            "revoke_url": f"{root}/revoke",
            "issuer": root,
            "api_root": root,
        }
    }
    save_app(SYSTEM, provider="google", client_id="sandbox-live", client_secret="sandbox-live-secret")
    session_key = staff_browser.client.session.session_key
    leaving = staff_browser.open(begin_login(operator, "google", None, session_key, holder=Holder.owner()))
    staff_browser.consent(leaving, YARA)

    connection = Connection.objects.select_related("oauth_app").get()
    assert (connection.status, app_of(connection).environment) == ("active", OAuthApp.Environment.LIVE)
