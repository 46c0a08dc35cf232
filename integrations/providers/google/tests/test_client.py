"""google-api-python-client over egress, against a vendor that stands in for Google."""

from __future__ import annotations

import gzip
import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseDownload, MediaIoBaseUpload

from integrations.egress.client import Egress
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Reply, Vendor, ok, raw, reset, status
from integrations.errors import (
    OutcomeUnknown,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)
from integrations.providers.google.client import GoogleHttp, build_google
from integrations.providers.google.documents import google_api


class Google:
    """Builds clients whose root is the vendor, below a path as the sandbox has it."""

    def __init__(self, egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
        self.egress, self.vendor, self.make_permit = egress, vendor, make_permit

    def __call__(self, name: str = "gmail", version: str = "v1", **permit: Any) -> Any:
        http = GoogleHttp(self.egress, self.make_permit(vendor="Gmail", **permit))
        return build_google(name, version, http=http, api_root=f"{self.vendor.url}/sandbox/google")


@pytest.fixture
def google(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> Google:
    return Google(egress, vendor, make_permit)


Download = Callable[..., tuple[bytes, list[str]]]


@pytest.fixture
def download(google: Google, vendor: Vendor) -> Download:
    """The file in parts of four bytes, and the ranges that were asked for."""

    def download(*answers: Reply, chunksize: int = 4) -> tuple[bytes, list[str]]:
        vendor.answers(*answers)
        file = io.BytesIO()
        media = MediaIoBaseDownload(file, google("drive", "v3").files().get_media(fileId="f"), chunksize=chunksize)
        while not media.next_chunk()[1]:
            assert len(vendor.received) < 20
        return file.getvalue(), [received.headers["range"] for received in vendor.received]

    return download


def test_a_plain_request_goes_to_the_root_and_returns_what_it_answers(google: Google, vendor: Vendor) -> None:
    vendor.answers(ok({"messages": [{"id": "m1"}]}))
    found = google(credential=StaticCredential("token-1")).users().messages().list(userId="me", q="from:ä b").execute()
    assert found == {"messages": [{"id": "m1"}]}
    received = vendor.received[0]
    assert received.path == "/sandbox/google/gmail/v1/users/me/messages?q=from%3A%C3%A4+b&alt=json"
    assert received.headers["authorization"] == "Bearer token-1"
    assert received.headers["user-agent"] == "Machina (gzip)"


def test_a_body_is_sent_as_json(google: Google, vendor: Vendor) -> None:
    vendor.answers(ok({"id": "e1"}))
    events = google("calendar", "v3", effect="write").events()
    assert events.insert(calendarId="primary", body={"summary": "Ü"}).execute() == {"id": "e1"}
    assert vendor.received[0].path == "/sandbox/google/calendar/v3/calendars/primary/events?alt=json"
    assert vendor.received[0].json() == {"summary": "Ü"}


def test_an_answer_without_content_is_understood(google: Google, vendor: Vendor) -> None:
    vendor.answers(status(204))
    deleted = (
        google("calendar", "v3", effect="destructive").events().delete(calendarId="primary", eventId="e").execute()
    )
    assert deleted == ""
    assert vendor.received[0].method == "DELETE"


def test_pages_follow_one_another(google: Google, vendor: Vendor) -> None:
    vendor.answers(ok({"messages": [], "nextPageToken": "two"}), ok({"messages": []}))
    messages = google().users().messages()
    first = messages.list(userId="me")
    second = messages.list_next(first, first.execute())
    assert second.execute() == {"messages": []}
    assert "pageToken=two" in vendor.received[1].path
    assert messages.list_next(second, {"messages": []}) is None


def test_a_long_lookup_is_sent_as_post_and_still_repeated(google: Google, vendor: Vendor) -> None:
    vendor.answers(reset(), ok({"messages": []}))
    assert google(effect="write").users().messages().list(userId="me", q="x" * 3000).execute() == {"messages": []}
    assert vendor.received[1].method == "POST"
    assert vendor.received[1].headers["x-http-method-override"] == "GET"
    assert vendor.received[1].body.startswith(b"q=xxx")


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("gmail", "v1", "https://gmail.googleapis.com/batch"),
        ("calendar", "v3", "https://www.googleapis.com/batch/calendar/v3"),
        ("drive", "v3", "https://www.googleapis.com/batch/drive/v3"),
        ("sheets", "v4", "https://sheets.googleapis.com/batch"),
    ],
)
def test_without_a_root_everything_goes_to_google(name: str, version: str, expected: str) -> None:
    api = google_api(name, version, None)
    assert api.batch_url == expected
    assert api.resource._baseUrl.startswith("https://")


@pytest.mark.parametrize(
    ("name", "version"),
    [("gmail", "v1"), ("calendar", "v3"), ("drive", "v3"), ("sheets", "v4"), ("tasks", "v1"), ("people", "v1")],
)
def test_with_a_root_no_address_of_google_is_left(name: str, version: str) -> None:
    api = google_api(name, version, "http://127.0.0.1:9/root/")
    assert api.batch_url.startswith("http://127.0.0.1:9/root/batch")
    assert api.resource._baseUrl.startswith("http://127.0.0.1:9/root/")
    root = api.resource._rootDesc
    assert {name: root.get(name) for name in ("rootUrl", "baseUrl", "mtlsRootUrl")} == {
        "rootUrl": "http://127.0.0.1:9/root/",
        "baseUrl": None,
        "mtlsRootUrl": None,
    }


def test_an_api_nobody_knows_is_named() -> None:
    with pytest.raises(LookupError, match="'telegram' 'v1'"):
        google_api("telegram", "v1", None)


def test_a_method_nobody_knows_is_an_attribute_error(google: Google) -> None:
    with pytest.raises(AttributeError):
        google().users().pigeons()


def test_calls_that_share_a_description_keep_their_own_credentials(google: Google, vendor: Vendor) -> None:
    vendor.answers(lambda handler, vendor: ok({"snippet": handler.headers["authorization"]})(handler, vendor))
    barrier = threading.Barrier(8)

    def ask(number: int) -> str:
        messages = google(credential=StaticCredential(f"token-{number}")).users().messages()
        barrier.wait()
        snippet: str = messages.get(userId="me", id="m").execute()["snippet"]
        return snippet

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [f"Bearer token-{number}" for number in range(8)]


def refusal(code: int, reason: str) -> dict[str, object]:
    return {"error": {"code": code, "message": "No.", "errors": [{"reason": reason}]}}


@pytest.mark.parametrize(
    ("code", "reason", "error", "requests"),
    [
        (400, "invalidArgument", RemoteRejected, 1),
        (401, "authError", ReconnectRequired, 1),
        (403, "rateLimitExceeded", RateLimited, 4),
        (403, "insufficientPermissions", ScopeMissing, 1),
        (403, "dailyLimitExceeded", RateLimited, 1),
        (404, "notFound", RemoteRejected, 1),
        (500, "backendError", RemoteUnavailable, 4),
    ],
)
def test_refusals_are_raised_from_our_tree(
    code: int, reason: str, error: type[Exception], requests: int, google: Google, vendor: Vendor
) -> None:
    vendor.answers(status(code, refusal(code, reason)))
    with pytest.raises(error, match=f"Gmail answered {code}: No"):
        google().users().messages().get(userId="me", id="m").execute()
    assert len(vendor.received) == requests


def in_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3600s"}


@pytest.mark.parametrize("code", [403, 429])
@pytest.mark.parametrize(
    "said",
    [
        lambda: {"message": f"User-rate limit exceeded.  Retry after {in_an_hour()}"},
        lambda: {"message": "Resource has been exhausted.", "details": [RETRY_INFO]},
    ],
)
def test_google_is_left_alone_for_as_long_as_its_message_says(
    said: Any, code: int, google: Google, vendor: Vendor
) -> None:
    holds: list[float] = []
    vendor.answers(status(code, {"error": {"code": code, "errors": [{"reason": "userRateLimitExceeded"}], **said()}}))
    gmail = google(on_rate_limited=lambda seconds, about: holds.append(seconds))
    with pytest.raises(RateLimited) as limited:
        gmail.users().labels().list(userId="me").execute()
    assert len(vendor.received) == 1
    assert 3590 < limited.value.wait <= 3600
    assert 3590 < holds[0] < 3700


def test_a_wait_of_a_second_told_in_words_is_kept(google: Google, vendor: Vendor) -> None:
    limited = {"error": {"code": 429, "message": "Too many requests. Try again in 1 second."}}
    vendor.answers(status(429, limited), ok({"id": "m"}))
    began = time.monotonic()
    assert google().users().messages().get(userId="me", id="m").execute() == {"id": "m"}
    assert time.monotonic() - began >= 1.0


def test_a_send_that_is_rate_limited_by_reason_is_sent_again(google: Google, vendor: Vendor) -> None:
    vendor.answers(status(403, refusal(403, "userRateLimitExceeded")), ok({"id": "m"}))
    sent = google(effect="write").users().messages().send(userId="me", body={"raw": "x"}).execute()
    assert sent == {"id": "m"}


def test_a_send_whose_answer_is_lost_is_unknown(google: Google, vendor: Vendor) -> None:
    vendor.answers(reset(), ok({"id": "m"}))
    with pytest.raises(OutcomeUnknown):
        google(effect="write").users().messages().send(userId="me", body={"raw": "x"}).execute()
    assert len(vendor.received) == 1


BROKEN = [
    ok(b"<html>Please sign in to this network</html>", content_type="text/html"),
    ok(b"<html>"),
    ok(b""),
    ok(b"", content_type="text/plain"),
    ok(b'{"id": "m", "threadId": '),
    ok(b"null"),
    ok(b"[]"),
    ok(b'"text"'),
    ok(b"7"),
    ok(b"\xff\xfe"),
    ok(b"[" * 100_000),
    status(201, b"done"),
]


@pytest.mark.parametrize(("effect", "error"), [("read", RemoteUnavailable), ("write", OutcomeUnknown)])
@pytest.mark.parametrize("answer", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_json_object_is_no_answer(
    answer: Reply, effect: str, error: type[Exception], google: Google, vendor: Vendor
) -> None:
    vendor.answers(answer)
    with pytest.raises(error, match="not JSON"):
        google(effect=effect).users().messages().send(userId="me", body={"raw": "x"}).execute()


def test_an_expired_token_is_renewed_on_the_way(google: Google, vendor: Vendor) -> None:
    vendor.answers(status(401), ok({"id": "m"}))
    credential = StaticCredential("old-token-1", renewed="new-token-2")
    messages = google(effect="write", credential=credential).users().messages()
    assert messages.send(userId="me", body={"raw": "x"}).execute() == {"id": "m"}
    assert vendor.received[1].headers["authorization"] == "Bearer new-token-2"


def test_a_small_upload_goes_to_the_root_in_one_piece(google: Google, vendor: Vendor) -> None:
    media = MediaIoBaseUpload(io.BytesIO(b"From: a\r\n\r\nhi"), mimetype="message/rfc822")
    vendor.answers(ok({"id": "m"}))
    google(effect="write").users().messages().send(userId="me", body={"threadId": "t"}, media_body=media).execute()
    received = vendor.received[0]
    assert received.path == "/sandbox/google/upload/gmail/v1/users/me/messages/send?alt=json&uploadType=multipart"
    assert b'{"threadId": "t"}' in received.body
    assert b"From: a\r\n\r\nhi" in received.body


def test_a_download_comes_in_ranges(google: Google, vendor: Vendor) -> None:
    vendor.answers(
        status(206, b"0123", content_range="bytes 0-3/6", content_type="text/plain"),
        status(206, b"45", content_range="bytes 4-5/6", content_type="text/plain"),
    )
    file = io.BytesIO()
    download = MediaIoBaseDownload(file, google("drive", "v3").files().get_media(fileId="f"), chunksize=4)
    assert [download.next_chunk()[1] for _ in range(2)] == [False, True]
    assert file.getvalue() == b"012345"
    assert [received.headers["range"] for received in vendor.received] == ["bytes=0-3", "bytes=4-7"]


@pytest.mark.parametrize("effect", ["read", "write"])
def test_a_lookup_that_is_answered_with_nothing_is_unavailable_whatever_the_call_does(
    effect: str, google: Google, vendor: Vendor
) -> None:
    vendor.answers(ok(b""))
    with pytest.raises(RemoteUnavailable):
        google(effect=effect).users().labels().list(userId="me").execute()


def test_a_redirect_of_a_write_is_a_refusal(google: Google, vendor: Vendor) -> None:
    vendor.answers(status(308, location="/elsewhere"))
    events = google("calendar", "v3", effect="write").events()
    with pytest.raises(RemoteRejected):
        events.update(calendarId="primary", eventId="e", body={}).execute()


@pytest.mark.parametrize("lost", [reset(), raw(b"HTTP/1.1 206 Partial\r\nContent-Length: 4\r\n\r\n01"), status(503)])
@pytest.mark.parametrize("part", [0, 1])
def test_a_break_at_any_part_of_a_download_is_got_over(lost: Reply, part: int, download: Download) -> None:
    parts = [
        status(206, b"0123", content_range="bytes 0-3/6", content_type="text/plain"),
        status(206, b"45", content_range="bytes 4-5/6", content_type="text/plain"),
    ]
    file, asked = download(*parts[:part], lost, *parts[part:])
    assert file == b"012345"
    assert asked[part] == asked[part + 1]


def test_a_part_is_asked_for_uncompressed(google: Google, vendor: Vendor) -> None:
    vendor.answers(status(206, b"01", content_range="bytes 0-1/2"))
    MediaIoBaseDownload(io.BytesIO(), google("drive", "v3").files().get_media(fileId="f")).next_chunk()
    assert vendor.received[0].headers["accept-encoding"] == "identity"


def test_a_file_that_is_sent_whole_and_compressed_is_told_by_its_true_length(download: Download) -> None:
    content = b"0123456789" * 1000
    whole = ok(gzip.compress(content), content_type="text/plain", content_encoding="gzip")
    assert download(whole, chunksize=50_000)[0] == content


def test_a_download_of_an_empty_file_is_no_refusal(download: Download) -> None:
    assert download(status(416, content_range="bytes */0"))[0] == b""


ODD_PARTS = [
    status(206, b"0123"),
    status(206, b"0123", content_range="bytes 0-3/*"),
    status(206, b"0123", content_range="bytes 1-4/6"),
    status(206, b"0123", content_range="bytes 0-5/6"),
    status(206, b"0123", content_range="bytes 0-3/3"),
    status(206, b"012345", content_range="bytes 0-5/6"),
    status(206, b"0123", content_range="parts 0-3/6"),
    status(206, b"0123", content_range="bytes 0-3/six"),
    status(206, gzip.compress(b"0123"), content_range="bytes 0-3/6", content_encoding="gzip"),
    status(204),
    status(202, b"0123"),
    status(416),
    status(416, content_range="bytes */?"),
]


@pytest.mark.parametrize("odd", ODD_PARTS, ids=range(len(ODD_PARTS)))
def test_a_part_that_is_not_the_asked_one_is_unavailable(odd: Reply, download: Download) -> None:
    with pytest.raises(RemoteUnavailable):
        download(odd)


def test_a_whole_file_in_place_of_a_later_part_is_unavailable(download: Download) -> None:
    first = status(206, b"0123", content_range="bytes 0-3/6")
    with pytest.raises(RemoteUnavailable, match="200 where a part of a file was asked for"):
        download(first, ok(b"012345", content_type="text/plain"))


def test_a_file_that_has_become_shorter_is_refused(download: Download) -> None:
    with pytest.raises(RemoteRejected) as refused:
        download(status(206, b"0123", content_range="bytes 0-3/6"), status(416, content_range="bytes */4"))
    assert refused.value.vendor_status == 416
