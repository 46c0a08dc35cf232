"""Asking a provider to exchange or revoke a token, and what its refusals mean."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from integrations.connect.tokens import oauth_apps
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.egress.response import EgressResponse
from integrations.errors import MachinaError, OutcomeUnknown
from integrations.models import OAuthApp
from integrations.providers.addresses import addresses_of
from integrations.providers.consent import Tokens, read_tokens
from integrations.providers.declare import Provider

EXCHANGE_SECONDS = 20.0
_UNPRINTABLE = re.compile(r"[^A-Za-z0-9_.:-]")


class GrantRefused(Exception):
    """The provider does not accept this refresh token (``invalid_grant``)."""


class AppRefused(Exception):
    """The provider does not accept the OAuth app; the text is its word for why."""


class Outage(Exception):
    """The provider did not answer, or not with a decision. ``answer_lost``: it may have exchanged the token."""

    def __init__(self, reason: str, *, retry_after: float | None = None, answer_lost: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.answer_lost = answer_lost


def exchange_refresh_token(provider: Provider, app: OAuthApp, refresh_token: str) -> Tokens:
    """New tokens, within 20 seconds. Raises GrantRefused, AppRefused, Outage, vault.VaultError."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": app.client_id,
        "client_secret": oauth_apps.open_secret(app),
    }
    try:
        answer = _post(addresses_of(provider, app.environment).token_url, form)
    except OutcomeUnknown:
        raise Outage("no_answer", answer_lost=True) from None
    except MachinaError as error:
        raise Outage("unreachable", retry_after=error.retry_after) from None
    body = json_object(answer.content)
    raise_refusal(provider, answer.status, body, answer.retry_after)
    try:
        return read_tokens(body)
    except ValueError:
        raise Outage("unreadable_answer", answer_lost=True) from None


def revoke_token(provider: Provider, app: OAuthApp, token: str) -> bool:
    """Whether the token no longer works at the provider: it has just been revoked there, or already was."""
    url = addresses_of(provider, app.environment).revoke_url
    if not url:
        return False
    answer = _post(url, {"token": token})
    return answer.status < 300 or _word(json_object(answer.content)) in ("invalid_token", "invalid_grant")


def raise_refusal(
    provider: Provider, status: int, body: Mapping[str, object], retry_after: float | None = None
) -> None:
    """Raises what a token answer means, unless it grants something. Vendors also refuse with status 200."""
    word = _word(body)
    if status < 300 and (not word or "access_token" in body):
        return
    if word in provider.dead_grant_errors:
        raise GrantRefused(word)
    if status >= 500 or status in (408, 429):
        raise Outage(f"http_{status}", retry_after=retry_after)
    if word in provider.app_errors or status in (401, 403):
        raise AppRefused(word or f"http_{status}")
    raise Outage(word or f"http_{status}", retry_after=retry_after)


def json_object(content: bytes) -> Mapping[str, object]:
    """The object in an answer; empty where there is none."""
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _post(url: str, form: Mapping[str, str]) -> EgressResponse:
    permit = Permit(reach=Reach.of_url(url), effect="write", deadline=Deadline(EXCHANGE_SECONDS))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    request = EgressRequest("POST", url, permit, headers=headers, body=urlencode(form).encode())
    # One attempt: whether and when to try again is decided with the lease in hand.
    return shared_egress().send(request, attempts=1)


def _word(body: Mapping[str, object]) -> str:
    """The vendor's error word, cut down to what may be stored and shown."""
    error = body.get("error")
    return _UNPRINTABLE.sub("", error)[:64] if isinstance(error, str) else ""
