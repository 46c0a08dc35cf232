"""Shared drives."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.services.google_drive import samples
from integrations.services.google_drive.client import drive, quoted
from integrations.services.google_drive.models.sharing import DRIVES_CAP, DrivesList, SharedDrives
from integrations.services.google_drive.parsing import DRIVE_FIELDS, Resource, parse_drive
from integrations.services.google_drive.service import DRIVE, service


@service.operation(
    effect="read",
    scopes=[DRIVE],
    price="drive_list",
    sample=samples.DRIVES,
    icon="drives",
    documentation_url="https://developers.google.com/workspace/drive/api/reference/rest/v3/drives/list",
)
def list_drives(ctx: Ctx, data: DrivesList) -> SharedDrives:
    """List the shared drives that the account is a member of.

    A drive's id is the id of its uppermost folder as well. My Drive is not among them: its folder is called root.
    """
    drives = drive(ctx).drives()
    wanted = data.query.strip()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = drives.list(
            q=f"name contains {quoted(wanted)}" if wanted else None,
            pageSize=data.max_results,
            pageToken=token,
            fields=f"nextPageToken,drives({DRIVE_FIELDS})",
        ).execute()
        return page.get("drives", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=DRIVES_CAP, follow=data.all_pages)
    parsed = [parse_drive(each) for each in found]
    return SharedDrives(drives=parsed, count=len(parsed), next_page_token=token)
