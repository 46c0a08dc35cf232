"""tasks.list: which tasks are shown. Completed, hidden, assigned and deleted ones each have to be asked for."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db.models import Q, QuerySet

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.tasks.lists import list_of, page_size
from integrations.sandbox.google.tasks.order import in_order
from integrations.sandbox.google.tasks.resources import moment, task_resource
from integrations.sandbox.models import Task, TaskList

USUAL_RESULTS, MOST_RESULTS = 20, 100
DAY = timedelta(days=1)


def list_tasks(call: ApiCall) -> Resource:
    """tasks.list: 20 on a page unless more are asked for."""
    task_list = list_of(call)
    tasks = in_order(_shown(task_list, call))
    begin = offset_of(call.parameters.text("pageToken"))
    size = page_size(call, default=USUAL_RESULTS, most=MOST_RESULTS)
    answer: Resource = {
        "kind": "tasks#tasks",
        "etag": f'"{task_list.change_number:012d}"',
        "items": [task_resource(task, task_list) for task in tasks[begin : begin + size]],
    }
    return answer | ({"nextPageToken": token_for(begin + size)} if begin + size < len(tasks) else {})


def _shown(task_list: TaskList, call: ApiCall) -> QuerySet[Task]:
    tasks, flag = task_list.tasks.select_related("parent"), call.parameters.flag
    if not flag("showCompleted", default=True):
        tasks = tasks.filter(completed_at__isnull=True)
    if not flag("showHidden"):
        tasks = tasks.filter(is_hidden=False)
    if not flag("showDeleted"):
        tasks = tasks.filter(is_deleted=False)
    if not flag("showAssigned"):
        tasks = tasks.filter(assignment={})
    return tasks.filter(_bounds(call))


def _bounds(call: ApiCall) -> Q:
    """The bounds that were given. Those for days are moments as well: a task is due at midnight in UTC."""
    given = {name: moment(call.parameters.text(name), name) for name in BOUNDS if call.parameters.text(name)}
    fields = {BOUNDS[name]: _from_day(at) if name == "dueMin" else at for name, at in given.items()}
    if "dueMax" in given:
        fields["due__lte"] = given["dueMax"].astimezone(UTC).date()
    return Q(**fields)


def _from_day(at: datetime) -> object:
    """The first day whose midnight is not before the moment."""
    here = at.astimezone(UTC)
    return here.date() if here.timetz() == time(tzinfo=UTC) else here.date() + DAY


BOUNDS = {
    "completedMax": "completed_at__lte",
    "completedMin": "completed_at__gte",
    "dueMax": "due__lte",
    "dueMin": "due__gte",
    "updatedMin": "updated_at__gte",
}
