"""Field types that several of Notion's inputs share."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import BlankIsNone, ui

_UUID = r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IN_ADDRESS = re.compile(rf"(?:[?&]p=|-|/)({_UUID})(?=$|[?#&/])", re.IGNORECASE)
_BLOCK = re.compile(r"#([0-9a-f]{32})$", re.IGNORECASE)
MOST_CONTENT = 2_000_000
"""Letters of Markdown at once; many hundred requests' worth."""


def _id_of(value: object) -> object:
    """The id in the address of a page or a block, as Notion's menu Copy link gives it; anything else as it is."""
    if not isinstance(value, str) or "://" not in value:
        return value
    found = _BLOCK.search(value) or next(iter(reversed(list(_IN_ADDRESS.finditer(value)))), None)
    return found[1] if found else value


NotionId = Annotated[Identifier, BeforeValidator(_id_of)]
PageId = Annotated[
    Identifier,
    BeforeValidator(_id_of),
    Field(description="Id of the page, or its address at Notion.", json_schema_extra=ui(options="pages")),
]
DataSourceId = Annotated[
    Identifier,
    BeforeValidator(_id_of),
    Field(
        description="Id of the data source; get_database lists those of a database.",
        json_schema_extra=ui(options="data_sources"),
    ),
]
DatabaseId = Annotated[
    Identifier,
    BeforeValidator(_id_of),
    Field(description="Id of the database, or its address at Notion.", json_schema_extra=ui(options="databases")),
]
BlockId = Annotated[
    Identifier,
    BeforeValidator(_id_of),
    Field(description="Id of the block, from list_blocks or append_blocks.", json_schema_extra=ui(options="blocks")),
]
ContainerId = Annotated[
    Identifier,
    BeforeValidator(_id_of),
    Field(
        description="Id or address of the page; the id of any block that holds others is taken as well.",
        json_schema_extra=ui(options="pages"),
    ),
]
OptionalId = Annotated[Identifier | None, BlankIsNone, BeforeValidator(_id_of)]
Markdown = Annotated[str, Field(max_length=MOST_CONTENT)]
Properties = dict[str, Any]  # what stands in a property depends on its type at Notion
