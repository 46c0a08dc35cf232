"""The control endpoint: what it takes, and from whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from integrations.sandbox.control.log import write_records
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.models import Account, Behaviour, Message, RequestRecord, Rule, SigningKey
from integrations.sandbox.tests.oauth import CLIENT, REDIRECT, VERIFIER, challenge, exchange, tokens

Control = Callable[..., Any]

AUTHORIZE = "http://testserver/sandbox/google/o/oauth2/v2/auth"
NAMES = ("rules", "settings", "clock", "reset", "requests", "accounts", "consent", "mail")


def post(name: str, body: object = None, **extra: Any) -> Any:
    """A request to the control endpoint."""
    content = b"" if body is None else json.dumps(body).encode()
    return Client().generic("POST", f"/sandbox/_control/{name}", content, "application/json", **extra)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "origin",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "10.0.0.8"},
        {"REMOTE_ADDR": ""},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"X-Forwarded-Host": "localhost"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Origin": "https://evil.example"}},
        {"headers": {"Origin": "null"}},
    ],
)
def test_strangers_proxied_and_foreign_pages_are_refused(name: str, origin: dict[str, Any]) -> None:
    Rule.objects.create(method="*", status=500)
    for verb in ("GET", "POST", "DELETE"):
        answer = Client().generic(verb, f"/sandbox/_control/{name}", b"{}", "application/json", **origin)
        assert answer.status_code in (403, 405)
    assert Rule.objects.count() == 1
    assert not Account.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("public_url", "host"),
    [("https://machina.example.com", "127.0.0.1"), ("http://localhost:8000", "machina.example.com")],
)
def test_this_machine_is_judged_by_address_and_host_too(settings: Any, public_url: str, host: str) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = public_url, ["127.0.0.1", "machina.example.com"]
    assert post("reset", headers={"host": host}).status_code == 403
    settings.PUBLIC_URL = "http://localhost:8000"
    assert post("reset", headers={"host": "127.0.0.1"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("is_staff", "status"), [(True, 200), (False, 403)])
def test_staff_may_steer_from_anywhere(is_staff: bool, status: int) -> None:
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.force_login(get_user_model().objects.create_user("sam", is_staff=is_staff))
    assert client.get("/sandbox/_control/rules").status_code == status


@pytest.mark.django_db
def test_same_origin_is_no_foreign_page() -> None:
    assert post("reset", headers={"Origin": "http://testserver"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"method": "gmail"},
        {"method": "", "status": 500},
        {"method": "gmail", "status": 200},
        {"method": "gmail", "status": 500, "times": 0},
        {"method": "gmail", "status": 500, "surprise": 1},
        {"method": "gmail", "error": "invalid_grant"},
        {"provider": "nobody", "method": "*", "status": 500},
        {"method": "gmail", "delay_ms": 120_001},
        [],
    ],
)
def test_rule_without_sense_is_refused(body: object) -> None:
    answer = post("rules", body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not Rule.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("settings", {"access_token_seconds": -1}),
        ("settings", {"unknown": True}),
        ("clock", {}),
        ("clock", {"advance_seconds": "soon"}),
        ("accounts", {"email": "nobody"}),
        ("mail", {"account": "nobody@lab.example"}),
        ("consent", {"authorize_url": "http://x/", "account": "a@b.example"}),
    ],
)
def test_wrong_input_is_400_with_a_reason(name: str, body: object) -> None:
    answer = post(name, body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not Behaviour.objects.exists()


@pytest.mark.django_db
def test_unreadable_body_is_400() -> None:
    answer = Client().generic("POST", "/sandbox/_control/rules", b"{", "application/json")
    assert answer.status_code == 400


@pytest.mark.django_db
def test_settings_change_only_what_they_name(control: Control) -> None:
    control("POST", "settings", {"access_token_seconds": 60})
    control("POST", "settings", {"rotate_refresh_tokens": True})
    control("POST", "clock", {"advance_seconds": 10})
    control("POST", "clock", {"advance_seconds": 5})
    assert control("GET", "settings") == {
        "id": 1,
        "access_token_seconds": 60,
        "rotate_refresh_tokens": True,
        "history_seconds": 604800,
        "sync_token_seconds": 604800,
        "clock_offset_seconds": 15,
    }


def test_reset_forgets_everything_but_the_key(account: Account, control: Control) -> None:
    tokens(account)
    control("POST", "settings", {"access_token_seconds": 60})
    control("POST", "rules", {"method": "*", "status": 500})
    key = SigningKey.objects.get().private_pem
    control("POST", "reset")
    assert set(Account.objects.values_list("given_name", flat=True)) == {"Yara", "Theo"}
    assert not Rule.objects.exists()
    assert not Behaviour.objects.exists()
    assert not RequestRecord.objects.exists()
    assert SigningKey.objects.get().private_pem == key


@pytest.mark.django_db
def test_account_is_added_once(control: Control) -> None:
    person = {"email": "Kim@Lab.example", "given_name": "Kim", "hosted_domain": "lab.example", "with_content": True}
    control("POST", "accounts", person)
    added = control("POST", "accounts", person)["accounts"]
    assert [entry["email"] for entry in added if entry["provider"] == "google"] == [
        "yara.keller@globex.example",
        "theo.marsh@sandmail.example",
        "kim@lab.example",
    ]
    kim = Account.objects.get(email="kim@lab.example")
    for _ in range(2):
        fill(kim, "gmail")
    assert Message.objects.filter(mailbox__account=kim).count() == 9


@pytest.mark.django_db
def test_request_log_is_counted_by_method_or_under_one(control: Control) -> None:
    for method in ("gmail.users.messages.list", "gmail.users.messages.list", "gmail.users.getProfile", "batch"):
        RequestRecord.objects.create(provider="google", method=method, status=200, at="2030-01-01T00:00:00Z")
    log = control("GET", "requests")
    assert log["total"] == 4
    assert log["counts"] == {"batch": 1, "gmail.users.getProfile": 1, "gmail.users.messages.list": 2}
    assert control("GET", "requests?method=gmail.users.messages")["total"] == 2
    assert control("GET", "requests?method=gmail.users.mess")["total"] == 0
    assert control("DELETE", "requests")["total"] == 0


@pytest.mark.django_db
def test_log_forgets_what_is_long_ago() -> None:
    for pk in (4, 3999):
        RequestRecord.objects.create(pk=pk, provider="google", method="a", status=200, at="2030-01-01T00:00:00Z")
    row = RequestRecord(pk=24_000, provider="google", method="b", status=200, at="2030-01-01T00:00:00Z")
    write_records([row])
    assert list(RequestRecord.objects.values_list("pk", flat=True)) == [24_000]
    write_records([RequestRecord(pk=24_001, provider="google", method="b", status=200, at="2030-01-01T00:00:00Z")])
    assert RequestRecord.objects.count() == 2
    write_records([])


def authorize_url(**changes: str) -> str:
    """Where a client would send a person."""
    query = {
        "client_id": CLIENT["client_id"],
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "openid https://www.googleapis.com/auth/gmail.send",
        "state": "s",
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    return f"{AUTHORIZE}?{urlencode(query | changes)}"


@pytest.mark.django_db
def test_consent_is_given_without_the_page(control: Control) -> None:
    told = control("POST", "consent", {"authorize_url": authorize_url(), "account": "theo.marsh@sandmail.example"})
    query = parse_qs(urlsplit(told["location"]).query)
    assert query["iss"] == ["http://testserver/sandbox/google"]
    assert query["state"] == ["s"]
    assert RequestRecord.objects.get().account == "theo.marsh@sandmail.example"
    assert exchange(query["code"][0]).json()["scope"] == "openid https://www.googleapis.com/auth/gmail.send"


@pytest.mark.django_db
def test_consent_can_be_partial_or_denied(control: Control) -> None:
    decision = {"authorize_url": authorize_url(), "account": "theo.marsh@sandmail.example"}
    partial = control("POST", "consent", decision | {"scopes": []})
    assert "scope=openid&" in partial["location"]
    denied = control("POST", "consent", decision | {"allow": False})
    assert "error=access_denied" in denied["location"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("rules", {"provider": "acme", "method": "*", "delay_ms": 1}),
        ("accounts", {"provider": "acme", "email": "a@b.c"}),
    ],
)
def test_a_vendor_that_is_not_there_is_named(client: Client, name: str, body: dict[str, Any]) -> None:
    answer = client.post(f"/sandbox/_control/{name}", body, "application/json")
    assert answer.status_code == 400
    assert "'acme' is none of: google" in answer.json()["error"]
    assert not Rule.objects.exists()


@pytest.mark.django_db
def test_a_decision_is_made_at_a_vendor_of_the_sandbox_only(client: Client) -> None:
    body = {"authorize_url": "http://testserver/sandbox/acme/authorize?client_id=x", "account": "ada@lab.example"}
    answer = client.post("/sandbox/_control/consent", body, "application/json")
    assert answer.status_code == 400
    assert "is no vendor's address in this sandbox" in answer.json()["error"]


@pytest.mark.django_db
def test_accounts_of_apps_are_no_people(account: Account, control: Callable[..., Any], client: Client) -> None:
    Account.objects.create(provider="google", subject="B1", email="bot@lab.example", given_name="Bot", is_bot=True)
    listed = control("GET", "accounts")["accounts"]
    assert [each["email"] for each in listed if each["provider"] == "google"] == [account.email]
    assert "bot@lab.example" not in client.get("/sandbox/").content.decode()
