"""Field types that several inputs share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue

from integrations.catalog.files import FileRef
from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import BlankIsNone, ui
from integrations.services.slack.moments import is_message_id, second_of

TextFormat = Literal["markdown", "mrkdwn", "plain"]


def _message_id(text: str) -> str:
    if not is_message_id(text):
        raise ValueError(f"{text[:60]!r} is no message's id, such as 1790003600.000100")
    return text


def _send_at(text: str) -> str:
    try:
        second_of(text, datetime(2000, 1, 1, tzinfo=UTC))
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text[:60]!r} is no time: write 2026-12-24T09:00:00+01:00, or +30m, +2h, +1d from now on"
        ) from None
    return text


def _file_id(value: object) -> object:
    """A whole file from an earlier step stands for its id."""
    if isinstance(value, FileRef):
        return value.file_id
    return value.get("file_id", value) if isinstance(value, dict) else value


_MessageId = Annotated[Identifier, AfterValidator(_message_id)]
SendAt = Annotated[str, AfterValidator(_send_at), Field(max_length=60, examples=["+2h", "2026-12-24T09:00:00+01:00"])]
ChannelId = Annotated[
    Identifier,
    Field(
        description="Id of the channel or conversation, from list_channels or open_conversation.",
        json_schema_extra=ui(options="channels"),
    ),
]
PostTo = Annotated[
    Identifier,
    Field(
        description="Where to: id of a channel, from list_channels, or of a person, from list_users.",
        json_schema_extra=ui(options="channels"),
    ),
]
MessageId = Annotated[
    _MessageId,
    Field(
        description="Id of the message, which Slack calls its ts; from history, search or the trigger.",
        examples=["1790003600.000100"],
        json_schema_extra=ui(options="messages", rests_on=["channel_id"]),
    ),
]
ThreadTs = Annotated[
    _MessageId,
    Field(
        description="Id of the thread: its first message's, which Slack calls thread_ts.",
        examples=["1790003600.000100"],
        json_schema_extra=ui(options="messages", rests_on=["channel_id"]),
    ),
]
OptionalThreadTs = Annotated[
    _MessageId | None,
    BlankIsNone,
    Field(
        description="Id of the thread to put it into: its first message's.",
        examples=["1790003600.000100"],
        json_schema_extra=ui(options="messages", rests_on=["channel_id"], advanced=True),
    ),
]
UserId = Annotated[
    Identifier,
    Field(description="Id of the person, from list_users.", json_schema_extra=ui(options="users")),
]
OptionalUserId = Annotated[Identifier | None, BlankIsNone, Field(json_schema_extra=ui(options="users", advanced=True))]
UserIds = Annotated[
    list[Identifier],
    Field(
        description="Ids of the people, from list_users.",
        min_length=1,
        json_schema_extra=ui(options="users", widget="tags"),
    ),
]
SlackFileId = Annotated[
    Identifier,
    Field(
        description="Slack's id of the file, from a message or upload_file.",
        json_schema_extra=ui(options="files"),
    ),
]
StoredFileId = Annotated[Identifier | None, BlankIsNone, BeforeValidator(_file_id)]
Blocks = Annotated[
    list[dict[str, JsonValue]],
    Field(
        description="Slack's own block objects, shown in place of the text, which then is what notifications say.",
        max_length=50,
        examples=[[{"type": "section", "text": {"type": "mrkdwn", "text": "*Pilot*: it begins at ten."}}]],
        json_schema_extra=ui(widget="code", advanced=True),
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=400_000, json_schema_extra=ui(widget="markdown"))]
Format = Annotated[
    TextFormat,
    Field(
        description="How the text is written: Markdown, Slack's own mrkdwn, or plain words shown as they are.",
        json_schema_extra=ui(advanced=True),
    ),
]
NotifyEveryone = Annotated[
    bool,
    Field(
        description="Let <!channel>, <!here> and <!everyone> in the text call everybody; else they are mere words.",
        json_schema_extra=ui(advanced=True),
    ),
]
