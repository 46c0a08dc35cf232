"""Sheets written row by row in flat memory: texts stay texts, times lose their zone only where that is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Font
from pydantic import JsonValue

from integrations.errors import InputError
from integrations.services.data.cells import cell_of, columns_of, is_risky, letters
from integrations.services.data.exact import DIGITS, is_plain_number
from integrations.services.data.models.tables import DataXlsxColumn
from integrations.services.data.moments import read_iso
from integrations.services.data.warned import Warnings, shown

LONGEST_CELL = 32_767
"""Letters, in UTF-16, as Excel counts them."""
DATE, DATE_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
FIRST_YEAR = 1900
_MEASURED = 500
_WIDEST, _NARROWEST = 60, 8
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BOLD = Font(bold=True)


class Sheet:
    """One sheet: its columns, and a row of cells for each item."""

    def __init__(
        self,
        worksheet: Any,  # openpyxl's, whose types leave out the write-only kind
        items: Sequence[JsonValue],
        columns: Sequence[DataXlsxColumn],
        *,
        zone: str,
        warnings: Warnings,
        field: str = "items",
    ) -> None:
        self._worksheet, self._items, self._field = worksheet, items, field
        self._warnings, self._zone = warnings, zone
        found = columns_of(items, columns)
        self.columns = [
            each
            if isinstance(each, DataXlsxColumn)
            else DataXlsxColumn.model_construct(field=each.field, header="", kind="auto", width=0)
            for each in found
        ]

    def write(self) -> None:
        """All of it. Raises InputError for a text that no cell can hold."""
        headers = [self._header(column) for column in self.columns]
        for index, (column, header) in enumerate(zip(self.columns, headers, strict=True)):
            self._worksheet.column_dimensions[letters(index)].width = column.width or self._width(column, header)
        self._worksheet.freeze_panes = "A2"
        cells = [self._text(header, f"columns.{index}") for index, header in enumerate(headers)]
        for index, cell in enumerate(cells):
            bold = cell if not isinstance(cell, str) else WriteOnlyCell(self._worksheet, value=cell)
            bold.font = _BOLD
            cells[index] = bold
        if cells:
            self._worksheet.append(cells)
        for row in self._rows():
            self._worksheet.append(row)

    def _rows(self) -> Iterator[list[Any]]:  # cells, and values that openpyxl makes cells of
        for number, item in enumerate(self._items):
            place = f"{self._field}.{number}"
            yield [self._cell(cell_of(item, column), column, place) for column in self.columns]

    def _header(self, column: DataXlsxColumn) -> str:
        """With the zone where times of the column have one, for cells cannot."""
        header = column.header or column.field
        if column.kind == "date_time" and any(self._has_zone(cell_of(item, column)) for item in self._items):
            self._warnings.once(f"Times are shown by the clocks of {self._zone}, as their columns say.")
            return f"{header} ({self._zone})"
        return header

    @staticmethod
    def _has_zone(value: JsonValue) -> bool:
        moment = read_iso(value) if isinstance(value, str) else None
        return moment is not None and moment.tzinfo is not None

    def _width(self, column: DataXlsxColumn, header: str) -> int:
        texts = [header, *(str(cell_of(item, column) or "") for item in self._items[:_MEASURED])]
        longest = max(max(map(len, text.split("\n"))) for text in texts)
        return min(_WIDEST, max(_NARROWEST, longest + 2))

    def _cell(self, value: JsonValue, column: DataXlsxColumn, place: str) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if column.kind in ("date", "date_time"):
            return self._moment(value, column, place)
        if isinstance(value, str):
            return self._number(value, column, place) if column.kind == "number" else self._text(value, place)
        if column.kind == "text":
            return self._text(str(value), place)
        if isinstance(value, int) and abs(value) >= 10**DIGITS:
            self._warnings.once(
                f"Numbers of more than {DIGITS} digits in {column.field} are texts, so that none gets lost."
            )
            return self._text(str(value), place)
        return value

    def _number(self, text: str, column: DataXlsxColumn, place: str) -> Any:
        plain = text.strip()
        digits = plain.lstrip("+-").replace(".", "").lstrip("0")
        has_zeros_before = re.match(r"[+-]?0[0-9]", plain) is not None
        if is_plain_number(plain) and len(digits) <= DIGITS and not has_zeros_before:
            number = Decimal(plain)
            return int(number) if number == number.to_integral_value() else float(number)
        if text:
            words = f"{place}.{column.field} is {shown(text)}, which is no number or would lose digits; it is a text."
            self._warnings.add(words)
        return self._text(text, place)

    def _moment(self, value: JsonValue, column: DataXlsxColumn, place: str) -> Any:
        moment = read_iso(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None:
            moment = self._in_zone(moment)
        if moment is None or moment.year < FIRST_YEAR:
            if value != "":
                self._warnings.add(
                    f"{place}.{column.field} is {shown(value)}, which no date of Excel is; it is a text."
                )
            return self._text(str(value), place)
        shows_day = column.kind == "date"
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        cell = WriteOnlyCell(self._worksheet, value=day if shows_day else moment)
        cell.number_format = DATE if shows_day else DATE_TIME
        return cell

    def _in_zone(self, moment: datetime) -> datetime | None:
        try:
            return moment.astimezone(ZoneInfo(self._zone)).replace(tzinfo=None)
        except OverflowError:
            return None

    def _text(self, text: str, place: str) -> Any:
        """A text that stays one, whatever it begins with; Excel breaks lines with LF alone."""
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        if _CONTROL.search(plain):
            self._warnings.once("Texts had control characters, which no cell can hold; they were replaced by \ufffd.")
            plain = _CONTROL.sub("\ufffd", plain)
        length = len(plain.encode("utf-16-le")) // 2
        if length > LONGEST_CELL:
            words = f"A text has {length:,} letters, and a cell holds {LONGEST_CELL:,}. Cut it with change_text before."
            raise InputError(words, field=place)
        plain = _LOOKS_ESCAPED.sub("_x005F_", plain)
        if not is_risky(plain) and plain not in ERROR_CODES:
            return plain
        cell = WriteOnlyCell(self._worksheet, value=plain)
        cell.data_type = "s"
        cell.quotePrefix = True  # so that it stays one when somebody edits it
        return cell
