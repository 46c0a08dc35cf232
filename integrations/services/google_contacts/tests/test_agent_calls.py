"""Google Contacts' tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.google_contacts.service import service

TOOLS = tools(catalog())
CALLS: list[tuple[str, str, dict[str, object]]] = [
    (
        "Keep Ines of the print shop, ines@printshop.example.",
        "google_contacts_create_contact",
        {
            "given_name": "Ines",
            "emails": [{"value": "ines@printshop.example", "type": "work"}],
            "company": "Print Shop",
        },
    ),
    (
        "Also keep her number.",
        "google_contacts_create_contact",
        {"given_name": "Ines", "phones": [{"value": "+49 40 5550 9"}]},
    ),
    ("Her name is Roth now.", "google_contacts_update_contact", {"resource_name": "people/c7", "family_name": "Roth"}),
    (
        "She has left the shop and has a new number.",
        "google_contacts_update_contact",
        {"resource_name": "people/c7", "company": "", "phones": [{"value": "0151 5550"}], "remove_phones": ["040 1"]},
    ),
    ("Forget her birthday.", "google_contacts_update_contact", {"resource_name": "people/c7", "birthday": None}),
    ("Delete her.", "google_contacts_delete_contact", {"resource_name": "people/c7"}),
    ("Who do I know?", "google_contacts_list_contacts", {}),
    ("By name, all of them.", "google_contacts_list_contacts", {"order_by": "last_name", "all_pages": True}),
    ("What is Mara's address?", "google_contacts_search_contacts", {"query": "Mara"}),
    ("Read her card.", "google_contacts_get_contact", {"resource_name": "people/c7"}),
    ("Read both.", "google_contacts_get_contacts", {"resource_names": ["people/c7", "people/c8"]}),
    ("Which groups are there?", "google_contacts_list_groups", {}),
    ("Make one for suppliers.", "google_contacts_create_group", {"name": "Suppliers"}),
    ("Put Ines in it.", "google_contacts_add_to_group", {"group_id": "g1", "resource_names": ["people/c7"]}),
    ("And out again.", "google_contacts_remove_from_group", {"group_id": "g1", "resource_names": ["people/c7"]}),
    ("Whom have I written to?", "google_contacts_list_other_contacts", {}),
    ("Find Jonas in the company.", "google_contacts_search_directory", {"query": "Jonas"}),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("google_contacts_create_contact", {"name": "Ines Roth"}),
    ("google_contacts_create_contact", {"given_name": "Ines", "emails": ["ines at printshop"]}),
    ("google_contacts_create_contact", {"given_name": "Ines", "birthday": "10 December"}),
    ("google_contacts_update_contact", {"resource_name": "Ines Roth", "family_name": "Roth"}),
    ("google_contacts_update_contact", {"family_name": "Roth"}),
    ("google_contacts_search_contacts", {"query": "Mara", "max_results": 50}),
    ("google_contacts_add_to_group", {"group_id": "contactGroups/g1", "resource_names": ["people/c7"]}),
    ("google_contacts_get_contacts", {"resource_names": []}),
    ("google_contacts_delete_contact", {}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[name], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == {f"google_contacts_{name}" for name in service.operations}


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused_before_anything_is_sent(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[name], arguments)


def test_only_deleting_waits_for_a_person() -> None:
    waiting = [operation.name for operation in service.operations.values() if tool(operation)["needs_approval"]]

    assert waiting == ["delete_contact"]
