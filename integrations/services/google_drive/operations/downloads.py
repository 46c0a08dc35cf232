"""Fetching files from Drive, and documents in other formats."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.google_drive import samples
from integrations.services.google_drive.downloading import download, export
from integrations.services.google_drive.models.files import DriveDownload, DriveFileDownload, DriveFileExport
from integrations.services.google_drive.service import DRIVE, service

GUIDE = "https://developers.google.com/workspace/drive/api/guides/manage-downloads"


@service.operation(
    effect="read",
    scopes=[DRIVE],
    price="file_download",
    quota=2,
    sample=samples.DOWNLOAD,
    example={"file_id": samples.REPORT},
    icon="download",
    documentation_url=GUIDE,
)
def download_file(ctx: Ctx, data: DriveFileDownload) -> DriveDownload:
    """Fetch a file's content, so that later steps can use it by its file_id.

    Documents of Google's own are exported: they have no bytes to fetch. A shortcut stands for what it leads to. At
    most 256 MB; it is kept for 30 days.
    """
    return download(
        ctx,
        data.file_id,
        export_format=data.export_format,
        filename=data.filename,
        acknowledge_abuse=data.acknowledge_abuse,
    )


@service.operation(
    effect="read",
    scopes=[DRIVE],
    price="file_download",
    quota=2,
    sample={
        **samples.DOWNLOAD,
        "filename": "Pilot review.docx",
        "mime_type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "drive_mime_type": "application/vnd.google-apps.document",
    },
    example={"file_id": samples.DOCUMENT, "export_format": "pdf"},
    icon="export",
    documentation_url=GUIDE,
)
def export_file(ctx: Ctx, data: DriveFileExport) -> DriveDownload:
    """Write a Google document, spreadsheet or presentation as a file in another format.

    What is larger than 10 MB then goes another way, without an end of its own.
    """
    return export(ctx, data.file_id, export_format=data.export_format, filename=data.filename)
