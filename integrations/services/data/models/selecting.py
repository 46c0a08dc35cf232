"""Which items of a list are kept, and in which order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from integrations.catalog.between import between
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.data.models.fields import MOST_ITEMS, Items, Match
from integrations.services.data.ordering import Kind
from integrations.services.data.paths import ItemPath

Operator = Literal[
    "equals", "not_equals", "greater_than", "at_least", "less_than", "at_most", "between",
    "contains", "not_contains", "starts_with", "ends_with", "like", "in", "not_in",
    "exists", "not_exists", "is_empty", "is_not_empty", "is_true", "is_false", "is_type",
]  # fmt: skip
WITHOUT_VALUE: frozenset[str] = frozenset({"exists", "not_exists", "is_empty", "is_not_empty", "is_true", "is_false"})
OF_LISTS: frozenset[str] = frozenset({"in", "not_in"})
OF_TEXTS: frozenset[str] = frozenset({"contains", "not_contains", "starts_with", "ends_with", "like"})
TYPES = ("text", "number", "boolean", "list", "object", "null")


class DataRule(Input):
    """One condition on an item."""

    model_config = ConfigDict(json_schema_extra=leads("field", "operator", "value"))

    field: ItemPath = ""
    """Path of the field, such as address.city or lines[0].sku; empty for the item itself."""
    operator: Operator = "equals"
    """How to compare. A text that is wholly a number compares with numbers as one; days and moments by time."""
    value: JsonValue = None
    """What to compare with: a list for in and not_in, two values for between, a type for is_type; * and ? stand for any
    characters and one of them in like."""
    ignore_case: bool = False
    """Take capital and small letters for the same."""

    @between("value", "operator")
    def _value_fits(self) -> str | None:
        if self.operator in OF_LISTS and not isinstance(self.value, list):
            return f"Give a list of values for {self.operator}."
        if self.operator == "between" and not (isinstance(self.value, list) and len(self.value) == 2):
            return "Give two values for between: the lowest and the highest."
        if self.operator == "is_type" and self.value not in TYPES:
            return f"Give one of these for is_type: {', '.join(TYPES)}."
        if self.operator in OF_TEXTS and (self.value is None or isinstance(self.value, dict)):
            return f"Say what to look for with {self.operator}."
        return None


class DataFilter(Input):
    """Which items to keep."""

    items: Items
    """The list, up to 100,000 items."""
    rules: list[DataRule] = Field(min_length=1, max_length=50)
    """The conditions."""
    match: Match = "all"
    """Whether an item has to meet all conditions or any of them."""


class DataFiltered(Output):
    """The items that met the conditions, and the rest."""

    items: list[JsonValue] = []
    """Items that met them, in their order."""
    count: int = 0
    """How many these are."""
    rest: list[JsonValue] = []
    """The others, in their order."""
    rest_count: int = 0
    """How many these are."""
    warnings: list[str] = []
    """What could not be compared, such as a word with a number; such an item does not meet the condition."""


class DataSortKey(Input):
    """One thing to sort by."""

    model_config = ConfigDict(json_schema_extra=leads("field", "direction"))

    field: ItemPath = ""
    """Path of the field; empty for the item itself."""
    direction: Literal["ascending", "descending"] = "ascending"
    """Smallest first, or largest."""
    kind: Kind = "natural"
    """How values compare: natural puts item 2 before item 10 and numbers before words; number, text or date take them
    all as that."""
    nulls: Literal["last", "first"] = "last"
    """Where items stand that have no such value, whatever the direction."""
    ignore_case: bool = True
    """Take capital and small letters for the same."""


class DataSort(Input):
    """What to sort, and by what."""

    items: Items
    """The list, up to 100,000 items."""
    keys: Annotated[list[DataSortKey], Field(max_length=10)] = [DataSortKey()]
    """What to sort by, the most important first. Left out, the items themselves are compared."""


class DataList(Output):
    """A list."""

    items: list[JsonValue] = []
    """The items."""
    count: int = 0
    """How many these are."""


class DataSorted(DataList):
    """The same items in order; what compares equal stays as it was."""

    warnings: list[str] = []
    """How many values could not be compared, and so stand where null does."""


class DataLimit(Input):
    """Which part of a list."""

    items: Items
    """The list, up to 100,000 items."""
    max_items: int = Field(default=10, ge=0, le=MOST_ITEMS)
    """How many to keep."""
    skip: int = Field(default=0, ge=0)
    """How many to leave out before."""
    take_from: Literal["start", "end"] = Field(default="start", json_schema_extra=ui(advanced=True))
    """Count from the start or from the end of the list; the order stays."""


class DataLimited(DataList):
    """The part of a list."""

    has_more: bool = False
    """Whether there are more items beyond the part, in the direction of counting."""
    total: int = 0
    """How many items the whole list has."""


class DataDeduplicate(Input):
    """Which items are the same."""

    items: Items
    """The list, up to 100,000 items."""
    keys: list[ItemPath] = Field(default=[], max_length=20, examples=[["email"]], json_schema_extra=ui(widget="tags"))
    """Paths of the fields by which items are the same; none compares whole items."""
    keep: Literal["first", "last"] = "first"
    """Which one of those that are the same to keep."""
    ignore_case: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Take capital and small letters for the same."""
    keep_without_key: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Keep every item that has none of the keys, instead of taking them for the same."""


class DataDeduplicated(DataList):
    """Each item once."""

    duplicates: list[JsonValue] = []
    """The items that were left out."""
    duplicate_count: int = 0
    """How many these are."""
