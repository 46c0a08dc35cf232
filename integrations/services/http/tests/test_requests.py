"""What is sent: method, query, headers, and every kind of body, as the other side reads it."""

from __future__ import annotations

import hashlib

import pytest

from integrations.services.http.tests.caller import asked, body, error, files, run

pytestmark = pytest.mark.usefixtures("web")


def test_a_request_is_sent_as_it_is_written() -> None:
    said = body(
        "/echo/v1/orders?state=open&a=1",
        method="get",
        query={"limit": 2, "tag": ["x", "ü&"], "all": True, "none": None},
        headers={"X-Trace": "7f", "X-Count": 3, "Accept": "application/json"},
    )

    assert (said["method"], said["path"]) == ("GET", "/echo/v1/orders")
    assert said["query"] == {"state": "open", "a": "1", "limit": "2", "tag": ["x", "ü&"], "all": "true"}
    sent = said["headers"]
    assert (sent["X-Trace"], sent["X-Count"], sent["Accept"], sent["User-Agent"]) == (
        "7f",
        "3",
        "application/json",
        "Machina",
    )
    assert "Authorization" not in sent


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_arrives_as_itself(method: str) -> None:
    assert body("/echo", method=method)["method"] == method


def test_a_head_request_brings_headers_alone() -> None:
    answer = run("/orders", method="HEAD")

    assert (answer["status"], answer["body"], answer["file"]) == (200, None, None)
    assert "link" in answer["headers"]


@pytest.mark.parametrize("value", [{"a": [1, None, "ü"]}, [1, 2], "text", 7, False, None])
def test_a_json_body_is_any_value(value: object) -> None:
    said = body("/echo", method="POST", body_type="json", body=value)

    assert said["headers"]["Content-Type"] == "application/json"
    assert said["json"] == value


def test_a_form_is_names_and_values() -> None:
    said = body("/echo", method="POST", body_type="form", body={"a": "x & y", "n": 1.5, "t": ["1", "2"], "z": None})

    assert said["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    assert said["form"] == {"a": "x & y", "n": "1.5", "t": ["1", "2"]}


def test_text_is_sent_in_utf_8_under_the_type_that_a_header_names() -> None:
    said = body("/echo", method="POST", body_type="text", body="Grüße", headers={"content-type": "text/markdown"})

    assert (said["text"], said["headers"]["Content-Type"]) == ("Grüße", "text/markdown")


def test_files_of_earlier_steps_go_into_a_form_with_their_names() -> None:
    first = files().save(b"a,b\n1,2\n", filename="q1.csv", mime_type="text/csv").model_dump()
    second = files().save(b"\x00\xff", filename="x.bin", mime_type="application/octet-stream")

    said = body(
        "/echo",
        method="POST",
        body_type="multipart",
        body={
            "title": "Figures",
            "report": first,
            "more": [{"file_id": second.file_id, "filename": "Anhang ü.bin"}, {"file_id": second.file_id}],
        },
    )

    assert said["form"] == {"title": "Figures"}
    assert said["files"]["report"] == [
        {
            "filename": "q1.csv",
            "mime_type": "text/csv",
            "size": 8,
            "sha256": hashlib.sha256(b"a,b\n1,2\n").hexdigest(),
        }
    ]
    assert [each["filename"] for each in said["files"]["more"]] == ["Anhang ü.bin", "x.bin"]


@pytest.mark.parametrize("as_reference", [True, False])
def test_a_stored_file_is_the_body(as_reference: bool) -> None:
    kept = files().save(b"%PDF-1.7", filename="offer.pdf", mime_type="application/pdf")

    said = body("/echo", method="PUT", body_type="file", body=kept.model_dump() if as_reference else kept.file_id)

    assert (said["size"], said["headers"]["Content-Type"]) == (8, "application/pdf")
    assert said["sha256"] == hashlib.sha256(b"%PDF-1.7").hexdigest()


def test_a_large_file_streams_out_and_in() -> None:
    content = bytes(range(256)) * 4096 * 6
    kept = files().save(content, filename="large.bin", mime_type="application/octet-stream")

    said = body("/echo", method="POST", body_type="file", body=kept.file_id)
    answer = run(f"/files/zeros?bytes={len(content)}", response_type="file")

    assert (said["size"], said["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert answer["body"] is None
    assert (answer["file"]["size"], answer["file"]["filename"]) == (len(content), "zeros.bin")


def test_a_file_that_there_is_not_is_said_at_the_body_and_nothing_is_sent() -> None:
    told = error("/echo", method="POST", body_type="file", body="6f1e1c1e-0000-4000-8000-000000000000")

    assert told["code"] == "input_error"
    assert asked() == 0


@pytest.mark.parametrize(
    ("params", "field", "words"),
    [
        ({"method": "BREW"}, "method", "GET"),
        ({"url": "api.globex.example"}, "url", "Write it whole"),
        ({"url": ""}, "url", "at least 8"),
        ({"headers": {"Host": "x"}}, "headers", "the connection itself"),
        ({"headers": {"Content-Length": "0"}}, "headers", "the connection itself"),
        ({"headers": {"transfer-encoding": "chunked"}}, "headers", "the connection itself"),
        ({"headers": {"Proxy-Authorization": "x"}}, "headers", "the connection itself"),
        ({"headers": {"X-HTTP-Method-Override": "GET"}}, "headers", "Choose the method itself"),
        ({"headers": {"X-A": "a\r\nX-B: b"}}, "headers", "line break"),
        ({"headers": {"X A": "a"}}, "headers", "no name of a header"),
        ({"body": {"a": 1}}, "body", "body_type"),
        ({"body_type": "form", "body": "a=1"}, "body", "names and values"),
        ({"body_type": "text", "body": {"a": 1}}, "body", "choose json"),
        ({"body_type": "file", "body": {"a": 1}}, "body", "file_id"),
        ({"method": "HEAD", "body_type": "json", "body": 1}, "body_type", "no body"),
        ({"accept_status": [99]}, "accept_status.0", "200"),
        ({"timeout": 0}, "timeout", "1"),
        ({"provider": "Globex!"}, "provider", "provider"),
        ({"paging": {"kind": "cursor"}}, "paging.next", "Say where the cursor"),
        ({"paging": {"kind": "page"}, "method": "POST"}, "paging", "GET alone"),
        ({"paging": {"kind": "page"}, "response_type": "file"}, "paging", "no pages"),
        ({"retries": 3}, "retries", "There is no such field"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_sent(
    params: dict[str, object], field: str, words: str
) -> None:
    told = error(str(params.pop("url", "/echo")), **params)

    assert told["code"] == "input_error"
    assert [each["field"] for each in told["errors"]] == [field]
    assert words in told["errors"][0]["message"]
    assert asked() == 0


def test_an_object_in_a_form_is_refused_by_its_name() -> None:
    told = error("/echo", method="POST", body_type="form", body={"deep": {"a": 1}})

    assert (told["errors"][0]["field"], "'deep'" in told["detail"]) == ("body", True)
    assert asked() == 0
