"""Properties of a page that Notion cuts off after 25 entries, read to their end.

Source: https://developers.notion.com/reference/retrieve-a-page-property
"""

from __future__ import annotations

from urllib.parse import unquote

from integrations.catalog.context import Ctx
from integrations.services.notion import api
from integrations.services.notion.api import Resource

CUT_AT = 25
MOST = 10_000
_LISTED = ("relation", "people", "title", "rich_text")


def with_whole_properties(ctx: Ctx, page: Resource) -> Resource:
    """The page with every entry of its long properties; where none is long nothing is asked."""
    properties = page.get("properties")
    if not isinstance(properties, dict):
        return page
    longer = {name: _whole(ctx, page, value) for name, value in properties.items() if _is_cut(value)}
    return {**page, "properties": {**properties, **longer}} if longer else page


def _is_cut(value: object) -> bool:
    if not isinstance(value, dict) or value.get("type") not in _LISTED:
        return False
    entries = value.get(str(value["type"]))
    return value.get("has_more") is True or (isinstance(entries, list) and len(entries) >= CUT_AT)


def _whole(ctx: Ctx, page: Resource, value: Resource) -> Resource:
    kind = str(value["type"])
    # Notion gives property ids as they stand in addresses; they are escaped again on their way out.
    ids = {"page_id": page.get("id"), "property_id": unquote(str(value.get("id")))}
    found, _ = api.listed(ctx, "/v1/pages/{page_id}/properties/{property_id}", ids, cap=MOST, follow=True)
    return {**value, kind: [each[kind] for each in found if kind in each], "has_more": False}
