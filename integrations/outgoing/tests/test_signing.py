"""Signatures as Standard Webhooks has them; the expected ones were made by the library standardwebhooks 1.1.0."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest

from integrations.outgoing.signing import headers, new_secret

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1614265330, tz=UTC)


@pytest.mark.parametrize(
    ("message_id", "body", "signature"),
    [
        (
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            '{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        ("msg_1", '{"name":"Müller"}', "v1,IY5UjPdfm67OPt7jKLTGYVN1P5C3j1LigAikgjtom44="),
    ],
)
def test_the_signature_is_the_one_of_the_standard(message_id: str, body: str, signature: str) -> None:
    assert headers([SECRET], message_id=message_id, at=AT, body=body.encode()) == {
        "webhook-id": message_id,
        "webhook-timestamp": "1614265330",
        "webhook-signature": signature,
    }


def test_the_zone_of_the_clock_changes_nothing() -> None:
    """The library signs the face of the clock, whatever its zone."""
    there = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert headers([SECRET], message_id="m", at=there, body=b"{}") == headers(
        [SECRET], message_id="m", at=AT, body=b"{}"
    )


def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        headers([SECRET], message_id="m", at=AT.replace(tzinfo=None), body=b"{}")


def test_each_secret_in_force_signs() -> None:
    other = new_secret()
    both = headers([other, SECRET], message_id="m", at=AT, body=b"{}")["webhook-signature"].split(" ")
    each = [headers([key], message_id="m", at=AT, body=b"{}")["webhook-signature"] for key in (other, SECRET)]
    assert both == each


def test_a_new_secret_is_32_random_bytes() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert first.startswith("whsec_")
    assert len(base64.b64decode(first.removeprefix("whsec_"), validate=True)) == 32
