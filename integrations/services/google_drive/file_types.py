"""Google's own types, what they are exported to, and what a file's type is where nobody has said it."""

from __future__ import annotations

import mimetypes
from typing import Literal

OWN = "application/vnd.google-apps."
FOLDER = f"{OWN}folder"
SHORTCUT = f"{OWN}shortcut"
ANYTHING = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

# https://developers.google.com/workspace/drive/api/guides/ref-export-formats
ExportFormat = Literal[
    "pdf", "docx", "odt", "rtf", "txt", "html", "md", "epub", "xlsx", "ods", "csv", "tsv", "pptx", "odp", "png", "jpg",
    "svg", "json", "mp4", "zip",
]  # fmt: skip
EXPORT_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "odt": f"{_OPEN}text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "html": "text/html",
    "md": "text/markdown",
    "epub": "application/epub+zip",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "ods": "application/x-vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odp": f"{_OPEN}presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
    "json": f"{OWN}script+json",
    "mp4": "video/mp4",
    "zip": "application/zip",
}
USUAL_FORMAT: dict[str, ExportFormat] = {
    f"{OWN}document": "docx",
    f"{OWN}spreadsheet": "xlsx",
    f"{OWN}presentation": "pptx",
    f"{OWN}drawing": "png",
    f"{OWN}script": "json",
    f"{OWN}vid": "mp4",
}
"""What a document becomes where nobody has said it: the office format that keeps most of it."""
ConvertTo = Literal["document", "spreadsheet", "presentation"]

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
BEGINNING = 512
"""How many bytes tell a type."""


def is_own(mime_type: str) -> bool:
    """Whether Google keeps it in a form of its own, without bytes: documents, folders, shortcuts."""
    return mime_type.startswith(OWN)


def type_of(name: str, *, stated: str, beginning: bytes) -> str:
    """The type as it is stated, unless that says nothing; else by the name, then by the first bytes."""
    told = stated.partition(";")[0].strip().lower()
    if told and told != ANYTHING and not is_own(told):
        return told
    by_name = mimetypes.guess_type(name)[0]
    if by_name:
        return by_name
    for start, mime_type in _BEGINNINGS:
        if beginning.startswith(start):
            return mime_type
    return "text/plain" if beginning and _is_text(beginning) else ANYTHING


def with_extension(name: str, export_format: str) -> str:
    """The name of an exported document; one that has the ending keeps it as it is."""
    return name if name.lower().endswith(f".{export_format}") else f"{name}.{export_format}"


def _is_text(beginning: bytes) -> bool:
    try:
        text = beginning.decode()
    except UnicodeDecodeError as error:
        # A letter can be cut off at the end.
        if error.start < len(beginning) - 3:
            return False
        text = beginning[: error.start].decode()
    return all(character.isprintable() or character in "\t\r\n\f" for character in text)
