"""Spreadsheets: listed, described and made."""

from __future__ import annotations

from datetime import timedelta

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.services.google_sheets import samples
from integrations.services.google_sheets.files import list_files
from integrations.services.google_sheets.models.spreadsheets import (
    SPREADSHEETS_CAP,
    SpreadsheetCreate,
    SpreadsheetFile,
    SpreadsheetGet,
    SpreadsheetSearch,
    SpreadsheetSummaries,
)
from integrations.services.google_sheets.parsing import Resource, parse_file, parse_spreadsheet
from integrations.services.google_sheets.service import NAMES, SPREADSHEETS, service

REFERENCE = "https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets"
NOTE = "machina.call"
FIELDS = "spreadsheetId,spreadsheetUrl,properties(title,locale,timeZone),sheets(properties),namedRanges"
CLOCKS_DIFFER = timedelta(minutes=5)


def _find_made(ctx: Ctx, data: SpreadsheetCreate) -> SpreadsheetFile | None:
    """The spreadsheet that an earlier request of this call has made: it bears the call's key.

    Drive has to be asked which there are, so without its scope nobody can tell.
    """
    if service.missing_scopes(ctx.account.scopes, [NAMES]):
        return None
    since = (ctx.now - CLOCKS_DIFFER).isoformat()
    files, _ = list_files(ctx, title=data.title, made_since=since, page_size=10)
    spreadsheets = ctx.google("sheets", "v4").spreadsheets()
    batch_answers: list[Resource] = []

    def keep(request_id: str, answer: Resource, error: Exception | None) -> None:
        if error is None:
            batch_answers.append(answer)

    batch = ctx.google("sheets", "v4").new_batch_http_request(callback=keep)
    for file in files:
        batch.add(spreadsheets.get(spreadsheetId=file["id"], fields=f"{FIELDS},developerMetadata"))
    if files:
        batch.execute()
    ours = (
        each
        for each in batch_answers
        for note in each.get("developerMetadata", ())
        if (note.get("metadataKey"), note.get("metadataValue")) == (NOTE, ctx.call_key)
    )
    found = next(ours, None)
    return parse_spreadsheet(found) if found else None


@service.operation(
    effect="write",
    scopes=[SPREADSHEETS],
    price="spreadsheet_create",
    icon="file-plus",
    sample=samples.SPREADSHEET,
    example={"title": "Orders of next year", "sheets": ["Orders", "Stock"], "columns": ["Order", "Customer", "Item"]},
    documentation_url=f"{REFERENCE}/create",
    reconcile=_find_made,
)
def create_spreadsheet(ctx: Ctx, data: SpreadsheetCreate) -> SpreadsheetFile:
    """Make a spreadsheet in the account's Drive.

    It lies in My Drive, and belongs to the account alone until it is shared.
    """
    properties = {"title": data.title, "locale": data.locale, "timeZone": data.time_zone}
    note: dict[str, object] = {"metadataKey": NOTE, "metadataValue": ctx.call_key, "visibility": "PROJECT"}
    body: dict[str, object] = {
        "properties": {name: value for name, value in properties.items() if value},
        "developerMetadata": [{**note, "location": {"spreadsheet": True}}],
    }
    sheets: list[dict[str, object]] = [{"properties": {"title": title}} for title in data.sheets]
    if data.columns:
        cells = [{"userEnteredValue": {"stringValue": title}} for title in data.columns]
        first = sheets[0] if sheets else {}
        sheets[:1] = [{**first, "data": [{"rowData": [{"values": cells}]}]}]
    if sheets:
        body["sheets"] = sheets
    return parse_spreadsheet(ctx.google("sheets", "v4").spreadsheets().create(body=body).execute())


@service.operation(
    effect="read",
    scopes=[SPREADSHEETS],
    price="spreadsheet_get",
    icon="file-text",
    sample=samples.SPREADSHEET,
    example={"spreadsheet_id": samples.ORDERS},
    documentation_url=f"{REFERENCE}/get",
)
def get_spreadsheet(ctx: Ctx, data: SpreadsheetGet) -> SpreadsheetFile:
    """Describe a spreadsheet: its sheets and its named ranges.

    What is in the cells is not read.
    """
    spreadsheets = ctx.google("sheets", "v4").spreadsheets()
    return parse_spreadsheet(spreadsheets.get(spreadsheetId=data.spreadsheet_id, fields=FIELDS).execute())


@service.operation(
    effect="read",
    scopes=[NAMES],
    price="spreadsheet_list",
    icon="files",
    sample=samples.SPREADSHEETS,
    documentation_url="https://developers.google.com/workspace/drive/api/reference/rest/v3/files/list",
)
def list_spreadsheets(ctx: Ctx, data: SpreadsheetSearch) -> SpreadsheetSummaries:
    """List the spreadsheets that the account can open, those first that were changed last.

    Shared drives are searched, too; what is in the trash is left out.
    """

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        return list_files(ctx, words=data.query, page_size=data.max_results, page_token=token)

    found, token = read_pages(fetch, page_token=data.page_token, cap=SPREADSHEETS_CAP, follow=data.all_pages)
    spreadsheets = [parse_file(each) for each in found]
    return SpreadsheetSummaries(spreadsheets=spreadsheets, count=len(spreadsheets), next_page_token=token)
