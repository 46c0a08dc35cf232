"""Google Tasks' tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.google_tasks.service import service

TOOLS = tools(catalog())
CALLS: list[tuple[str, str, dict[str, object]]] = [
    (
        "Remind me on Monday to ask Mara for the address.",
        "google_tasks_create_task",
        {"title": "Ask Mara for the address", "due": "2026-03-09"},
    ),
    ("Put 'price list' below the offer.", "google_tasks_create_task", {"title": "Price list", "parent_id": "t1"}),
    ("What is to be done?", "google_tasks_list_tasks", {}),
    (
        "And what was done since March?",
        "google_tasks_list_tasks",
        {
            "show_completed": True,
            "completed_after": "2026-03-01T00:00:00Z",
        },
    ),
    ("What is due this week?", "google_tasks_list_tasks", {"due_from": "2026-03-09", "due_until": "2026-03-15"}),
    ("What is it about?", "google_tasks_get_task", {"task_id": "t1"}),
    ("Make it Tuesday.", "google_tasks_update_task", {"task_id": "t1", "due": "2026-03-10"}),
    ("Forget the day and the notes.", "google_tasks_update_task", {"task_id": "t1", "due": None, "notes": ""}),
    ("That is done.", "google_tasks_complete_task", {"task_id": "t1"}),
    ("Put it after the other one.", "google_tasks_move_task", {"task_id": "t1", "previous_id": "t2"}),
    ("Put it on the pilot's list.", "google_tasks_move_task", {"task_id": "t1", "to_tasklist_id": "l2"}),
    ("Delete it.", "google_tasks_delete_task", {"task_id": "t1"}),
    ("Which lists are there?", "google_tasks_list_tasklists", {}),
    ("Make a list for the fair.", "google_tasks_create_tasklist", {"title": "Fair"}),
    ("Call it Hamburg.", "google_tasks_update_tasklist", {"tasklist_id": "l2", "title": "Hamburg"}),
    ("Tidy up.", "google_tasks_clear_completed", {}),
    ("Delete the list.", "google_tasks_delete_tasklist", {"tasklist_id": "l2"}),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("google_tasks_create_task", {"title": ""}),
    ("google_tasks_create_task", {"title": "Ask", "due": "next Monday"}),
    ("google_tasks_create_task", {"name": "Ask"}),
    ("google_tasks_list_tasks", {"completed_after": "2026-03-01T00:00:00Z"}),
    ("google_tasks_update_task", {"task_id": "t1", "status": "done"}),
    ("google_tasks_update_task", {"task_id": "t1", "parent_id": "t2"}),
    ("google_tasks_move_task", {"task_id": "../t1"}),
    ("google_tasks_delete_task", {}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[name], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == {f"google_tasks_{name}" for name in service.operations}


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused_before_anything_is_sent(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[name], arguments)


def test_only_deleting_waits_for_a_person() -> None:
    waiting = [operation.name for operation in service.operations.values() if tool(operation)["needs_approval"]]

    assert waiting == ["delete_task", "delete_tasklist"]
