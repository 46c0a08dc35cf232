"""Putting files into Drive, making folders, changing and copying."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.catalog.context import Ctx
from integrations.services.google_drive import samples
from integrations.services.google_drive.client import KNOWS_DRIVES, drive, in_drive, quoted
from integrations.services.google_drive.content import content_of
from integrations.services.google_drive.file_types import FOLDER, OWN
from integrations.services.google_drive.marking import find_marked, made_before, mark
from integrations.services.google_drive.models.files import DriveFile
from integrations.services.google_drive.models.writing import (
    DriveFileCopy,
    DriveFileUpdate,
    DriveFileUpload,
    DriveFolderCreate,
)
from integrations.services.google_drive.parsing import FILE_FIELDS, Resource, parse_file
from integrations.services.google_drive.service import DRIVE, OWN_FILES, service
from integrations.services.google_drive.uploading import create, media_of, replace_content

REFERENCE = "https://developers.google.com/workspace/drive/api/reference/rest/v3/files"


def _copied(ctx: Ctx, data: object) -> DriveFile | None:
    """The copy that an earlier attempt of this call has made."""
    made = find_marked(ctx)
    return parse_file(made) if made else None


@service.operation(
    effect="idempotent_write",
    scopes=[OWN_FILES],
    price="file_upload",
    quota=2,
    sample=samples.FILE,
    example={
        "text": "site,readings\nHall 1,14400\n",
        "name": "readings.csv",
        "folder_id": samples.FOLDER,
        "description": "Readings of the week",
    },
    icon="upload",
    documentation_url=f"{REFERENCE}/create",
)
def upload_file(ctx: Ctx, data: DriveFileUpload) -> DriveFile:
    """Put a file into Drive.

    The content is a stored file of an earlier step, a text, base64, or a public https address. At most 256 MB. A file
    of the same name stays beside it; update_file gives one new content.
    """
    made = made_before(ctx)
    if made is not None:
        return parse_file(made)
    with content_of(ctx, data) as content:
        own_type = f"{OWN}{data.convert_to}" if data.convert_to else None
        body: dict[str, object] = {
            "name": content.name,
            "mimeType": own_type or content.mime_type,
            "description": data.description or None,
            "parents": [data.folder_id] if data.folder_id else None,
            "starred": True if data.starred else None,
            "appProperties": mark(ctx),
        }
        return parse_file(create(ctx, _given(body), media_of(content), is_own_type=own_type is not None))


@service.operation(
    effect="idempotent_write",
    scopes=[OWN_FILES],
    price="file_upload",
    quota=2,
    sample=samples.FOLDER_FILE,
    example={"name": "Invoices 2031", "folder_id": "root", "reuse": True},
    icon="folder-plus",
    documentation_url=f"{REFERENCE}/create",
)
def create_folder(ctx: Ctx, data: DriveFolderCreate) -> DriveFile:
    """Make a folder.

    Drive allows several folders of one name; with reuse the one that is there already is taken.
    """
    made = made_before(ctx) or (_folder_called(ctx, data) if data.reuse else None)
    if made is None:
        body: dict[str, object] = {
            "name": data.name,
            "mimeType": FOLDER,
            "description": data.description or None,
            "parents": [data.folder_id] if data.folder_id else None,
            "folderColorRgb": data.color,
            "appProperties": mark(ctx),
        }
        made = create(ctx, _given(body), is_own_type=False)
    return parse_file(made)


@service.operation(
    effect="idempotent_write",
    scopes=[DRIVE],
    price="file_upload",
    sample=samples.FILE,
    example={"file_id": samples.DRAFT, "text": "150 sensors, delivery within two weeks.\n", "description": ""},
    icon="file-up",
    documentation_url=f"{REFERENCE}/update",
)
def update_file(ctx: Ctx, data: DriveFileUpdate) -> DriveFile:
    """Change a file's content, name or description; what is not given stays as it is.

    An empty description clears it. Drive keeps the old content as a revision for some time.
    """
    files = drive(ctx).files()
    body: dict[str, object] = _given(
        {
            "name": data.name,
            "description": data.description,
            "starred": data.starred,
            "folderColorRgb": data.color,
            "mimeType": data.mime_type,
        }
    )
    asked = {"fileId": data.file_id, "fields": FILE_FIELDS, **KNOWS_DRIVES}
    if data.source is None:
        return parse_file(files.update(body=body, **asked).execute())
    called = None if data.name else _name_of(ctx, data.file_id)
    with content_of(ctx, data, name=called) as content:
        return parse_file(replace_content(ctx, body, content, **asked))


@service.operation(
    effect="write",
    scopes=[DRIVE],
    price="file_copy",
    sample={**samples.FILE, "name": "Copy of invoice-2026-031.pdf"},
    example={"file_id": samples.REPORT, "name": "figures to work on.csv"},
    icon="copy",
    documentation_url=f"{REFERENCE}/copy",
    reconcile=_copied,
)
def copy_file(ctx: Ctx, data: DriveFileCopy) -> DriveFile:
    """Copy a file, beside the original or into another folder.

    Folders cannot be copied. Who has access to the original has none to the copy, unless the folder gives it.
    """
    body: dict[str, object] = {
        "name": data.name,
        "parents": [data.folder_id] if data.folder_id else None,
        "mimeType": f"{OWN}{data.convert_to}" if data.convert_to else None,
        "appProperties": mark(ctx),
    }
    files = drive(ctx).files()
    made = files.copy(fileId=data.file_id, body=_given(body), fields=FILE_FIELDS, **KNOWS_DRIVES).execute()
    return parse_file(made)


def _folder_called(ctx: Ctx, data: DriveFolderCreate) -> Resource | None:
    query = (
        f"name = {quoted(data.name)} and mimeType = {quoted(FOLDER)} and trashed = false "
        f"and {quoted(data.folder_id or 'root')} in parents"
    )
    page = (
        drive(ctx)
        .files()
        .list(q=query, orderBy="createdTime", pageSize=1, fields=f"files({FILE_FIELDS})", **in_drive(None))
        .execute()
    )
    found: list[Resource] = page.get("files", [])
    return found[0] if found else None


def _name_of(ctx: Ctx, file_id: str) -> str | None:
    """By which the type of new content is told where nothing else does."""
    answer = drive(ctx).files().get(fileId=file_id, fields="name", **KNOWS_DRIVES).execute()
    name = answer.get("name")
    return str(name) if name else None


def _given(body: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if value is not None}
