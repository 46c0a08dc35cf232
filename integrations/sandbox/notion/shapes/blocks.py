"""Blocks in requests: https://developers.notion.com/reference/block"""

from __future__ import annotations

from functools import cache

from integrations.sandbox.notion.shapes.checks import (
    Check,
    anything,
    between,
    boolean,
    keyed,
    listing,
    obj,
    one_of,
    or_null,
    text,
)
from integrations.sandbox.notion.shapes.languages import LANGUAGES
from integrations.sandbox.notion.shapes.rich_text import COLOR, EXTERNAL, FILE_UPLOAD, ICON, ID, RICH_TEXT, URL

MOST_CHILDREN = 100
LEVELS = 2
"""How deep children may lie in children in one request."""
NOTHING = obj()
CODE = {"rich_text": RICH_TEXT, "language": one_of(*LANGUAGES)}
_MEDIA = {"caption": RICH_TEXT, "type": one_of("external", "file_upload")}
_TEXTED = ("paragraph", "bulleted_list_item", "numbered_list_item", "quote", "toggle", "to_do", "callout")
HEADINGS = ("heading_1", "heading_2", "heading_3", "heading_4")
NESTING = frozenset((*_TEXTED, *HEADINGS, "column", "column_list", "synced_block", "table", "template", "tab"))
"""Kinds that take children."""


def _media(*, named: bool = False) -> Check:
    extra = {"name": text(most=900)} if named else {}
    return obj(optional={"external": EXTERNAL, "file_upload": FILE_UPLOAD, **_MEDIA, **extra})


@cache
def block(levels: int = LEVELS) -> Check:
    """A block whose children lie at most ``levels`` deep."""
    below = {"children": listing(block(levels - 1), most=MOST_CHILDREN)} if levels else {}
    texted = {"rich_text": RICH_TEXT}
    colored = {"color": COLOR, **below}
    kinds: dict[str, Check] = {
        **{name: obj(texted, colored) for name in ("bulleted_list_item", "numbered_list_item", "quote", "toggle")},
        **{name: obj(texted, {**colored, "is_toggleable": boolean}) for name in HEADINGS},
        "paragraph": obj(texted, {**colored, "icon": or_null(ICON)}),
        "to_do": obj(texted, {**colored, "checked": boolean}),
        "callout": obj(texted, {**colored, "icon": or_null(ICON)}),
        "template": obj(texted, below),
        "synced_block": obj({"synced_from": anything}, below),
        "code": obj(CODE, {"caption": RICH_TEXT}),
        "equation": obj({"expression": text(most=1000)}),
        "divider": NOTHING,
        "breadcrumb": NOTHING,
        "table_of_contents": obj(optional={"color": COLOR}),
        "embed": obj({"url": URL}, {"caption": RICH_TEXT}),
        "bookmark": obj({"url": URL}, {"caption": RICH_TEXT}),
        **{name: _media() for name in ("image", "video", "pdf", "audio")},
        "file": _media(named=True),
        "link_to_page": keyed({"page_id": ID, "database_id": ID, "comment_id": ID}),
        "table_row": obj({"cells": listing(RICH_TEXT)}),
    }
    if levels:
        rows = listing(
            keyed({"table_row": kinds["table_row"]}, {"object": one_of("block")}), most=MOST_CHILDREN, least=1
        )
        flags = {"has_column_header": boolean, "has_row_header": boolean}
        kinds["table"] = obj({"table_width": between(1, 100), "children": rows}, flags)
        kinds["column_list"] = obj({"children": listing(block(levels - 1), most=MOST_CHILDREN, least=2)})
        kinds["column"] = obj(
            {"children": listing(block(levels - 1), most=MOST_CHILDREN, least=1)}, {"width_ratio": anything}
        )
    return keyed(kinds, {"object": one_of("block")})


CHILDREN = listing(block(), most=MOST_CHILDREN)
UPDATES: dict[str, Check] = {
    **{
        name: obj(optional={"rich_text": RICH_TEXT, "color": COLOR})
        for name in ("bulleted_list_item", "numbered_list_item", "quote", "toggle")
    },
    **{name: obj(optional={"rich_text": RICH_TEXT, "color": COLOR, "is_toggleable": boolean}) for name in HEADINGS},
    "paragraph": obj(optional={"rich_text": RICH_TEXT, "color": COLOR, "icon": or_null(ICON)}),
    "to_do": obj(optional={"rich_text": RICH_TEXT, "color": COLOR, "checked": boolean}),
    "callout": obj(optional={"rich_text": RICH_TEXT, "color": COLOR, "icon": or_null(ICON)}),
    "template": obj({"rich_text": RICH_TEXT}),
    "synced_block": obj(optional={"synced_from": anything}),
    "code": obj(optional={**CODE, "caption": RICH_TEXT}),
    "equation": obj({"expression": text(most=1000)}),
    "divider": NOTHING,
    "breadcrumb": NOTHING,
    "table_of_contents": obj(optional={"color": COLOR}),
    "embed": obj(optional={"url": URL, "caption": RICH_TEXT}),
    "bookmark": obj(optional={"url": URL, "caption": RICH_TEXT}),
    **{
        name: obj(
            optional={"external": EXTERNAL, "file_upload": FILE_UPLOAD, "caption": RICH_TEXT, "name": text(most=900)}
        )
        for name in ("image", "video", "pdf", "audio", "file")
    },
    "link_to_page": keyed({"page_id": ID, "database_id": ID, "comment_id": ID}),
    "table_row": obj({"cells": listing(RICH_TEXT)}),
    "table": obj(optional={"has_column_header": boolean, "has_row_header": boolean}),
    "column": obj(optional={"width_ratio": anything}),
}
"""What a block of each kind may change."""
