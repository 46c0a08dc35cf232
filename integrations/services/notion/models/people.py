"""People and their comments."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.notion.models.fields import ContainerId, OptionalId
from integrations.services.notion.models.parts import NotionDated, NotionParent

USERS_CAP = 5000
COMMENTS_CAP = 1000


class NotionUserList(Input):
    """Which users to list."""

    max_results: int = Field(default=100, ge=1, le=100)
    """How many users a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(USERS_CAP)


class NotionUser(Output):
    """A person or a bot of the workspace."""

    model_config = ConfigDict(json_schema_extra=leads("name", "email", "kind"))

    user_id: str
    """Identifier of the user."""
    name: str = ""
    """What it is called."""
    kind: str = "person"
    """person or bot."""
    email: str | None = None
    """Address of the person, where the app may see it."""
    avatar_url: str | None = None
    """Address of the picture."""
    warnings: Warnings = []


class NotionUsers(Output):
    """Users of the workspace; guests are not among them."""

    users: list[NotionUser]
    """The users of this page."""
    count: Count
    next_page_token: NextPageToken = None


class NotionCommentCreate(Input):
    """A comment to make: on a page or a block, or in a discussion."""

    block_id: OptionalId = Field(default=None, json_schema_extra=ui(options="pages"))
    """The page or the block to comment on."""
    markdown: str = Field(min_length=1, max_length=100_000, json_schema_extra=ui(widget="markdown"))
    """The comment, as one paragraph of Markdown: bold, italic, code, links."""
    in_discussion: OptionalId = Field(default=None, json_schema_extra=ui(advanced=True))
    """discussion_id of a comment, to answer it; instead of the page."""

    @between("block_id", "in_discussion")
    def _is_about_one_thing(self) -> str | None:
        if bool(self.block_id) == bool(self.in_discussion):
            return "Choose what to comment on: a page or a block, or a discussion to answer in."
        return None


class NotionCommentList(Input):
    """Whose comments to list."""

    block_id: ContainerId
    max_results: int = Field(default=100, ge=1, le=100)
    """How many comments a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(COMMENTS_CAP)


class NotionComment(NotionDated):
    """A comment."""

    model_config = ConfigDict(json_schema_extra=leads("plain_text", "created_by", "created_time"))

    comment_id: str
    """Identifier of the comment."""
    discussion_id: str | None = None
    """The discussion it belongs to; create_comment answers in it."""
    plain_text: str = ""
    """What it says."""
    markdown: str = ""
    """The same as Markdown."""
    parent: NotionParent | None = None
    """The page or the block it is about."""
    warnings: Warnings = []


class NotionComments(Output):
    """Open comments, the oldest first."""

    comments: list[NotionComment]
    """The comments of this page."""
    count: Count
    next_page_token: NextPageToken = None
