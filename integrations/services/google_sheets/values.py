"""One range read, written or cleared, whatever its sheet is called.

A range usually stands in the path of the request. A slash in the name of its sheet cannot: such a range goes the way of
several ranges at once, in the query or the body.
"""

from __future__ import annotations

from collections.abc import Sequence

from integrations.catalog.context import Ctx
from integrations.errors import FieldError, InputError
from integrations.services.google_sheets.cells import VENDOR_ENTRY, CellValue, Entry
from integrations.services.google_sheets.parsing import Resource


def read(
    ctx: Ctx,
    spreadsheet_id: str,
    text: str,
    *,
    render: str = "FORMATTED_VALUE",
    dates: str = "SERIAL_NUMBER",
    dimension: str = "ROWS",
) -> Resource:
    """A ValueRange."""
    values = ctx.google("sheets", "v4").spreadsheets().values()
    question = {
        "spreadsheetId": spreadsheet_id,
        "majorDimension": dimension,
        "valueRenderOption": render,
        "dateTimeRenderOption": dates,
    }
    if not _has_slash(text):
        found: Resource = values.get(range=text, **question).execute()
        return found
    several = values.batchGet(ranges=[text], **question).execute()
    return _first(several.get("valueRanges"))


def write(ctx: Ctx, spreadsheet_id: str, text: str, rows: Sequence[Sequence[CellValue]], entry: Entry) -> Resource:
    """An UpdateValuesResponse. The rows are as ``cells.outgoing`` has made them."""
    values, option = ctx.google("sheets", "v4").spreadsheets().values(), VENDOR_ENTRY[entry]
    sent = [list(row) for row in rows]
    if not _has_slash(text):
        written: Resource = values.update(
            spreadsheetId=spreadsheet_id, range=text, valueInputOption=option, body={"values": sent}
        ).execute()
        return written
    body = {"valueInputOption": option, "data": [{"range": text, "values": sent}]}
    several = values.batchUpdate(spreadsheetId=spreadsheet_id, body=body).execute()
    return _first(several.get("responses"))


def clear(ctx: Ctx, spreadsheet_id: str, text: str) -> str:
    """The range that was cleared."""
    values = ctx.google("sheets", "v4").spreadsheets().values()
    if not _has_slash(text):
        return str(
            values.clear(spreadsheetId=spreadsheet_id, range=text, body={}).execute().get("clearedRange") or text
        )
    several = values.batchClear(spreadsheetId=spreadsheet_id, body={"ranges": [text]}).execute()
    return str((several.get("clearedRanges") or [text])[0])


def append(ctx: Ctx, spreadsheet_id: str, text: str, rows: Sequence[Sequence[CellValue]], entry: Entry) -> Resource:
    """An AppendValuesResponse. Raises InputError for a sheet with a slash in its name: there is no other way."""
    if _has_slash(text):
        message = f"{text!r} has a slash in the name of its sheet, where Google appends nothing; rename the sheet first"
        raise InputError(f"sheet_id: {message}.", errors=[FieldError("sheet_id", message)])
    appended: Resource = (
        ctx.google("sheets", "v4")
        .spreadsheets()
        .values()
        .append(
            spreadsheetId=spreadsheet_id,
            range=text,
            valueInputOption=VENDOR_ENTRY[entry],
            insertDataOption="INSERT_ROWS",
            body={"values": [list(row) for row in rows]},
        )
        .execute()
    )
    return appended


def _has_slash(text: str) -> bool:
    return "/" in text or "\\" in text


def _first(several: object) -> Resource:
    return several[0] if isinstance(several, list) and several else {}
