"""Property values of pages, and the properties of data sources.

https://developers.notion.com/reference/page-property-values and https://developers.notion.com/reference/property-object
"""

from __future__ import annotations

from integrations.sandbox.notion.shapes.checks import (
    anything,
    boolean,
    keyed,
    listing,
    mapping,
    number,
    obj,
    one_of,
    or_null,
    text,
)
from integrations.sandbox.notion.shapes.rich_text import DATE, FILE, ID, RICH_TEXT, SELECT_COLOR

OPTION = obj(
    optional={"id": ID, "name": text(most=100, least=1), "color": SELECT_COLOR, "description": or_null(text(most=280))}
)
_FILE_KINDS = dict.fromkeys(("external", "file_upload", "file"), anything)
VALUE = keyed(
    {
        "title": RICH_TEXT,
        "rich_text": RICH_TEXT,
        "number": or_null(number),
        "url": or_null(text(most=2000)),
        "email": or_null(text(most=200)),
        "phone_number": or_null(text(most=200)),
        "select": or_null(OPTION),
        "status": or_null(OPTION),
        "multi_select": listing(OPTION),
        "date": or_null(DATE),
        "checkbox": boolean,
        "people": listing(obj({"id": ID}, {"object": anything, "type": anything, "name": anything})),
        "relation": listing(obj({"id": ID})),
        "files": listing(keyed(_FILE_KINDS, {"name": text(most=100)})),
        "place": anything,
        "verification": anything,
    },
    {"id": anything},
)
VALUES = mapping(VALUE)

_NOTHING = obj()
_OPTIONS = obj(optional={"options": listing(OPTION)})
_RELATION = keyed({"single_property": _NOTHING, "dual_property": anything}, {"data_source_id": ID, "database_id": ID})
CONFIG_KINDS = {
    **dict.fromkeys(
        (
            "title",
            "rich_text",
            "url",
            "people",
            "files",
            "email",
            "phone_number",
            "date",
            "checkbox",
            "created_by",
            "created_time",
            "last_edited_by",
            "last_edited_time",
            "button",
            "place",
            "verification",
        ),
        _NOTHING,
    ),
    "number": obj(optional={"format": text(most=40)}),
    "select": _OPTIONS,
    "multi_select": _OPTIONS,
    "status": obj(optional={"options": listing(OPTION), "groups": anything}),
    "formula": obj(optional={"expression": text(most=5000)}),
    "relation": _RELATION,
    "rollup": anything,
    "unique_id": obj(optional={"prefix": or_null(text(most=20))}),
}
_ABOUT = {"description": or_null(text(most=280)), "name": text(most=100, least=1), "id": anything}
CONFIG = keyed(CONFIG_KINDS, _ABOUT)
CONFIGS = mapping(CONFIG)


def config_change(value: object, path: str) -> None:
    """A property to add or change, a new name alone, or null to remove it."""
    if isinstance(value, dict) and not set(value) & set(CONFIG_KINDS):
        obj({"name": text(most=100, least=1)}, {"description": anything})(value, path)
    elif value is not None:
        CONFIG(value, path)


CONFIG_CHANGES = mapping(config_change)
FILE_OBJECT = FILE
SORTS = listing(
    keyed(
        {"property": text(least=1), "timestamp": one_of("created_time", "last_edited_time")},
        {"direction": one_of("ascending", "descending")},
    )
)
