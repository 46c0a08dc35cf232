"""Excel workbooks: read, write."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from contextlib import closing
from io import BytesIO
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pydantic import JsonValue

from integrations.catalog.context import Ctx
from integrations.catalog.files import in_chunks
from integrations.errors import InputError, PayloadTooLarge
from integrations.services.data import samples
from integrations.services.data.cells import letters, named
from integrations.services.data.models.fields import MOST_ITEMS
from integrations.services.data.models.tables import (
    DataXlsxColumn,
    DataXlsxRead,
    DataXlsxTable,
    DataXlsxWrite,
    DataXlsxWritten,
)
from integrations.services.data.reading import LARGEST, MEGABYTE
from integrations.services.data.service import service
from integrations.services.data.warned import Warnings

if TYPE_CHECKING:
    from openpyxl import Workbook as OpenpyxlWorkbook

    from integrations.services.data.workbooks import Row

# openpyxl takes 12 MB, which whoever only shows operations does without.
MOST_COLUMNS = 1000
IN_MEMORY = 4 * MEGABYTE
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@service.operation(
    effect="read", scopes=[], price="data", icon="sheet", sample=samples.READ_XLSX, example=samples.READ_XLSX_ASKED
)
def read_xlsx(ctx: Ctx, data: DataXlsxRead) -> DataXlsxTable:
    """Read a sheet of an Excel workbook.

    Files up to 50 MB, 100,000 rows at once, 1,000 columns. Days and times come as ISO 8601 without a zone, for
    workbooks have none; numbers of more than 15 digits and errors such as #N/A come as texts and are named. Formulas
    give their last result.
    """
    from integrations.services.data.workbooks import Workbook

    field = "file_id" if data.file_id is not None else "content_base64"
    with closing(_stream(ctx, data)) as stream:
        book = Workbook(stream, field=field)
        if not book.sheets:
            raise InputError("The workbook has no sheets with cells.", field=field)
        sheet = book.sheets[0] if data.sheet is None else data.sheet
        rows: Iterator[Row] = (row for number, row in book.rows(sheet) if number > data.skip_rows)
        first = next(rows, {})
        names = _names(first, data, book.warnings)
        if not data.has_header and first:
            rows = chain([first], rows)
        most = data.max_items or MOST_ITEMS
        part = list(islice(rows, data.skip, data.skip + most + 1))
        has_more = len(part) > most
        if has_more and data.max_items is None:
            words = f"{sheet!r} has more than {MOST_ITEMS:,} rows. Read it in parts, with max_items and skip."
            raise InputError(words, field="max_items")
        items = _items(part[:most], names, data, book.warnings)
    return DataXlsxTable(
        items=items,
        count=len(items),
        columns=names,
        has_more=has_more,
        warnings=book.warnings.words,
        sheet=sheet,
        sheets=book.sheets,
    )


def _stream(ctx: Ctx, data: DataXlsxRead) -> BinaryIO:
    if data.file_id is None:
        try:
            return BytesIO(base64.b64decode(data.content_base64 or "", validate=True))
        except (ValueError, binascii.Error):
            raise InputError("That is not written in base64. Give a file instead.", field="content_base64") from None
    reference, stream = ctx.files.open(data.file_id)
    if reference.size > LARGEST:
        stream.close()
        said = f"{reference.filename!r} has {reference.size / MEGABYTE:.0f} MB"
        raise PayloadTooLarge(f"{said}; {LARGEST // MEGABYTE} MB can be read at once. Choose a smaller file.")
    return stream


def _names(first: Row, data: DataXlsxRead, warnings: Warnings) -> list[str]:
    width = max(first, default=-1) + 1
    if width > MOST_COLUMNS:
        raise InputError(f"The sheet has {width:,} columns; {MOST_COLUMNS:,} are read.", field="sheet")
    if not data.has_header:
        return [letters(index) for index in range(width)]
    return named([str(first.get(index, "")) for index in range(width)], warnings)


def _items(rows: Sequence[Row], names: list[str], data: DataXlsxRead, warnings: Warnings) -> list[dict[str, JsonValue]]:
    """Cells beyond the header's come under the letters of their column."""
    items: list[dict[str, JsonValue]] = []
    for row in rows:
        beyond = [index for index in row if index >= len(names)]
        if beyond and data.has_header:
            warnings.once(f"There are cells beyond the header, such as in column {letters(beyond[0])}.")
        while beyond and len(names) <= min(max(beyond), MOST_COLUMNS - 1):
            names.append(letters(len(names)))
    empty: JsonValue = "" if data.empty == "text" else None
    for row in rows:
        if data.empty == "leave_out":
            items.append({name: row[index] for index, name in enumerate(names) if row.get(index) not in (None, "")})
        else:
            items.append({name: row.get(index, empty) for index, name in enumerate(names)})
    return items


@service.operation(
    effect="read", scopes=[], price="data", icon="file-table", sample=samples.WRITTEN_XLSX, example=samples.WRITE_XLSX
)
def write_xlsx(ctx: Ctx, data: DataXlsxWrite) -> DataXlsxWritten:
    """Write lists as the sheets of an Excel workbook.

    Up to 100,000 rows a sheet and 1,000 columns. Texts stay texts: none becomes a formula, a number or a date unless
    its column says so, and no digit of an id gets lost. Zones are taken off times, and said over their column.
    """
    warnings = Warnings()
    planned: list[tuple[str, Sequence[JsonValue], Sequence[DataXlsxColumn], str]] = [
        (data.sheet, data.items, data.columns, "items"),
        *((each.name, each.items, each.columns, f"more_sheets.{at}.items") for at, each in enumerate(data.more_sheets)),
    ]
    names = [name.casefold() for name, *_ in planned]
    twice = next((at for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        words = f"Two sheets are called {planned[twice][0]!r}. Call one of them otherwise."
        raise InputError(words, field=f"more_sheets.{twice - 1}.name")
    from openpyxl import Workbook as OpenpyxlWorkbook

    from integrations.services.data.sheets import Sheet

    book = OpenpyxlWorkbook(write_only=True)
    book.properties.creator, book.properties.created = "Machina", ctx.now.replace(tzinfo=None)
    try:
        for name, items, columns, field in planned:
            worksheet = book.create_sheet(name)
            Sheet(worksheet, items, columns, zone=data.time_zone, warnings=warnings, field=field).write()
    except InputError:
        _put_away(book)
        raise
    with SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
        book.save(kept)
        chunks: Iterator[bytes] = in_chunks(cast(BinaryIO, kept))  # it is one, and is not declared so
        file = ctx.files.save_stream(chunks, filename=data.filename, mime_type=XLSX)
    count = sum(len(items) for _, items, *_ in planned)
    return DataXlsxWritten(file=file, count=count, sheets=[name for name, *_ in planned], warnings=warnings.words)


def _put_away(book: OpenpyxlWorkbook) -> None:
    """What was written so far lies in files of its own until it is saved; nobody else takes them away."""
    for worksheet in book.worksheets:
        unfinished = cast(Any, worksheet)  # of the write-only kind, which is not declared
        unfinished.close()
        unfinished._writer.cleanup()
