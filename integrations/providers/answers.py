"""Reading what a token address answers: tokens, granted scopes and words of refusal, wherever a vendor puts them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from integrations.providers.consent import Tokens

TokenJSON = Mapping[str, object]
ReadTokens = Callable[[TokenJSON], Tokens]
ReadScopes = Callable[[TokenJSON], tuple[str, ...] | None]

_UNPRINTABLE = re.compile(r"[^A-Za-z0-9_.:-]")


def read_answer(content: bytes, content_type: str = "") -> TokenJSON:
    """The object in an answer, from JSON or, where the vendor says so, from a form; empty where there is none."""
    if content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        return dict(parse_qsl(content.decode("utf-8", errors="replace")))
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def error_word(answer: TokenJSON) -> str:
    """The vendor's word for a refusal, cut down to what may be stored and shown; empty where there is none.

    It stands under ``error`` (RFC 6749, 5.2), or, as Notion documents it for its whole API, under ``code``.
    """
    error = answer.get("error", answer.get("code"))
    return cut_down(error) if isinstance(error, str) else ""


def cut_down(word: str) -> str:
    """A vendor's word as it may be stored and shown, whoever has sent it."""
    return _UNPRINTABLE.sub("", word)[:64]


def tokens_in(*path: str) -> ReadTokens:
    """A reader of tokens that lie under these names, on top without any. ``tokens_in("authed_user")`` for Slack's user.

    The reader raises ValueError, without the answer's content, when there is no access token.
    """

    def read(answer: TokenJSON) -> Tokens:
        part = _part(answer, path)
        access, refresh = part.get("access_token"), part.get("refresh_token")
        if not isinstance(access, str) or not access:
            raise ValueError("the token answer has no access token")
        return Tokens(
            access=access,
            refresh=refresh if isinstance(refresh, str) else "",
            expires_in=_seconds(part.get("expires_in")),
            refresh_expires_in=_seconds(part.get("refresh_token_expires_in")),
        )

    return read


def scopes_in(*path: str) -> ReadScopes:
    """A reader of granted scopes: a list, or a text separated by spaces or commas, under these names.

    The reader gives None for an answer that names none, which grants all that were asked (RFC 6749, 5.1).
    """

    def read(answer: TokenJSON) -> tuple[str, ...] | None:
        named = _part(answer, path[:-1]).get(path[-1])
        if isinstance(named, str) and named.strip():
            return tuple(named.replace(",", " ").split())
        if isinstance(named, list) and named:
            return tuple(scope for scope in named if isinstance(scope, str))
        return None

    return read


def _part(answer: TokenJSON, path: tuple[str, ...]) -> TokenJSON:
    for name in path:
        below = answer.get(name)
        if not isinstance(below, dict):
            return {}
        answer = below
    return answer


def _seconds(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    return value if isinstance(value, int) and value > 0 else None
