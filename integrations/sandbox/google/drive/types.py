"""Google's own types: they have no bytes of their own, and are exported and imported."""

from __future__ import annotations

FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"
DOCUMENT = "application/vnd.google-apps.document"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
PRESENTATION = "application/vnd.google-apps.presentation"
OWN = "application/vnd.google-apps."
ANYTHING = "application/octet-stream"
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# https://developers.google.com/workspace/drive/api/guides/ref-export-formats, as far as the sandbox writes them.
EXPORTS = {
    DOCUMENT: ("text/plain", "text/html", "text/markdown", PDF, WORD),
    SPREADSHEET: ("text/csv", "text/tab-separated-values", PDF, EXCEL),
    PRESENTATION: ("text/plain", PDF),
}
IMPORTS = {
    DOCUMENT: ("text/plain", "text/html", "text/markdown"),
    SPREADSHEET: ("text/csv", "text/tab-separated-values"),
    PRESENTATION: (),
}
"""What can become which of Google's types."""
EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/markdown": "md",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    PDF: "pdf",
    WORD: "docx",
    EXCEL: "xlsx",
}
EXPORT_LIMIT = 10 * 1024 * 1024
"""Larger ones go by their export links alone."""


def is_own(mime_type: str) -> bool:
    """Whether it is one of Google's own types, folders and shortcuts included."""
    return mime_type.startswith(OWN)
