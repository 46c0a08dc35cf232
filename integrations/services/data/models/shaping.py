"""Which fields items have, and what these are called."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from integrations.catalog.schema import Input, ui
from integrations.services.data.models.fields import Items
from integrations.services.data.models.selecting import DataList
from integrations.services.data.paths import FieldPath

Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class DataRename(Input):
    """What to call fields."""

    items: Items
    """The list of objects, up to 100,000."""
    names: dict[FieldPath, Name] = Field(
        min_length=1, max_length=200, examples=[{"order_id": "number"}], json_schema_extra=ui(widget="key_value")
    )
    """For each path of a field its new name, without a path: the field stays where it is."""


class DataPick(Input):
    """Which fields to keep."""

    items: Items
    """The list of objects, up to 100,000."""
    fields: list[FieldPath] = Field(
        min_length=1, max_length=200, examples=[["order_id", "customer.city"]], json_schema_extra=ui(widget="tags")
    )
    """Paths of the fields to keep; all others go."""
    flat: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Put each field at the top under its last name, instead of where it was."""


class DataOmit(Input):
    """Which fields to leave out."""

    items: Items
    """The list of objects, up to 100,000."""
    fields: list[FieldPath] = Field(
        min_length=1, max_length=200, examples=[["internal_note"]], json_schema_extra=ui(widget="tags")
    )
    """Paths of the fields to leave out."""


class DataMap(Input):
    """How to build each new item."""

    items: Items
    """The list, up to 100,000 items."""
    fields: dict[FieldPath, FieldPath] = Field(
        default={}, max_length=200, examples=[{"city": "customer.city"}], json_schema_extra=ui(widget="key_value")
    )
    """For each new field the path of the old one; a path on the left makes an object inside."""
    values: dict[FieldPath, JsonValue] = Field(
        default={}, max_length=200, examples=[{"source": "shop"}], json_schema_extra=ui(widget="key_value")
    )
    """Fields that have the same value in all items."""
    keep_others: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Keep all old fields as well; new ones of the same name win."""
    defaults: dict[FieldPath, JsonValue] = Field(
        default={},
        max_length=200,
        examples=[{"city": "unknown"}],
        json_schema_extra=ui(widget="key_value", advanced=True),
    )
    """What a new field has where the old one is null or not there. Without one it is null."""


class DataFlattenFields(Input):
    """Whose nested fields to bring to the top."""

    items: Items
    """The list of objects, up to 100,000."""
    separator: str = Field(default=".", min_length=1, max_length=10)
    """What stands between the names."""
    with_lists: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Number the entries of lists as well, such as lines.0.sku; without it a list stays one value."""


class DataShaped(DataList):
    """The items in their new form."""

    warnings: list[str] = []
    """Items that are no objects, and so stayed as they are."""
