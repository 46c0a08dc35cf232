"""From Google's resources to ours, whatever is missing in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.catalog.readable import as_far_as_readable, present
from integrations.services.google_tasks import days
from integrations.services.google_tasks.models.tasklists import GoogleTasklist
from integrations.services.google_tasks.models.tasks import GoogleTask

Resource = Mapping[str, Any]  # JSON as Google sent it; every key may be missing


def parse_task(task: Resource, *, tasklist_id: str) -> GoogleTask:
    """A task of the list that was asked."""
    fields = {
        "task_id": task.get("id") or "",
        "tasklist_id": tasklist_id,
        "title": task.get("title"),
        "notes": task.get("notes"),
        "due": days.read(task.get("due")),
        "status": task.get("status"),
        "completed": task.get("completed"),
        "parent_id": task.get("parent"),
        "position": task.get("position"),
        "is_hidden": task.get("hidden"),
        "is_deleted": task.get("deleted"),
        "assignment": _assignment(task.get("assignmentInfo")),
        "links": [_link(each) for each in _list(task, "links") if isinstance(each, Mapping)],
        "link": task.get("webViewLink"),
        "updated": task.get("updated"),
        "etag": task.get("etag"),
    }
    return as_far_as_readable(GoogleTask, present(fields))


def parse_tasklist(tasklist: Resource) -> GoogleTasklist:
    """A task list."""
    fields = {
        "tasklist_id": tasklist.get("id") or "",
        "title": tasklist.get("title"),
        "updated": tasklist.get("updated"),
        "etag": tasklist.get("etag"),
    }
    return as_far_as_readable(GoogleTasklist, present(fields))


def _list(resource: Resource, name: str) -> list[object]:
    values = resource.get(name)
    return values if isinstance(values, list) else []


def _link(link: Resource) -> Resource:
    return present({"url": link.get("link") or "", "kind": link.get("type"), "description": link.get("description")})


def _assignment(told: object) -> Resource | None:
    if not isinstance(told, Mapping) or not told:
        return None
    file, space = told.get("driveResourceInfo") or {}, told.get("spaceInfo") or {}
    return present(
        {
            "surface": told.get("surfaceType"),
            "link": told.get("linkToTask"),
            "drive_file_id": file.get("driveFileId"),
            "resource_key": file.get("resourceKey"),
            "space": space.get("space"),
        }
    )
