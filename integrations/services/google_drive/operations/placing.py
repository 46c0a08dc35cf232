"""Where files lie: moved, thrown away, taken back, deleted for good."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import MachinaError, RemoteRejected
from integrations.services.google_drive import samples
from integrations.services.google_drive.client import KNOWS_DRIVES, drive, real_id
from integrations.services.google_drive.models.files import DriveFile
from integrations.services.google_drive.models.writing import (
    DriveFileDelete,
    DriveFileDeleted,
    DriveFileMove,
    DriveFileRestore,
    DriveFileTrash,
)
from integrations.services.google_drive.parsing import FILE_FIELDS, parse_file
from integrations.services.google_drive.service import DRIVE, service

REFERENCE = "https://developers.google.com/workspace/drive/api/reference/rest/v3/files"
GONE = (404, 410)


def _deleted(ctx: Ctx, data: DriveFileDelete) -> DriveFileDeleted | None:
    """Whether the file is gone, as the call wanted it."""
    try:
        drive(ctx).files().get(fileId=data.file_id, fields="id", **KNOWS_DRIVES).execute()
    except RemoteRejected as error:
        if error.vendor_status in GONE:
            return DriveFileDeleted(file_id=data.file_id)
        raise
    return None


@service.operation(
    effect="idempotent_write",
    scopes=[DRIVE],
    price="file_metadata",
    quota=2,
    sample=samples.FILE,
    example={"file_id": samples.DRAFT, "folder_id": samples.ARCHIVE},
    icon="folder-move",
    documentation_url=f"{REFERENCE}/update",
)
def move_file(ctx: Ctx, data: DriveFileMove) -> DriveFile:
    """Move a file or folder into another folder.

    It leaves the folder it lies in. Google moves no folder from My Drive into a shared drive.
    """
    files = drive(ctx).files()
    now = files.get(fileId=data.file_id, fields="parents", **KNOWS_DRIVES).execute()
    target = real_id(ctx, data.folder_id)
    left = ",".join(parent for parent in now.get("parents", ()) if parent != target)
    request = files.update(
        fileId=data.file_id,
        addParents=target,
        removeParents=left or None,
        body={},
        fields=FILE_FIELDS,
        **KNOWS_DRIVES,
    )
    return parse_file(request.execute())


@service.operation(
    effect="idempotent_write",
    scopes=[DRIVE],
    price="file_delete",
    sample={**samples.FILE, "trashed": True, "trashed_by_itself": True},
    example={"file_id": samples.UNNEEDED},
    icon="trash",
    documentation_url=f"{REFERENCE}/update",
)
def trash_file(ctx: Ctx, data: DriveFileTrash) -> DriveFile:
    """Move a file, or a folder with everything in it, to the trash.

    restore_file takes it back for 30 days; after that Google deletes it for good.
    """
    return _trashed(ctx, data.file_id, is_trashed=True)


@service.operation(
    effect="idempotent_write",
    scopes=[DRIVE],
    price="file_delete",
    sample=samples.FILE,
    example={"file_id": samples.TRASHED},
    icon="restore",
    documentation_url=f"{REFERENCE}/update",
)
def restore_file(ctx: Ctx, data: DriveFileRestore) -> DriveFile:
    """Take a file or folder out of the trash again.

    What lies in a folder in the trash comes back with that folder alone.
    """
    return _trashed(ctx, data.file_id, is_trashed=False)


@service.operation(
    effect="destructive",
    scopes=[DRIVE],
    price="file_delete",
    sample={"file_id": samples.FILE["file_id"], "deleted": True},
    example={"file_id": samples.OBSOLETE},
    icon="delete",
    documentation_url=f"{REFERENCE}/delete",
    reconcile=_deleted,
)
def delete_file(ctx: Ctx, data: DriveFileDelete) -> DriveFileDeleted:
    """Delete a file, or a folder with everything in it, for good.

    It does not go to the trash, and nobody can bring it back. Only its owner, or a manager of its shared drive, may.
    """
    try:
        drive(ctx).files().delete(fileId=data.file_id, **KNOWS_DRIVES).execute()
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status not in GONE:
            raise
    return DriveFileDeleted(file_id=data.file_id)


def _trashed(ctx: Ctx, file_id: str, *, is_trashed: bool) -> DriveFile:
    request = (
        drive(ctx).files().update(fileId=file_id, body={"trashed": is_trashed}, fields=FILE_FIELDS, **KNOWS_DRIVES)
    )
    return parse_file(request.execute())
