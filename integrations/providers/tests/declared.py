"""Providers as they differ: one declared with nothing but what has to be said, and the shapes of Slack and Notion."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from integrations.providers.answers import scopes_in, tokens_in
from integrations.providers.consent import Identity
from integrations.providers.declare import Provider
from integrations.providers.identity import text, token_answer, userinfo
from integrations.providers.oauth2 import NotRevocable, OAuth2, Revocation, joined_by
from integrations.providers.requests import TokenForm, revoke_by_get, revoke_by_post

FOLDER = Path(__file__).parent


def read_person(claims: Mapping[str, object]) -> Identity:
    if not text(claims, "sub"):
        raise ValueError("no account")
    return Identity(text(claims, "sub"), text(claims, "email"), claims.get("email_verified") is True, "", "")


def read_workspace(answer: Mapping[str, object]) -> Identity:
    """Notion: the bot in a workspace, and the person who put it there."""
    owner: Any = answer["owner"]
    person = owner["user"]
    return Identity(text(answer, "bot_id"), person["person"]["email"], False, "", text(answer, "workspace_name"))


def read_team(answer: Mapping[str, object]) -> Identity:
    """Slack: one person in one team."""
    user: Any = answer["authed_user"]
    team: Any = answer["team"]
    return Identity(f"{team['id']}/{user['id']}", "", False, team["id"], team["name"])


def courier(*, facts: Mapping[str, Any] | None = None, **credential: Any) -> Provider:
    """A vendor of nothing but the standard's defaults; ``facts`` and ``credential`` replace some."""
    standard: dict[str, Any] = {
        "identify": userinfo(read_person),
        "refresh_tokens": "always",
        "tokens_belong_to": "consent",
        "revocation": Revocation(request=revoke_by_post, ends="token"),
    }
    declared: dict[str, Any] = {
        "key": "courier",
        "name": "Courier",
        "color": "#123ABC",
        "documentation_url": "https://courier.example/docs",
        "folder": FOLDER,
        "addresses": {
            "authorize_url": "https://courier.example/authorize",
            "token_url": "https://courier.example/token",
            "userinfo_url": "https://courier.example/userinfo",
            "revoke_url": "https://courier.example/revoke",
        },
        "credential": OAuth2(**standard | credential),
        "verifies_identity": True,
        "access_page": "https://courier.example/apps",
    }
    return Provider(**declared | dict(facts or {}))


SLACK = Provider(
    key="slacklike",
    name="Slack-like",
    color="#4A154B",
    documentation_url="https://docs.slack.dev/authentication/installing-with-oauth",
    folder=FOLDER,
    addresses={
        "authorize_url": "https://slack.example/oauth/v2/authorize",
        "token_url": "https://slack.example/api/oauth.v2.access",
        "revoke_url": "https://slack.example/api/auth.revoke",
    },
    credential=OAuth2(
        allauth_class="allauth.socialaccount.providers.slack.provider.SlackProvider",
        write_scopes=lambda scopes: {"user_scope": ",".join(scopes)},
        read_tokens=tokens_in("authed_user"),
        read_scopes=scopes_in("authed_user", "scope"),
        identify=token_answer(read_team),
        refresh_tokens="sometimes",
        tokens_belong_to="account",
        revocation=Revocation(request=revoke_by_get, gone_words=frozenset({"token_revoked"}), ends="token"),
        app_errors=frozenset({"bad_client_secret", "invalid_client_id"}),
        dead_grant_errors=frozenset({"invalid_refresh_token"}),
    ),
    verifies_identity=True,
    access_page="https://slack.example/apps/manage",
)

NOTION = Provider(
    key="notionlike",
    name="Notion-like",
    color="#000000",
    documentation_url="https://developers.notion.com/docs/authorization",
    folder=FOLDER,
    addresses={
        "authorize_url": "https://notion.example/v1/oauth/authorize",
        "token_url": "https://notion.example/v1/oauth/token",
    },
    credential=OAuth2(
        allauth_class="allauth.socialaccount.providers.notion.provider.NotionProvider",
        write_scopes=joined_by(" "),
        authorize_params={"owner": "user"},
        form=TokenForm(authentication="client_secret_basic", body="json", headers={"Notion-Version": "2022-06-28"}),
        identify=token_answer(read_workspace),
        refresh_tokens="never",
        tokens_belong_to="account",
        revocation=NotRevocable(),
    ),
    verifies_identity=False,
    access_page="https://notion.example/my-integrations",
)
