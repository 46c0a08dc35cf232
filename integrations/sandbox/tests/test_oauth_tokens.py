"""Codes, tokens, userinfo and revocation."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.test import Client

from integrations.sandbox.google.seed.accounts import add_account
from integrations.sandbox.models import Account, AuthorizationCode, Consent, Token
from integrations.sandbox.tests.oauth import (
    REDIRECT,
    VERIFIER,
    authorize,
    exchange,
    refresh,
    tokens,
    userinfo,
)
from integrations.sandbox.vendor import Person

READ = "https://www.googleapis.com/auth/gmail.readonly"
IDENTITY = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile"


def test_code_becomes_tokens(account: Account) -> None:
    answer = exchange(authorize(account, f"openid email profile {READ}"))
    body = answer.json()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3599
    assert body["scope"] == f"{IDENTITY} {READ}"
    assert set(body) == {"access_token", "expires_in", "refresh_token", "scope", "token_type", "id_token"}


def test_tokens_are_stored_as_hashes_only(account: Account) -> None:
    code = authorize(account)
    body = exchange(code).json()
    stored = json.dumps([*Token.objects.values(), *AuthorizationCode.objects.values()], default=str)
    for secret in (code, body["access_token"], body["refresh_token"]):
        assert secret not in stored


def test_id_token_is_signed_and_says_who(account: Account, client: Client) -> None:
    body = tokens(account, nonce="n1")
    keys = client.get("/sandbox/google/oauth2/v3/certs").json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(body["id_token"])["kid"]]
    claims = jwt.decode(body["id_token"], key, algorithms=["RS256"], audience="sandbox-machina")
    assert claims["iss"] == "http://testserver/sandbox/google"
    assert claims["exp"] - claims["iat"] == 3600
    del claims["exp"], claims["iat"], claims["iss"]
    assert claims == {
        "sub": account.subject,
        "azp": "sandbox-machina",
        "aud": "sandbox-machina",
        "email": "ada@lab.example",
        "email_verified": True,
        "name": "Ada Moss",
        "given_name": "Ada",
        "family_name": "Moss",
        "nonce": "n1",
    }


def test_id_token_comes_only_with_openid(account: Account) -> None:
    assert "id_token" not in tokens(account, READ)


def test_workspace_account_tells_its_domain_and_only_what_the_scopes_allow(db: None) -> None:
    worker = add_account(
        Person(email="eve@corp.example", given_name="Eve", hosted_domain="corp.example"), with_content=False
    )
    told = userinfo(tokens(worker, "openid email")["access_token"]).json()
    assert told == {"sub": worker.subject, "email": "eve@corp.example", "email_verified": True, "hd": "corp.example"}
    assert userinfo(tokens(worker, "openid")["access_token"]).json() == {"sub": worker.subject}


def test_code_is_good_once(account: Account) -> None:
    code = authorize(account)
    assert exchange(code).status_code == 200
    again = exchange(code)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"


def test_code_is_good_for_a_minute(account: Account, control: Callable[..., Any]) -> None:
    code = authorize(account)
    control("POST", "clock", {"advance_seconds": 61})
    assert exchange(code).json()["error"] == "invalid_grant"
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code": "4/wrong"}, 400, "invalid_grant"),
        ({"redirect_uri": f"{REDIRECT}/"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": ""}, 400, "redirect_uri_mismatch"),
        ({"code_verifier": VERIFIER + "x"}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "other"}, 401, "invalid_client"),
        ({"client_id": "sandbox-b", "client_secret": "sandbox-b-secret"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
    ],
)
def test_wrong_exchange_is_refused_and_leaves_the_code_usable(
    account: Account, changes: dict[str, str], status: int, error: str
) -> None:
    code = authorize(account)
    answer = exchange(code, **changes)
    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert not Token.objects.exists()
    assert exchange(code).status_code == 200


def test_client_may_authenticate_by_header(account: Account) -> None:
    form = {"grant_type": "authorization_code", "code": authorize(account), "redirect_uri": REDIRECT}
    basic = base64.b64encode(b"sandbox-machina:sandbox-machina-secret").decode()
    answer = Client().post(
        "/sandbox/google/token", form | {"code_verifier": VERIFIER}, headers={"Authorization": f"Basic {basic}"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("header", ["Basic !", "Basic /w==", "Basic eA=="])
def test_unreadable_client_header_is_refused(account: Account, header: str) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    answer = Client().post("/sandbox/google/token", form, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_code_without_challenge_needs_no_verifier(account: Account) -> None:
    code = authorize(account, code_challenge="", code_challenge_method="plain")
    assert exchange(code, code_verifier="").status_code == 200


def test_plain_challenge_is_compared_as_it_is(account: Account) -> None:
    code = authorize(account, code_challenge=VERIFIER, code_challenge_method="plain")
    assert exchange(code, code_verifier=VERIFIER[::-1]).json()["error"] == "invalid_grant"
    assert exchange(code).status_code == 200


def test_refresh_gives_a_new_access_token_and_keeps_the_refresh_token(account: Account) -> None:
    first = tokens(account, f"openid {READ}")
    second = refresh(first["refresh_token"]).json()
    assert second["access_token"] != first["access_token"]
    assert second["scope"] == f"openid {READ}"
    assert "refresh_token" not in second
    assert refresh(first["refresh_token"]).status_code == 200


def test_rotating_refresh_token_is_good_once(account: Account, control: Callable[..., Any]) -> None:
    control("POST", "settings", {"rotate_refresh_tokens": True})
    first = tokens(account)["refresh_token"]
    second = refresh(first).json()["refresh_token"]
    reused = refresh(first)
    assert reused.status_code == 400
    assert reused.json()["error"] == "invalid_grant"
    assert refresh(second).status_code == 200
    control("POST", "settings", {"rotate_refresh_tokens": False})
    assert refresh(first).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes", [{"client_id": "sandbox-b", "client_secret": "sandbox-b-secret"}, {"refresh_token": "1//x"}]
)
def test_refresh_token_is_good_for_its_own_client_only(account: Account, changes: dict[str, str]) -> None:
    answer = refresh(tokens(account)["refresh_token"], **changes)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"


def test_access_token_is_no_refresh_token_and_the_other_way_round(account: Account) -> None:
    body = tokens(account)
    assert refresh(body["access_token"]).json()["error"] == "invalid_grant"
    assert userinfo(body["refresh_token"]).status_code == 401


def test_access_token_ends_after_its_lifetime(account: Account, control: Callable[..., Any]) -> None:
    control("POST", "settings", {"access_token_seconds": 30})
    body = tokens(account)
    assert body["expires_in"] == 29
    assert userinfo(body["access_token"]).status_code == 200
    control("POST", "clock", {"advance_seconds": 31})
    assert userinfo(body["access_token"]).status_code == 401
    assert userinfo(refresh(body["refresh_token"]).json()["access_token"]).status_code == 200


def test_long_expired_access_tokens_are_swept_out(account: Account, control: Callable[..., Any]) -> None:
    body = tokens(account)
    control("POST", "clock", {"advance_seconds": 3 * 3600})
    refresh(body["refresh_token"])
    assert Token.objects.filter(kind="access").count() == 1


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_any_token_ends_everything_the_account_gave_that_client(account: Account, which: str) -> None:
    first, second = tokens(account), tokens(account)
    elsewhere = exchange(
        authorize(account, client_id="sandbox-b"), client_id="sandbox-b", client_secret="sandbox-b-secret"
    )
    answer = Client().post("/sandbox/google/revoke", {"token": first[which]})
    assert answer.status_code == 200
    assert userinfo(second["access_token"]).status_code == 401
    assert refresh(second["refresh_token"]).json() == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }
    assert userinfo(elsewhere.json()["access_token"]).status_code == 200
    assert Consent.objects.count() == 1


def test_revoking_twice_is_an_error(account: Account) -> None:
    body = tokens(account)
    Client().post("/sandbox/google/revoke", {"token": body["access_token"]})
    answer = Client().post("/sandbox/google/revoke", {"token": body["access_token"]})
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_token"


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x"])
def test_userinfo_without_a_good_token_is_refused(client: Client, header: str) -> None:
    answer = client.get("/sandbox/google/userinfo", headers={"Authorization": header})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_discovery_names_addresses_under_the_origin_it_was_asked_at(client: Client) -> None:
    answer = client.get("/sandbox/google/.well-known/openid-configuration", headers={"Host": "localhost:8123"})
    body = answer.json()
    assert body["issuer"] == "http://localhost:8123/sandbox/google"
    assert body["token_endpoint"] == "http://localhost:8123/sandbox/google/token"
    assert body["authorization_endpoint"] == "http://localhost:8123/sandbox/google/o/oauth2/v2/auth"


def test_subject_comes_back_the_same_after_a_reset(account: Account, control: Callable[..., Any]) -> None:
    control("POST", "reset")
    again = add_account(Person(email="ada@lab.example", given_name="Ada"), with_content=False)
    assert again.subject == account.subject
