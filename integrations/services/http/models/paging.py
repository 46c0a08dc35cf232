"""How an API that answers page by page is read on."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.http.paging import BodyLink, Cursor, LinkHeader, Offset, PageNumber, Paging
from integrations.catalog.schema import Input, leads

PATH = r"^[^\s]*$"
PARAM = r"^[^\s&=#?]+$"


class HttpPaging(Input):
    """One way to page."""

    model_config = ConfigDict(json_schema_extra=leads("kind", "items"))

    kind: Literal["link_header", "link", "cursor", "page", "offset"]
    """Where the next page is named: in the header Link, as a link or a cursor in the body; or it is counted, by page or
    by entry."""
    items: str = Field(default="", pattern=PATH, max_length=200, examples=["data.orders"])
    """Where the list of entries stands in the body, as names with dots between; empty where the body is the list."""
    param: str | None = Field(default=None, pattern=PARAM, max_length=100, examples=["cursor"])
    """Name in the query for the cursor, page number or offset. Left out, it is cursor, page or offset."""
    next: str | None = Field(default=None, pattern=PATH, max_length=200, examples=["meta.next_cursor"])
    """Where the link or cursor of the next page stands in the body."""
    more: str | None = Field(default=None, pattern=PATH, max_length=200, examples=["has_more"])
    """Where the body says true as long as there is a next page, if it does."""
    size: int = Field(default=100, ge=1, le=10_000)
    """How many entries a full page has, where pages or entries are counted: a page with fewer is the last one."""
    size_param: str | None = Field(default=None, pattern=PARAM, max_length=100, examples=["limit"])
    """Name in the query that asks for pages of that size."""
    first_page: int = Field(default=1, ge=0, le=1)
    """Number of the first page."""
    max_pages: int = Field(default=10, ge=1, le=200)
    """How many pages are read at most."""
    max_items: int = Field(default=1000, ge=1, le=20_000)
    """How many entries are kept at most."""

    @between("next", "kind")
    def _next_is_named(self) -> str | None:
        if self.kind in ("link", "cursor") and not self.next:
            return f"Say where the {self.kind} of the next page stands in the body, such as meta.next."
        return None

    @property
    def way(self) -> Paging:
        """As the catalog knows it."""
        more, size_param = self.more or "", self.size_param or ""
        match self.kind:
            case "link_header":
                return LinkHeader()
            case "link":
                return BodyLink(self.next or "")
            case "cursor":
                return Cursor(self.param or "cursor", next=self.next or "", more=more)
            case "page":
                name = self.param or "page"
                return PageNumber(name, size_param=size_param, size=self.size, more=more, first=self.first_page)
            case "offset":
                return Offset(self.param or "offset", size_param=size_param, size=self.size, more=more)
