"""Named ranges and notes on rows move along where rows or columns come or go."""

from __future__ import annotations

from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Sheet, Spreadsheet


def shift(spreadsheet: Spreadsheet, sheet: Sheet, dimension: str, start: int, count: int) -> None:
    """``count`` rows or columns came before ``start``, or with a negative count, went from there on."""
    names = ("startRowIndex", "endRowIndex") if dimension == "ROWS" else ("startColumnIndex", "endColumnIndex")
    for named in spreadsheet.named_ranges:
        if named["range"].get("sheetId", 0) == sheet.sheet_id:
            _move(named["range"], names, start, count)
    for entry in spreadsheet.developer_metadata:
        place = entry["location"].get("dimensionRange")
        if place and place.get("sheetId", 0) == sheet.sheet_id and place.get("dimension") == dimension:
            _move(place, ("startIndex", "endIndex"), start, count)
    spreadsheet.named_ranges = [each for each in spreadsheet.named_ranges if not _is_empty(each["range"], names)]
    spreadsheet.developer_metadata = [each for each in spreadsheet.developer_metadata if not _is_gone(each)]


def _move(place: Resource, names: tuple[str, str], start: int, count: int) -> None:
    first, last = names
    if place.get(first) is not None and place[first] >= start:
        place[first] = max(start, place[first] + count)
    if place.get(last) is not None and place[last] > start:
        place[last] = max(start, place[last] + count)


def _is_empty(place: Resource, names: tuple[str, str]) -> bool:
    first, last = names
    return place.get(last) is not None and place[last] <= place.get(first, 0)


def _is_gone(entry: Resource) -> bool:
    place = entry["location"].get("dimensionRange")
    return bool(place) and _is_empty(place, ("startIndex", "endIndex"))
