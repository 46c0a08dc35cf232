"""spreadsheets.developerMetadata: notes of programs on a spreadsheet, a sheet, or rows and columns of one."""

from __future__ import annotations

import secrets

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.sheets.store import find_spreadsheet
from integrations.sandbox.models import Spreadsheet

MOST_CHARACTERS = 30_000
COMPARED = ("metadataId", "metadataKey", "metadataValue", "visibility")


def get_metadata(call: ApiCall) -> Resource:
    """developerMetadata.get"""
    wanted = call.parameters.number("metadataId", default=0)
    for entry in find_spreadsheet(call).developer_metadata:
        if entry["metadataId"] == wanted:
            return dict(entry)
    raise not_found(f"No developer metadata with id {wanted}")


def search_metadata(call: ApiCall) -> Resource:
    """developerMetadata.search, by lookup."""
    filters = call.body.get("dataFilters") or []
    found = [
        {"developerMetadata": entry, "dataFilters": [each for each in filters if fits(entry, each)]}
        for entry in find_spreadsheet(call).developer_metadata
        if any(fits(entry, each) for each in filters)
    ]
    return {"matchedDeveloperMetadata": found} if found else {}


def fits(entry: Resource, data_filter: Resource) -> bool:
    """Whether a filter means this entry. Raises 400 for one that is no lookup."""
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is None:
        raise invalid("The sandbox looks developer metadata up by developerMetadataLookup only.")
    wanted = {name: lookup[name] for name in COMPARED if lookup.get(name) is not None}
    kind = lookup.get("locationType")
    return all(entry.get(name) == value for name, value in wanted.items()) and (
        kind is None or entry["location"]["locationType"] == kind
    )


def attach(spreadsheet: Spreadsheet, given: Resource) -> Resource:
    """Note something; without a place of its own on the whole spreadsheet. Raises 400 without key or visibility,
    and for several rows or columns."""
    if not given.get("metadataKey") or given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise invalid("Invalid requests[0].createDeveloperMetadata: it needs a metadataKey and a visibility.")
    place = (given.get("location") or {}).get("dimensionRange")
    if place and (place.get("endIndex") or 0) - (place.get("startIndex") or 0) != 1:
        raise invalid("Invalid requests[0].createDeveloperMetadata: dimensionRange must be a single row or column.")
    entry = {"metadataId": secrets.randbelow(2**31), **given, "location": _placed(given.get("location") or {})}
    noted = [*spreadsheet.developer_metadata, entry]
    if sum(len(each["metadataKey"]) + len(each.get("metadataValue") or "") for each in noted) > MOST_CHARACTERS:
        raise invalid("Invalid requests[0].createDeveloperMetadata: The storage quota for metadata is exceeded.")
    spreadsheet.developer_metadata = noted
    return entry


def detach(spreadsheet: Spreadsheet, data_filter: Resource) -> list[Resource]:
    """Forget what a filter means; what that was."""
    gone = [entry for entry in spreadsheet.developer_metadata if fits(entry, data_filter)]
    spreadsheet.developer_metadata = [entry for entry in spreadsheet.developer_metadata if entry not in gone]
    return gone


def of_spreadsheet(spreadsheet: Spreadsheet) -> list[Resource]:
    """What is noted on the spreadsheet as a whole."""
    return [each for each in spreadsheet.developer_metadata if each["location"]["locationType"] == "SPREADSHEET"]


def _placed(location: Resource) -> Resource:
    if dimension := location.get("dimensionRange"):
        kind = "ROW" if dimension.get("dimension") == "ROWS" else "COLUMN"
        return {"locationType": kind, "dimensionRange": dimension}
    if location.get("sheetId") is not None:
        return {"locationType": "SHEET", "sheetId": location["sheetId"]}
    return {"locationType": "SPREADSHEET", "spreadsheet": True}
