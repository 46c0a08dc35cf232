"""What Slack sends to an app's address: what proves it, what it asks, and whom it is about."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from integrations.providers.slack.events import EVENTS

# The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack."
    b"com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc"
    b"887a14d10d2c447fce8b6703c"
)
SENT_AT = 1531420618
SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
HEADERS = {"x-slack-request-timestamp": str(SENT_AT), "x-slack-signature": SIGNATURE}


def test_slacks_own_example_is_signed() -> None:
    assert EVENTS.is_signed(HEADERS, BODY, SECRET, SENT_AT + 299.0)


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": SIGNATURE.replace("a2", "a3")},
        {"x-slack-signature": ""},
        {"x-slack-signature": SIGNATURE.removeprefix("v0=")},
        {"x-slack-signature": "ü" * 67},
        {"x-slack-request-timestamp": str(SENT_AT + 1)},
        {"x-slack-request-timestamp": f"{SENT_AT}.0"},
        {"x-slack-request-timestamp": "9" * 400},
        {"x-slack-request-timestamp": ""},
    ],
)
def test_a_header_that_was_changed_is_refused(changed: dict[str, str]) -> None:
    assert not EVENTS.is_signed(HEADERS | changed, BODY, SECRET, SENT_AT)


def test_another_body_another_secret_and_another_time_are_refused() -> None:
    assert not EVENTS.is_signed(HEADERS, BODY + b" ", SECRET, SENT_AT)
    assert not EVENTS.is_signed(HEADERS, BODY, SECRET[1:], SENT_AT)
    assert not EVENTS.is_signed(HEADERS, BODY, SECRET, SENT_AT + 301.0)
    assert not EVENTS.is_signed(HEADERS, BODY, SECRET, SENT_AT - 301.0)


def test_without_a_secret_nobody_can_sign() -> None:
    signature = hmac.new(b"", f"v0:{SENT_AT}:".encode() + BODY, hashlib.sha256).hexdigest()
    assert not EVENTS.is_signed(HEADERS | {"x-slack-signature": f"v0={signature}"}, BODY, "", SENT_AT)


def test_a_challenge_is_no_event() -> None:
    sent = {"type": "url_verification", "challenge": "3eZbrw1aB10", "token": "x"}
    assert (EVENTS.challenge(sent), EVENTS.event(sent)) == ("3eZbrw1aB10", None)


def test_an_event_is_about_every_workspace_that_is_named() -> None:
    sent = {
        "type": "event_callback",
        "team_id": "T1",
        "enterprise_id": None,
        "authorizations": [{"team_id": "T2", "enterprise_id": "E1"}, "odd", {"team_id": 7}],
        "event": {"type": "message"},
    }
    assert EVENTS.accounts(sent) == {"T1", "T2", "E1"}
    assert (EVENTS.challenge(sent), EVENTS.event(sent)) == (None, {"type": "message"})
