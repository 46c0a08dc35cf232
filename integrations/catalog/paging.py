"""Fields and the loop that every paged operation shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import Field

from integrations.catalog.schema import BlankIsNone, ui

ItemT = TypeVar("ItemT")

PageToken = Annotated[
    str | None,
    BlankIsNone,
    Field(
        description="Where to go on: the next_page_token of an earlier answer to the same question.",
        json_schema_extra=ui(advanced=True),
    ),
]
NextPageToken = Annotated[
    str | None, Field(description="Pass it as page_token to read on; empty when this was the last page.")
]
Count = Annotated[int, Field(ge=0, description="How many are in this answer.")]


def all_pages_field(cap: int) -> Any:  # as pydantic's Field, it stands where a value is expected
    """The field that asks for page after page, up to ``cap`` items: ``all_pages: bool = all_pages_field(500)``."""
    return Field(
        default=False,
        description=f"Read on until the end, at most {cap:,} in all. A next_page_token then says that there is more.",
        json_schema_extra=ui(advanced=True),
    )


def read_pages(
    fetch: Callable[[str | None], tuple[list[ItemT], str | None]], *, page_token: str | None, cap: int, follow: bool
) -> tuple[list[ItemT], str | None]:
    """One page from ``page_token`` on, or with ``follow`` page after page until ``cap`` items are there.

    Returns whole pages, so it can be a page over the cap, and the token of the page that was not read.
    """
    items, token = fetch(page_token)
    while follow and token is not None and len(items) < cap:
        page, token = fetch(token)
        items = [*items, *page]
    return items, token
