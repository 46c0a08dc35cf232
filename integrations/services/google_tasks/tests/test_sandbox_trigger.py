"""Changed tasks and choices at the sandbox, over real HTTP."""

from __future__ import annotations

import pytest

from integrations.catalog.options import OptionsQuery
from integrations.services.google_tasks import options
from integrations.services.google_tasks.models.tasks import (
    GoogleTaskComplete,
    GoogleTaskCreate,
    GoogleTaskDelete,
    GoogleTaskUpdate,
)
from integrations.services.google_tasks.operations.tasks import complete_task, create_task, delete_task, update_task
from integrations.services.google_tasks.triggers import GoogleTaskChangeFilter, task_changed
from integrations.tests.sandbox_context import SandboxContext


@pytest.fixture
def ctx(sandbox: str) -> SandboxContext:
    return SandboxContext()


def test_each_change_is_handed_over_once(ctx: SandboxContext) -> None:
    old, done, gone = (create_task(ctx, GoogleTaskCreate(title=title)).task_id for title in ("old", "done", "gone"))
    first = task_changed(ctx, GoogleTaskChangeFilter(), None)
    update_task(ctx, GoogleTaskUpdate(task_id=old, title="older"))
    complete_task(ctx, GoogleTaskComplete(task_id=done))
    delete_task(ctx, GoogleTaskDelete(task_id=gone))
    new = create_task(ctx, GoogleTaskCreate(title="new")).task_id

    second = task_changed(ctx, GoogleTaskChangeFilter(), first.checkpoint)
    third = task_changed(ctx, GoogleTaskChangeFilter(), second.checkpoint)

    assert first.events == []
    changes = {(event.data.task_id, event.data.change) for event in second.events}
    assert changes == {(old, "updated"), (done, "completed"), (gone, "deleted"), (new, "updated")}
    assert third.events == []


def test_choices_are_offered(ctx: SandboxContext) -> None:
    made = create_task(ctx, GoogleTaskCreate(title="Choose me", due="2031-03-04")).task_id

    offered = options.tasks(ctx, OptionsQuery(query="choose")).options
    lists = options.tasklists(ctx, OptionsQuery()).options

    assert [(each.value, each.label) for each in offered] == [(made, "Choose me · 2031-03-04")]
    assert [each.label for each in lists] == ["My Tasks"]
