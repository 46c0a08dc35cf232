"""Pages and their properties."""

from __future__ import annotations

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.blocks import add_blocks
from integrations.sandbox.notion.call import Call, page_of
from integrations.sandbox.notion.errors import Resource, invalid, not_found
from integrations.sandbox.notion.schema import option_of, worked_out
from integrations.sandbox.notion.store import add, children, find, last_position, make_room, records, touched
from integrations.sandbox.notion.uploads import used_files

Kind = NotionRecord.Kind
LISTED = ("title", "rich_text", "people", "relation")


def create(call: Call) -> Resource:
    parent = _parent(call, call.body.get("parent", {"workspace": True}))
    source = parent if parent is not None and parent.kind == Kind.DATA_SOURCE else None
    position = 0
    if parent is not None and source is None:
        position = make_room(call, parent, call.body.get("position"), 1)
    elif source is not None:
        position = last_position(call, source) + 1
    body: Resource = {
        "icon": used_files(call, call.body.get("icon")),
        "cover": used_files(call, call.body.get("cover")),
        "title": [],
        "values": {},
    }
    if source is not None:
        body["database_id"] = source.parent_id
    record = add(call, Kind.PAGE, body, parent=parent, position=position)
    set_values(call, record, call.body.get("properties") or {}, source)
    record.save(update_fields=["body"])
    add_blocks(call, record, call.body.get("children") or [])
    return shown(call, record)


def retrieve(call: Call) -> Resource:
    return shown(call, _page(call))


def update(call: Call) -> Resource:
    record = _page(call)
    is_edited = bool(set(call.body) - {"in_trash"})
    if record.in_trash and call.body.get("in_trash") is not False and is_edited:
        raise invalid("Can't edit page on block with an archived ancestor. You must unarchive it before editing.")
    if "in_trash" in call.body:
        record.in_trash = call.body["in_trash"]
    for name in ("icon", "cover"):
        if name in call.body:
            record.body[name] = used_files(call, call.body[name])
    if "is_locked" in call.body:
        record.body["is_locked"] = call.body["is_locked"]
    set_values(call, record, call.body.get("properties") or {}, source_of(call, record))
    if call.body.get("erase_content"):
        for each in children(call, record):
            each.in_trash = True
            each.save(update_fields=["in_trash"])
    touched(call, record, "body", "in_trash")
    return shown(call, record)


def retrieve_property(call: Call) -> Resource:
    record = _page(call)
    source = source_of(call, record)
    schema = source.body["properties"] if source else {"title": {"id": "title", "type": "title"}}
    wanted = call.path["property_id"]
    config = next((each for name, each in schema.items() if wanted in (each["id"], name)), None)
    if config is None:
        raise not_found("property", wanted)
    value = resources.property_value(record, config, cut=False)
    kind = value["type"]
    if kind not in LISTED:
        return {"object": "property_item", **value}
    items = [{"object": "property_item", "id": value["id"], "type": kind, kind: each} for each in value[kind]]
    about = {"id": value["id"], "type": kind, kind: {}, "next_url": None}
    return {**page_of(call, items, kind="property_item"), "property_item": about}


def set_values(call: Call, record: NotionRecord, given: Resource, source: NotionRecord | None) -> None:
    """Put values into a page, by names or ids. Raises 400 for a property that is not there or of another kind."""
    schema = source.body["properties"] if source else {"title": {"id": "title", "type": "title", "name": "title"}}
    for name, value in given.items():
        config = schema.get(name) or next((each for each in schema.values() if each["id"] == name), None)
        if config is None:
            raise invalid(f"{name} is not a property that exists.")
        kind = next(each for each in value if each not in ("type", "id"))
        if kind != config["type"]:
            raise invalid(f"{config['name']} is expected to be {config['type']}.")
        if worked_out(kind):
            raise invalid(f"{config['name']} cannot be set.")
        _set(call, record, config, used_files(call, value[kind]), source)


def _set(call: Call, record: NotionRecord, config: Resource, value: object, source: NotionRecord | None) -> None:
    kind = config["type"]
    if kind == "title":
        record.body["title"] = value
        return
    if kind in ("select", "status") and isinstance(value, dict):
        value = option_of(call, source, config, value)
    if kind == "multi_select" and isinstance(value, list):
        value = [option_of(call, source, config, each) for each in value]
    if kind == "date" and isinstance(value, dict):
        value = {"start": value["start"], "end": value.get("end"), "time_zone": value.get("time_zone")}
    if kind == "relation" and isinstance(value, list):
        value = [{"id": find(call, each["id"], Kind.PAGE, name="page_id").record_id} for each in value]
    record.body["values"] = {**record.body.get("values", {}), config["id"]: value}


def shown(call: Call, record: NotionRecord) -> Resource:
    source = source_of(call, record)
    return resources.page(record, source.body["properties"] if source else None)


def source_of(call: Call, record: NotionRecord) -> NotionRecord | None:
    if record.parent_kind != "data_source_id":
        return None
    return records(call).filter(record_id=record.parent_id, kind=Kind.DATA_SOURCE).first()


def _parent(call: Call, parent: Resource) -> NotionRecord | None:
    if parent.get("page_id"):
        found = find(call, parent["page_id"], Kind.PAGE, name="page_id")
    elif parent.get("data_source_id"):
        found = find(call, parent["data_source_id"], Kind.DATA_SOURCE, name="data_source_id")
    elif parent.get("database_id"):
        database = find(call, parent["database_id"], Kind.DATABASE, name="database_id")
        sources = records(call).filter(parent_id=database.record_id, kind=Kind.DATA_SOURCE, in_trash=False)
        if len(sources) != 1:
            raise invalid("Databases with multiple data sources are not supported with a database_id parent.")
        found = sources[0]
    elif parent.get("workspace") is True:
        return None
    else:
        raise invalid("body failed validation: body.parent should be defined, instead was `undefined`.")
    if found.in_trash:
        raise invalid("Can't edit page on block with an archived ancestor. You must unarchive it before editing.")
    return found


def _page(call: Call) -> NotionRecord:
    return find(call, call.path["page_id"], Kind.PAGE, name="page_id")
