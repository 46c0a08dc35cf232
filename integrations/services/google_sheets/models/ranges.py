"""Cells by range: read, written and cleared."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.paging import Count
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.google_sheets.cells import CellValue
from integrations.services.google_sheets.models.fields import (
    AdvancedSheetId,
    DatesField,
    EntryField,
    FormulasField,
    OptionalSheetId,
    Record,
    RenderField,
    Rows,
    SpreadsheetId,
)

WRITTEN_CELLS = 500_000
_EXAMPLES = ["Orders!A1:D20", "A1:D20", "'Mara''s sheet'!A:C", "Stock"]

RangeText = Annotated[str, Field(max_length=1000, examples=_EXAMPLES)]
RequiredRange = Annotated[str, Field(min_length=1, max_length=1000, examples=_EXAMPLES)]


class SheetRangeRead(Input):
    """Which cells to read, and how to show them."""

    spreadsheet_id: SpreadsheetId
    sheet_id: OptionalSheetId = None
    range: RangeText = ""
    """Cells in A1 notation (A1:D20, A:C, 2:5), with or without a sheet, or a named range; empty is the whole sheet."""
    as_records: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Give the rows as records, too: the first row of the range names the fields."""
    value_render: RenderField = "formatted"
    dates: DatesField = "serial"
    by_columns: bool = Field(default=False, json_schema_extra=ui(advanced=True, show_when={"as_records": [False]}))
    """Give a list for each column instead of each row."""

    @between("by_columns", "as_records")
    def _records_are_rows(self) -> str | None:
        return (
            "records are made of rows; leave out by_columns or as_records"
            if self.by_columns and self.as_records
            else None
        )


class SheetRange(Output):
    """Cells as they were read."""

    model_config = ConfigDict(json_schema_extra=leads("range", "count"))

    range: str
    """The cells in A1 notation, as far as the sheet goes."""
    values: list[list[CellValue]] = []
    """Rows of cells. Empty cells are empty texts, and rows are equally wide; empty rows at the end are left out."""
    header: list[str] = []
    """Of records: the names of the fields. A column without a title has its letter."""
    records: list[Record] = []
    """Of records: every row below the header by the names of its columns."""
    first_row: int = 1
    """Number of the first row in the sheet."""
    count: Count = 0
    warnings: Warnings = []


class SheetRangesRead(Input):
    """Which ranges to read at once."""

    spreadsheet_id: SpreadsheetId
    ranges: list[RequiredRange] = Field(min_length=1, max_length=100, json_schema_extra=ui(widget="tags"))
    """Cells in A1 notation, each with its sheet unless it is in the first one, or named ranges."""
    as_records: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Give the rows as records, too: the first row of each range names the fields."""
    value_render: RenderField = "formatted"
    dates: DatesField = "serial"


class SheetRanges(Output):
    """Ranges as they were read."""

    ranges: list[SheetRange]
    """Each range, in the order asked for."""
    count: Count


class SheetRangeValues(Input):
    """Values for further cells."""

    range: RequiredRange
    """Where to begin, in A1 notation, or all the cells."""
    values: Rows
    """Rows of cells; null leaves a cell, an empty text empties it."""


class SheetRangeWrite(Input):
    """What to write, and where."""

    spreadsheet_id: SpreadsheetId
    range: RequiredRange
    """Where to begin (Orders!A2), or all the cells; what does not fit into more than one cell is refused."""
    values: Rows = Field(min_length=1)
    """Rows of cells; null leaves a cell as it is, an empty text empties it."""
    sheet_id: AdvancedSheetId = None
    value_input: EntryField = "user_entered"
    formulas: FormulasField = False
    more: list[SheetRangeValues] = Field(default=[], max_length=100, json_schema_extra=ui(advanced=True))
    """Further ranges of the spreadsheet that are written with it: all of them or none."""

    @between("values", "more")
    def _is_not_too_much(self) -> str | None:
        count = sum(len(row) for rows in (self.values, *(each.values for each in self.more)) for row in rows)
        return None if count <= WRITTEN_CELLS else f"at most {WRITTEN_CELLS:,} cells at once; these are {count:,}"


class SheetRangeWritten(Output):
    """What was written."""

    spreadsheet_id: str
    """The spreadsheet."""
    updated_range: str
    """The cells that were written, in A1 notation."""
    updated_ranges: list[str] = []
    """All ranges, where several were written."""
    updated_rows: int = 0
    """How many rows were touched."""
    updated_columns: int = 0
    """How many columns were touched."""
    updated_cells: int = 0
    """How many cells were touched."""


class SheetRangeClear(Input):
    """Which cells to empty."""

    spreadsheet_id: SpreadsheetId
    sheet_id: OptionalSheetId = None
    range: RangeText = ""
    """Cells in A1 notation, or a named range; empty is the whole sheet named above."""

    @between("range", "sheet_id")
    def _names_something(self) -> str | None:
        return None if self.range or self.sheet_id else "say what to clear: a range, or a sheet"


class SheetRangeCleared(Output):
    """What was emptied; formats stay."""

    spreadsheet_id: str
    """The spreadsheet."""
    cleared_range: str
    """The cells that are empty now, in A1 notation."""
