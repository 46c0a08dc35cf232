"""Files and folders of Drive, with the real client."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httplib2
import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload, MediaIoBaseDownload, MediaIoBaseUpload

from integrations.sandbox.google.drive.types import DOCUMENT, EXCEL, FOLDER, SPREADSHEET, WORD
from integrations.sandbox.tests.client import SocketHttp, run

pytestmark = pytest.mark.django_db(transaction=True)
PART = 256 * 1024
"""The site takes bodies of 10 MB at most, so uploads go in parts."""


def made(drive: Any, name: str, content: bytes = b"hello", kind: str = "text/plain", **body: Any) -> Any:
    media = MediaInMemoryUpload(content, mimetype=kind, chunksize=16 * PART, resumable=True)
    return run(drive.files().create(body={"name": name, **body}, media_body=media, fields="*"))


def folder(drive: Any, name: str, **body: Any) -> str:
    return str(run(drive.files().create(body={"name": name, "mimeType": FOLDER, **body}))["id"])


def names(drive: Any, **asked: Any) -> list[str]:
    return [each["name"] for each in run(drive.files().list(pageSize=50, **asked))["files"]]


def reason(error: pytest.ExceptionInfo[HttpError]) -> tuple[int, str]:
    return int(error.value.resp.status), str(error.value.error_details[0]["reason"])


def content_of(drive: Any, file_id: str, *, part: int = PART) -> bytes:
    target = io.BytesIO()
    download = MediaIoBaseDownload(target, drive.files().get_media(fileId=file_id), chunksize=part)
    is_done = False
    while not is_done:
        _, is_done = download.next_chunk()
    return target.getvalue()


def test_a_file_comes_back_as_it_went_up(live_drive: Any) -> None:
    content = bytes(range(256)) * 3000
    file = made(live_drive, "a.bin", content, "application/x-thing", description="What it is")

    assert (file["mimeType"], file["size"], file["description"]) == ("application/x-thing", "768000", "What it is")
    assert content_of(live_drive, file["id"]) == content
    assert content_of(live_drive, made(live_drive, "empty", b"")["id"]) == b""


@pytest.mark.parametrize("resumable", [True, False])
def test_the_type_is_what_the_client_calls_the_content(live_drive: Any, resumable: bool) -> None:
    media = MediaIoBaseUpload(io.BytesIO(b"a,b"), "text/csv", resumable=resumable)
    file = run(live_drive.files().create(body={"name": "t"}, media_body=media))
    assert file["mimeType"] == "text/csv"


def test_only_a_generated_id_names_a_file_and_only_once(live_drive: Any) -> None:
    (file_id,) = run(live_drive.files().generateIds(count=1))["ids"]
    assert made(live_drive, "one", id=file_id)["id"] == file_id
    with pytest.raises(HttpError) as twice:
        made(live_drive, "two", id=file_id)
    with pytest.raises(HttpError) as invented:
        made(live_drive, "three", id="1nvented")
    with pytest.raises(HttpError) as document:
        run(live_drive.files().create(body={"id": file_id, "name": "d", "mimeType": DOCUMENT}))
    assert [reason(each)[0] for each in (twice, invented, document)] == [409, 400, 400]


def test_little_is_told_unasked(live_drive: Any) -> None:
    file_id = made(live_drive, "a")["id"]
    assert set(run(live_drive.files().get(fileId=file_id))) == {"kind", "id", "name", "mimeType"}
    assert run(live_drive.files().get(fileId=file_id, fields="size"))["size"] == "5"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name = 'plan.txt'", ["plan.txt"]),
        ("name contains 'pla'", ["plan.txt", "second plan.txt"]),
        ("name contains 'lan'", []),
        ("fullText contains 'hello'", ["it's.csv", "plan.txt", "second plan.txt"]),
        (r"name = 'it\'s.csv'", ["it's.csv"]),
        ("mimeType = 'text/csv' or name contains 'second'", ["it's.csv", "second plan.txt"]),
        ("mimeType contains 'text/' and not mimeType = 'text/csv'", ["old.txt", "plan.txt", "second plan.txt"]),
        ("starred = true", ["second plan.txt"]),
        ("trashed = true", ["old.txt"]),
        ("appProperties has { key='job' and value='7' }", ["plan.txt"]),
        ("'root' in parents and trashed = false and mimeType != 'text/plain'", ["Box", "it's.csv"]),
        ("modifiedTime < '2020-01-01T00:00:00'", []),
        ("createdTime > '2020-01-01T00:00:00+01:00' and trashed = true", ["old.txt"]),
        ("'me' in owners and (starred = true or trashed = true)", ["old.txt", "second plan.txt"]),
    ],
)
def test_files_are_found(live_drive: Any, query: str, found: list[str]) -> None:
    box = folder(live_drive, "Box")
    made(live_drive, "plan.txt", appProperties={"job": "7"})
    made(live_drive, "second plan.txt", parents=[box], starred=True)
    made(live_drive, "it's.csv", b"hello,you", "text/csv")
    run(live_drive.files().update(fileId=made(live_drive, "old.txt", b"x")["id"], body={"trashed": True}))

    assert sorted(names(live_drive, q=query)) == found


@pytest.mark.parametrize("query", ["name", "name = plan", "size > '3'", "name = 'a' and", "(name = 'a'", "name ~ 'a'"])
def test_what_is_no_query_is_refused(live_drive: Any, query: str) -> None:
    with pytest.raises(HttpError) as refused:
        names(live_drive, q=query)
    assert reason(refused) == (400, "invalid")


def test_files_are_sorted_and_paged(live_drive: Any) -> None:
    for name in ("b10", "a", "b9"):
        made(live_drive, name)
    folder(live_drive, "z")
    assert names(live_drive, orderBy="folder,name_natural") == ["z", "a", "b9", "b10"]
    assert names(live_drive, orderBy="name desc") == ["z", "b9", "b10", "a"]
    first = run(live_drive.files().list(pageSize=3, orderBy="name"))
    rest = run(live_drive.files().list(pageSize=3, orderBy="name", pageToken=first["nextPageToken"]))
    assert [each["name"] for each in (*first["files"], *rest["files"])] == ["a", "b10", "b9", "z"]
    assert "nextPageToken" not in rest
    with pytest.raises(HttpError) as sorted_text:
        names(live_drive, q="fullText contains 'a'", orderBy="name")
    assert reason(sorted_text)[0] == 403


def test_a_file_moves_from_one_folder_into_another_and_never_lies_in_two(live_drive: Any) -> None:
    box, chest = folder(live_drive, "Box"), folder(live_drive, "Chest")
    file_id = made(live_drive, "a", parents=[box])["id"]
    with pytest.raises(HttpError) as two:
        run(live_drive.files().update(fileId=file_id, addParents=chest))
    with pytest.raises(HttpError) as direct:
        run(live_drive.files().update(fileId=file_id, body={"parents": [chest]}))
    inner = folder(live_drive, "Inner", parents=[box])
    with pytest.raises(HttpError) as into_itself:
        run(live_drive.files().update(fileId=box, addParents=inner, removeParents="root"))
    moved = run(live_drive.files().update(fileId=file_id, addParents=chest, removeParents=box, fields="parents"))

    assert (reason(two), reason(direct)) == ((403, "cannotAddParent"), (403, "fieldNotWritable"))
    assert reason(into_itself)[0] == 403
    assert moved["parents"] == [chest]


def test_what_lies_in_a_trashed_folder_is_trashed_and_deleting_takes_it_along(live_drive: Any) -> None:
    box = folder(live_drive, "Box")
    file_id = made(live_drive, "a", parents=[box])["id"]
    run(live_drive.files().update(fileId=box, body={"trashed": True}))
    state = run(live_drive.files().get(fileId=file_id, fields="trashed,explicitlyTrashed"))
    run(live_drive.files().delete(fileId=box))
    with pytest.raises(HttpError) as gone:
        run(live_drive.files().get(fileId=file_id))

    assert state == {"trashed": True, "explicitlyTrashed": False}
    assert reason(gone) == (404, "notFound")


def test_an_update_changes_what_is_given_and_can_clear_it(live_drive: Any) -> None:
    file = made(live_drive, "a", description="Old", appProperties={"one": "1", "two": "2"})
    body = {"description": "", "appProperties": {"one": None}}
    changed = run(live_drive.files().update(fileId=file["id"], body=body, fields="*"))
    assert "description" not in changed
    assert (changed["name"], changed["appProperties"]) == ("a", {"two": "2"})
    assert int(changed["version"]) > int(file["version"])
    again = MediaInMemoryUpload(b"other", mimetype="text/plain", resumable=True)
    run(live_drive.files().update(fileId=file["id"], media_body=again))
    assert content_of(live_drive, file["id"]) == b"other"


def test_documents_are_imported_and_exported_and_never_downloaded(live_drive: Any) -> None:
    table = made(live_drive, "Table", b"a,b\n1,2\n", "text/csv", mimeType=SPREADSHEET)
    note = made(live_drive, "Note", b"One\nTwo\n", mimeType=DOCUMENT)
    with pytest.raises(HttpError) as downloaded:
        content_of(live_drive, note["id"])

    def export(file: Any, kind: str) -> bytes:
        return bytes(live_drive.files().export(fileId=file["id"], mimeType=kind).execute())

    assert reason(downloaded) == (403, "fileNotDownloadable")
    assert "size" not in note
    assert export(note, "text/plain") == b"One\nTwo\n"
    assert export(note, "application/pdf").startswith(b"%PDF-")
    assert export(table, "text/tab-separated-values") == b"a\tb\r\n1\t2"
    with zipfile.ZipFile(io.BytesIO(export(note, WORD))) as word:
        assert b"Two" in word.read("word/document.xml")
    with zipfile.ZipFile(io.BytesIO(export(table, EXCEL))) as excel:
        assert b"<t xml:space=\"preserve\">2</t>" in excel.read("xl/worksheets/sheet1.xml")
    for file, kind, status in ((note, "text/csv", 400), (made(live_drive, "plain"), "text/plain", 403)):
        with pytest.raises(HttpError) as refused:
            export(file, kind)
        assert reason(refused)[0] == status


def test_a_large_export_goes_by_its_link_alone(live_drive: Any, http: SocketHttp) -> None:
    content = b"x" * (10 * 1024 * 1024 + 1)
    note = made(live_drive, "Large", content, mimeType=DOCUMENT)
    with pytest.raises(HttpError) as refused:
        live_drive.files().export(fileId=note["id"], mimeType="text/plain").execute()
    answer, exported = http.request(note["exportLinks"]["text/plain"])
    assert reason(refused) == (403, "exportSizeLimitExceeded")
    assert (answer.status, exported == content) == (200, True)
    with closing(httplib2.Http()) as nobody:
        assert nobody.request(note["exportLinks"]["text/plain"])[0].status == 401


def test_parts_of_a_file_are_told_apart(live_drive: Any, http: SocketHttp) -> None:
    request = live_drive.files().get_media(fileId=made(live_drive, "a", b"0123456789")["id"])

    def part(asked: str) -> tuple[int, str, bytes]:
        answer, content = http.request(request.uri, headers={"range": asked})
        return answer.status, answer.get("content-range", ""), content

    assert part("bytes=2-4") == (206, "bytes 2-4/10", b"234")
    assert part("bytes=8-20") == (206, "bytes 8-9/10", b"89")
    assert part("bytes=-3") == (206, "bytes 7-9/10", b"789")
    assert part("bytes=10-12")[:2] == (416, "bytes */10")


def test_content_does_not_come_in_a_batch(live_drive: Any) -> None:
    file_id = made(live_drive, "a")["id"]
    seen: list[Any] = []
    batch = live_drive.new_batch_http_request(callback=lambda _, answer, error: seen.append((answer, error)))
    batch.add(live_drive.files().get_media(fileId=file_id))
    batch.add(live_drive.files().get(fileId=file_id, fields="name"))
    batch.execute()
    assert (seen[0][0], seen[0][1].resp.status) == (None, 403)
    assert seen[1] == ({"name": "a"}, None)


def test_changes_are_told_once_each_as_they_are(live_drive: Any) -> None:
    old, gone = made(live_drive, "old")["id"], made(live_drive, "gone")["id"]
    token = run(live_drive.changes().getStartPageToken())["startPageToken"]
    assert run(live_drive.changes().list(pageToken=token))["changes"] == []
    new = made(live_drive, "new")["id"]
    run(live_drive.files().update(fileId=old, body={"name": "older"}))
    run(live_drive.files().update(fileId=old, body={"name": "oldest"}))
    run(live_drive.files().delete(fileId=gone))

    first = run(live_drive.changes().list(pageToken=token, pageSize=2))
    last = run(live_drive.changes().list(pageToken=first["nextPageToken"], pageSize=2))

    told = [(each["fileId"], each["removed"], each.get("file", {}).get("name")) for each in first["changes"]]
    assert told == [(new, False, "new"), (old, False, "oldest")]
    assert [(each["fileId"], each["removed"]) for each in last["changes"]] == [(gone, True)]
    assert run(live_drive.changes().list(pageToken=last["newStartPageToken"]))["changes"] == []
    with pytest.raises(HttpError) as unknown:
        run(live_drive.changes().list(pageToken="999999"))
    assert reason(unknown)[0] == 400


def test_an_answer_that_gets_lost_has_made_its_file(live_drive: Any, control: Callable[..., Any]) -> None:
    control("POST", "rules", {"method": "drive.files.create", "times": 1, "drop_after_effect": True, "status": 502})
    with pytest.raises(HttpError):
        made(live_drive, "a")
    assert names(live_drive) == ["a"]
