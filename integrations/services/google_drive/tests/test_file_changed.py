"""The trigger for changed files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.catalog.triggers import Poll
from integrations.errors import RateLimited, RemoteRejected, RemoteUnavailable
from integrations.services.google_drive.tests.vendor import FILE, FILES, UNHEARD_OF, asked
from integrations.services.google_drive.triggers import DriveCheckpoint, DriveFileChange, FileFilter, file_changed

CHANGES = "/drive/v3/changes"
START = f"{CHANGES}/startPageToken"
BEFORE = DriveCheckpoint(page_token="10", polled_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
TIME = "2026-03-02T08:30:00.000Z"
FOLDER_TYPE = "application/vnd.google-apps.folder"


def change(file_id: str, **file: Any) -> dict[str, Any]:
    return {"changeType": "file", "time": TIME, "fileId": file_id, "file": {**FILE, "id": file_id, **file}}


CREATED = change("new", createdTime="2026-03-02T08:30:00Z")
UPDATED = change("old", parents=["other"])
TRASHED = change("thrown", trashed=True)
GONE = {"changeType": "file", "time": TIME, "fileId": "gone", "removed": True}
OF_A_FOLDER = change("box", mimeType=FOLDER_TYPE)
OF_A_DRIVE = {"changeType": "drive", "time": TIME, "driveId": "d1"}
EVERYTHING = [CREATED, UPDATED, TRASHED, GONE, OF_A_FOLDER, OF_A_DRIVE]


def poll(
    ctx: FakeContext, checkpoint: DriveCheckpoint | None = BEFORE, **params: Any
) -> Poll[DriveFileChange, DriveCheckpoint]:
    return file_changed(ctx, FileFilter(**params), checkpoint)


def told(result: Poll[DriveFileChange, DriveCheckpoint]) -> list[tuple[str, str]]:
    return [(event.data.file_id, event.data.change) for event in result.events]


def test_the_first_poll_only_takes_its_place(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", START, {"startPageToken": "10"})
    result = poll(ctx, None)
    assert result.events == []
    assert result.checkpoint == DriveCheckpoint(page_token="10", polled_at=ctx.now)


def test_changes_since_are_told_apart(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CHANGES, {"changes": EVERYTHING[:2], "nextPageToken": "12"})
    ctx.vendor.will_answer("GET", CHANGES, {"changes": EVERYTHING[2:], "newStartPageToken": "20", **UNHEARD_OF})

    result = poll(ctx)

    assert told(result) == [("new", "created"), ("old", "updated"), ("thrown", "trashed"), ("gone", "deleted")]
    assert [event.delivery_id for event in result.events][:1] == ["new:created:7"]
    assert result.events[3].delivery_id == f"gone:deleted:{TIME}"
    assert result.checkpoint == DriveCheckpoint(page_token="20", polled_at=ctx.now)
    assert (result.gap, result.events[0].data.name) == (None, "report.pdf")
    assert [each.query["pageToken"] for each in ctx.vendor.requests] == [["10"], ["12"]]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"changes": ["created"]}, ["new"]),
        ({"changes": ["trashed", "deleted"]}, ["thrown", "gone"]),
        ({"with_folders": True}, ["new", "old", "thrown", "gone", "box"]),
        ({"folder_id": "folder1"}, ["new", "thrown"]),
        ({"folder_id": "other"}, ["old"]),
    ],
)
def test_only_the_wanted_changes_are_handed_over(ctx: FakeContext, params: dict[str, Any], expected: list[str]) -> None:
    ctx.vendor.will_answer("GET", CHANGES, {"changes": EVERYTHING, "newStartPageToken": "20"})
    assert [file_id for file_id, _ in told(poll(ctx, **params))] == expected


def test_my_drive_is_known_by_its_id(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CHANGES, {"changes": EVERYTHING, "newStartPageToken": "20"})
    ctx.vendor.will_answer("GET", f"{FILES}/root", {"id": "other"})
    assert told(poll(ctx, folder_id="root")) == [("old", "updated")]


def test_very_many_changes_come_in_several_polls_and_what_is_new_stays_new(ctx: FakeContext) -> None:
    page = [change(f"f{number}", createdTime="2026-03-02T08:30:00Z") for number in range(200)]
    for number in range(3):
        ctx.vendor.will_answer("GET", CHANGES, {"changes": page, "nextPageToken": str(11 + number)})
    first = poll(ctx)
    ctx.vendor.will_answer("GET", CHANGES, {"changes": page[:1], "newStartPageToken": "20"})
    second = poll(ctx, first.checkpoint)

    assert len(first.events) == 600
    assert first.checkpoint == DriveCheckpoint(page_token="13", polled_at=BEFORE.polled_at)
    assert told(second) == [("f0", "created")]
    assert second.checkpoint == DriveCheckpoint(page_token="20", polled_at=ctx.now)


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_lost_place_lists_what_changed_since_and_says_so(ctx: FakeContext, status: int) -> None:
    lost = RemoteRejected(f"Google Drive answered {status}: Invalid Value", vendor_status=status)
    ctx.vendor.will_answer("GET", CHANGES, error=lost)
    ctx.vendor.will_answer("GET", START, {"startPageToken": "30"})
    ctx.vendor.will_answer("GET", FILES, {"files": [FILE], "nextPageToken": "more"})
    ctx.vendor.will_answer("GET", FILES, {"files": [CREATED["file"]]})

    result = poll(ctx)

    assert told(result) == [("f1", "updated"), ("new", "created")]
    assert result.checkpoint == DriveCheckpoint(page_token="30", polled_at=ctx.now)
    assert result.gap == (
        "Google no longer knows the changes since 2026-03-02T08:00:00+00:00. Files changed from "
        "2026-03-02T08:00:00+00:00 on were listed instead, 2 in all. What was deleted is lost."
    )
    assert asked(ctx)["q"] == ["modifiedTime > '2026-03-02T08:00:00.000'"]


def test_catching_up_is_bounded(ctx: FakeContext) -> None:
    old = DriveCheckpoint(page_token="10", polled_at=datetime(2025, 1, 1, tzinfo=UTC))
    ctx.vendor.will_answer("GET", CHANGES, error=RemoteRejected("410", vendor_status=410))
    ctx.vendor.will_answer("GET", START, {"startPageToken": "30"})
    for _ in range(5):
        ctx.vendor.will_answer("GET", FILES, {"files": [FILE] * 200, "nextPageToken": "more"})

    result = poll(ctx, old)

    assert result.gap is not None
    assert "1000 in all; there were more than could be listed" in result.gap
    assert asked(ctx)["q"] == ["modifiedTime > '2026-02-16T09:00:00.000'"]


@pytest.mark.parametrize("error", [RateLimited("later"), RemoteUnavailable("down", vendor_status=503)])
def test_what_passes_is_no_lost_place(ctx: FakeContext, error: Exception) -> None:
    ctx.vendor.will_answer("GET", CHANGES, error=error)  # type: ignore[arg-type]  # both are errors of the tree
    with pytest.raises(type(error)):
        poll(ctx)


def test_an_answer_without_a_place_is_none(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CHANGES, {"changes": [CREATED]})
    with pytest.raises(RemoteUnavailable, match="from where to read on"):
        poll(ctx)


def test_a_file_that_cannot_be_read_whole_is_handed_over_with_a_warning(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CHANGES, {"changes": [change("odd", size="many")], "newStartPageToken": "20"})
    (event,) = poll(ctx).events
    assert event.data.warnings == ["size could not be read: 'many'"]
