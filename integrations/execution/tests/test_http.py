"""``ctx.http`` through the door: pages, many look-ups and files belong to their call, and each request is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from integrations.catalog.context import Ctx
from integrations.catalog.files import FileRef
from integrations.catalog.http import Cursor, Get, HttpReply
from integrations.catalog.paging import NextPageToken, PageToken
from integrations.catalog.registry import Catalog, using
from integrations.catalog.schema import Input, Output
from integrations.egress.tests.vendor import Vendor, _Handler, ok, status
from integrations.execution.tests.conftest import ACCESS, Execute
from integrations.execution.tests.post_service import READ, SEND, post_service
from integrations.models import Call, Connection, StoredFile

pytestmark = pytest.mark.django_db(transaction=True)


class BoxesList(Input):
    page_token: PageToken = None
    """Where to go on."""


class Boxes(Output):
    boxes: list[str]
    """Their names."""
    missing: int = 0
    """How many could not be looked at."""
    next_page_token: NextPageToken = None


class ScanMove(Input):
    file_id: str = ""
    """What to send."""


@pytest.fixture(autouse=True)
def _post_office_with_boxes(_post_office: None, tmp_path: Path) -> Iterator[None]:
    service = post_service(tmp_path)

    @service.operation(effect="read", scopes=[READ], price="letter_read", sample={})
    def list_boxes(ctx: Ctx, data: BoxesList) -> Boxes:
        """List boxes, two at a time."""
        boxes = ctx.http.pages(
            "GET", "/boxes", paging=Cursor("cursor", next="next"), items="boxes", cap=2, page_token=data.page_token
        )
        return Boxes(boxes=list(boxes), next_page_token=boxes.next_page_token)

    @service.operation(effect="read", scopes=[READ], price="letter_read", sample={})
    def open_boxes(ctx: Ctx, data: BoxesList) -> Boxes:
        """Look into twenty boxes at once."""
        replies = ctx.http.gather([Get("/boxes/{box}", path={"box": each}) for each in range(20)])
        names = [reply.json()["name"] for reply in replies if isinstance(reply, HttpReply)]
        return Boxes(boxes=names, missing=len(replies) - len(names))

    @service.operation(effect="read", scopes=[READ], price="letter_read", sample={})
    def fetch_scan(ctx: Ctx, data: ScanMove) -> FileRef:
        """Fetch the scan of a letter."""
        return ctx.http.download("/scans/7")

    @service.operation(effect="write", scopes=[SEND], price="letter_send", sample={})
    def send_scan(ctx: Ctx, data: ScanMove) -> Boxes:
        """Send a scan."""
        return Boxes.model_validate(ctx.http.upload("POST", "/scans", data.file_id, field="scan").json())

    with using(Catalog([service])):
        yield


def test_a_page_token_goes_out_and_comes_back(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(ok({"boxes": ["a", "b", "c"], "next": "c1"}))
    first = execute("post.list_boxes", {})
    assert first.result is not None
    assert first.result["boxes"] == ["a", "b"]
    vendor.answers(ok({"boxes": ["a", "b", "c"], "next": "c1"}), ok({"boxes": ["d"], "next": None}))
    second = execute("post.list_boxes", {"page_token": first.result["next_page_token"]})
    assert second.result == {"boxes": ["c", "d"], "missing": 0, "next_page_token": None}
    assert [each.path for each in vendor.received] == ["/boxes", "/boxes", "/boxes?cursor=c1"]


def test_a_page_token_that_is_none_is_the_callers_mistake(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    outcome = execute("post.list_boxes", {"page_token": "/../admin"})
    assert outcome.error is not None
    assert (outcome.state, outcome.error["code"]) == ("failed", "input_error")
    assert vendor.received == []


def test_each_of_many_look_ups_is_counted_once(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    def answer(handler: _Handler, vendor: Vendor) -> None:
        number = handler.path.removeprefix("/boxes/")
        (status(404) if number == "3" else ok({"name": number}))(handler, vendor)

    vendor.answers(answer)
    outcome = execute("post.open_boxes", {})
    assert outcome.result == {
        "boxes": [str(number) for number in range(20) if number != 3],
        "missing": 1,
        "next_page_token": None,
    }
    assert Call.objects.get().requests == len(vendor.received) == 20
    assert {each.headers["authorization"] for each in vendor.received} == {f"Bearer {ACCESS}"}


def test_a_download_is_a_file_of_the_customer(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(ok(b"%PDF" * 100_000, content_type="application/pdf"))
    outcome = execute("post.fetch_scan", {})
    stored = StoredFile.objects.get()
    assert outcome.result == {
        "file_id": str(stored.pk),
        "filename": "7",
        "mime_type": "application/pdf",
        "size": 400_000,
    }
    assert stored.customer_id == connection.customer_id
    with default_storage.open(stored.path) as file:
        assert file.read() == b"%PDF" * 100_000
    vendor.answers(ok({"boxes": ["sent"]}))
    sent = execute("post.send_scan", {"file_id": str(stored.pk)})
    assert sent.state == "succeeded"
    assert b"%PDF" * 100_000 in vendor.received[-1].body


def test_a_download_that_is_refused_leaves_no_file(vendor: Vendor, connection: Connection, execute: Execute) -> None:
    vendor.answers(status(404, {"message": "No such scan"}))
    outcome = execute("post.fetch_scan", {})
    assert outcome.error is not None
    assert outcome.error["detail"] == "Post answered 404: No such scan."
    assert not StoredFile.objects.exists()


def test_a_write_that_was_answered_with_something_unreadable_is_unknown(
    vendor: Vendor, connection: Connection, execute: Execute
) -> None:
    vendor.answers(ok(b"<html>"))
    outcome = execute("post.send_letter")
    assert outcome.error is not None
    assert (outcome.state, outcome.error["code"]) == ("outcome_unknown", "outcome_unknown")
    assert len(vendor.received) == 1
