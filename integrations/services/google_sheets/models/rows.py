"""Rows of a table: added, found, changed and taken away."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.paging import Count
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.services.google_sheets.cells import CellValue
from integrations.services.google_sheets.models.fields import (
    MOST_ROW,
    AdvancedKeyColumn,
    AdvancedSheetId,
    EntryField,
    FormulasField,
    HeaderRow,
    Key,
    KeyColumn,
    OptionalSheetId,
    Record,
    Rows,
    SheetId,
    SpreadsheetId,
)

MOST_ROWS_AT_ONCE = 10_000


class SheetRow(Output):
    """A row of a table."""

    model_config = ConfigDict(json_schema_extra=leads("row_number", "record"))

    row_number: int
    """Its number in the sheet, counted from 1."""
    range: str
    """Its cells in A1 notation."""
    values: list[CellValue] = []
    """Its cells, as people see them; empty ones are empty texts."""
    record: Record = {}
    """Its cells by the titles of their columns."""
    warnings: Warnings = []


class SheetRowsAppend(Input):
    """Rows to put below a table."""

    spreadsheet_id: SpreadsheetId
    sheet_id: OptionalSheetId = None
    records: list[Record] = Field(default=[], max_length=MOST_ROWS_AT_ONCE)
    """Rows by the titles of their columns. In an empty sheet the titles are written, too."""
    values: Rows = Field(default=[], max_length=MOST_ROWS_AT_ONCE, json_schema_extra=ui(advanced=True))
    """Rows of cells instead, from the first column of the table on."""
    range: Annotated[Annotated[str, Field(max_length=1000)] | None, BlankIsNone] = Field(
        default=None, examples=["Orders!F1:H1"], json_schema_extra=ui(advanced=True)
    )
    """Header cells of the table, where the sheet has several side by side; empty is the row named below."""
    header_row: HeaderRow = 1
    value_input: EntryField = "user_entered"
    formulas: FormulasField = False

    @between("records", "values")
    def _one_of_both(self) -> str | None:
        if bool(self.records) == bool(self.values):
            return "give the rows either as records or as values"
        return None


class SheetRowsAppended(Output):
    """Where the rows have come to stand."""

    spreadsheet_id: str
    """The spreadsheet."""
    updated_range: str
    """The new cells, in A1 notation."""
    table_range: str | None = None
    """The table that they were put below; empty where there was none."""
    first_row: int = 1
    """Number of the first new row."""
    updated_rows: int = 0
    """How many rows are new, a header that was written included."""
    updated_cells: int = 0
    """How many cells were filled."""
    warnings: Warnings = []


class SheetRowFind(Input):
    """Which rows to look for."""

    spreadsheet_id: SpreadsheetId
    key_column: KeyColumn = ""
    key: Key
    sheet_id: AdvancedSheetId = None
    header_row: HeaderRow = 1
    max_results: int = Field(default=10, ge=1, le=100, json_schema_extra=ui(advanced=True))
    """How many rows to give at most."""


class SheetRowsFound(Output):
    """The rows that were found, in their order."""

    rows: list[SheetRow]
    """The rows; none where nothing was found."""
    count: Count
    total: int = 0
    """How many rows there are that fit, more than are given here perhaps."""


class SheetRowUpdateByKey(Input):
    """Changes of the row that has a key."""

    spreadsheet_id: SpreadsheetId
    key: Key
    fields: Record = Field(min_length=1, max_length=1000)
    """Cells by the titles of their columns; what is not named stays, null stays too, an empty text empties."""
    key_column: AdvancedKeyColumn = ""
    sheet_id: AdvancedSheetId = None
    header_row: HeaderRow = 1
    all_rows: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Change every row that has the key; otherwise several are refused."""
    value_input: EntryField = "user_entered"
    formulas: FormulasField = False


class SheetRowUpsert(Input):
    """A row to change, or to add where there is none."""

    spreadsheet_id: SpreadsheetId
    key: Key
    fields: Record = Field(min_length=1, max_length=1000)
    """Cells by the titles of their columns; what is not named stays, null stays too, an empty text empties."""
    key_column: AdvancedKeyColumn = ""
    sheet_id: AdvancedSheetId = None
    header_row: HeaderRow = 1
    value_input: EntryField = "user_entered"
    formulas: FormulasField = False


class SheetRowWritten(Output):
    """The row that was written."""

    spreadsheet_id: str
    """The spreadsheet."""
    row_number: int
    """Number of the row, of the first one where several were changed."""
    updated_range: str
    """Its cells that were written, in A1 notation."""
    updated_rows: int = 1
    """How many rows were changed or added."""
    updated_cells: int = 0
    """How many cells were written."""
    created: bool = False
    """Whether the row was added."""


class SheetRowsInsert(Input):
    """Rows to put between others."""

    spreadsheet_id: SpreadsheetId
    sheet_id: SheetId
    row: int = Field(ge=1, le=MOST_ROW)
    """Number of the row before which they go."""
    row_count: int | None = Field(default=None, ge=1, le=MOST_ROWS_AT_ONCE, json_schema_extra=ui(advanced=True))
    """How many; empty is as many as there are values, or one."""
    values: Rows = Field(default=[], max_length=MOST_ROWS_AT_ONCE, json_schema_extra=ui(advanced=True))
    """Cells to write into them, from the first column on."""
    value_input: EntryField = "user_entered"
    formulas: FormulasField = False

    @between("row_count", "values")
    def _has_room(self) -> str | None:
        if self.row_count is not None and len(self.values) > self.row_count:
            return f"{len(self.values)} rows of values do not fit into {self.row_count} rows"
        return None

    @property
    def total(self) -> int:
        """How many rows there will be."""
        return self.row_count or len(self.values) or 1


class SheetRowsInserted(Output):
    """The rows that are new."""

    spreadsheet_id: str
    """The spreadsheet."""
    sheet_id: str
    """The sheet's id."""
    first_row: int
    """Number of the first new row."""
    row_count: int
    """How many rows are new."""
    updated_range: str | None = None
    """The cells that were written, in A1 notation; empty where none were."""


class SheetRowsDelete(Input):
    """Rows to take away."""

    spreadsheet_id: SpreadsheetId
    sheet_id: SheetId
    row: int = Field(ge=1, le=MOST_ROW)
    """Number of the first row that goes."""
    row_count: int = Field(default=1, ge=1, le=MOST_ROW, json_schema_extra=ui(advanced=True))
    """How many rows go."""


class SheetRowsDeleted(Output):
    """The rows that are gone; those below have moved up."""

    spreadsheet_id: str
    """The spreadsheet."""
    sheet_id: str
    """The sheet's id."""
    first_row: int
    """Number of the first row that went."""
    row_count: int
    """How many rows went."""
    deleted: bool = True
    """Always true: an error is raised otherwise."""
