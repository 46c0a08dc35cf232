"""Fields that many operations share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, JsonValue

from integrations.catalog.identifiers import Identifier

MOST_ITEMS = 100_000
LONGEST_TEXT = 5_000_000

Items = Annotated[list[JsonValue], Field(max_length=MOST_ITEMS)]
Objects = list[dict[str, JsonValue]]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Match = Literal["all", "any"]


def _stored_id(value: object) -> object:
    """The id of a file that an earlier step handed over whole."""
    return value["file_id"] if isinstance(value, dict) and "file_id" in value else value


StoredFileId = Annotated[Identifier, BeforeValidator(_stored_id)]
"""A file from an earlier step, or its id."""
