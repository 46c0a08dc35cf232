"""Installing an app at the sandbox's Slack, and renewing and ending its two tokens."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integrations.sandbox.models import AuthorizationCode, Consent, SlackMember, Token
from integrations.sandbox.tests.slack import CLIENT, REDIRECT, THEO, YARA, Web, access, address, decide, install

pytestmark = pytest.mark.django_db
Control = Callable[..., Any]


def test_the_page_names_everything_and_changes_nothing() -> None:
    page = Client().get(address()).content.decode()
    assert YARA in page
    assert THEO in page
    assert "A stand-in for Slack" in page
    assert "search:read (user_scope)" in page
    assert 'type="checkbox"' not in page
    assert not AuthorizationCode.objects.exists()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"client_id": "acme"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"scope": "", "user_scope": ""}, "no_scopes"),
        ({"scope": "search:read"}, "invalid_scope"),
        ({"user_scope": "chat:write.public"}, "invalid_scope"),
        ({"code_challenge": "x" * 43}, "pkce_not_allowed"),
    ],
)
def test_a_request_that_slack_would_not_show_sends_nobody_anywhere(changes: dict[str, str], word: str) -> None:
    answer = Client().get(address(**changes))
    assert answer.status_code == 400
    assert word in answer.content.decode()


def test_the_app_gets_a_bot_and_the_persons_token() -> None:
    given = install()
    assert given["access_token"].startswith("xoxb-")
    assert given["authed_user"]["access_token"].startswith("xoxp-")
    assert given["authed_user"]["scope"] == "search:read,users.profile:write"
    assert "refresh_token" not in given
    assert "expires_in" not in given
    who = Web(given["access_token"]).works("auth.test")
    assert (who["url"], who["team_id"]) == ("https://globex.slack.com/", given["team"]["id"])
    assert who["user_id"] == given["bot_user_id"]
    person = Web(given["authed_user"]["access_token"]).works("auth.test")
    assert person["user_id"] == given["authed_user"]["id"]


def test_an_installation_for_a_person_alone_has_no_token_on_top() -> None:
    given = install(scope="")
    assert "access_token" not in given
    assert given["authed_user"]["access_token"].startswith("xoxp-")


def test_without_user_scopes_there_is_no_token_of_a_person() -> None:
    assert install(user_scope="")["authed_user"].keys() == {"id"}


def test_scopes_of_the_bot_add_up_over_installations() -> None:
    install(scope="chat:write", user_scope="")
    assert install(THEO, scope="chat:write")["scope"] == "chat:write"
    assert install(scope="users:read", user_scope="")["scope"] == "chat:write,users:read"


def test_whoever_declines_is_sent_back_with_a_word() -> None:
    assert decide(decision="deny") == {"error": "access_denied", "state": "s&1"}
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ({"client_id": "acme"}, "invalid_client_id"),
        ({"client_secret": "wrong"}, "bad_client_secret"),
        ({"code": "other"}, "invalid_code"),
        ({"redirect_uri": "http://127.0.0.1/elsewhere"}, "bad_redirect_uri"),
        ({"code_verifier": "v" * 43}, "pkce_not_allowed"),
        ({"grant_type": "password"}, "invalid_grant_type"),
    ],
)
def test_an_exchange_is_refused_with_status_200_and_a_word(form: dict[str, str], word: str) -> None:
    code = decide()["code"]
    assert access(**{"code": code, "redirect_uri": REDIRECT, **form}) == {"ok": False, "error": word}
    assert not Token.objects.exists()


def test_a_code_is_good_once() -> None:
    code = decide()["code"]
    assert access(code=code, redirect_uri=REDIRECT)["ok"]
    assert access(code=code, redirect_uri=REDIRECT)["error"] == "invalid_code"


def test_the_secret_may_come_by_basic() -> None:
    basic = base64.b64encode(f"{CLIENT['client_id']}:{CLIENT['client_secret']}".encode()).decode()
    form = {"code": decide()["code"], "redirect_uri": REDIRECT}
    headers = {"Authorization": f"Basic {basic}"}
    assert Client().post("/sandbox/slack/api/oauth.v2.access", form, headers=headers).json()["ok"]


@pytest.mark.parametrize("whose", ["bot", "person"])
def test_with_rotation_each_token_expires_and_its_refresh_token_is_good_once(control: Control, whose: str) -> None:
    control("POST", "settings", {"rotate_refresh_tokens": True, "access_token_seconds": 60})
    given = install()
    part = given if whose == "bot" else given["authed_user"]
    assert part["access_token"].startswith("xoxe.xoxb-" if whose == "bot" else "xoxe.xoxp-")
    assert part["expires_in"] == 60
    control("POST", "clock", {"advance_seconds": 61})
    assert Web(part["access_token"]).fails("auth.test") == "token_expired"

    renewed = access(grant_type="refresh_token", refresh_token=part["refresh_token"])
    assert renewed["token_type"] == ("bot" if whose == "bot" else "user")
    assert Web(renewed["access_token"]).works("auth.test")
    assert renewed["refresh_token"] != part["refresh_token"]
    again = access(grant_type="refresh_token", refresh_token=part["refresh_token"])
    assert again == {"ok": False, "error": "invalid_refresh_token"}
    other = given["authed_user"] if whose == "bot" else given
    assert access(grant_type="refresh_token", refresh_token=other["refresh_token"])["ok"]


def test_revoking_ends_one_token_and_not_the_other() -> None:
    given = install()
    bot, person = Web(given["access_token"]), Web(given["authed_user"]["access_token"])
    assert bot.works("auth.revoke", test="true")["revoked"] is False
    assert bot.works("auth.revoke")["revoked"] is True
    assert bot.fails("auth.test") == "invalid_auth"
    assert person.works("auth.test")


def test_a_person_who_removes_the_app_ends_both() -> None:
    given = install()
    consent = Consent.objects.get(account__is_bot=False)
    Client().post(f"/sandbox/accounts/{consent.account_id}/revoke", {"consent": consent.pk})
    assert Web(given["access_token"]).fails("auth.test") == "invalid_auth"
    assert Web(given["authed_user"]["access_token"]).fails("auth.test") == "invalid_auth"


def test_a_decision_without_the_page_can_approve_less(control: Control) -> None:
    body = {"authorize_url": f"http://testserver{address()}", "account": YARA, "scopes": ["chat:write"]}
    location = control("POST", "consent", body)["location"]
    code = location.partition("code=")[2].partition("&")[0]
    given = access(code=code, redirect_uri=REDIRECT)
    assert given["scope"] == "chat:write"
    assert "access_token" not in given["authed_user"]


def test_rules_of_the_token_address(control: Control) -> None:
    rule = {"method": "slack.oauth.v2.access.refresh_token", "error": "invalid_refresh_token"}
    control("POST", "rules", rule)
    assert install()["ok"]
    assert access(grant_type="refresh_token", refresh_token="x")["error"] == "invalid_refresh_token"


def test_bots_are_no_people_and_a_reset_leaves_nobody_behind(control: Control) -> None:
    install()
    assert "bots.slack.example" not in Client().get(address()).content.decode()
    control("POST", "reset")
    assert not SlackMember.objects.exclude(bot_id="").exists()
    assert SlackMember.objects.count() == 8


def test_the_page_for_people_shows_a_workspace(control: Control) -> None:
    listed = control("GET", "accounts")["accounts"]
    pk = next(each["id"] for each in listed if each["provider"] == "slack")
    page = Client().get(f"/sandbox/accounts/{pk}/").content.decode()
    assert "project-pilot" in page
    assert "Who reviews the pilot report?" in page
