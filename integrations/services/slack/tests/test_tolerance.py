"""Slack's answers as they may come: with more fields, with fewer, with null, and with one that cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.catalog.testing.served import served_context
from integrations.errors import MachinaError, RateLimited, ReconnectRequired, RemoteRejected, RemoteUnavailable
from integrations.services.slack.models import channels, files, messages, people
from integrations.services.slack.operations.channels import list_channels
from integrations.services.slack.operations.files import get_file
from integrations.services.slack.operations.people import find_user_by_email, get_user, get_workspace, list_users
from integrations.services.slack.operations.reading import (
    get_channel_history,
    get_permalink,
    get_thread,
    search_messages,
)
from integrations.services.slack.parsing import parse_channel, parse_message, parse_user
from integrations.services.slack.service import service

TS = "1790003600.000100"
MESSAGE = {"type": "message", "ts": TS, "text": "Hi", "user": "U1", "thread_ts": TS, "reply_count": 1}
FEW_MESSAGE = {"ts": TS, "text": "Hi"}
USER = {"id": "U1", "name": "mara", "tz": "Europe/Berlin", "profile": {"email": "mara@globex.example"}}
FILE = {
    "id": "F1",
    "name": "a.txt",
    "mimetype": "text/plain",
    "size": 2,
    "url_private_download": "/files-pri/T1-F1/a.txt",
}
NEW = {"x_of_tomorrow": {"deep": [1]}}
HISTORY = messages.SlackHistoryGet(channel_id="C1")
THREAD = messages.SlackThreadGet(channel_id="C1", thread_ts=TS)
LINK = messages.SlackPermalinkGet(channel_id="C1", message_id=TS)
READS: list[tuple[Any, Any, str, dict[str, Any], dict[str, Any]]] = [
    (get_channel_history, HISTORY, "conversations.history", {"messages": [MESSAGE]}, {"messages": [FEW_MESSAGE]}),
    (get_thread, THREAD, "conversations.replies", {"messages": [MESSAGE]}, {"messages": [FEW_MESSAGE]}),
    (
        search_messages,
        messages.SlackMessageSearch(query="hi"),
        "search.messages",
        {"messages": {"matches": [{**MESSAGE, "channel": {"id": "C1", "name": "general"}}]}},
        {"messages": {"matches": [FEW_MESSAGE]}},
    ),
    (
        get_permalink,
        LINK,
        "chat.getPermalink",
        {"permalink": "https://x.example", "channel": "C1"},
        {"permalink": "https://x.example"},
    ),
    (
        list_channels,
        channels.SlackChannelList(),
        "conversations.list",
        {"channels": [{"id": "C1", "name": "general", "is_member": True}]},
        {"channels": [{"id": "C1"}]},
    ),
    (list_users, people.SlackUserList(), "users.list", {"members": [USER]}, {"members": [{"id": "U1"}]}),
    (
        find_user_by_email,
        people.SlackUserFind(email="mara@globex.example"),
        "users.lookupByEmail",
        {"user": USER},
        {"user": {"id": "U1"}},
    ),
    (get_user, people.SlackUserGet(user_id="U1"), "users.info", {"user": USER}, {"user": {"id": "U1"}}),
    (
        get_workspace,
        people.SlackWorkspaceGet(),
        "auth.test",
        {"team_id": "T1", "team": "Globex", "url": "https://globex.slack.com/", "user": "machina", "user_id": "U1"},
        {"team_id": "T1"},
    ),
]


@pytest.mark.parametrize(("operation", "data", "method", "more", "fewer"), READS)
def test_reading_bears_fields_that_come_and_go(
    operation: Any, data: Any, method: str, more: dict[str, Any], fewer: dict[str, Any]
) -> None:
    with served_context(service) as ctx:
        ctx.vendor.will_answer("POST", f"/api/{method}", {"ok": True, **more, **NEW})
        ctx.vendor.will_answer("POST", f"/api/{method}", {"ok": True, **fewer})
        operation(ctx, data)
        operation(ctx, data)


@pytest.mark.parametrize("file", [{**FILE, "title": "Letter", **NEW}, FILE])
def test_a_file_with_and_without_a_title(file: dict[str, Any]) -> None:
    with served_context(service) as ctx:
        told = {**file, "url_private_download": f"{ctx.origin}/files-pri/T1-F1/a.txt"}
        ctx.vendor.will_answer("POST", "/api/files.info", {"ok": True, "file": told, **NEW})
        ctx.vendor.will_answer("GET", "/files-pri/T1-F1/a.txt", b"Hi")
        got = get_file(ctx, files.SlackFileGet(slack_file_id="F1"))

    assert (got.filename, got.size, got.title) == ("a.txt", 2, file.get("title", ""))


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (404, {}, RemoteRejected),
        (409, {}, RemoteRejected),
        (400, {}, RemoteRejected),
        (429, {"Retry-After": "90"}, RateLimited),
        (503, {"Retry-After": "90"}, RemoteUnavailable),
    ],
)
def test_statuses_count_where_slack_says_no_word(
    status: int, headers: dict[str, str], kind: type[MachinaError]
) -> None:
    with served_context(service) as ctx:
        ctx.vendor.will_answer("POST", "/api/users.info", {}, status=status, headers=headers)
        with pytest.raises(kind):
            get_user(ctx, people.SlackUserGet(user_id="U1"))


@pytest.mark.parametrize(("word", "status"), [("invalid_auth", 200), ("account_inactive", 401)])
def test_an_access_that_slack_no_longer_takes(word: str, status: int) -> None:
    with served_context(service) as ctx:
        body, headers = {"ok": False, "error": word}, {"content-type": "application/json"}
        ctx.vendor.will_answer("POST", "/api/users.info", body, status=status, headers=headers)
        with pytest.raises(ReconnectRequired):
            get_user(ctx, people.SlackUserGet(user_id="U1"))


def test_one_message_that_cannot_be_read_takes_no_other_with_it() -> None:
    broken = {"ts": TS, "text": ["no", "text"], "user": 7, "reactions": "many", "files": [None, {"id": "F1"}]}
    read = parse_message(broken, channel_id="C1")

    assert (read.message_id, read.text, read.user_id) == (TS, "", "")
    assert [warning.split(" ")[0] for warning in read.warnings] == ["mrkdwn", "user_id"]
    assert [each.slack_file_id for each in read.files] == ["F1"]


def test_null_means_nothing() -> None:
    nothing = dict.fromkeys(("text", "user", "thread_ts", "reactions", "files", "edited", "pinned_to", "subtype"))
    assert parse_message({"ts": TS, **nothing}, channel_id="C1").warnings == []
    assert parse_user({"id": "U1", "profile": None, "tz": None, "deleted": None}).warnings == []
    assert parse_channel({"id": "C1", "topic": None, "num_members": None, "created": None}).warnings == []


@pytest.mark.parametrize(
    ("facts", "kind"),
    [({"is_im": True}, "direct"), ({"is_mpim": True}, "group"), ({"is_private": True}, "private"), ({}, "public")],
)
def test_kinds_of_conversations(facts: dict[str, object], kind: str) -> None:
    assert parse_channel({"id": "C1", **facts}).kind == kind
