"""tasks.move: to another place in its list, or to another list."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.tasks.lists import list_of
from integrations.sandbox.google.tasks.order import place_task
from integrations.sandbox.google.tasks.tasks import stored, task_of
from integrations.sandbox.models import Task, TaskList


def move_task(call: ApiCall) -> Resource:
    """tasks.move: subtasks come along. Raises 400 for a repeating task that would change its list."""
    source = list_of(call)
    target = list_of(call, name="destinationTasklist") if "destinationTasklist" in call.parameters else source
    task = task_of(call, source)
    if task.is_deleted:
        raise invalid("A deleted task cannot be moved.", reason="invalid")
    if target != source:
        if task.is_recurring or task.assignment:
            raise invalid("Recurring and assigned tasks cannot be moved between lists.", reason="invalid")
        _take_along(task, target)
    place_task(task, target, call)
    return stored(task, target, call)


def _take_along(task: Task, target: TaskList) -> None:
    below = list(task.subtasks.all())
    while below:
        keys = [each.pk for each in below]
        Task.objects.filter(pk__in=keys).update(task_list=target)
        below = list(Task.objects.filter(parent__in=keys))
