"""Every field that Google's description has changes what is handed on, or is left out for a reason that stands here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from googleapiclient.discovery_cache import get_static_doc

from integrations.services.google_tasks.parsing import parse_task, parse_tasklist

SCHEMAS: Mapping[str, Any] = json.loads(get_static_doc("tasks", "v1"))["schemas"]
LINK = SCHEMAS["Task"]["properties"]["links"]["items"]


def task(**fields: Any) -> dict[str, Any]:
    return parse_task({"id": "t1", **fields}, tasklist_id="l1").model_dump(mode="json")


def assigned(**info: Any) -> dict[str, Any]:
    return task(assignmentInfo={"linkToTask": "https://docs.example/1", **info})


READERS: dict[str, tuple[Mapping[str, Any], Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "Task": (SCHEMAS["Task"], lambda part: task(**part)),
    "link": (LINK, lambda part: task(links=[part])),
    "AssignmentInfo": (SCHEMAS["AssignmentInfo"], lambda part: assigned(**part)),
    "DriveResourceInfo": (SCHEMAS["DriveResourceInfo"], lambda part: assigned(driveResourceInfo=part)),
    "SpaceInfo": (SCHEMAS["SpaceInfo"], lambda part: assigned(spaceInfo=part)),
    "TaskList": (SCHEMAS["TaskList"], lambda part: parse_tasklist({"id": "l1", **part}).model_dump(mode="json")),
}
LEFT_OUT = {
    "Task": {"kind", "selfLink"},  # the same for all tasks; an address for programs
    "TaskList": {"kind", "selfLink"},
}
TIMES = {"completed", "updated", "due"}
WHOLE = {
    "assignmentInfo": {"linkToTask": "https://docs.example/1"},
    "driveResourceInfo": {"driveFileId": "f1"},
    "spaceInfo": {"space": "spaces/1"},
    "links": [{"link": "https://mail.example/1"}],
}


def two_values(name: str, described: Mapping[str, Any]) -> tuple[Any, Any]:
    """Two values that the description allows."""
    if name in WHOLE:
        return type(WHOLE[name])(), WHOLE[name]
    if name in TIMES:
        return "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
    if described["type"] == "boolean":
        return True, False
    return "one", "two"


@pytest.mark.parametrize(
    ("schema", "name"),
    [(schema, name) for schema, (described, _) in READERS.items() for name in described["properties"]],
)
def test_every_field_of_the_description_is_handed_on(schema: str, name: str) -> None:
    described, read = READERS[schema]
    one, two = (read({name: value}) for value in two_values(name, described["properties"][name]))

    assert (one == two) is (name in LEFT_OUT.get(schema, ()))
    assert (one["warnings"], two["warnings"]) == ([], [])
