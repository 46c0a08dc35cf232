"""Notion's tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.notion.samples import HANDBOOK, LEFTOVER, NOTES, OBSOLETE, PARAGRAPH, SPRINT, TASKS
from integrations.services.notion.service import service

TOOLS = tools(catalog())
CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("Where is our handbook?", "notion_search", {"query": "handbook", "kind": "page"}),
    ("What is the status of this task?", "notion_get_page", {"page_id": HANDBOOK}),
    ("Read me the handbook.", "notion_get_page_markdown", {"page_id": HANDBOOK}),
    (
        "Note for this sprint: prepare the launch by Monday.",
        "notion_create_page",
        {"data_source_id": SPRINT, "title": "Prepare the launch", "properties": {"Due": "2031-03-04"}},
    ),
    ("Call it Meeting notes.", "notion_update_page", {"page_id": NOTES, "title": "Meeting notes"}),
    ("Throw the old plan away.", "notion_trash_page", {"page_id": OBSOLETE}),
    ("Bring it back.", "notion_restore_page", {"page_id": OBSOLETE}),
    ("Add our decision.", "notion_append_blocks", {"block_id": NOTES, "markdown": "- We launch on **Monday**."}),
    ("Which blocks are there?", "notion_list_blocks", {"block_id": NOTES, "nested": True}),
    ("We meet on Tuesdays now.", "notion_update_block", {"block_id": PARAGRAPH, "markdown": "Every **Tuesday**."}),
    ("Take that line out.", "notion_delete_block", {"block_id": LEFTOVER}),
    (
        "What is in progress?",
        "notion_query_data_source",
        {"data_source_id": SPRINT, "filter": {"property": "Status", "status": {"equals": "In progress"}}},
    ),
    ("What parts has the task database?", "notion_get_database", {"database_id": TASKS}),
    ("Which columns has this sprint?", "notion_get_data_source", {"data_source_id": SPRINT}),
    (
        "Make a list of suppliers.",
        "notion_create_database",
        {"parent_page_id": NOTES, "title": "Suppliers", "properties": {"Kind": ["Print", "Freight"]}},
    ),
    (
        "Add a reviewer column.",
        "notion_update_data_source",
        {"data_source_id": SPRINT, "properties": {"Reviewer": "people"}},
    ),
    ("Who is here?", "notion_list_users", {}),
    ("Ask them to check the dates.", "notion_create_comment", {"block_id": NOTES, "markdown": "Check the **dates**."}),
    ("What was said about it?", "notion_list_comments", {"block_id": HANDBOOK}),
    ("Put the plan into Notion.", "notion_upload_file", {"file_id": "f-1", "filename": "plan.pdf"}),
]
WRONG: list[tuple[str, str, dict[str, object]]] = [
    ("two parents", "create_page", {"parent_page_id": NOTES, "data_source_id": SPRINT, "title": "x"}),
    ("no parent", "create_page", {"title": "x"}),
    ("the parent it says is not the one it gives", "create_page", {"parent": "page", "data_source_id": SPRINT}),
    ("columns of a page without any", "create_page", {"parent_page_id": NOTES, "properties": {"Due": "2031-01-01"}}),
    ("content twice", "create_page", {"parent_page_id": NOTES, "markdown": "a", "blocks": [{"divider": {}}]}),
    ("no content", "append_blocks", {"block_id": NOTES, "markdown": "  "}),
    ("after nothing", "append_blocks", {"block_id": NOTES, "markdown": "a", "position": "after"}),
    ("nothing to change", "update_block", {"block_id": PARAGRAPH}),
    ("a comment on nothing", "create_comment", {"markdown": "a"}),
    ("a comment on two things", "create_comment", {"block_id": NOTES, "in_discussion": NOTES, "markdown": "a"}),
    ("two files", "upload_file", {"file_id": "f", "url": "https://files.globex.example/a"}),
    ("no file", "upload_file", {}),
    ("a file over plain http", "upload_file", {"url": "http://files.globex.example/a"}),
    ("a path astray", "get_page", {"page_id": "../users"}),
    ("a field that is not there", "search", {"text": "handbook"}),
    ("more than a page has", "list_users", {"max_results": 101}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS, ids=[name for _, name, _ in CALLS])
def test_a_call_for_an_instruction_is_accepted(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    operation = service.operations[name.removeprefix("notion_")]

    data = accepted(operation, arguments)

    assert {field: getattr(data, field) for field in arguments} == arguments, instruction


@pytest.mark.parametrize(("what", "name", "arguments"), WRONG, ids=[what for what, _, _ in WRONG])
def test_a_wrong_call_is_refused_before_anything_is_sent(what: str, name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(service.operations[name], arguments), what


def test_every_tool_was_called() -> None:
    mine = {tool(operation)["name"] for operation in service.operations.values()}

    assert {name for _, name, _ in CALLS} == mine
    assert mine <= set(TOOLS)


def test_what_destroys_asks_a_person_first() -> None:
    assert [name for name, each in service.operations.items() if each.needs_approval] == ["delete_block"]
