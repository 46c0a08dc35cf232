"""Databases and their data sources, of which a database can have several."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.notion import api, samples
from integrations.services.notion.api import Resource
from integrations.services.notion.finding import find_database
from integrations.services.notion.looks import sent_cover, sent_icon
from integrations.services.notion.models.databases import (
    QUERY_CAP,
    NotionDatabase,
    NotionDatabaseCreate,
    NotionDatabaseGet,
    NotionDataSource,
    NotionDataSourceGet,
    NotionDataSourceQuery,
    NotionDataSourceUpdate,
    NotionQueryResults,
)
from integrations.services.notion.parsing import parse_data_source, parse_database, parse_found, parse_page
from integrations.services.notion.property_schemas import has_title, sent_schema
from integrations.services.notion.rich_text import text_items
from integrations.services.notion.service import INSERT, READ, UPDATE, service

REFERENCE = "https://developers.notion.com/reference"


@service.operation(
    effect="read",
    scopes=[READ],
    price="data_source_query",
    sample={"pages": [samples.PAGE], "data_sources": [], "count": 1, "next_page_token": None},
    example={
        "data_source_id": samples.SPRINT,
        "filter": {"property": "Status", "status": {"equals": "In progress"}},
        "sorts": [{"property": "Due", "direction": "ascending"}],
    },
    icon="table-search",
    documentation_url=f"{REFERENCE}/query-a-data-source",
)
def query_data_source(ctx: Ctx, data: NotionDataSourceQuery) -> NotionQueryResults:
    """List the pages of a data source, filtered and sorted.

    Filters and sorting are Notion's own objects; get_data_source tells the properties. 100 pages at once, and with
    all_pages 5,000.
    """
    body: Resource = {}
    if data.filter:
        body["filter"] = data.filter
    if data.sorts:
        body["sorts"] = data.sorts
    if data.in_trash:
        body["in_trash"] = True
    found, token = api.listed(
        ctx,
        "/v1/data_sources/{id}/query",
        {"id": data.data_source_id},
        body=body,
        max_results=data.max_results,
        page_token=data.page_token,
        cap=QUERY_CAP,
        follow=data.all_pages,
    )
    pages = [parse_page(each) for each in found if each.get("object") != "data_source"]
    others = [parse_found(each) for each in found if each.get("object") == "data_source"]
    return NotionQueryResults(pages=pages, data_sources=others, count=len(pages) + len(others), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[READ],
    price="database_read",
    sample=samples.DATABASE,
    example={"database_id": samples.TASKS},
    icon="database",
    documentation_url=f"{REFERENCE}/retrieve-a-database",
)
def get_database(ctx: Ctx, data: NotionDatabaseGet) -> NotionDatabase:
    """Read a database, and which data sources it has.

    Properties and pages belong to the data sources: get_data_source and query_data_source read them.
    """
    return parse_database(api.get(ctx, "/v1/databases/{database_id}", {"database_id": data.database_id}))


@service.operation(
    effect="read",
    scopes=[READ],
    price="database_read",
    sample=samples.DATA_SOURCE,
    example={"data_source_id": samples.SPRINT},
    icon="table",
    documentation_url=f"{REFERENCE}/retrieve-a-data-source",
)
def get_data_source(ctx: Ctx, data: NotionDataSourceGet) -> NotionDataSource:
    """Read a data source: what it is called, and which properties its pages have.

    Choices of a select, multi_select or status are listed with their property.
    """
    return parse_data_source(api.get(ctx, "/v1/data_sources/{id}", {"id": data.data_source_id}))


@service.operation(
    effect="write",
    scopes=[INSERT, READ],
    price="database_create",
    sample=samples.DATABASE,
    example={
        "parent_page_id": samples.NOTES,
        "title": "Suppliers",
        "properties": {"Category": ["Print", "Freight"], "Contact": "email", "Since": "date"},
    },
    icon="table-plus",
    documentation_url=f"{REFERENCE}/create-database",
    reconcile=find_database,
)
def create_database(ctx: Ctx, data: NotionDatabaseCreate) -> NotionDatabase:
    """Make a database in a page, with its first data source.

    Properties are given by name as kinds; a list of names makes a select of them. A title property is added where none
    is named.
    """
    properties = sent_schema(data.properties, may_remove=False)
    if not has_title(properties):
        if "Name" in properties:
            words = "A property called Name is there that is no title; name one of the kind title."
            raise InputError(words, field="properties")
        properties = {"Name": {"title": {}}, **properties}
    body: Resource = {
        "parent": {"type": "page_id", "page_id": data.parent_page_id},
        "title": text_items(data.title),
        "initial_data_source": {"properties": properties},
    }
    if data.description:
        body["description"] = text_items(data.description)
    if data.is_inline:
        body["is_inline"] = True
    if icon := sent_icon(data.icon):
        body["icon"] = icon
    if cover := sent_cover(data.cover_url):
        body["cover"] = cover
    return parse_database(api.post(ctx, "/v1/databases", body))


@service.operation(
    effect="idempotent_write",
    scopes=[UPDATE],
    price="database_update",
    sample=samples.DATA_SOURCE,
    example={"data_source_id": samples.SPRINT, "properties": {"Reviewer": "people"}},
    icon="table-edit",
    documentation_url=f"{REFERENCE}/update-a-data-source",
)
def update_data_source(ctx: Ctx, data: NotionDataSourceUpdate) -> NotionDataSource:
    """Change a data source: its title, and the properties of its pages.

    What is not given stays. A property that is set to null is removed from every page with what stands in it. At most
    500 properties; statuses are changed in Notion's app.
    """
    body: Resource = {}
    if data.title is not None:
        body["title"] = text_items(data.title)
    if data.properties:
        body["properties"] = sent_schema(data.properties, may_remove=True)
    if data.icon is not None:
        body["icon"] = sent_icon(data.icon)
    if data.in_trash is not None:
        body["in_trash"] = data.in_trash
    if not body:
        raise InputError("There is nothing to change: give a title, properties, an icon or in_trash.", field="title")
    return parse_data_source(api.patch(ctx, "/v1/data_sources/{id}", body, {"id": data.data_source_id}))
