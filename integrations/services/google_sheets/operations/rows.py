"""Rows of a table: added, found, changed and taken away."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import FieldError, InputError
from integrations.services.google_sheets import samples
from integrations.services.google_sheets.appending import Writing, append, appended_before, rows_for
from integrations.services.google_sheets.finding import find_sheet
from integrations.services.google_sheets.inserting import insert, inserted_before
from integrations.services.google_sheets.keyed import changed_rows, upserted_before
from integrations.services.google_sheets.models.rows import (
    SheetRowFind,
    SheetRowsAppend,
    SheetRowsAppended,
    SheetRowsDelete,
    SheetRowsDeleted,
    SheetRowsFound,
    SheetRowsInsert,
    SheetRowsInserted,
    SheetRowUpdateByKey,
    SheetRowUpsert,
    SheetRowWritten,
)
from integrations.services.google_sheets.records import find_column
from integrations.services.google_sheets.service import SPREADSHEETS, service
from integrations.services.google_sheets.tables import Table, read_rows, read_table, rows_with_key

REFERENCE = "https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets"


def _find_appended(ctx: Ctx, data: SheetRowsAppend) -> SheetRowsAppended | None:
    table, writing = _table_of(ctx, data), Writing(entry=data.value_input, with_formulas=data.formulas)
    return appended_before(ctx, table, rows_for(table, data.records, data.values, field="records"), writing)


@service.operation(
    effect="write",
    scopes=[SPREADSHEETS],
    price="values_append",
    quota=2,
    icon="add-row",
    sample=samples.APPENDED,
    example={
        "spreadsheet_id": samples.ORDERS,
        "sheet_id": "Orders",
        "records": [{"Order": "A-1006", "Customer": "Acme", "Item": "Lamp", "Quantity": 3}],
    },
    documentation_url=f"{REFERENCE}.values/append",
    reconcile=_find_appended,
)
def append_rows(ctx: Ctx, data: SheetRowsAppend) -> SheetRowsAppended:
    """Put new rows below a table.

    Records go under the titles of their columns; a title that is not there is refused. Rows are inserted, so nothing
    below the table is overwritten. Where a column of the table is empty throughout, Google takes its parts for two.
    """
    table = _table_of(ctx, data)
    rows = rows_for(table, data.records, data.values, field="records")
    return append(ctx, table, rows, Writing(entry=data.value_input, with_formulas=data.formulas))


@service.operation(
    effect="read",
    scopes=[SPREADSHEETS],
    price="values_read",
    quota=3,
    icon="table-search",
    sample={"rows": [samples.ROW], "count": 1, "total": 1},
    example={"spreadsheet_id": samples.ORDERS, "key_column": "Customer", "key": "Northwind"},
    documentation_url=f"{REFERENCE}.values/batchGet",
)
def find_row(ctx: Ctx, data: SheetRowFind) -> SheetRowsFound:
    """Find the rows of a table that have a value in a column.

    Compares whole cells, with capitals as they are. Finding nothing is no error: rows is empty then.
    """
    table = read_table(ctx, data.spreadsheet_id, data.sheet_id, data.header_row)
    numbers = rows_with_key(ctx, table, data.key_column, data.key)
    rows = read_rows(ctx, table, numbers[: data.max_results])
    return SheetRowsFound(rows=rows, count=len(rows), total=len(numbers))


@service.operation(
    effect="idempotent_write",
    scopes=[SPREADSHEETS],
    price="values_write",
    quota=3,
    icon="rows",
    sample=samples.WRITTEN_ROW,
    example={"spreadsheet_id": samples.ORDERS, "key": "A-1003", "fields": {"Paid": True, "Note": "Paid by card"}},
    documentation_url=f"{REFERENCE}.values/batchUpdate",
)
def update_row_by_key(ctx: Ctx, data: SheetRowUpdateByKey) -> SheetRowWritten:
    """Change cells of the row that has a key.

    Fields that are not given stay; an empty text empties a cell. Where no row, or more than one, has the key, nothing
    is written, unless all_rows is set.
    """
    table = read_table(ctx, data.spreadsheet_id, data.sheet_id, data.header_row)
    numbers = rows_with_key(ctx, table, data.key_column, data.key)
    if not numbers:
        raise _wrong_key(f"no row has {data.key!r} in the column {_shown(table, data.key_column)!r}")
    if len(numbers) > 1 and not data.all_rows:
        raise _wrong_key(
            f"{len(numbers)} rows have {data.key!r} in the column {_shown(table, data.key_column)!r}; choose another "
            "column, or set all_rows to change every one of them"
        )
    return changed_rows(ctx, table, numbers, data.fields, Writing(entry=data.value_input, with_formulas=data.formulas))


@service.operation(
    effect="write",
    scopes=[SPREADSHEETS],
    price="values_write",
    quota=3,
    icon="merge",
    sample={**samples.WRITTEN_ROW, "created": True},
    example={"spreadsheet_id": samples.ORDERS, "key": "A-1007", "fields": {"Customer": "Globex", "Item": "Chair"}},
    documentation_url=f"{REFERENCE}.values/append",
    reconcile=upserted_before,
)
def upsert_row(ctx: Ctx, data: SheetRowUpsert) -> SheetRowWritten:
    """Change the row that has a key, or add one where there is none.

    Where several rows have the key nothing is written. A new row holds the key and the given fields.
    """
    table = read_table(ctx, data.spreadsheet_id, data.sheet_id, data.header_row)
    numbers = rows_with_key(ctx, table, data.key_column, data.key) if table.names else []
    writing = Writing(entry=data.value_input, with_formulas=data.formulas)
    if len(numbers) > 1:
        raise _wrong_key(
            f"{len(numbers)} rows have {data.key!r} in the column {_shown(table, data.key_column)!r}; choose a column "
            "in which each value stands once"
        )
    if numbers:
        return changed_rows(ctx, table, numbers, data.fields, writing)
    if not table.names:
        raise _wrong_key("the header row is empty, so no column is known; write the titles of the columns first")
    record = {_shown(table, data.key_column): data.key, **data.fields}
    added = append(ctx, table, rows_for(table, [record], [], field="fields"), writing)
    return SheetRowWritten(
        spreadsheet_id=data.spreadsheet_id,
        row_number=added.first_row,
        updated_range=added.updated_range,
        updated_cells=added.updated_cells,
        created=True,
    )


@service.operation(
    effect="write",
    scopes=[SPREADSHEETS],
    price="values_write",
    quota=4,
    icon="table-plus",
    sample={
        "spreadsheet_id": samples.ORDERS,
        "sheet_id": "77",
        "first_row": 3,
        "row_count": 2,
        "updated_range": "Draft!A3:B4",
    },
    example={
        "spreadsheet_id": samples.ORDERS,
        "sheet_id": "Draft",
        "row": 3,
        "values": [["Summer party", "Jonas"], ["Trade fair", "Mara"]],
    },
    documentation_url=f"{REFERENCE}/request#InsertDimensionRequest",
    reconcile=inserted_before,
)
def insert_rows(ctx: Ctx, data: SheetRowsInsert) -> SheetRowsInserted:
    """Put rows between others; those below move down.

    Without values the rows stay empty. New rows look like the one above them.
    """
    return insert(ctx, data)


@service.operation(
    effect="destructive",
    scopes=[SPREADSHEETS],
    price="values_write",
    quota=2,
    icon="delete-rows",
    sample={"spreadsheet_id": samples.ORDERS, "sheet_id": "77", "first_row": 2, "row_count": 1, "deleted": True},
    example={"spreadsheet_id": samples.ORDERS, "sheet_id": "Draft", "row": 2},
    documentation_url=f"{REFERENCE}/request#DeleteDimensionRequest",
)
def delete_rows(ctx: Ctx, data: SheetRowsDelete) -> SheetRowsDeleted:
    """Take rows away with all that is in them; those below move up.

    People can bring them back from the history of versions in Google Sheets, programs cannot.
    """
    sheet = find_sheet(ctx, data.spreadsheet_id, data.sheet_id)
    if data.row + data.row_count - 1 > sheet.row_count:
        message = f"the sheet has {sheet.row_count} rows, so rows {data.row} to {data.row + data.row_count - 1} are not"
        raise InputError(f"row: {message}.", errors=[FieldError("row", message)])
    rows = {
        "sheetId": int(sheet.sheet_id),
        "dimension": "ROWS",
        "startIndex": data.row - 1,
        "endIndex": data.row - 1 + data.row_count,
    }
    body = {"requests": [{"deleteDimension": {"range": rows}}]}
    ctx.google("sheets", "v4").spreadsheets().batchUpdate(spreadsheetId=data.spreadsheet_id, body=body).execute()
    return SheetRowsDeleted(
        spreadsheet_id=data.spreadsheet_id, sheet_id=sheet.sheet_id, first_row=data.row, row_count=data.row_count
    )


def _table_of(ctx: Ctx, data: SheetRowsAppend) -> Table:
    return read_table(ctx, data.spreadsheet_id, data.sheet_id, data.header_row, data.range)


def _shown(table: Table, key_column: str) -> str:
    """Title of the column that a key stands in. Raises InputError for one that is not there."""
    at = find_column(key_column, table.names, left=table.left, field="key_column") - table.left
    return table.names[at] if 0 <= at < len(table.names) else key_column


def _wrong_key(message: str) -> InputError:
    return InputError(f"key: {message}.", errors=[FieldError("key", message)])
