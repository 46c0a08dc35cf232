"""The people of the workspace, and the workspace itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.services.slack.models.fields import UserId

USERS_CAP = 2000


class SlackUserList(Input):
    """Whom to list."""

    include_deactivated: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """List those as well who have left."""
    include_bots: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """List apps as well."""
    max_results: int = Field(default=200, ge=1, le=1000)
    """How many people a page has before those who are left out; Slack may give fewer."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(USERS_CAP)


class SlackUserFind(Input):
    """Whose account to find."""

    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["mara.holt@globex.example"])
    """E-mail address in Slack."""


class SlackUserGet(Input):
    """Whose account to read."""

    user_id: UserId


class SlackStatusSet(Input):
    """What to show beside one's name; fields that are not given stay, an empty text clears them."""

    status_text: str | None = Field(default=None, max_length=100, examples=["In a meeting"])
    """Words beside the name, for example In a meeting."""
    status_emoji: str | None = Field(default=None, max_length=100, pattern=r"^(:[^\s:]+:)?$", examples=[":calendar:"])
    """Emoji beside the name, with colons; Slack takes a speech balloon for words without one."""
    clear_at: Annotated[
        AwareDatetime | None,
        BlankIsNone,
        Field(examples=["2026-03-09T18:00:00+01:00"], json_schema_extra=ui(widget="datetime")),
    ] = None
    """When Slack takes it off; null keeps it."""


class SlackWorkspaceGet(Input):
    """Nothing to say: the workspace is that of the account."""


class SlackUser(Output):
    """Somebody in the workspace."""

    model_config = ConfigDict(json_schema_extra=leads("name", "handle", "email"))

    user_id: str
    """Id of the person."""
    handle: str = ""
    """Name in mentions, without the sign."""
    name: str = ""
    """Full name."""
    display_name: str = ""
    """What the person wants to be called."""
    email: str = ""
    """E-mail address; empty where the app may not see it."""
    title: str = ""
    """What the person does."""
    time_zone: str = ""
    """Zone by area and city."""
    is_bot: bool = False
    """Whether it is an app."""
    is_deactivated: bool = False
    """Whether the person has left."""
    is_admin: bool = False
    """Whether the person administers the workspace."""
    status_text: str = ""
    """Words beside the name."""
    status_emoji: str = ""
    """Emoji beside the name."""
    warnings: Warnings = []


class SlackUsers(Output):
    """People of the workspace."""

    users: list[SlackUser]
    """The people."""
    count: Count
    next_page_token: NextPageToken = None


class SlackStatus(Output):
    """What stands beside one's name now."""

    status_text: str = ""
    """The words."""
    status_emoji: str = ""
    """The emoji, with colons."""
    clear_at: AwareDatetime | None = None
    """When Slack takes it off; null for never."""


class SlackWorkspace(Output):
    """The workspace, and as whom it is used."""

    workspace_id: str
    """Id of the workspace."""
    name: str = ""
    """What it is called."""
    url: str = ""
    """Its address."""
    user_id: str = ""
    """Id of the app's user, or of the person."""
    handle: str = ""
    """Name of that user."""
