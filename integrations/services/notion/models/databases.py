"""Databases and their data sources."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.notion.models.fields import DatabaseId, DataSourceId, PageId, Properties
from integrations.services.notion.models.pages import NotionFound, NotionPage
from integrations.services.notion.models.parts import NotionDated, NotionParent

QUERY_CAP = 5000


class NotionDataSourceQuery(Input):
    """Which pages of a data source to list."""

    data_source_id: DataSourceId
    filter: dict[str, Any] = Field(
        default={},
        json_schema_extra=ui(widget="code"),
        examples=[{"property": "Status", "status": {"equals": "In progress"}}],
    )
    """Notion's filter: conditions on properties or times, with and and or; empty lists all."""
    sorts: list[dict[str, Any]] = Field(
        default=[],
        json_schema_extra=ui(widget="code"),
        examples=[[{"property": "Due", "direction": "ascending"}]],
    )
    """Notion's sorting: by property or by created_time or last_edited_time, the first counts most."""
    in_trash: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """List what lies in the trash instead."""
    max_results: int = Field(default=100, ge=1, le=100, json_schema_extra=ui(advanced=True))
    """How many a page of results has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(QUERY_CAP)


class NotionQueryResults(Output):
    """Pages of a data source."""

    pages: list[NotionPage]
    """The pages of this page of results."""
    data_sources: list[NotionFound] = []
    """Data sources among them, which only wikis have."""
    count: Count
    next_page_token: NextPageToken = None


class NotionDatabaseGet(Input):
    """Which database to read."""

    database_id: DatabaseId


class NotionDataSourceName(Output):
    """One of the data sources of a database."""

    data_source_id: str = Field(validation_alias="id")
    """Identifier of the data source."""
    name: str = ""
    """What it is called."""


class NotionDatabase(NotionDated):
    """A database: the frame around one or several data sources, which have the properties and the pages."""

    model_config = ConfigDict(json_schema_extra=leads("title", "url", "data_sources"))

    database_id: str
    """Identifier of the database."""
    title: str = ""
    """What it is called."""
    description: str = ""
    """What it is for."""
    url: str | None = None
    """Its address at Notion."""
    public_url: str | None = None
    """Its address for everybody, if it is published."""
    data_sources: list[NotionDataSourceName] = []
    """Its data sources."""
    icon: str | None = None
    """Its emoji, or the address of its icon."""
    cover_url: str | None = None
    """Address of its cover image."""
    parent: NotionParent | None = None
    """Where it lies."""
    is_inline: bool = False
    """Whether it is shown within its page."""
    is_locked: bool = False
    """Whether it is locked for changes in Notion's app."""
    warnings: Warnings = []


class NotionDataSourceGet(Input):
    """Which data source to read."""

    data_source_id: DataSourceId


class NotionProperty(Output):
    """A property that each page of a data source has."""

    name: str
    """What it is called."""
    type: str
    """Its kind: title, rich_text, number, select, multi_select, status, date, people, checkbox, relation and so on."""
    property_id: str | None = None
    """Identifier of the property, which stays when it is renamed."""
    description: str = ""
    """What it is for."""
    options: list[str] = []
    """What can be chosen, of a select, multi_select or status."""
    settings: dict[str, Any] = {}
    """All that Notion says of its kind, such as the format of a number or the data source of a relation."""


class NotionDataSource(NotionDated):
    """A data source: properties, and pages that have them."""

    model_config = ConfigDict(json_schema_extra=leads("title", "properties", "url"))

    data_source_id: str
    """Identifier of the data source."""
    database_id: str | None = None
    """Identifier of the database it belongs to."""
    title: str = ""
    """What it is called."""
    description: str = ""
    """What it is for."""
    url: str | None = None
    """Its address at Notion."""
    icon: str | None = None
    """Its emoji, or the address of its icon."""
    properties: list[NotionProperty] = []
    """The properties of its pages."""
    warnings: Warnings = []


class NotionDatabaseCreate(Input):
    """A database to make, with its first data source."""

    parent_page_id: PageId
    title: str = Field(min_length=1, max_length=2000)
    """What it is called."""
    properties: Properties = Field(
        default={},
        json_schema_extra=ui(widget="key_value"),
        examples=[{"Status": "select", "Due": "date"}],
    )
    """Properties of its pages by name: a kind such as text, number, select, date, checkbox, or Notion's own object.

    A title property is added where none is named.
    """
    description: str = Field(default="", max_length=2000, json_schema_extra=ui(advanced=True))
    """What it is for."""
    is_inline: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Show it within the page instead of as a page of its own."""
    icon: str = Field(default="", json_schema_extra=ui(advanced=True), examples=["📚"])
    """An emoji, or the https address of an image."""
    cover_url: str = Field(default="", json_schema_extra=ui(advanced=True))
    """The https address of a cover image."""


class NotionDataSourceUpdate(Input):
    """What to change of a data source; what is not given stays."""

    data_source_id: DataSourceId
    title: str | None = Field(default=None, min_length=1, max_length=2000)
    """What it is called."""
    properties: Properties = Field(
        default={},
        json_schema_extra=ui(widget="key_value"),
        examples=[{"Stage": "select", "Old name": {"name": "New name"}, "Unused": None}],
    )
    """Properties to add or change by name: a kind, Notion's own object, or {"name": …} to rename; null removes one."""
    icon: str | None = Field(default=None, json_schema_extra=ui(advanced=True), examples=["📚"])
    """An emoji, or the https address of an image; an empty text takes the icon away."""
    in_trash: bool | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Move it to the trash, or back."""
