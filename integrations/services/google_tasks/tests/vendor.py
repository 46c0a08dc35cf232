"""Google Tasks' answers for tests, trimmed from its documentation."""

from __future__ import annotations

from typing import Any

from integrations.catalog.testing import FakeContext

API = "/tasks/v1/lists/@default/tasks"
LISTS = "/tasks/v1/users/@me/lists"
UNHEARD_OF = {"moodOfTheTask": {"value": "cheerful"}}
"""What Google may add one day."""
TASK: dict[str, Any] = {
    "kind": "tasks#task",
    "id": "t1",
    "etag": '"1"',
    "title": "Write offer",
    "notes": "Quantity, price.",
    "updated": "2026-03-02T08:59:00.000Z",
    "selfLink": "https://www.googleapis.com/tasks/v1/lists/l1/tasks/t1",
    "parent": "t0",
    "position": "00000000000000000001",
    "status": "needsAction",
    "due": "2026-03-09T00:00:00.000Z",
    "links": [{"type": "email", "description": "Offer", "link": "https://mail.example/1"}],
    "webViewLink": "https://tasks.google.com/task/t1",
}
TASKLIST: dict[str, Any] = {
    "kind": "tasks#taskList",
    "id": "l1",
    "etag": '"9"',
    "title": "Pilot",
    "updated": "2026-03-02T08:00:00.000Z",
    "selfLink": "https://www.googleapis.com/tasks/v1/users/@me/lists/l1",
}


def sent(ctx: FakeContext) -> Any:
    """The JSON body of the last request."""
    return ctx.vendor.requests[-1].json
