"""An installation that an app asks for, checked the way Slack does before it shows anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from integrations.sandbox.oauth.clients import is_client, redirect_allowed
from integrations.sandbox.oauth.page import Refused
from integrations.sandbox.slack.oauth.scopes import known, split


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What a person is to allow: all of it, or nothing."""

    client_id: str
    redirect_uri: str
    state: str
    bot_scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]
    team_id: str


def read_request(query: Mapping[str, str]) -> Installation:
    """The checked request. Raises Refused for whatever Slack answers with a page of its own."""
    client_id, redirect_uri = query.get("client_id", ""), query.get("redirect_uri", "")
    if not is_client(client_id):
        raise Refused(400, "invalid_client_id", "There is no such app. Its id has to begin with “sandbox-”.")
    if not redirect_allowed(redirect_uri):
        detail = f"The sandbox sends people to this machine or to Machina's own address, not to {redirect_uri!r}."
        raise Refused(400, "bad_redirect_uri", detail)
    if query.get("code_challenge"):
        raise Refused(400, "pkce_not_allowed", "The app is not allowed to use the PKCE flow.")
    bot, user = split(query.get("scope", "")), split(query.get("user_scope", ""))
    if not bot and not user:
        raise Refused(400, "no_scopes", "The app asks for no scope at all: scope and user_scope are empty.")
    unknown = [scope for scope in bot if scope not in known("bot")]
    unknown += [scope for scope in user if scope not in known("user")]
    if unknown:
        raise Refused(400, "invalid_scope", f"Invalid permissions requested: {', '.join(unknown)}")
    return Installation(
        client_id=client_id,
        redirect_uri=redirect_uri,
        state=query.get("state", ""),
        bot_scopes=tuple(bot),
        user_scopes=tuple(user),
        team_id=query.get("team", ""),
    )
