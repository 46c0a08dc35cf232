"""The order of tasks: each has a place among those with the same parent, and its subtasks follow it."""

from __future__ import annotations

from collections.abc import Iterable

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.models import Task, TaskList


def place_task(task: Task, task_list: TaskList, call: ApiCall) -> None:
    """Put a task where the parameters ``parent`` and ``previous`` say: without them to the very top. Raises 400."""
    parent, previous = (_named(task_list, call, name) for name in ("parent", "previous"))
    if parent is not None:
        _check_parent(task, parent)
    if task.is_hidden and (parent or previous):
        raise invalid("A task that is completed and hidden can only be moved to the top.", reason="invalid")
    siblings = list(task_list.tasks.filter(parent=parent, is_deleted=False).exclude(pk=task.pk))
    if previous is not None and previous not in siblings:
        raise invalid("The previous task is not a sibling of the task.", reason="invalid", location="previous")
    task.task_list, task.parent = task_list, parent
    position = siblings.index(previous) + 1 if previous is not None else 0
    siblings.insert(position, task)
    for rank, each in enumerate(siblings):
        each.rank = rank
    Task.objects.bulk_update([each for each in siblings if each is not task], ["rank"])


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The tasks of one list from top to bottom, subtasks right after their parent."""
    known = {task.pk: task for task in tasks}

    def path(task: Task) -> list[tuple[int, int]]:
        above = path(known[task.parent_id]) if task.parent_id in known else []
        return [*above, (task.rank, task.pk)]

    return sorted(known.values(), key=path)


def _named(task_list: TaskList, call: ApiCall, name: str) -> Task | None:
    task_id = call.parameters.text(name)
    if not task_id:
        return None
    found = task_list.tasks.filter(task_id=task_id, is_deleted=False, is_hidden=False).first()
    if found is None:
        raise invalid(f"Invalid value for {name}: there is no such task in the list.", reason="invalid", location=name)
    return found


def _check_parent(task: Task, parent: Task) -> None:
    for each in (task, parent):
        if each.assignment or each.is_recurring:
            words = "Assigned and repeating tasks can neither have subtasks nor be one."
            raise invalid(words, reason="invalid", location="parent")
    above: Task | None = parent
    while above is not None:
        if above.pk == task.pk and task.pk is not None:
            raise invalid("A task cannot be moved under itself.", reason="invalid", location="parent")
        above = above.parent
