"""The sheets of a spreadsheet: listed, added, renamed, copied and deleted."""

from __future__ import annotations

from hashlib import sha256

from integrations.catalog.context import Ctx
from integrations.errors import FieldError, InputError, MachinaError
from integrations.services.google_sheets import samples
from integrations.services.google_sheets.finding import chosen, find_sheet, sheets_of
from integrations.services.google_sheets.models.spreadsheets import (
    SheetAdd,
    SheetChanged,
    SheetCopy,
    SheetDelete,
    SheetDeleted,
    SheetList,
    SheetListing,
    SheetRename,
    SpreadsheetSheet,
)
from integrations.services.google_sheets.parsing import Resource, parse_sheet
from integrations.services.google_sheets.service import SPREADSHEETS, service

REFERENCE = "https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets"
_IDS = 2**31 - 1


def _find_copy(ctx: Ctx, data: SheetCopy) -> SheetChanged | None:
    """The copy that an earlier request of this call has made. Within a spreadsheet it bears an id of ours; one in
    another spreadsheet cannot be told from others."""
    if data.to_spreadsheet_id not in (None, data.spreadsheet_id):
        return None
    return _of_this_call(ctx, data.spreadsheet_id)


@service.operation(
    effect="read",
    scopes=[SPREADSHEETS],
    price="spreadsheet_get",
    icon="list",
    sample={"sheets": [samples.SHEET], "count": 1, "next_page_token": None},
    example={"spreadsheet_id": samples.ORDERS},
    documentation_url=f"{REFERENCE}/get",
)
def list_sheets(ctx: Ctx, data: SheetList) -> SheetListing:
    """List the sheets of a spreadsheet, in their order.

    Hidden ones are included.
    """
    start = _start(data.page_token)
    sheets = sheets_of(ctx, data.spreadsheet_id)
    page = sheets[start : start + data.max_results]
    end = start + len(page)
    return SheetListing(sheets=page, count=len(page), next_page_token=str(end) if end < len(sheets) else None)


@service.operation(
    effect="idempotent_write",
    scopes=[SPREADSHEETS],
    price="sheet_add",
    icon="sheet",
    sample={**samples.SHEET, "spreadsheet_id": samples.ORDERS},
    example={"spreadsheet_id": samples.ORDERS, "title": "Returns"},
    documentation_url=f"{REFERENCE}/request#AddSheetRequest",
)
def add_sheet(ctx: Ctx, data: SheetAdd) -> SheetChanged:
    """Add an empty sheet to a spreadsheet.

    A name that another sheet has is refused.
    """
    properties: dict[str, object] = {
        "sheetId": _id_of(ctx.call_key),
        "title": data.title,
        "gridProperties": {"rowCount": data.row_count, "columnCount": data.column_count},
    }
    if data.index is not None:
        properties["index"] = data.index
    try:
        (reply,) = _change(ctx, data.spreadsheet_id, {"addSheet": {"properties": properties}})
    except MachinaError as error:
        # The id is ours: a sheet that has it is the work of an earlier request of this call.
        made = _of_this_call(ctx, data.spreadsheet_id) if error.vendor_status == 400 else None
        if made is None:
            raise
        return made
    return _changed(data.spreadsheet_id, parse_sheet(reply.get("addSheet") or {"properties": properties}))


@service.operation(
    effect="idempotent_write",
    scopes=[SPREADSHEETS],
    price="sheet_update",
    quota=2,
    icon="rename",
    sample={**samples.SHEET, "spreadsheet_id": samples.ORDERS},
    example={"spreadsheet_id": samples.ORDERS, "sheet_id": "88", "title": "Prices until last year"},
    documentation_url=f"{REFERENCE}/request#UpdateSheetPropertiesRequest",
)
def rename_sheet(ctx: Ctx, data: SheetRename) -> SheetChanged:
    """Give a sheet another name; formulas that name it go along.

    Its id stays. A name that another sheet has is refused.
    """
    sheets = sheets_of(ctx, data.spreadsheet_id)
    sheet = next((each for each in sheets if ctx.attempt > 1 and each.title == data.title), None)
    sheet = sheet or chosen(sheets, data.sheet_id)
    _rename(ctx, data.spreadsheet_id, sheet.sheet_id, data.title)
    return _changed(data.spreadsheet_id, sheet, title=data.title)


@service.operation(
    effect="write",
    scopes=[SPREADSHEETS],
    price="sheet_add",
    quota=3,
    icon="copy",
    sample={**samples.SHEET, "spreadsheet_id": samples.ORDERS, "title": "Copy of Orders", "sheet_id": "1730221"},
    example={"spreadsheet_id": samples.ORDERS, "sheet_id": "Draft", "title": "Draft of last week"},
    documentation_url=f"{REFERENCE}.sheets/copyTo",
    reconcile=_find_copy,
)
def copy_sheet(ctx: Ctx, data: SheetCopy) -> SheetChanged:
    """Copy a sheet with everything in it, within its spreadsheet or into another one.

    In the same spreadsheet the copy stands behind the original, in another one at the end.
    """
    sheet = find_sheet(ctx, data.spreadsheet_id, data.sheet_id)
    target = data.to_spreadsheet_id or data.spreadsheet_id
    if target == data.spreadsheet_id:
        request: dict[str, object] = {
            "sourceSheetId": int(sheet.sheet_id),
            "newSheetId": _id_of(ctx.call_key),
            "insertSheetIndex": sheet.index + 1,
        }
        named = {"newSheetName": data.title} if data.title else {}
        (reply,) = _change(ctx, target, {"duplicateSheet": {**request, **named}})
        return _changed(target, parse_sheet(reply.get("duplicateSheet") or {}))
    sheets = ctx.google("sheets", "v4").spreadsheets().sheets()
    copied = sheets.copyTo(
        spreadsheetId=data.spreadsheet_id,
        sheetId=int(sheet.sheet_id),
        body={"destinationSpreadsheetId": target},
    ).execute()
    copy = parse_sheet({"properties": copied})
    if data.title:
        _rename(ctx, target, copy.sheet_id, data.title)
    return _changed(target, copy, title=data.title or copy.title)


@service.operation(
    effect="destructive",
    scopes=[SPREADSHEETS],
    price="sheet_delete",
    quota=2,
    icon="table-trash",
    sample={"spreadsheet_id": samples.ORDERS, "sheet_id": "88", "deleted": True},
    example={"spreadsheet_id": samples.ORDERS, "sheet_id": "88"},
    documentation_url=f"{REFERENCE}/request#DeleteSheetRequest",
)
def delete_sheet(ctx: Ctx, data: SheetDelete) -> SheetDeleted:
    """Delete a sheet with everything in it.

    The last sheet of a spreadsheet cannot be deleted. People can bring it back from the history of versions.
    """
    sheet = find_sheet(ctx, data.spreadsheet_id, data.sheet_id)
    _change(ctx, data.spreadsheet_id, {"deleteSheet": {"sheetId": int(sheet.sheet_id)}})
    return SheetDeleted(spreadsheet_id=data.spreadsheet_id, sheet_id=sheet.sheet_id)


def _change(ctx: Ctx, spreadsheet_id: str, request: Resource) -> list[Resource]:
    """One request of a batchUpdate; the replies."""
    spreadsheets = ctx.google("sheets", "v4").spreadsheets()
    answer = spreadsheets.batchUpdate(spreadsheetId=spreadsheet_id, body={"requests": [request]}).execute()
    return list(answer.get("replies") or [{}])


def _rename(ctx: Ctx, spreadsheet_id: str, sheet_id: str, title: str) -> None:
    properties = {"sheetId": int(sheet_id), "title": title}
    _change(ctx, spreadsheet_id, {"updateSheetProperties": {"properties": properties, "fields": "title"}})


def _of_this_call(ctx: Ctx, spreadsheet_id: str) -> SheetChanged | None:
    """The sheet that bears this call's own id."""
    ours = str(_id_of(ctx.call_key))
    found = next((each for each in sheets_of(ctx, spreadsheet_id) if each.sheet_id == ours), None)
    return None if found is None else _changed(spreadsheet_id, found)


def _changed(spreadsheet_id: str, sheet: SpreadsheetSheet, *, title: str | None = None) -> SheetChanged:
    return SheetChanged(**{**sheet.model_dump(), "title": title or sheet.title}, spreadsheet_id=spreadsheet_id)


def _id_of(call_key: str) -> int:
    """An id for a new sheet, the same for every attempt of a call: from 1 to what 31 bits hold."""
    return int.from_bytes(sha256(call_key.encode()).digest()[:8]) % (_IDS - 1) + 1


def _start(page_token: str | None) -> int:
    if page_token is None:
        return 0
    if not page_token.isdecimal():
        message = f"{page_token[:60]!r} is not the next_page_token of an earlier answer"
        raise InputError(f"page_token: {message}.", errors=[FieldError("page_token", message)])
    return int(page_token[:9])
