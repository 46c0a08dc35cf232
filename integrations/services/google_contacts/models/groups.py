"""Groups of contacts, and what is given to list, make and fill them."""

from __future__ import annotations

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.google_contacts.models.names import GroupId, ResourceName

GROUPS_CAP = 2000
MOST_MEMBERS = 1000


class GoogleContactGroupList(Input):
    """Which groups to list."""

    max_results: int = Field(default=200, ge=1, le=1000)
    """How many groups a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(GROUPS_CAP)


class GoogleContactGroup(Output):
    """A group of contacts."""

    model_config = ConfigDict(json_schema_extra=leads("name", "member_count", "is_system"))

    group_id: str
    """Identifier of the group."""
    name: str = ""
    """What it is called."""
    is_system: bool = False
    """Whether it is one of Google's own, such as myContacts and starred."""
    member_count: int = 0
    """How many contacts are in it."""
    updated: AwareDatetime | None = None
    """When it was last changed, where Google tells it."""
    etag: str | None = None
    """Changes with every change of it."""
    warnings: Warnings = []


class GoogleContactGroups(Output):
    """Groups of contacts."""

    groups: list[GoogleContactGroup]
    """The groups of this page."""
    count: Count
    next_page_token: NextPageToken = None


class GoogleContactGroupCreate(Input):
    """A group to make."""

    name: str = Field(min_length=1, max_length=1024)
    """What it is called; no two groups have the same name."""


class GoogleContactGroupMembers(Input):
    """A group, and contacts."""

    group_id: GroupId
    resource_names: list[ResourceName] = Field(
        min_length=1, max_length=MOST_MEMBERS, json_schema_extra=ui(options="contacts")
    )
    """Google's names of the contacts, at most 1,000."""


class GoogleContactGroupChange(Output):
    """A group after contacts have come or gone."""

    group_id: str
    """The group."""
    resource_names: list[str]
    """Names of the contacts that are in it now, or out of it."""
    count: Count
    not_found: list[str] = []
    """Names of those that there are not."""
    not_removed: list[str] = []
    """Names of those that stay, because they are in no other group."""
