"""Slack's Events API: one address for each app. Source: https://docs.slack.dev/apis/events-api"""

from __future__ import annotations

import hashlib
import hmac

from integrations.providers.app_events import AppEvents, Headers, Sent
from integrations.providers.identity import text

TOLERANCE_SECONDS = 300
VERSION = "v0"


def _is_signed(headers: Headers, raw: bytes, secret: str, now: float) -> bool:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    stamp, given = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not secret or not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        return False
    expected = hmac.new(secret.encode(), f"{VERSION}:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), f"{VERSION}={expected}".encode())


def _challenge(sent: Sent) -> str | None:
    return text(sent, "challenge") if sent.get("type") == "url_verification" else None


def _accounts(sent: Sent) -> frozenset[str]:
    """The workspace or organisation, and those for which the app sees the event as well."""
    found = {text(sent, "team_id"), text(sent, "enterprise_id")}
    authorizations = sent.get("authorizations")
    for each in authorizations if isinstance(authorizations, list) else ():
        if isinstance(each, dict):
            found |= {text(each, "team_id"), text(each, "enterprise_id")}
    return frozenset(found - {""})


def _event(sent: Sent) -> Sent | None:
    event = sent.get("event")
    return event if sent.get("type") == "event_callback" and isinstance(event, dict) else None


EVENTS = AppEvents(
    is_signed=_is_signed,
    challenge=_challenge,
    accounts=_accounts,
    event=_event,
    documentation_url="https://docs.slack.dev/apis/events-api",
)
