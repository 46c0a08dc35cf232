"""Tables in files: JSON, CSV and XLSX."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from integrations.catalog.between import between
from integrations.catalog.files import FileRef
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.catalog.zones import ZoneName
from integrations.services.data.models.codes import DataTextOrFile
from integrations.services.data.models.fields import MOST_ITEMS, Items, Objects, StoredFileId
from integrations.services.data.paths import FieldPath

Delimiter = Literal["guess", "comma", "semicolon", "tab", "pipe"]
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
Filename = Annotated[str, Field(min_length=1, max_length=255)]
_NOT_IN_SHEET_NAMES = frozenset("[]:*?/\\")
LONGEST_SHEET_NAME = 31


def _sheet_name(name: str) -> str:
    if set(name) & _NOT_IN_SHEET_NAMES or name.startswith("'") or name.endswith("'") or name.lower() == "history":
        raise ValueError(
            f"{name!r} cannot be the name of a sheet. Write it without [ ] : * ? / \\ and quotes around it"
        )
    return name


SheetName = Annotated[str, AfterValidator(_sheet_name), Field(min_length=1, max_length=LONGEST_SHEET_NAME)]


class DataJsonParse(DataTextOrFile):
    """JSON to read."""

    format: Literal["json", "json_lines"] = "json"
    """One document, or one in each line."""
    long_numbers: Literal["text", "number"] = Field(default="text", json_schema_extra=ui(advanced=True))
    """What becomes of numbers of which digits would get lost, such as ids of 16 digits and more: a text with all of
    them, or the nearest number."""


class DataJsonParsed(Output):
    """What the JSON says."""

    value: JsonValue = None
    """The value; of lines a list of theirs."""
    kind: str = ""
    """What it is: object, list, text, number, boolean or null."""
    count: int = 0
    """How many entries it has, where it is a list or an object."""
    warnings: list[str] = []
    """Numbers that became texts, and names that an object has twice."""


class DataJsonMake(Input):
    """What to write as JSON."""

    value: JsonValue
    """Any value."""
    pretty: bool = False
    """With line breaks and two spaces for each level."""
    filename: Annotated[Filename | None, BlankIsNone] = Field(default=None, examples=["orders.json"])
    """Keep it as a file under this name."""
    format: Literal["json", "json_lines"] = Field(default="json", json_schema_extra=ui(advanced=True))
    """One document, or one line for each entry of a list."""
    sort_names: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Put the names of objects in order of the alphabet."""
    ascii_only: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Write letters outside ASCII as backslash and number."""


class DataWritten(Output):
    """What was written."""

    text: str | None = None
    """The text; null where it was kept as a file."""
    file: FileRef | None = None
    """The file, where a name for one was given; pass its file_id on."""
    count: int = 0
    """How many entries or rows it has."""
    warnings: list[str] = []
    """What was written otherwise than it was given."""


class DataCsvParse(DataTextOrFile):
    """A table in CSV to read."""

    has_header: bool = True
    """Whether the first row has the names of the columns. Without it they are column_1, column_2 and so on."""
    delimiter: Delimiter = Field(default="guess", json_schema_extra=ui(advanced=True))
    """What stands between fields."""
    quote: Literal["double", "single", "none"] = Field(default="double", json_schema_extra=ui(advanced=True))
    """What stands around fields with delimiters or line breaks in them."""
    columns: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(
        default=[],
        max_length=1000,
        examples=[["order_id", "total"]],
        json_schema_extra=ui(widget="tags", advanced=True),
    )
    """Names to use for the columns instead of their own, from the first one on."""
    convert: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Make numbers, true and false of what says so; never of amounts that would lose a zero, numbers with zeros before
    them or of more than 15 digits. Without it everything stays text."""
    empty: Literal["text", "null", "leave_out"] = Field(default="text", json_schema_extra=ui(advanced=True))
    """What an empty field becomes: an empty text, null, or nothing at all."""
    trim: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Take white space off both ends of each field."""
    unescape: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Take off the apostrophe that make_csv puts before texts which spreadsheets would take for formulas."""
    charset: Annotated[str | None, BlankIsNone] = Field(
        default=None, max_length=40, examples=["windows-1252"], json_schema_extra=ui(advanced=True)
    )
    """How the file's letters are written, where neither its beginning says so nor UTF-8 fits."""
    skip_rows: int = Field(default=0, ge=0, le=10_000_000, json_schema_extra=ui(advanced=True))
    """Rows to leave out before the header."""
    skip: int = Field(default=0, ge=0, le=10_000_000, json_schema_extra=ui(advanced=True))
    """Rows to leave out after the header, to read a large table in parts."""
    max_items: int | None = Field(default=None, ge=1, le=MOST_ITEMS, json_schema_extra=ui(advanced=True))
    """How many rows to read at most. Left out, a table of more than 100,000 is refused."""


class DataTable(Output):
    """Rows of a table."""

    items: Objects = []
    """The rows, by the names of their columns."""
    count: int = 0
    """How many these are."""
    columns: list[str] = []
    """Names of the columns, in order."""
    has_more: bool = False
    """Whether the table goes on; ask again with skip."""
    warnings: list[str] = []
    """Rows and values that are not as they should be."""


class DataCsvTable(DataTable):
    """Rows of a table in CSV."""

    delimiter: str = ""
    """What stands between its fields."""
    charset: str = ""
    """How its letters are written."""


class DataColumn(Input):
    """A column to write."""

    model_config = ConfigDict(json_schema_extra=leads("field", "header"))

    field: FieldPath
    """Path of the field of each item."""
    header: str = Field(default="", max_length=300)
    """What stands over the column; left out, the path."""


class DataCsvMake(Input):
    """A table to write as CSV."""

    items: Items
    """The rows: objects, up to 100,000."""
    filename: Annotated[Filename | None, BlankIsNone] = Field(default="table.csv", examples=["orders.csv"])
    """Name of the file; null to get the text itself."""
    columns: list[DataColumn] = Field(default=[], max_length=1000)
    """The columns, in order. Left out, all fields of all items, in the order in which they first come."""
    delimiter: Literal["comma", "semicolon", "tab", "pipe"] = Field(
        default="comma", json_schema_extra=ui(advanced=True)
    )
    """What stands between fields; a semicolon where spreadsheets write numbers with a comma."""
    header: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Whether the first row has the names of the columns."""
    line_end: Literal["crlf", "lf"] = Field(default="crlf", json_schema_extra=ui(advanced=True))
    """How lines end."""
    byte_order_mark: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Begin with the mark by which older versions of Excel see that it is UTF-8."""
    quote_all: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Put quotes around all fields."""
    formulas: Literal["escape", "keep"] = Field(default="escape", json_schema_extra=ui(advanced=True))
    """What becomes of texts that a spreadsheet would take for formulas (they begin with = + - @): an apostrophe goes
    before them, or they stay, for programs that read no formulas. Plain numbers stay in any case."""


class DataXlsxRead(Input):
    """A sheet of an Excel workbook to read."""

    file_id: Annotated[StoredFileId | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(widget="file"))
    """The workbook (.xlsx or .xlsm) from an earlier step, or its file_id."""
    sheet: Annotated[str | None, BlankIsNone] = Field(default=None, max_length=100, examples=["Orders"])
    """Name of the sheet; left out, the first one."""
    has_header: bool = True
    """Whether the first row has the names of the columns. Without it they are A, B, C and so on."""
    content_base64: Annotated[str | None, BlankIsNone] = Field(
        default=None, max_length=8_000_000, json_schema_extra=ui(advanced=True)
    )
    """The workbook itself in base64, instead of a file."""
    skip_rows: int = Field(default=0, ge=0, le=1_048_576, json_schema_extra=ui(advanced=True))
    """Rows to leave out before the header."""
    skip: int = Field(default=0, ge=0, le=1_048_576, json_schema_extra=ui(advanced=True))
    """Rows to leave out after the header, to read a large sheet in parts."""
    max_items: int | None = Field(default=None, ge=1, le=MOST_ITEMS, json_schema_extra=ui(advanced=True))
    """How many rows to read at most. Left out, a sheet of more than 100,000 is refused."""
    empty: Literal["null", "text", "leave_out"] = Field(default="null", json_schema_extra=ui(advanced=True))
    """What an empty cell becomes: null, an empty text, or nothing at all."""

    @between("file_id", "content_base64")
    def _is_one_of_both(self) -> str | None:
        if (self.file_id is None) == (self.content_base64 is None):
            return "Give either a file or its content in base64."
        return None


class DataXlsxTable(DataTable):
    """Rows of a sheet."""

    sheet: str = ""
    """Name of the sheet."""
    sheets: list[str] = []
    """Names of all sheets of the workbook."""


class DataXlsxColumn(DataColumn):
    """A column of a sheet to write."""

    kind: Literal["auto", "text", "number", "date", "date_time"] = "auto"
    """How its cells are written. auto keeps texts as texts and numbers as numbers; number makes one of a text where no
    digit gets lost; date and date_time make Excel's own of ISO 8601."""
    width: int = Field(default=0, ge=0, le=255)
    """Width in letters; 0 as wide as its texts need."""


class DataXlsxSheet(Input):
    """One more sheet to write."""

    model_config = ConfigDict(json_schema_extra=leads("name"))

    name: SheetName
    """Name of the sheet."""
    items: Items
    """The rows: objects, up to 100,000."""
    columns: list[DataXlsxColumn] = Field(default=[], max_length=1000)
    """The columns, in order; left out, all fields of all items."""


class DataXlsxWrite(Input):
    """A table to write as an Excel workbook."""

    items: Items
    """The rows: objects, up to 100,000."""
    filename: Filename = Field(default="table.xlsx", examples=["orders.xlsx"])
    """Name of the file."""
    columns: list[DataXlsxColumn] = Field(default=[], max_length=1000)
    """The columns, in order. Left out, all fields of all items, in the order in which they first come."""
    sheet: SheetName = Field(default="Sheet1", json_schema_extra=ui(advanced=True))
    """Name of the sheet."""
    time_zone: ZoneName = Field(default="UTC", json_schema_extra=ui(advanced=True))
    """Zone whose clocks show the times in date_time columns, for Excel knows no zones; it is said over the column."""
    more_sheets: list[DataXlsxSheet] = Field(default=[], max_length=50, json_schema_extra=ui(advanced=True))
    """Further sheets."""


class DataXlsxWritten(Output):
    """A workbook."""

    file: FileRef | None = None
    """The file; pass its file_id on."""
    count: int = 0
    """How many rows it has, in all sheets together."""
    sheets: list[str] = []
    """Names of its sheets."""
    warnings: list[str] = []
    """What was written otherwise than it was given."""
