"""Field types that several of the inputs share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import BlankIsNone, ui
from integrations.services.google_sheets.cells import CellValue, Entry, spoken

MOST_ROW = 10_000_000

SpreadsheetId = Annotated[
    Identifier,
    Field(
        description="Id of the spreadsheet: the long part of its address.",
        json_schema_extra=ui(options="spreadsheets"),
    ),
]


def _as_text(value: object) -> object:
    """Google's ids of sheets are numbers; here they travel as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_SHEETS = "sheets"
_OF = ["spreadsheet_id"]
SheetId = Annotated[
    Identifier,
    BeforeValidator(_as_text),
    Field(
        max_length=100,
        description="The sheet: its id, or the name on its tab; one with a slash in its name by its id.",
        json_schema_extra=ui(options=_SHEETS, rests_on=_OF),
    ),
]
OptionalSheetId = Annotated[
    Annotated[Identifier, Field(max_length=100)] | None,
    BlankIsNone,
    BeforeValidator(_as_text),
    Field(
        description="The sheet: its id, or the name on its tab; empty is the first one, or that of the range.",
        json_schema_extra=ui(options=_SHEETS, rests_on=_OF),
    ),
]
AdvancedSheetId = Annotated[
    Annotated[Identifier, Field(max_length=100)] | None,
    BlankIsNone,
    BeforeValidator(_as_text),
    Field(
        description="The sheet: its id, or the name on its tab; empty is the first one.",
        json_schema_extra=ui(options=_SHEETS, rests_on=_OF, advanced=True),
    ),
]
Short = Annotated[str, Field(max_length=100)]
SheetTitle = Annotated[
    str,
    Field(min_length=1, max_length=100, description="The name on its tab; no other sheet of the spreadsheet has it."),
]
HeaderRow = Annotated[
    int,
    Field(
        ge=1,
        le=MOST_ROW,
        description="Number of the row that names the columns.",
        json_schema_extra=ui(advanced=True),
    ),
]
_KEY_OF = ["spreadsheet_id", "sheet_id", "header_row"]
KeyColumn = Annotated[
    str,
    Field(
        max_length=1000,
        description="Column to look in: its title in the header row, or its letter; empty is the first one.",
        json_schema_extra=ui(options="columns", rests_on=_KEY_OF),
    ),
]
AdvancedKeyColumn = Annotated[
    str,
    Field(
        max_length=1000,
        description="Column to look in: its title in the header row, or its letter; empty is the first one.",
        json_schema_extra=ui(options="columns", rests_on=_KEY_OF, advanced=True),
    ),
]
Key = Annotated[
    str,
    BeforeValidator(lambda value: spoken(value) if isinstance(value, bool | int | float) else value),
    Field(
        min_length=1,
        max_length=50_000,
        description="What stands there, the whole cell. Numbers are compared by value, however they are formatted.",
    ),
]
EntryField = Annotated[
    Entry,
    Field(
        description="user_entered reads texts as if they were typed, so that days and amounts become such; raw keeps "
        "every text a text.",
        json_schema_extra=ui(advanced=True),
    ),
]
FormulasField = Annotated[
    bool,
    Field(
        description="Let texts that begin with = be formulas; otherwise they stay texts, so that nobody else's words "
        "can start one.",
        json_schema_extra=ui(advanced=True, show_when={"value_input": ["user_entered"]}),
    ),
]
Rows = Annotated[
    list[list[CellValue]],
    Field(max_length=50_000),
]
Record = dict[str, CellValue]
Render = Literal["formatted", "unformatted", "formula"]
VENDOR_RENDER = {"formatted": "FORMATTED_VALUE", "unformatted": "UNFORMATTED_VALUE", "formula": "FORMULA"}
Dates = Literal["serial", "text"]
VENDOR_DATES = {"serial": "SERIAL_NUMBER", "text": "FORMATTED_STRING"}
RenderField = Annotated[
    Render,
    Field(
        description="formatted: texts as people see them; unformatted: plain numbers; formula: formulas themselves.",
        json_schema_extra=ui(advanced=True),
    ),
]
DatesField = Annotated[
    Dates,
    Field(
        description="Days and times among unformatted values: days since 30 December 1899, or as people see them.",
        json_schema_extra=ui(advanced=True, show_when={"value_render": ["unformatted", "formula"]}),
    ),
]
