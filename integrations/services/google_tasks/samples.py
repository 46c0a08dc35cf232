"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids are those of tasks and lists that every demo account of the sandbox has.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from integrations.services.google_tasks.models.tasklists import GoogleTasklist
from integrations.services.google_tasks.models.tasks import GoogleTask, GoogleTaskLink

ERRAND = "GD96DGCT3JRMLHA9"
SECOND_ERRAND = "JGEPU595E9N8H5QD"
THIRD_ERRAND = "F5UR5EMC0J9QBDSI"
OBSOLETE = "8BSDTF64CU80OLS5"
PROJECT_LIST = "664QL46MHT8DR5QK"
OBSOLETE_LIST = "29AHTA97N4RGT7MB"

_CHANGED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

TASK: dict[str, object] = GoogleTask(
    task_id="ZVRhc2tJZDEyMw",
    tasklist_id="@default",
    title="Write offer 2041",
    notes="Quantity, delivery, price per piece.",
    due=date(2026, 3, 9),
    position="00000000000000000000",
    links=[
        GoogleTaskLink(url="https://mail.google.com/mail/#all/18e1f2a3b4c5d6e7", kind="email", description="Offer 2041")
    ],
    link="https://tasks.google.com/task/ZVRhc2tJZDEyMw",
    updated=_CHANGED,
    etag='"LTQ3NDk5MjMzMA"',
).model_dump(mode="json")
COMPLETED: dict[str, object] = {**TASK, "status": "completed", "completed": "2026-03-02T09:00:00Z"}
TASKS: dict[str, object] = {"tasks": [TASK], "count": 1, "next_page_token": None}

TASKLIST: dict[str, object] = GoogleTasklist(
    tasklist_id="MDExMTIyMzMzNDQ0NTU1",
    title="Northwind pilot",
    updated=_CHANGED,
    etag='"LTQ3NDk5MjMzMQ"',
).model_dump(mode="json")
TASKLISTS: dict[str, object] = {"tasklists": [TASKLIST], "count": 1, "next_page_token": None}
