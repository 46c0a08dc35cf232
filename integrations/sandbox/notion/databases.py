"""Databases and data sources."""

from __future__ import annotations

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.call import Call, page_of
from integrations.sandbox.notion.errors import Resource, invalid
from integrations.sandbox.notion.query import matches, sorted_by
from integrations.sandbox.notion.schema import changed, new_schema
from integrations.sandbox.notion.store import add, find, last_position, records, touched
from integrations.sandbox.notion.uploads import used_files

Kind = NotionRecord.Kind


def create(call: Call) -> Resource:
    parent = call.body["parent"]
    page = find(call, parent["page_id"], Kind.PAGE, name="page_id") if parent.get("page_id") else None
    if page is None and parent.get("workspace") is not True:
        raise invalid("body failed validation: body.parent.page_id should be defined, instead was `undefined`.")
    body = {
        "title": call.body.get("title", []),
        "description": call.body.get("description", []),
        "is_inline": call.body.get("is_inline", False),
        "icon": used_files(call, call.body.get("icon")),
        "cover": used_files(call, call.body.get("cover")),
    }
    place = last_position(call, page) + 1 if page else 0
    database = add(call, Kind.DATABASE, body, parent=page, position=place)
    configs = call.body.get("initial_data_source", {}).get("properties") or {"Name": {"title": {}}}
    _add_source(call, database, configs, body["title"], body["icon"])
    return shown(call, database)


def retrieve(call: Call) -> Resource:
    return shown(call, _database(call))


def update(call: Call) -> Resource:
    database = _database(call)
    for name in ("title", "description", "is_inline", "is_locked", "icon", "cover"):
        if name in call.body:
            database.body[name] = used_files(call, call.body[name])
    if "in_trash" in call.body:
        database.in_trash = call.body["in_trash"]
    touched(call, database, "body", "in_trash")
    return shown(call, database)


def create_source(call: Call) -> Resource:
    database = find(call, call.body["parent"].get("database_id"), Kind.DATABASE, name="database_id")
    made = _add_source(call, database, call.body["properties"], call.body.get("title", []), call.body.get("icon"))
    return resources.data_source(made)


def retrieve_source(call: Call) -> Resource:
    return resources.data_source(_source(call))


def update_source(call: Call) -> Resource:
    source = _source(call)
    if "title" in call.body:
        source.body["title"] = call.body["title"]
    if "icon" in call.body:
        source.body["icon"] = used_files(call, call.body["icon"])
    if "properties" in call.body:
        source.body["properties"] = changed(source.body["properties"], call.body["properties"])
    if "in_trash" in call.body:
        source.in_trash = call.body["in_trash"]
    touched(call, source, "body", "in_trash")
    return resources.data_source(source)


def query(call: Call) -> Resource:
    source = _source(call)
    schema = source.body["properties"]
    pages = records(call).filter(parent_id=source.record_id, kind=Kind.PAGE, in_trash=call.body.get("in_trash", False))
    shown_pages = [resources.page(each, schema) for each in pages.order_by("-created_at", "-position")]
    found = [each for each in shown_pages if matches(each, call.body.get("filter"), schema)]
    return page_of(call, sorted_by(found, call.body.get("sorts") or [], schema), kind="page_or_data_source")


def shown(call: Call, database: NotionRecord) -> Resource:
    return resources.database(database, records(call).filter(parent_id=database.record_id, kind=Kind.DATA_SOURCE))


def _add_source(
    call: Call, database: NotionRecord, configs: Resource, title: list[Resource], icon: Resource | None
) -> NotionRecord:
    body = {
        "title": title,
        "icon": icon,
        "properties": new_schema(configs),
        "database_parent": resources.parent(database),
    }
    return add(call, Kind.DATA_SOURCE, body, parent=database, position=last_position(call, database) + 1)


def _database(call: Call) -> NotionRecord:
    return find(call, call.path["database_id"], Kind.DATABASE, name="database_id")


def _source(call: Call) -> NotionRecord:
    return find(call, call.path["data_source_id"], Kind.DATA_SOURCE, name="data_source_id")
