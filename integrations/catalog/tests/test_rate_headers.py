"""When a vendor wants us back, by its headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.rate_headers import (
    LONGEST_WAIT,
    header_seconds,
    is_used_up,
    left_seconds,
    pause_seconds,
    reset_seconds,
    retry_after_seconds,
)

NOW = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("-5", None),
        ("1.5", 1.5),
        ("1.", None),
        ("2026-10-21T07:28:30Z", 30.0),
        ("2026-10-21T09:28:30.5+02:00", 30.5),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("9" * 400, LONGEST_WAIT),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:28:30 -0000", 30.0),
        ("Wed, 21 Oct 2026 09:28:30 +0200", 30.0),
        ("Wed, 21 Oct 2020 07:28:00 GMT", 0.0),
        ("Wed, 41 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, now=NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"x-ms-retry-after-ms": "250", "retry-after": "2"}, 2.0),
        ({"retry-after-ms": "soon", "retry-after": "3"}, 3.0),
        ({"grpc-retry-pushback-ms": "4000"}, 4.0),
    ],
)
def test_the_longest_wait_of_the_headers_counts(headers: dict[str, str], seconds: float | None) -> None:
    assert header_seconds(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"x-ratelimit-reset": "45"}, 45.0),
        ({"x-ratelimit-reset": str(EPOCH + 45)}, 45.0),
        ({"x-ratelimit-reset": str((EPOCH + 45) * 1000)}, 45.0),
        ({"x-ratelimit-reset": str(EPOCH - 45)}, 0.0),
        ({"x-rate-limit-reset": str(EPOCH + 900)}, 900.0),
        ({"x-ratelimit-reset-after": "0.5"}, 0.5),
        ({"ratelimit-reset": "30"}, 30.0),
        ({"ratelimit-reset": "30", "x-ratelimit-reset": "60"}, 60.0),
        ({"ratelimit": "limit=100, remaining=0, reset=12"}, 12.0),
        ({"ratelimit": '"default";r=50;t=30'}, 30.0),
        ({"ratelimit": '"burst";r=0;t=5, "day";r=9;t=60'}, 5.0),
        ({"ratelimit": '"burst";r=3'}, None),
        ({"x-ratelimit-reset": "2026-10-21T07:29:00Z"}, 60.0),
        ({"x-ratelimit-reset": "Wed, 21 Oct 2026 07:29:00 GMT"}, 60.0),
        ({"x-ratelimit-reset": "soon"}, None),
        ({"x-ratelimit-reset": "-1"}, None),
        ({"x-ratelimit-reset": "1, 2"}, None),
        ({"x-ratelimit-reset": "nan"}, None),
        ({"x-ratelimit-reset": "٣"}, None),
    ],
)
def test_the_reset_is_seconds_or_a_point_in_time(headers: dict[str, str], seconds: float | None) -> None:
    assert reset_seconds(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"x-ratelimit-remaining": "0"}, True),
        ({"x-ratelimit-remaining": "1"}, False),
        ({"x-rate-limit-remaining": "0"}, True),
        ({"ratelimit-remaining": "0"}, True),
        ({"ratelimit": "limit=10, remaining=0, reset=50"}, True),
        ({"ratelimit": "limit=10, remaining=0"}, True),
        ({"ratelimit": "limit=0, remaining=1, reset=50"}, False),
        ({"ratelimit": '"burst";r=1;t=5, "day";r=0;t=60'}, True),
        ({"ratelimit": '"burst";r=1;t=0'}, False),
        ({"x-ratelimit-remaining": ""}, False),
    ],
)
def test_nothing_remaining_is_read_in_every_spelling(headers: dict[str, str], expected: bool) -> None:
    assert is_used_up(headers) is expected


def test_an_answer_with_requests_left_asks_for_no_pause() -> None:
    assert pause_seconds({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "60"}, now=NOW) is None
    assert pause_seconds({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}, now=NOW) == 60.0
    assert pause_seconds({"x-ratelimit-remaining": "0"}, now=NOW) is None


@given(st.integers(min_value=0, max_value=10_000_000))
def test_a_date_and_its_seconds_are_the_same_wait(seconds: int) -> None:
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after_seconds(date, now=NOW) == retry_after_seconds(str(seconds), now=NOW) == seconds


@given(st.integers(min_value=0, max_value=900_000_000))
def test_an_epoch_and_its_delta_are_the_same_wait(seconds: int) -> None:
    headers = [{"x-ratelimit-reset": str(seconds)}, {"x-ratelimit-reset": str(EPOCH + seconds)}]
    assert [reset_seconds(each, now=NOW) for each in headers] == [seconds, seconds]


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "ratelimit", "x-ratelimit-reset", "ratelimit-remaining"]), st.text()
    )
)
def test_whatever_stands_there_is_a_wait_or_nothing(headers: dict[str, str]) -> None:
    stated = (retry_after_seconds(headers.get("retry-after"), now=NOW), reset_seconds(headers, now=NOW))
    assert all(each is None or 0 <= each < float("inf") for each in stated)
    assert is_used_up(headers) in (True, False)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"x-ratelimit-remaining": "7", "x-ratelimit-reset": "30"}, (7, 30.0)),
        ({"x-ratelimit-remaining": "7", "x-ratelimit-reset": str(EPOCH + 30)}, (7, 30.0)),
        ({"ratelimit": '"burst";r=3;t=5, "day";r=900;t=60'}, (3, 5.0)),
        ({"ratelimit-remaining": "2", "ratelimit-reset": "9", "ratelimit": "remaining=5, reset=9"}, (2, 9.0)),
        ({"x-ratelimit-remaining": "7"}, None),
        ({"x-ratelimit-reset": "30"}, None),
        ({"x-ratelimit-remaining": "many", "x-ratelimit-reset": "30"}, None),
        ({}, None),
    ],
)
def test_how_many_more_requests_the_vendor_takes(headers: dict[str, str], told: tuple[int, float] | None) -> None:
    assert left_seconds(headers, now=NOW) == told
