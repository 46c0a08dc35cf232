"""What a provider's answers mean, over real HTTP to the sandbox and by table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from integrations.actors import SYSTEM
from integrations.connect.tests.conftest import YARA, Browser, StartLogin, connect_by_link, credential_of
from integrations.connect.tokens import grants
from integrations.connect.tokens.oauth_apps import app_of
from integrations.connect.tokens.talks import NOBODYS, Talk
from integrations.connect.tokens.token_endpoint import (
    EXCHANGE_SECONDS,
    AccountBlocked,
    AppRefused,
    GrantRefused,
    Outage,
    UnknownRefusal,
    exchange_refresh_token,
    read_granted,
)
from integrations.egress.deadline import Deadline
from integrations.errors import MachinaError, ReconnectRequired
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Connection, Customer, Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.oauth2 import ON_TOP
from integrations.sandbox.models import Behaviour, Rule, Token
from machina.testing.moments import just_over

GOOGLE = registry.provider("google")
Exchange = Callable[[], Any]


@pytest.fixture
def exchange(start_login: StartLogin, staff_browser: Browser, app: OAuthApp) -> Exchange:
    staff_browser.consent(start_login(), YARA)
    refresh_token = grants.open_refresh(Grant.objects.get())
    talk = Talk("refresh_token", GOOGLE.key, NOBODYS)
    return lambda: exchange_refresh_token(GOOGLE, app, refresh_token, deadline=Deadline(EXCHANGE_SECONDS), talk=talk)


def test_new_tokens_and_when_they_end(exchange: Exchange) -> None:
    Behaviour.objects.update_or_create(pk=1, defaults={"rotate_refresh_tokens": True})
    tokens = exchange()

    assert tokens.access.startswith("ya29.")
    assert tokens.refresh.startswith("1//")
    assert tokens.expires_in == 3599
    assert "ya29" not in repr(tokens)
    assert "1//" not in repr(tokens)


def test_a_revoked_token(exchange: Exchange) -> None:
    Token.objects.all().delete()
    with pytest.raises(GrantRefused):
        exchange()


def test_a_wrong_secret(exchange: Exchange, app: OAuthApp) -> None:
    OAuthApp.objects.update(client_id="sandbox-other")
    app.refresh_from_db()
    with pytest.raises(AppRefused, match="invalid_client"):
        exchange()


def test_an_overloaded_provider(exchange: Exchange) -> None:
    Rule.objects.create(provider="google", method="oauth.token", status=429, retry_after=17)
    with pytest.raises(Outage) as raised:
        exchange()
    assert (raised.value.reason, raised.value.retry_after, raised.value.answer_lost) == ("http_429", 17.0, False)


def test_an_answer_lost_after_the_exchange(exchange: Exchange) -> None:
    Rule.objects.create(provider="google", method="oauth.token", drop_after_effect=True)
    with pytest.raises(Outage) as raised:
        exchange()
    assert raised.value.answer_lost


def test_a_provider_out_of_reach(exchange: Exchange, settings: Any) -> None:
    settings.SANDBOX_ORIGIN = "http://127.0.0.1:9"
    with pytest.raises(Outage) as raised:
        exchange()
    assert not raised.value.answer_lost


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, {"error": "invalid_grant"}, GrantRefused),
        (200, {"error": "invalid_grant"}, GrantRefused),
        (400, {"error": "invalid_client"}, AppRefused),
        (401, {"error": "deleted_client"}, AppRefused),
        (401, {}, AppRefused),
        (401, {"error": "something_new"}, UnknownRefusal),
        (403, {"error": "something_new"}, UnknownRefusal),
        (403, {}, UnknownRefusal),
        (400, {"error": "admin_policy_enforced"}, AccountBlocked),
        (403, {"error": "access_denied"}, AccountBlocked),
        (400, {"error": "org_internal"}, AccountBlocked),
        (400, {"error": "restricted_client"}, AppRefused),
        (400, {"error": "temporarily_unavailable"}, Outage),
        (403, {"error": "internal_failure"}, Outage),
        (400, {"error": "unauthorized_client"}, AppRefused),
        (400, {"error": "invalid_request"}, UnknownRefusal),
        (200, {"error": "something_new"}, UnknownRefusal),
        (400, {"error": {"code": 400}}, UnknownRefusal),
        (200, {}, Outage),
        (200, {"access_token": ""}, Outage),
        (503, {"error": "invalid_client"}, Outage),
        (500, {}, Outage),
        (408, {}, Outage),
        (302, {"access_token": "x"}, UnknownRefusal),
    ],
)
def test_refusals_by_whose_they_are(status: int, body: dict[str, object], meaning: type[Exception]) -> None:
    with pytest.raises(meaning) as raised:
        read_granted(GOOGLE, status, body, ON_TOP)
    assert raised.type is meaning


@pytest.mark.parametrize(
    ("word", "status", "reason", "health"),
    [
        ("invalid_grant", "needs_reconnect", "invalid_grant", "healthy"),
        ("admin_policy_enforced", "needs_reconnect", "admin_policy_enforced", "healthy"),
        ("access_denied", "needs_reconnect", "access_denied", "healthy"),
        ("invalid_client", "active", "", "unhealthy"),
        ("temporarily_unavailable", "refresh_failing", "temporarily_unavailable", "healthy"),
        ("a_word_of_tomorrow", "refresh_failing", "a_word_of_tomorrow", "healthy"),
    ],
)
def test_what_a_word_means_for_the_account_and_for_the_app(
    exchange: Exchange, caplog: pytest.LogCaptureFixture, word: str, status: str, reason: str, health: str
) -> None:
    Rule.objects.create(provider="google", method="oauth.token", status=403, error=word)
    Grant.objects.update(expires_at=just_over())
    with pytest.raises(MachinaError):
        credential_of(Connection.objects.get()).token()

    connection = Connection.objects.select_related("oauth_app").get()
    assert (connection.status, connection.status_reason, app_of(connection).health) == (status, reason, health)
    assert ("connect.unknown_word" in caplog.text) is (word == "a_word_of_tomorrow")


def test_who_can_do_something_is_said_when_the_account_is_asked_for_again(exchange: Exchange) -> None:
    Rule.objects.create(provider="google", method="oauth.token", status=400, error="admin_policy_enforced")
    Grant.objects.update(expires_at=just_over())
    with pytest.raises(ReconnectRequired, match="An administrator of its organisation has to allow this app"):
        credential_of(Connection.objects.get()).token()


@pytest.mark.parametrize(("hours", "status"), [(23, "refresh_failing"), (25, "needs_reconnect")])
def test_a_word_that_nobody_knows_is_final_a_day_after_the_access_has_ended(
    exchange: Exchange, hours: int, status: str
) -> None:
    Rule.objects.create(provider="google", method="oauth.token", status=403, error="a_word_of_tomorrow")
    Grant.objects.update(expires_at=timezone.now() - timedelta(hours=hours))
    with pytest.raises(MachinaError):
        credential_of(Connection.objects.get()).token()
    connection = Connection.objects.get()
    assert (connection.status, connection.status_reason) == (status, "a_word_of_tomorrow")


def _run(globex: Customer, operation: str) -> Outcome:
    holder = Holder.customer(globex)
    return door.execute(operation, {}, holder=holder, call_key=uuid4().hex, actor=SYSTEM, source="api")


@pytest.mark.parametrize(
    ("operation", "method"),
    [
        ("gmail.list_labels", "gmail"),
        ("google_calendar.list_calendars", "calendar"),
        ("gmail.search_messages", "gmail.users.messages.get"),
    ],
    ids=["one request", "another service", "parts of a batch"],
)
def test_a_401_that_survives_a_fresh_token_asks_for_the_account_again(
    new_link: Any, browser: Browser, globex: Customer, operation: str, method: str
) -> None:
    connect_by_link(browser, new_link(services=["gmail", "google_calendar"]).url, YARA)
    Rule.objects.create(provider="google", method=method, status=401, reason="authError")
    _run(globex, operation)
    connection = Connection.objects.get()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "access_refused")


def test_a_403_about_one_thing_leaves_account_and_app_alone(new_link: Any, browser: Browser, globex: Customer) -> None:
    connect_by_link(browser, new_link().url, YARA)
    Rule.objects.create(provider="google", method="gmail", status=403, reason="domainPolicy")
    outcome = _run(globex, "gmail.list_labels")
    connection = Connection.objects.select_related("oauth_app").get()
    assert outcome.error is not None
    assert outcome.error["code"] == "remote_rejected"
    assert (connection.status, app_of(connection).health) == ("active", "healthy")


def test_a_quota_of_one_method_leaves_the_others_alone(new_link: Any, browser: Browser, globex: Customer) -> None:
    connect_by_link(browser, new_link().url, YARA)
    Rule.objects.create(provider="google", method="gmail", times=1, status=403, reason="quotaExceeded")
    refused, other = _run(globex, "gmail.list_labels"), _run(globex, "gmail.get_profile")
    again = _run(globex, "gmail.list_labels")
    assert refused.error is not None
    assert refused.error["code"] == "rate_limited"
    assert other.state == "succeeded"
    assert again.state != "succeeded"


def test_a_grant_is_no_refusal() -> None:
    assert read_granted(GOOGLE, 200, {"access_token": "x"}, ON_TOP).access == "x"
    assert read_granted(GOOGLE, 201, {"access_token": "x", "error": "harmless"}, ON_TOP).access == "x"


def test_what_a_vendor_writes_is_cut_down_before_it_is_stored() -> None:
    with pytest.raises(UnknownRefusal) as raised:
        read_granted(GOOGLE, 401, {"error": "<script>" + "x" * 100}, ON_TOP)

    assert str(raised.value) == "script" + "x" * 58
