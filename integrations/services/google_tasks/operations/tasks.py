"""Making, finding, changing, completing and deleting tasks."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.errors import InputError, MachinaError
from integrations.services.google_tasks import days, samples
from integrations.services.google_tasks.models.tasks import (
    TASKS_CAP,
    GoogleTask,
    GoogleTaskComplete,
    GoogleTaskCreate,
    GoogleTaskDelete,
    GoogleTaskDeleted,
    GoogleTaskFilter,
    GoogleTaskGet,
    GoogleTasks,
    GoogleTaskUpdate,
)
from integrations.services.google_tasks.parsing import Resource, parse_task
from integrations.services.google_tasks.service import TASKS, service

REFERENCE = "https://developers.google.com/workspace/tasks/reference/rest/v1/tasks"


@service.operation(
    effect="write",
    scopes=[TASKS],
    price="task_create",
    icon="task-plus",
    sample=samples.TASK,
    example={"title": "Ask Mara for the delivery address", "due": "2031-03-04", "notes": "Hall 3 or the office?"},
    documentation_url=f"{REFERENCE}/insert",
)
def create_task(ctx: Ctx, data: GoogleTaskCreate) -> GoogleTask:
    """Make a task in a list.

    It stands at the top, unless previous_id says after which other one. Tasks are due on a day, never at a time of
    day. Assigned and repeating tasks can neither have subtasks nor be one.
    """
    body: dict[str, object] = {"title": data.title}
    if data.notes:
        body["notes"] = data.notes
    if data.due:
        body["due"] = days.sent(data.due)
    tasks = ctx.google("tasks", "v1").tasks()
    task = tasks.insert(
        tasklist=data.tasklist_id, body=body, parent=data.parent_id, previous=data.previous_id
    ).execute()
    return parse_task(task, tasklist_id=data.tasklist_id)


@service.operation(
    effect="read",
    scopes=[TASKS],
    price="task_list",
    icon="checklist",
    sample=samples.TASKS,
    example={"tasklist_id": "@default", "show_completed": True},
    documentation_url=f"{REFERENCE}/list",
)
def list_tasks(ctx: Ctx, data: GoogleTaskFilter) -> GoogleTasks:
    """List the tasks of a list, subtasks among them.

    Those that are still to be done, unless show_completed asks for all. A task is due on a day; those without one are
    left out as soon as due_from or due_until is given.
    """
    tasks = ctx.google("tasks", "v1").tasks()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = tasks.list(
            tasklist=data.tasklist_id,
            dueMin=days.from_day(data.due_from) if data.due_from else None,
            dueMax=days.until_day(data.due_until) if data.due_until else None,
            completedMin=data.completed_after.isoformat() if data.completed_after else None,
            completedMax=data.completed_before.isoformat() if data.completed_before else None,
            updatedMin=data.updated_after.isoformat() if data.updated_after else None,
            # What is completed in Google's own apps is hidden at once: without showHidden it would be missed.
            showCompleted=data.show_completed,
            showHidden=data.show_completed,
            showAssigned=data.show_assigned,
            showDeleted=data.show_deleted,
            maxResults=data.max_results,
            pageToken=token,
        ).execute()
        return page.get("items", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=TASKS_CAP, follow=data.all_pages)
    parsed = [parse_task(task, tasklist_id=data.tasklist_id) for task in found]
    return GoogleTasks(tasks=parsed, count=len(parsed), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[TASKS],
    price="task_read",
    icon="task",
    sample=samples.TASK,
    example={"task_id": samples.ERRAND},
    documentation_url=f"{REFERENCE}/get",
)
def get_task(ctx: Ctx, data: GoogleTaskGet) -> GoogleTask:
    """Read one task.

    A deleted one is shown as well, and says so.
    """
    task = ctx.google("tasks", "v1").tasks().get(tasklist=data.tasklist_id, task=data.task_id).execute()
    return parse_task(task, tasklist_id=data.tasklist_id)


@service.operation(
    effect="idempotent_write",
    scopes=[TASKS],
    price="task_update",
    icon="pencil",
    sample=samples.TASK,
    example={"task_id": samples.ERRAND, "title": "Write the offer, second version", "due": "2031-03-05"},
    documentation_url=f"{REFERENCE}/patch",
)
def update_task(ctx: Ctx, data: GoogleTaskUpdate) -> GoogleTask:
    """Change a task; fields that are not given stay as they are.

    An empty text clears the notes, null the day. Its place, and the task that it is a part of, are changed by
    move_task alone.
    """
    return _patched(ctx, data.tasklist_id, data.task_id, _changes(data))


@service.operation(
    effect="idempotent_write",
    scopes=[TASKS],
    price="task_update",
    icon="check-circle",
    sample=samples.COMPLETED,
    example={"task_id": samples.SECOND_ERRAND},
    documentation_url=f"{REFERENCE}/patch",
)
def complete_task(ctx: Ctx, data: GoogleTaskComplete) -> GoogleTask:
    """Mark a task as completed.

    Its subtasks stay as they are. update_task with the status needsAction opens it again.
    """
    return _patched(ctx, data.tasklist_id, data.task_id, {"status": "completed"})


@service.operation(
    effect="destructive",
    scopes=[TASKS],
    price="task_delete",
    icon="trash",
    sample={"task_id": "ZVRhc2tJZDEyMw", "tasklist_id": "@default", "deleted": True},
    example={"task_id": samples.OBSOLETE},
    documentation_url=f"{REFERENCE}/delete",
)
def delete_task(ctx: Ctx, data: GoogleTaskDelete) -> GoogleTaskDeleted:
    """Delete a task with its subtasks; of an assigned task the original goes, too.

    A task that was assigned in a document or a chat space (see assignment) is deleted there as well, for everybody. To
    keep it there, it has to be unassigned there.
    """
    try:
        ctx.google("tasks", "v1").tasks().delete(tasklist=data.tasklist_id, task=data.task_id).execute()
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status not in (404, 410):
            raise
    return GoogleTaskDeleted(task_id=data.task_id, tasklist_id=data.tasklist_id)


def _changes(data: GoogleTaskUpdate) -> dict[str, object]:
    """Only what was given. Raises InputError where that is nothing."""
    given, body = data.model_fields_set, dict[str, object]()
    for name in ("title", "notes"):
        if name in given:
            body[name] = getattr(data, name) or ""
    if "due" in given:
        body["due"] = days.sent(data.due) if data.due else None
    if data.status:
        body["status"] = data.status
    if data.status == "needsAction":
        body["completed"] = None
    if not body:
        raise InputError("There is nothing to change: give at least one of title, due, notes and status.")
    return body


def _patched(ctx: Ctx, tasklist_id: str, task_id: str, body: dict[str, object]) -> GoogleTask:
    task = ctx.google("tasks", "v1").tasks().patch(tasklist=tasklist_id, task=task_id, body=body).execute()
    return parse_task(task, tasklist_id=tasklist_id)
