"""Calls as a language model makes them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.slack.service import service

MESSAGE: dict[str, object] = {"channel_id": "C0123ABCD", "message_id": "1790003600.000100"}
CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("Tell the team.", "post_message", {"channel_id": "C0123ABCD", "text": "**Done**"}),
    ("Post this whole log.", "post_message", {"channel_id": "C0123ABCD", "text": "x", "long_text": "split"}),
    ("Answer her.", "reply_in_thread", {"channel_id": "C0123ABCD", "thread_ts": "1790003600.000100", "text": "Yes"}),
    ("Correct it.", "update_message", {**MESSAGE, "text": "At eleven"}),
    ("Take it back.", "delete_message", MESSAGE),
    (
        "Remind them in two hours.",
        "schedule_message",
        {"channel_id": "C0123ABCD", "text": "Hm?", "send_at": "+2h"},
    ),
    (
        "Remind them on Monday at nine.",
        "schedule_message",
        {"channel_id": "C0123ABCD", "text": "Numbers?", "send_at": "2026-12-07T09:00:00+01:00"},
    ),
    ("Whisper to Mara.", "post_ephemeral", {"channel_id": "C0123ABCD", "user_id": "U0123ABCD", "text": "Psst"}),
    ("What was said today?", "get_channel_history", {"channel_id": "C0123ABCD", "start": "2026-12-07T00:00:00+01:00"}),
    ("What did they answer?", "get_thread", {"channel_id": "C0123ABCD", "thread_ts": "1790003600.000100"}),
    ("Where did I write about the invoice?", "search_messages", {"query": "invoice from:me", "order_by": "newest"}),
    ("Give me the link.", "get_permalink", MESSAGE),
    ("Thumbs up.", "add_reaction", {**MESSAGE, "name": "thumbsup"}),
    ("Pin it.", "pin_message", MESSAGE),
    ("Which channels are there?", "list_channels", {}),
    ("Make a channel for the launch.", "create_channel", {"name": "project-launch", "is_private": True}),
    ("Bring Mara in.", "invite_to_channel", {"channel_id": "C0123ABCD", "user_ids": ["U0123ABCD"]}),
    ("Close it.", "archive_channel", {"channel_id": "C0123ABCD"}),
    ("Talk to both.", "open_conversation", {"user_ids": ["U0123ABCD", "U0456EFGH"]}),
    ("Who is here?", "list_users", {}),
    ("Who is mara@globex.example?", "find_user_by_email", {"email": "mara@globex.example"}),
    ("Who is that?", "get_user", {"user_id": "U0123ABCD"}),
    ("I am at lunch.", "set_status", {"status_text": "At lunch", "status_emoji": ":sandwich:"}),
    ("Take my status off.", "set_status", {"status_text": "", "status_emoji": ""}),
    ("Which workspace is this?", "get_workspace", {}),
    ("Send them the file.", "upload_file", {"channel_id": "C0123ABCD", "file_id": "0c8f7a1e"}),
    ("Get the report.", "get_file", {"slack_file_id": "F0123ABCD"}),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("post_message", {"channel_id": "C0123ABCD"}),
    ("post_message", {"channel_id": "C0123ABCD", "text": ""}),
    ("post_message", {"channel_id": "../users", "text": "x"}),
    ("post_message", {"channel_id": "C0123ABCD", "body": "x"}),
    ("reply_in_thread", {"channel_id": "C0123ABCD", "thread_ts": "yesterday", "text": "x"}),
    ("schedule_message", {"channel_id": "C0123ABCD", "text": "x", "send_at": "2026-12-07T09:00:00"}),
    ("schedule_message", {"channel_id": "C0123ABCD", "text": "x", "send_at": "tomorrow"}),
    ("get_channel_history", {"channel_id": "C0123ABCD", "start": "2026-12-07T09:00:00"}),
    (
        "get_channel_history",
        {"channel_id": "C0123ABCD", "start": "2026-12-07T09:00:00Z", "end": "2026-12-06T09:00:00Z"},
    ),
    ("create_channel", {"name": "Project Launch"}),
    ("invite_to_channel", {"channel_id": "C0123ABCD", "user_ids": []}),
    ("find_user_by_email", {"email": "mara"}),
    ("set_status", {"status_emoji": "sandwich"}),
    ("upload_file", {"channel_id": "C0123ABCD"}),
    ("upload_file", {"file_id": "0c8f7a1e", "content": "x"}),
    ("upload_file", {"content": "x", "thread_ts": "1790003600.000100"}),
    ("add_reaction", {**MESSAGE, "name": "two words"}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(service.operations[name], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == set(service.operations)


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused_before_anything_is_sent(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(service.operations[name], arguments)


def test_what_cannot_be_undone_waits_for_a_person() -> None:
    waiting = {operation.name for operation in service.operations.values() if tool(operation)["needs_approval"]}

    assert waiting == {"delete_message", "archive_channel"}
