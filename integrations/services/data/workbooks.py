"""Workbooks in XLSX, read row by row in flat memory; openpyxl knows the parts and formats, the cells are read here.

Its own reader stops at a number that is none, leaves out what ``x005F_`` stands for, and tells no formula without a
result from an empty cell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, BinaryIO
from xml.etree import ElementTree

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import from_excel
from pydantic import JsonValue

from integrations.errors import InputError, PayloadTooLarge
from integrations.services.data.cells import letters
from integrations.services.data.exact import DIGITS
from integrations.services.data.warned import Warnings, shown

MEGABYTE = 1024 * 1024
LARGEST_PART = 400 * MEGABYTE
"""Bytes of a sheet's XML."""
LARGEST_STRINGS = 100 * MEGABYTE
LARGEST_OTHER = 20 * MEGABYTE
MOST_PARTS = 5_000
MOST_COLUMNS = 16_384
_HEAD = 2_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]hms]*\]')
_TIMES = frozenset({18, 19, 20, 21, 22, 45, 46, 47})
"""Built-in formats that show a time (ECMA-376, part 1, 18.8.30)."""
_OLD = b"\xd0\xcf\x11\xe0"

Row = dict[int, JsonValue]


class Workbook:
    """A workbook that is open. Raises InputError for what is none, PayloadTooLarge for what unpacks too large."""

    def __init__(self, stream: BinaryIO, *, field: str) -> None:
        self.warnings = Warnings()
        self._field = field
        self._archive = _archive(stream, field)
        stream.seek(0)
        try:
            reader: Any = ExcelReader(
                stream, read_only=True, data_only=True, keep_links=False
            )  # what it finds is untyped
            reader.read_manifest()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            self._book: Any = reader.wb
            self._sheets = {
                sheet.name: rel.target for sheet, rel in reader.parser.find_sheets() if "chartsheet" not in rel.Type
            }
            strings = reader.package.find(_STRINGS)
            self._strings_part = strings.PartName[1:] if strings is not None else ""
        except Exception as error:  # openpyxl raises whatever a damaged part leads to
            raise self._damaged() from error
        self._strings: list[str] | None = None
        self._uncalculated = 0

    @property
    def sheets(self) -> list[str]:
        """Names of its sheets, in order."""
        return list(self._sheets)

    def part(self, sheet: str) -> str:
        """Raises InputError that lists the sheets there are."""
        if sheet not in self._sheets:
            words = f"There is no sheet {sheet!r}. Sheets are: {', '.join(self._sheets)}."
            raise InputError(words, field="sheet")
        return str(self._sheets[sheet])

    def rows(self, sheet: str) -> Iterator[tuple[int, Row]]:
        """Its rows with their numbers, cells by column from 0 on; rows and cells with nothing in them are left out."""
        part = self.part(sheet)
        try:
            with self._archive.open(part) as source:
                yield from self._read_rows(source)
        except (ElementTree.ParseError, KeyError, zipfile.BadZipFile, EOFError, ValueError, IndexError) as error:
            raise self._damaged() from error
        if self._uncalculated:
            self.warnings.add(
                f"{self._uncalculated:,} cells have formulas without a result, and so are empty here. Open and save the"
                " workbook in a spreadsheet program."
            )
            self._uncalculated = 0

    def _read_rows(self, source: Any) -> Iterator[tuple[int, Row]]:
        parent, number = None, 0
        for event, element in ElementTree.iterparse(source, events=("start", "end")):  # noqa: S314  # no DOCTYPE gets here
            name = _local(element.tag)
            if event == "start":
                parent = element if name == "sheetData" else parent
            elif name == "row" and parent is not None:
                number = int(float(element.get("r") or number + 1))
                row = self._row(element, number)
                parent.clear()
                if row:
                    yield number, row

    def _row(self, element: ElementTree.Element, number: int) -> Row:
        row: Row = {}
        column = -1
        for cell in element:
            place = _LETTERS.match(cell.get("r") or "")
            column = _column(place[0]) if place else column + 1
            value = self._value(cell, f"{letters(column)}{number}")
            if value is not None and column < MOST_COLUMNS:
                row[column] = value
        return row

    def _value(self, cell: ElementTree.Element, place: str) -> JsonValue:
        kind, has_formula, text = cell.get("t") or "n", False, None
        for child in cell:
            name = _local(child.tag)
            if name == "v":
                text = child.text
            elif name == "f":
                has_formula = True
            elif name == "is" and kind == "inlineStr":
                return _string(child)
        if not text:
            self._uncalculated += has_formula and kind != "str"
            return None
        match kind:
            case "s":
                return self._shared()[int(text)]
            case "str":
                return _unescaped(text)
            case "b":
                return text.strip() not in ("0", "false")
            case "e":
                self.warnings.once(
                    f"Cells hold errors of the spreadsheet, such as {text} in {place}; they are texts here."
                )
                return text
            case "d":
                return text
        return self._number(text.strip(), int(cell.get("s") or 0), place)

    def _number(self, text: str, style: int, place: str) -> JsonValue:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            self.warnings.once(
                f"{place} holds {shown(text)}, which is no number; such cells are texts here, not empty."
            )
            return text
        if style in self._book._date_formats:
            return self._moment(number, style, place)
        if not number.is_integer():
            return float(f"{number:.{DIGITS}g}")
        if abs(number) < 10**DIGITS:
            return int(number)
        column = place.rstrip("0123456789")
        said = f"Column {column} has numbers of more than {DIGITS} digits"
        self.warnings.once(f"{said}, of which the spreadsheet has kept only the first {DIGITS}; they are texts here.")
        return text if text.lstrip("-").isdigit() else format(Decimal(text), "f").removesuffix(".0")

    def _moment(self, number: float, style: int, place: str) -> JsonValue:
        try:
            found = from_excel(number, self._book.epoch, timedelta=style in self._book._timedelta_formats)
        except (OverflowError, ValueError):
            self.warnings.once(
                f"{place} is shown as a date, and no calendar has a day {number:g}; it is a number here."
            )
            return int(number) if number.is_integer() else number
        if isinstance(found, timedelta):
            seconds = round(found.total_seconds())
            sign = "-" if seconds < 0 else ""
            return f"{sign}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"
        if isinstance(found, time):
            return found.isoformat(timespec="milliseconds" if found.microsecond else "seconds")
        if isinstance(found, datetime) and (found.time() != time() or self._shows_time(style)):
            return found.isoformat(timespec="milliseconds" if found.microsecond else "seconds")
        return found.date().isoformat() if isinstance(found, datetime) else str(found)

    def _shows_time(self, style: int) -> bool:
        number = int(self._book._cell_styles[style].numFmtId)
        if number < 164:  # the first that is not built in
            return number in _TIMES
        return "h" in _QUOTED.sub("", self._book._number_formats[number - 164].lower())

    def _shared(self) -> Sequence[str]:
        """The texts that cells point to; read when the first one does."""
        if self._strings is None:
            self._strings = []
            with closing(self._archive.open(self._strings_part)) as source:
                root = None
                for event, element in ElementTree.iterparse(source, events=("start", "end")):  # noqa: S314  # as above
                    root = element if root is None else root
                    if event == "end" and _local(element.tag) == "si":
                        self._strings.append(_string(element))
                        root.clear()
        return self._strings

    def _damaged(self) -> InputError:
        return InputError(
            "The workbook is damaged. Open and save it in a spreadsheet program, then try again.", field=self._field
        )


_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _archive(stream: BinaryIO, field: str) -> zipfile.ZipFile:
    """With all sizes checked: no part can unpack to more than its entry says."""
    start = stream.read(len(_OLD))
    if start == _OLD:
        words = "The workbook has a password, or is of the old kind (.xls). Save it as .xlsx without a password."
        raise InputError(words, field=field)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
        words = "That is no Excel workbook (.xlsx). Choose one, or read other tables with parse_csv."
        raise InputError(words, field=field) from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise PayloadTooLarge(
            f"The workbook has {len(parts):,} parts; {MOST_PARTS:,} are read. Take out what it has too much."
        )
    for each in parts:
        limit = _limit(each.filename.lower())
        if each.file_size > limit:
            said = f"{each.filename} of the workbook has {each.file_size / MEGABYTE:,.0f} MB unpacked"
            raise PayloadTooLarge(f"{said}; {limit // MEGABYTE} MB are read. Split the workbook.")
        if each.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in _head(archive, each, field):
            raise InputError("The workbook defines entities, which none needs. Save it anew.", field=field)
    return archive


def _limit(name: str) -> int:
    if "/worksheets/" in name or "/media/" in name:
        return LARGEST_PART
    return LARGEST_STRINGS if name.endswith("sharedstrings.xml") else LARGEST_OTHER


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo, field: str) -> bytes:
    try:
        with archive.open(part) as source:
            return source.read(_HEAD).replace(b"\x00", b"")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise InputError("The workbook is damaged or has a password. Save it anew.", field=field) from error


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _string(element: ElementTree.Element) -> str:
    """The text of an entry, in one run or several; how it is pronounced is left out."""
    parts: list[str] = []
    for child in element:
        name = _local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [each.text or "" for each in child if _local(each.tag) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text
