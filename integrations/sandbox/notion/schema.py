"""The properties of data sources: as they are stored, and their choices."""

from __future__ import annotations

import re
from hashlib import sha256

from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion.call import Call
from integrations.sandbox.notion.errors import Resource, invalid
from integrations.sandbox.notion.ids import new_id
from integrations.sandbox.notion.shapes.properties import CONFIG_KINDS
from integrations.sandbox.notion.shapes.rich_text import COLORS

CHOICES = ("select", "multi_select", "status")
_WORKED_OUT = frozenset(
    {"formula", "rollup", "created_time", "created_by", "last_edited_time", "last_edited_by", "unique_id", "button"}
)
STATUSES = (("Not started", "default"), ("In progress", "blue"), ("Done", "green"))


def worked_out(kind: str) -> bool:
    """Whether Notion finds the value itself."""
    return kind in _WORKED_OUT


def new_schema(configs: Resource) -> Resource:
    """Properties as they are stored, from a request. Raises 400 without exactly one title."""
    schema = {name: stored(name, config) for name, config in configs.items()}
    titles = [each for each in schema.values() if each["type"] == "title"]
    if len(titles) != 1:
        raise invalid("Title is not provided." if not titles else "Cannot create more than one title property.")
    return schema


def stored(name: str, config: Resource) -> Resource:
    kind = next(each for each in config if each in CONFIG_KINDS)
    inner = dict(config[kind])
    if kind in CHOICES:
        given = inner.get("options") or []
        if kind == "status" and not given:
            given = [{"name": each, "color": color} for each, color in STATUSES]
        inner = {**inner, "options": [_option(each, place) for place, each in enumerate(given)]}
    if kind == "number":
        inner.setdefault("format", "number")
    property_id = "title" if kind == "title" else _property_id(name)
    return {"id": property_id, "name": name, "description": config.get("description"), "type": kind, kind: inner}


def changed(schema: Resource, changes: Resource) -> Resource:
    """The properties after a request: added, renamed, set anew, or removed by null."""
    result = dict(schema)
    for key, change in changes.items():
        name = key if key in result else next((n for n, each in result.items() if each["id"] == key), None)
        if change is None:
            if name is None:
                raise invalid(f"{key} is not a property that exists.")
            if result[name]["type"] == "title":
                raise invalid("Cannot delete the title property.")
            del result[name]
        elif name is None:
            if not set(change) & set(CONFIG_KINDS):
                raise invalid(f"{key} is not a property that exists.")
            if "title" in change:
                raise invalid("Cannot create more than one title property.")
            result[key] = stored(key, change)
        else:
            result = _changed_one(result, name, change)
    return result


def _changed_one(schema: Resource, name: str, change: Resource) -> Resource:
    before = schema[name]
    new_name = change.get("name", name)
    if new_name != name and new_name in schema:
        raise invalid(f"There is a property called {new_name} already.")
    after = {**before, "name": new_name}
    if set(change) & set(CONFIG_KINDS):
        after = {**stored(new_name, change), "id": before["id"]}
    return {new_name if each == name else each: after if each == name else config for each, config in schema.items()}


def option_of(call: Call, source: NotionRecord | None, config: Resource, given: Resource) -> Resource:
    """The choice that is named; a new one is added to a select, and refused for a status."""
    options = config[config["type"]]["options"]
    for option in options:
        if given.get("id") == option["id"] or given.get("name") == option["name"]:
            return {name: option[name] for name in ("id", "name", "color")}
    if config["type"] == "status" or not given.get("name") or source is None:
        raise invalid(f'{config["type"].capitalize()} option "{given.get("name")}" does not exist.')
    if "," in given["name"]:
        raise invalid(f"Invalid select option, commas not allowed: {given['name']}")
    made = _option(given, len(options))
    options.append(made)
    source.save(update_fields=["body"])
    return {name: made[name] for name in ("id", "name", "color")}


def _option(given: Resource, place: int) -> Resource:
    return {
        "id": given.get("id") or new_id(),
        "name": given.get("name", ""),
        "color": given.get("color") or COLORS[place % len(COLORS)],
        "description": given.get("description"),
    }


def _property_id(name: str) -> str:
    """Four characters, some of which addresses have to escape, as Notion's."""
    digest = sha256(name.encode()).hexdigest()
    return f"{digest[:2]};{digest[2]}" if re.match(r"[0-4]", digest) else digest[:4]
