"""The consent page and the way back to the client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from integrations.sandbox.models import Account, AuthorizationCode, Consent, RequestRecord

REDIRECT = "http://127.0.0.1:8000/api/google/callback"
SEND = "https://www.googleapis.com/auth/gmail.send"
READ = "https://www.googleapis.com/auth/gmail.readonly"
USERINFO_EMAIL = "https://www.googleapis.com/auth/userinfo.email"
PAGE = "/sandbox/google/o/oauth2/v2/auth"

Ask = Callable[..., str]


@pytest.fixture
def ask() -> Ask:
    """The address a client sends a person to."""

    def address(**changes: str | None) -> str:
        query = {
            "client_id": "sandbox-machina",
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": f"openid email {SEND} {READ}",
            "state": "s&t=1",
            "access_type": "offline",
            "prompt": "consent select_account",
            **changes,
        }
        return f"{PAGE}?{urlencode({name: value for name, value in query.items() if value is not None})}"

    return address


def decide(client: Client, address: str, **form: Any) -> dict[str, str]:
    """Post the page's form; the query the client is sent back with."""
    answer = client.post(address, form)
    assert answer.status_code == 302
    assert answer["Location"].startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


@pytest.mark.django_db
def test_page_shows_both_demo_accounts_and_each_scope_in_words(client: Client, ask: Ask) -> None:
    page = client.get(ask()).content.decode()
    assert "yara.keller@globex.example" in page
    assert "theo.marsh@sandmail.example" in page
    assert "Send email on your behalf" in page
    assert "View your email messages and settings" in page
    assert page.count('type="checkbox"') == 2
    assert "Sandbox" in page


@pytest.mark.django_db
def test_showing_the_page_issues_nothing(client: Client, ask: Ask) -> None:
    client.get(ask())
    assert not AuthorizationCode.objects.exists()
    assert not Consent.objects.exists()


@pytest.mark.django_db
def test_page_has_no_script_and_a_policy_that_lets_the_form_end_at_the_client(client: Client, ask: Ask) -> None:
    answer = client.get(ask())
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000" in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.content.decode()
    assert " style=" not in answer.content.decode()
    assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_login_hint_chooses_the_account(client: Client, ask: Ask) -> None:
    page = client.get(ask(login_hint="theo.marsh@sandmail.example")).content.decode()
    assert 'value="theo.marsh@sandmail.example" checked' in page
    assert 'value="yara.keller@globex.example" checked' not in page


@pytest.mark.django_db
def test_allowing_returns_a_code_with_state_and_issuer(client: Client, ask: Ask) -> None:
    client.get(ask())
    sent = decide(client, ask(), account="yara.keller@globex.example", scope=[SEND, READ], decision="allow")
    assert sent["state"] == "s&t=1"
    assert sent["iss"] == "http://testserver/sandbox/google"
    assert sent["scope"] == f"openid {USERINFO_EMAIL} {SEND} {READ}"
    assert sent["hd"] == "globex.example"
    code = AuthorizationCode.objects.get()
    assert code.with_refresh_token
    assert sent["code"] not in code.code_hash
    assert len(code.code_hash) == 64


@pytest.mark.django_db
def test_unticked_scope_is_not_granted(client: Client, ask: Ask) -> None:
    client.get(ask())
    sent = decide(client, ask(), account="yara.keller@globex.example", scope=[READ], decision="allow")
    assert sent["scope"] == f"openid {USERINFO_EMAIL} {READ}"
    assert AuthorizationCode.objects.get().scopes == ["openid", USERINFO_EMAIL, READ]


@pytest.mark.django_db
def test_scope_that_was_not_asked_for_is_not_granted(client: Client, ask: Ask) -> None:
    client.get(ask())
    everything = "https://mail.google.com/"
    decide(client, ask(), account="yara.keller@globex.example", scope=[READ, everything], decision="allow")
    assert everything not in AuthorizationCode.objects.get().scopes


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form",
    [
        {"account": "yara.keller@globex.example", "scope": [SEND], "decision": "deny"},
        {"account": "nobody@globex.example", "scope": [SEND], "decision": "allow"},
        {},
    ],
)
def test_denial_issues_no_code(client: Client, ask: Ask, form: dict[str, Any]) -> None:
    client.get(ask())
    sent = decide(client, ask(), **form)
    assert sent == {"error": "access_denied", "state": "s&t=1", "iss": "http://testserver/sandbox/google"}
    record = RequestRecord.objects.get()
    assert (record.method, record.status, record.detail, record.account) == ("oauth.auth", 302, "access_denied", "")
    assert not AuthorizationCode.objects.exists()


@pytest.mark.django_db
def test_unticking_everything_is_a_denial(client: Client, ask: Ask) -> None:
    client.get(ask())
    sent = decide(client, ask(scope=SEND), account="yara.keller@globex.example", decision="allow")
    assert sent["error"] == "access_denied"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_id": "someone-else"}, 401, "invalid_client"),
        ({"client_id": None}, 401, "invalid_client"),
        ({"redirect_uri": "https://evil.example/callback"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://127.0.0.1@evil.example/"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://user@127.0.0.1/"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "javascript:alert(1)//127.0.0.1"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://127.0.0.1/#fragment"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://[::1/"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"scope": ""}, 400, "invalid_request"),
        ({"scope": "openid https://www.googleapis.com/auth/nothing"}, 400, "invalid_scope"),
        ({"prompt": "none consent"}, 400, "invalid_request"),
        ({"prompt": "please"}, 400, "invalid_request"),
        ({"access_type": "always"}, 400, "invalid_request"),
        ({"code_challenge_method": "S512"}, 400, "invalid_request"),
        ({"code_challenge": "short"}, 400, "invalid_request"),
    ],
)
def test_wrong_request_is_told_to_the_person_and_sent_nowhere(
    client: Client, ask: Ask, changes: dict[str, str | None], status: int, error: str
) -> None:
    for answer in (client.get(ask(**changes)), client.post(ask(**changes), {"decision": "allow"})):
        assert answer.status_code == status
        assert error in answer.content.decode()
        assert "Location" not in answer


@pytest.mark.django_db
def test_reflected_text_is_escaped(client: Client, ask: Ask) -> None:
    page = client.get(ask(redirect_uri="https://evil.example/<script>alert(1)</script>")).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    named = client.get(ask(client_id="sandbox-<b>bold</b>")).content.decode()
    assert "<b>" not in named


@pytest.mark.django_db
def test_machinas_own_address_may_be_redirected_to(client: Client, ask: Ask, settings: Any) -> None:
    settings.PUBLIC_URL = "https://machina.example"
    assert client.get(ask(redirect_uri="https://machina.example/api/google/callback")).status_code == 200
    assert client.get(ask(redirect_uri="https://machina.example.evil/api/google/callback")).status_code == 400
    assert client.get(ask(redirect_uri="http://machina.example/api/google/callback")).status_code == 400


@pytest.mark.django_db
def test_form_needs_the_csrf_token(ask: Ask) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(ask())
    answer = client.post(ask(), {"account": "yara.keller@globex.example", "scope": [SEND], "decision": "allow"})
    assert answer.status_code == 403
    assert not AuthorizationCode.objects.exists()


@pytest.mark.django_db
def test_prompt_none_needs_an_earlier_consent_to_all_scopes(client: Client, ask: Ask) -> None:
    client.get(ask())
    silent = ask(prompt="none", login_hint="yara.keller@globex.example")
    assert "error=interaction_required" in client.get(silent)["Location"]
    decide(client, ask(), account="yara.keller@globex.example", scope=[SEND], decision="allow")
    assert "error=interaction_required" in client.get(silent)["Location"]
    decide(client, ask(), account="yara.keller@globex.example", scope=[SEND, READ], decision="allow")
    assert "code=" in client.get(silent)["Location"]
    stranger = ask(prompt="none", login_hint="theo.marsh@sandmail.example")
    assert "error=interaction_required" in client.get(stranger)["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prompt", "access_type", "expected"),
    [
        ("", "offline", [True, False]),
        ("consent", "offline", [True, True]),
        ("consent", "online", [False, False]),
        ("select_account", "offline", [True, False]),
    ],
)
def test_refresh_token_comes_with_the_first_consent_or_an_asked_for_one(
    client: Client, ask: Ask, prompt: str, access_type: str, expected: list[bool]
) -> None:
    client.get(ask())
    for _ in range(2):
        decide(
            client,
            ask(prompt=prompt, access_type=access_type),
            account="yara.keller@globex.example",
            scope=[SEND],
            decision="allow",
        )
    assert list(AuthorizationCode.objects.order_by("pk").values_list("with_refresh_token", flat=True)) == expected


@pytest.mark.django_db
def test_redirect_address_keeps_its_own_query(client: Client, ask: Ask) -> None:
    client.get(ask())
    answer = client.post(ask(redirect_uri=f"{REDIRECT}?tab=1"), {"decision": "deny"})
    assert answer["Location"].startswith(f"{REDIRECT}?tab=1&error=access_denied")


@pytest.mark.django_db
def test_demo_accounts_are_a_workspace_and_a_consumer_one(client: Client, ask: Ask) -> None:
    client.get(ask())
    client.get(ask())
    assert list(Account.objects.values_list("email", "hosted_domain")) == [
        ("yara.keller@globex.example", "globex.example"),
        ("theo.marsh@sandmail.example", ""),
    ]
    assert {len(account.subject) for account in Account.objects.all()} == {21}
