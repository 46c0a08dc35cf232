from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from integrations.egress.response import EgressResponse, retry_after_seconds
from integrations.egress.vendor_errors import google_refusal, plain_refusal
from integrations.errors import (
    MachinaError,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)


def answer(status: int, body: object = b"", **headers: str) -> EgressResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return EgressResponse(status, "", given, content, "gmail.googleapis.com")


def google(status: int, message: str = "Words of Google.", *reasons: str, **headers: str) -> EgressResponse:
    errors = [{"domain": "global", "reason": reason, "message": message} for reason in reasons]
    return answer(status, {"error": {"code": status, "message": message, "errors": errors}}, **headers)


@pytest.mark.parametrize("read", [plain_refusal, google_refusal])
@pytest.mark.parametrize("status", [200, 201, 204, 206])
def test_success_is_no_error(status: int, read: object) -> None:
    assert callable(read)
    assert read(answer(status), "Gmail") is None


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
@pytest.mark.parametrize("read", [plain_refusal, google_refusal])
def test_each_status_stands_for_one_error(status: int, kind: type[MachinaError], read: object) -> None:
    assert callable(read)
    refused = read(answer(status), "Gmail")
    assert type(refused) is kind
    assert refused.vendor_status == status


@pytest.mark.parametrize(
    ("status", "reason", "kind", "retry_after"),
    [
        (403, "rateLimitExceeded", RateLimited, None),
        (403, "userRateLimitExceeded", RateLimited, None),
        (403, "quotaExceeded", RateLimited, 3600.0),
        (403, "dailyLimitExceeded", RateLimited, 3600.0),
        (429, "rateLimitExceeded", RateLimited, None),
        (429, "dailyLimitExceeded", RateLimited, 3600.0),
        (403, "insufficientPermissions", ScopeMissing, None),
        (403, "insufficientScopes", ScopeMissing, None),
        (403, "domainPolicy", RemoteRejected, None),
        (403, "accessNotConfigured", RemoteRejected, None),
        (403, "forbidden", RemoteRejected, None),
        (401, "authError", ReconnectRequired, None),
        (401, "insufficientPermissions", ReconnectRequired, None),
        (400, "failedPrecondition", RemoteRejected, None),
        (404, "notFound", RemoteRejected, None),
        (409, "duplicate", RemoteRejected, None),
        (412, "conditionNotMet", RemoteRejected, None),
        (500, "backendError", RemoteUnavailable, None),
        (503, "backendError", RemoteUnavailable, None),
    ],
)
def test_googles_reason_refines_the_status(
    status: int, reason: str, kind: type[MachinaError], retry_after: float | None
) -> None:
    refused = google_refusal(google(status, "Words of Google.", reason), "Gmail")
    assert type(refused) is kind
    assert refused.vendor_status == status
    assert refused.retry_after == retry_after


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
    refused = google_refusal(answer(403, body), "Gmail")
    assert isinstance(refused, ScopeMissing)
    assert str(refused) == (
        "Gmail answered 403: Request had insufficient authentication scopes. "
        "Connect the account again and grant the permission."
    )


def test_the_message_is_googles_own_words() -> None:
    refused = google_refusal(google(404, "Requested entity was not found.", "notFound"), "Gmail")
    assert str(refused) == "Gmail answered 404: Requested entity was not found."


def test_without_a_name_the_host_is_named() -> None:
    assert str(plain_refusal(answer(404), "")) == "gmail.googleapis.com answered 404."


def test_a_page_of_html_is_not_quoted() -> None:
    refused = google_refusal(answer(502, b"<html>Bad Gateway</html>", content_type="text/html"), "Gmail")
    assert str(refused) == "Gmail answered 502. Try again later."


def test_a_message_is_set_in_one_line_and_cut_where_it_gets_long() -> None:
    at_most, longer = b"ab\n " * 133 + b"c", b"ab\n " * 133 + b"cd"
    words = "ab " * 133 + "c"
    assert len(words) == 400
    assert str(plain_refusal(answer(400, at_most, content_type="text/plain"), "V")) == f"V answered 400: {words}."
    assert str(plain_refusal(answer(400, longer, content_type="text/plain"), "V")) == f"V answered 400: {words}…."


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b'{"error": "text"}',
        b'{"error": {"errors": "text", "details": [1, {}]}}',
        b"[" * 9,
    ],
)
def test_a_body_that_is_not_googles_shape_is_judged_by_its_status(body: bytes) -> None:
    assert isinstance(google_refusal(answer(403, body), "Gmail"), RemoteRejected)


def test_retry_after_is_carried_where_waiting_helps() -> None:
    limited = google_refusal(google(429, "Slow down.", retry_after="30"), "Gmail")
    refused = google_refusal(google(404, "Gone.", retry_after="30"), "Gmail")
    assert limited is not None
    assert limited.retry_after == 30.0
    assert refused is not None
    assert refused.retry_after is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("9" * 400, 999_999_999.0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:28:30 -0000", 30.0),
        ("Wed, 21 Oct 2026 09:28:30 +0200", 30.0),
        ("Wed, 21 Oct 2020 07:28:00 GMT", 0.0),
        ("Wed, 41 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, now=datetime(2026, 10, 21, 7, 28, tzinfo=UTC)) == seconds
