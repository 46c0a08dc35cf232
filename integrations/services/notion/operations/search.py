"""Searching by title."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.notion import api, samples
from integrations.services.notion.models.pages import SEARCH_CAP, NotionSearch, NotionSearchResults
from integrations.services.notion.parsing import parse_found
from integrations.services.notion.service import READ, service

REFERENCE = "https://developers.notion.com/reference"


@service.operation(
    effect="read",
    scopes=[READ],
    price="search",
    sample={"results": [samples.FOUND], "count": 1, "next_page_token": None},
    example={"query": "handbook"},
    icon="search",
    documentation_url=f"{REFERENCE}/post-search",
)
def search(ctx: Ctx, data: NotionSearch) -> NotionSearchResults:
    """Find pages and data sources by their title.

    Looks at titles only, and at what is shared with the app. Notion takes a moment to find what is new. This is also
    how a connection is tested.
    """
    direction = "descending" if data.newest_first else "ascending"
    asked: dict[str, object] = {"sort": {"timestamp": "last_edited_time", "direction": direction}}
    if data.query:
        asked["query"] = data.query
    if data.kind != "any":
        asked["filter"] = {"property": "object", "value": data.kind}
    found, token = api.listed(
        ctx,
        "/v1/search",
        body=asked,
        max_results=data.max_results,
        page_token=data.page_token,
        cap=SEARCH_CAP,
        follow=data.all_pages,
    )
    results = [parse_found(each) for each in found]
    return NotionSearchResults(results=results, count=len(results), next_page_token=token)
