"""Facts of the service Google Tasks (Tasks API v1)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service

TASKS = "https://www.googleapis.com/auth/tasks"

service = Service(
    key="google_tasks",
    name="Google Tasks",
    provider="google",
    color="#2684FC",
    documentation_url="https://developers.google.com/workspace/tasks/reference/rest",
    folder=Path(__file__).parent,
    scopes={TASKS: "See, make, change and delete your tasks and task lists"},
    hosts=("tasks.googleapis.com",),
    # https://developers.google.com/workspace/tasks/quota: the courtesy limit of a project.
    limits=(Limit(amount=50_000, seconds=86_400, per="oauth_app"),),
    test_operation="list_tasklists",
    exempt={
        "idempotency:create_task": "Google Tasks takes no id of ours and keeps no field by which a task is told apart.",
        "idempotency:create_tasklist": "Google Tasks takes no id of ours, and two lists may have the same name.",
    },
)
