"""The one table from a vendor's refusal (status and reason) to our error tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.egress.response import EgressResponse
from integrations.errors import (
    MachinaError,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)

ERROR_OF_STATUS: Mapping[int, type[MachinaError]] = {
    401: ReconnectRequired,
    408: RemoteUnavailable,
    429: RateLimited,
    500: RemoteUnavailable,
    502: RemoteUnavailable,
    503: RemoteUnavailable,
    504: RemoteUnavailable,
}
# https://developers.google.com/workspace/gmail/api/guides/handle-errors and the same page of Calendar and Drive
ERROR_OF_GOOGLE_REASON: Mapping[str, type[MachinaError]] = {
    "rateLimitExceeded": RateLimited,
    "userRateLimitExceeded": RateLimited,
    "quotaExceeded": RateLimited,
    "dailyLimitExceeded": RateLimited,
    "RATE_LIMIT_EXCEEDED": RateLimited,
    "insufficientPermissions": ScopeMissing,
    "insufficientScopes": ScopeMissing,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": ScopeMissing,
    "backendError": RemoteUnavailable,
}
# Quotas counted by the day come back at midnight in California; asking again within the call is of no use.
DAILY_REASONS = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_AN_HOUR = 3600.0
_LONGEST_MESSAGE = 400
_NEXT_STEP: Mapping[type[MachinaError], str] = {
    ReconnectRequired: "Connect the account again.",
    ScopeMissing: "Connect the account again and grant the permission.",
    RateLimited: "Wait, then try again.",
    RemoteUnavailable: "Try again later.",
}


def plain_refusal(response: EgressResponse, vendor: str) -> MachinaError | None:
    """What an answer means by its status alone; None for success."""
    if response.status < 300:
        return None
    return _error(ERROR_OF_STATUS.get(response.status, RemoteRejected), response, vendor, _plain_message(response))


def google_refusal(response: EgressResponse, vendor: str) -> MachinaError | None:
    """What an answer of a Google API means, by its reason where it gives one."""
    if response.status < 300:
        return None
    error = _google_error(response)
    reasons = list(_google_reasons(error))
    by_status = ERROR_OF_STATUS.get(response.status, RemoteRejected)
    # A reason refines 403 and 400; where the status itself says what to do next, the status decides.
    by_reason = next((ERROR_OF_GOOGLE_REASON[reason] for reason in reasons if reason in ERROR_OF_GOOGLE_REASON), None)
    kind = by_reason if by_reason is not None and by_status is RemoteRejected else by_status
    message = error.get("message")
    refusal = _error(kind, response, vendor, message if isinstance(message, str) else _plain_message(response))
    if kind is RateLimited and refusal.retry_after is None and DAILY_REASONS.intersection(reasons):
        refusal.retry_after = _AN_HOUR
    return refusal


def _error(kind: type[MachinaError], response: EgressResponse, vendor: str, message: str) -> MachinaError:
    said = _shortened(message).rstrip(".")
    detail = f"{vendor or response.host} answered {response.status}{f': {said}' if said else ''}."
    next_step = _NEXT_STEP.get(kind)
    return kind(
        f"{detail} {next_step}" if next_step else detail,
        retry_after=response.retry_after if kind in (RateLimited, RemoteUnavailable) else None,
        vendor_status=response.status,
    )


def _google_error(response: EgressResponse) -> Mapping[str, Any]:
    """The ``error`` object of Google's JSON; empty where the body is something else."""
    try:
        body = response.json()
    except RemoteUnavailable:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _google_reasons(error: Mapping[str, Any]) -> Iterator[str]:
    for name in ("details", "errors"):
        entries = error.get(name)
        for entry in entries if isinstance(entries, list) else ():
            reason = entry.get("reason") if isinstance(entry, dict) else None
            if isinstance(reason, str):
                yield reason


def _plain_message(response: EgressResponse) -> str:
    """The vendor's own words, where it sends a short plain text and not a page."""
    content_type = response.headers.get("content-type", "")
    return response.text if content_type.startswith(("text/plain", "application/json")) else ""


def _shortened(message: str) -> str:
    words = " ".join(message.split())
    return words if len(words) <= _LONGEST_MESSAGE else f"{words[:_LONGEST_MESSAGE]}…"
