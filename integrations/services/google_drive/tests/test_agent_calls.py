"""Drive's tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.google_drive.service import service

TOOLS = tools(catalog())
STORED = "0b9d0f3e-6f0c-4c1d-9a54-2f1f6f1f7a11"
CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("Put this note into Drive.", "upload_file", {"text": "Buy boots", "name": "note.txt"}),
    ("Save the attachment to the invoices.", "upload_file", {"file_id": STORED, "folder_id": "1abc"}),
    ("Fetch that page and keep it.", "upload_file", {"url": "https://www.example.com/a.pdf", "name": "a.pdf"}),
    (
        "Make a sheet of this table.",
        "upload_file",
        {"text": "a,b\n1,2\n", "name": "Table.csv", "mime_type": "text/csv", "convert_to": "spreadsheet"},
    ),
    ("There should be a folder for May.", "create_folder", {"name": "May", "folder_id": "1abc", "reuse": True}),
    ("Replace its text, and drop the description.", "update_file", {"file_id": "1a", "text": "New", "description": ""}),
    ("Call it final.", "update_file", {"file_id": "1a", "name": "final.pdf"}),
    ("Copy the template.", "copy_file", {"file_id": "1a", "name": "Offer 7", "folder_id": "1abc"}),
    ("Download the review as PDF.", "download_file", {"file_id": "1a", "export_format": "pdf"}),
    ("Export the table as CSV.", "export_file", {"file_id": "1a", "export_format": "csv"}),
    ("Where is the offer?", "list_files", {"query": "offer northwind", "kind": "pdf"}),
    ("What is in the folder?", "list_files", {"folder_id": "1abc", "order_by": "name", "all_pages": True}),
    ("What changed since Monday?", "list_files", {"modified_since": "2026-03-02T00:00:00+01:00"}),
    ("Whose is it?", "get_file", {"file_id": "1a"}),
    ("Move it to the archive.", "move_file", {"file_id": "1a", "folder_id": "1abc"}),
    ("Throw it away.", "trash_file", {"file_id": "1a"}),
    ("No, bring it back.", "restore_file", {"file_id": "1a"}),
    ("Delete it for good.", "delete_file", {"file_id": "1a"}),
    (
        "Let Mara edit it until March, and tell her why.",
        "share_file",
        {
            "file_id": "1a",
            "email": "mara@northwind.example",
            "role": "writer",
            "message": "For the offer",
            "expires": "2031-03-01T00:00:00Z",
        },
    ),
    ("Make a public link.", "share_file", {"file_id": "1a", "share_with": "anyone"}),
    ("Who can see it?", "list_permissions", {"file_id": "1a"}),
    ("Not Mara any more.", "unshare_file", {"file_id": "1a", "email": "mara@northwind.example"}),
    ("Close the public link.", "unshare_file", {"file_id": "1a", "permission_id": "anyoneWithLink"}),
    ("Which shared drives are there?", "list_drives", {}),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("upload_file", {"name": "a.txt"}),
    ("upload_file", {"text": "x"}),
    ("upload_file", {"text": "x", "file_id": STORED, "name": "a"}),
    ("upload_file", {"text": "x", "name": "a", "parents": ["1abc"]}),
    ("delete_file", {"file_id": "trash"}),
    ("get_file", {"file_id": "https://drive.google.com/file/d/1a/view"}),
    ("export_file", {"file_id": "1a"}),
    ("export_file", {"file_id": "1a", "export_format": "exe"}),
    ("share_file", {"file_id": "1a"}),
    ("share_file", {"file_id": "1a", "email": "mara@northwind.example", "role": "owner"}),
    ("move_file", {"file_id": "1a"}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[f"google_drive_{name}"], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == set(service.operations)


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused_before_anything_is_sent(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[f"google_drive_{name}"], arguments)


def test_only_deleting_waits_for_a_person() -> None:
    waiting = [operation.name for operation in service.operations.values() if tool(operation)["needs_approval"]]

    assert waiting == ["delete_file"]
