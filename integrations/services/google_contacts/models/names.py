"""Names of people and ids of groups as inputs take them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.schema import ui

_NAME = re.compile(r"people/[A-Za-z0-9_-]+")


def _person(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is no contact; take its resource_name from list_contacts: people/c8121…")
    return text


ResourceName = Annotated[
    str,
    AfterValidator(_person),
    Field(
        examples=["people/c8121234567890123456"],
        max_length=100,
        json_schema_extra={"pattern": "^people/[A-Za-z0-9_-]+$"},
    ),
]
"""Google's name of a contact. Nothing else than one gets into a path."""
ContactName = Annotated[
    ResourceName,
    Field(
        description="Google's name of the contact: its resource_name in a list, a search or the trigger.",
        json_schema_extra={"pattern": "^people/[A-Za-z0-9_-]+$", **ui(options="contacts")},
    ),
]
GroupId = Annotated[
    Identifier,
    Field(
        description="Id of the group, from list_groups or create_group, without contactGroups/ before it.",
        examples=["myContacts"],
        json_schema_extra=ui(options="groups"),
    ),
]
