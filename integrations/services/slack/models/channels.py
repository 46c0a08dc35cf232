"""Channels, and conversations of a few people."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.slack.models.fields import ChannelId, UserIds

CHANNELS_CAP = 2000
ChannelKind = Literal["public", "private"]
ConversationKind = Literal["public", "private", "direct", "group"]


class SlackChannelList(Input):
    """Which channels to list."""

    kinds: list[ChannelKind] = Field(default=["public", "private"], min_length=1, json_schema_extra=ui())
    """Public channels, private ones that the app is in, or both."""
    include_archived: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """List archived channels as well."""
    max_results: int = Field(default=200, ge=1, le=1000, json_schema_extra=ui(advanced=True))
    """How many channels a page has; Slack may give fewer."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(CHANNELS_CAP)


class SlackChannelCreate(Input):
    """A channel to make."""

    name: str = Field(
        min_length=1, max_length=80, pattern=r"^[^\sA-Z.,;:!?#@/\\()\[\]{}'\"]+$", examples=["project-pilot"]
    )
    """Name of the channel: lower case, without spaces and punctuation but hyphens and underscores."""
    is_private: bool = False
    """Whether only those who are invited see it."""


class SlackChannelInvite(Input):
    """Whom to invite where."""

    channel_id: ChannelId
    user_ids: UserIds


class SlackChannelArchive(Input):
    """Which channel to close."""

    channel_id: ChannelId


class SlackConversationOpen(Input):
    """With whom to talk."""

    user_ids: UserIds


class SlackChannel(Output):
    """A channel or a conversation."""

    model_config = ConfigDict(json_schema_extra=leads("name", "kind", "member_count"))

    channel_id: str
    """Id of the channel."""
    name: str = ""
    """Its name, without the sign; a conversation of people has none of its own."""
    kind: ConversationKind = "public"
    """Who sees it: everybody (public), who was invited (private), two (direct) or a few people (group)."""
    topic: str = ""
    """What it is about just now."""
    purpose: str = ""
    """What it is for."""
    is_archived: bool = False
    """Whether it is closed."""
    is_member: bool = False
    """Whether the app is in it."""
    is_shared: bool = False
    """Whether another company is in it as well."""
    member_count: int | None = None
    """How many people are in it."""
    creator_id: str = ""
    """Id of who has made it."""
    user_id: str = ""
    """Of a conversation of two: id of the other one."""
    created: AwareDatetime | None = None
    """When it was made."""
    warnings: Warnings = []


class SlackChannels(Output):
    """Channels."""

    channels: list[SlackChannel]
    """The channels."""
    count: Count
    next_page_token: NextPageToken = None


class SlackChannelInvited(Output):
    """A channel with those who are in it now."""

    channel_id: str
    """Id of the channel."""
    invited_user_ids: list[str]
    """Ids of those who were invited now."""
    already_there_user_ids: list[str]
    """Ids of those who were in it already."""


class SlackChannelArchived(Output):
    """A channel that is closed."""

    channel_id: str
    """Id of the channel."""
    is_archived: bool = True
    """Always true."""


class SlackConversationOpened(Output):
    """A conversation, the one there was or a new one."""

    channel_id: str
    """Id of the conversation, for post_message."""
