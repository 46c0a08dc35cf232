"""How Google's APIs say no.

Source: https://developers.google.com/workspace/gmail/api/guides/handle-errors and the same page of Calendar and Drive.
"""

from __future__ import annotations

from integrations.catalog.answer import Answer
from integrations.catalog.refusals import ERROR_OF_STATUS, Refusals
from integrations.errors import RateLimited, RemoteRejected, RemoteUnavailable, ScopeMissing

# Quotas counted by the day come back at midnight in California; asking again within the call is of no use.
_DAILY = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_AN_HOUR = 3600.0
_REASONS = ("error.details.*.reason", "error.errors.*.reason")


def _an_hour_for_what_is_counted_by_the_day(answer: Answer) -> float | None:
    reasons = {reason for path in _REASONS for reason in answer.every(path) if isinstance(reason, str)}
    return _AN_HOUR if reasons & _DAILY else None


_ORGANISATION = "An administrator of the account's organisation has to allow it there."
_PROJECT = "Switch the API on in the Google Cloud project of the OAuth app; other accounts meet the same."
_SHARING = "Another account has to share it first."
_ADVICE = {
    "domainPolicy": _ORGANISATION,
    "forbiddenForNonOrganizer": "Only its organiser can do that.",
    "forbiddenForServiceAccounts": "Use the account of a person.",
    "accessNotConfigured": _PROJECT,
    "SERVICE_DISABLED": _PROJECT,
    "requiredAccessLevel": _SHARING,
    "delegationDenied": _SHARING,
}
_FINAL_WORDS = (*_ADVICE, "forbidden", "insufficientFilePermissions", "cannotModifyInheritedPermission")
"""Words of a 403 that are about this one thing or account: neither the access nor the OAuth app is to blame."""

REFUSALS = Refusals(
    word=_REASONS,
    kinds={
        "rateLimitExceeded": RateLimited,
        "userRateLimitExceeded": RateLimited,
        "quotaExceeded": RateLimited,
        "dailyLimitExceeded": RateLimited,
        "RATE_LIMIT_EXCEEDED": RateLimited,
        "insufficientPermissions": ScopeMissing,
        "insufficientScopes": ScopeMissing,
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": ScopeMissing,
        "backendError": RemoteUnavailable,
        **dict.fromkeys(_FINAL_WORDS, RemoteRejected),
    },
    advice=_ADVICE,
    retry_after=(_an_hour_for_what_is_counted_by_the_day,),
    # What is used up of one kind, such as new events of a day, leaves everything else of the account alone.
    about={"rateLimitExceeded": "app", "dailyLimitExceeded": "app", "quotaExceeded": "method"},
    # A reason refines 400 and 403.
    status_decides=frozenset(ERROR_OF_STATUS),
)
