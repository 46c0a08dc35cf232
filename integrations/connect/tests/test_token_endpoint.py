"""What a provider's answers mean, over real HTTP to the sandbox and by table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integrations.connect.tests.conftest import YARA, Browser, StartLogin
from integrations.connect.tokens import grants
from integrations.connect.tokens.token_endpoint import (
    AppRefused,
    GrantRefused,
    Outage,
    UnknownRefusal,
    exchange_refresh_token,
    read_granted,
)
from integrations.models import Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.oauth2 import ON_TOP
from integrations.sandbox.models import Behaviour, Rule, Token

GOOGLE = registry.provider("google")
Exchange = Callable[[], Any]


@pytest.fixture
def exchange(start_login: StartLogin, staff_browser: Browser, app: OAuthApp) -> Exchange:
    staff_browser.consent(start_login(), YARA)
    refresh_token = grants.open_refresh(Grant.objects.get())
    return lambda: exchange_refresh_token(GOOGLE, app, refresh_token)


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
        (403, {"error": "something_new"}, AppRefused),
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


def test_a_grant_is_no_refusal() -> None:
    assert read_granted(GOOGLE, 200, {"access_token": "x"}, ON_TOP).access == "x"
    assert read_granted(GOOGLE, 201, {"access_token": "x", "error": "harmless"}, ON_TOP).access == "x"


def test_what_a_vendor_writes_is_cut_down_before_it_is_stored() -> None:
    with pytest.raises(AppRefused) as raised:
        read_granted(GOOGLE, 401, {"error": "<script>" + "x" * 100}, ON_TOP)

    assert str(raised.value) == "script" + "x" * 58
