"""Slack's installation from the first click to the last token, against the sandbox."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import disconnect
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.links import links
from integrations.connect.tests.conftest import Browser, bind
from integrations.connect.tokens import grants
from integrations.connect.tokens.credentials import GrantCredential
from integrations.connect.tokens.oauth_apps import save_app
from integrations.connect.tokens.refresh import look
from integrations.errors import ReconnectRequired
from integrations.holders import Holder
from integrations.models import Connection, Customer, Grant, OAuthApp

YARA, THEO = "yara.keller@globex.example", "theo.marsh@sandmail.example"
Start = Callable[..., Any]


@pytest.fixture
def slack(db: None) -> OAuthApp:
    return save_app(
        SYSTEM,
        provider="slack",
        environment="sandbox",
        client_id="sandbox-slack",
        client_secret="sandbox-slack-secret",
    )


@pytest.fixture
def start(operator: Actor, slack: OAuthApp, sandbox: str, staff_browser: Browser) -> Start:
    """Press Connect in the editor: the redirect to Slack."""

    def begin(**options: Any) -> Any:
        key = staff_browser.client.session.session_key
        given = {"holder": Holder.owner(), **options}
        return staff_browser.open(begin_login(operator, "slack", ["slack"], key, **given))

    return begin


def steer(sandbox: str, name: str, body: object) -> None:
    httpx.post(f"{sandbox}/sandbox/_control/{name}", json=body, timeout=30).raise_for_status()


def asked(leaving: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(leaving["Location"]).query))


def ends(grant_id: Any) -> None:
    Grant.objects.filter(pk=grant_id).update(expires_at=look(grant_id).now)


def test_both_kinds_of_scopes_are_asked_with_commas_and_always_in_one_order(start: Start) -> None:
    """allauth 65.21 asks for them in the order of a set, in one parameter."""
    first, second = asked(start()), asked(start())

    assert first["scope"].split(",") == sorted(first["scope"].split(","))
    assert first["user_scope"] == "search:read,users.profile:write"
    assert "user:" not in first["scope"]
    assert (first["scope"], first["user_scope"]) == (second["scope"], second["user_scope"])
    assert not [name for name in first if name.startswith("code_challenge")]


def test_an_installation_keeps_both_tokens_and_what_each_may(start: Start, staff_browser: Browser) -> None:
    """allauth 65.21 keeps neither the granted scopes nor the second token."""
    page = staff_browser.consent(start(), YARA)

    connection = Connection.objects.get()
    assert page.status_code == 200
    assert (connection.status, connection.name, connection.account_domain) == ("active", "Globex", "globex.slack.com")
    assert connection.account_id.startswith("T0")
    assert {"chat:write", "user:search:read"} <= set(connection.scopes)
    assert connection.grant is not None
    assert connection.personal_grant is not None
    assert grants.open_access(connection.grant).startswith("xoxb-")
    assert grants.open_access(connection.personal_grant).startswith("xoxp-")
    assert connection.personal_grant.account_id == f"{connection.account_id}/U0OWNER0001"


def test_an_installation_for_a_person_alone_is_an_account_of_its_own(start: Start, staff_browser: Browser) -> None:
    """allauth 65.21 raises where no token stands on top."""
    staff_browser.consent(start(), YARA)
    person = ["user:search:read", "user:users.profile:write"]
    staff_browser.consent(start(), YARA, scopes=person)

    workspace, alone = Connection.objects.order_by("created_at")
    assert alone.account_id == f"{workspace.account_id}/U0OWNER0001"
    assert (alone.name, alone.status) == ("yara.keller in Globex", "scope_missing")
    assert sorted(alone.scopes) == person
    assert alone.grant == workspace.personal_grant
    assert alone.personal_grant is None
    assert workspace.grant is not None
    assert grants.open_access(workspace.grant).startswith("xoxb-")


def test_a_refused_exchange_shows_no_token_anywhere(
    start: Start, staff_browser: Browser, sandbox: str, caplog: pytest.LogCaptureFixture
) -> None:
    """allauth 65.21 puts the whole answer into the text of its error."""
    leaving = start()
    steer(sandbox, "rules", {"method": "slack.auth.test", "error": "invalid_auth"})
    with caplog.at_level(logging.DEBUG):
        page = staff_browser.consent(leaving, YARA).content.decode()

    assert not Connection.objects.exists()
    for text in (page, caplog.text):
        assert "xoxb-" not in text
        assert "xoxp-" not in text


def test_whoever_declines_is_told_so(start: Start, staff_browser: Browser) -> None:
    page = staff_browser.consent(start(), YARA, allow=False).content.decode()
    assert not Connection.objects.exists()
    assert "Slack" in page


@pytest.mark.parametrize("whose", ["bot", "person"])
def test_each_token_expires_by_itself_and_refresh_tokens_are_good_once(
    start: Start, staff_browser: Browser, sandbox: str, whose: str
) -> None:
    steer(sandbox, "settings", {"rotate_refresh_tokens": True})
    staff_browser.consent(start(), YARA)
    connection = Connection.objects.get()
    mine, other = connection.grant_id, connection.personal_grant_id
    if whose == "person":
        mine, other = other, mine
    assert mine is not None
    before = grants.open_refresh(Grant.objects.get(pk=mine))
    ends(mine)

    GrantCredential(mine).token()
    ends(mine)
    GrantCredential(mine).token()

    after = grants.open_refresh(Grant.objects.get(pk=mine))
    assert before != after
    assert dict(Grant.objects.values_list("pk", "version")) == {mine: 3, other: 1}
    kind = "xoxe.xoxb-" if whose == "bot" else "xoxe.xoxp-"
    assert grants.open_access(Grant.objects.get(pk=mine)).startswith(kind)


def test_a_used_refresh_token_ends_the_grant_that_it_is_of(start: Start, staff_browser: Browser, sandbox: str) -> None:
    steer(sandbox, "settings", {"rotate_refresh_tokens": True})
    staff_browser.consent(start(), YARA)
    connection = Connection.objects.get()
    assert connection.grant is not None
    form = {
        "client_id": "sandbox-slack",
        "client_secret": "sandbox-slack-secret",
        "grant_type": "refresh_token",
        "refresh_token": grants.open_refresh(connection.grant),
    }
    httpx.post(f"{sandbox}/sandbox/slack/api/oauth.v2.access", data=form, timeout=30).raise_for_status()
    ends(connection.grant_id)

    with pytest.raises(ReconnectRequired):
        GrantCredential(connection.grant.pk).token()
    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "invalid_grant")


def test_disconnecting_revokes_both_at_slack(start: Start, staff_browser: Browser, sandbox: str) -> None:
    staff_browser.consent(start(), YARA)
    connection = Connection.objects.get()
    assert connection.grant is not None
    assert connection.personal_grant is not None
    given = [grants.open_access(grant) for grant in (connection.grant, connection.personal_grant)]

    ended = disconnect.disconnect(SYSTEM, connection)

    assert ended.at_provider == "revoked"
    for token in given:
        headers = {"Authorization": f"Bearer {token}"}
        said = httpx.get(f"{sandbox}/sandbox/slack/api/auth.test", headers=headers, timeout=30).json()
        assert said == {"ok": False, "error": "invalid_auth"}


def test_two_customers_share_the_bot_of_a_workspace_and_no_persons_token(
    operator: Actor, slack: OAuthApp, sandbox: str, globex: Customer, initech: Customer, staff_browser: Browser
) -> None:
    steer(
        sandbox, "accounts", {"provider": "slack", "email": "kim@globex.example", "hosted_domain": "globex.slack.com"}
    )
    key = staff_browser.client.session.session_key
    for customer, person in ((globex, YARA), (initech, "kim@globex.example")):
        start = begin_login(operator, "slack", ["slack"], key, holder=Holder.customer(customer))
        staff_browser.consent(staff_browser.open(start), person)

    first, second = Connection.objects.order_by("created_at")
    assert first.grant_id == second.grant_id
    assert first.personal_grant_id != second.personal_grant_id
    assert disconnect.disconnect(SYSTEM, first).at_provider == "in_use"
    second.refresh_from_db()
    assert second.grant is not None
    headers = {"Authorization": f"Bearer {grants.open_access(second.grant)}"}
    assert httpx.get(f"{sandbox}/sandbox/slack/api/auth.test", headers=headers, timeout=30).json()["ok"] is True
    assert Grant.objects.count() == 2


@pytest.mark.parametrize(("domain", "status"), [("globex.slack.com", "active"), ("globex.example", "pending")])
def test_a_link_proves_the_workspace_by_its_own_address(
    operator: Actor,
    slack: OAuthApp,
    sandbox: str,
    globex: Customer,
    browser: Browser,
    domain: str,
    status: str,
) -> None:
    Customer.objects.filter(pk=globex.pk).update(domain=domain)
    url = links.create_link(operator, globex, ["slack"]).url
    page = bind(browser, url)
    leaving = browser.press(page.request["PATH_INFO"], action="connect", provider="slack")
    browser.consent(leaving, YARA)

    assert Connection.objects.get().status == status


def test_the_link_says_in_words_what_is_asked_as_whom(
    operator: Actor, slack: OAuthApp, sandbox: str, globex: Customer, browser: Browser
) -> None:
    page = browser.open(links.create_link(operator, globex, ["slack"]).url).content.decode()
    assert "Post messages as the app" in page
    assert "Search messages and files as you" in page


def test_a_reconnect_asks_for_no_less_and_keeps_the_account(
    start: Start, staff_browser: Browser, slack: OAuthApp
) -> None:
    staff_browser.consent(start(), YARA)
    known = Connection.objects.get()
    leaving = start()
    assert "search:read" in json.dumps(asked(leaving))
    staff_browser.consent(leaving, YARA)

    assert Connection.objects.get().pk == known.pk
    assert Grant.objects.count() == 2
