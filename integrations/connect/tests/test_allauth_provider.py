"""Whatever allauth class a provider names, the handshake asks what the attempt says, with PKCE, and nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponseRedirect
from django.test import RequestFactory

from integrations.connect.handshake.allauth_provider import ConnectProvider, allauth_provider
from integrations.connect.handshake.current import set_attempt
from integrations.connect.handshake.oauth2 import ConnectClient, ConnectOAuth2Adapter, NothingClaimed
from integrations.models import ConnectAttempt, OAuthApp
from integrations.providers import registry
from integrations.providers.oauth2 import joined_by
from integrations.providers.tests.declared import NOTION, courier

HOSTILE = f"{__name__}.HostileProvider"


class HostileProvider(OAuth2Provider):
    """A stock class that would lead elsewhere, without any protection."""

    id = "somebody"
    name = "Somebody"
    slug = "somebody"
    pkce_enabled_default = False

    def redirect(self, request: HttpRequest, process: str, **options: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect("https://evil.example/")

    def get_pkce_params(self) -> dict[str, object]:
        return {}

    def get_auth_params(self) -> dict[str, str]:
        return {"include_everything": "true"}

    def get_oauth2_adapter(self, request: HttpRequest) -> None:
        raise AssertionError("the stock adapter is never asked")


@pytest.fixture
def request_of() -> HttpRequest:
    """With an attempt for courier's mail."""
    request = RequestFactory().get("/connect/start/x/?scope=everything&auth_params=include_everything%3Dtrue")
    request.session = SessionStore()
    app = OAuthApp(provider="courier", environment="live", client_id="me")
    set_attempt(request, ConnectAttempt(provider="courier", oauth_app=app, scopes=["mail", "files"]))
    return request


def leave(request: HttpRequest, **facts: Any) -> dict[str, list[str]]:
    """The query of where the browser is sent."""
    provider = courier(**facts)
    with registry.using(provider):
        made = allauth_provider(provider)(request, app=SocialApp(provider="courier", client_id="me"))
        location = made.redirect(request, "redirect", state_id="state-1", scope=["mail", "files"])["Location"]
    assert location.startswith("https://courier.example/authorize?")
    return parse_qs(urlsplit(location).query)


@pytest.mark.parametrize("stock", [HOSTILE, NOTION.oauth2.allauth_class])
def test_a_stock_class_cannot_lead_elsewhere_or_leave_anything_out(
    request_of: HttpRequest, settings: Any, stock: str
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "courier": {"AUTH_PARAMS": {"x": "1"}, "SCOPE": ["all"], "OAUTH_PKCE_ENABLED": False}
    }
    query = leave(request_of, allauth_class=stock, authorize_params={"audience": "api"})

    assert query.pop("code_challenge")[0]
    assert query == {
        "client_id": ["me"],
        "redirect_uri": [f"{settings.PUBLIC_URL}/api/courier/callback"],
        "response_type": ["code"],
        "state": ["state-1"],
        "scope": ["mail files"],
        "code_challenge_method": ["S256"],
        "audience": ["api"],
    }


def test_an_address_of_a_request_changes_nothing_that_is_asked(request_of: HttpRequest) -> None:
    with registry.using(courier()) as found:
        made = allauth_provider(found["courier"])(request_of, app=SocialApp(provider="courier"))
        asked = made.get_redirect_from_request_kwargs(request_of)

    assert (asked["scope"], asked["auth_params"]) == (["mail", "files"], {})


def test_nothing_that_a_provider_adds_replaces_the_protocol(request_of: HttpRequest) -> None:
    mean = {"state": "fixed", "client_id": "other", "redirect_uri": "https://evil.example/", "response_type": "token"}
    query = leave(request_of, authorize_params=mean)

    assert (query["state"], query["client_id"], query["response_type"]) == (["state-1"], ["me"], ["code"])
    assert "evil" not in query["redirect_uri"][0]


@pytest.mark.parametrize(
    ("write_scopes", "query"),
    [
        (joined_by(","), {"scope": ["mail,files"]}),
        (lambda scopes: {"user_scope": "|".join(scopes)}, {"user_scope": ["mail|files"]}),
    ],
)
def test_scopes_are_asked_for_as_the_vendor_takes_them(request_of: HttpRequest, write_scopes: Any, query: Any) -> None:
    sent = leave(request_of, write_scopes=write_scopes)
    assert {name: value for name, value in sent.items() if "scope" in name} == query


def test_no_scopes_are_no_parameter() -> None:
    assert joined_by(" ")([]) == {}


def test_an_address_that_has_a_query_keeps_it() -> None:
    client = ConnectClient(courier(), ConnectAttempt(oauth_app=OAuthApp(client_id="me")), "https://m.example/back")
    query = parse_qs(urlsplit(client.get_redirect_url("https://v.example/a?tenant=7", [], {})).query)

    assert (query["tenant"], query["client_id"]) == (["7"], ["me"])


@pytest.mark.parametrize("verifier", [None, ""])
def test_a_code_is_not_exchanged_without_pkce(verifier: str | None) -> None:
    client = ConnectClient(courier(), ConnectAttempt(oauth_app=OAuthApp(client_id="me")), "https://m.example/back")
    with pytest.raises(OAuth2Error, match="without PKCE"):
        client.get_access_token("code", verifier)


def test_one_class_is_made_for_each_declaration() -> None:
    first, second = courier(), courier(allauth_class=HOSTILE)

    assert allauth_provider(first) is allauth_provider(first)
    assert allauth_provider(first) is not allauth_provider(second)
    assert issubclass(allauth_provider(second), HostileProvider)
    assert (allauth_provider(second).id, allauth_provider(second).name) == ("courier", "Courier")


def test_without_an_attempt_the_adapter_has_no_addresses() -> None:
    adapter = allauth_provider(courier()).oauth2_adapter_class(RequestFactory().get("/"))
    assert isinstance(adapter, ConnectOAuth2Adapter)
    with pytest.raises(NothingClaimed):
        _ = adapter.authorize_url


def test_ours_stands_before_the_stock_class() -> None:
    by_consent = [each for each in registry.all_providers().values() if each.credential.kind == "oauth2"]
    for provider in (*by_consent, NOTION, courier(allauth_class=HOSTILE)):
        made = allauth_provider(provider)
        assert made.__mro__.index(ConnectProvider) == 1
