"""What every request to Drive says, and what no file is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.declare import Operation
from integrations.catalog.options import OptionsQuery
from integrations.catalog.testing import FakeContext
from integrations.services.google_drive import options
from integrations.services.google_drive.service import service
from integrations.services.google_drive.tests.vendor import (
    FILE,
    FILES,
    UPLOADS,
    takes_an_id,
    takes_an_upload,
)
from integrations.services.google_drive.triggers import DriveCheckpoint, FileFilter, file_changed

OF_F1 = f"{FILES}/f1"
PERMISSIONS = f"{OF_F1}/permissions"
DOCUMENT = {**FILE, "mimeType": "application/vnd.google-apps.document"}
Answers = Callable[[FakeContext], None]


def answers(*declared: tuple[str, str, object]) -> Answers:
    def declare(ctx: FakeContext) -> None:
        for verb, path, body in declared:
            ctx.vendor.will_answer(verb, path, body)

    return declare


def uploads(ctx: FakeContext) -> None:
    takes_an_id(ctx)
    takes_an_upload(ctx)


def replaces(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {"name": "a.txt"})
    takes_an_upload(ctx, path=f"{UPLOADS}/f1")


def makes_a_folder(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", FILES, {})
    takes_an_id(ctx)
    ctx.vendor.will_answer("POST", FILES, FILE)


CALLS: Mapping[str, tuple[dict[str, Any], Answers]] = {
    "upload_file": ({"text": "x", "name": "x", "folder_id": "d1"}, uploads),
    "create_folder": ({"name": "x", "reuse": True}, makes_a_folder),
    "update_file": ({"file_id": "f1", "text": "x"}, replaces),
    "copy_file": ({"file_id": "f1"}, answers(("POST", f"{OF_F1}/copy", FILE))),
    "download_file": ({"file_id": "f1"}, answers(("GET", OF_F1, FILE), ("GET", OF_F1, b"x"))),
    "export_file": (
        {"file_id": "f1", "export_format": "pdf"},
        answers(("GET", OF_F1, DOCUMENT), ("GET", f"{OF_F1}/export", b"x")),
    ),
    "list_files": ({}, answers(("GET", FILES, {}))),
    "get_file": ({"file_id": "f1"}, answers(("GET", OF_F1, FILE))),
    "move_file": ({"file_id": "f1", "folder_id": "d1"}, answers(("GET", OF_F1, FILE), ("PATCH", OF_F1, FILE))),
    "trash_file": ({"file_id": "f1"}, answers(("PATCH", OF_F1, FILE))),
    "restore_file": ({"file_id": "f1"}, answers(("PATCH", OF_F1, FILE))),
    "delete_file": ({"file_id": "f1"}, answers(("DELETE", OF_F1, {}))),
    "share_file": ({"file_id": "f1", "email": "a@b.example"}, answers(("POST", PERMISSIONS, {"id": "p1"}))),
    "list_permissions": ({"file_id": "f1"}, answers(("GET", PERMISSIONS, {}))),
    "unshare_file": (
        {"file_id": "f1", "email": "a@b.example"},
        answers(
            ("GET", PERMISSIONS, {"permissions": [{"id": "p1", "emailAddress": "A@b.example"}]}),
            ("DELETE", f"{PERMISSIONS}/p1", {}),
        ),
    ),
    "list_drives": ({}, answers(("GET", "/drive/v3/drives", {}))),
}
TAKES_NO_WORD_OF_DRIVES = (f"{FILES}/generateIds", f"{OF_F1}/export", "/drive/v3/drives", "/upload/session")
"""Methods that have no such parameter."""
LISTS = (FILES, "/drive/v3/changes")


def complaints(ctx: FakeContext) -> list[str]:
    """Requests that do not say what they have to."""
    found = []
    for request in ctx.vendor.requests:
        name, query = f"{request.method} {request.path}", request.query
        if request.path not in TAKES_NO_WORD_OF_DRIVES and query.get("supportsAllDrives") != ["true"]:
            found.append(f"{name} does not know shared drives")
        if request.method == "GET" and request.path in LISTS and query.get("includeItemsFromAllDrives") != ["true"]:
            found.append(f"{name} leaves out shared drives")
        if request.method == "GET" and request.path == FILES and "corpora" not in query:
            found.append(f"{name} names no corpora")
        is_list = request.method == "GET" and request.path in (*LISTS, PERMISSIONS, "/drive/v3/drives")
        if is_list and "pageSize" not in query:
            found.append(f"{name} has no pageSize")
    return found


def test_every_operation_is_called_here() -> None:
    assert CALLS.keys() == service.operations.keys()


@pytest.mark.parametrize("name", CALLS)
def test_every_request_says_that_it_knows_shared_drives_and_how_long_a_page_is(ctx: FakeContext, name: str) -> None:
    given, declare = CALLS[name]
    operation = service.operations[name]
    declare(ctx)

    operation.function(ctx, operation.input_model.model_validate(given))

    assert complaints(ctx) == []


@pytest.mark.parametrize("loader", [options.files, options.trashed, options.folders])
def test_choices_say_it_as_well(ctx: FakeContext, loader: Callable[[FakeContext, OptionsQuery], object]) -> None:
    ctx.vendor.will_answer("GET", FILES, {"files": [FILE]})
    ctx.vendor.will_answer("GET", "/drive/v3/drives", {})

    loader(ctx, OptionsQuery(query="it's"))
    ctx.vendor.answers.clear()  # only folders asks for shared drives

    assert ctx.vendor.requests[0].query["q"][0].endswith("and name contains 'it\\'s'")
    assert complaints(ctx) == []


def test_the_trigger_says_it_as_well(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", "/drive/v3/changes/startPageToken", {"startPageToken": "1"})
    ctx.vendor.will_answer("GET", "/drive/v3/changes", {"newStartPageToken": "2"})
    first = file_changed(ctx, FileFilter(drive_id="d1"), None)
    file_changed(ctx, FileFilter(drive_id="d1"), DriveCheckpoint(page_token="1", polled_at=first.checkpoint.polled_at))

    assert complaints(ctx) == []
    assert [each.query["driveId"] for each in ctx.vendor.requests] == [["d1"], ["d1"]]


def test_an_attempt_after_another_looks_everywhere_for_what_that_one_made(ctx: FakeContext) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("GET", FILES, {"files": [FILE]})
    operation = service.operations["upload_file"]

    made = operation.function(ctx, operation.input_model.model_validate({"text": "x", "name": "x"}))

    assert made.model_dump()["file_id"] == "f1"
    assert [each.method for each in ctx.vendor.requests] == ["GET"]
    assert complaints(ctx) == []


WITH_A_FILE = [each for each in service.operations.values() if each.name not in ("upload_file", "list_drives")]


def fields_of_drive(operation: Operation) -> list[str]:
    """Its fields that name a thing in Drive."""
    names = ("file_id", "folder_id", "drive_id")
    return [name for name in operation.input_model.model_fields if name in names]


@pytest.mark.parametrize("word", ["trash", "generateIds", "generateCseToken", "", "..", "a/b"])
@pytest.mark.parametrize("operation", WITH_A_FILE, ids=lambda each: each.name)
def test_words_of_the_api_are_no_ids_of_files(operation: Operation, word: str) -> None:
    for field in fields_of_drive(operation):
        if word == "" and not operation.input_model.model_fields[field].is_required():
            continue
        given = {**operation.example, field: word}
        with pytest.raises(ValidationError) as refused:
            operation.input_model.model_validate(given)
        assert [error["loc"] for error in refused.value.errors()] == [(field,)]


def test_deleting_trash_would_empty_it_and_never_leaves(ctx: FakeContext) -> None:
    operation = service.operations["delete_file"]
    with pytest.raises(ValidationError, match="'trash' is a word of Drive's API"):
        operation.function(ctx, operation.input_model.model_validate({"file_id": "trash"}))
    assert ctx.vendor.requests == []
