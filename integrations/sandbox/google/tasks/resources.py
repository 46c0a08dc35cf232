"""A task in Google's shape, and what clients may write of one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import read_timestamp, write_timestamp
from integrations.sandbox.models import Task, TaskList

LONGEST = {"title": 1024, "notes": 8192}
SELF = "https://www.googleapis.com/tasks/v1/lists"
STATES = ("needsAction", "completed")


def task_resource(task: Task, task_list: TaskList) -> Resource:
    """What everybody sees of it. A day is written as its midnight in UTC."""
    shown: Resource = {
        "kind": "tasks#task",
        "id": task.task_id,
        "etag": f'"{task.change_number:012d}"',
        "title": task.title,
        "updated": write_timestamp(task.updated_at),
        "selfLink": f"{SELF}/{task_list.list_id}/tasks/{task.task_id}",
        "position": f"{task.rank:020d}",
        "status": STATES[task.completed_at is not None],
        "links": task.links,
        "webViewLink": f"https://tasks.google.com/task/{task.task_id}",
    }
    optional: Resource = {
        "parent": task.parent.task_id if task.parent else None,
        "notes": task.notes,
        "due": f"{task.due.isoformat()}T00:00:00.000Z" if task.due else None,
        "completed": write_timestamp(task.completed_at) if task.completed_at else None,
        "deleted": task.is_deleted,
        "hidden": task.is_hidden,
        "assignmentInfo": task.assignment,
    }
    return shown | {name: value for name, value in optional.items() if value}


def write_task(task: Task, body: Resource, *, now: datetime) -> None:
    """Take over what was given; a null empties its field. What only Google writes (parent, position, hidden) is
    passed over in silence, as Google does. Raises 400."""
    for name in LONGEST.keys() & body.keys():
        setattr(task, name, _text(name, body[name] or ""))
    if task.notes and task.assignment.get("surfaceType") == "DOCUMENT":
        raise invalid("Tasks assigned from a document cannot have notes.", reason="invalid", location="notes")
    if "due" in body:
        task.due = _day(body["due"]) if body["due"] else None
    _write_status(task, body, now)
    if "deleted" in body and not task.assignment:
        task.is_deleted = bool(body["deleted"])


def moment(text: str, name: str) -> datetime:
    """A time with an offset. Raises 400."""
    try:
        found = read_timestamp(text)
    except ValueError:
        raise _not_a_time(name) from None
    if found.tzinfo is None:
        raise _not_a_time(name)
    return found


def _text(name: str, value: str) -> str:
    if len(value) > LONGEST[name]:
        raise invalid(f"The {name} is too long.", reason="invalid", location=name)
    return value


def _day(text: str) -> date:
    """Of a time, the day that it is in UTC: who sends an evening of the west sets the next day."""
    return moment(text, "due").astimezone(UTC).date()


def _write_status(task: Task, body: Resource, now: datetime) -> None:
    status = body.get("status") or STATES[task.completed_at is not None]
    if status not in STATES:
        raise invalid(f"Invalid status: {status}", reason="invalid", location="status")
    if status == "needsAction":
        task.completed_at, task.is_hidden = None, False
    elif body.get("completed"):
        task.completed_at = moment(body["completed"], "completed")
    elif task.completed_at is None:
        task.completed_at = now


def _not_a_time(name: str) -> GoogleError:
    return invalid(f"Invalid value for {name}: it is no RFC 3339 timestamp.", reason="invalid", location=name)
