"""tasks: made, read, changed, cleared and deleted."""

from __future__ import annotations

import secrets

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.tasks.lists import list_of, next_change_number
from integrations.sandbox.google.tasks.order import place_task
from integrations.sandbox.google.tasks.resources import task_resource, write_task
from integrations.sandbox.models import Task, TaskList


def task_of(call: ApiCall, task_list: TaskList) -> Task:
    """The task that the parameter names, deleted ones as well. Raises 404."""
    found = task_list.tasks.select_related("parent").filter(task_id=call.parameters.text("task")).first()
    if found is None:
        raise not_found("Task not found.")
    return found


def get_task(call: ApiCall) -> Resource:
    """tasks.get"""
    task_list = list_of(call)
    return task_resource(task_of(call, task_list), task_list)


def insert_task(call: ApiCall) -> Resource:
    """tasks.insert: at the top, or where `parent` and `previous` say. Google takes no id from a client."""
    task_list = list_of(call)
    task = Task(task_list=task_list, task_id=secrets.token_urlsafe(12), updated_at=call.now)
    write_task(task, call.body, now=call.now)
    place_task(task, task_list, call)
    return stored(task, task_list, call)


def patch_task(call: ApiCall) -> Resource:
    """tasks.patch: only what was given, and null empties."""
    task_list = list_of(call)
    task = task_of(call, task_list)
    write_task(task, call.body, now=call.now)
    return stored(task, task_list, call)


def update_task(call: ApiCall) -> Resource:
    """tasks.update: the whole task, which has to name itself; what was not given is emptied."""
    task_list = list_of(call)
    task = task_of(call, task_list)
    if call.body.get("id") != task.task_id:
        raise invalid("Missing task ID", reason="required", location="id")
    nothing = {"title": "", "notes": "", "due": None, "status": "needsAction", "deleted": False}
    write_task(task, nothing | call.body, now=call.now)
    return stored(task, task_list, call)


def delete_task(call: ApiCall) -> None:
    """tasks.delete: with its subtasks. Of an assigned task the original goes, too."""
    task_list = list_of(call)
    task = task_of(call, task_list)
    if task.is_deleted:
        raise not_found("Task not found.")
    below = [task]
    while below:
        Task.objects.filter(pk__in=[each.pk for each in below]).update(
            is_deleted=True, change_number=next_change_number(task_list, call.now), updated_at=call.now
        )
        below = list(task_list.tasks.filter(parent__in=below, is_deleted=False))


def clear_tasks(call: ApiCall) -> None:
    """tasks.clear: what is completed is hidden from lists from now on."""
    task_list = list_of(call)
    completed = task_list.tasks.filter(completed_at__isnull=False, is_hidden=False, is_deleted=False)
    completed.update(is_hidden=True, change_number=next_change_number(task_list, call.now), updated_at=call.now)


def stored(task: Task, task_list: TaskList, call: ApiCall) -> Resource:
    """The task as it is after the change."""
    task.change_number = next_change_number(task_list, call.now)
    task.updated_at = call.now
    task.save()
    return task_resource(task, task_list)
