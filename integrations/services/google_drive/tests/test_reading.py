"""What is found, read, downloaded and exported."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError, RemoteRejected, RemoteUnavailable
from integrations.services.google_drive.models.files import (
    DriveFileDownload,
    DriveFileExport,
    DriveFileGet,
    DriveFileList,
)
from integrations.services.google_drive.models.sharing import DrivePermissionsList, DrivesList
from integrations.services.google_drive.operations.downloads import download_file, export_file
from integrations.services.google_drive.operations.drives import list_drives
from integrations.services.google_drive.operations.files import get_file, list_files
from integrations.services.google_drive.operations.sharing import list_permissions
from integrations.services.google_drive.parsing import parse_file
from integrations.services.google_drive.tests.vendor import FILE, FILES, UNHEARD_OF, asked

OF_F1 = f"{FILES}/f1"
DOCUMENT = {"id": "f1", "name": "Review", "mimeType": "application/vnd.google-apps.document"}
TOO_LARGE = {
    "error": {"code": 403, "message": "Too large.", "errors": [{"reason": "exportSizeLimitExceeded"}]},
}


def test_a_file_is_read_whole(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {**FILE, **UNHEARD_OF})
    read = get_file(ctx, DriveFileGet(file_id="f1"))

    assert (read.file_id, read.size, read.folder_id, read.owners) == ("f1", 35840, "folder1", ["ada@globex.example"])
    assert (read.modified, read.can) == (
        datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        {"canEdit": True, "canShare": False},
    )
    assert read.warnings == []


def test_a_file_of_which_nothing_is_told_is_read_as_well(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {"id": "f1"})
    read = get_file(ctx, DriveFileGet(file_id="f1"))
    assert (read.file_id, read.size, read.created, read.owners) == ("f1", None, None, [])


def test_one_file_that_cannot_be_read_does_not_take_the_others_along(ctx: FakeContext) -> None:
    broken = {"id": "f2", "name": "odd", "size": "many", "createdTime": "yesterday", "parents": "d1"}
    ctx.vendor.will_answer("GET", FILES, {"files": [broken, FILE]})
    listed = list_files(ctx, DriveFileList())
    assert [each.file_id for each in listed.files] == ["f2", "f1"]
    assert listed.files[0].name == "odd"
    assert listed.files[0].warnings == [
        "created could not be read: 'yesterday'",
        "size could not be read: 'many'",
    ]


@pytest.mark.parametrize(
    ("given", "query", "order"),
    [
        ({}, "trashed = false", "modifiedTime desc"),
        ({"folder_id": "d1"}, "trashed = false and 'd1' in parents", "modifiedTime desc"),
        ({"kind": "file", "order_by": "name"},
         "trashed = false and mimeType != 'application/vnd.google-apps.folder'", "folder,name_natural"),
        ({"kind": "image", "order_by": "size"}, "trashed = false and mimeType contains 'image/'",
         "quotaBytesUsed desc"),
        ({"name": "it's", "mime_type": "text/csv"}, "trashed = false and name = 'it\\'s' and mimeType = 'text/csv'",
         "modifiedTime desc"),
        ({"modified_since": "2026-03-01T01:00:00+02:00"},
         "trashed = false and modifiedTime > '2026-02-28T23:00:00.000'", "modifiedTime desc"),
        ({"shared_with_me": True, "starred": True}, "trashed = false and sharedWithMe and starred = true",
         "modifiedTime desc"),
        ({"in_trash": True}, "trashed = true", "modifiedTime desc"),
        ({"query": " two 'words "}, "trashed = false and fullText contains 'two' and fullText contains '\\'words'",
         None),
        ({"search": "name = 'a' or fullText contains 'b'"},
         "trashed = false and (name = 'a' or fullText contains 'b')", None),
    ],
)  # fmt: skip
def test_a_question_is_put_in_drives_words(
    ctx: FakeContext, given: dict[str, Any], query: str, order: str | None
) -> None:
    ctx.vendor.will_answer("GET", FILES, {})
    list_files(ctx, DriveFileList(**given))
    told = asked(ctx)
    assert (told["q"], told.get("orderBy")) == ([query], None if order is None else [order])


def test_one_shared_drive_is_searched_whole_or_all_of_them(ctx: FakeContext) -> None:
    for given in ({"drive_id": "d1"}, {}):
        ctx.vendor.will_answer("GET", FILES, {"incompleteSearch": not given})
        assert list_files(ctx, DriveFileList(**given)).is_incomplete is not bool(given)
    one, everything = (each.query for each in ctx.vendor.requests)
    assert (one["corpora"], one["driveId"]) == (["drive"], ["d1"])
    assert (everything["corpora"], "driveId" in everything) == (["allDrives"], False)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"query": "a", "order_by": "name"}, "order_by"),
        ({"drive_id": "d1", "shared_with_me": True}, "drive_id"),
        ({"max_results": 0}, "max_results"),
    ],
)
def test_a_wrong_question_is_told_at_its_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DriveFileList(**given)
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]


def test_pages_are_read_on_to_the_cap(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", FILES, {"files": [FILE], "nextPageToken": "two"})
    ctx.vendor.will_answer("GET", FILES, {"files": [FILE]})
    listed = list_files(ctx, DriveFileList(all_pages=True, max_results=1))
    assert (listed.count, listed.next_page_token) == (2, None)
    assert asked(ctx)["pageToken"] == ["two"]


def test_a_download_is_checked_and_kept_under_its_name(ctx: FakeContext) -> None:
    content = b"0123456789"
    told = {"id": "f1", "name": "a.bin", "mimeType": "application/x-thing"}
    checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
    for md5 in (checksum, None):
        ctx.vendor.will_answer("GET", OF_F1, {**told, **UNHEARD_OF, **({"md5Checksum": md5} if md5 else {})})
        ctx.vendor.will_answer("GET", OF_F1, content)
        kept = download_file(ctx, DriveFileDownload(file_id="f1"))
        assert (kept.filename, kept.mime_type, kept.size) == ("a.bin", "application/x-thing", 10)
        assert ctx.files.read(kept.file_id)[1] == content
    part = ctx.vendor.requests[1]
    assert part.headers["range"] == "bytes=0-4194303"


def test_what_is_not_the_file_that_was_asked_for_is_not_kept(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {**FILE, "md5Checksum": "0" * 32})
    ctx.vendor.will_answer("GET", OF_F1, b"other")
    with pytest.raises(RemoteUnavailable, match=r"'report.pdf' changed while it was downloaded"):
        download_file(ctx, DriveFileDownload(file_id="f1"))
    assert ctx.files.stored == {}


def test_a_file_taken_for_malware_is_fetched_where_that_is_known(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", OF_F1, FILE)
    ctx.vendor.will_answer("GET", OF_F1, b"x")
    download_file(ctx, DriveFileDownload(file_id="f1", acknowledge_abuse=True))
    assert ctx.vendor.requests[1].query["acknowledgeAbuse"] == ["true"]


@pytest.mark.parametrize(
    ("kind", "given", "mime_type", "filename"),
    [
        ("document", {}, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Review.docx"),
        ("spreadsheet", {}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Review.xlsx"),
        ("presentation", {}, "application/vnd.openxmlformats-officedocument.presentationml.presentation",
         "Review.pptx"),
        ("drawing", {}, "image/png", "Review.png"),
        ("jam", {}, "application/pdf", "Review.pdf"),
        ("document", {"export_format": "md"}, "text/markdown", "Review.md"),
        ("document", {"export_format": "md", "filename": "x"}, "text/markdown", "x"),
    ],
)  # fmt: skip
def test_documents_are_exported_in_their_usual_format(
    ctx: FakeContext, kind: str, given: dict[str, Any], mime_type: str, filename: str
) -> None:
    ctx.vendor.will_answer("GET", OF_F1, {**DOCUMENT, "mimeType": f"application/vnd.google-apps.{kind}"})
    ctx.vendor.will_answer("GET", f"{OF_F1}/export", b"content")
    kept = download_file(ctx, DriveFileDownload(file_id="f1", **given))
    assert (kept.filename, kept.mime_type, kept.size) == (filename, mime_type, 7)
    assert asked(ctx, f"{OF_F1}/export")["mimeType"] == [mime_type]


def test_an_export_tolerates_what_google_adds_and_leaves_out(ctx: FakeContext) -> None:
    links = {"exportLinks": {"application/pdf": "https://docs.google.com/export"}}
    for told in ({**DOCUMENT, **UNHEARD_OF, **links}, DOCUMENT):
        ctx.vendor.will_answer("GET", OF_F1, told)
        ctx.vendor.will_answer("GET", f"{OF_F1}/export", b"7")
        assert export_file(ctx, DriveFileExport(file_id="f1", export_format="pdf")).filename == "Review.pdf"


def test_a_large_export_is_refused_where_google_gives_no_link(ctx: FakeContext) -> None:
    error = RemoteRejected("Google Drive answered 403: Too large.", vendor_status=403)
    error.vendor_word = TOO_LARGE["error"]["errors"][0]["reason"]  # type: ignore[index]  # a literal of this module
    ctx.vendor.will_answer("GET", OF_F1, DOCUMENT)
    ctx.vendor.will_answer("GET", f"{OF_F1}/export", error=error)
    with pytest.raises(RemoteRejected, match="Too large"):
        export_file(ctx, DriveFileExport(file_id="f1", export_format="pdf"))
    assert ctx.files.stored == {}


def test_a_shortcut_to_a_shortcut_is_no_file(ctx: FakeContext) -> None:
    shortcut = {"mimeType": "application/vnd.google-apps.shortcut", "name": "s", "shortcutDetails": {"targetId": "f1"}}
    ctx.vendor.will_answer("GET", OF_F1, shortcut)
    ctx.vendor.will_answer("GET", OF_F1, shortcut)
    with pytest.raises(InputError, match="'s' is a shortcut"):
        download_file(ctx, DriveFileDownload(file_id="f1"))


def test_permissions_and_drives_may_say_more_and_less(ctx: FakeContext) -> None:
    full = {
        "id": "p1",
        "type": "user",
        "role": "fileOrganizer",
        "emailAddress": "a@b.example",
        "permissionDetails": [{"role": "fileOrganizer", "inherited": True}],
        **UNHEARD_OF,
    }
    drive = {"id": "d1", "name": "Team", "hidden": True, "capabilities": {"canEdit": True}, **UNHEARD_OF}
    for permission in (full, {"id": "p1"}):
        ctx.vendor.will_answer("GET", f"{OF_F1}/permissions", {"permissions": [permission], **UNHEARD_OF})
    for each in (drive, {"id": "d1"}):
        ctx.vendor.will_answer("GET", "/drive/v3/drives", {"drives": [each], **UNHEARD_OF})

    known, bare = (list_permissions(ctx, DrivePermissionsList(file_id="f1")).permissions[0] for _ in range(2))
    team, nameless = (list_drives(ctx, DrivesList()).drives[0] for _ in range(2))

    assert (known.role, known.is_inherited, bare.role, bare.is_inherited) == ("content_manager", True, "", False)
    assert (team.name, team.is_hidden, nameless.name) == ("Team", True, "")


def test_files_may_say_more_and_less(ctx: FakeContext) -> None:
    for each in ({**FILE, **UNHEARD_OF}, {"id": "f1"}):
        ctx.vendor.will_answer("GET", FILES, {"files": [each], **UNHEARD_OF})
    full, bare = (list_files(ctx, DriveFileList()).files[0] for _ in range(2))
    assert (full.name, bare.name) == ("report.pdf", "")


def test_people_without_an_address_are_named() -> None:
    told = parse_file({"id": "f1", "lastModifyingUser": {"displayName": "Somebody"}, "owners": [{}]})
    assert (told.modified_by, told.owners) == ("Somebody", [])
    assert json.loads(told.model_dump_json())["modified_by"] == "Somebody"
