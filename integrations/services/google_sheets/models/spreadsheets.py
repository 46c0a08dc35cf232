"""Spreadsheets and their sheets."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.catalog.zones import OptionalZone
from integrations.services.google_sheets.models.fields import SheetId, SheetTitle, Short, SpreadsheetId

SPREADSHEETS_CAP = 1000
SHEETS_CAP = 1000


class SpreadsheetSheet(Output):
    """One sheet of a spreadsheet."""

    model_config = ConfigDict(json_schema_extra=leads("title", "sheet_id", "row_count"))

    sheet_id: str
    """Its id in the spreadsheet; it stays when the sheet is renamed."""
    title: str = ""
    """The name on its tab."""
    index: int = 0
    """Its place among the sheets, counted from 0."""
    sheet_type: str = "GRID"
    """GRID, or OBJECT for a sheet that is one chart."""
    row_count: int = 0
    """How many rows it has, empty ones included."""
    column_count: int = 0
    """How many columns it has, empty ones included."""
    frozen_row_count: int = 0
    """How many rows stay in sight while people scroll."""
    frozen_column_count: int = 0
    """How many columns stay in sight."""
    is_hidden: bool = False
    """Whether people do not see it."""
    warnings: Warnings = []


class SpreadsheetNamedRange(Output):
    """A name for some cells."""

    name: str
    """The name; it can be used wherever a range is asked for."""
    range: str = ""
    """The cells in A1 notation."""
    named_range_id: str = ""
    """Google's identifier of it."""


class SpreadsheetFile(Output):
    """A spreadsheet with its sheets, without what is in them."""

    spreadsheet_id: str
    """Google's identifier of the spreadsheet."""
    title: str = ""
    """What it is called."""
    link: str = ""
    """Address at which people open it."""
    locale: str = ""
    """Language and country by which it reads and shows numbers and days, for example en_US."""
    time_zone: str | None = None
    """The zone its clocks go by."""
    sheets: list[SpreadsheetSheet] = []
    """Its sheets, in their order."""
    named_ranges: list[SpreadsheetNamedRange] = []
    """Names that it gives to cells."""
    count: Count = 0
    warnings: Warnings = []


class SpreadsheetGet(Input):
    """Which spreadsheet to describe."""

    spreadsheet_id: SpreadsheetId


class SpreadsheetCreate(Input):
    """A spreadsheet to make."""

    title: str = Field(min_length=1, max_length=1000)
    """What it is called."""
    sheets: list[SheetTitle] = Field(default=[], max_length=200, json_schema_extra=ui(widget="tags"))
    """Names of its sheets; without any it has one, named as Google does in the language of the account."""
    columns: list[str] = Field(default=[], max_length=1000, json_schema_extra=ui(widget="tags"))
    """Titles of the columns, written into the first row of its first sheet."""
    locale: Annotated[Short | None, BlankIsNone] = Field(
        default=None, examples=["en_GB"], json_schema_extra=ui(advanced=True)
    )
    """Language and country by which it reads and shows numbers and days; empty is the account's."""
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(advanced=True))
    """The zone its clocks go by; empty is the account's."""


class SpreadsheetSearch(Input):
    """Which spreadsheets to list."""

    query: str = Field(default="", max_length=200)
    """Words in its title."""
    max_results: int = Field(default=50, ge=1, le=1000)
    """How many spreadsheets a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(SPREADSHEETS_CAP)


class SpreadsheetSummary(Output):
    """A spreadsheet as Drive lists it."""

    model_config = ConfigDict(json_schema_extra=leads("title", "modified", "owner"))

    spreadsheet_id: str
    """Google's identifier of the spreadsheet."""
    title: str = ""
    """What it is called."""
    link: str = ""
    """Address at which people open it."""
    modified: AwareDatetime | None = None
    """When it was last changed."""
    owner: str = ""
    """Address of who owns it; empty in a shared drive."""
    shared_drive_id: str | None = None
    """The shared drive it lies in."""
    warnings: Warnings = []


class SpreadsheetSummaries(Output):
    """Spreadsheets, those first that were changed last."""

    spreadsheets: list[SpreadsheetSummary]
    """The spreadsheets of this page."""
    count: Count
    next_page_token: NextPageToken = None


class SheetList(Input):
    """Of which spreadsheet to list the sheets."""

    spreadsheet_id: SpreadsheetId
    max_results: int = Field(default=200, ge=1, le=SHEETS_CAP)
    """How many sheets a page has."""
    page_token: PageToken = None


class SheetListing(Output):
    """Sheets of a spreadsheet, in their order."""

    sheets: list[SpreadsheetSheet]
    """The sheets of this page."""
    count: Count
    next_page_token: NextPageToken = None


class SheetAdd(Input):
    """A sheet to add."""

    spreadsheet_id: SpreadsheetId
    title: SheetTitle
    index: int | None = Field(default=None, ge=0, le=SHEETS_CAP, json_schema_extra=ui(advanced=True))
    """Its place among the sheets, counted from 0; empty is the end."""
    row_count: int = Field(default=1000, ge=1, le=5_000_000, json_schema_extra=ui(advanced=True))
    """How many rows it has."""
    column_count: int = Field(default=26, ge=1, le=18_278, json_schema_extra=ui(advanced=True))
    """How many columns it has."""


class SheetRename(Input):
    """Another name for a sheet."""

    spreadsheet_id: SpreadsheetId
    sheet_id: SheetId
    title: SheetTitle


class SheetCopy(Input):
    """A sheet to copy."""

    spreadsheet_id: SpreadsheetId
    sheet_id: SheetId
    title: Annotated[Short | None, BlankIsNone] = None
    """Name of the copy; empty is "Copy of" and the name of the sheet."""
    to_spreadsheet_id: Annotated[SpreadsheetId | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(options="spreadsheets", advanced=True)
    )
    """Id of another spreadsheet that the copy goes to; empty is the same one."""


class SheetDelete(Input):
    """A sheet to delete."""

    spreadsheet_id: SpreadsheetId
    sheet_id: SheetId


class SheetDeleted(Output):
    """The sheet that is gone."""

    spreadsheet_id: str
    """The spreadsheet it was in."""
    sheet_id: str
    """The sheet, as it was named."""
    deleted: bool = True
    """Always true: an error is raised otherwise."""


class SheetChanged(SpreadsheetSheet):
    """The sheet as it is now."""

    spreadsheet_id: str
    """The spreadsheet it is in."""
