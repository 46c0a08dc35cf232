"""CSV: read, write."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pydantic import JsonValue

from integrations.catalog.context import Ctx
from integrations.errors import InputError, PayloadTooLarge
from integrations.services.data import samples
from integrations.services.data.cells import cell_of, columns_of, converted, escaped, named, unescaped
from integrations.services.data.models.fields import LONGEST_TEXT, MOST_ITEMS
from integrations.services.data.models.tables import (
    DELIMITERS,
    DataColumn,
    DataCsvMake,
    DataCsvParse,
    DataCsvTable,
    DataWritten,
)
from integrations.services.data.reading import file_text
from integrations.services.data.service import service
from integrations.services.data.warned import Warnings

LONGEST_FIELD = 1_000_000
MOST_COLUMNS = 1000
_LOOKED_AT = 20
_LINES_AT_ONCE = 1000
_QUOTES = {"double": '"', "single": "'"}


@service.operation(
    effect="read", scopes=[], price="data", icon="table", sample=samples.PARSED_CSV, example=samples.PARSE_CSV
)
def parse_csv(ctx: Ctx, data: DataCsvParse) -> DataCsvTable:
    """Read a table in CSV out of a text or a file.

    Files up to 50 MB, 100,000 rows at once, 1,000 columns. Delimiter and charset are found out unless told; line ends
    may be of any kind. Everything stays text unless it is to be converted, so ids and amounts keep every digit.
    """
    if data.file_id is None:
        text, charset = (data.text or "").removeprefix("\ufeff"), "utf-8"
    else:
        text, charset = file_text(ctx, data.file_id, charset=data.charset)
    field = "text" if data.file_id is None else "file_id"
    warnings = Warnings()
    delimiter = DELIMITERS.get(data.delimiter) or _guessed(text, data)
    rows: Iterator[list[str]] = islice(_rows(text, delimiter, data, field), data.skip_rows, None)
    first = next(rows, [])
    if data.has_header:
        own = first
    else:
        own = [f"column_{index + 1}" for index in range(len(first))]
        rows = _and_then(first, rows)
    names = named([*data.columns[: len(own)], *own[len(data.columns) :]], warnings)
    if len(names) > MOST_COLUMNS:
        raise InputError(f"It has {len(names):,} columns; {MOST_COLUMNS:,} are read. Check the delimiter.", field=field)
    most = data.max_items or MOST_ITEMS
    part = list(islice(rows, data.skip, data.skip + most + 1))
    has_more = len(part) > most
    if has_more and data.max_items is None:
        words = f"It has more than {MOST_ITEMS:,} rows. Read it in parts, with max_items and skip."
        raise InputError(words, field="max_items")
    start = data.skip + data.skip_rows + 1 + data.has_header
    items = [_item(names, row, data, warnings, start + index) for index, row in enumerate(part[:most])]
    return DataCsvTable(
        items=items,
        count=len(items),
        columns=names,
        has_more=has_more,
        warnings=warnings.words,
        delimiter=delimiter,
        charset=charset,
    )


def _and_then(first: list[str], rows: Iterable[list[str]]) -> Iterator[list[str]]:
    if first:
        yield first
    yield from rows


def _rows(text: str, delimiter: str, data: DataCsvParse, field: str) -> Iterator[list[str]]:
    """Without lines in which nothing stands. Line breaks inside quotes stay as they are."""
    quote = _QUOTES.get(data.quote)
    reader = csv.reader(
        _lines(text),
        delimiter=delimiter,
        quotechar=quote or '"',
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=False,
    )
    csv.field_size_limit(LONGEST_FIELD)
    try:
        for row in reader:
            if row:
                yield row
    except csv.Error as error:
        words = f"Row {reader.line_num} cannot be read: {error}. Check delimiter and quotes."
        raise InputError(words, field=field) from None


def _lines(text: str) -> Iterator[str]:
    """Each line with its end: of any kind, and of nothing that only looks like one, such as U+2028."""
    start = 0
    while start < len(text):
        feed, carriage = text.find("\n", start), text.find("\r", start)
        ends = [each for each in (feed, carriage) if each >= 0]
        end = min(ends) if ends else len(text) - 1
        end += text[end : end + 2] == "\r\n"
        yield text[start : end + 1]
        start = end + 1


def _item(
    names: Sequence[str], row: Sequence[str], data: DataCsvParse, warnings: Warnings, number: int
) -> dict[str, JsonValue]:
    if len(row) != len(names):
        more = "more" if len(row) > len(names) else "fewer"
        warnings.add(f"Row {number} has {len(row)} fields, {more} than the {len(names)} columns.")
    item: dict[str, JsonValue] = {}
    for name, given in zip(names, row, strict=False):
        text = given.strip() if data.trim else given
        if text:
            text = unescaped(text) if data.unescape else text
            item[name] = converted(text) if data.convert else text
        elif data.empty != "leave_out":
            item[name] = "" if data.empty == "text" else None
    if len(row) > len(names):
        item["more"] = list(row[len(names) :])
    return item


def _guessed(text: str, data: DataCsvParse) -> str:
    """The delimiter that takes the first rows into the same number of fields, and into the most; a comma if none
    does."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(
                islice(_rows(text[:100_000], delimiter, data, "text"), data.skip_rows, data.skip_rows + _LOOKED_AT)
            )
        except InputError:
            return (0, 0)
        widths = [len(row) for row in rows]
        if not widths or widths[0] < 2:
            return (0, 0)
        return (sum(width == widths[0] for width in widths), widths[0])

    return max(DELIMITERS.values(), key=score)


@service.operation(
    effect="read", scopes=[], price="data", icon="table-plus", sample=samples.MADE_CSV, example=samples.MAKE_CSV
)
def make_csv(ctx: Ctx, data: DataCsvMake) -> DataWritten:
    """Write a list as a table in CSV, as a file or a text.

    Up to 100,000 rows and 1,000 columns, in UTF-8. What a spreadsheet would take for a formula gets an apostrophe
    before it; parse_csv takes it off again. Null is an empty field, lists and objects are written as JSON.
    """
    columns = columns_of(data.items, data.columns)
    if data.filename is not None:
        chunks = (text.encode() for text in _written(data, columns))
        file = ctx.files.save_stream(chunks, filename=data.filename, mime_type="text/csv")
        return DataWritten(file=file, count=len(data.items))
    text = "".join(_written(data, columns))
    if len(text) > LONGEST_TEXT:
        raise PayloadTooLarge(f"The text has {len(text):,} letters. Give a filename to keep it as a file.")
    return DataWritten(text=text, count=len(data.items))


def _written(data: DataCsvMake, columns: Sequence[DataColumn]) -> Iterator[str]:
    """In pieces. Python's own writer leaves a bare CR without quotes where lines end otherwise."""
    delimiter, end = DELIMITERS[data.delimiter], "\r\n" if data.line_end == "crlf" else "\n"
    escapes = data.formulas == "escape"
    alone = "|^$" if len(columns) == 1 else ""
    needs_quotes = re.compile(rf'[{re.escape(delimiter)}"\r\n]|^\s|\s$' + alone)

    def line(values: Iterable[JsonValue]) -> str:
        fields = (_field(value, escapes=escapes) for value in values)
        quoted = (
            f'"{field.replace(chr(34), chr(34) * 2)}"' if data.quote_all or needs_quotes.search(field) else field
            for field in fields
        )
        return delimiter.join(quoted) + end

    pieces = ["\ufeff"] if data.byte_order_mark else []
    if data.header and columns:
        pieces.append(line(each.header or each.field for each in columns))
    for item in data.items if columns else ():
        pieces.append(line(cell_of(item, column) for column in columns))
        if len(pieces) > _LINES_AT_ONCE:
            yield "".join(pieces)
            pieces = []
    yield "".join(pieces)


def _field(value: JsonValue, *, escapes: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return escaped(value) if escapes else value
    return str(value)
