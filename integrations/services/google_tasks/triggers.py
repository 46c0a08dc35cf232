"""Changed tasks, by the time of their last change: Google Tasks has no sync tokens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.schema import Input, ui
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.services.google_tasks import samples
from integrations.services.google_tasks.models.fields import MainTasklistId
from integrations.services.google_tasks.models.tasks import GoogleTask
from integrations.services.google_tasks.parsing import Resource, parse_task
from integrations.services.google_tasks.service import TASKS, service

Change = Literal["updated", "completed", "deleted"]
PAGE = 100
MOST_AT_ONCE = 5000
OVERLAP = timedelta(minutes=5)
"""So far back each poll looks again: Google's clock is not ours, and a change may be told a moment late."""


class GoogleTaskChangeFilter(Input):
    """Which changes to hand over."""

    tasklist_id: MainTasklistId = "@default"
    changes: list[Change] = Field(default=["updated", "completed", "deleted"], min_length=1, json_schema_extra=ui())
    """Kinds of change: made or changed, completed, deleted."""


class GoogleTaskChange(GoogleTask):
    """A task after a change."""

    change: Change
    """What happened to it: updated (also when it is new), completed or deleted."""


class GoogleTasksCheckpoint(BaseModel):
    """From when on changes are asked for, and which of those are handed over already."""

    since_at: AwareDatetime
    seen: list[str] = []
    completions: list[str] = []


@service.poller(
    event=GoogleTaskChange,
    checkpoint=GoogleTasksCheckpoint,
    scopes=[TASKS],
    price="task_poll",
    icon="bell",
    sample={**samples.TASK, "change": "updated"},
    example={"tasklist_id": "@default", "changes": ["updated", "completed"]},
    label="Task changed",
    every_seconds=60,
)
def task_changed(
    ctx: Ctx, params: GoogleTaskChangeFilter, checkpoint: GoogleTasksCheckpoint | None
) -> Poll[GoogleTaskChange, GoogleTasksCheckpoint]:
    """Starts with each task of a list that is made, changed, completed or deleted.

    Counts from the moment it is switched on. Google tells new tasks from changed ones by nothing, so both are updated.
    At most 5,000 changes are handed over at once; the trigger says when there were more.
    """
    since = checkpoint.since_at if checkpoint else ctx.now - OVERLAP
    found, has_more = _changed_since(ctx, params.tasklist_id, since)
    next_since = max([since, *(task.updated - OVERLAP for task in found if task.updated)])
    still_in_reach = [task for task in found if task.updated is None or task.updated >= next_since]
    following = GoogleTasksCheckpoint(
        since_at=next_since,
        seen=[_delivery_id(task) for task in still_in_reach],
        completions=[_completion(task) for task in still_in_reach if task.completed],
    )
    if checkpoint is None:
        return Poll(events=[], checkpoint=following)
    polled = [_polled(task, checkpoint) for task in found if _delivery_id(task) not in checkpoint.seen]
    lost = f"More than {MOST_AT_ONCE:,} tasks changed since {since.isoformat()}; the rest is lost."
    events = [each for each in polled if each.data.change in params.changes]
    return Poll(events=events, checkpoint=following, gap=lost if has_more else None)


def _changed_since(ctx: Ctx, tasklist_id: str, since: datetime) -> tuple[list[GoogleTask], bool]:
    tasks = ctx.google("tasks", "v1").tasks()
    question = dict.fromkeys(("showCompleted", "showHidden", "showAssigned", "showDeleted"), True)

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page: Any = tasks.list(
            tasklist=tasklist_id, updatedMin=since.isoformat(), maxResults=PAGE, pageToken=token, **question
        ).execute()
        return page.get("items", []), page.get("nextPageToken")

    items, token = read_pages(fetch, page_token=None, cap=MOST_AT_ONCE, follow=True)
    return [parse_task(item, tasklist_id=tasklist_id) for item in items], token is not None


def _delivery_id(task: GoogleTask) -> str:
    return f"{task.task_id}:{task.etag or task.updated}"


def _completion(task: GoogleTask) -> str:
    """One completion of a task: opened and completed again is another one."""
    return f"{task.task_id}:{task.completed}"


def _polled(task: GoogleTask, checkpoint: GoogleTasksCheckpoint) -> PolledEvent[GoogleTaskChange]:
    change: Change = "updated"
    if task.is_deleted:
        change = "deleted"
    elif _is_just_completed(task, checkpoint):
        change = "completed"
    data = GoogleTaskChange(change=change, **task.model_dump())
    return PolledEvent(delivery_id=_delivery_id(task), data=data)


def _is_just_completed(task: GoogleTask, checkpoint: GoogleTasksCheckpoint) -> bool:
    """A task that was completed before and is changed now is told as updated."""
    is_recent = task.completed is not None and task.completed >= checkpoint.since_at
    return task.status == "completed" and is_recent and _completion(task) not in checkpoint.completions
