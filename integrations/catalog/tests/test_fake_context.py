"""The fake that services are tested with keeps them honest."""

from __future__ import annotations

from io import BytesIO

import pytest

from integrations.catalog import files
from integrations.catalog.context import Ctx
from integrations.catalog.files import in_chunks
from integrations.catalog.http import Get, HttpReply
from integrations.catalog.refusals import Refusals
from integrations.catalog.testing import FakeContext, fake_context
from integrations.errors import InputError, RateLimited, RemoteRejected


def test_it_is_a_context() -> None:
    ctx: Ctx = FakeContext()

    assert (ctx.call_key, ctx.attempt, ctx.account.email) == ("call-1", 1, "ada@globex.example")


def test_a_declared_answer_that_nobody_asks_for_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="nobody asked for: GET /v1/me"), fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/v1/me")


def test_a_request_without_a_declared_answer_fails_the_test() -> None:
    ctx = FakeContext()
    ctx.vendor.will_answer("GET", "/v1/me")

    with pytest.raises(AssertionError, match="No answer was declared for POST /v1/me; declared are GET /v1/me"):
        ctx.http.request("POST", "/v1/me")


def test_requests_are_recorded_with_query_and_body() -> None:
    ctx = FakeContext()
    ctx.vendor.will_answer("POST", "/v1/notes", {"id": 1})

    reply = ctx.http.request("POST", "/v1/notes", query={"draft": "1"}, json={"title": "Hi"})
    (request,) = ctx.vendor.requests

    assert reply.json() == {"id": 1}
    assert (request.path, request.query, request.json) == ("/v1/notes", {"draft": ["1"]}, {"title": "Hi"})


def test_google_requests_and_batches_get_declared_answers_and_errors() -> None:
    ctx = FakeContext()
    ctx.vendor.will_answer("GET", "/gmail/v1/users/me/messages/1", {"id": "1"})
    ctx.vendor.will_answer("GET", "/gmail/v1/users/me/messages/2", error=RateLimited("Wait.", retry_after=1))
    gmail = ctx.google("gmail", "v1")
    answers: dict[str, object] = {}
    batch = gmail.new_batch_http_request(lambda name, answer, error: answers.update({name: answer or error}))
    for name in ("1", "2"):
        batch.add(gmail.users().messages().get(userId="me", id=name), request_id=name)

    batch.execute()

    assert answers["1"] == {"id": "1"}
    assert isinstance(answers["2"], RateLimited)
    assert ctx.vendor.batches == [2]


def test_files_are_kept_in_memory() -> None:
    ctx = FakeContext()
    saved = ctx.files.save(b"abc", filename="a.txt", mime_type="text/plain")

    assert ctx.files.read(saved.file_id) == (saved, b"abc")
    with pytest.raises(InputError, match="There is no file 'nothing'"):
        ctx.files.read("nothing")


def test_files_stream_through_memory() -> None:
    ctx = FakeContext()
    saved = ctx.files.save_stream(iter([b"ab", b"c"]), filename="a.txt", mime_type="text/plain")
    reference, content = ctx.files.open(saved.file_id)

    assert (reference, saved.size) == (saved, 3)
    assert b"".join(in_chunks(content)) == b"abc"
    with pytest.raises(InputError, match="There is no file 'nothing'"):
        ctx.files.open("nothing")


@pytest.mark.parametrize(
    ("start", "length", "pieces"),
    [
        (0, None, [b"abcd", b"efgh", b"ij"]),
        (3, None, [b"defg", b"hij"]),
        (3, 5, [b"defg", b"h"]),
        (0, 4, [b"abcd"]),
        (8, 100, [b"ij"]),
        (2, 0, []),
        (10, None, []),
    ],
)
def test_a_part_of_a_stream_comes_in_pieces(
    start: int, length: int | None, pieces: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "CHUNK", 4)
    content = BytesIO(b"abcdefghij")
    content.read(7)  # wherever it stands

    assert list(in_chunks(content, start=start, length=length)) == pieces


def test_answers_are_read_as_the_vendor_is_declared_to_refuse() -> None:
    refusals = Refusals(is_refusal=lambda answer: answer.at("ok") is False, word=("error",))
    with fake_context(refusals=refusals) as ctx:
        ctx.vendor.will_answer("POST", "/chat.postMessage", {"ok": False, "error": "not_in_channel"})
        ctx.vendor.will_answer("GET", "/users", {"message": "Slow down."}, status=429, headers={"Retry-After": "7"})
        with pytest.raises(RemoteRejected, match="not_in_channel"):
            ctx.http.post("/chat.postMessage", json={"text": "Hi"})
        with pytest.raises(RateLimited, match=r"Slow down") as limited:
            ctx.http.get("/users")
    assert limited.value.retry_after == 7.0


def test_many_look_ups_get_their_answers_in_order_and_errors_in_their_place() -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/users/a", {"name": "Ada"})
        ctx.vendor.will_answer("GET", "/users/b", status=404)
        found, missing = ctx.http.gather([Get("/users/{name}", path={"name": each}) for each in "ab"])
    assert isinstance(found, HttpReply)
    assert found.json() == {"name": "Ada"}
    assert isinstance(missing, RemoteRejected)


def test_files_come_and_go_as_they_are() -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/files/report.pdf", b"%PDF", headers={"Content-Type": "application/pdf"})
        ctx.vendor.will_answer("PUT", "/files/copy.pdf")
        ctx.vendor.will_answer("POST", "/upload")
        report = ctx.http.download("https://files.vendor.example/files/report.pdf")
        ctx.http.upload("PUT", "/files/copy.pdf", report.file_id)
        ctx.http.upload("POST", "/upload", report.file_id, field="file", fields={"to": "C1"}, part=(1, 2))
    assert (report.filename, report.mime_type, report.size) == ("report.pdf", "application/pdf", 4)
    assert ctx.files.read(report.file_id) == (report, b"%PDF")
    assert [each.body for each in ctx.vendor.requests] == [b"", b"%PDF", b"to=C1&file=PD"]
    assert ctx.vendor.requests[1].headers == {"content-type": "application/pdf"}
