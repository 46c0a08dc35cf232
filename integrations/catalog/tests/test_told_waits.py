"""When a vendor wants us back, told elsewhere than in a header."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.catalog.answer import Answer
from integrations.catalog.rate_headers import LONGEST_WAIT
from integrations.catalog.told_waits import told_seconds

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"


def told(body: object, content_type: str = "application/json") -> float | None:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return told_seconds(Answer(429, {"content-type": content_type}, content), now=NOW)


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("User-rate limit exceeded.  Retry after 2026-03-02T09:02:00.500Z (Mail sending)", 120.5),
        ("User-rate limit exceeded.  Retry after 2026-03-02T09:00:30.123456789Z", 30.123456),
        ("Retry after 2026-03-02T10:01:00+01:00", 60.0),
        ("Retry after 2026-03-02 09:01 UTC.", 60.0),
        ("Please retry at Mon, 02 Mar 2026 09:00:45 GMT", 45.0),
        ("Retry after 2026-03-02T08:00:00Z", 0.0),
        ("Rate limit reached: limit 3 / min. Please try again in 20s. Visit our page.", 20.0),
        ("Please try again in 6m0s.", 360.0),
        ("Try again in 1 hour and 5 minutes", 3900.0),
        ("Please wait 1.5 seconds before the next request", 1.5),
        ("Retry in 250ms", 0.25),
        ("retry after: 30", 30.0),
        ("Retry-After=7", 7.0),
        ("Your quota resets in 2 days.", 172_800.0),
        ("Retry after 5 s, or try again at 2026-03-02T09:01:00Z", 60.0),
        ("Retry after 9999-12-31T23:59:59Z", LONGEST_WAIT),
        ("Limit 60 per 1m for this project", None),
        ("Try again later", None),
        ("Retry after 2026-13-45T99:00:00Z", None),
        ("This service is available 24 hours a day", None),
        ("", None),
    ],
)
def test_words_for_people_are_read(message: str, seconds: float | None) -> None:
    assert told({"error": {"code": 429, "message": message}}) == seconds
    assert told(message, "text/plain; charset=utf-8") == seconds


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"error": {"details": [{"@type": RETRY_INFO, "retryDelay": "34.074824224s"}]}}, 34.074824224),
        ({"error": {"details": [{"@type": RETRY_INFO, "retryDelay": {"seconds": 3, "nanos": 500_000_000}}]}}, 3.5),
        ({"error": {"details": [{"reason": "x"}, {"@type": RETRY_INFO, "retryDelay": "2s"}]}}, 2.0),
        ({"error": {"errors": [{"message": "Retry after 2026-03-02T09:01:00Z"}], "message": "No."}}, 60.0),
        ({"ok": False, "parameters": {"retry_after": 35}}, 35.0),
        ({"retry_after": 64.57, "global": False}, 64.57),
        ({"retry_after": "12"}, 12.0),
        ({"error": {"message": "Try again in 5s", "details": [{"retryDelay": "9s"}]}}, 9.0),
        ({"errors": [{"message": "Throttled", "extensions": {"retryAfter": 8}}]}, 8.0),
        ({"errors": [{"detail": "Wait 3 minutes."}]}, 180.0),
        ({"retry_after": True}, None),
        ({"retry_after": -1}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": {"seconds": "x"}}, None),
        ({"retry_after": {}}, None),
        ({"error": {"details": "text"}}, None),
        ([], None),
    ],
)
def test_fields_are_read(body: Any, seconds: float | None) -> None:
    assert told(body) == seconds


def test_a_page_is_not_searched_for_words() -> None:
    assert told("<p>Try again in 5 minutes</p>", "text/html") is None


def test_a_hostile_text_is_read_at_once() -> None:
    assert told({"error": {"message": "retry " * 100_000 + "after 5 s"}}) is None
