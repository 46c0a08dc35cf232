"""Which methods of Sheets the sandbox implements. The others answer 501."""

from __future__ import annotations

from collections.abc import Callable

from integrations.sandbox.google.call import ApiCall, Handler
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.sheets import metadata, requests, spreadsheets, values
from integrations.sandbox.google.sheets.store import find_spreadsheet, touch
from integrations.sandbox.models import Spreadsheet


def changing(perform: Callable[[ApiCall, Spreadsheet], Resource]) -> Handler:
    """A handler that is given the spreadsheet to change, and after which Drive knows of the change."""

    def handle(call: ApiCall) -> Resource:
        spreadsheet = find_spreadsheet(call, writes=True)
        answer = perform(call, spreadsheet)
        touch(spreadsheet, call.now)
        return answer

    return handle


HANDLERS: dict[str, Handler] = {
    "sheets.spreadsheets.batchUpdate": changing(requests.batch_update),
    "sheets.spreadsheets.create": spreadsheets.create_spreadsheet,
    "sheets.spreadsheets.developerMetadata.get": metadata.get_metadata,
    "sheets.spreadsheets.developerMetadata.search": metadata.search_metadata,
    "sheets.spreadsheets.get": spreadsheets.get_spreadsheet,
    "sheets.spreadsheets.sheets.copyTo": spreadsheets.copy_sheet,
    "sheets.spreadsheets.values.append": changing(values.append_values),
    "sheets.spreadsheets.values.batchClear": changing(values.clear_many),
    "sheets.spreadsheets.values.batchGet": values.get_many,
    "sheets.spreadsheets.values.batchUpdate": changing(values.update_many),
    "sheets.spreadsheets.values.clear": changing(values.clear_values),
    "sheets.spreadsheets.values.get": values.get_values,
    "sheets.spreadsheets.values.update": changing(values.update_values),
}
