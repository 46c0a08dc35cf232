"""The example of README.md, installed: connected, called, refreshed, revoked, all through the product's own doors."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.test import Client

from integrations import checks
from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import disconnect
from integrations.connect.accounts.customers import create_customer
from integrations.connect.handshake.attempts import begin_login
from integrations.connect.links import links
from integrations.connect.tests.conftest import Browser, bind
from integrations.connect.tokens import refresh_on_request
from integrations.connect.tokens.oauth_apps import save_app
from integrations.errors import Conflict
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Connection, Grant, OAuthApp, UsageLine
from integrations.providers import registry
from integrations.providers.tests.github import BASIC, CLIENT, GitHub
from integrations.providers.tests.readme import Package, commands, files

REPOSITORY = "octocat/hello-world"


@pytest.fixture
def app(db: None, installed: None) -> OAuthApp:
    return save_app(SYSTEM, provider="github", client_id=CLIENT[0], client_secret=CLIENT[1])


@pytest.fixture
def leaving(app: OAuthApp, github: GitHub, operator: Actor, staff_browser: Browser) -> str:
    """Where the editor's window is sent when an operator presses Connect."""
    key = staff_browser.client.session.session_key
    start = begin_login(operator, "github", ["github_issues"], key, holder=Holder.owner())
    return staff_browser.open(start)["Location"]


@pytest.fixture
def connection(leaving: str, github: GitHub, staff_browser: Browser) -> Connection:
    staff_browser.open(github.consent(leaving))
    return Connection.objects.get()


def run(operation: str, **params: object) -> Outcome:
    return door.execute(
        f"github_issues.{operation}",
        params,
        call_key=uuid4().hex,
        actor=SYSTEM,
        holder=Holder.owner(),
        source="workflow",
    )


def test_the_page_shows_a_whole_package() -> None:
    assert set(files()) == {
        "machina_github/github/provider.py",
        "machina_github/github/tests/test_provider.py",
        "machina_github/github_issues/service.py",
        "machina_github/github_issues/models.py",
        "machina_github/github_issues/operations.py",
        "machina_github/github_issues/pricing.toml",
        "machina_github/github_issues/tests/test_operations.py",
        "pyproject.toml",
    }


def test_its_own_tests_pass(package: Package) -> None:
    assert "3 passed" in package.run("python -m pytest -q -p no:cacheprovider -p no:django machina_github")


def test_the_commands_of_the_page_find_nothing_to_mend(package: Package) -> None:
    lines = commands("python manage.py services write")
    assert [line.split()[2] for line in lines] == ["services", "providers", "check", "oauth_app"]
    said = [package.run(line) for line in lines[:3]]

    assert said[0] == "Everything is current.\n"
    assert said[1] == "github: whole\n"
    assert "no issues" in said[2]
    assert "github" in package.run("python manage.py services list")


def test_it_is_found_and_nothing_is_wrong_with_it(github: GitHub) -> None:
    assert registry.provider("github").name == "GitHub"
    assert run_checks(tags=[checks.PROVIDERS]) == []


def test_it_is_shown_over_rest(app: OAuthApp, ada: Any, client: Client) -> None:
    client.force_login(ada)
    shown = {each["key"]: each for each in client.get("/api/v1/providers/").json()["results"]}

    assert shown["github"] == {
        "key": "github",
        "name": "GitHub",
        "icon_url": "/static/providers/github/icon.svg",
        "credential": "oauth2",
        "fields": [],
        "base_url": None,
        "services": ["github_issues"],
        "is_configured": True,
    }


def test_the_person_is_sent_to_github_with_pkce_and_a_state(leaving: str, github: GitHub) -> None:
    query = parse_qs(urlsplit(leaving).query)

    assert leaving.startswith(f"{github.server.url}/login/oauth/authorize?")
    assert query["client_id"] == [CLIENT[0]]
    assert query["scope"] == ["user:email repo"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"][0].endswith("/api/github/callback")
    assert len(query["state"][0]) > 40


def test_an_account_is_connected(connection: Connection, github: GitHub) -> None:
    assert (connection.provider, connection.account_id, connection.name) == ("github", "583231", "The Octocat")
    assert (connection.email, connection.email_verified) == ("cat@octo.example", True)
    assert (connection.status, connection.is_default) == ("active", True)
    assert connection.scopes == ["user:email", "repo"]
    assert Grant.objects.get().expires_at is None
    assert github.asked("GET", "/user")[0].headers["x-github-api-version"] == "2022-11-28"


def test_a_customer_connects_it_by_a_link(app: OAuthApp, github: GitHub, operator: Actor, browser: Browser) -> None:
    octo = create_customer(SYSTEM, key="octo", name="Octo Ltd", email="cat@octo.example")
    link = links.create_link(operator, octo, ["github_issues"])
    page = bind(browser, link.url)
    assert "See and change your repositories and everything in them" in page.content.decode()
    assert github.server.url in page["Content-Security-Policy"]

    leaving = browser.press(page.request["PATH_INFO"], action="connect", provider="github")
    ended = browser.open(browser.open(github.consent(leaving["Location"]))["Location"])

    assert "cat@octo.example" in ended.content.decode()
    assert Connection.objects.get(customer=octo).status == "active"


def test_calls_go_through_the_one_door(connection: Connection, github: GitHub) -> None:
    made = run("create_issue", repository=REPOSITORY, title="It rains", body="In here.")
    commented = run("create_comment", repository=REPOSITORY, issue_number=1, body="Still.")
    listed = run("list_issues", repository=REPOSITORY, max_results=5)

    assert [made.error, commented.error, listed.error] == [None, None, None]
    assert made.result == {
        "number": 1,
        "title": "It rains",
        "state": "open",
        "html_url": "https://github.com/octocat/hello-world/issues/1",
    }
    assert commented.result is not None
    assert commented.result["comment_id"] == 11
    assert listed.result == {"issues": [made.result]}
    assert github.comments == [{"body": "Still."}]
    assert github.asked("GET", f"/repos/{REPOSITORY}/issues")[0].path.endswith("?per_page=5")
    assert {each.operation for each in UsageLine.objects.all()} == {
        "github_issues.create_issue",
        "github_issues.create_comment",
        "github_issues.list_issues",
    }


def test_a_path_is_no_way_to_other_addresses(connection: Connection, github: GitHub) -> None:
    before = len(github.server.received)
    for repository in ("octocat/..", "octocat/hello-world/../../user", "a b/c"):
        outcome = run("list_issues", repository=repository)
        assert outcome.error is not None
        assert outcome.error["code"] == "input_error"
    assert len(github.server.received) == before


def test_refreshing_is_refused_in_words_and_leaves_it_working(connection: Connection, github: GitHub) -> None:
    with pytest.raises(Conflict, match="does not expire and GitHub gives nothing to renew it with"):
        refresh_on_request.refresh_now(SYSTEM, connection)

    connection.refresh_from_db()
    assert connection.status == "active"
    assert run("list_issues", repository=REPOSITORY).error is None


def test_a_token_that_github_has_ended_has_to_be_connected_again(connection: Connection, github: GitHub) -> None:
    github.tokens.clear()
    outcome = run("list_issues", repository=REPOSITORY)

    assert outcome.error is not None
    assert outcome.error["code"] == "reconnect_required"
    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("needs_reconnect", "access_refused")


def test_disconnecting_ends_the_access_at_github(connection: Connection, github: GitHub) -> None:
    ended = disconnect.disconnect(SYSTEM, connection)

    assert (ended.revoked_at_provider, ended.words) == (True, "GitHub has ended the access as well.")
    assert github.tokens == []
    (sent,) = github.asked("DELETE", f"/applications/{CLIENT[0]}/grant")
    assert sent.headers["authorization"] == BASIC
    assert sent.json() == {"access_token": "gho_0"}
    assert not Grant.objects.exists()


def test_access_that_was_gone_already_counts_as_ended(connection: Connection, github: GitHub) -> None:
    github.tokens.clear()
    assert disconnect.disconnect(SYSTEM, connection).revoked_at_provider


def test_an_app_with_a_wrong_secret_is_told_to_operators(
    leaving: str, github: GitHub, staff_browser: Browser, app: OAuthApp
) -> None:
    save_app(SYSTEM, provider="github", client_id=CLIENT[0], client_secret="wrong")
    page = staff_browser.open(github.consent(leaving))

    assert "GitHub does not accept the OAuth app used here" in page.content.decode()
    app.refresh_from_db()
    assert (app.health, app.health_reason) == ("unhealthy", "incorrect_client_credentials")
    assert not Connection.objects.exists()


def test_a_code_that_was_used_connects_nothing(leaving: str, github: GitHub, staff_browser: Browser) -> None:
    back = github.consent(leaving)
    github.codes.clear()
    page = staff_browser.open(back)

    assert "GitHub reported an error and gave no access" in page.content.decode()
    assert not Connection.objects.exists()


def test_errors_speak_of_github(leaving: str, github: GitHub) -> None:
    outcome = run("list_issues", repository=REPOSITORY)

    assert outcome.error is not None
    assert str(outcome.error["detail"]).startswith("No GitHub account of the owner is connected.")
