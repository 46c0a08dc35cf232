"""Files, up and down."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from integrations.catalog.between import between
from integrations.catalog.files import FileRef
from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import BlankIsNone, Input, Output, ui
from integrations.services.slack.models.fields import OptionalThreadTs, SlackFileId, StoredFileId

LONGEST_CONTENT = 1_000_000


class SlackFileUpload(Input):
    """A file to upload, from an earlier step or from its text."""

    channel_id: Annotated[
        Identifier | None,
        BlankIsNone,
        Field(
            description="Id of the channel to share it in; without one it stays the app's own.",
            json_schema_extra=ui(options="channels"),
        ),
    ] = None
    file_id: StoredFileId = Field(default=None, json_schema_extra=ui(widget="file"))
    """Id of a file from an earlier step, such as file_id of a download."""
    content: str | None = Field(default=None, max_length=LONGEST_CONTENT, json_schema_extra=ui(widget="code"))
    """The text of the file, instead of a file."""
    filename: Annotated[str | None, BlankIsNone] = Field(
        default=None, max_length=255, json_schema_extra=ui(advanced=True)
    )
    """Name of the file in Slack; without one, the name it has, or message.txt."""
    title: str = Field(default="", max_length=255, json_schema_extra=ui(advanced=True))
    """What it is called in Slack; empty is its name."""
    comment: str = Field(default="", max_length=40_000, json_schema_extra=ui(advanced=True))
    """Words that go with it, in Markdown."""
    thread_ts: OptionalThreadTs = None

    @between("file_id", "content")
    def is_one_of_both(self) -> str | None:
        if (self.file_id is None) == (self.content is None):
            return "give either a file or its content"
        return None

    @between("channel_id", "thread_ts")
    def is_in_a_channel(self) -> str | None:
        if self.thread_ts is not None and self.channel_id is None:
            return "a thread is in a channel: give channel_id as well"
        return None


class SlackFileGet(Input):
    """Which file to download."""

    slack_file_id: SlackFileId


class SlackFile(Output):
    """A file as Slack knows it."""

    slack_file_id: str
    """Slack's id of the file."""
    filename: str = ""
    """Its name."""
    title: str = ""
    """What it is called in Slack."""
    mime_type: str = ""
    """Media type, for example application/pdf."""
    size: int | None = None
    """Size in bytes."""
    permalink: str = ""
    """Its address for people."""
    channel_ids: list[str] = []
    """Ids of the conversations it is shared in, as far as Slack tells them."""
    user_id: str = ""
    """Id of who has uploaded it."""
    created: AwareDatetime | None = None
    """When it was uploaded."""


class SlackFileContent(FileRef):
    """A stored file; pass its file_id on to later steps."""

    slack_file_id: str
    """Slack's id of the file."""
    title: str = ""
    """What it is called in Slack."""
    permalink: str = ""
    """Its address for people."""
