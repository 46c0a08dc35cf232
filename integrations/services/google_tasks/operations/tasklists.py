"""Task lists: which there are, making, naming, clearing and deleting them."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.errors import MachinaError
from integrations.services.google_tasks import samples
from integrations.services.google_tasks.models.tasklists import (
    TASKLISTS_CAP,
    GoogleTasklist,
    GoogleTasklistClear,
    GoogleTasklistCleared,
    GoogleTasklistCreate,
    GoogleTasklistDelete,
    GoogleTasklistDeleted,
    GoogleTasklistList,
    GoogleTasklists,
    GoogleTasklistUpdate,
)
from integrations.services.google_tasks.parsing import Resource, parse_tasklist
from integrations.services.google_tasks.service import TASKS, service

REFERENCE = "https://developers.google.com/workspace/tasks/reference/rest/v1/tasklists"


@service.operation(
    effect="read",
    scopes=[TASKS],
    price="tasklist_list",
    icon="lists",
    sample=samples.TASKLISTS,
    documentation_url=f"{REFERENCE}/list",
)
def list_tasklists(ctx: Ctx, data: GoogleTasklistList) -> GoogleTasklists:
    """List the task lists of the account.

    The first one is the account's own, which @default stands for.
    """
    tasklists = ctx.google("tasks", "v1").tasklists()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = tasklists.list(maxResults=data.max_results, pageToken=token).execute()
        return page.get("items", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=TASKLISTS_CAP, follow=data.all_pages)
    parsed = [parse_tasklist(tasklist) for tasklist in found]
    return GoogleTasklists(tasklists=parsed, count=len(parsed), next_page_token=token)


@service.operation(
    effect="write",
    scopes=[TASKS],
    price="tasklist_create",
    icon="list-plus",
    sample=samples.TASKLIST,
    example={"title": "Trade fair in Hamburg"},
    documentation_url=f"{REFERENCE}/insert",
)
def create_tasklist(ctx: Ctx, data: GoogleTasklistCreate) -> GoogleTasklist:
    """Make a task list.

    An account can have 2,000. Two lists may have the same name.
    """
    return parse_tasklist(ctx.google("tasks", "v1").tasklists().insert(body={"title": data.title}).execute())


@service.operation(
    effect="idempotent_write",
    scopes=[TASKS],
    price="tasklist_update",
    icon="list-edit",
    sample=samples.TASKLIST,
    example={"tasklist_id": samples.PROJECT_LIST, "title": "Pilot, second part"},
    documentation_url=f"{REFERENCE}/patch",
)
def update_tasklist(ctx: Ctx, data: GoogleTasklistUpdate) -> GoogleTasklist:
    """Give a task list another name.

    Its tasks stay as they are.
    """
    tasklists = ctx.google("tasks", "v1").tasklists()
    return parse_tasklist(tasklists.patch(tasklist=data.tasklist_id, body={"title": data.title}).execute())


@service.operation(
    effect="idempotent_write",
    scopes=[TASKS],
    price="task_update",
    icon="eraser",
    sample={"tasklist_id": "@default", "cleared": True},
    documentation_url="https://developers.google.com/workspace/tasks/reference/rest/v1/tasks/clear",
)
def clear_completed(ctx: Ctx, data: GoogleTasklistClear) -> GoogleTasklistCleared:
    """Hide all completed tasks of a list.

    They are not deleted: list_tasks with show_completed still finds them.
    """
    ctx.google("tasks", "v1").tasks().clear(tasklist=data.tasklist_id).execute()
    return GoogleTasklistCleared(tasklist_id=data.tasklist_id)


@service.operation(
    effect="destructive",
    scopes=[TASKS],
    price="tasklist_delete",
    icon="list-trash",
    sample={"tasklist_id": "MDExMTIyMzMzNDQ0NTU1", "deleted": True},
    example={"tasklist_id": samples.OBSOLETE_LIST},
    documentation_url=f"{REFERENCE}/delete",
)
def delete_tasklist(ctx: Ctx, data: GoogleTasklistDelete) -> GoogleTasklistDeleted:
    """Delete a task list with all its tasks; of assigned tasks the originals go, too.

    The account's own first list cannot be deleted.
    """
    try:
        ctx.google("tasks", "v1").tasklists().delete(tasklist=data.tasklist_id).execute()
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status not in (404, 410):
            raise
    return GoogleTasklistDeleted(tasklist_id=data.tasklist_id)
