"""Moving a task: the only way to another place, another parent or another list."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import MachinaError
from integrations.services.google_tasks import samples
from integrations.services.google_tasks.models.tasks import GoogleTask, GoogleTaskMove
from integrations.services.google_tasks.parsing import parse_task
from integrations.services.google_tasks.service import TASKS, service


@service.operation(
    effect="idempotent_write",
    scopes=[TASKS],
    price="task_update",
    icon="list-move",
    sample={**samples.TASK, "parent_id": "ZVRhc2tJZDEyNA"},
    example={"task_id": samples.SECOND_ERRAND, "previous_id": samples.THIRD_ERRAND},
    documentation_url="https://developers.google.com/workspace/tasks/reference/rest/v1/tasks/move",
)
def move_task(ctx: Ctx, data: GoogleTaskMove) -> GoogleTask:
    """Put a task in another place, under another task, or into another list.

    Without parent_id it stands by itself, without previous_id at the top. Its subtasks come along. Repeating tasks
    cannot change their list; assigned and repeating tasks can neither have subtasks nor be one.
    """
    tasks = ctx.google("tasks", "v1").tasks()
    place = {"task": data.task_id, "parent": data.parent_id, "previous": data.previous_id}
    target = data.to_tasklist_id if data.to_tasklist_id != data.tasklist_id else None
    try:
        task = tasks.move(tasklist=data.tasklist_id, destinationTasklist=target, **place).execute()
    except MachinaError as error:
        if target is None or error.vendor_status != 404:
            raise
        # It may be there already: by an earlier request of this call, whose answer got lost.
        task = tasks.move(tasklist=target, **place).execute()
    return parse_task(task, tasklist_id=target or data.tasklist_id)
