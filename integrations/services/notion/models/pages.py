"""Pages, and what is searched for."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.notion.models.fields import Markdown, OptionalId, PageId, Properties
from integrations.services.notion.models.parts import NotionDated, NotionParent

SEARCH_CAP = 1000
MOST_BLOCKS = 10_000


class NotionSearch(Input):
    """What to look for."""

    query: str = Field(default="", json_schema_extra=ui(placeholder="Meeting notes"))
    """Words in the title; empty finds everything that is shared with the app."""
    kind: Literal["any", "page", "data_source"] = "any"
    """Pages, data sources of databases, or both."""
    newest_first: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Sort by last change, the newest first; else the oldest first."""
    max_results: int = Field(default=25, ge=1, le=100, json_schema_extra=ui(advanced=True))
    """How many a page of results has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(SEARCH_CAP)


class NotionFound(NotionDated):
    """A page or a data source that was found."""

    model_config = ConfigDict(json_schema_extra=leads("title", "kind", "url"))

    kind: str
    """page or data_source."""
    page_id: str | None = None
    """Id of the page."""
    data_source_id: str | None = None
    """Id of the data source."""
    database_id: str | None = None
    """Id of the database that the data source belongs to."""
    title: str = ""
    """What it is called."""
    url: str | None = None
    """Its address at Notion."""
    parent: NotionParent | None = None
    """Where it lies."""
    warnings: Warnings = []


class NotionSearchResults(Output):
    """What was found."""

    results: list[NotionFound]
    """Pages and data sources."""
    count: Count
    next_page_token: NextPageToken = None


class NotionPageGet(Input):
    """Which page to read."""

    page_id: PageId
    whole_properties: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Read properties of more than 25 entries to their end, with further requests."""


class NotionPage(NotionDated):
    """A page: what it is called, its properties and where it lies; what it says is read with get_page_markdown."""

    model_config = ConfigDict(json_schema_extra=leads("title", "url", "last_edited_time"))

    page_id: str
    """Identifier of the page."""
    title: str = ""
    """What it is called."""
    url: str | None = None
    """Its address at Notion."""
    public_url: str | None = None
    """Its address for everybody, if it is published."""
    icon: str | None = None
    """Its emoji, or the address of its icon."""
    cover_url: str | None = None
    """Address of its cover image."""
    parent: NotionParent | None = None
    """Where it lies."""
    properties: dict[str, Any] = {}
    """Its properties by name, as plain values: texts, numbers, yes or no, lists of names, dates as start and end."""
    is_locked: bool = False
    """Whether it is locked for changes in Notion's app."""
    warnings: Warnings = []


class NotionPageMarkdownGet(Input):
    """Which page to read as Markdown."""

    page_id: PageId
    with_title: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Begin with the title as a heading."""
    max_blocks: int = Field(default=1000, ge=1, le=MOST_BLOCKS, json_schema_extra=ui(advanced=True))
    """Stop after so many blocks; what was left out is said."""


class NotionPageMarkdown(Output):
    """What a page says."""

    page_id: str
    """The page."""
    title: str = ""
    """What it is called."""
    markdown: str
    """Its content."""
    count: Count
    is_complete: bool = True
    """False if some blocks were left out or could not be read; warnings say which."""
    warnings: Warnings = []


Blocks = list[dict[str, Any]]


class NotionPageCreate(Input):
    """A page to make: below another page, or as a row of a data source."""

    parent_page_id: OptionalId = Field(
        default=None, json_schema_extra=ui(options="pages", show_when={"parent": ["page"]})
    )
    """The page to make it in."""
    data_source_id: OptionalId = Field(
        default=None, json_schema_extra=ui(options="data_sources", show_when={"parent": ["data_source"]})
    )
    """The data source of a database to make it in, as a row."""
    parent: Literal["page", "data_source", "workspace"] | None = None
    """Where to make it; not needed where an id says so. In the workspace it is private to who has connected."""
    title: str = Field(default="", max_length=20_000)
    """What it is called."""
    markdown: Markdown = Field(default="", json_schema_extra=ui(widget="markdown"))
    """Its content as Markdown: headings, lists, tasks, quotes, tables, code, images, links."""
    properties: Properties = Field(
        default={}, json_schema_extra=ui(widget="key_value", show_when={"parent": ["data_source"]})
    )
    """Its other properties by name: plain values, or Notion's own property objects."""
    blocks: Blocks = Field(default=[], json_schema_extra=ui(widget="code", advanced=True))
    """Content as Notion's own block objects, instead of Markdown; children lie within their block."""
    icon: str = Field(default="", json_schema_extra=ui(advanced=True), examples=["🚀"])
    """An emoji, or the https address of an image."""
    cover_url: str = Field(default="", json_schema_extra=ui(advanced=True))
    """The https address of a cover image."""

    @between("parent_page_id", "data_source_id", "parent")
    def _lies_somewhere(self) -> str | None:
        if self.parent_page_id and self.data_source_id:
            return "Give a parent page or a data source, not both."
        if self.parent == "page" and not self.parent_page_id:
            return "Choose the page to make it in."
        if self.parent == "data_source" and not self.data_source_id:
            return "Choose the data source to make it in."
        if self.parent is None and not (self.parent_page_id or self.data_source_id):
            return "Choose the page or the data source to make it in."
        return None

    @between("blocks", "markdown")
    def _says_it_once(self) -> str | None:
        return "Give the content as markdown or as blocks, not both." if self.markdown and self.blocks else None

    @between("properties", "data_source_id")
    def _has_columns(self) -> str | None:
        if self.properties and not self.data_source_id:
            return "Only pages in a data source have properties besides their title."
        return None


class NotionPageUpdate(Input):
    """What to change of a page; what is not given stays."""

    page_id: PageId
    title: str | None = Field(default=None, max_length=20_000)
    """What it is called."""
    properties: Properties = Field(default={}, json_schema_extra=ui(widget="key_value"))
    """Properties to set by name: plain values, or Notion's own property objects; null clears one."""
    icon: str | None = Field(default=None, json_schema_extra=ui(advanced=True), examples=["🚀"])
    """An emoji, or the https address of an image; an empty text takes the icon away."""
    cover_url: str | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """The https address of a cover image; an empty text takes the cover away."""
    is_locked: bool | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Lock it for changes in Notion's app, or unlock it."""


class NotionPageMove(Input):
    """Which page to move to the trash, or back."""

    page_id: PageId
