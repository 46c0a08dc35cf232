"""The whole handshake with Notion over real HTTP at the sandbox: connect, renew, reconnect, disconnect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts.customers import create_customer
from integrations.connect.accounts.disconnect import disconnect
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.links import links
from integrations.connect.tests.conftest import YARA, Browser, bind, operator
from integrations.connect.tokens.oauth_apps import save_app
from integrations.holders import Holder
from integrations.models import Connection, ConnectLink, Customer, Grant, OAuthApp
from integrations.sandbox.models import Account, RequestRecord, Token
from integrations.sandbox.notion.users import bot_id, workspace_id

__all__ = ["operator"]

CLIENT_ID = "sandbox-notion"
Start = Callable[[], Any]  # an answer of Django's test client


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_superuser("ada", "ada@operator.example", "correct horse battery")


@pytest.fixture
def app(db: None) -> OAuthApp:
    return save_app(
        SYSTEM,
        provider="notion",
        environment="sandbox",
        client_id=CLIENT_ID,
        client_secret=f"{CLIENT_ID}-secret",
    )


@pytest.fixture
def browser(ada: User) -> Browser:
    signed_in = Browser(Client(enforce_csrf_checks=True))
    signed_in.client.force_login(ada)
    return signed_in


@pytest.fixture
def start(operator: Actor, app: OAuthApp, sandbox: str, browser: Browser) -> Start:
    def begin() -> Any:
        key = browser.client.session.session_key
        return browser.open(begin_login(operator, "notion", ["notion"], key, holder=Holder.owner()))

    return begin


def account_of(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.account_id.split(":"))


def test_an_operator_connects_a_workspace(start: Start, browser: Browser, sandbox: str) -> None:
    leaving = start()
    query = {name: values[0] for name, values in parse_qs(urlsplit(leaving["Location"]).query).items()}

    page = browser.consent(leaving, YARA)

    connection = Connection.objects.get()
    assert leaving["Location"].startswith(f"{sandbox}/sandbox/notion/v1/oauth/authorize?")
    assert (query["redirect_uri"], query["owner"]) == (f"{sandbox}/api/notion/callback", "user")
    assert b'data-success="true"' in page.content
    assert (connection.email, connection.name, connection.status) == (YARA, "Yara's workspace", "active")
    assert len(account_of(connection)) == 2
    assert "read_content" in connection.scopes


def test_the_account_is_the_workspace_and_the_bot(start: Start, browser: Browser) -> None:
    browser.consent(start(), YARA)

    person = Account.objects.get(provider="notion", email=YARA)
    assert account_of(Connection.objects.get()) == (workspace_id(person), bot_id(person, CLIENT_ID))


def test_a_refusal_leads_back_without_a_connection(start: Start, browser: Browser) -> None:
    page = browser.consent(start(), YARA, allow=False)

    assert b'data-success="true"' not in page.content
    assert not Connection.objects.exists()


def test_the_same_workspace_again_is_the_same_connection(start: Start, browser: Browser) -> None:
    browser.consent(start(), YARA)
    first = Connection.objects.get()

    browser.consent(start(), YARA)

    assert Connection.objects.get().pk == first.pk


def test_a_disconnect_ends_the_token_at_notion(start: Start, browser: Browser, operator: Actor) -> None:
    browser.consent(start(), YARA)

    done = disconnect(operator, Connection.objects.get())

    assert done.revoked_at_provider is True
    assert not Token.objects.filter(consent__client_id=CLIENT_ID).exists()
    assert RequestRecord.objects.filter(method="notion.oauth.revoke", status=200).count() == 1


def test_two_customers_of_one_workspace_share_its_tokens(
    operator: Actor, app: OAuthApp, sandbox: str, start: Start, browser: Browser
) -> None:
    globex = create_customer(SYSTEM, key="globex", name="Globex", email=YARA)
    link = links.create_link(operator, globex, ["notion"])
    browser.consent(start(), YARA)
    visitor = Browser()

    page = bind(visitor, link.url)
    leaving = visitor.press(page.request["PATH_INFO"], action="connect", provider="notion")
    visitor.open(visitor.consent(leaving, YARA)["Location"])

    assert set(Connection.objects.values_list("customer__key", "status")) == {(None, "active"), ("globex", "active")}
    assert Grant.objects.count() == 1
    assert ConnectLink.objects.get().state == "finished"
    disconnect(operator, Connection.objects.get(customer=globex))
    assert RequestRecord.objects.filter(method="notion.oauth.revoke").count() == 0


def test_a_workspace_that_the_customer_does_not_expect_waits_for_an_operator(
    operator: Actor, app: OAuthApp, sandbox: str
) -> None:
    initech: Customer = create_customer(SYSTEM, key="initech", name="Initech", email="bill@initech.example")
    visitor = Browser()
    page = bind(visitor, links.create_link(operator, initech, ["notion"]).url)
    leaving: Any = visitor.press(page.request["PATH_INFO"], action="connect", provider="notion")

    visitor.consent(leaving, YARA)

    assert Connection.objects.get().status == "pending"
