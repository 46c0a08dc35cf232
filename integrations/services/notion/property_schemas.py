"""The properties that the pages of a data source have, from plain names of kinds.

Source: https://developers.notion.com/reference/property-object
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.errors import FieldError, InputError
from integrations.services.notion.api import Resource

KINDS = (
    "title",
    "rich_text",
    "number",
    "select",
    "multi_select",
    "status",
    "date",
    "people",
    "files",
    "checkbox",
    "url",
    "email",
    "phone_number",
    "created_time",
    "created_by",
    "last_edited_time",
    "last_edited_by",
    "unique_id",
)
"""Kinds that need no settings."""
_ALSO = {
    "text": "rich_text",
    "phone": "phone_number",
    "tags": "multi_select",
    "person": "people",
    "boolean": "checkbox",
}
_CHOICES = ("select", "multi_select")


def sent_schema(given: Mapping[str, Any], *, may_remove: bool, field: str = "properties") -> Resource:
    """Properties as Notion takes them. A list of names is a select of these; with ``may_remove`` null removes one.

    Raises InputError with everything that is none.
    """
    sent: Resource = {}
    errors: list[FieldError] = []
    for name, said in given.items():
        try:
            sent[name] = _one(said, may_remove=may_remove)
        except ValueError as error:
            errors.append(FieldError(f"{field}.{name}", str(error)))
    if errors:
        raise InputError(" ".join(each.message for each in errors), errors=errors)
    return sent


def has_title(properties: Mapping[str, Any]) -> bool:
    return any(isinstance(each, dict) and "title" in each for each in properties.values())


def _one(said: Any, *, may_remove: bool) -> object:
    if isinstance(said, dict):
        return said
    if said is None and may_remove:
        return None
    if isinstance(said, list) and said and all(isinstance(each, str) and each for each in said):
        return {"select": {"options": [{"name": each} for each in said]}}
    kind = _ALSO.get(said, said) if isinstance(said, str) else None
    if kind not in KINDS:
        raise ValueError(
            f"{said!r} is no kind of property. Kinds are: {', '.join(KINDS)}; or give Notion's own object."
        )
    return {kind: {"options": []} if kind in _CHOICES else {}}
