"""What a person looks for, in Drive's search language."""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.services.google_drive.client import quoted
from integrations.services.google_drive.file_types import FOLDER, OWN
from integrations.services.google_drive.models.files import DriveFileList

_OF_KIND = {
    "any": "",
    "file": f"mimeType != {quoted(FOLDER)}",
    "folder": f"mimeType = {quoted(FOLDER)}",
    "document": f"mimeType = {quoted(f'{OWN}document')}",
    "spreadsheet": f"mimeType = {quoted(f'{OWN}spreadsheet')}",
    "presentation": f"mimeType = {quoted(f'{OWN}presentation')}",
    "pdf": "mimeType = 'application/pdf'",
    "image": "mimeType contains 'image/'",
    "video": "mimeType contains 'video/'",
    "audio": "mimeType contains 'audio/'",
}
_ORDERS = {
    "modified": "modifiedTime desc",
    "created": "createdTime desc",
    "name": "folder,name_natural",
    "size": "quotaBytesUsed desc",
}


def query_of(data: DriveFileList) -> str:
    """All conditions, joined by and."""
    words = data.query.strip()
    conditions = [
        f"trashed = {'true' if data.in_trash else 'false'}",
        f"{quoted(data.folder_id)} in parents" if data.folder_id else "",
        _OF_KIND[data.kind],
        f"name = {quoted(data.name)}" if data.name else "",
        f"mimeType = {quoted(data.mime_type)}" if data.mime_type else "",
        f"modifiedTime > {quoted(utc(data.modified_since))}" if data.modified_since else "",
        "sharedWithMe" if data.shared_with_me else "",
        "starred = true" if data.starred else "",
        " and ".join(f"fullText contains {quoted(word)}" for word in words.split()),
        f"({data.search})" if data.search.strip() else "",
    ]
    return " and ".join(filter(None, conditions))


def order_of(data: DriveFileList) -> str | None:
    """None where Google sorts itself: it refuses an order beside words."""
    searches_text = data.query.strip() or "fullText" in data.search
    return None if searches_text else _ORDERS[data.order_by or "modified"]


def utc(moment: datetime) -> str:
    """As Drive reads times without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
