"""Drive's resources, and what every request to them says."""

from __future__ import annotations

from typing import Any

from integrations.catalog.context import Ctx
from integrations.errors import RemoteRejected

NO_SUCH_FILE = 404
KNOWS_DRIVES = {"supportsAllDrives": True}
"""Without it a file in a shared drive is found and then answers 404: every method that takes it is told so."""
EVERYWHERE = {**KNOWS_DRIVES, "includeItemsFromAllDrives": True}
"""The same for lists."""


def drive(ctx: Ctx) -> Any:  # googleapiclient's resource
    return ctx.google("drive", "v3")


def real_id(ctx: Ctx, folder_id: str) -> str:
    """The id of a folder by which others name it, also of My Drive, which may be called root.

    An emulator that does not know the alias has no other name for it either.
    """
    if folder_id != "root":
        return folder_id
    try:
        return str(drive(ctx).files().get(fileId="root", fields="id", **KNOWS_DRIVES).execute()["id"])
    except RemoteRejected as error:
        if error.vendor_status != NO_SUCH_FILE:
            raise
        return folder_id


def in_drive(drive_id: str | None) -> dict[str, object]:
    """Where a list of files searches: one shared drive, or everything that the account sees."""
    if drive_id:
        return {**EVERYWHERE, "corpora": "drive", "driveId": drive_id}
    return {**EVERYWHERE, "corpora": "allDrives"}


def quoted(text: str) -> str:
    """A text in Drive's search language (https://developers.google.com/workspace/drive/api/guides/search-files)."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
