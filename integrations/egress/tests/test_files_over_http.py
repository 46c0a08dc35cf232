"""Stored files over HTTP: down and up, as a body or in a form, and never in memory as a whole."""

from __future__ import annotations

import re
import subprocess
import sys
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from integrations.catalog.refusals import Refusals
from integrations.catalog.testing.context import FakeFiles
from integrations.egress.client import Egress
from integrations.egress.http import ServiceHttp
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Received, Vendor, ok, raw, reset, status
from integrations.errors import InputError, OutcomeUnknown, RemoteRejected, RemoteUnavailable
from machina.testing.worker import process_environment


@pytest.fixture
def files() -> FakeFiles:
    return FakeFiles()


@pytest.fixture
def http(egress: Egress, vendor: Vendor, make_permit: MakePermit, files: FakeFiles) -> ServiceHttp:
    permit = make_permit(effect="write", credential=StaticCredential("token-1"))
    return ServiceHttp(egress, permit, f"{vendor.url}/v1", files)


def form(received: Received) -> list[Message]:
    """The parts of a form, read by the standard library as any server's would."""
    head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + received.body)
    assert message.is_multipart()
    return [part for part in message.walk() if part is not message]


@pytest.mark.parametrize(
    ("path", "headers", "name", "kind"),
    [
        ("/exports/q1.csv", {"content_type": "text/csv"}, "q1.csv", "text/csv"),
        ("/exports/7", {"content_disposition": 'attachment; filename="Q 1.csv"'}, "Q 1.csv", "application/json"),
        (
            "/exports/7",
            {"content_disposition": "attachment; filename*=UTF-8''Q%C3%BC.csv"},
            "Qü.csv",
            "application/json",
        ),
        (
            "/exports/7",
            {"content_disposition": "attachment; filename*=undefined''Q%FC.csv"},
            "Qü.csv",
            "application/json",
        ),
        ("/exports/Q%C3%BC.csv", {"content_disposition": "inline"}, "Qü.csv", "application/json"),
    ],
)
def test_a_download_has_the_name_and_type_the_vendor_gives_it(
    path: str, headers: dict[str, str], name: str, kind: str, http: ServiceHttp, vendor: Vendor, files: FakeFiles
) -> None:
    vendor.answers(ok(b"a,b\n1,2", **headers))
    stored = http.download(path, query={"raw": True})
    assert (stored.filename, stored.mime_type, stored.size) == (name, kind, 7)
    assert files.read(stored.file_id)[1] == b"a,b\n1,2"
    (received,) = vendor.received
    assert (received.method, received.path) == ("GET", f"/v1{path}?raw=true")
    assert received.headers["authorization"] == "Bearer token-1"


def test_a_download_takes_the_name_and_type_it_is_given(http: ServiceHttp, vendor: Vendor) -> None:
    vendor.answers(ok(b"x", content_type="text/csv", content_disposition="attachment; filename=a.csv"))
    stored = http.download("/exports/{id}", path={"id": 7}, filename="report.bin", mime_type="application/x-report")
    assert (stored.filename, stored.mime_type) == ("report.bin", "application/x-report")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (status(404, {"message": "No such file"}), RemoteRejected),
        (reset(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), RemoteUnavailable),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip"), RemoteUnavailable),
    ],
)
def test_a_download_that_is_refused_or_breaks_leaves_no_file(
    reply: Any, error: type[Exception], http: ServiceHttp, vendor: Vendor, files: FakeFiles
) -> None:
    vendor.answers(reply)
    with pytest.raises(error):
        http.download("/exports/7")
    assert files.stored == {}


def test_a_download_that_is_refused_under_200_leaves_no_file(
    egress: Egress, vendor: Vendor, make_permit: MakePermit, files: FakeFiles
) -> None:
    refusals = Refusals(is_refusal=lambda answer: answer.at("ok") is False, word=("error",))
    vendor.answers(ok({"ok": False, "error": "file_deleted"}))
    with pytest.raises(RemoteRejected, match="file_deleted"):
        ServiceHttp(egress, make_permit(refusals=refusals), vendor.url, files).download("/files/F1")
    assert files.stored == {}


def test_a_download_that_redirects_to_another_host_leaves_the_credential_behind(
    http: ServiceHttp, vendor: Vendor, files: FakeFiles
) -> None:
    vendor.answers(status(302, location="http://169.254.169.254/latest/meta-data"))
    with pytest.raises(RemoteRejected, match="redirected to an address that is not allowed"):
        http.download("/exports/7")
    assert (len(vendor.received), files.stored) == (1, {})


def test_a_download_may_be_at_any_host_of_the_service(http: ServiceHttp, vendor: Vendor) -> None:
    vendor.answers(ok(b"x", content_type="text/plain"))
    assert http.download(f"{vendor.url}/files-pri/T1-F1/a.txt?pub=1").filename == "a.txt"
    assert vendor.received[0].path == "/files-pri/T1-F1/a.txt?pub=1"
    assert vendor.received[0].headers["authorization"] == "Bearer token-1"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a",
        "http://169.254.169.254/latest/meta-data",
        "https://vendor.example@evil.example/a",
        "http://127.0.0.1/a",
        "//evil.example/a",
        "file:///etc/passwd",
    ],
)
def test_a_download_from_another_host_is_refused(
    address: str, http: ServiceHttp, vendor: Vendor, files: FakeFiles
) -> None:
    with pytest.raises(InputError):
        http.download(address)
    assert (vendor.received, files.stored) == ([], {})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_file_is_uploaded_as_the_body(method: Any, http: ServiceHttp, vendor: Vendor, files: FakeFiles) -> None:
    stored = files.save(b"\x00PNG" * 50_000, filename="a.png", mime_type="image/png")
    reply = http.upload(
        method, "/images/{name}", stored.file_id, path={"name": "a"}, query={"q": 1}, headers={"x-a": "b"}
    )
    assert reply.json() == {"ok": True}
    (received,) = vendor.received
    assert (received.method, received.path, received.body) == (method, "/v1/images/a?q=1", b"\x00PNG" * 50_000)
    assert (received.headers["content-type"], received.headers["content-length"]) == ("image/png", "200000")
    assert received.headers["x-a"] == "b"
    assert "transfer-encoding" not in received.headers


def test_an_upload_may_go_to_any_host_of_the_service_and_to_no_other(
    http: ServiceHttp, vendor: Vendor, files: FakeFiles
) -> None:
    stored = files.save(b"x", filename="a.txt", mime_type="text/plain")
    http.upload("POST", f"{vendor.url}/upload/v1/ticket?once=1", stored.file_id)
    assert vendor.received[0].path == "/upload/v1/ticket?once=1"
    for address in ("https://evil.example/a", "http://169.254.169.254/", "//evil.example/a"):
        with pytest.raises(InputError):
            http.upload("POST", address, stored.file_id)
    assert len(vendor.received) == 1


def test_a_file_is_uploaded_in_a_form(http: ServiceHttp, vendor: Vendor, files: FakeFiles) -> None:
    stored = files.save(b"\r\n--x\r\n", filename='Q1 "ü"\r\nX: y.csv', mime_type="text/csv")
    http.upload("POST", "/files", stored.file_id, field="file", fields={"channels": "C1", 'odd"name': "ä\r\nb"})
    (received,) = vendor.received
    channels, odd, file = form(received)
    assert int(received.headers["content-length"]) == len(received.body)
    assert (channels.get_param("name", header="content-disposition"), channels.get_payload()) == ("channels", "C1")
    assert odd.get_param("name", header="content-disposition") == "odd%22name"
    assert odd.get_payload(decode=True) == "ä\r\nb".encode()
    assert file.get_content_type() == "text/csv"
    assert file.get_payload(decode=True) == b"\r\n--x\r\n"
    assert 'name="file"; filename="Q1 %22ü%22%0D%0AX: y.csv"'.encode() in received.body
    assert [name for name, _ in file.items()] == ["Content-Disposition", "Content-Type"]


def test_a_part_of_a_file_is_uploaded(http: ServiceHttp, vendor: Vendor, files: FakeFiles) -> None:
    stored = files.save(b"0123456789", filename="a.bin", mime_type="application/octet-stream")
    http.upload("POST", "/parts", stored.file_id, field="file", fields={"number": "2"}, part=(4, 3))
    http.upload("PUT", "/parts", stored.file_id, part=(7, 3))
    in_form, as_body = vendor.received
    assert [each.get_payload() for each in form(in_form)] == ["2", "456"]
    assert (as_body.body, as_body.headers["content-length"]) == (b"789", "3")


def test_a_form_without_fields_is_the_file_alone(http: ServiceHttp, vendor: Vendor, files: FakeFiles) -> None:
    stored = files.save(b"", filename="empty.txt", mime_type="text/plain")
    http.upload("POST", "/files", stored.file_id, field="data")
    (part,) = form(vendor.received[0])
    assert (part.get_filename(), part.get_payload(decode=True)) == ("empty.txt", b"")


def test_each_form_has_a_boundary_of_its_own(http: ServiceHttp, vendor: Vendor, files: FakeFiles) -> None:
    stored = files.save(b"x", filename="a", mime_type="text/plain")
    for _ in range(2):
        http.upload("POST", "/files", stored.file_id, field="data")
    one, two = (re.search("boundary=(.+)", each.headers["content-type"]) for each in vendor.received)
    assert one is not None
    assert two is not None
    assert one[1] != two[1]


def test_an_upload_begins_anew_when_the_access_was_refused(
    egress: Egress, vendor: Vendor, make_permit: MakePermit, files: FakeFiles
) -> None:
    stored = files.save(b"abc" * 100_000, filename="a", mime_type="text/plain")
    vendor.answers(status(401), status(503, retry_after="0"), ok())
    permit = make_permit(effect="write", credential=StaticCredential("old-token-1", renewed="new-token-2"))
    ServiceHttp(egress, permit, vendor.url, files).upload("PUT", "/files/a", stored.file_id)
    assert [each.body == b"abc" * 100_000 for each in vendor.received] == [True] * 3


def test_an_upload_whose_answer_got_lost_is_unknown(http: ServiceHttp, vendor: Vendor, files: FakeFiles) -> None:
    stored = files.save(b"abc", filename="a", mime_type="text/plain")
    vendor.answers(reset())
    with pytest.raises(OutcomeUnknown):
        http.upload("PUT", "/files/a", stored.file_id)
    assert len(vendor.received) == 1


def test_what_is_not_there_is_not_uploaded(http: ServiceHttp, vendor: Vendor) -> None:
    with pytest.raises(InputError, match="There is no file 'nothing'"):
        http.upload("PUT", "/files/a", "nothing")
    assert vendor.received == []


def test_the_stream_of_an_upload_is_closed(http: ServiceHttp, vendor: Vendor) -> None:
    class Watched(FakeFiles):
        streams: list[Any]

        def open(self, file_id: str) -> Any:
            reference, stream = super().open(file_id)
            self.streams = [stream]
            return reference, stream

    files = Watched()
    stored = files.save(b"abc", filename="a", mime_type="text/plain")
    vendor.answers(status(400))
    with pytest.raises(RemoteRejected):
        ServiceHttp(http._egress, http._permit, vendor.url, files).upload("PUT", "/files/a", stored.file_id)
    assert files.streams[0].closed


@pytest.mark.processes
def test_large_files_come_and_go_in_flat_memory(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "integrations.egress.tests.large_files", str(tmp_path)],
        env=process_environment(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [int(there) for _, there in lines] == [200] * 6
    assert [int(grown) < 60 for grown, _ in lines] == [True] * 6, lines
