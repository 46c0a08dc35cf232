"""tasklists: the account's lists, with the default one that everybody has."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import F

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import write_timestamp
from integrations.sandbox.models import Account, TaskList

DEFAULT = "@default"
LONGEST_TITLE = 1024
MOST_RESULTS = 1000
SELF = "https://www.googleapis.com/tasks/v1/users/@me/lists"


def make_default_list(account: Account, now: datetime) -> TaskList:
    """The list that every account has."""
    list_id = f"MDF{account.subject}"
    return account.task_lists.create(list_id=list_id, is_default=True, title="My Tasks", updated_at=now)


def list_of(call: ApiCall, *, name: str = "tasklist") -> TaskList:
    """The list that a parameter names. Raises 404."""
    list_id = call.parameters.text(name)
    wanted = {"is_default": True} if list_id == DEFAULT else {"list_id": list_id}
    found = call.account.task_lists.filter(**wanted).first()
    if found is None:
        raise not_found("Task list not found.")
    return found


def next_change_number(task_list: TaskList, now: datetime) -> int:
    """The number of the next change. The row stays locked until the transaction ends, so numbers commit in order."""
    rows = TaskList.objects.filter(pk=task_list.pk)
    rows.update(change_number=F("change_number") + 1, updated_at=now)
    return rows.values_list("change_number", flat=True).get()


def list_lists(call: ApiCall) -> Resource:
    """tasklists.list"""
    lists = list(call.account.task_lists.all())
    begin = offset_of(call.parameters.text("pageToken"))
    size = page_size(call, default=MOST_RESULTS, most=MOST_RESULTS)
    answer: Resource = {
        "kind": "tasks#taskLists",
        "etag": f'"{sum(each.change_number for each in lists):012d}"',
        "items": [_resource(each) for each in lists[begin : begin + size]],
    }
    return answer | ({"nextPageToken": token_for(begin + size)} if begin + size < len(lists) else {})


def get_list(call: ApiCall) -> Resource:
    """tasklists.get"""
    return _resource(list_of(call))


def insert_list(call: ApiCall) -> Resource:
    """tasklists.insert: a name may be used twice."""
    made = TaskList(account=call.account, list_id=secrets.token_urlsafe(16), updated_at=call.now)
    made.title = _title(call.body)
    made.save()
    return _resource(made)


def patch_list(call: ApiCall) -> Resource:
    """tasklists.patch: only what was given."""
    task_list = list_of(call)
    return _stored(task_list, _title(call.body) if "title" in call.body else task_list.title, call)


def update_list(call: ApiCall) -> Resource:
    """tasklists.update: the whole list, which has to name itself."""
    task_list = list_of(call)
    if call.body.get("id") != task_list.list_id:
        raise invalid("Missing task list ID", reason="required", location="id")
    return _stored(task_list, _title(call.body), call)


def delete_list(call: ApiCall) -> None:
    """tasklists.delete: with all its tasks; the default one cannot be deleted."""
    task_list = list_of(call)
    if task_list.is_default:
        raise invalid("The default task list cannot be deleted.", reason="invalid")
    task_list.delete()


def page_size(call: ApiCall, *, default: int, most: int) -> int:
    """How many a page may have. Raises 400 for less than one; more than there may be are cut."""
    size = call.parameters.number("maxResults", default=default)
    if size < 1:
        raise invalid("Invalid value for maxResults.", reason="invalid", location="maxResults")
    return min(size, most)


def _title(body: Resource) -> str:
    title: str = body.get("title") or ""
    if len(title) > LONGEST_TITLE:
        raise invalid("Title is too long.", reason="invalid", location="title")
    return title


def _stored(task_list: TaskList, title: str, call: ApiCall) -> Resource:
    task_list.title = title
    task_list.change_number = next_change_number(task_list, call.now)
    task_list.updated_at = call.now
    task_list.save()
    return _resource(task_list)


def _resource(task_list: TaskList) -> Resource:
    return {
        "kind": "tasks#taskList",
        "id": task_list.list_id,
        "etag": f'"{task_list.change_number:012d}"',
        "title": task_list.title,
        "updated": write_timestamp(task_list.updated_at),
        "selfLink": f"{SELF}/{task_list.list_id}",
    }
