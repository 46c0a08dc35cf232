"""Answers of `oauth.v2.access`, as https://docs.slack.dev/authentication/installing-with-oauth shows them."""

from __future__ import annotations

from typing import Any

TEAM = {"id": "T0GLOBEX", "name": "Globex"}
PERSON: dict[str, Any] = {
    "id": "U0YARA",
    "scope": "search:read,users.profile:write",
    "access_token": "xoxe.xoxp-1",
    "refresh_token": "xoxe-1-user",
    "expires_in": 40_000,
    "token_type": "user",
}
BOTH: dict[str, Any] = {
    "ok": True,
    "access_token": "xoxe.xoxb-1",
    "refresh_token": "xoxe-1-bot",
    "expires_in": 43_200,
    "token_type": "bot",
    "scope": "chat:write,users:read",
    "bot_user_id": "U0BOT",
    "app_id": "A0APP",
    "team": TEAM,
    "enterprise": None,
    "is_enterprise_install": False,
    "authed_user": PERSON,
}
BOT_ALONE = {**BOTH, "authed_user": {"id": "U0YARA"}}
PERSON_ALONE: dict[str, Any] = {"ok": True, "app_id": "A0APP", "team": TEAM, "enterprise": None, "authed_user": PERSON}
WHOLE_ORGANISATION = {**BOT_ALONE, "team": None, "enterprise": {"id": "E0CORP", "name": "Corp"}}
WHO = {
    "ok": True,
    "url": "https://globex.slack.com/",
    "team": "Globex",
    "user": "yara.keller",
    "team_id": "T0GLOBEX",
    "user_id": "U0YARA",
}
