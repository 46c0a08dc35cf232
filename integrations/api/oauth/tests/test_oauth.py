"""OAuth 2.1 as a program of another maker uses it, and as somebody attacks it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from integrations.acting import as_of_now, may_act
from integrations.api.keys import actor_of_key
from integrations.api.oauth import clients, views
from integrations.api.oauth.consents import challenge_of
from integrations.errors import PermissionDenied, Unauthenticated
from integrations.models import AgentClient, AgentConsent, ApiKey, Customer
from machina.testing.moments import just_over

pytestmark = pytest.mark.django_db(transaction=True)
REDIRECT = "https://chat.example/callback"
VERIFIER = "v" * 43
MCP = f"{settings.PUBLIC_URL}/mcp/"


@pytest.fixture
def globex() -> Customer:
    return Customer.objects.create(key="globex", name="Globex GmbH", email="office@globex.example")


@pytest.fixture
def ada(globex: Customer) -> Client:
    return signed_in("ada", "operator")


@pytest.fixture
def program() -> str:
    return str(registered(redirect_uris=[REDIRECT], client_name="Chat")["client_id"])


def signed_in(name: str, group: str) -> Client:
    user = User.objects.create_user(name, f"{name}@operator.example", "correct horse", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    client = Client()
    client.force_login(user)
    return client


def registered(status: int = 201, **body: Any) -> Any:
    answer = Client().post("/oauth/register", json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def address(program: str, **changed: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": program,
        "redirect_uri": REDIRECT,
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        "state": "s1",
        "scope": "write",
        "resource": MCP,
    }
    return f"/oauth/authorize?{urlencode({**asked, **changed})}"


def allowed(browser: Client, program: str, *, level: str = "write", **changed: str) -> dict[str, str]:
    form = {"customer": "globex", "level": level, "decision": "allow"}
    answer = browser.post(address(program, **changed), form)
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def token(program: str, **changed: str) -> Any:
    return Client().post("/oauth/token", {"client_id": program, "resource": MCP, **changed})


def exchanged(program: str, code: str, **changed: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER, "redirect_uri": REDIRECT}
    return token(program, **{**form, **changed})


def test_a_client_finds_everything_from_the_refusal_on() -> None:
    described = Client().get("/.well-known/oauth-protected-resource/mcp/").json()
    assert (described["resource"], described["authorization_servers"]) == (MCP, [settings.PUBLIC_URL])
    server = Client().get("/.well-known/oauth-authorization-server").json()
    assert (server["issuer"], server["code_challenge_methods_supported"]) == (settings.PUBLIC_URL, ["S256"])


def test_an_operator_consents_and_the_program_gets_access_to_mcp_alone(ada: Client, program: str) -> None:
    page = ada.get(address(program)).content.decode()
    assert "Allow Chat to act?" in page and "chat.example" in page
    assert not AgentConsent.objects.exists()
    back = allowed(ada, program)
    assert (back["state"], back["iss"]) == ("s1", settings.PUBLIC_URL)
    given = exchanged(program, back["code"]).json()
    actor = actor_of_key(given["access_token"], resource=MCP)
    assert (actor.customer_id, actor.tools, actor.approves) == (Customer.objects.get().pk, "write", False)
    assert (given["token_type"], given["expires_in"], given["scope"]) == ("Bearer", 3600, "write")
    with pytest.raises(Unauthenticated, match="alone"):
        actor_of_key(given["access_token"], resource=f"{settings.PUBLIC_URL}/api/v1/customers/")
    rest = Client().get("/api/v1/customers/", headers={"Authorization": f"Bearer {given['access_token']}"})
    assert rest.status_code == 401


def test_nobody_consents_without_signing_in_or_the_right(ada: Client, program: str) -> None:
    assert Client().get(address(program))["Location"].startswith("/accounts/login/")
    form = {"customer": "globex", "level": "read", "decision": "allow"}
    signed_in("vera", "viewer").post(address(program), form)
    assert Client(enforce_csrf_checks=True).post(address(program), form).status_code in (302, 403)
    assert not AgentConsent.objects.exists()


def test_a_code_is_good_once_and_a_second_use_ends_all(ada: Client, program: str) -> None:
    code = allowed(ada, program)["code"]
    given = exchanged(program, code).json()
    assert exchanged(program, code).json()["error"] == "invalid_grant"
    with pytest.raises(Unauthenticated):
        actor_of_key(given["access_token"], resource=MCP)


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": "https://evil.example/callback"},
    ],
)
def test_a_stolen_code_is_of_no_use(ada: Client, program: str, changed: dict[str, str]) -> None:
    answer = exchanged(program, allowed(ada, program)["code"], **changed)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert not ApiKey.objects.exists()


def test_a_code_of_another_program_or_resource_is_of_no_use(ada: Client, program: str) -> None:
    other = registered(redirect_uris=[REDIRECT])["client_id"]
    code = allowed(ada, program)["code"]
    assert exchanged(other, code).json()["error"] == "invalid_grant"
    assert exchanged(program, code, resource="https://evil.example/mcp/").json()["error"] == "invalid_target"
    assert not ApiKey.objects.exists()


def test_an_expired_code_is_of_no_use(ada: Client, program: str) -> None:
    code = allowed(ada, program)["code"]
    AgentConsent.objects.update(code_expires_at=just_over())
    assert exchanged(program, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"resource": "https://evil.example/mcp/"}, "invalid_target"),
    ],
)
def test_what_is_asked_wrongly_is_told_to_the_program(
    ada: Client, program: str, changed: dict[str, str], error: str
) -> None:
    answer = ada.get(address(program, **changed))
    assert answer["Location"].startswith(f"{REDIRECT}?error={error}&")


@pytest.mark.parametrize("uri", ["https://evil.example/", REDIRECT + "/../x", "javascript:alert(1)", ""])
def test_nobody_is_led_to_an_address_that_was_not_registered(ada: Client, program: str, uri: str) -> None:
    answer = ada.get(address(program, redirect_uri=uri))
    assert (answer.status_code, "Location" in answer) == (400, False)


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://chat.example/cb",
        "https://a.example/#x",
        "https://u@a.example/",
        "https://a.example;script-src *;x/",
        "https://a.example, b/",
        "https://evil.example\\.a.example/",
        "https://a.example:9x/",
        "https://[x]/",
    ],
)
def test_only_safe_addresses_are_registered(uri: str) -> None:
    assert registered(400, redirect_uris=[uri])["error"] == "invalid_redirect_uri"
    assert not AgentClient.objects.exists()


def test_a_program_on_this_machine_takes_any_port(ada: Client) -> None:
    program = registered(redirect_uris=["http://127.0.0.1/cb"])["client_id"]
    assert "code" in allowed(ada, program, redirect_uri="http://127.0.0.1:43210/cb")
    assert ada.get(address(program, redirect_uri="http://127.0.0.1:43210/other")).status_code == 400


def test_with_more_customers_than_can_be_listed_a_key_is_typed(
    ada: Client, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Customer.objects.create(key="initech", name="Initech")
    assert '<option value="globex">' in ada.get(address(program)).content.decode()
    monkeypatch.setattr(views, "MOST_LISTED", 1)
    page = ada.get(address(program)).content.decode()
    assert '<input id="customer" name="customer" required' in page
    assert "globex" not in page
    assert allowed(ada, program)["code"]


def test_registrations_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "MOST_CLIENTS", 1)
    registered(redirect_uris=[REDIRECT])
    assert registered(503, redirect_uris=[REDIRECT])["error"] == "temporarily_unavailable"


def test_a_flood_of_registrations_gives_way_within_an_hour(
    ada: Client, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "MOST_CLIENTS", 3)
    monkeypatch.setattr(clients, "A_NETWORK_MAKES", 100)
    allowed(ada, program)
    flood = [registered(redirect_uris=[REDIRECT])["client_id"] for _ in range(2)]
    assert registered(status=503, redirect_uris=[REDIRECT])["error"] == "temporarily_unavailable"
    AgentClient.objects.update(created_at=timezone.now() - clients.UNUSED * 1.1)
    assert registered(redirect_uris=[REDIRECT])["client_id"]
    assert not AgentClient.objects.filter(pk__in=flood).exists()
    assert AgentClient.objects.filter(pk=program).exists()


def test_refresh_tokens_rotate_and_a_reused_one_ends_the_consent(ada: Client, program: str) -> None:
    first = exchanged(program, allowed(ada, program)["code"]).json()
    second = token(program, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    with pytest.raises(Unauthenticated):
        actor_of_key(first["access_token"], resource=MCP)
    assert actor_of_key(second["access_token"], resource=MCP).tools == "write"
    again = token(program, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.json()["error"] == "invalid_grant"
    with pytest.raises(Unauthenticated):
        actor_of_key(second["access_token"], resource=MCP)


def test_access_ends_with_the_rights_of_whoever_consented(ada: Client, program: str) -> None:
    given = exchanged(program, allowed(ada, program)["code"]).json()
    User.objects.update(is_active=False)
    answer = token(program, grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_access_that_was_given_ends_with_whoever_consented(ada: Client, program: str, change: dict[str, bool]) -> None:
    given = exchanged(program, allowed(ada, program)["code"]).json()
    actor = actor_of_key(given["access_token"], resource=MCP)
    carried_along = Customer.objects.annotate(may=may_act("api_key", "operate", actor.id)).values_list("may", flat=True)
    assert {*carried_along} == {True}
    User.objects.update(**change)
    with pytest.raises(Unauthenticated):
        actor_of_key(given["access_token"], resource=MCP)
    with pytest.raises(PermissionDenied):
        as_of_now(actor)
    assert {*carried_along.all()} == {False}


def test_access_that_was_given_ends_with_the_right_to_operate(ada: Client, program: str) -> None:
    given = exchanged(program, allowed(ada, program)["code"]).json()
    User.objects.get().groups.clear()
    with pytest.raises(Unauthenticated):
        actor_of_key(given["access_token"], resource=MCP)


@pytest.mark.parametrize("body", ["[" * 16_000, '{"redirect_uris": ["https://[x"]}', '{"redirect_uris": [[]]}'])
def test_a_registration_that_cannot_be_read_is_refused_in_the_words_of_oauth(body: str) -> None:
    answer = Client().post("/oauth/register", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_client_metadata", "invalid_redirect_uri"}
    assert not AgentClient.objects.exists()


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:5/cb#x",
        "http://127.0.0.1:5x/cb",
        "http://127.0.0.1:5/CB",
        "http://[x",
        "http://a@127.0.0.1/cb",
    ],
)
def test_on_this_machine_nothing_but_the_port_may_differ(ada: Client, uri: str) -> None:
    program = str(registered(redirect_uris=["http://127.0.0.1:7/cb"])["client_id"])
    assert ada.get(address(program, redirect_uri=uri)).status_code == 400


def test_a_program_gives_its_access_back(ada: Client, program: str) -> None:
    given = exchanged(program, allowed(ada, program)["code"]).json()
    assert Client().post("/oauth/revoke", {"token": given["access_token"]}).status_code == 200
    with pytest.raises(Unauthenticated):
        actor_of_key(given["access_token"], resource=MCP)
    assert Client().post("/oauth/revoke", {"token": "nobody"}).status_code == 200


def test_a_refusal_gives_nothing(ada: Client, program: str) -> None:
    answer = ada.post(address(program), {"customer": "globex", "decision": "refuse"})
    assert "error=access_denied" in answer["Location"]
    assert not AgentConsent.objects.exists()
