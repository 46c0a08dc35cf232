"""Spreadsheets and sheets in the database: found, made, and shown as Google shows them."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Sequence
from datetime import datetime

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.drive.store import WRITERS, add_item, role_of, save_change
from integrations.sandbox.google.drive.types import SPREADSHEET
from integrations.sandbox.google.errors import GoogleError, invalid, not_found
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.sheets import grid
from integrations.sandbox.google.sheets.cells import enter, formatted
from integrations.sandbox.models import Account, DriveItem, Sheet, Spreadsheet

KEPT = ("hidden", "rightToLeft", "tabColor", "tabColorStyle")
GRID_KEPT = ("frozenRowCount", "frozenColumnCount", "hideGridlines")
MOST_ID = 2**31 - 1


def find_spreadsheet(call: ApiCall, *, name: str = "", writes: bool = False) -> Spreadsheet:
    """The spreadsheet in the path, or of this id; locked where it is written.

    Raises 404, 400 for a file of another type, and 403 where the account may only read it.
    """
    items = DriveItem.objects.select_for_update(of=("self",)) if writes else DriveItem.objects.all()
    wanted = name or call.parameters.text("spreadsheetId")
    item = items.filter(cloud=call.account.cloud_drive, file_id=wanted).select_related("cloud", "shared_drive").first()
    if item is None:
        raise not_found()
    if item.mime_type != SPREADSHEET:
        raise GoogleError(400, "failedPrecondition", "This operation is not supported for this document")
    if writes and role_of(item) not in WRITERS:
        raise GoogleError(403, "forbidden", "The caller does not have permission")
    return as_spreadsheet(item)


def as_spreadsheet(item: DriveItem) -> Spreadsheet:
    """The file as a spreadsheet; where Drive has put another text into it, that is its only sheet."""
    found = Spreadsheet.objects.filter(item=item).first()
    if found is None:
        found = Spreadsheet.objects.create(item=item, time_zone=item.cloud.account.time_zone)
        add_sheet(found, {"title": "Sheet1", "sheetId": 0})
    found.item = item
    text = bytes(item.content or b"").decode()
    first = found.sheets.all()[0]
    if text != text_of(first):
        rows = csv.reader(io.StringIO(text))
        first.rows = grid.trimmed(
            [[enter(each, "USER_ENTERED", found.locale, place="") for each in row] for row in rows]
        )
        first.save()
        DriveItem.objects.filter(pk=item.pk).update(content=text_of(first).encode())
    return found


def touch(spreadsheet: Spreadsheet, now: datetime) -> None:
    """Tell Drive that the spreadsheet has changed, and what its first sheet says by now."""
    item = spreadsheet.item
    item.content = text_of(spreadsheet.sheets.all()[0]).encode()
    save_change(item, now, of_content=True)


def text_of(sheet: Sheet) -> str:
    """What people see in it, as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([["" if cell is None else formatted(cell) for cell in row] for row in sheet.rows])
    return text.getvalue()


def find_sheet(spreadsheet: Spreadsheet, sheet_id: int | None) -> Sheet:
    """The sheet with this id. Raises 400, as requests about a sheet that is not there do."""
    found = spreadsheet.sheets.filter(sheet_id=sheet_id or 0).first()
    if found is None:
        raise invalid(f"No grid with id: {sheet_id or 0}")
    return found


def add_spreadsheet(
    account: Account,
    title: str,
    sheets: Sequence[Resource] = (),
    *,
    now: datetime,
    file_id: str = "",
    locale: str = "en_US",
) -> Spreadsheet:
    """A new spreadsheet in My Drive; without ``sheets`` (their properties) it has one, Sheet1 with id 0."""
    cloud = account.cloud_drive
    root = cloud.items.get(file_id=cloud.root_id)
    item = add_item(cloud, root, name=title, mime_type=SPREADSHEET, now=now, file_id=file_id)
    spreadsheet = Spreadsheet.objects.create(item=item, locale=locale, time_zone=account.time_zone)
    for number, properties in enumerate(sheets or ({"title": "Sheet1", "sheetId": 0},)):
        add_sheet(spreadsheet, {"title": f"Sheet{number + 1}", **properties})
    return spreadsheet


def add_sheet(spreadsheet: Spreadsheet, properties: Resource) -> Sheet:
    """A new sheet at the end, or before the ``index`` of its properties. Raises 400 for an id or title in use."""
    taken = {sheet.sheet_id for sheet in spreadsheet.sheets.all()}
    sheet_id = properties.get("sheetId")
    if sheet_id is None:
        sheet_id = secrets.randbelow(MOST_ID)
    if sheet_id in taken or sheet_id < 0:
        raise invalid(f"Invalid requests[0].addSheet: Sheet with id {sheet_id} already exists.")
    sheet = Sheet(spreadsheet=spreadsheet, sheet_id=sheet_id, index=len(taken))
    retitle(sheet, str(properties.get("title") or _free_title(spreadsheet)))
    write_properties(sheet, {name: value for name, value in properties.items() if name not in ("title", "index")})
    sheet.save()
    if properties.get("index") is not None:
        move_sheet(sheet, properties["index"])
    return sheet


def retitle(sheet: Sheet, title: str) -> None:
    """Raises 400 for a title that is empty, too long, or another sheet's."""
    if not title or len(title) > 100:
        raise invalid("Invalid sheet name: it must have between 1 and 100 characters.")
    others = Sheet.objects.filter(spreadsheet=sheet.spreadsheet).exclude(pk=sheet.pk)
    if title.casefold() in {other.title.casefold() for other in others}:
        raise invalid(
            f'Invalid requests[0]: A sheet with the name "{title}" already exists. Please enter another name.'
        )
    sheet.title = title


def move_sheet(sheet: Sheet, index: int) -> None:
    """To another place among the sheets."""
    others = [each for each in sheet.spreadsheet.sheets.all() if each.pk != sheet.pk]
    others.insert(min(index, len(others)), sheet)
    for number, each in enumerate(others):
        Sheet.objects.filter(pk=each.pk).update(index=number)
    sheet.index = others.index(sheet)


def write_properties(sheet: Sheet, properties: Resource) -> None:
    """Take over what clients may write, except title and place."""
    grid = properties.get("gridProperties") or {}
    sheet.row_count = grid.get("rowCount") or sheet.row_count
    sheet.column_count = grid.get("columnCount") or sheet.column_count
    kept = {name: properties[name] for name in KEPT if name in properties}
    kept_grid = {name: grid[name] for name in GRID_KEPT if name in grid}
    sheet.body = sheet.body | kept | ({"grid": sheet.body.get("grid", {}) | kept_grid} if kept_grid else {})


def sheet_properties(sheet: Sheet) -> Resource:
    """SheetProperties."""
    body = {name: value for name, value in sheet.body.items() if name != "grid" and value}
    grid = {"rowCount": sheet.row_count, "columnCount": sheet.column_count, **sheet.body.get("grid", {})}
    shown = {"sheetId": sheet.sheet_id, "title": sheet.title, "index": sheet.index, "sheetType": "GRID"}
    return {**shown, "gridProperties": grid, **body}


def address_of(spreadsheet: Spreadsheet) -> str:
    """Where people open it."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet.spreadsheet_id}/edit"


def refuse_last_sheet(spreadsheet: Spreadsheet) -> None:
    """Raise 400 where a spreadsheet would be left without a sheet."""
    if spreadsheet.sheets.count() == 1:
        raise GoogleError(
            400, "badRequest", "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document."
        )


def _free_title(spreadsheet: Spreadsheet) -> str:
    titles = {sheet.title for sheet in spreadsheet.sheets.all()}
    return next(f"Sheet{number}" for number in range(1, 10_000) if f"Sheet{number}" not in titles)
