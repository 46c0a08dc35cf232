"""Lists put together, taken apart and counted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from integrations.catalog.between import between
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.data.models.fields import MOST_ITEMS, Items, Objects
from integrations.services.data.models.selecting import DataList
from integrations.services.data.paths import FieldPath, ItemPath

Function = Literal["count", "sum", "average", "min", "max", "first", "last", "list", "unique", "count_unique", "join"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
GroupBy = Annotated[list[FieldPath], Field(max_length=10)]


class DataAggregateValue(Input):
    """One value to work out."""

    model_config = ConfigDict(json_schema_extra=leads("function", "field", "name"))

    function: Function = "count"
    """What to work out. count counts items, or with a field the values that are there; join puts texts together."""
    field: ItemPath = ""
    """Path of the field to look at; empty for the item itself."""
    name: str = Field(default="", max_length=200)
    """What to call the value; left out, it is made of the function and the field, such as sum_total."""
    separator: str = Field(default=", ", max_length=100)
    """What stands between the texts of join."""


class DataAggregate(Input):
    """What to work out of a list."""

    items: Items
    """The list, up to 100,000 items."""
    values: list[DataAggregateValue] = Field(min_length=1, max_length=50)
    """The values to work out."""
    group_by: GroupBy = Field(default=[], examples=[["customer.city"]], json_schema_extra=ui(widget="tags"))
    """Paths of fields: items that are the same in them are worked out together. Without any, all items are."""


class DataAggregated(Output):
    """The values that were worked out."""

    items: Objects = []
    """One row for each group, in the order in which groups first come, with the fields of group_by and the values."""
    count: int = 0
    """How many rows these are."""
    result: dict[str, JsonValue] | None = None
    """The only row, where there is no group_by."""
    warnings: list[str] = []
    """Values that were left out because they are no numbers, or cannot be compared."""


class DataGroup(Input):
    """What to group by."""

    items: Items
    """The list, up to 100,000 items."""
    keys: list[FieldPath] = Field(
        min_length=1, max_length=10, examples=[["customer.city"]], json_schema_extra=ui(widget="tags")
    )
    """Paths of the fields in which the items of a group are the same."""
    ignore_case: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Take capital and small letters for the same."""


class DataGroupOfItems(Output):
    """Items that belong together."""

    key: dict[str, JsonValue] = {}
    """The fields they share, by path; null where they have none."""
    items: list[JsonValue] = []
    """The items, in their order."""
    count: int = 0
    """How many these are."""


class DataGrouped(Output):
    """Groups of items."""

    groups: list[DataGroupOfItems] = []
    """The groups, in the order in which they first come."""
    count: int = 0
    """How many groups there are."""


class DataSplit(Input):
    """How to split a list."""

    items: Items
    """The list, up to 100,000 items."""
    size: int = Field(default=100, ge=1, le=MOST_ITEMS)
    """How many items each part has; the last one has what is left."""


class DataParts(Output):
    """A list in parts."""

    parts: list[list[JsonValue]] = []
    """The parts, in order."""
    count: int = 0
    """How many parts there are."""


class DataFlatten(Input):
    """What to flatten."""

    items: Items
    """A list of lists; or of objects that have a list in a field."""
    field: ItemPath = ""
    """Path of the field that has a list, for one item for each entry of it. Empty: the items are lists themselves."""
    keep: list[FieldPath] = Field(
        default=[], max_length=50, examples=[["order_id"]], json_schema_extra=ui(widget="tags")
    )
    """Paths of fields of the outer item that each entry gets as well, under their last name."""
    levels: int = Field(default=1, ge=1, le=10, json_schema_extra=ui(advanced=True))
    """How many lists inside each other are opened."""


class DataFlattened(DataList):
    """One list."""

    warnings: list[str] = []
    """Fields of outer items that an entry had already, and so kept its own."""


class DataJoinKey(Input):
    """Fields that belong together."""

    model_config = ConfigDict(json_schema_extra=leads("left", "right"))

    left: FieldPath
    """Path of the field in items of the left list."""
    right: FieldPath | None = None
    """Path of the field in items of the right list, if it is called otherwise."""


class DataJoin(Input):
    """Which lists to join, and by what."""

    left: Items
    """The one list, up to 100,000 items."""
    right: Items
    """The other list, up to 100,000 items."""
    on: list[DataJoinKey] = Field(min_length=1, max_length=10)
    """Fields in which items have to be the same. A number and a text of it are the same here; null is the same as
    nothing."""
    kind: Literal["inner", "left", "outer"] = Field(default="left", json_schema_extra=ui(advanced=True))
    """Which items come out: those that have a partner, all of the left list, or all of both."""
    result: Literal["merged", "paired"] = Field(default="merged", json_schema_extra=ui(advanced=True))
    """One object with the fields of both, or an object with left and right."""
    right_prefix: str = Field(default="right_", min_length=1, max_length=50, json_schema_extra=ui(advanced=True))
    """What comes before the name of a field of the right item where the left one has such a field with another
    value."""


class DataJoined(DataList):
    """Items of both lists together."""

    left_only: int = 0
    """How many items of the left list have no partner."""
    right_only: int = 0
    """How many items of the right list have no partner."""


class DataCompare(Input):
    """Which lists to compare."""

    before: Items
    """The list as it was, up to 100,000 items."""
    after: Items
    """The list as it is now."""
    keys: list[FieldPath] = Field(
        default=[], max_length=10, examples=[["order_id"]], json_schema_extra=ui(widget="tags")
    )
    """Paths of the fields by which an item is known again. Without any, items are compared as a whole."""
    ignore: list[FieldPath] = Field(
        default=[], max_length=50, examples=[["updated_at"]], json_schema_extra=ui(widget="tags", advanced=True)
    )
    """Paths of fields whose changes do not count."""

    @between("ignore", "keys")
    def _keys_count(self) -> str | None:
        both = sorted(set(self.ignore) & set(self.keys))
        return f"{both[0]!r} is a key, so its changes cannot be ignored." if both else None


class DataChange(Output):
    """An item that has changed."""

    before: JsonValue = None
    """As it was."""
    after: JsonValue = None
    """As it is now."""
    fields: list[str] = []
    """Names of its fields that differ."""


class DataCompared(Output):
    """What has become of a list."""

    added: list[JsonValue] = []
    """Items that are new."""
    removed: list[JsonValue] = []
    """Items that are gone."""
    changed: list[DataChange] = []
    """Items that have changed."""
    same: list[JsonValue] = []
    """Items that are as they were."""
    has_changes: bool = False
    """Whether anything was added, removed or changed."""
    added_count: int = 0
    """How many are new."""
    removed_count: int = 0
    """How many are gone."""
    changed_count: int = 0
    """How many have changed."""
    same_count: int = 0
    """How many are as they were."""
    warnings: list[str] = []
    """Keys that several items of a list have; these are held against each other in their order."""
