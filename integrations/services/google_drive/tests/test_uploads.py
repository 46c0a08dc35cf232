"""What goes up: under which name, type and id, and from where."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError, RemoteRejected
from integrations.services.google_drive.marking import mark
from integrations.services.google_drive.models.writing import (
    DriveFileCopy,
    DriveFileUpdate,
    DriveFileUpload,
    DriveFolderCreate,
)
from integrations.services.google_drive.operations.uploads import copy_file, create_folder, update_file, upload_file
from integrations.services.google_drive.tests.vendor import (
    FILE,
    FILES,
    UPLOADS,
    sent,
    takes_an_id,
    takes_an_upload,
)

TAKEN = RemoteRejected("Google Drive answered 409: A file already exists with the provided ID.", vendor_status=409)
NOT_THERE = RemoteRejected("Google Drive answered 404: File not found: d9.", vendor_status=404)


def upload(ctx: FakeContext, **given: Any) -> Any:
    takes_an_id(ctx)
    takes_an_upload(ctx)
    upload_file(ctx, DriveFileUpload(**given))
    return sent(ctx, UPLOADS)


def body(ctx: FakeContext) -> bytes:
    """The bytes that went up."""
    return next(each.body for each in ctx.vendor.requests if each.method == "PUT")


def test_a_new_file_has_an_id_from_google_and_the_mark_of_its_call(ctx: FakeContext) -> None:
    told = upload(ctx, text="hello", name="a.txt", folder_id="d1", description="What", starred=True)

    assert told == {
        "id": "1generated",
        "name": "a.txt",
        "mimeType": "text/plain",
        "description": "What",
        "parents": ["d1"],
        "starred": True,
        "appProperties": mark(ctx),
    }
    assert body(ctx) == b"hello"
    assert len(next(iter(mark(ctx).values()))) == 32


def test_what_is_not_given_is_not_sent(ctx: FakeContext) -> None:
    assert upload(ctx, text="hello", name="a.txt").keys() == {"id", "name", "mimeType", "appProperties"}


def test_a_document_takes_no_id_of_ours(ctx: FakeContext) -> None:
    takes_an_upload(ctx)
    upload_file(ctx, DriveFileUpload(text="a,b", name="Table.csv", convert_to="spreadsheet"))

    told = sent(ctx, UPLOADS)
    assert "id" not in told
    assert told["mimeType"] == "application/vnd.google-apps.spreadsheet"
    (start,) = [each for each in ctx.vendor.requests if each.method == "POST"]
    assert start.headers["X-Upload-Content-Type"] == "text/csv"


@pytest.mark.parametrize(
    ("filename", "stated", "content", "mime_type"),
    [
        ("report.pdf", "application/pdf; charset=binary", b"x", "application/pdf"),
        ("report.pdf", "application/octet-stream", b"x", "application/pdf"),
        ("scan", "application/octet-stream", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("scan", "", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("notes", "application/octet-stream", "Grüße\n".encode(), "text/plain"),
        ("notes", "application/octet-stream", b"x" * 511 + "ü".encode(), "text/plain"),
        ("thing", "application/octet-stream", b"\0\1\2", "application/octet-stream"),
        ("nothing", "application/octet-stream", b"", "application/octet-stream"),
        ("doc", "application/vnd.google-apps.document", b"x", "text/plain"),
    ],
)
def test_the_type_is_found_by_what_is_stated_the_name_and_the_first_bytes(
    ctx: FakeContext, filename: str, stated: str, content: bytes, mime_type: str
) -> None:
    stored = ctx.files.save(content, filename=filename, mime_type=stated)
    told = upload(ctx, file_id=stored.file_id)
    assert (told["name"], told["mimeType"]) == (filename, mime_type)


def test_a_type_and_a_name_that_are_given_count(ctx: FakeContext) -> None:
    stored = ctx.files.save(b"x", filename="a.bin", mime_type="text/plain")
    told = upload(ctx, file_id=stored.file_id, name="b.pdf", mime_type="application/x-thing")
    assert (told["name"], told["mimeType"]) == ("b.pdf", "application/x-thing")


def test_a_file_that_an_earlier_step_hands_over_whole_is_taken(ctx: FakeContext) -> None:
    stored = ctx.files.save(b"x", filename="a.txt", mime_type="text/plain")
    assert upload(ctx, file_id=stored.model_dump())["name"] == "a.txt"


def test_a_public_address_is_fetched_as_nobody_and_kept(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", "/files/q1.csv", b"a,b", headers={"content-type": "text/csv; charset=utf-8"})
    told = upload(ctx, url="https://files.example.com/files/q1.csv?v=2")
    assert (told["name"], told["mimeType"], body(ctx)) == ("q1.csv", "text/csv", b"a,b")
    assert [reference.filename for reference, _ in ctx.files.stored.values()] == ["q1.csv"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_address_that_gives_nothing_is_the_inputs_fault_and_nothing_goes_up(ctx: FakeContext, status: int) -> None:
    ctx.vendor.will_answer("GET", "/a", {"error": "no"}, status=status)
    with pytest.raises(InputError, match=f"answered {status}") as refused:
        upload_file(ctx, DriveFileUpload(url="https://files.example.com/a"))
    assert [each.field for each in refused.value.errors] == ["url"]
    assert (len(ctx.vendor.requests), ctx.files.stored) == (1, {})


@pytest.mark.parametrize("text", ["not base64!", "YQ=", "ä"])
def test_what_is_no_base64_is_refused(ctx: FakeContext, text: str) -> None:
    with pytest.raises(InputError, match="content_base64 is no base64") as refused:
        upload_file(ctx, DriveFileUpload(content_base64=text, name="a"))
    assert [each.field for each in refused.value.errors] == ["content_base64"]


def test_base64_may_be_folded(ctx: FakeContext) -> None:
    folded = base64.encodebytes(bytes(100)).decode()
    upload(ctx, content_base64=folded, name="a")
    assert body(ctx) == bytes(100)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"name": "a"}, "file_id", "nothing to upload"),
        ({"text": "x", "url": "https://a.example", "name": "a"}, "file_id", "not several (text, url)"),
        ({"text": "x"}, "name", "what to call it"),
        ({"text": "", "name": "a", "content_from": "file"}, "file_id", "nothing to upload"),
        ({"text": "x", "name": "a\nb"}, "name", "one line"),
        ({"text": "a\ud800b", "name": "a"}, "text", "half of a character at 1"),
        ({"text": "x", "name": "a", "mime_type": "pdf"}, "mime_type", ""),
        ({"text": "x", "name": "a", "folder_id": "trash"}, "folder_id", "word of Drive's API"),
    ],
)
def test_a_wrong_upload_is_told_at_its_field(given: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DriveFileUpload(**given)
    (error,) = refused.value.errors()
    assert error["loc"] == (field,)
    assert said in error["msg"]


def test_of_several_the_one_that_the_form_chose_counts(ctx: FakeContext) -> None:
    upload(ctx, content_from="text", text="chosen", url="https://left.example/over", name="a")
    assert body(ctx) == b"chosen"


def test_an_id_that_is_taken_was_taken_by_this_call(ctx: FakeContext) -> None:
    takes_an_id(ctx)
    ctx.vendor.will_answer("POST", FILES, error=TAKEN)
    ctx.vendor.will_answer("GET", f"{FILES}/1generated", {**FILE, "id": "1generated"})
    assert create_folder(ctx, DriveFolderCreate(name="Box")).file_id == "1generated"


def test_a_folder_that_is_not_there_stays_the_reason(ctx: FakeContext) -> None:
    takes_an_id(ctx)
    ctx.vendor.will_answer("POST", FILES, error=NOT_THERE)
    ctx.vendor.will_answer("GET", f"{FILES}/1generated", error=NOT_THERE)
    with pytest.raises(RemoteRejected, match="File not found: d9"):
        create_folder(ctx, DriveFolderCreate(name="Box", folder_id="d9"))


def test_an_update_sends_what_is_given_alone(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("PATCH", f"{FILES}/f1", FILE)
    update_file(ctx, DriveFileUpdate(file_id="f1", description="", starred=False))
    assert sent(ctx, f"{FILES}/f1", "PATCH") == {"description": "", "starred": False}


def test_new_content_keeps_the_type_unless_another_is_given(ctx: FakeContext) -> None:
    for given in ({}, {"mime_type": "text/markdown"}):
        ctx.vendor.will_answer("GET", f"{FILES}/f1", {"name": "a.csv"})
        takes_an_upload(ctx, path=f"{UPLOADS}/f1")
        update_file(ctx, DriveFileUpdate(file_id="f1", text="x", **given))

    starts = [each for each in ctx.vendor.requests if each.method == "PATCH"]
    assert [each.json for each in starts] == [{}, {"mimeType": "text/markdown"}]
    assert [each.headers["X-Upload-Content-Type"] for each in starts] == ["text/csv", "text/markdown"]


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "name", "nothing to change"),
        ({"text": "", "content_from": "file"}, "name", "nothing to change"),
        ({"mime_type": "text/csv", "name": "b"}, "content_file_id", "along with the content"),
        ({"text": "x", "content_base64": "eA=="}, "name", "not several"),
        ({"color": "red"}, "color", ""),
    ],
)
def test_a_wrong_update_is_told_at_its_field(given: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DriveFileUpdate(file_id="f1", **given)
    assert [(error["loc"], said in error["msg"]) for error in refused.value.errors()] == [((field,), True)]


def test_a_copy_says_its_name_place_and_call(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{FILES}/f1/copy", FILE)
    copy_file(ctx, DriveFileCopy(file_id="f1", name="b", folder_id="d1", convert_to="document"))
    assert sent(ctx, f"{FILES}/f1/copy") == {
        "name": "b",
        "parents": ["d1"],
        "mimeType": "application/vnd.google-apps.document",
        "appProperties": mark(ctx),
    }


def test_a_folder_is_looked_for_by_its_exact_name(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", FILES, {"files": [FILE]})
    found = create_folder(ctx, DriveFolderCreate(name="Ada's \\ box", reuse=True))
    assert found.file_id == "f1"
    (asked,) = ctx.vendor.requests[0].query["q"]
    assert asked == (
        "name = 'Ada\\'s \\\\ box' and mimeType = 'application/vnd.google-apps.folder' and trashed = false "
        "and 'root' in parents"
    )
