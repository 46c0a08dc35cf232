"""Task lists, and what is given to list, make, change and delete them."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads
from integrations.services.google_tasks.models.fields import MainTasklistId, Title

TASKLISTS_CAP = 2000


class GoogleTasklistList(Input):
    """Which task lists to list."""

    max_results: int = Field(default=100, ge=1, le=1000)
    """How many lists a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(TASKLISTS_CAP)


class GoogleTasklist(Output):
    """A list of tasks."""

    model_config = ConfigDict(json_schema_extra=leads("title", "updated"))

    tasklist_id: str
    """Identifier of the list."""
    title: str = ""
    """What it is called."""
    updated: AwareDatetime | None = None
    """When it was last changed."""
    etag: str | None = None
    """Changes with every change of it."""
    warnings: Warnings = []


class GoogleTasklists(Output):
    """The account's task lists."""

    tasklists: list[GoogleTasklist]
    """The lists of this page."""
    count: Count
    next_page_token: NextPageToken = None


class GoogleTasklistCreate(Input):
    """A task list to make."""

    title: Title = Field(min_length=1)
    """What it is called; two lists may have the same name."""


class GoogleTasklistUpdate(Input):
    """A new name for a task list."""

    tasklist_id: MainTasklistId
    title: Title = Field(min_length=1)
    """What it is called from now on."""


class GoogleTasklistDelete(Input):
    """Which task list to delete."""

    tasklist_id: MainTasklistId


class GoogleTasklistDeleted(Output):
    """A task list that is gone."""

    tasklist_id: str
    """Id it had."""
    deleted: Literal[True] = True
    """It is deleted now, with all its tasks."""


class GoogleTasklistClear(Input):
    """Which task list to clear of completed tasks."""

    tasklist_id: MainTasklistId = "@default"


class GoogleTasklistCleared(Output):
    """A task list without its completed tasks."""

    tasklist_id: str
    """The list."""
    cleared: Literal[True] = True
    """Its completed tasks are hidden now."""
