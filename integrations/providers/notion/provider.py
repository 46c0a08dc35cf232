"""Notion's facts. Source: https://developers.notion.com/guides/get-started/authorization

allauth's provider for Notion sends neither a redirect address nor PKCE nor parameters, and expects a person with an
e-mail address. The handshake subclasses it and does all of that itself: both requests are written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from integrations.providers.consent import Identity, Tokens
from integrations.providers.declare import Provider
from integrations.providers.identity import text, token_answer
from integrations.providers.notion.refusals import REFUSALS
from integrations.providers.oauth2 import OAuth2, Revocation
from integrations.providers.requests import OAuthClient, TokenForm, VendorRequest, token_request

VERSION = "2026-03-11"
"""The newest version of Notion's API: databases have several data sources, ``in_trash`` instead of ``archived``."""


def read_identity(answer: Mapping[str, object]) -> Identity:
    """Of a token answer: the account is a workspace with the bot that acts there, whoever has let it in.

    A person stands behind it only if one person owns the app's access, and need not have an address. One that is there
    is verified: Notion lets nobody sign in with an address, or change to it, without a code that was mailed there.
    What the workspace is called is its members' choice and proves nothing.
    """
    workspace_id, bot_id = text(answer, "workspace_id"), text(answer, "bot_id")
    if not workspace_id or not bot_id:
        raise ValueError("Notion's answer names no workspace with a bot")
    person = _inner(_inner(answer, "owner"), "user")
    email = text(_inner(person, "person"), "email")
    return Identity(
        account_id=f"{workspace_id}:{bot_id}",
        email=email,
        email_verified=bool(email),
        domain=workspace_id,
        name=text(answer, "workspace_name") or text(person, "name"),
    )


def no_scopes(scopes: Sequence[str]) -> Mapping[str, str]:
    """Notion knows no parameter for them: what an app may do is set in its settings, and which pages, by the person."""
    return {}


def revoke(client: OAuthClient, tokens: Tokens) -> VendorRequest:
    """https://developers.notion.com/reference/revoke-token: the access token, by the app's own name and secret."""
    return token_request(client, client.addresses["revoke_url"], {"token": tokens.access})


def _inner(answer: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = answer.get(name)
    return value if isinstance(value, dict) else {}


provider = Provider(
    key="notion",
    name="Notion",
    color="#37352F",
    documentation_url="https://developers.notion.com/guides/get-started/authorization",
    folder=Path(__file__).parent,
    addresses={
        "authorize_url": "https://api.notion.com/v1/oauth/authorize",
        "token_url": "https://api.notion.com/v1/oauth/token",
        "revoke_url": "https://api.notion.com/v1/oauth/revoke",
    },
    credential=OAuth2(
        allauth_class="allauth.socialaccount.providers.notion.provider.NotionProvider",
        write_scopes=no_scopes,
        authorize_params={"owner": "user"},
        form=TokenForm(authentication="client_secret_basic", body="json", headers={"Notion-Version": VERSION}),
        identify=token_answer(read_identity),
        # Newer apps get one, which changes at each use. How long the access is good is not said: a 401 renews it.
        refresh_tokens="sometimes",
        tokens_belong_to="account",
        revocation=Revocation(
            request=revoke, gone_words=frozenset({"invalid_token", "invalid_grant", "unauthorized"}), ends="token"
        ),
    ),
    verifies_identity=True,
    refusals=REFUSALS,
    access_page="https://www.notion.so/profile/connections",
)
