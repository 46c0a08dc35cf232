"""The two tokens of an installation: the bot's, and that of the person who installed the app.

Source: https://docs.slack.dev/authentication/installing-with-oauth and …/using-token-rotation
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.providers.answers import TokenJSON, scopes_in, tokens_in
from integrations.providers.consent import PersonalTokens, Tokens
from integrations.providers.identity import text

PERSONAL = "user:"
"""Begins the scopes of a person's token: Slack gives many names to both kinds, and they allow different things."""

_BOT, _USER = tokens_in(), tokens_in("authed_user")
_BOT_SCOPES, _USER_SCOPES = scopes_in("scope"), scopes_in("authed_user", "scope")


def write_scopes(scopes: Sequence[str]) -> Mapping[str, str]:
    """``scope`` for the bot and ``user_scope`` for the person, with commas, always in the same order."""
    personal = sorted(scope.removeprefix(PERSONAL) for scope in scopes if scope.startswith(PERSONAL))
    bot = sorted(scope for scope in scopes if not scope.startswith(PERSONAL))
    named = {"scope": ",".join(bot), "user_scope": ",".join(personal)}
    return {name: value for name, value in named.items() if value}


def has_bot(answer: TokenJSON) -> bool:
    """Whether the app got a bot: an installation for a person alone has no token on top."""
    return bool(text(answer, "access_token"))


def read_tokens(answer: TokenJSON) -> Tokens:
    """The bot's, or the person's where there is no bot. Raises ValueError where there is neither."""
    return _BOT(answer) if has_bot(answer) else _USER(answer)


def read_personal(answer: TokenJSON) -> PersonalTokens | None:
    """The person's token beside the bot's; none where it is the only one, or was not asked for."""
    user = answer.get("authed_user")
    if not has_bot(answer) or not isinstance(user, dict) or not text(user, "access_token"):
        return None
    return PersonalTokens(account_id=person_of(answer), tokens=_USER(answer))


def read_scopes(answer: TokenJSON) -> tuple[str, ...]:
    """What either token may do, in the spelling that is stored."""
    bot = _BOT_SCOPES(answer) or () if has_bot(answer) else ()
    return (*bot, *(f"{PERSONAL}{scope}" for scope in _USER_SCOPES(answer) or ()))


def workspace_of(answer: TokenJSON) -> Mapping[str, object]:
    """The team, or the organisation that the app was installed in as a whole. Raises ValueError for neither."""
    for name in ("team", "enterprise"):
        workspace = answer.get(name)
        if isinstance(workspace, dict) and text(workspace, "id"):
            return workspace
    raise ValueError("Slack's answer names no workspace")


def person_of(answer: TokenJSON) -> str:
    """Who installed the app, in the workspace: ids of persons are unique there. Raises ValueError for nobody."""
    user = answer.get("authed_user")
    if not isinstance(user, dict) or not text(user, "id"):
        raise ValueError("Slack's answer names no person")
    return f"{text(workspace_of(answer), 'id')}/{text(user, 'id')}"
