"""Gmail's tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.gmail.service import service

TOOLS = tools(catalog())
ID = "18e1f2a3b4c5d6e7"
CALLS: list[tuple[str, str, dict[str, object]]] = [
    (
        "Write to Grace that I am late.",
        "gmail_send_message",
        {"to": ["grace@acme.example"], "subject": "Running late", "body": "Ten minutes!"},
    ),
    (
        "Mail the report as HTML, copy Bob.",
        "gmail_send_message",
        {
            "to": ["grace@acme.example"],
            "cc": ["Bob <bob@acme.example>"],
            "subject": "Report",
            "body": "<p>Hi</p>",
            "body_type": "html",
            "attachments": ["file-1"],
            "from": None,
        },
    ),
    (
        "Thank everybody in that thread.",
        "gmail_reply_to_message",
        {"message_id": ID, "body": "Thank you all.", "reply_all": True},
    ),
    (
        "What did Grace send this week?",
        "gmail_search_messages",
        {"query": "from:grace newer_than:7d", "max_results": 5, "include_body": True},
    ),
    ("Go on.", "gmail_search_messages", {"query": "from:grace newer_than:7d", "page_token": "0987"}),
    ("Read it.", "gmail_get_message", {"message_id": ID}),
    ("Show me the source.", "gmail_get_message", {"message_id": ID, "format": "raw"}),
    ("Keep the invoice.", "gmail_get_attachment", {"message_id": ID, "attachment_id": "ANGjdJ8wq3"}),
    ("Done with that one.", "gmail_modify_message", {"message_id": ID, "read": True, "archive": True}),
    ("File it under Invoices.", "gmail_modify_message", {"message_id": ID, "add_labels": ["Label_7"]}),
    ("Throw it away.", "gmail_trash_message", {"message_id": ID}),
    ("Which conversations are open?", "gmail_search_threads", {"query": "is:unread in:inbox"}),
    ("What was said there?", "gmail_get_thread", {"thread_id": ID, "format": "full"}),
    (
        "Prepare an answer, I will look at it.",
        "gmail_create_draft",
        {"to": ["grace@acme.example"], "subject": "Offer", "body": "Dear Grace,", "thread_id": ID},
    ),
    (
        "Pass the invoice on to Bob.",
        "gmail_forward_message",
        {"message_id": ID, "to": ["bob@globex.example"], "body": "Please pay."},
    ),
    ("It is not in the trash for good.", "gmail_untrash_message", {"message_id": ID}),
    ("Archive all of these.", "gmail_modify_messages", {"message_ids": [ID, "m-2"], "archive": True}),
    ("Which drafts are there?", "gmail_list_drafts", {}),
    ("Say Tuesday instead.", "gmail_update_draft", {"draft_id": "r-518", "body": "On Tuesday."}),
    ("Forget it.", "gmail_delete_draft", {"draft_id": "r-518"}),
    ("I need that label no more.", "gmail_delete_label", {"label_id": "Label_7"}),
    ("By which addresses can I write?", "gmail_list_send_as", {}),
    ("Is my automatic reply on?", "gmail_get_vacation_reply", {}),
    (
        "I am away until Monday.",
        "gmail_set_vacation_reply",
        {"enabled": True, "subject": "Away", "body": "Back on Monday.", "end": "2026-03-09T08:00:00+01:00"},
    ),
    ("Looks good, send it.", "gmail_send_draft", {"draft_id": "r-518"}),
    ("Which labels do I have?", "gmail_list_labels", {}),
    ("Make one for 2027.", "gmail_create_label", {"name": "Invoices/2027"}),
    ("Whose mailbox is this?", "gmail_get_profile", {}),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("gmail_send_message", {"to": ["Grace"], "subject": "Hi", "body": "Hello"}),
    ("gmail_send_message", {"recipient": "grace@acme.example", "body": "Hello"}),
    ("gmail_send_message", {"to": ["grace@acme.example"], "subject": "Hi\r\nBcc: eve@evil.example"}),
    ("gmail_search_messages", {"query": "invoice", "limit": 5}),
    ("gmail_search_messages", {"query": "invoice", "max_results": 1000}),
    ("gmail_get_message", {"id": ID}),
    ("gmail_get_message", {"message_id": ""}),
    ("gmail_modify_message", {"message_id": ID, "read": True, "unread": True}),
    ("gmail_modify_messages", {"message_ids": [], "archive": True}),
    ("gmail_modify_messages", {"message_ids": [ID] * 1001, "archive": True}),
    ("gmail_modify_messages", {"message_ids": [ID]}),
    ("gmail_forward_message", {"message_id": ID, "to": []}),
    ("gmail_set_vacation_reply", {"subject": "Away"}),
    ("gmail_create_draft", {"to": ["grace@acme.example"], "connection": "somebody else's"}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[name], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == {f"gmail_{name}" for name in service.operations}


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused_before_anything_is_sent(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[name], arguments)


def test_the_descriptions_say_where_ids_come_from() -> None:
    properties = {
        field: description["description"]
        for operation in service.operations.values()
        for field, description in tool(operation)["input_schema"].get("properties", {}).items()  # type: ignore[attr-defined]  # JSON
        if field.endswith("_id")
    }

    assert {field: text for field, text in properties.items() if not text.startswith("Id of")} == {}
