"""The sandbox's Notion OAuth: Basic with a JSON body, the same redirect address, tokens that are good once."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from integrations.sandbox.models import Consent
from integrations.sandbox.notion.seed.accounts import ensure_demo_accounts
from integrations.sandbox.tests.notion import VERSION

CLIENT_ID, SECRET = "sandbox-shop", "sandbox-shop-secret"
CALLBACK = "http://127.0.0.1:8000/api/notion/callback"
YARA = "yara.keller@globex.example"
ASKED = {"client_id": CLIENT_ID, "redirect_uri": CALLBACK, "response_type": "code", "owner": "user", "state": "s"}
AUTHORIZE = "/sandbox/notion/v1/oauth/authorize"
BASIC = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    ensure_demo_accounts()


def post(
    name: str, body: dict[str, str], *, authorization: str = f"Basic {BASIC}", kind: str = "application/json"
) -> Any:
    content = json.dumps(body) if kind == "application/json" else urlencode(body)
    headers = {"Authorization": authorization} if authorization else {}
    return Client().post(f"/sandbox/notion/v1/oauth/{name}", content, content_type=kind, headers=headers)


def code(**asked: str) -> str:
    answer = Client().post(
        f"{AUTHORIZE}?{urlencode(ASKED | asked)}", {"account": YARA, "decision": "allow", "scope": "read_content"}
    )
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query["state"] == ["s"]
    return query["code"][0]


def exchange(**fields: str) -> dict[str, str]:
    return {"grant_type": "authorization_code", "code": code(), "redirect_uri": CALLBACK, **fields}


def test_a_code_becomes_tokens_of_a_workspace_and_its_bot() -> None:
    answer = post("token", exchange()).json()

    assert (answer["token_type"], "expires_in" in answer) == ("bearer", False)
    assert answer["access_token"].startswith("ntn_")
    assert answer["refresh_token"].startswith("nrt_")
    assert answer["workspace_name"] == "Yara's workspace"
    assert answer["owner"]["user"]["person"] == {"email": YARA}
    assert len(answer["bot_id"]) == len(answer["workspace_id"]) == 36
    me = Client().get(
        "/sandbox/notion/v1/users/me",
        headers={"Authorization": f"Bearer {answer['access_token']}", "Notion-Version": VERSION},
    )
    assert me.json()["id"] == answer["bot_id"]


@pytest.mark.parametrize(
    ("fields", "more", "status", "error"),
    [
        ({"redirect_uri": "http://127.0.0.1:8000/elsewhere"}, {}, 400, "invalid_grant"),
        ({"redirect_uri": ""}, {}, 400, "invalid_grant"),
        ({"code": "03sandbox-nonsense"}, {}, 400, "invalid_grant"),
        ({"grant_type": "password"}, {}, 400, "unsupported_grant_type"),
        ({"client_id": CLIENT_ID}, {}, 400, "validation_error"),
        ({}, {"kind": "application/x-www-form-urlencoded"}, 400, "invalid_json"),
        ({}, {"authorization": ""}, 401, "invalid_client"),
        ({}, {"authorization": f"Basic {base64.b64encode(b'sandbox-shop:wrong').decode()}"}, 401, "invalid_client"),
    ],
)
def test_an_exchange_that_is_not_notions_is_refused(
    fields: dict[str, str], more: dict[str, str], status: int, error: str
) -> None:
    answer = post("token", exchange(**fields), **more)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_code_is_good_once() -> None:
    fields = exchange()
    assert post("token", fields).status_code == 200

    assert post("token", fields).json()["error"] == "invalid_grant"


def test_a_challenge_is_held_against_the_verifier() -> None:
    asked = {"code_challenge": "x" * 43, "code_challenge_method": "S256"}

    answer = post("token", exchange(code=code(**asked), code_verifier="v" * 43))

    assert answer.json()["error"] == "invalid_grant"


def test_a_refresh_token_is_good_once_and_gives_another() -> None:
    first = post("token", exchange()).json()
    second = post("token", {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]})

    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    again = post("token", {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_token_can_be_looked_at_and_ended() -> None:
    given = post("token", exchange()).json()
    body = {"token": given["access_token"]}
    before = post("introspect", body).json()

    assert post("revoke", body).status_code == 200

    assert (before["active"], before["scope"]) == (True, "read_content")
    assert post("introspect", body).json()["active"] is False
    assert post("revoke", body).status_code == 400
    assert post("token", {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}).status_code == 400


@pytest.mark.parametrize(
    "asked",
    [{"client_id": "stranger"}, {"redirect_uri": "https://evil.example/"}, {"response_type": "token"}, {"owner": ""}],
)
def test_a_request_that_leads_astray_sends_nobody_anywhere(asked: dict[str, str]) -> None:
    answer = Client().get(f"{AUTHORIZE}?{urlencode(ASKED | asked)}")

    assert answer.status_code == 400
    assert "Location" not in answer


def test_the_page_shows_workspaces_and_changes_nothing() -> None:
    page = Client().get(f"{AUTHORIZE}?{urlencode(ASKED)}")

    assert page.status_code == 200
    assert YARA in page.content.decode()
    assert not Consent.objects.exists()


def test_who_says_no_goes_back_without_a_code() -> None:
    answer = Client().post(f"{AUTHORIZE}?{urlencode(ASKED)}", {"account": YARA, "decision": "deny"})

    assert parse_qs(urlsplit(answer["Location"]).query) == {"error": ["access_denied"], "state": ["s"]}
