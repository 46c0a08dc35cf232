"""Search by title: https://developers.notion.com/reference/post-search"""

from __future__ import annotations

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.call import Call, page_of
from integrations.sandbox.notion.errors import Resource
from integrations.sandbox.notion.store import records

Kind = NotionRecord.Kind


def search(call: Call) -> Resource:
    wanted = str(call.body.get("query", "")).casefold()
    asked = call.body.get("filter") or {}
    kinds = [asked["value"]] if asked.get("value") else [Kind.PAGE, Kind.DATA_SOURCE]
    sort = call.body.get("sort") or {}
    order = ("edited_at", "id") if sort.get("direction") == "ascending" else ("-edited_at", "-id")
    found = records(call).filter(kind__in=kinds, in_trash=asked.get("in_trash", False)).order_by(*order)
    schemas = {each.record_id: each.body["properties"] for each in records(call).filter(kind=Kind.DATA_SOURCE)}
    shown = [
        resources.page(each, schemas.get(each.parent_id)) if each.kind == Kind.PAGE else resources.data_source(each)
        for each in found
        if wanted in resources.plain(each.body.get("title", [])).casefold()
    ]
    return page_of(call, shown, kind="page_or_data_source")
