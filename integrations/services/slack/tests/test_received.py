"""What Slack sends by itself is the same event, under the same identifier, as its poller finds."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.services.slack.triggers import SlackMessageFilter, message_received

CHANNEL = "C0000000001"
SAID = {"type": "message", "channel": CHANNEL, "user": "U0000000002", "text": "Hello <@U0000000003>"}
SAID |= {"ts": "1790003600.000101"}
ALL = SlackMessageFilter(channel_id=CHANNEL)


def test_a_message_is_known_by_channel_and_time() -> None:
    polled = message_received(ALL, SAID)
    assert polled is not None
    assert polled.delivery_id == f"{CHANNEL}:1790003600.000101"
    assert (polled.data.user_id, polled.data.mrkdwn) == ("U0000000002", "Hello <@U0000000003>")


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "reaction_added"},
        {"channel": "C0000000009"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"bot_id": "B0000000001"},
        {"thread_ts": "1790003500.000100"},
        {"ts": ""},
        {"ts": None},
    ],
)
def test_what_the_poller_would_not_hand_over_starts_nothing(changed: dict[str, Any]) -> None:
    assert message_received(ALL, SAID | changed) is None


def test_the_first_message_of_a_thread_and_answers_shown_in_the_channel_count() -> None:
    assert message_received(ALL, SAID | {"thread_ts": SAID["ts"]}) is not None
    shown = {"thread_ts": "1790003500.000100", "subtype": "thread_broadcast"}
    assert message_received(ALL, SAID | shown) is not None


def test_only_messages_that_name_somebody_if_so_asked() -> None:
    named = ALL.model_copy(update={"mentions_user_id": "U0000000003"})
    assert message_received(named, SAID) is not None
    assert message_received(named, SAID | {"text": "Hello"}) is None
