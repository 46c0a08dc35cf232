"""GitLab, which no code here names, switched on by the setting alone: from consent to disconnect, at a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from pytest_django import Settings

from integrations import checks
from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts.disconnect import disconnect
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.links import links
from integrations.connect.tests.conftest import Browser, bind
from integrations.egress.tests.vendor import Received, Reply, Vendor, status
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Connection, Customer, Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.declare import Provider
from integrations.providers.guide import problems_of
from integrations.providers.switched_on.declared import declare
from integrations.providers.switched_on.setting import read_setting
from integrations.providers.switched_on.tests.test_setting import GITLAB
from machina.testing.moments import just_over

CLIENT = ("app-id-1", "app-secret-canary-77")
SCOPES = {"read_user": "See who you are", "read_api": "Read your projects"}
SETTING = {**GITLAB, "name": "GitLab", "revoke_url": "https://gitlab.com/oauth/revoke", "scopes": SCOPES}
USER = {"id": 4711, "username": "yara", "name": "Yara Keller", "email": "yara.keller@globex.example"}
PROJECTS = "https://gitlab.com/api/v4/projects"


class GitLab:
    """GitLab's OAuth and two of its API's addresses, one token at a time."""

    def __init__(self) -> None:
        self.server = Vendor()
        self.tokens = 0
        self.revoked: list[str] = []
        self.server.answers(self._answer)

    def consent(self, leaving: str) -> str:
        """A person says yes: where the browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(leaving).query))
        return f"{asked['redirect_uri']}?{urlencode({'code': 'code-1', 'state': asked['state']})}"

    def asked(self, path: str) -> list[Received]:
        return [each for each in self.server.received if each.path.partition("?")[0] == path]

    def _answer(self, handler: Any, vendor: Vendor) -> None:  # a handler of the tests' vendor
        self._reply(vendor.received[-1])(handler, vendor)

    def _reply(self, received: Received) -> Reply:
        path = received.path.partition("?")[0]
        said = dict(parse_qsl(received.body.decode()))
        if path == "/oauth/token":
            if (said.get("client_id"), said.get("client_secret")) != CLIENT:
                return status(401, {"error": "invalid_client"})
            self.tokens += 1
            return status(
                200,
                {
                    "access_token": self._token,
                    "refresh_token": f"refresh-canary-{self.tokens}",
                    "token_type": "Bearer",
                    "expires_in": 7200,
                    "scope": "read_user read_api",
                },
            )
        if path == "/oauth/revoke":
            self.revoked.append(said["token"])
            return status(200, {})
        if received.headers.get("authorization") != f"Bearer {self._token}":
            return status(401, {"error": "invalid_token", "error_description": "Token was revoked."})
        if path == "/api/v4/user":
            return status(200, USER)
        return status(200, [{"id": 1, "name": "rocket", "asked_as": received.headers["authorization"]}])

    @property
    def _token(self) -> str:
        return f"access-canary-{self.tokens}"


@pytest.fixture
def provider() -> Iterator[Provider]:
    (setting,) = read_setting({"gitlab": SETTING})
    made = declare(setting)
    with registry.using(*registry.all_providers().values(), made):
        yield made


@pytest.fixture
def gitlab(provider: Provider, settings: Settings, db: None) -> Iterator[GitLab]:
    stand_in = GitLab()
    replaced = {name: stand_in.server.url + urlsplit(url).path for name, url in provider.addresses.items()}
    settings.MACHINA_ENDPOINTS = {"gitlab": {**replaced, "api_root": stand_in.server.url}}
    yield stand_in
    stand_in.server.close()


@pytest.fixture
def app(gitlab: GitLab) -> OAuthApp:
    call_command("oauth_app", "set", "gitlab", client_id=CLIENT[0], client_secret=CLIENT[1], stdout=StringIO())
    return OAuthApp.objects.get(provider="gitlab")


@pytest.fixture
def connection(app: OAuthApp, gitlab: GitLab, operator: Actor, staff_browser: Browser) -> Connection:
    key = staff_browser.client.session.session_key
    leaving = staff_browser.open(begin_login(operator, "gitlab", None, key, holder=Holder.owner()))["Location"]
    staff_browser.open(gitlab.consent(leaving))
    return Connection.objects.get()


def fetch(url: str = PROJECTS, **given: Any) -> Outcome:
    options = {"connection": given.pop("connection")} if "connection" in given else {}
    return door.execute(
        "http.request",
        {"url": url, **given},
        call_key=uuid4().hex,
        actor=SYSTEM,
        holder=Holder.owner(),
        source="test",
        **options,
    )


def test_the_setting_declares_a_provider_that_is_whole(provider: Provider) -> None:
    assert list(problems_of(provider)) == []
    assert (provider.key, provider.name, provider.api_hosts) == ("gitlab", "GitLab", ("gitlab.com", "*.gitlab.example"))
    assert provider.access_page == "https://gitlab.com"
    assert not provider.verifies_identity
    assert run_checks(tags=[checks.PROVIDERS]) == []


def test_the_registry_declares_what_the_setting_says(settings: Settings) -> None:
    settings.MACHINA_PROVIDERS = read_setting({"gitlab": SETTING, "box": {**SETTING, "name": ""}})

    found = registry.discover()

    assert (found["gitlab"].name, found["box"].name) == ("GitLab", "Box")
    assert {"google", "http"} <= set(found)


@pytest.mark.parametrize("allauth", ["nowhere", "openid"])
def test_a_provider_that_allauth_has_not_or_not_by_oauth_2_is_a_failed_check(allauth: str) -> None:
    (setting,) = read_setting({"gitlab": {**SETTING, "allauth": allauth}})

    (problem,) = problems_of(declare(setting))

    assert f"stock.{allauth}' cannot be imported" in problem


def test_a_person_is_asked_with_pkce_for_the_scopes_of_the_setting(
    app: OAuthApp, gitlab: GitLab, operator: Actor, staff_browser: Browser
) -> None:
    key = staff_browser.client.session.session_key
    leaving = staff_browser.open(begin_login(operator, "gitlab", None, key, holder=Holder.owner()))["Location"]
    query = parse_qs(urlsplit(leaving).query)

    assert leaving.startswith(f"{gitlab.server.url}/oauth/authorize?")
    assert (query["scope"], query["code_challenge_method"]) == (["read_user read_api"], ["S256"])
    assert query["redirect_uri"][0].endswith("/api/gitlab/callback")


def test_an_account_is_connected_and_known_as_allauth_knows_it(connection: Connection) -> None:
    assert (connection.provider, connection.account_id, connection.name) == ("gitlab", "4711", "Yara Keller")
    assert (connection.email, connection.email_verified) == ("yara.keller@globex.example", False)
    assert (connection.status, connection.scopes) == ("active", ["read_user", "read_api"])


@pytest.mark.usefixtures("redis_server")
def test_http_request_acts_as_it_at_its_api(connection: Connection, gitlab: GitLab) -> None:
    for given in ({"connection": connection.pk}, {"provider": "gitlab"}):
        outcome = fetch(query={"owned": True}, **given)
        assert outcome.error is None
        assert outcome.result is not None
        assert outcome.result["body"] == [{"id": 1, "name": "rocket", "asked_as": "Bearer [removed]"}]

    assert [each.path for each in gitlab.asked("/api/v4/projects")] == ["/api/v4/projects?owned=true"] * 2


@pytest.mark.usefixtures("redis_server")
@pytest.mark.parametrize(
    "url", ["https://gitlab.com.evil.example/", "https://evil.example/", "https://gitlab.com:8443/"]
)
def test_and_nowhere_else(connection: Connection, gitlab: GitLab, url: str) -> None:
    before = len(gitlab.server.received)

    outcome = fetch(url, connection=connection.pk)

    assert outcome.error is not None
    assert outcome.error["code"] == "input_error"
    assert len(gitlab.server.received) == before


@pytest.mark.usefixtures("redis_server")
def test_its_access_is_renewed(connection: Connection, gitlab: GitLab) -> None:
    Grant.objects.update(expires_at=just_over())

    assert fetch(connection=connection.pk).error is None

    exchanged = [dict(parse_qsl(each.body.decode())) for each in gitlab.asked("/oauth/token")]
    assert [each["grant_type"] for each in exchanged] == ["authorization_code", "refresh_token"]
    assert exchanged[1]["refresh_token"] == "refresh-canary-1"


@pytest.mark.usefixtures("redis_server")
def test_its_connection_is_tested_where_it_says_who_it_is(connection: Connection, gitlab: GitLab) -> None:
    outcome = door.execute(
        "http.check_account",
        {},
        call_key=uuid4().hex,
        actor=SYSTEM,
        holder=Holder.owner(),
        source="test",
        connection=connection.pk,
    )

    assert outcome.result == {"url": f"{gitlab.server.url}/api/v4/user", "status": 200}


def test_a_disconnect_ends_its_token(connection: Connection, gitlab: GitLab) -> None:
    disconnect(SYSTEM, connection)

    assert gitlab.revoked


def test_a_customer_connects_it_by_a_link_and_waits_for_the_operator(
    app: OAuthApp, gitlab: GitLab, operator: Actor, globex: Customer, browser: Browser
) -> None:
    link = links.create_link(operator, globex, ["gitlab"])
    page = bind(browser, link.url)
    assert [words in page.content.decode() for words in ("GitLab", *SCOPES.values())] == [True] * 3

    leaving = browser.press(page.request["PATH_INFO"], action="connect", provider="gitlab")
    browser.open(gitlab.consent(leaving["Location"]))

    made = Connection.objects.get()
    assert (made.customer, made.services, made.status) == (globex, ["gitlab"], "pending")
