"""Spreadsheets as Drive lists them: Sheets itself has no list."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.google_sheets.parsing import Resource

KIND = "mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false"
FIELDS = "nextPageToken,files(id,name,modifiedTime,webViewLink,driveId,owners(emailAddress))"


def list_files(
    ctx: Ctx,
    *,
    words: str = "",
    title: str = "",
    made_since: str = "",
    page_size: int,
    page_token: str | None = None,
) -> tuple[list[Resource], str | None]:
    """A page of spreadsheets, those first that were changed last, and the token of the next one.

    ``words`` are looked for in titles, ``title`` is a whole one, ``made_since`` a time with its offset.
    """
    asked = (
        KIND,
        *(f"name contains '{escaped(word)}'" for word in words.split()),
        *([f"name = '{escaped(title)}'"] if title else []),
        *([f"createdTime > '{made_since}'"] if made_since else []),
    )
    page: Resource = (
        ctx.google("drive", "v3")
        .files()
        .list(
            q=" and ".join(asked),
            orderBy="modifiedTime desc",
            pageSize=page_size,
            pageToken=page_token,
            fields=FIELDS,
            corpora="allDrives",
            supportsAllDrives=True,
            includeItemsFromAllDrives=True,
        )
        .execute()
    )
    return list(page.get("files", ())), page.get("nextPageToken")


def escaped(text: str) -> str:
    """A text inside the quotes of Drive's query language."""
    return text.replace("\\", "\\\\").replace("'", "\\'")
