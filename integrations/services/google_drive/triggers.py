"""Changed files, by Drive's list of changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.schema import Input, ui
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.errors import MachinaError, RemoteUnavailable
from integrations.services.google_drive import samples
from integrations.services.google_drive.client import EVERYWHERE, KNOWS_DRIVES, drive, in_drive, quoted, real_id
from integrations.services.google_drive.file_types import FOLDER
from integrations.services.google_drive.models.fields import OptionalDriveField, OptionalFolderField
from integrations.services.google_drive.models.files import DriveFile
from integrations.services.google_drive.parsing import FILE_FIELDS, Resource, parse_file
from integrations.services.google_drive.searching import utc
from integrations.services.google_drive.service import DRIVE, service

Change = Literal["created", "updated", "trashed", "deleted"]
PAGE = 200
AT_ONCE = 600
"""Changes that one poll reads; the rest come with the next."""
CATCH_UP = timedelta(days=14)
MOST_CAUGHT_UP = 1000
PLACE_IS_LOST = (400, 404, 410)
_FIELDS = f"nextPageToken,newStartPageToken,changes(changeType,time,removed,fileId,driveId,file({FILE_FIELDS}))"


class FileFilter(Input):
    """Which changes to hand over."""

    folder_id: OptionalFolderField = None
    changes: list[Change] = Field(
        default=["created", "updated", "trashed", "deleted"], min_length=1, json_schema_extra=ui()
    )
    """Kinds of change: made, changed, thrown away, gone for good or no longer shared with the account."""
    with_folders: bool = False
    """Hand over changes of folders as well, not of files alone."""
    drive_id: OptionalDriveField = None


class DriveFileChange(DriveFile):
    """A file after a change; of one that is gone nothing but its id is known."""

    change: Change
    """What happened to it: created, updated, trashed or deleted."""
    changed: AwareDatetime | None = None
    """When it happened."""


class DriveCheckpoint(BaseModel):
    """Up to where the changes have been read."""

    page_token: str
    polled_at: AwareDatetime


@dataclass(frozen=True)
class _Changes:
    """Changes, where to go on, and whether these were all."""

    changes: Sequence[Resource]
    page_token: str
    is_all: bool = True
    gap: str | None = None


@service.poller(
    event=DriveFileChange,
    checkpoint=DriveCheckpoint,
    scopes=[DRIVE],
    price="file_poll",
    sample={**samples.FILE, "change": "created", "changed": "2026-03-02T09:00:00Z"},
    example={"folder_id": samples.FOLDER, "changes": ["created", "updated"]},
    label="File changed",
    every_seconds=60,
    icon="file-check",
)
def file_changed(
    ctx: Ctx, params: FileFilter, checkpoint: DriveCheckpoint | None
) -> Poll[DriveFileChange, DriveCheckpoint]:
    """Starts with each file that is made, changed, thrown away or deleted.

    Counts from the moment it is switched on. With a folder only what lies directly in it counts; what is moved there
    is updated, and what is gone for good is not told, since nobody knows where it lay. Several changes of a file
    between two polls are one. When Google no longer knows the place, files changed since are listed instead.
    """
    if checkpoint is None:
        token = _start(ctx, params.drive_id)
        return Poll(events=[], checkpoint=DriveCheckpoint(page_token=token, polled_at=ctx.now))
    found = _since(ctx, params.drive_id, checkpoint)
    wanted = [each for each in found.changes if _is_of_a_file(each, with_folders=params.with_folders)]
    folder_id = real_id(ctx, params.folder_id) if wanted and params.folder_id else None
    polled = [_polled(each, since=checkpoint.polled_at) for each in wanted]
    return Poll(
        events=[
            each
            for each in polled
            if each.data.change in params.changes and (folder_id is None or each.data.folder_id == folder_id)
        ],
        checkpoint=DriveCheckpoint(
            page_token=found.page_token,
            # As long as there is more, what was made since the last complete poll is new.
            polled_at=ctx.now if found.is_all else checkpoint.polled_at,
        ),
        gap=found.gap,
    )


def _since(ctx: Ctx, drive_id: str | None, checkpoint: DriveCheckpoint) -> _Changes:
    try:
        return _read(drive(ctx).changes(), drive_id, checkpoint.page_token)
    except MachinaError as error:
        if error.vendor_status not in PLACE_IS_LOST:
            raise
    # The new place is read before the list, so that a change in between comes twice rather than never.
    token = _start(ctx, drive_id)
    first = max(checkpoint.polled_at, ctx.now - CATCH_UP)
    files, has_more = _modified_since(ctx, drive_id, first)
    more = "; there were more than could be listed" if has_more else ""
    gap = (
        f"Google no longer knows the changes since {checkpoint.polled_at.isoformat()}. Files changed from "
        f"{first.isoformat()} on were listed instead, {len(files)} in all{more}. What was deleted is lost."
    )
    return _Changes([{"fileId": each.get("id"), "file": each} for each in files], token, gap=gap)


def _read(changes: Any, drive_id: str | None, page_token: str) -> _Changes:
    where = {**EVERYWHERE, **({"driveId": drive_id} if drive_id else {})}
    found: list[Resource] = []
    token: str | None = page_token
    start: str | None = None
    while token and len(found) < AT_ONCE:
        page = changes.list(pageToken=token, pageSize=PAGE, includeRemoved=True, fields=_FIELDS, **where).execute()
        found += page.get("changes", [])
        token, start = page.get("nextPageToken"), page.get("newStartPageToken")
    if not token and not start:
        raise RemoteUnavailable("Google Drive did not say from where to read on. Try again later.")
    return _Changes(found, token or str(start), is_all=not token)


def _modified_since(ctx: Ctx, drive_id: str | None, first: datetime) -> tuple[list[Resource], bool]:
    files = drive(ctx).files()
    question = {
        "q": f"modifiedTime > {quoted(utc(first))}",
        "orderBy": "modifiedTime",
        "pageSize": PAGE,
        "fields": f"nextPageToken,files({FILE_FIELDS})",
        **in_drive(drive_id),
    }

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = files.list(**question, pageToken=token).execute()
        return page.get("files", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=None, cap=MOST_CAUGHT_UP, follow=True)
    return found, token is not None


def _start(ctx: Ctx, drive_id: str | None) -> str:
    answer = drive(ctx).changes().getStartPageToken(driveId=drive_id, **KNOWS_DRIVES).execute()
    return str(answer["startPageToken"])


def _is_of_a_file(change: Resource, *, with_folders: bool) -> bool:
    """Of a shared drive itself there are changes as well."""
    is_file = change.get("changeType", "file") == "file" and bool(change.get("fileId"))
    is_folder = (change.get("file") or {}).get("mimeType") == FOLDER
    return is_file and (with_folders or not is_folder)


def _polled(change: Resource, *, since: datetime) -> PolledEvent[DriveFileChange]:
    file: Resource = {"driveId": change.get("driveId"), **(change.get("file") or {}), "id": change["fileId"]}
    parsed = parse_file(file)
    kind: Change = "updated"
    if change.get("removed") is True or not change.get("file"):
        kind = "deleted"
    elif parsed.trashed:
        kind = "trashed"
    elif parsed.created is not None and parsed.created >= since:
        kind = "created"
    version = parsed.version or change.get("time") or "gone"
    told = {**parsed.model_dump(), "change": kind, "changed": change.get("time") or parsed.modified}
    return PolledEvent(delivery_id=f"{parsed.file_id}:{kind}:{version}", data=DriveFileChange.model_validate(told))
