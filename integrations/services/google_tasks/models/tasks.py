"""Tasks as Google keeps them, and what is given to make, find, change, move and delete them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.identifiers import Identifier
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.services.google_tasks.days import DueDay
from integrations.services.google_tasks.models.fields import (
    MainTasklistId,
    OtherTaskId,
    TaskId,
    TasklistId,
    Title,
)

TASKS_CAP = 2000


class GoogleTaskLink(Output):
    """Something a task points to."""

    url: str
    """Its address."""
    kind: str = ""
    """What it is: email, generic, chat_message, keep_note and the like."""
    description: str = ""
    """What it says about itself."""


class GoogleTaskAssignment(Output):
    """Where a task was assigned to the account."""

    surface: str = ""
    """DOCUMENT, SPACE (of Google Chat) or GMAIL."""
    link: str | None = None
    """Address of the original task there."""
    drive_file_id: str | None = None
    """Id of the document in Google Drive."""
    resource_key: str | None = None
    """What else Drive wants to know to open that document, where it does."""
    space: str | None = None
    """The space of Google Chat, as spaces/…"""


class GoogleTask(Output):
    """A task; what Google left out is empty."""

    model_config = ConfigDict(json_schema_extra=leads("title", "due", "status"))

    task_id: str
    """Google's identifier of the task."""
    tasklist_id: str
    """The list it was read from."""
    title: str = ""
    """What is to be done."""
    notes: str = ""
    """What else there is to say about it."""
    due: date | None = None
    """The day it is due; Google keeps no time of day."""
    status: str = "needsAction"
    """needsAction or completed."""
    completed: AwareDatetime | None = None
    """When it was completed."""
    parent_id: str | None = None
    """Id of the task that it is a part of."""
    position: str = ""
    """Its place among those with the same parent: they are ordered by this text."""
    is_hidden: bool = False
    """Whether it was completed before its list was last cleared, or in one of Google's own apps."""
    is_deleted: bool = False
    """Whether it is deleted."""
    assignment: GoogleTaskAssignment | None = None
    """Where it was assigned to the account; deleting such a task deletes its original there."""
    links: list[GoogleTaskLink] = []
    """What it points to, such as the e-mail that it was made from."""
    link: str | None = None
    """Address of its page in Google Tasks."""
    updated: AwareDatetime | None = None
    """When it was last changed."""
    etag: str | None = None
    """Changes with every change of it."""
    warnings: Warnings = []


class GoogleTaskCreate(Input):
    """A task to make."""

    title: Title = Field(min_length=1)
    """What is to be done."""
    due: Annotated[DueDay | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(widget="date"))
    """The day it is due; of a time the date alone counts, as it is written."""
    notes: str = Field(default="", max_length=8192, json_schema_extra=ui(widget="textarea"))
    """What else there is to say about it."""
    parent_id: OtherTaskId = Field(
        default=None, json_schema_extra=ui(options="tasks", rests_on=["tasklist_id"], advanced=True)
    )
    """Id of the task that it is a part of; empty is none."""
    previous_id: OtherTaskId = Field(
        default=None, json_schema_extra=ui(options="tasks", rests_on=["tasklist_id"], advanced=True)
    )
    """Id of the task after which it stands, with the same parent; empty is the very top."""
    tasklist_id: TasklistId = "@default"


class GoogleTaskFilter(Input):
    """Which tasks to list."""

    tasklist_id: MainTasklistId = "@default"
    due_until: Annotated[DueDay | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(widget="date"))
    """Only tasks due on this day or before it; tasks without a day are left out then."""
    show_completed: bool = False
    """List completed tasks as well, also those that were completed in Google's own apps or cleared away."""
    due_from: Annotated[DueDay | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(widget="date", advanced=True)
    )
    """Only tasks due on this day or after it; tasks without a day are left out then."""
    completed_after: Annotated[AwareDatetime | None, BlankIsNone] = Field(
        default=None,
        examples=["2026-03-02T09:00:00+01:00"],
        json_schema_extra=ui(widget="datetime", advanced=True, show_when={"show_completed": [True]}),
    )
    """Only tasks completed at this time or after it."""
    completed_before: Annotated[AwareDatetime | None, BlankIsNone] = Field(
        default=None,
        examples=["2026-03-09T09:00:00+01:00"],
        json_schema_extra=ui(widget="datetime", advanced=True, show_when={"show_completed": [True]}),
    )
    """Only tasks completed at this time or before it."""
    updated_after: Annotated[AwareDatetime | None, BlankIsNone] = Field(
        default=None,
        examples=["2026-03-02T09:00:00+01:00"],
        json_schema_extra=ui(widget="datetime", advanced=True),
    )
    """Only tasks changed at this time or after it."""
    show_assigned: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """List tasks as well that were assigned to the account in documents and chat spaces."""
    show_deleted: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """List deleted tasks as well."""
    max_results: int = Field(default=50, ge=1, le=100, json_schema_extra=ui(advanced=True))
    """How many tasks a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(TASKS_CAP)

    @between("due_from", "due_until")
    def _days_in_order(self) -> str | None:
        if self.due_from and self.due_until and self.due_from > self.due_until:
            return f"{self.due_from!r} is after due_until {self.due_until!r}; write the earlier day here"
        return None

    @between("show_completed", "completed_after", "completed_before")
    def _shows_what_is_asked_for(self) -> str | None:
        if not self.show_completed and (self.completed_after or self.completed_before):
            return "completed_after and completed_before need show_completed; switch it on"
        return None


class GoogleTasks(Output):
    """Tasks of a list, subtasks among them."""

    tasks: list[GoogleTask]
    """The tasks of this page."""
    count: Count
    next_page_token: NextPageToken = None


class GoogleTaskGet(Input):
    """Which task to read."""

    task_id: TaskId
    tasklist_id: TasklistId = "@default"


class GoogleTaskUpdate(Input):
    """Changes of a task; what is not given stays as it is."""

    task_id: TaskId
    title: str | None = Field(default=None, max_length=1024)
    """What is to be done."""
    due: Annotated[DueDay | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(widget="date"))
    """The day it is due; of a time the date alone counts, as it is written. Null clears it."""
    notes: str | None = Field(default=None, max_length=8192, json_schema_extra=ui(widget="textarea", advanced=True))
    """What else there is to say about it; an empty text clears it. Tasks assigned from documents have none."""
    status: Annotated[Literal["needsAction", "completed"] | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(advanced=True)
    )
    """completed, or needsAction to open it again; empty leaves it."""
    tasklist_id: TasklistId = "@default"


class GoogleTaskComplete(Input):
    """Which task to complete."""

    task_id: TaskId
    tasklist_id: TasklistId = "@default"


class GoogleTaskMove(Input):
    """Where to put a task."""

    task_id: TaskId
    parent_id: OtherTaskId = Field(
        default=None, json_schema_extra=ui(options="tasks", rests_on=["to_tasklist_id", "tasklist_id"])
    )
    """Id of the task that it becomes a part of; empty is none."""
    previous_id: OtherTaskId = Field(
        default=None, json_schema_extra=ui(options="tasks", rests_on=["to_tasklist_id", "tasklist_id"])
    )
    """Id of the task after which it stands, with the same parent; empty is the very top."""
    to_tasklist_id: Annotated[Identifier | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(options="tasklists", advanced=True)
    )
    """Id of another list to move it to; empty is its own. Repeating tasks stay in their list."""
    tasklist_id: TasklistId = "@default"


class GoogleTaskDelete(Input):
    """Which task to delete."""

    task_id: TaskId
    tasklist_id: TasklistId = "@default"


class GoogleTaskDeleted(Output):
    """A task that is gone."""

    task_id: str
    """Id it had."""
    tasklist_id: str
    """The list it was in."""
    deleted: Literal[True] = True
    """It is deleted now."""
