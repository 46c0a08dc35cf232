"""Finding files and looking at them."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.services.google_drive import samples
from integrations.services.google_drive.client import KNOWS_DRIVES, drive, in_drive
from integrations.services.google_drive.models.files import (
    FILES_CAP,
    DriveFile,
    DriveFileGet,
    DriveFileList,
    DriveFiles,
)
from integrations.services.google_drive.parsing import FILE_FIELDS, Resource, parse_file
from integrations.services.google_drive.searching import order_of, query_of
from integrations.services.google_drive.service import DRIVE, service

REFERENCE = "https://developers.google.com/workspace/drive/api/reference/rest/v3/files"


@service.operation(
    effect="read",
    scopes=[DRIVE],
    price="file_list",
    sample=samples.FILES,
    example={"folder_id": samples.FOLDER, "kind": "any"},
    icon="files",
    documentation_url=f"{REFERENCE}/list",
)
def list_files(ctx: Ctx, data: DriveFileList) -> DriveFiles:
    """List files and folders, of one folder or of everything that the account sees.

    Shared drives are searched as well. The trash is left out unless asked for. A folder's own folders are listed, not
    what is in them.
    """
    files = drive(ctx).files()
    question = {
        "q": query_of(data),
        "orderBy": order_of(data),
        "pageSize": data.max_results,
        "fields": f"nextPageToken,incompleteSearch,files({FILE_FIELDS})",
        **in_drive(data.drive_id),
    }
    incomplete: list[bool] = []

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = files.list(**question, pageToken=token).execute()
        incomplete.append(page.get("incompleteSearch") is True)
        return page.get("files", []), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=FILES_CAP, follow=data.all_pages)
    parsed = [parse_file(each) for each in found]
    return DriveFiles(files=parsed, count=len(parsed), next_page_token=token, is_incomplete=any(incomplete))


@service.operation(
    effect="read",
    scopes=[DRIVE],
    price="file_metadata",
    sample=samples.FILE,
    example={"file_id": samples.REPORT},
    icon="file-text",
    documentation_url=f"{REFERENCE}/get",
)
def get_file(ctx: Ctx, data: DriveFileGet) -> DriveFile:
    """Look at one file or folder: its name, type, size, place, and who changed it.

    The content is not read; download_file fetches it.
    """
    answer = drive(ctx).files().get(fileId=data.file_id, fields=FILE_FIELDS, **KNOWS_DRIVES).execute()
    return parse_file(answer)
