"""google-api-python-client over egress, against a vendor that stands in for Google."""

from __future__ import annotations

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseDownload, MediaIoBaseUpload

from integrations.egress.client import Egress
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Vendor, ok, reset, status
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


@pytest.mark.parametrize(("effect", "error"), [("read", RemoteUnavailable), ("write", OutcomeUnknown)])
def test_a_page_where_json_was_asked_for_is_no_answer(
    effect: str, error: type[Exception], google: Google, vendor: Vendor
) -> None:
    vendor.answers(ok(b"<html>Please sign in to this network</html>", content_type="text/html"))
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


def test_a_download_of_an_empty_file_is_no_refusal(google: Google, vendor: Vendor) -> None:
    vendor.answers(status(416, content_range="bytes */0"))
    download = MediaIoBaseDownload(io.BytesIO(), google("drive", "v3").files().get_media(fileId="f"))
    assert download.next_chunk()[1] is True
