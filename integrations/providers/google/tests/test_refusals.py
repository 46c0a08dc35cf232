"""What Google's refusals mean."""

from __future__ import annotations

import json

import pytest

from integrations.catalog.answer import Answer
from integrations.errors import (
    About,
    MachinaError,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)
from integrations.providers.google.provider import provider as declared

READ = declared.refusals.read


def answer(status: int, body: object = b"", **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, given, content, "gmail.googleapis.com")


def google(status: int, message: str = "Words of Google.", *reasons: str, **headers: str) -> Answer:
    errors = [{"domain": "global", "reason": reason, "message": message} for reason in reasons]
    return answer(status, {"error": {"code": status, "message": message, "errors": errors}}, **headers)


@pytest.mark.parametrize("status", [200, 201, 204, 206])
def test_success_is_no_error(status: int) -> None:
    assert READ(answer(status), "Gmail") is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, RemoteRejected),
        (304, RemoteRejected),
        (400, RemoteRejected),
        (401, ReconnectRequired),
        (403, RemoteRejected),
        (404, RemoteRejected),
        (408, RemoteUnavailable),
        (409, RemoteRejected),
        (410, RemoteRejected),
        (412, RemoteRejected),
        (413, RemoteRejected),
        (429, RateLimited),
        (500, RemoteUnavailable),
        (501, RemoteRejected),
        (502, RemoteUnavailable),
        (503, RemoteUnavailable),
        (504, RemoteUnavailable),
    ],
)
def test_each_status_stands_for_one_error(status: int, kind: type[MachinaError]) -> None:
    refused = READ(answer(status), "Gmail")
    assert type(refused) is kind
    assert refused.vendor_status == status


@pytest.mark.parametrize(
    ("status", "reason", "kind", "retry_after"),
    [
        (403, "rateLimitExceeded", RateLimited, None),
        (403, "userRateLimitExceeded", RateLimited, None),
        (403, "quotaExceeded", RateLimited, 3600.0),
        (403, "dailyLimitExceeded", RateLimited, 3600.0),
        (403, "RATE_LIMIT_EXCEEDED", RateLimited, None),
        (429, "rateLimitExceeded", RateLimited, None),
        (429, "dailyLimitExceeded", RateLimited, 3600.0),
        (403, "insufficientPermissions", ScopeMissing, None),
        (403, "insufficientScopes", ScopeMissing, None),
        (403, "domainPolicy", RemoteRejected, None),
        (403, "delegationDenied", RemoteRejected, None),
        (403, "forbiddenForNonOrganizer", RemoteRejected, None),
        (403, "SERVICE_DISABLED", RemoteRejected, None),
        (403, "a_word_of_tomorrow", RemoteRejected, None),
        (403, "accessNotConfigured", RemoteRejected, None),
        (403, "forbidden", RemoteRejected, None),
        (401, "authError", ReconnectRequired, None),
        (401, "insufficientPermissions", ReconnectRequired, None),
        (400, "failedPrecondition", RemoteRejected, None),
        (400, "backendError", RemoteUnavailable, None),
        (404, "notFound", RemoteRejected, None),
        (409, "duplicate", RemoteRejected, None),
        (412, "conditionNotMet", RemoteRejected, None),
        (500, "backendError", RemoteUnavailable, None),
        (503, "backendError", RemoteUnavailable, None),
        (503, "rateLimitExceeded", RemoteUnavailable, None),
    ],
)
def test_googles_reason_refines_the_status(
    status: int, reason: str, kind: type[MachinaError], retry_after: float | None
) -> None:
    refused = READ(google(status, "Words of Google.", reason), "Gmail")
    assert type(refused) is kind
    assert refused.vendor_status == status
    assert refused.retry_after == retry_after
    assert refused.vendor_word == reason


@pytest.mark.parametrize(
    ("reason", "about"),
    [
        ("userRateLimitExceeded", "account"),
        ("rateLimitExceeded", "app"),
        ("dailyLimitExceeded", "app"),
        ("quotaExceeded", "method"),
    ],
)
def test_a_limit_holds_back_whom_its_word_means(reason: str, about: About) -> None:
    refused = READ(google(403, "Slow down.", reason), "Gmail")
    assert isinstance(refused, RateLimited)
    assert refused.about == about


def test_googles_newer_shape_with_details_is_read_too() -> None:
    body = {
        "error": {
            "code": 403,
            "message": "Request had insufficient authentication scopes.",
            "status": "PERMISSION_DENIED",
            "errors": [{"message": "Insufficient Permission", "domain": "global", "reason": "insufficientPermissions"}],
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                    "domain": "googleapis.com",
                }
            ],
        }
    }
    refused = READ(answer(403, body), "Gmail")
    assert isinstance(refused, ScopeMissing)
    assert refused.vendor_word == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert str(refused) == (
        "Gmail answered 403: Request had insufficient authentication scopes. "
        "Connect the account again and grant the permission."
    )


@pytest.mark.parametrize(
    ("reason", "step"),
    [
        ("domainPolicy", "An administrator of the account's organisation has to allow it there."),
        ("accessNotConfigured", "Switch the API on in the Google Cloud project of the OAuth app"),
        ("forbiddenForNonOrganizer", "Only its organiser can do that."),
    ],
)
def test_a_refusal_says_who_can_do_something_about_it(reason: str, step: str) -> None:
    assert step in str(READ(google(403, "Not here.", reason), "Calendar"))


def test_the_message_is_googles_own_words() -> None:
    refused = READ(google(404, "Requested entity was not found.", "notFound"), "Gmail")
    assert str(refused) == "Gmail answered 404: Requested entity was not found."


def test_without_a_name_the_host_is_named() -> None:
    assert str(READ(answer(404), "")) == "gmail.googleapis.com answered 404."


def test_a_page_of_html_is_not_quoted() -> None:
    refused = READ(answer(502, b"<html>Bad Gateway</html>", content_type="text/html"), "Gmail")
    assert str(refused) == "Gmail answered 502. Try again later."


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b'{"error": "text"}',
        b'{"error": {"errors": "text", "details": [1, {}]}}',
        b'{"error": {"errors": [{"reason": 1}]}}',
        b"[" * 9,
    ],
)
def test_a_body_that_is_not_googles_shape_is_judged_by_its_status(body: bytes) -> None:
    assert isinstance(READ(answer(403, body), "Gmail"), RemoteRejected)


def test_retry_after_is_carried_where_waiting_helps() -> None:
    limited = READ(google(429, "Slow down.", retry_after="30"), "Gmail")
    daily = READ(google(403, "Slow down.", "dailyLimitExceeded", retry_after="30"), "Gmail")
    refused = READ(google(404, "Gone.", retry_after="30"), "Gmail")
    assert limited is not None
    assert limited.retry_after == 30.0
    assert daily is not None
    assert daily.retry_after == 30.0
    assert refused is not None
    assert refused.retry_after is None
