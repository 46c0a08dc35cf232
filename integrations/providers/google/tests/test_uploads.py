from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseUpload

from integrations.catalog.declare import Effect
from integrations.egress.client import Egress
from integrations.egress.deadline import Cancelled, Deadline
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Reply, Vendor, ok, reset, silence, status
from integrations.errors import MachinaError, OutcomeUnknown, RemoteRejected, RemoteUnavailable
from integrations.providers.google.client import GoogleHttp, build_google

CONTENT = bytes(range(256)) * 2048  # half a megabyte, sent in two parts
PART = 262_144
Upload = Callable[..., Any]


@pytest.fixture
def upload(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> Upload:
    """Upload CONTENT as a file of Drive in two parts."""

    def upload(**permit: Any) -> Any:
        http = GoogleHttp(egress, make_permit(**{"effect": "write"} | permit))
        media = MediaIoBaseUpload(io.BytesIO(CONTENT), "application/pdf", chunksize=PART, resumable=True)
        files = build_google("drive", "v3", http=http, api_root=vendor.url).files()
        return files.create(body={"name": "a.pdf"}, media_body=media).execute()

    return upload


def session(vendor: Vendor) -> Reply:
    return status(200, location=f"{vendor.url}/upload/session-1")


def taken(last: int) -> Reply:
    return status(308, range=f"bytes=0-{last}")


FIRST_TAKEN, DONE = taken(PART - 1), ok({"id": "f"})


def test_a_large_file_goes_up_in_parts_below_the_root(upload: Upload, vendor: Vendor) -> None:
    written: list[int] = []
    vendor.answers(session(vendor), FIRST_TAKEN, DONE)
    assert upload(on_written=lambda: written.append(len(vendor.received))) == {"id": "f"}
    opened, first, second = vendor.received
    assert opened.path == "/upload/drive/v3/files?alt=json&uploadType=resumable"
    assert opened.json() == {"name": "a.pdf"}
    assert [first.path, second.path] == ["/upload/session-1"] * 2
    assert [first.headers["content-range"], second.headers["content-range"]] == [
        "bytes 0-262143/524288",
        "bytes 262144-524287/524288",
    ]
    assert first.body + second.body == CONTENT
    assert written == [3]


@pytest.mark.parametrize("effect", ["write", "destructive", "idempotent_write"])
@pytest.mark.parametrize("fault", [reset(), status(503), status(500), status(429), status(429, retry_after="0")])
def test_a_part_whose_answer_is_lost_is_asked_about_before_it_is_sent_again(
    fault: Reply, effect: Effect, upload: Upload, vendor: Vendor
) -> None:
    vendor.answers(session(vendor), fault, FIRST_TAKEN, DONE)
    assert upload(effect=effect) == {"id": "f"}
    first, asked, second = vendor.received[1:]
    assert (asked.headers["content-range"], asked.body) == ("bytes */524288", b"")
    assert first.body + second.body == CONTENT


def test_a_last_part_whose_answer_is_lost_is_found_to_be_complete(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), FIRST_TAKEN, reset(), DONE)
    assert upload() == {"id": "f"}
    assert vendor.received[3].headers["content-range"] == "bytes */524288"
    assert len(vendor.received) == 4


def test_a_session_that_was_not_opened_is_opened_again(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(reset(), status(500), session(vendor), FIRST_TAKEN, DONE)
    assert upload() == {"id": "f"}
    assert [received.method for received in vendor.received] == ["POST", "POST", "POST", "PUT", "PUT"]


def test_a_session_that_cannot_be_opened_leaves_nothing_behind(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(reset())
    with pytest.raises(RemoteUnavailable):
        upload()
    assert len(vendor.received) == 4


@pytest.mark.parametrize(("effect", "error"), [("write", OutcomeUnknown), ("idempotent_write", RemoteUnavailable)])
def test_a_part_that_stays_without_an_answer_leaves_a_write_unknown(
    effect: Effect, error: type[MachinaError], upload: Upload, vendor: Vendor
) -> None:
    vendor.answers(session(vendor), FIRST_TAKEN, reset())
    with pytest.raises(error):
        upload(effect=effect)
    assert len(vendor.received) == 6


def test_a_part_before_the_last_that_stays_without_an_answer_has_had_no_effect(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), reset())
    with pytest.raises(RemoteUnavailable):
        upload()
    assert len(vendor.received) == 5


@pytest.mark.parametrize(
    "told", ["bytes=0-524288", "bytes=0-600000", "bytes=10-262143", "bytes=0-", "0-262143, 300000-400000", "all", ""]
)
def test_a_range_that_cannot_be_is_not_believed(told: str, upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), status(308, range=told), FIRST_TAKEN, DONE)
    assert upload() == {"id": "f"}
    assert [received.headers["content-range"] for received in vendor.received[1:]] == [
        "bytes 0-262143/524288",
        "bytes */524288",
        "bytes 262144-524287/524288",
    ]


def test_parts_that_are_never_taken_end_it(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), status(308))
    with pytest.raises(RemoteUnavailable, match="took nothing of a part"):
        upload()


def test_an_end_that_is_never_confirmed_is_unknown(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), FIRST_TAKEN, taken(2 * PART - 1))
    with pytest.raises(OutcomeUnknown, match="has all of an upload and does not confirm it"):
        upload()


@pytest.mark.parametrize("answer", [ok(b""), ok(b"<html>", content_type="text/html"), ok(b"[1]"), ok(b'{"id": ')])
def test_an_end_whose_answer_stays_unreadable_is_unknown(answer: Reply, upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), FIRST_TAKEN, answer)
    with pytest.raises(OutcomeUnknown, match="something that is not JSON"):
        upload()
    assert {received.headers["content-range"] for received in vendor.received[3:]} == {"bytes */524288"}


def test_an_empty_answer_of_the_right_form_is_an_end(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), FIRST_TAKEN, reset(), ok({}))
    assert upload() == {}
    assert len(vendor.received) == 4


def test_a_session_that_is_gone_after_a_lost_answer_leaves_a_write_unknown(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), FIRST_TAKEN, reset(), status(404))
    with pytest.raises(OutcomeUnknown):
        upload()


@pytest.mark.parametrize("code", [400, 403, 413])
def test_a_refused_part_is_a_refusal(code: int, upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), status(code))
    with pytest.raises(RemoteRejected) as refused:
        upload()
    assert refused.value.vendor_status == code


@pytest.mark.parametrize("answer", [ok(), status(201)])
def test_an_answer_that_opens_no_session_is_a_refusal(answer: Reply, upload: Upload, vendor: Vendor) -> None:
    vendor.answers(answer)
    with pytest.raises(RemoteRejected, match="opened no upload session"):
        upload()


def test_a_session_elsewhere_is_not_followed(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(status(200, location="https://evil.example/upload"))
    with pytest.raises(MachinaError, match="not allowed"):
        upload(credential=StaticCredential("token-1"))
    assert len(vendor.received) == 1


def test_a_token_that_expires_between_parts_is_renewed_and_the_part_sent_whole(upload: Upload, vendor: Vendor) -> None:
    vendor.answers(session(vendor), FIRST_TAKEN, status(401), DONE)
    credential = StaticCredential("old-token-1", renewed="new-token-2")
    assert upload(credential=credential) == {"id": "f"}
    assert [received.body for received in vendor.received[2:]] == [CONTENT[PART:]] * 2
    assert vendor.received[3].headers["authorization"] == "Bearer new-token-2"


def test_a_cancelled_upload_of_which_a_part_left_is_unknown(upload: Upload, vendor: Vendor) -> None:
    deadline = Deadline(60)
    sent: list[int] = []

    def cancel_at_the_last_part(count: int) -> None:
        sent.append(1)
        (deadline.cancel if len(sent) == 3 else deadline.check)()

    vendor.answers(session(vendor), FIRST_TAKEN, silence())
    with pytest.raises(OutcomeUnknown):
        upload(deadline=deadline, on_sent=cancel_at_the_last_part)


def test_an_upload_that_is_cancelled_before_its_session_is_cancelled(upload: Upload, vendor: Vendor) -> None:
    deadline = Deadline(60)
    deadline.cancel()
    with pytest.raises(Cancelled):
        upload(deadline=deadline)
    assert vendor.received == []
