"""Both requests of Notion's handshake, whose account comes back, and how a token ends."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialApp
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from integrations.connect.handshake.allauth_provider import allauth_provider
from integrations.connect.handshake.current import set_attempt
from integrations.connect.ways_out import callback_url
from integrations.models import ConnectAttempt, OAuthApp
from integrations.providers.addresses import Addresses
from integrations.providers.consent import Tokens
from integrations.providers.notion.provider import VERSION, provider
from integrations.providers.oauth2 import Revocation
from integrations.providers.requests import Code, OAuthClient
from integrations.providers.testing import consented
from integrations.services.notion import api

PERSON = {"object": "user", "id": "u1", "type": "person", "name": "Ada", "person": {"email": "ada@globex.example"}}
ANSWER: dict[str, Any] = {
    "access_token": "ntn_1",
    "token_type": "bearer",
    "refresh_token": "nrt_1",
    "bot_id": "b3414d65-1224-45e7-a6ff-cc9d8773d601",
    "workspace_id": "f565f4d7-3288-461b-b564-a8d9c36f7001",
    "workspace_name": "Globex",
    "workspace_icon": None,
    "owner": {"type": "user", "user": PERSON},
    "duplicated_template_id": None,
}


@pytest.fixture
def client() -> OAuthClient:
    return OAuthClient("me", "s:cret", Addresses(provider.addresses, ()), provider.oauth2.form)


def test_the_person_is_sent_with_redirect_address_pkce_and_parameters_which_allauth_leaves_out() -> None:
    request: HttpRequest = RequestFactory().get("/connect/start/x/?scope=everything")
    request.session = SessionStore()
    app = OAuthApp(provider="notion", environment="live", client_id="me")
    set_attempt(request, ConnectAttempt(provider="notion", oauth_app=app, scopes=["read_content"]))
    social_app = SocialApp(provider="notion", client_id="me")

    leaving = allauth_provider(provider)(request, app=social_app).redirect(request, "connect")

    address = urlsplit(leaving["Location"])
    query = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://api.notion.com/v1/oauth/authorize"
    assert query["redirect_uri"] == [callback_url("notion")]
    assert (query["owner"], query["response_type"], query["code_challenge_method"]) == (["user"], ["code"], ["S256"])
    assert len(query["code_challenge"][0]) == 43
    assert query["state"][0]
    assert "scope" not in query


def test_a_code_is_exchanged_by_basic_with_a_json_body_and_the_same_redirect_address(client: OAuthClient) -> None:
    sent = provider.oauth2.exchange(client, Code(code="c", redirect_uri=callback_url("notion"), verifier="v" * 43))

    assert (sent.method, sent.url) == ("POST", "https://api.notion.com/v1/oauth/token")
    assert sent.headers["Authorization"] == f"Basic {base64.b64encode(b'me:s:cret').decode()}"
    assert (sent.headers["Content-Type"], sent.headers["Notion-Version"]) == ("application/json", VERSION)
    assert json.loads(sent.body) == {
        "grant_type": "authorization_code",
        "code": "c",
        "redirect_uri": callback_url("notion"),
        "code_verifier": "v" * 43,
    }


def test_a_refresh_token_is_used_the_same_way_and_changes(client: OAuthClient) -> None:
    sent = provider.oauth2.refresh(client, "nrt_1")

    assert json.loads(sent.body) == {"grant_type": "refresh_token", "refresh_token": "nrt_1"}
    assert sent.headers["Authorization"].startswith("Basic ")
    assert provider.oauth2.read_refreshed({**ANSWER, "refresh_token": "nrt_2"}) == Tokens("ntn_1", "nrt_2", None, None)


def test_an_older_app_has_access_without_a_refresh_token() -> None:
    assert provider.oauth2.read_tokens({**ANSWER, "refresh_token": None}) == Tokens("ntn_1", "", None, None)


def test_a_token_is_revoked_by_the_app(client: OAuthClient) -> None:
    revocation = provider.oauth2.revocation
    assert isinstance(revocation, Revocation)

    sent = revocation.request(client, Tokens("ntn_1", "nrt_1", None, None))

    assert (sent.method, sent.url) == ("POST", "https://api.notion.com/v1/oauth/revoke")
    assert json.loads(sent.body) == {"token": "ntn_1"}
    assert sent.headers["Authorization"].startswith("Basic ")


def test_the_account_is_the_workspace_with_its_bot() -> None:
    identity = provider.oauth2.identify(consented(provider, ANSWER))

    assert identity.account_id == f"{ANSWER['workspace_id']}:{ANSWER['bot_id']}"
    assert (identity.name, identity.domain) == ("Globex", ANSWER["workspace_id"])
    assert (identity.email, identity.email_verified) == ("ada@globex.example", True)


@pytest.mark.parametrize(
    "owner",
    [
        {"type": "workspace", "workspace": True},
        {"workspace": True},
        {"type": "user", "user": {"object": "user", "id": "u1"}},
        {"type": "user", "user": {**PERSON, "person": {}}},
        None,
        "user",
    ],
)
def test_no_person_with_an_address_is_expected(owner: object) -> None:
    identity = provider.oauth2.identify(consented(provider, {**ANSWER, "owner": owner}))

    assert identity.account_id == f"{ANSWER['workspace_id']}:{ANSWER['bot_id']}"
    assert (identity.email, identity.email_verified) == ("", False)


@pytest.mark.parametrize("missing", ["workspace_id", "bot_id"])
def test_an_answer_without_workspace_or_bot_is_refused(missing: str) -> None:
    with pytest.raises(ValueError, match="names no workspace"):
        provider.oauth2.identify(consented(provider, {**ANSWER, missing: None}))


def test_what_is_asked_for_is_granted_as_notion_names_no_scopes() -> None:
    assert provider.oauth2.granted(ANSWER, ["read_content", "read_users"]) == ("read_content", "read_users")


def test_handshake_and_service_speak_the_same_version() -> None:
    assert api.VERSION == VERSION
