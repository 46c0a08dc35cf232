"""Downloads and exports, kept as stored files while they arrive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.files import FileRef
from integrations.errors import InputError, RemoteRejected, RemoteUnavailable
from integrations.services.google_drive.client import KNOWS_DRIVES, drive
from integrations.services.google_drive.file_types import (
    EXPORT_TYPES,
    FOLDER,
    SHORTCUT,
    USUAL_FORMAT,
    ExportFormat,
    is_own,
    with_extension,
)
from integrations.services.google_drive.models.files import DriveDownload
from integrations.services.google_drive.parsing import Resource

DOWNLOAD_PART = 4 * 1024 * 1024
"""Bytes of one request of a download; a part lies in memory."""
TOO_LARGE_TO_EXPORT = "exportSizeLimitExceeded"
_FIELDS = "id,name,mimeType,md5Checksum,exportLinks,shortcutDetails(targetId)"


def download(
    ctx: Ctx, file_id: str, *, export_format: ExportFormat | None, filename: str | None, acknowledge_abuse: bool = False
) -> DriveDownload:
    """The content of a file, or a document in another format. A shortcut stands for what it leads to."""
    file = _described(ctx, file_id)
    if file.get("mimeType") == SHORTCUT:
        file = _described(ctx, str((file.get("shortcutDetails") or {}).get("targetId") or file_id))
    mime_type = str(file.get("mimeType") or "")
    if mime_type in (FOLDER, SHORTCUT):
        raise InputError(
            f"{file.get('name')!r} is a {mime_type.rpartition('.')[2]} and has no content. List what is in it with "
            "list_files.",
            field="file_id",
        )
    if is_own(mime_type):
        stored = _export(ctx, file, export_format, filename)
    else:
        stored = _download(ctx, file, filename, acknowledge_abuse=acknowledge_abuse)
    return DriveDownload(**stored.model_dump(), drive_file_id=str(file["id"]), drive_mime_type=mime_type)


def export(ctx: Ctx, file_id: str, *, export_format: ExportFormat, filename: str | None) -> DriveDownload:
    """A document in another format. Raises InputError for what is none."""
    file = _described(ctx, file_id)
    mime_type = str(file.get("mimeType") or "")
    if not is_own(mime_type) or mime_type in (FOLDER, SHORTCUT):
        raise InputError(
            f"{file.get('name')!r} is {mime_type or 'of no known type'}; only Google's own documents are exported. "
            "Take download_file.",
            field="file_id",
        )
    stored = _export(ctx, file, export_format, filename)
    return DriveDownload(**stored.model_dump(), drive_file_id=str(file["id"]), drive_mime_type=mime_type)


def _described(ctx: Ctx, file_id: str) -> Resource:
    file: Resource = drive(ctx).files().get(fileId=file_id, fields=_FIELDS, **KNOWS_DRIVES).execute()
    return {"id": file_id, **file}


def _download(ctx: Ctx, file: Resource, filename: str | None, *, acknowledge_abuse: bool) -> FileRef:
    request = (
        drive(ctx)
        .files()
        .get_media(fileId=file["id"], acknowledgeAbuse=True if acknowledge_abuse else None, **KNOWS_DRIVES)
    )
    chunks = _checked(_parts(request), file)
    name = filename or str(file.get("name") or "file")
    return ctx.files.save_stream(chunks, filename=name, mime_type=str(file.get("mimeType") or ""))


def _export(ctx: Ctx, file: Resource, export_format: ExportFormat | None, filename: str | None) -> FileRef:
    kind = str(file.get("mimeType"))
    chosen = export_format or USUAL_FORMAT.get(kind, "pdf")
    mime_type = EXPORT_TYPES[chosen]
    links = file.get("exportLinks") or {}
    if links and mime_type not in links:
        known = ", ".join(sorted(name for name, each in EXPORT_TYPES.items() if each in links))
        raise InputError(
            f"{file.get('name')!r} cannot be exported as {chosen}. It can as {known}.", field="export_format"
        )
    name = filename or with_extension(str(file.get("name") or "document"), chosen)
    try:
        content = drive(ctx).files().export_media(fileId=file["id"], mimeType=mime_type).execute()
    except RemoteRejected as error:
        if error.vendor_word != TOO_LARGE_TO_EXPORT or mime_type not in links:
            raise
        # The API ends at 10 MB; the links have no such end.
        return ctx.http.download(links[mime_type], filename=name, mime_type=mime_type)
    return ctx.files.save(content, filename=name, mime_type=mime_type)


def _parts(request: Any) -> Iterator[bytes]:
    """The bytes of a file, part by part; a server that sends everything at once ends it at once."""
    from googleapiclient.http import MediaIoBaseDownload  # whoever only shows operations does without Google's client

    part = BytesIO()
    download = MediaIoBaseDownload(part, request, chunksize=DOWNLOAD_PART)
    is_done = False
    while not is_done:
        _, is_done = download.next_chunk()
        yield part.getvalue()
        part.seek(0)
        part.truncate()


def _checked(chunks: Iterator[bytes], file: Resource) -> Iterator[bytes]:
    """The chunks. Raises RemoteUnavailable where together they are not the file that was asked for."""
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    told = file.get("md5Checksum")
    if told and told != digest.hexdigest():
        raise RemoteUnavailable(f"{file.get('name')!r} changed while it was downloaded. Try again.")
